"""What 12 bits in a grey file of 16 cost, beside the same pictures in 8 bits and as 16 bits.

    python tests/benchmarks/deep_grey_accuracy.py SET [SET ...] [--seeds N]

Each set is made grey and written three times: in 8 bits; as a camera of 12 bits writes it; and as
that comes out where it is read as if all 16 bits were used. Only what is written differs.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

from transfer_demo.images.intake import load_images  # noqa: E402
from transfer_demo.plan import FINE_TUNE, Plan  # noqa: E402
from transfer_demo.race import compare  # noqa: E402

_CAMERA_BITS = 12


def main() -> None:
    """Measure, and print a line for each set and way to write it."""
    options = _options()
    for folder in options.sets:
        for name, write in WAYS.items():
            with tempfile.TemporaryDirectory() as made:
                _write_grey(folder, Path(made), write)
                accuracies = [_accuracy(Path(made), seed) for seed in range(options.seeds)]
            each = ", ".join(f"{value:.3f}" for value in accuracies)
            mean = statistics.fmean(accuracies)
            print(f"{folder.name}, {name}: {mean:.3f} ({each})", flush=True)


def _accuracy(folder: Path, seed: int) -> float:
    """Return the validation accuracy of fine-tuning after its last epoch, a fraction."""
    result = compare(load_images(folder), Plan(arms=(FINE_TUNE,), seed=seed))
    return result.history.arms[FINE_TUNE].epochs[-1].val_accuracy


def _write_grey(source: Path, target: Path, write: Callable[[Image.Image], Image.Image]) -> None:
    for file in sorted(source.rglob("*.jpg")):
        made = (target / file.relative_to(source)).with_suffix(".png")
        made.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(file) as image:
            write(image.convert("L")).save(made)


def _camera(image: Image.Image) -> Image.Image:
    """Return a grey picture with the values of a camera of 12 bits, in a file of 16."""
    values = np.asarray(image, dtype=np.float64) * (2**_CAMERA_BITS - 1) / 255
    return Image.fromarray(values.round().astype(np.uint16))


def _taken_for_sixteen(image: Image.Image) -> Image.Image:
    return Image.fromarray((np.asarray(_camera(image)) >> 8).astype(np.uint8))


WAYS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "8 bits": lambda image: image,
    "12 bits in a file of 16": _camera,
    "the same, taken for 16 bits": _taken_for_sixteen,
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET", help="<part>/<class>/*.jpg")
    parser.add_argument("--seeds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
