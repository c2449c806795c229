"""Decisions in a real browser on the real web server: from the key to the frame that shows them.

Run as a program: addresses and cookies as JSON on standard input, what was measured as JSON on standard output. It is a
process of its own because Playwright leaves an event loop running, which Django does not like.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from newsroom.benchmarks.figures import Figure, times
from newsroom.site import address, answers, gunicorn, listen

ROOT = Path(__file__).resolve().parents[2]
WARM_UP = 5
START_TIMEOUT = 60
ANSWER_BYTES = 8 * 1024
FLAGS = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run"]

# In the page: for each key that decides a tag, when the frame was drawn that shows what was pressed, and when the one
# that shows what the server answered. After a frame's callbacks the browser paints, and a message comes after that.
PROBE = """() => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(null);
  }));
  document.addEventListener("keydown", (event) => {
    const mark = document.querySelector("mark.tag[aria-current]");
    const state = { a: "confirmed", n: "rejected" }[event.key];
    if (!mark || !state) return;
    const now = () => document.querySelector(`mark.tag[data-tag="${mark.dataset.tag}"]`);
    const began = event.timeStamp;
    const shown = painted().then((at) => {
      if (!now().classList.contains(`s-${state}`)) throw new Error("The decision was not shown at once.");
      return at - began;
    });
    const answered = new Promise((done, failed) => {
      document.addEventListener("acts:done", async ({ detail }) => {
        const drawn = await painted();
        if (now().dataset.state !== state) failed(new Error(`The decision was not saved: ${detail.status}`));
        else done([drawn - began, new TextEncoder().encode(detail.body).length]);
      }, { once: true });
    });
    window.benchDecided = Promise.all([shown, answered]);
  }, { capture: true });
}"""
FOCUSED = "document.querySelector('[aria-current=true]')?.tagName ?? ''"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Articles of one size, each open in front of its reader: path and session."""

    what: str
    budget_ms: float
    pages: list[tuple[str, str]]


def browser_figures(kinds: list[Kind], decisions: int) -> list[Figure]:
    """Three lines for each kind; one line that says so where there is no browser."""
    missing = why_not()
    if missing:
        return [Figure(what="Decisions in the browser", value=f"not measured: {missing}")]
    with _web_server() as url:
        asked = {"url": url, "kinds": [kind.pages for kind in kinds], "decisions": decisions}
        done = subprocess.run(
            [sys.executable, "-m", "newsroom.benchmarks.browser"],
            input=json.dumps(asked).encode(),
            stdout=subprocess.PIPE,
            cwd=ROOT,
            check=True,
        )
    measured = json.loads(done.stdout)
    return [figure for kind, found in zip(kinds, measured, strict=True) for figure in _told(kind, found)]


def chromium() -> str | None:
    """Debian's Chromium, or the one that CHROMIUM names."""
    named = os.environ.get("CHROMIUM")
    found = named if named and os.access(named, os.X_OK) else None
    return found or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def why_not() -> str:
    if chromium() is None:
        return "no Chromium found; set CHROMIUM=/path/to/chromium"
    try:
        import playwright  # noqa: F401
    except ImportError:
        return "Playwright is not installed; `make bench` installs it"
    return ""


def _told(kind: Kind, found: list[list[float]]) -> list[Figure]:
    shown, answered = ([one[n] / 1000 for one in found] for n in (0, 1))
    largest = int(max(one[2] for one in found))
    return [
        times(f"{kind.what}: key to repaint", shown, budget_ms=kind.budget_ms),
        times("  and to the repaint of the answer", answered, budget_ms=kind.budget_ms),
        Figure(
            what="",
            value=f"largest answer {largest:,} bytes",
            budget=f"<= {ANSWER_BYTES:,} bytes",
            held=largest <= ANSWER_BYTES,
        ),
    ]


@contextmanager
def _web_server() -> Iterator[str]:
    """The web server as `make run` starts it, on the benchmark's database."""
    listener = listen("127.0.0.1", 0, fixed=True)
    command = gunicorn(listener, processes=2, threads=8, application="newsroom.benchmarks.served:application")
    plain = {"BENCH_DATABASE": connection.settings_dict["NAME"], "DEBUG": "0", "BEHIND_TLS": "0"}
    environment = os.environ | plain | {"SECRET_KEY": settings.SECRET_KEY}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, pass_fds=(listener.fileno(),))
    try:
        url, until = address(listener), time.monotonic() + START_TIMEOUT
        while not answers(url):
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("The web server of the benchmark did not start.")
            time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait()
        listener.close()


# -- in the other process ----------------------------------------------------------------------------------------------


def main() -> None:
    from playwright.sync_api import sync_playwright

    asked = json.load(sys.stdin)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        found = []
        for pages in asked["kinds"]:
            count = -(-asked["decisions"] // len(pages))
            found.append([one for page in pages for one in _decide(browser, asked["url"], *page, count=count)])
        browser.close()
    print(json.dumps(found))


def _decide(browser, url: str, path: str, session: str, *, count: int) -> list[list[float]]:
    """Confirm and reject in turn, one after the other; each begins when the last one is answered and drawn."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    page = context.new_page()
    page.goto(url.rstrip("/") + path)
    page.wait_for_selector("#workspace[data-ready]")
    page.evaluate(PROBE)
    page.keyboard.press("j")
    measured = []
    for number in range(WARM_UP + count):
        for _ in range(count):
            if page.evaluate(FOCUSED) == "MARK":
                break
            page.keyboard.press("j")
        page.keyboard.press("an"[number % 2])
        shown, (answered, size) = page.evaluate("window.benchDecided")
        measured.append([shown, answered, size])
    context.close()
    return measured[WARM_UP:]


if __name__ == "__main__":
    main()
