import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.paths import PACKAGE
from transfer_demo.training import engine_version as module
from transfer_demo.training.engine_version import _DECIDES, digest_of, engine_version

# These make a training faster, or tell of it.
TELLS_NOTHING = {
    "__init__",
    "allocator",
    "failure_message",
    "engine_version",
    "job",
    "model_file",
    "packed_network",
}
SOURCE = '''"""A recipe."""

from torch import float32
from transfer_demo.training.batches import batches

RATE = 0.1  # small enough


def step(weight):
    """Take a step."""
    return weight - RATE
'''


def digest(folder: Path, source: str) -> str:
    (folder / "recipe.py").write_text(source, encoding="utf-8")
    return digest_of({"recipe": folder / "recipe.py"})


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("# small enough", "# chosen on three image sets", True),
        ("Take a step.", "Take one step down the slope.", True),
        ("weight - RATE", "(weight  -  RATE)", True),
        ("0.1", "0.2", False),
        ("weight - RATE", "weight + RATE", False),
        ("transfer_demo.training.batches", "transfer_demo.training.order", True),
        ("import batches", "import in_order as batches", False),
        ("from torch import", "from numpy import", False),
    ],
)
def test_only_the_code_counts(tmp_path: Path, old: str, new: str, same: bool) -> None:
    assert old in SOURCE
    before, after = digest(tmp_path, SOURCE), digest(tmp_path, SOURCE.replace(old, new))
    assert (before == after) is same


def test_every_module_of_the_training_is_counted_or_known_to_decide_nothing() -> None:
    there = {file.stem for file in (PACKAGE / "training").glob("*.py")}
    counted = {Path(name).stem for name in _DECIDES if name.startswith("training/")}
    assert counted | TELLS_NOTHING == there
    assert not counted & TELLS_NOTHING


def test_values_count_beside_the_code(tmp_path: Path) -> None:
    file = {"recipe": tmp_path / "recipe.py"}
    file["recipe"].write_text(SOURCE, encoding="utf-8")
    assert len({digest_of(file), digest_of(file, "bicubic"), digest_of(file, "bilinear")}) == 3


LITE0 = CATALOGUE["efficientnet_lite0"]


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"title": "EfficientNet-Lite 0"}, True),
        ({"imagenet_top1": 0.9}, True),
        ({"stages": LITE0.stages[:-2]}, False),
        ({"weights": replace(LITE0.weights, file_name="better-0123abcd.pth")}, False),
        ({"architecture": "resnet18"}, False),
        ({"preprocessing": replace(LITE0.preprocessing, interpolation="bilinear")}, False),
    ],
)
def test_what_decides_in_an_entry_of_the_catalogue_counts(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], same: bool
) -> None:
    monkeypatch.setattr(module, "CATALOGUE", {**CATALOGUE, LITE0.name: replace(LITE0, **changed)})
    assert (engine_version.__wrapped__() == engine_version()) is same


def test_the_digest_is_the_same_in_another_process() -> None:
    show = (
        "from transfer_demo.training.engine_version import engine_version; print(engine_version())"
    )
    told = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == engine_version()
    assert len(engine_version()) == 16
