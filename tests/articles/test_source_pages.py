"""/batches/new/addresses/, /batches/new/folder/ and /batches/feeds/: who may, what they answer, what they show."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Batch, Feed
from articles.services.address_lists import create_address_batch, read_addresses
from newsroom import worker
from tests.factories import ada, eda, stranger

pytestmark = pytest.mark.django_db
ADDRESSES, FOLDER, FEEDS, ADD = (
    "/batches/new/addresses/",
    "/batches/new/folder/",
    "/batches/feeds/",
    "/batches/feeds/add/",
)


@pytest.fixture(autouse=True)
def alive(monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: True, raising=False)


@pytest.fixture(autouse=True)
def fetching(settings):
    settings.FETCHING, settings.FETCH_CONTACT = True, "desk@example.org"


@pytest.fixture
def folder(tmp_path, settings):
    (tmp_path / "march").mkdir()
    (tmp_path / "march" / "a.txt").write_text("Boats lost\nThey are gone for good.")
    (tmp_path / "one & two.txt").write_text("Boats lost\nThey are gone for good.")
    settings.IMPORT_FOLDER = str(tmp_path)
    return tmp_path


def feed(**fields) -> Feed:
    number = Feed.objects.count()
    given = {"name": f"Merrow {number}", "address": f"https://{number}.test/rss", "next_poll_at": timezone.now()}
    return Feed.objects.create(**{**given, **fields})


def pages() -> list[str]:
    return [ADDRESSES, FOLDER, FEEDS, ADD, f"/batches/feeds/{feed().pk}/"]


def posts() -> list[str]:
    pk = feed().pk
    return [ADDRESSES, FOLDER, ADD, *[f"/batches/feeds/{pk}/{what}" for what in ("", "poll/", "enabled/", "remove/")]]


def words(response) -> str:
    return response.content.decode()


def test_addresses():
    assert reverse("articles:batch_addresses") == ADDRESSES
    assert reverse("articles:batch_folder") == FOLDER
    assert reverse("articles:feeds") == FEEDS
    assert reverse("articles:feed_add") == ADD
    assert reverse("articles:feed", args=[7]) == "/batches/feeds/7/"


@pytest.mark.parametrize("who", [ada, eda, stranger])
def test_only_admins(client, who, folder):
    client.force_login(who())
    for address in pages():
        assert client.get(address).status_code == 403, address
    for address in posts():
        assert client.post(address, {"addresses": "https://a.test/1", "path": "march"}).status_code == 403, address
    assert Batch.objects.count() == 0
    assert Feed.objects.count() == 2


def test_others_are_asked_to_sign_in(client):
    for address in pages():
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, f"{reverse('account_login')}?next={address}")
        assert client.get(address, headers={"HX-Request": "true"}).status_code == 401
    for address in posts():
        assert client.post(address).status_code == 302


def test_wrong_methods_and_feeds_that_are_not_there(admin):
    pk = feed().pk
    assert admin.post(FEEDS).status_code == 405
    for what in ("poll", "enabled", "remove"):
        assert admin.get(f"/batches/feeds/{pk}/{what}/").status_code == 405
        assert admin.post(f"/batches/feeds/999999/{what}/").status_code == 404
        assert admin.post(f"/batches/feeds/{10**30}/{what}/").status_code == 404
    assert admin.get("/batches/feeds/999999/").status_code == 404
    for address in (ADDRESSES, FOLDER, ADD):
        assert admin.put(address).status_code == 405


def test_the_ways_lead_to_each_other(admin):
    for address in (ADDRESSES, FOLDER, "/batches/new/"):
        for other in (ADDRESSES, FOLDER, "/batches/new/"):
            assert f'href="{other}"' in words(admin.get(address))
    assert f'href="{FEEDS}"' in words(admin.get("/batches/"))
    assert 'href="/batches/"' in words(admin.get(FEEDS))


# --- Addresses -------------------------------------------------------------------------------------------------------
def test_a_list_becomes_a_batch(admin):
    given = {
        "addresses": "https://a.test/1\nhttps://b.test/2\nhttps://a.test/1#x",
        "outlet": "Herald",
        "language": "EN",
        "date": "2024-02-29",
    }
    response = admin.post(ADDRESSES, given, follow=True)
    batch = Batch.objects.get()
    assert response.redirect_chain == [(f"/batches/{batch.pk}/", 302)]
    assert (batch.name, batch.state, batch.created_by.username) == ("a.test/1 and 1 more", "fetching", "adam")
    assert (batch.preview.outlet, batch.default_language) == ("Herald", "en")
    assert batch.default_date == datetime.date(2024, 2, 29)
    assert "Herald, where an item does not name one" in words(response)
    assert "29 February 2024, where an item has none" in words(response)
    assert "1 of the lines came twice" in words(response)
    assert "0 of 2 addresses" in words(response)
    assert "Fetching" in words(response)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Paste at least one address."),
        ({"addresses": "\n # nothing\n"}, "Paste at least one address."),
        ({"addresses": "ftp://a.test/"}, "None of these can be fetched."),
        ({"addresses": "https://a.test/1\nnonsense"}, "1 line is no address"),
        ({"addresses": "https://a.test/1\nx y\nhttp://a:b@c.test/"}, "2 lines are no address"),
        ({"addresses": "\n".join(f"https://a.test/{n}" for n in range(2001))}, "These are 2,001 addresses"),
        ({"addresses": "https://a.test/1", "language": "no such thing"}, "not a language code"),
        ({"addresses": "https://a.test/1", "outlet": "o" * 201}, "200"),
        ({"addresses": "https://a.test/\x00"}, "Null characters"),
    ],
)
def test_a_bad_list_is_answered_with_its_errors_and_nothing_is_kept(admin, fields, says):
    response = admin.post(ADDRESSES, fields)
    assert response.status_code == 422
    assert says in words(response)
    assert Batch.objects.count() == 0


def test_bad_lines_are_shown_with_their_reasons_and_may_be_kept_as_errors(admin):
    given = {"addresses": "https://a.test/1\n<b>nonsense</b>\nhttps://a.test:25/"}
    shown = words(admin.post(ADDRESSES, given))
    assert "&lt;b&gt;nonsense" in shown
    assert "<b>nonsense" not in shown
    assert "Port 25 is not one of those" in shown
    assert 'name="keep_bad"' in shown
    assert admin.post(ADDRESSES, {**given, "keep_bad": "on"}).status_code == 302
    assert Batch.objects.get().files.exclude(problem="").count() == 2


def test_while_fetching_is_off_the_page_says_how_to_switch_it_on(admin, settings):
    settings.FETCHING = False
    for address in (ADDRESSES, FEEDS, ADD):
        assert "FETCHING=true" in words(admin.get(address)), address
    assert admin.post(ADDRESSES, {"addresses": "https://a.test/1"}).status_code == 409
    assert Batch.objects.count() == 0
    batch = create_address_batch(None, found=read_addresses("https://a.test/1"), name="A list")
    assert "FETCHING=true" in words(admin.get(f"/batches/{batch.pk}/"))


def test_a_batch_that_is_gathered_says_how_far_it_is_and_the_page_asks_again(admin):
    batch = create_address_batch(None, found=read_addresses("https://a.test/1\nhttps://a.test/2\nbad"), name="A list")
    batch.files.filter(number=1).update(to_fetch=False, content=b"x", byte_length=1)
    shown = words(admin.get(f"/batches/{batch.pk}/"))
    assert "2 of 3 addresses, 1 without success" in shown
    assert 'hx-trigger="every 2s"' in shown
    assert admin.get(f"/batches/{batch.pk}/", headers={"HX-Request": "true"}).status_code == 200


# --- The server's folder ---------------------------------------------------------------------------------------------
def test_the_folder_is_shown_and_parts_of_it_become_a_batch(admin, folder):
    shown = words(admin.get(FOLDER))
    assert "march/" in shown
    assert "1 file<" in shown
    assert "one &amp; two.txt" in shown
    assert "a.txt" in words(admin.get(FOLDER, {"in": "march"}))
    response = admin.post(FOLDER, {"path": ["march", "one & two.txt"], "outlet": "Herald"})
    batch = Batch.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/batches/{batch.pk}/")
    assert list(batch.paths.order_by("number").values_list("path", flat=True)) == ["march", "one & two.txt"]
    assert "0 files read" in words(admin.get(response["Location"]))


@pytest.mark.parametrize("place", ["..", "/etc", ".hidden", "nowhere", "a\x00b", "one & two.txt"])
def test_places_that_are_not_there(admin, folder, place):
    (folder / ".hidden").mkdir()
    assert admin.get(FOLDER, {"in": place}).status_code == 404
    if place != "one & two.txt":
        response = admin.post(FOLDER, {"path": [place]})
        assert response.status_code == 422
        assert "no such place" in words(response)
    assert Batch.objects.count() == 0


def test_bad_choices(admin, folder):
    assert "Choose at least one" in words(admin.post(FOLDER, {}))
    response = admin.post(FOLDER, {"path": ["march"], "language": "no such thing"})
    assert response.status_code == 422
    assert 'value="march" aria-label="The folder march" checked' in words(response)


def test_without_a_folder_the_page_says_how_to_name_one(admin, settings, tmp_path):
    settings.IMPORT_FOLDER = ""
    assert "IMPORT_FOLDER" in words(admin.get(FOLDER))
    assert admin.post(FOLDER, {"path": ["x"]}).status_code == 422
    settings.IMPORT_FOLDER = str(tmp_path / "gone")
    assert "is not there" in words(admin.get(FOLDER))
    settings.IMPORT_FOLDER = str(tmp_path)
    assert "No file of a known format" in words(admin.get(FOLDER))


# --- Feeds -----------------------------------------------------------------------------------------------------------
def test_a_feed_is_added_changed_paused_looked_at_and_removed(admin):
    given = {"address": "https://www.A.test/rss", "interval": "60", "outlet": "Herald", "full_pages": "pages"}
    assert admin.post(ADD, given)["Location"] == FEEDS
    one = Feed.objects.get()
    assert (one.address, one.name, one.outlet.name, one.full_pages) == (
        "https://www.a.test/rss",
        "a.test",
        "Herald",
        True,
    )
    shown = words(admin.get(FEEDS))
    assert "Not looked at yet" in shown
    form = words(admin.get(f"{FEEDS}{one.pk}/"))
    assert 'value="https://www.a.test/rss"' in form
    assert 'value="Herald"' in form
    assert '<option value="pages" selected>' in form
    changed = {"address": one.address, "name": "Merrow", "interval": "720", "language": "EN", "full_pages": "entries"}
    admin.post(f"{FEEDS}{one.pk}/", changed)
    one.refresh_from_db()
    assert (one.name, one.interval, one.full_pages, one.outlet, one.language) == ("Merrow", 720, False, None, "en")
    assert "The worker looks at Merrow now." in words(admin.post(f"{FEEDS}{one.pk}/poll/", follow=True))
    assert "Paused" in words(admin.post(f"{FEEDS}{one.pk}/enabled/", {"enabled": "off"}, follow=True))
    assert "is paused" in words(admin.post(f"{FEEDS}{one.pk}/poll/", follow=True))
    assert "looked at again" in words(admin.post(f"{FEEDS}{one.pk}/enabled/", {"enabled": "on"}, follow=True))
    assert "is removed" in words(admin.post(f"{FEEDS}{one.pk}/remove/", follow=True))
    assert "No feed is looked at" in words(admin.get(FEEDS))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"address": ""}, "required"),
        ({"address": "file:///etc/passwd"}, "Only addresses that begin with"),
        ({"address": "https://a:b@c.test/"}, "user name or a password"),
        ({"address": "https://taken.test/rss"}, "on the list already"),
        ({"interval": "1"}, "Select a valid choice"),
        ({"language": "no such thing"}, "not a language code"),
        ({"name": "n" * 201}, "200"),
        ({"full_pages": "everything"}, "Select a valid choice"),
    ],
)
def test_a_bad_feed_is_answered_with_its_errors(admin, fields, says):
    feed(address="https://taken.test/rss")
    response = admin.post(ADD, {"address": "https://a.test/rss", "interval": "60", "full_pages": "entries", **fields})
    assert response.status_code == 422
    assert says in words(response)
    assert Feed.objects.count() == 1


def test_what_went_wrong_is_on_the_page(admin):
    feed(last_outcome="error", last_error="There is <no> page.", failures=4, last_poll_at=timezone.now())
    shown = words(admin.get(FEEDS))
    assert "There is &lt;no&gt; page. 4 times in a row." in shown
    assert 'data-state="danger"' in shown


def test_poll_now_while_fetching_is_off(admin, settings):
    one = feed()
    settings.FETCHING = False
    assert "switched off" in words(admin.post(f"{FEEDS}{one.pk}/poll/", follow=True))


def test_without_a_worker_the_feeds_say_so(admin, monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: False)
    assert "No worker is running" not in words(admin.get(FEEDS))
    feed()
    assert "No worker is running" in words(admin.get(FEEDS))


def test_the_number_of_queries_does_not_grow(admin, folder, django_assert_max_num_queries):
    batch = create_address_batch(None, found=read_addresses("https://a.test/1"), name="A list")
    feed(last_batch=batch)
    addresses = [FEEDS, ADDRESSES, FOLDER, f"/batches/{batch.pk}/"]
    few = [len(_queries(admin, address, django_assert_max_num_queries)) for address in addresses]
    for number in range(20):
        feed(last_batch=batch)
        (folder / f"{number}.txt").write_text("Boats lost")
    batch = create_address_batch(
        None, found=read_addresses("\n".join(f"https://a.test/{n}" for n in range(50))), name="A list"
    )
    addresses[-1] = f"/batches/{batch.pk}/"
    assert [len(_queries(admin, address, django_assert_max_num_queries)) for address in addresses] == few


def _queries(client, address, at_most):
    with at_most(14) as captured:
        assert client.get(address).status_code == 200
    assert not any('"content"' in query["sql"] for query in captured.captured_queries)
    return captured.captured_queries
