"""The app as people meet it: a server of its own, real workers, and a real Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.serving import App, free_port, serve
from transfer_demo.store.run_store import RunStore

# A busy machine may be slow; a test that passes does not wait so long.
PATIENCE_MS = 60_000
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A camera that shows a moving test picture, and nobody to ask whether it may be used.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)

# Of a camera: the button is there a moment before the picture, and a browser plays only what is on
# the screen.
ANOTHER_PICTURE = """() => {
    const video = document.querySelector("video");
    video?.scrollIntoView({ block: "nearest" });
    return video?.readyState >= 3 && video.currentTime > (window.shotAt ?? -1) + 1;
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium of this machine."""
    expect.set_options(timeout=PATIENCE_MS)
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(chromium())
        except LookupError as exc:
            pytest.fail(str(exc)) if os.environ.get("CI") else pytest.skip(str(exc))
        yield opened


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the Chromium of this machine; raises LookupError where there is none."""
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        raise LookupError(f"no Chromium was found on this machine (looked for {', '.join(_NAMES)})")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on a free port, with a home of its own."""
    home = tmp_path_factory.mktemp("browser-home")
    with serve(home, port=free_port()) as (url, _):
        yield App(url=url, home=home)


@pytest.fixture(scope="session")
def store(app: App) -> Iterator[RunStore]:
    """What the app keeps its runs in, looked at from beside it."""
    opened = RunStore.open(f"sqlite:///{(app.home / 'runs.sqlite3').as_posix()}")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person's browser, whose cache saves the tests a lot of time; each test opens a tab."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as opened:
        opened.set_default_timeout(PATIENCE_MS)
        yield opened


@pytest.fixture
def page(context: BrowserContext, app: App) -> Iterator[Page]:
    """The Lab, opened and ready."""
    page = open_lab(context, app.url)
    yield page
    page.close()


def open_lab(context: BrowserContext, url: str) -> Page:
    """Open the Lab in a new tab."""
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_role("button", name="Start training")).to_be_enabled()
    expect(page.get_by_label("Epochs", exact=True)).to_be_visible()
    return page


def open_small_race(context: BrowserContext, url: str) -> Page:
    """Open the Lab in a new tab, run a race of seconds, and wait until its page is at rest."""
    page = open_lab(context, url)
    set_number(page, "Epochs", 1)
    set_number(page, "Image size", 32)
    page.get_by_role("button", name="Start training").click()
    # The panel is drawn once more when the race is over, and a click before that can get lost.
    expect(page.get_by_role("heading", name="And now?")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    return page


def set_number(page: Page, label: str, value: int) -> None:
    """Type a number. The next click takes it along, even before the page has taken it in.

    The page must have been drawn to its end: a drawing that comes after puts the number back that
    stood there before.
    """
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    field = page.get_by_label(label, exact=True)
    field.fill(str(value))
    field.press("Enter")
