"""Hostile and odd pages, XML, ninjs and mails."""

import json

from tests.pure.files import (
    LINES,
    TEXT,
    entry,
    feed,
    linked_data,
    mail,
    nitf,
    page,
)
from tests.pure.hostile import ANY, ARTICLE, BILLION, OUTSIDE, PARAMETER, case


def ninjs(**fields: object) -> bytes:
    return json.dumps({"uri": "urn:example:1", "standard": {"name": "ninjs", "version": "3.0"}, **fields}).encode()


MANY_ATTRIBUTES = " ".join(f"a{number}=''" for number in range(100_000))
BODY = [{"role": "main", "contentType": "text/plain", "value": TEXT}]
PAGES = [
    case("a page", "a.html", page, ARTICLE),
    case("a page called text", "a.txt", page, ARTICLE),
    case("a page without a name", "download", page, ARTICLE),
    case("a page without a body", "a.html", b"<!doctype html><html><head><title>x</title></head></html>", "no text"),
    case("a page drawn by a script", "a.html", b"<!doctype html><div id=root></div><script>draw()</script>", "no text"),
    case(
        "tags that are never closed", "a.html", lambda: b"<!doctype html>" + b"<div><p>They are gone." * 3000, ARTICLE
    ),
    case(
        "200,000 open tags", "a.html", lambda: b"<!doctype html>" + b"<b>" * 200_000 + b"They are gone for good.", ANY
    ),
    case("a quotation mark without end", "a.html", lambda: page(body='<a href="x>' + "<p>more</p>" * 500), ARTICLE),
    case(
        "half a million angle brackets",
        "a.html",
        lambda: b"<!doctype html><p>They are gone for good." + b"<" * 500_000,
        ANY,
    ),
    case("100,000 unclosed comments", "a.html", lambda: page(body="<!--" * 100_000), ARTICLE),
    case(
        "a reference of 10,000 digits", "a.html", lambda: page(body=f"<p>It was &#{'9' * 10_000}; of old.</p>"), ARTICLE
    ),
    case("an encoding that is none", "a.html", lambda: page().replace(b"utf-8", b"klingon"), ARTICLE),
    case("an encoding that is a trap", "a.html", lambda: page().replace(b"utf-8", b"zip_codec"), ARTICLE),
    case(
        "an encoding that is wrong",
        "a.html",
        lambda: page(lines=("Café “closed” for good, they said.",) * 3).replace(b"utf-8", b"ascii"),
        ARTICLE,
    ),
    case(
        "linked data that is broken",
        "a.html",
        lambda: page(head='<script type="application/ld+json">{"@type":</script>'),
        ARTICLE,
    ),
    case(
        "linked data that is too deep",
        "a.html",
        lambda: page(head=f'<script type="application/ld+json">{"[" * 100_000}</script>'),
        ARTICLE,
    ),
    case(
        "linked data of odd kinds",
        "a.html",
        lambda: page(head=linked_data(headline=["x"], author=5, publisher=[None], datePublished={"a": 1}, url=[])),
        ARTICLE,
    ),
    case("a date that is none", "a.html", lambda: page(head=linked_data(datePublished="yesterday")), ARTICLE),
    case(
        "an address that runs a script",
        "a.html",
        lambda: page(head='<link rel="canonical" href="javascript:alert(1)">'),
        ARTICLE,
    ),
    case("a headline of 5,000 characters", "a.html", lambda: page(heading="Boats " * 900), ARTICLE),
    case(
        "a table of 20,000 cells",
        "a.html",
        lambda: page(body=f"<table>{'<tr><td>x</td></tr>' * 20_000}</table>"),
        ARTICLE,
    ),
    case(
        "XHTML that declares entities",
        "a.xhtml",
        lambda: b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x "y">]>' + page()[15:],
        ARTICLE,
    ),
    case(
        "a picture inside the page",
        "a.html",
        lambda: page(body=f'<img src="data:image/png;base64,{"A" * 400_000}">'),
        ARTICLE,
    ),
    case(
        "frames and forms",
        "a.html",
        lambda: page(body='<iframe src="file:///etc/passwd"></iframe><form><input></form>'),
        ARTICLE,
    ),
    case("a page of 12 million characters", "a.html", lambda: page(body="<p>x</p>" * 1_500_000), "is the most"),
]

