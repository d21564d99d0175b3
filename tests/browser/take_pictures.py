"""Take the pictures of the README anew, from real runs in a real browser.

    python -m tests.browser.take_pictures

It takes some minutes: a race and a study are trained for it. Look at each picture afterwards.
"""

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.axe import settled
from tests.browser.conftest import chromium
from tests.serving import free_port, serve
from transfer_demo.paths import assets_folder

PATIENCE_MS = 10 * 60_000
SIZE_PX = {"width": 1280, "height": 800}


def main() -> None:
    """Start an app of its own, go through it, and write the pictures."""
    expect.set_options(timeout=PATIENCE_MS)
    with (
        tempfile.TemporaryDirectory() as home,
        serve(Path(home), port=free_port()) as (url, _),
        chromium() as browser,
    ):
        page = browser.new_page(viewport=SIZE_PX, reduced_motion="reduce")
        page.set_default_timeout(PATIENCE_MS)
        for name, (path, show) in SCENES.items():
            page.goto(f"{url}/{path}")
            settled(page)
            show(page)
            settled(page)
            take(page, name)


def take(page: Page, name: str) -> None:
    """Write what is seen of a page."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.save(assets_folder() / "pictures" / f"{name}.webp", quality=85, method=6)


def _over(page: Page) -> None:
    """Wait until what was started is over."""
    stop = page.locator("button:enabled", has_text="Stop")
    expect(stop.first).to_be_visible()
    expect(stop).to_have_count(0)


def _race(page: Page) -> None:
    page.get_by_role("button", name="Start training").click()
    _over(page)


def _copy_a_sample(page: Page) -> None:
    page.get_by_role("tab", name="A sample").click()
    page.get_by_role("button", name="Copy Everyday photos").click()
    photos = page.locator(".strips-name", has_text="birds")
    expect(photos).to_contain_text("24 training")
    photos.scroll_into_view_if_needed()


def _study(page: Page) -> None:
    page.get_by_role("button", name="Start the study").click()
    _over(page)


def _guess(page: Page) -> None:
    page.get_by_role("button", name="Show it without a guess").click()


def _break(page: Page) -> None:
    page.get_by_role("button", name="Break it").click()
    _over(page)


def _nothing(page: Page) -> None:
    pass


# By the name of the picture: where it is taken, and what is done there before.
SCENES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "lab": ("", _race),
    "images": ("?images=own", _copy_a_sample),
    "story": ("story?screen=freezing", _guess),
    "break_it": ("break_it", _break),
    "walkthrough": ("walkthrough", _nothing),
    "practice": ("practice", _nothing),
    "study": ("freeze?epochs=5&image_size_px=64&seeds=1", _study),
}


if __name__ == "__main__":
    main()
