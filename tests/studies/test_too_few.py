from types import SimpleNamespace

import pytest
from scipy.stats import binomtest

from transfer_demo.studies.too_few import fewest_images, unless_too_few
from transfer_demo.verdict.significance import SIGNIFICANT
from transfer_demo.wording import p_value


def result(*splits: list[str]) -> SimpleNamespace:
    """What a study has measured: a run for each seed, asked about these images."""
    runs = tuple(SimpleNamespace(groups=dict(zip(names, names, strict=True))) for names in splits)
    return SimpleNamespace(levels=[SimpleNamespace(runs=runs)])


def said(*splits: list[str]) -> str:
    return " ".join(unless_too_few(lambda _: ("the answer",))(result(*splits)))


def names(number: int, *, first: int = 0) -> list[str]:
    return [f"{first + each}" for each in range(number)]


def test_the_fewest_images_are_those_of_the_exact_sign_test() -> None:
    fewest = fewest_images()
    assert binomtest(fewest, fewest).pvalue < SIGNIFICANT
    assert binomtest(fewest - 1, fewest - 1).pvalue >= SIGNIFICANT


@pytest.mark.parametrize("images", [1, 2, 5])
def test_too_few_validation_images_cannot_tell(images: int) -> None:
    told = said(names(images), names(images))
    assert "cannot tell" in told
    assert f"{images} validation image" in told
    assert p_value(binomtest(images, images).pvalue) in told
    assert "the answer" not in told


def test_enough_images_are_answered() -> None:
    assert said(names(6)) == "the answer"


def test_images_of_several_splits_count_together_and_each_once() -> None:
    assert "cannot tell" in said(names(3), names(3))
    assert said(names(3), names(3, first=3)) == "the answer"


def test_images_that_look_alike_count_as_one() -> None:
    frames = {f"{scene} {frame}": scene for scene in "abc" for frame in range(4)}
    measured = SimpleNamespace(levels=[SimpleNamespace(runs=(SimpleNamespace(groups=frames),))])
    told = " ".join(unless_too_few(lambda _: ("the answer",))(measured))
    assert "12 validation images are too few, where those that look alike count as one" in told
    assert p_value(binomtest(3, 3).pvalue) in told


def test_before_anything_is_measured_the_answer_says_so_itself() -> None:
    assert said() == "the answer"
