"""The whole app as one command: whatever is killed comes back, and nothing is left after a stop."""

import json
import signal
import socket
import stat

import pytest

from tests.newsroom.embedded import Place, is_alive, kill, wait_for
from tests.newsroom.site import Site


@pytest.fixture
def place():
    place = Place()
    place.sites = []
    yield place
    for site in place.sites:
        site.end(signal.SIGKILL)
    place.clean_up()


def start(place: Place, *arguments: str) -> Site:
    site = Site(*arguments, place=place)
    place.sites.append(site)
    return site


def test_whatever_is_killed_comes_back_and_nothing_is_left_after_a_stop(place):
    site = start(place, "up", "--port", "0")
    site.says("Ready: ")
    assert site.is_healthy()

    [web] = site.pids("gunicorn")
    kill(web)
    assert site.is_healthy(), "requests wait while the web server is started again"
    site.says("The web server was ended by signal 9")

    [worker] = site.pids("manage.py worker")
    kill(worker)
    assert wait_for(lambda: site.pids("manage.py worker") not in ([], [worker]), seconds=30)

    place.kill_server()
    assert wait_for(site.is_healthy, seconds=30)

    place.kill_keeper()
    place.kill_server()
    assert wait_for(site.is_healthy, seconds=30)
    assert wait_for(lambda: site.pids("manage.py worker"), seconds=60)

    children = site.pids("")
    assert site.end() == 0
    assert "Stopped." in site.said
    assert wait_for(lambda: not any(is_alive(pid) for pid in children))
    assert place.no_server_left()


def test_nothing_runs_on_when_the_supervisor_is_killed(place):
    site = start(place, "up", "--port", "0")
    site.says("Ready: ")
    children = site.pids("")
    assert len(children) == 3, "web server, worker, guard"
    site.end(signal.SIGKILL)
    assert wait_for(lambda: not any(is_alive(pid) for pid in children), seconds=30)
    assert place.no_server_left()


def test_the_demo_makes_its_logins_and_articles_once(place):
    first = start(place, "demo", "--port", "0")
    first.says("Ready: 16 of 16 articles are pre-tagged")
    logins = json.loads((place.parent / "demo-logins.json").read_text())
    assert set(logins) == {"analyst", "editor", "admin"}
    assert stat.S_IMODE((place.parent / "demo-logins.json").stat().st_mode) == 0o600
    assert all(f"{name}" in first.said and password in first.said for name, password in logins.items())
    assert first.end(signal.SIGINT) == 0

    again = start(place, "demo", "--port", "0")
    again.says("Ready: 16 of 16 articles are pre-tagged")
    assert all(password in again.said for password in logins.values())
    client = place.client()
    assert client.run("select count(*) from articles_article") == "16"
    assert client.run("select count(*) from newsroom_user") == "3"
    assert client.run("select count(*) from articles_batchrow where outcome <> 'imported'") == "0"

    client.run(
        "insert into newsroom_user (username, password, display_name, email, is_superuser, is_staff, is_active, "
        "must_change_password, workspace_keys, date_joined) "
        "values ('real', '', '', '', false, false, true, false, '{}', now())"
    )
    assert again.end() == 0
    refused = start(place, "demo", "--port", "0")
    refused.says("already has people of its own")
    assert refused.end(None) == 1


def test_a_taken_port_is_said_or_gone_round(place):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        site = start(place, "up", "--port", str(port))
        site.says(rf"Nothing can listen on 127.0.0.1, port {port}: Address already in use")
        assert site.end(None) == 1
    assert not place.root.exists(), "no database is started for nothing"
