"""How long one waits for what both networks say of a photo: `python tests/benchmarks/app_try.py`.

From the file in the uploader to its card on the screen, in Chromium, with the app and its workers
idle. Beside it what the networks alone need for the same photos in this process, one at a time, on
as many cores as a worker has: that part no app can save.
"""

import argparse
import io
import json
import statistics
import sys
import time
from pathlib import Path

# A script sees only its own folder; the packages stand two above.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from tests.benchmarks.app.browser import Lab, chromium
from tests.benchmarks.app.server import serve

WAITED = "a photo in the uploader to its card on the screen"
NETWORKS = "both networks and the pretrained one, a photo at a time"
OURS = "what is left: page, reading, worker, browser"


def main() -> None:
    """Try photos in the app, then ask the networks alone."""
    choices = _parser().parse_args()
    photos = [_photo(seed) for seed in range(choices.photos + 1)]
    with chromium() as browser, serve() as server:
        server.wait_until_it_answers()
        lab = Lab(browser, server.url)
        lab.open(epochs=1)
        lab.start()
        lab.finish()
        page = lab.page
        page.get_by_role("link", name="Try a photo on both networks").click()
        page.get_by_text("Bring a photo, or choose one").wait_for()
        # The first one loads the networks; it is told apart.
        waited = [_seconds(page, photo, number) for number, photo in enumerate(photos)]
    alone = _alone(photos)
    first, *others = waited
    left = [one - statistics.median(alone) for one in others]
    print("| what | median, s | least, s | most, s | measured |")
    print("| --- | ---: | ---: | ---: | ---: |")
    rows = {f"{WAITED}, the first one": [first], WAITED: others, NETWORKS: alone, OURS: left}
    for title, each in rows.items():
        low, middle, high = min(each), statistics.median(each), max(each)
        print(f"| {title} | {middle:.3f} | {low:.3f} | {high:.3f} | {len(each)} |")
    if choices.json:
        choices.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _photo(seed: int) -> bytes:
    """A JPEG of 12 megapixels, as a phone takes it, and another one for each seed."""
    small = np.random.default_rng(seed).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    written = io.BytesIO()
    large = Image.fromarray(small).resize((4000, 3000), Image.Resampling.BICUBIC)
    large.save(written, "JPEG", quality=90)
    return written.getvalue()


def _seconds(page: Page, photo: bytes, number: int) -> float:
    file = {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": photo}
    card = page.locator(".tried-photo", has_text=f"{number}.jpg")
    uploader = page.locator(".st-key-try_files input[type=file]")
    begun = time.perf_counter()
    uploader.set_input_files([file])  # type: ignore[list-item]
    card.get_by_text("Before it was adapted").wait_for()
    card.get_by_text("From scratch").first.wait_for()
    waited = time.perf_counter() - begun
    page.wait_for_timeout(1500)  # until the page is drawn to its end
    return waited


def _alone(photos: list[bytes]) -> list[float]:
    """Return how long the networks take for each photo, once they are loaded and it is decoded."""
    import torch

    from transfer_demo.images.decode import read_picture
    from transfer_demo.images.samples import everyday
    from transfer_demo.models.predictor import Predictor
    from transfer_demo.models.published import PublishedNetwork
    from transfer_demo.plan import Plan
    from transfer_demo.race import compare

    plan = Plan(epochs=1)
    models = compare(everyday(), plan).models.values()
    torch.set_num_threads(1)
    predictors = [Predictor(model._data) for model in models]
    published = PublishedNetwork(plan.backbone, image_size_px=plan.image_size_px)
    seconds = []
    for picture in map(read_picture, photos):
        begun = time.perf_counter()
        for predictor in predictors:
            predictor.logits([picture])
        published.guesses([picture])
        seconds.append(time.perf_counter() - begun)
    return seconds[1:]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--photos", type=int, default=10, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


if __name__ == "__main__":
    main()
