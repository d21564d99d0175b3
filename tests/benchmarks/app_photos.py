"""What a race on thousands of own photos costs: `python tests/benchmarks/app_photos.py`.

It brings a .zip of them over the server's own protocol, starts a race of one epoch, and says how
much more memory the web process held meanwhile than after a race on the sample photos.
"""

import argparse
import asyncio
import io
import sys
import tempfile
import time
import zipfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

# A script sees only its own folder; the packages stand two above.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PIL import Image

from tests.benchmarks.app.memory import WEB, Peaks, memory
from tests.benchmarks.app.server import Server, serve
from tests.server.pupil import Pupil, Tab

SIDE_PX = 512
CLASSES = 5
PLAN = {"epochs": "1", "image_size_px": "32", "updates_per_epoch": "1"}


def photo(seed: int) -> bytes:
    """Return a JPEG of about 60 kB that looks like no other one."""
    rng = np.random.default_rng(seed)
    shapes = Image.fromarray(rng.integers(0, 255, (48, 48, 3), dtype=np.uint8))
    buffer = io.BytesIO()
    shapes.resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def write_zip(path: Path, *, photos: int) -> None:
    """Write a .zip of so many photos in a few class folders."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number in range(photos):
            archive.writestr(f"photos/class {number % CLASSES}/{number:05d}.jpg", photo(number))


async def race_on_the_sample(server: Server) -> None:
    """Let everything be loaded that a race needs."""
    async with Pupil(server.url.rstrip("/")) as pupil, pupil.tab(**PLAN) as tab:
        await _race(tab)


async def bring_and_race(server: Server, path: Path) -> list[tuple[str, float, float]]:
    """Return what was done, the seconds that it took, and the most memory held in them, in MB."""
    steps: list[tuple[str, float, float]] = []
    async with Pupil(server.url.rstrip("/")) as pupil, pupil.tab(**PLAN, images="own") as tab:
        acts: dict[str, Callable[[], Awaitable[None]]] = {
            "bring": partial(_bring, tab, path),
            "race": partial(_race, tab),
            "look at it once more": tab.run,
        }
        for name, act in acts.items():
            peaks, begun = Peaks(), time.perf_counter()
            with peaks.watching(server):
                await act()
                await asyncio.sleep(1.0)  # long enough to be looked at
            steps.append((name, time.perf_counter() - begun, peaks.megabytes[WEB]))
    return steps


async def _bring(tab: Tab, path: Path) -> None:
    await tab.upload("A .zip of folders", {path.name: path.read_bytes()})
    while "Reading" in tab.see():
        await asyncio.sleep(1.0)
        await tab.run()


async def _race(tab: Tab) -> None:
    await tab.press("Start training")
    while tab.live:
        for fragment, interval in tuple(tab.live.items()):
            await asyncio.sleep(interval)
            await tab.run(fragment=fragment)
    if "nothing to judge" in tab.see():
        raise RuntimeError("The race ended without a verdict.")


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--photos", type=int, default=5000, metavar="N")
    choices = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serve() as server:
        path = Path(folder) / "photos.zip"
        write_zip(path, photos=choices.photos)
        server.wait_until_it_answers()
        time.sleep(30)  # until the workers are there
        asyncio.run(race_on_the_sample(server))
        before = memory(server)[WEB]
        steps = asyncio.run(bring_and_race(server, path))
        size = path.stat().st_size / 2**20
    print(f"{choices.photos} photos, {size:.0f} MB; web process before: {before:.0f} MB")
    for name, seconds, held in steps:
        print(f"{name}: {seconds:.0f} s, at most {held - before:+.0f} MB")


if __name__ == "__main__":
    main()
