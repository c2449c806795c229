"""The browser counts characters and snaps selections as the server does. No database, no server."""

import random
from pathlib import Path

import pytest

from articles.text import Span, canonical, is_boundary, paragraphs, snap_to_graphemes, snap_to_words, trim, words

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "text-offsets.js"

TEXTS = [
    "",
    "One",
    "“We will not go,” Ketsela’s brother said. 'No.'",
    "al-Bab, O'Neill and the U.S. army’s men; difference.The next one... e.g. that--this",
    "A family 👨‍👩‍👧‍👦 came by 🚗, and 👩🏽‍🚒 too: flags 🇹🇷🇸🇾🇮🇶, keycap 1️⃣.",
    "Cafe\u0301 of na\u0308ive Zo\u0308e, n\u0303 and x\u0323\u0307y; g\u0308 has no composed form",
    "قال المتحدث: «لا نعرف» في إسطنبول. العراق والشام",
    "می‌خواهم و می‌روم",
    "Москва — ძველი ქართული. 東京の記者は「知らない」と言った。",
    "हिन्दी क्षेत्र में कहा, नमस्ते। বাংলা সংবাদ",
    "한국어 기사 \u1112\u1161\u11ab 각",
    canonical("Headline\r\nStandfirst 😀\r\nThe «body» begins.\r\nAnd\u2028ends."),
    "tab\there\u00a0and\u2009there \u200b zero \u0600 12 \u061c x",
    "a_b c__d _ 's s's ’s ' '' Mr. Smith’s's C.I.A.'s AT&T's 3.14 1,000 B-52s x-  -y",
    "𝒜𝓁𝓅𝒽𝒶 𐌰𐌱 and 𠀀𠀁",
]


@pytest.fixture(scope="module")
def page(browser):
    """One page for all of these: they change nothing but its text."""
    page = browser.new_page()
    code = SCRIPT.read_text()
    page.set_content("<!doctype html><article id=text></article>")
    page.evaluate(
        """async (code) => {
            const url = URL.createObjectURL(new Blob([code], {type: "text/javascript"}));
            window.offsets = await import(url);
        }""",
        code,
    )
    yield page
    page.close()


def spans_of(text: str) -> list[Span]:
    """Every span of a short text, a fixed sample of a long one."""
    every = [Span(start, end) for start in range(len(text) + 1) for end in range(start, len(text) + 1)]
    return every if len(every) < 400 else random.Random(len(text)).sample(every, 400)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    ("name", "rule"), [("trim", trim), ("snapToWords", snap_to_words), ("snapToGraphemes", snap_to_graphemes)]
)
def test_a_rule_on_spans_gives_what_the_server_gives(page, text, name, rule):
    spans = spans_of(text)
    found = page.evaluate(
        "([name, text, spans]) => spans.map(([start, end]) => offsets[name](text, {start, end}))",
        [name, text, [[span.start, span.end] for span in spans]],
    )
    wrong = [
        (span, expected, got)
        for span, got in zip(spans, found, strict=True)
        if (expected := rule(text, span)) != Span(got["start"], got["end"])
    ]
    assert wrong == []


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_the_servers_words(page, text):
    for line in paragraphs(text):
        part = line.of(text)
        found = page.evaluate("(text) => offsets.wordsIn(text)", part)
        assert [Span(word["start"], word["end"]) for word in found] == words(part, Span(0, len(part)))


@pytest.mark.parametrize("text", TEXTS)
def test_character_edges_are_the_servers_boundaries(page, text):
    found = page.evaluate("(text) => offsets.graphemeEdges(text)", text)
    assert found == [offset for offset in range(len(text) + 1) if is_boundary(text, offset)]