XML = [
    case("NITF", "a.xml", nitf, ARTICLE),
    case("the billion laughs", "a.xml", BILLION, "declares entities"),
    case("an entity from a file", "a.xml", OUTSIDE, "declares entities"),
    case("an entity from the net", "a.xml", PARAMETER, "declares entities"),
    case(
        "a definition from the net",
        "a.xml",
        lambda: nitf().replace(b"<nitf>", b'<!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/nitf.dtd"><nitf>'),
        ARTICLE,
    ),
    case(
        "a definition from a file",
        "a.xml",
        lambda: nitf().replace(b"<nitf>", b'<!DOCTYPE nitf SYSTEM "file:///etc/passwd"><nitf>'),
        ARTICLE,
    ),
    case(
        "an inclusion",
        "a.xml",
        lambda: nitf(story='<p>They are gone for good.</p><xi:include xmlns:xi="x" href="/etc/passwd"/>'),
        ARTICLE,
    ),
    case(
        "a style sheet",
        "a.xml",
        lambda: nitf().replace(b"<nitf>", b'<?xml-stylesheet href="http://127.0.0.1/x"?><nitf>'),
        ARTICLE,
    ),
    case(
        "names that only HTML knows",
        "a.xml",
        lambda: nitf(story="<p>They are&nbsp;gone &mdash; for good.</p>"),
        ARTICLE,
    ),
    case("50,000 levels", "a.xml", lambda: nitf(story="<p>" * 50_000 + "x"), "200 deep"),
    case("half a million elements", "a.xml", lambda: nitf(story="<p/>" * 500_000), "400,000 elements"),
    case("100,000 attributes", "a.xml", lambda: nitf(story=f"<p {MANY_ATTRIBUTES}>They are gone.</p>"), ARTICLE),
    case("an attribute twice", "a.xml", lambda: nitf(story='<p a="" a="">x</p>'), "broken"),
    case("XML that breaks off", "a.xml", lambda: nitf()[:-30], "broken"),
    case(
        "bytes of another encoding",
        "a.xml",
        lambda: nitf(story="<p>In the caf\xe9 they are gone.</p>").decode().encode("latin-1"),
        ARTICLE,
    ),
    case("an encoding nobody knows", "a.xml", lambda: nitf().replace(b"UTF-8", b"klingon"), ARTICLE),
    case("UTF-16", "a.xml", lambda: nitf().decode().replace("UTF-8", "UTF-16").encode("utf-16"), ARTICLE),
    case(
        "NITF without a story",
        "a.xml",
        lambda: nitf(story="<media><media-caption>A boat.</media-caption></media>"),
        "no text",
    ),
    case("NITF without content", "a.xml", b"<?xml version='1.0'?><nitf><body/></nitf>", "no body.content"),
    case("NewsML", "a.xml", b"<?xml version='1.0'?><newsItem xmlns='x'/>", "NewsML"),
    case("XML of nobody", "a.xml", b"<?xml version='1.0'?><invoice/>", "<invoice>"),
    case("a drawing", "a.xml", b"<?xml version='1.0'?><svg onload='x()'/>", "<svg>"),
    case("only a declaration", "a.xml", b"<?xml version='1.0'?>", "breaks off"),
    case("4,000 comments", "a.xml", lambda: b"<?xml version='1.0'?>" + b"<!--x-->" * 4000 + b"oh", "breaks off"),
    case("a feed", "a.rss", lambda: feed(entry(), entry()), ARTICLE, ARTICLE),
    case("a feed without entries", "a.xml", feed, "no entries"),
    case(
        "an entry with a link only",
        "a.xml",
        lambda: feed("<item><title>Boats</title></item>", entry()),
        "only a headline",
        ARTICLE,
    ),
    case("a feed that breaks off", "a.xml", lambda: feed(entry(), entry())[:-100], ARTICLE, "breaks off"),
    case("an entry with a bad date", "a.xml", lambda: feed(entry(more="<pubDate>soon</pubDate>")), ARTICLE),
    case("an entry of tags only", "a.xml", lambda: feed(entry(body="<img src=x onerror=alert(1)>")), "no text"),
    case(
        "a feed of nothing but noise", "a.xml", b"<?xml version='1.0'?><rss><channel>\x01</channel></rss>", "breaks off"
    ),
]

