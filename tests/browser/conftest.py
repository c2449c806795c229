"""A real browser for the tests in this folder: Debian's Chromium, or the one that CHROMIUM names.

Without one the tests are skipped with one line, except in CI, where that is a failure. This folder is its own pytest
run: sync Playwright leaves an event loop running, so Django's guard against that is switched off here.
"""

import os
import shutil

import pytest
from playwright.sync_api import expect

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A busy machine is slow, not wrong.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)

# Every window would load two pages of the browser's own, for suggestions under an address bar that nobody types into:
# more work than most tests. The others are Playwright's own, whose list a second one replaces.
WITHOUT = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
]
FLAGS = [
    f"--disable-features={','.join(WITHOUT)}",
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    found = named if named and os.access(named, os.X_OK) else None
    return found or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_collection_modifyitems(config, items) -> None:
    here = [item for item in items if "/tests/browser/" in item.path.as_posix()]
    if not here or chromium():
        return
    if os.environ.get("CI"):
        pytest.exit("No Chromium found, and CI must run the browser tests.", returncode=1)
    for item in here:
        item.add_marker(pytest.mark.skip(reason="no Chromium found; set CHROMIUM=/path/to/chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": FLAGS}


@pytest.fixture(autouse=True)
def _patient(context) -> None:
    context.set_default_timeout(2 * PATIENCE)


@pytest.fixture
def complaints(page) -> list[str]:
    """What the page's own scripts threw, and what the Content-Security-Policy refused."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda message: heard.append(message.text) if "Security" in message.text else None)
    return heard


@pytest.fixture
def desk(page, context, live_server, transactional_db, complaints):
    """Ada's reading of the standing article, open on a wide screen; at the end nothing may have gone wrong unseen."""
    from tests import factories, factories_readings
    from tests.browser.desk import WIDE, Desk, sign_in

    ada = factories.ada()
    reading = factories_readings.human_reading(ada)
    sign_in(context, live_server, ada)
    page.set_viewport_size(WIDE)
    yield Desk(page, reading, f"{live_server.url}/readings/{reading.pk}/").open()
    assert complaints == []