def test_random_strings_snap_alike(page):
    # No virama: in nonsense such as a flag before one, the two Unicode libraries differ. Real words are in TEXTS.
    letters = "ab Z.'’-“”\u0301\u200d\ufe0f👩👧🇹🇷عربي कष\n,1_&éß한\u1112\u1161"
    chance = random.Random(7)
    cases = []
    for _ in range(1500):
        text = canonical("".join(chance.choices(letters, k=chance.randint(1, 14))))
        if text:
            start, end = sorted(chance.choices(range(len(text) + 1), k=2))
            cases.append([text, start, end])
    found = page.evaluate(
        "(cases) => cases.map(([text, start, end]) => offsets.snapToWords(text, {start, end}))", cases
    )
    wrong = [
        (case, expected, got)
        for case, got in zip(cases, found, strict=True)
        if (expected := snap_to_words(case[0], Span(case[1], case[2]))) != Span(got["start"], got["end"])
    ]
    assert wrong == []


def render(page, text: str, *, with_marks: bool = True) -> None:
    """Write the text as the workspace does: a paragraph a line, with nested marks and things that are not text."""
    page.evaluate(
        """([lines, marks]) => {
            const root = document.getElementById("text");
            root.replaceChildren(...lines.map(([start, line]) => {
                const p = document.createElement("p");
                p.className = "para";
                p.dataset.start = start;
                const skip = Object.assign(document.createElement("a"), {textContent: "17 👨‍👩‍👧"});
                skip.dataset.skip = "";
                p.append(skip);
                const letters = [...line];
                if (!marks || letters.length < 6) return p.append(line), p;
                const cut = (a, b) => letters.slice(a, b).join("");
                const third = Math.floor(letters.length / 3);
                const outer = document.createElement("mark");
                const inner = document.createElement("mark");
                inner.append(cut(third + 1, third * 2));
                outer.append(cut(third, third + 1), inner, skip.cloneNode(true), cut(third * 2, third * 2 + 1));
                p.append(cut(0, third), outer, cut(third * 2 + 1));
                return p;
            }));
        }""",
        [[[line.start, line.of(text)] for line in paragraphs(text)], with_marks],
    )


@pytest.mark.parametrize("text", [text for text in TEXTS if text])
def test_words_on_the_page_are_the_words_of_the_text(page, text):
    render(page, text)
    spans = [Span(0, len(text)), *spans_of(text)[:150]]
    found = page.evaluate(
        "(spans) => spans.map(([start, end]) => offsets.wordsOf(document.getElementById('text'), {start, end}))",
        [[span.start, span.end] for span in spans],
    )
    assert found == [span.of(text) for span in spans]


@pytest.mark.parametrize("text", [text for text in TEXTS if text])
def test_a_selection_comes_back_as_the_offsets_it_was_made_from(page, text):
    render(page, text)
    spans = [span for span in spans_of(text) if span and text[span.start] != "\n" and text[span.end - 1] != "\n"][:150]
    found = page.evaluate(
        """(spans) => spans.map(([start, end]) => {
            const root = document.getElementById("text");
            return offsets.spanOfRange(root, offsets.rangeOf(root, {start, end}));
        })""",
        [[span.start, span.end] for span in spans],
    )
    assert [Span(span["start"], span["end"]) for span in found] == spans


def test_a_selection_that_ends_outside_of_the_text_counts_to_the_nearest_paragraph(page):
    render(page, "First line here\nSecond line here")
    found = page.evaluate(
        """() => {
            const root = document.getElementById("text");
            const all = document.createRange();
            all.selectNode(root);
            const first = root.querySelector("p");
            const triple = document.createRange();
            triple.setStart(first, 0);
            triple.setEnd(root.querySelectorAll("p")[1], 0);
            return [offsets.spanOfRange(root, all), offsets.snapOnPage(root, offsets.spanOfRange(root, triple))];
        }"""
    )
    assert found == [{"start": 0, "end": 32}, {"start": 0, "end": 15}]


def test_the_sentence_at_an_offset(page):
    text = "It rained 😀 all day. Nobody came. The end."
    found = page.evaluate("(text) => [0, 12, 25, 41].map((at) => offsets.sentenceAt(text, at))", text)
    assert [text[span["start"] : span["end"]] for span in found] == [
        "It rained 😀 all day.",
        "It rained 😀 all day.",
        "Nobody came.",
        "The end.",
    ]
