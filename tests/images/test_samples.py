import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
from sklearn.datasets import load_digits

from tests.images.made import pixels
from transfer_demo.images import samples
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.decode import decode
from transfer_demo.images.samples import SAMPLES, Sample, digits, everyday
from transfer_demo.images.split import split
from transfer_demo.paths import assets_folder


@pytest.fixture(scope="module")
def loaded() -> dict[str, ImageSet]:
    return {name: sample.load() for name, sample in SAMPLES.items()}


def test_the_everyday_photos_are_103_in_four_classes(loaded: dict[str, ImageSet]) -> None:
    counts = Counter(photo.class_name for photo in loaded["everyday"].photos)
    assert counts == {"birds": 35, "flowers": 24, "fruit": 26, "vegetables": 18}


def test_the_everyday_photos_are_divided_into_70_and_33(loaded: dict[str, ImageSet]) -> None:
    parts = split(loaded["everyday"], seed=0)
    assert (len(parts.train), len(parts.validation)) == (70, 33)


def test_there_are_thirty_of_each_digit_and_no_two_are_the_same(
    loaded: dict[str, ImageSet],
) -> None:
    counts = Counter(photo.class_name for photo in loaded["digits"].photos)
    assert counts == {str(digit): 30 for digit in range(10)}
    assert len({photo.picture.digest for photo in loaded["digits"].photos}) == 300


def test_the_digits_are_those_of_scikit_learn() -> None:
    values, labels = samples._digits_table()
    oracle = load_digits()
    assert np.array_equal(values, oracle.images)
    assert np.array_equal(labels, oracle.target)


def test_an_enlarged_digit_averages_to_the_original(loaded: dict[str, ImageSet]) -> None:
    oracle = load_digits()
    for photo in loaded["digits"].photos[::37]:
        row = int(photo.file.rsplit("_")[-1].removesuffix(".png"))
        assert str(oracle.target[row]) == photo.class_name
        large = pixels(decode(photo.picture.data))
        assert large.shape == (128, 128, 3)
        small = large.mean(axis=-1).reshape(8, 16, 8, 16).mean(axis=(1, 3))
        assert np.corrcoef(small.ravel(), oracle.images[row].ravel())[0, 1] > 0.97


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_can_be_split_and_refuses_nothing(name: str, loaded: dict[str, ImageSet]) -> None:
    parts = split(loaded[name], seed=0)
    assert len(parts.train) + len(parts.validation) == len(loaded[name].photos)
    assert not loaded[name].rejected
    assert SAMPLES[name].title
    assert SAMPLES[name].note


def test_a_sample_is_the_same_at_every_start(loaded: dict[str, ImageSet]) -> None:
    assert everyday() == loaded["everyday"]
    assert digits() == loaded["digits"]


def test_the_licence_lies_with_the_photos() -> None:
    notice = (assets_folder() / "samples" / "everyday.md").read_text(encoding="utf-8")
    assert "Tux Paint" in notice
    assert "GPL-2.0.txt" in notice
    assert (assets_folder() / "samples" / "GPL-2.0.txt").is_file()


def test_reading_the_digits_does_not_import_scikit_learn() -> None:
    program = (
        "import sys; from transfer_demo.images.samples import digits; digits();"
        "print(sorted({'sklearn', 'scipy', 'torch'} & sys.modules.keys()))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_the_classes_of_a_sample_are_known_without_loading_it(sample: Sample) -> None:
    assert sample.load().classes == sample.classes
