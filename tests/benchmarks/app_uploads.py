"""A thousand phone photos in one .zip, into the app: `python tests/benchmarks/app_uploads.py`.

It brings the .zip in Chromium, and says how much more memory the web process held meanwhile, how
long everything took, and how long the page took to answer a click while it read.
"""

import argparse
import statistics
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

# A script sees only its own folder; the packages stand two above.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Page, expect

from tests.benchmarks.app.browser import SECONDS_TO_SHOW, Lab, chromium
from tests.benchmarks.app.memory import WEB, Peaks, memory
from tests.benchmarks.app.server import serve
from tests.benchmarks.phone_photos import write_zip

SECONDS_BETWEEN_CLICKS = 3.0
_KEYS = cycle(("ArrowLeft", "ArrowRight"))


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--photos", type=int, default=1000, metavar="N")
    parser.add_argument("--zip", type=Path, metavar="FILE", help="default: made-up photos")
    choices = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = choices.zip or Path(folder) / "photos.zip"
        if choices.zip is None:
            write_zip(path, photos=choices.photos)
        _measure(path)


def _measure(path: Path) -> None:
    with serve() as server, chromium() as browser:
        server.wait_until_it_answers()
        lab = Lab(browser, server.url)
        lab.open(images="own")
        page = lab.page
        expect.set_options(timeout=1000 * SECONDS_TO_SHOW)
        page.get_by_role("tab", name="A .zip or a folder").click()
        # The workers are still being started, and that is not what is asked here.
        time.sleep(20)
        idle = [_answer_seconds(page) for _ in range(5)]
        before, peaks = memory(server)[WEB], Peaks()
        with peaks.watching(server):
            began = time.perf_counter()
            uploader = page.locator(".stFileUploader").filter(has_text="A .zip of folders")
            uploader.locator("input[type=file]").set_input_files(path)
            page.get_by_text("Reading photo").wait_for()
            sent = time.perf_counter() - began
            clicks = []
            while page.get_by_text("Reading photo").count():
                clicks.append(_answer_seconds(page))
                time.sleep(SECONDS_BETWEEN_CLICKS)
            page.locator(".strips-name").first.wait_for()
            took = time.perf_counter() - began
        print(f"{path.stat().st_size / 2**20:,.0f} MB, of them sent after {sent:.1f} s")
        print(f"everything read after {took:.1f} s")
        most = peaks.megabytes[WEB]
        print(f"web process: {before:.0f} MB before, at most {most:.0f} MB meanwhile")
        print(f"a click was answered after {statistics.median(idle):.2f} s before, and after")
        print(f"{statistics.median(clicks):.2f} s (at most {max(clicks):.2f} s) meanwhile")


def _answer_seconds(page: Page) -> float:
    """Move the slider of frozen stages, and wait for the number of parameters that results."""
    shown = page.locator(".stages-sum")
    text = shown.inner_text()
    slider = page.get_by_role("slider", name="Frozen stages")
    began = time.perf_counter()
    slider.press(next(_KEYS))
    expect(shown).not_to_have_text(text)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