NINJS = [
    case("without a body", "a.json", ninjs(headline="Boats"), "no body"),
    case("a picture", "a.json", ninjs(type="picture", bodies=BODY), "“picture”"),
    case("a story that was called back", "a.json", ninjs(pubStatus="canceled", bodies=BODY), "canceled"),
    case("bodies of odd kinds", "a.json", ninjs(bodies=[None, 5, {"value": 3}, {"value": TEXT}]), ARTICLE),
    case("headlines of odd kinds", "a.json", ninjs(headlines=[5, {"value": []}], bodies=BODY), ARTICLE),
    case("a date of an odd kind", "a.json", ninjs(bodies=BODY, versionCreated={"a": 1}), ARTICLE),
    case("a body of script", "a.json", ninjs(body_xhtml="<script>alert(1)</script>"), "no body"),
    case("an id of 5,000 characters", "a.json", ninjs(uri="urn:" + "x" * 5000, bodies=BODY), ARTICLE),
]

MAILS = [
    case("a mail", "a.eml", mail, ARTICLE),
    case("a mail called text", "a.txt", mail, ARTICLE),
    case("a mail without a text", "a.eml", lambda: mail(b""), "no text"),
    case(
        "a text that looks like a mail",
        "a.txt",
        "From: the harbour\nThe boats are gone for good.\nNobody knows why.",
        ARTICLE,
    ),
    case("a mailbox", "a.txt", lambda: b"From ana@x.example Tue Mar  3 21:30:00 2026\n" + mail(), "mbox"),
    case(
        "parts without end",
        "a.eml",
        lambda: mail(b"--b\r\n\r\nThey are gone for good, he said.", kind="multipart/mixed; boundary=b"),
        ARTICLE,
    ),
    case("parts without a boundary", "a.eml", lambda: mail(kind="multipart/mixed"), "no text"),
    case(
        "5,000 parts",
        "a.eml",
        lambda: mail(b"--b\r\n\r\nx\r\n" * 5000 + b"--b--", kind="multipart/mixed; boundary=b"),
        "200 parts",
    ),
    case(
        "parts in parts in parts",
        "a.eml",
        lambda: mail(
            b"".join(
                b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % (n, n + 1) for n in range(3000)
            ),
            kind='multipart/mixed; boundary="b0"',
        ),
        ANY,
    ),
    case("base64 that is none", "a.eml", lambda: mail("!!! not base64 !!!", Content_Transfer_Encoding="base64"), ANY),
    case("an encoding nobody knows", "a.eml", lambda: mail(kind="text/plain; charset=klingon"), ARTICLE),
    case("a header of a megabyte", "a.eml", lambda: mail(X_Long="a " * 500_000), ARTICLE),
    case("a subject that is broken", "a.eml", lambda: mail(Subject="=?utf-8?b?!!!?= =?klingon?q?x?="), ARTICLE),
    case("a date that is none", "a.eml", lambda: mail(Date="Tomorrow, perhaps"), ARTICLE),
    case(
        "HTML only",
        "a.eml",
        lambda: mail(f"<html><body><p>{'</p><p>'.join(LINES)}</p></body></html>", kind="text/html"),
        ARTICLE,
    ),
    case(
        "an attachment only",
        "a.eml",
        lambda: mail(b"AAAA", kind='application/pdf; name="x.pdf"', Content_Disposition='attachment; filename="x.pdf"'),
        "no text",
    ),
]

CASES = [*PAGES, *XML, *NINJS, *MAILS]
