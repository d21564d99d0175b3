"""Time to take in phone photos, beside Pillow alone: `python tests/benchmarks/intake_photos.py`.

Both read the same files, in turn. Pillow decodes at reduced size (`draft`) and resizes to 512 px;
the program also looks at size and format, turns the photo upright, drops what EXIF says, encodes,
and takes the two hashes by which duplicates are found.
"""

import argparse
import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

# A script sees only its own folder; the packages stand two above.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image

from tests.benchmarks.phone_photos import phone_photo
from transfer_demo.images import limits
from transfer_demo.images.decode import read_picture


def pillow_alone(data: bytes) -> object:
    """Decode and reduce a photo with what Pillow offers for it, and nothing else."""
    with Image.open(io.BytesIO(data)) as image:
        side = limits.KEPT_SIDE_PX
        scale = side / max(image.size)
        size = (round(image.width * scale), round(image.height * scale))
        image.draft("RGB", size)
        return image.resize(size, Image.Resampling.LANCZOS)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--photos", type=int, default=100, metavar="N")
    choices = parser.parse_args()
    contestants: dict[str, Callable[[bytes], object]] = {
        "Pillow's draft and resize": pillow_alone,
        "ours": read_picture,
    }
    seconds: dict[str, list[float]] = {title: [] for title in contestants}
    for number in range(choices.photos):
        photo = phone_photo(number)
        for title, read in contestants.items():
            began = time.perf_counter()
            read(photo)
            seconds[title].append(time.perf_counter() - began)
    limit = statistics.median(seconds["Pillow's draft and resize"])
    print("| | median, ms a photo | times Pillow |")
    print("| --- | ---: | ---: |")
    for title, each in seconds.items():
        middle = statistics.median(each)
        print(f"| {title} | {1000 * middle:.1f} | {middle / limit:.2f} |")


if __name__ == "__main__":
    main()
