"""That each contestant runs and does what it says; how fast is measured elsewhere."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest
from torchvision.datasets import ImageFolder

from tests.benchmarks.peers import registry
from tests.benchmarks.peers.forward_pass import images_to_see
from tests.benchmarks.race_peers import Course, measure, race, rotated
from tests.benchmarks.trial import Outcome, Trial, Work, lay_out
from tests.races import write_photos
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.intake import load_images
from transfer_demo.plan import Plan

PLAN = Plan(image_size_px=32, epochs=2, batch_size=4, train_per_class=4, frozen_stages=7)
PEERS = registry.peers((3e-3,))


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> ImageSet:
    classes = ("class 10", "class 9")
    return load_images(write_photos(tmp_path_factory.mktemp("photos"), classes=classes))


@pytest.fixture(scope="module")
def trial(photos: ImageSet, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    return lay_out(photos, PLAN, data_set="colours", folder=tmp_path_factory.mktemp("trial"))


def test_the_files_are_the_pictures_of_the_split_with_the_same_labels(trial: Trial) -> None:
    for part, examples in (("train", trial.parts.train), ("val", trial.parts.validation)):
        found = ImageFolder(str(trial.folder / part)).samples
        read = sorted((label, Path(file).read_bytes()) for file, label in found)
        assert read == sorted((each.label, each.picture.data) for each in examples)


@pytest.mark.parametrize("name", PEERS)
def test_a_contestant_gives_an_accuracy_for_each_epoch(name: str, trial: Trial) -> None:
    if name == registry.FASTAI and importlib.util.find_spec("fastai") is None:
        pytest.skip("fastai is not installed: pip install -e '.[benchmark]'")
    measured = measure(PEERS[name], trial)
    expected = {registry.FORWARD: 0, registry.LOGISTIC: 1}.get(name, PLAN.epochs)
    assert len(measured.val_accuracies) == expected
    images = len(trial.parts.validation)
    assert all((a * images) == pytest.approx(round(a * images)) for a in measured.val_accuracies)
    assert measured.seconds >= (measured.own_seconds or 0) >= 0


def test_the_limit_sees_each_view_of_each_training_image_and_each_validation_image(
    trial: Trial,
) -> None:
    views = min(PLAN.views, PLAN.epochs)
    assert images_to_see(trial) == views * len(trial.parts.train) + len(trial.parts.validation)


def test_the_next_seed_begins_with_the_next_contestant() -> None:
    three = tuple(PEERS.values())[:3]
    assert rotated(three, 1) == (three[1], three[2], three[0])
    assert rotated(three, 3) == three


def test_what_is_known_is_not_run_again(photos: ImageSet) -> None:
    trials: list[Trial] = []
    course = Course(
        plan=PLAN,
        peers=(_noted("one", trials.append), _noted("two", trials.append)),
        seeds=2,
        loader_workers=0,
        tutorial_rate=1e-3,
    )
    found = race(course, {"colours": photos}, is_known=lambda *key: key == ("one", "colours", 0))
    assert [(m.peer, m.seed) for m in found] == [("two", 0), ("two", 1), ("one", 1)]
    assert [t.data_set for t in trials] == ["warm-up"] * 2 + ["colours"] * 3


def _noted(name: str, note: Callable[[Trial], None]) -> registry.Peer:
    def ready(trial: Trial) -> Work:
        note(trial)
        return lambda: Outcome(val_accuracies=(1.0, 0.5))

    return registry.Peer(name=name, title=name, ready=ready)
