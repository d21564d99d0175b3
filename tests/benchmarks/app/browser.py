"""A real Chromium, and the Lab page in it, found by the words that stand on the page."""

import contextlib
import re
import shutil
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from playwright.sync_api import Browser, Locator, Page, sync_playwright

# Far more than anything should take: a slow machine is to be measured too.
SECONDS_TO_SHOW = 300
SECONDS_PER_RUN = 900
# A point of a curve. Those of the legend have another name.
POINT = ".scatterlayer path.point"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium of the system, or the one that Playwright has fetched."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        try:
            yield browser
        finally:
            browser.close()


class Lab:
    """The Lab in a fresh browser tab that shares nothing with others."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._url = url
        self.page: Page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
        self.page.set_default_timeout(1000 * SECONDS_TO_SHOW)

    def open(self, **choices: object) -> None:
        """Open the Lab with the choices of a link, no run shown, ready to start a training."""
        self.page.goto(f"{self._url}?{urlencode(choices)}")
        self.page.get_by_role("heading", name="Lab", exact=True).wait_for()
        self._start_button.wait_for()

    def start(self) -> None:
        """Press "Start training"."""
        self._start_button.click()

    def seconds_to_first_point(self) -> float:
        """Press "Start training" on a page without curves, and wait for the first point of one."""
        assert not self.page.locator(POINT).count(), "a run is shown already"
        before = time.perf_counter()
        self.start()
        self.page.locator(POINT).first.wait_for(state="attached")
        return time.perf_counter() - before

    def finish(self) -> None:
        """Wait until both arms of the run that is shown are over.

        Raises:
            AssertionError: one of them failed.
        """
        assert all(words.startswith("finished") for words in self._endings())

    def stop(self) -> None:
        """Press "Stop", and wait until both arms of the run that is shown are over."""
        self.page.get_by_role("button", name="Stop", exact=True).click()
        self._endings()

    def _endings(self) -> list[str]:
        over = self.page.locator(
            ".arm header span", has_text=re.compile("^(finished|stopped|failed)")
        )
        for arm in (0, 1):
            over.nth(arm).wait_for(timeout=1000 * SECONDS_PER_RUN)
        return over.all_inner_texts()

    def close(self) -> None:
        """Close the tab."""
        self.page.context.close()

    @property
    def _start_button(self) -> Locator:
        return self.page.get_by_role("button", name="Start training")
