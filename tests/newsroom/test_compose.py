"""The compose installation: a valid file, safe settings, and the very commands it runs, against a server by TCP."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from newsroom.database import client
from newsroom.database.account import programs_for, server_account
from tests.newsroom import compose
from tests.newsroom.embedded import PROJECT, Place, wait_for

GIVEN = {"SECRET_KEY": "aB3-dE5_gH7" * 6, "POSTGRES_PASSWORD": "p4ssw0rd", "ALLOWED_HOSTS": "news.example.org"}
FORWARDED = {"Host": "news.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


@pytest.fixture(scope="module")
def document() -> dict:
    return compose.load(compose.example() | GIVEN)


def test_the_file_fits_the_specification(document):
    assert compose.faults(document) == []


def test_the_check_sees_a_fault(document):
    broken = document | {"services": document["services"] | {"web": {"imagee": "x", "depends_on": {"db": {}}}}}
    assert len(compose.faults(broken)) == 3


def test_every_variable_is_in_the_example_and_the_secret_ones_must_be_set():
    assert compose.variables() == set(compose.example())
    for name in GIVEN:
        with pytest.raises(compose.MissingVariable, match=name):
            compose.load({key: value for key, value in (compose.example() | GIVEN).items() if key != name})


def test_the_services_are_as_they_should_be(document):
    services = document["services"]
    assert set(services) == {"postgres", "migrate", "web", "worker"}
    assert services["postgres"]["image"] == "postgres:18"
    assert services["postgres"]["volumes"] == ["database:/var/lib/postgresql"]
    assert "ports" not in services["postgres"], "nobody outside needs the database"
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in services["worker"], "so that there can be several"
    for name in ("migrate", "web", "worker"):
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
    for name in ("postgres", "web", "worker"):
        assert services[name]["healthcheck"]


def test_the_image_holds_what_it_needs_and_runs_as_nobody_special():
    lines = (PROJECT / "Dockerfile").read_text().splitlines()
    copied = [word for line in lines if line.startswith("COPY") and "--from" not in line for word in line.split()[1:-1]]
    let_through = [line[1:] for line in (PROJECT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert sorted(copied) == sorted(let_through)
    assert all((PROJECT / name).exists() for name in copied)
    users = [index for index, line in enumerate(lines) if line.startswith("USER")]
    assert users
    assert not [line for line in lines[users[-1] :] if line.startswith(("RUN", "COPY"))]
    assert "--require-hashes" in "".join(lines)


def run(command: list[str], environment: dict[str, str], **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def postgres(document):
    """A PostgreSQL 18 that is reached by TCP with the password of the compose file; yields its port."""
    place = Place()
    account, port, data = server_account(), free_port(), place.parent / "data"
    programs = programs_for(client.programs(), place.parent, account)
    password_file = place.parent / "password"
    password_file.write_text(GIVEN["POSTGRES_PASSWORD"])
    data.mkdir(mode=0o700)
    if account.switch:
        os.chown(data, account.uid, account.gid)
        os.chown(password_file, account.uid, account.gid)
    options = {"cwd": "/", "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **account.popen_options()}
    initdb_args = document["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    given = ["--username=newsroom", "--auth=scram-sha-256", f"--pwfile={password_file}", "--no-sync", *initdb_args]
    subprocess.run([programs / "initdb", "-D", data, *given], check=True, **options)
    settings = ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", "fsync=off"]
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, *(word for setting in settings for word in ("-c", setting))],
        **options,
    )
    ready = [programs / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={port}"]
    assert wait_for(lambda: subprocess.run(ready, check=False).returncode == 0, seconds=30)
    make = "import sys, psycopg; psycopg.connect(sys.argv[1], autocommit=True).execute('CREATE DATABASE newsroom')"
    url = f"postgres://newsroom:{GIVEN['POSTGRES_PASSWORD']}@127.0.0.1:{port}/postgres"
    subprocess.run([sys.executable, "-W", "ignore", "-c", make, url], check=True)
    yield port
    server.send_signal(signal.SIGINT)
    server.wait(30)
    place.clean_up()


@pytest.fixture
def environment(document, postgres, tmp_path) -> dict[str, str]:
    """What a container of the app sees, with the database's address and the folders of this machine."""
    given = document["services"]["web"]["environment"]
    image = dict(re.findall(r"(\w+)=(\S+)", (PROJECT / "Dockerfile").read_text().split("ENV ")[1].split("RUN")[0]))
    bare = {key: value for key, value in os.environ.items() if key in {"HOME", "LANG", "TMPDIR"}}
    return {
        **bare,
        **image,
        **{key: str(value) for key, value in given.items()},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DATABASE_URL": given["DATABASE_URL"].replace("@postgres:5432", f"@127.0.0.1:{postgres}"),
        "STATIC_ROOT": str(tmp_path / "static"),
        "NEWSROOM_VAR": str(tmp_path / "var"),
        "WORKER_SIGN_FILE": str(tmp_path / "worker"),
    }


def test_the_settings_are_safe_behind_tls(environment):
    checked = run([sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], environment)
    assert checked.returncode == 0, checked.stdout


def test_the_commands_of_every_service_work_together(document, environment):
    services = document["services"]
    collected = run(["python", "manage.py", "collectstatic", "--no-input"], environment)
    assert collected.returncode == 0, collected.stdout
    early = run(services["worker"]["command"], environment)
    assert early.returncode == 1
    assert "Run `manage.py migrate` first" in early.stdout
    migrated = run(services["migrate"]["command"], environment)
    assert migrated.returncode == 0, migrated.stdout

    port = str(free_port())
    here = [word.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for word in services["web"]["command"]]
    started = [
        subprocess.Popen(command, cwd=PROJECT, env=environment) for command in (here, services["worker"]["command"])
    ]
    try:
        for name in ("web", "worker"):
            check = [word.replace("8000", port) for word in services[name]["healthcheck"]["test"][1:]]
            assert wait_for(lambda: run(check, environment).returncode == 0, seconds=60), name  # noqa: B023
        page = fetch(port, "/accounts/login/").read().decode()
        for kept in (r"/static/\S+\.[0-9a-f]{12}\.css", r"/static/js-[0-9a-f]{12}/app\.js"):
            answer = fetch(port, re.search(f'"({kept})"', page)[1], {"Accept-Encoding": "gzip"})
            assert "immutable" in answer.headers["Cache-Control"]
            assert answer.headers["Content-Encoding"] == "gzip"
        # What one module imports from another is there, under the same folder's name.
        imported = re.search(r'"\./([\w/.-]+\.js)"', (PROJECT / "static/js/workspace.js").read_text())[1]
        folder = re.search(r"/static/js-[0-9a-f]{12}/", page)[0]
        assert fetch(port, folder + imported).status == 200
        with pytest.raises(urllib.error.HTTPError, match="400"):
            fetch(port, "/accounts/login/", {"Host": "elsewhere.example"})
    finally:
        for process in started:
            process.terminate()
    assert [process.wait(40) for process in started] == [0, 0]


def fetch(port: str, path: str, headers: dict[str, str] | None = None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=FORWARDED | (headers or {}))
    return urllib.request.urlopen(request, timeout=30)
