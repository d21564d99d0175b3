"""That each contestant runs and does what it says; how fast is measured elsewhere."""

import importlib.util
import multiprocessing
import os
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torchvision.datasets import ImageFolder

from tests.benchmarks import race_peers
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.peers import registry
from tests.benchmarks.peers.folders import plain_loader, train_loader
from tests.benchmarks.peers.forward_pass import images_to_see
from tests.benchmarks.peers.recipes import RECIPES
from tests.benchmarks.race_peers import (
    Course,
    Heat,
    fastest,
    here,
    measure,
    own_process,
    race,
    rotated,
)
from tests.benchmarks.test_measurement import measured, several
from tests.benchmarks.trial import Trial, lay_out
from tests.races import write_photos
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.intake import load_images
from transfer_demo.plan import Plan

PLAN = Plan(image_size_px=32, epochs=2, batch_size=4, train_per_class=4, frozen_stages=7)
RACERS = [name for name, peer in registry.PEERS.items() if peer.timed]
# They differ in what another test looks at.
RECIPE = next(name for name, peer in registry.PEERS.items() if not peer.timed)


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


@pytest.mark.parametrize("name", [*RACERS, RECIPE])
def test_a_contestant_gives_an_accuracy_for_each_epoch(name: str, trial: Trial) -> None:
    if name == registry.FASTAI and importlib.util.find_spec("fastai") is None:
        pytest.skip("fastai is not installed: pip install -e '.[benchmark]'")
    found = measure(registry.PEERS[name], trial)
    once = {registry.FORWARD: 0, registry.FOLDED: 0, registry.LOGISTIC: 1, RECIPE: 1}
    expected = once.get(name, PLAN.epochs)
    assert len(found.val_accuracies) == expected
    images = len(trial.parts.validation)
    assert all((a * images) == pytest.approx(round(a * images)) for a in found.val_accuracies)
    assert found.seconds >= (found.own_seconds or 0) >= 0
    # Where the seconds went adds up, but for what is done around a training.
    assert sum(found.parts.values()) <= found.seconds


def test_the_limit_sees_each_view_of_each_training_image_and_each_validation_image(
    trial: Trial,
) -> None:
    views = min(PLAN.views, PLAN.epochs)
    assert images_to_see(trial) == views * len(trial.parts.train) + len(trial.parts.validation)


def test_the_next_seed_begins_with_the_next_contestant() -> None:
    three = tuple(registry.PEERS.values())[:3]
    assert rotated(three, 1) == (three[1], three[2], three[0])
    assert rotated(three, 3) == three


def test_what_is_known_is_not_run_again(photos: ImageSet) -> None:
    peers = (_peer("one"), _peer("two"))
    known = several(_outcome(_heat(peers[0], photos, seed=0)))
    *_, last = race(_course(peers), {"colours": photos}, known, run=_outcome)
    found = [(m.peer, m.seed) for m in last.measured]
    assert found == [("one", 0), ("two", 0), ("two", 1), ("one", 1)]


def test_whose_time_is_not_looked_at_runs_after_all_others(photos: ImageSet) -> None:
    peers = (replace(_peer("untimed"), timed=False), _peer("timed"))
    known = several(_outcome(_heat(peers[0], photos, seed=1)))
    *_, last = race(_course(peers), {"colours": photos}, known, run=_outcome)
    found = [(m.peer, m.seed) for m in last.measured]
    assert found == [("untimed", 1), ("timed", 0), ("timed", 1), ("untimed", 0)]


def test_a_process_has_the_cores_that_it_is_given() -> None:
    with own_process(ours=True, threads=1) as process:
        assert process.submit(torch.get_num_threads).result() == 1


def test_only_ours_has_our_way_of_waiting_for_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    # A process that is forked by another one has what that one began with.
    monkeypatch.setenv(race_peers.OURS_ALONE, "PASSIVE")
    for ours, expected in ((True, "PASSIVE"), (False, None)):
        with own_process(ours=ours) as process:
            assert process.submit(_begun_with, race_peers.OURS_ALONE).result() == expected
    assert os.environ[race_peers.OURS_ALONE] == "PASSIVE"


@pytest.mark.parametrize(("asked", "given"), [(None, [None, 2]), (0, [0, 0])])
def test_what_the_first_seed_finds_fastest_holds_for_the_others(
    photos: ImageSet, asked: int | None, given: list[int | None]
) -> None:
    heats: list[Heat] = []

    def run(heat: Heat) -> Measurement:
        heats.append(heat)
        return replace(_outcome(heat), loader_workers=2 if asked is None else asked)

    course = replace(_course((_peer("one"),)), loader_workers=asked)
    list(race(course, {"colours": photos}, several(), run=run))
    assert [heat.loader_workers for heat in heats] == given


def test_the_fastest_setting_is_taken() -> None:
    assert fastest({0: 3.0, 1: 2.0, 2: 2.5}) == 1


def test_each_number_of_loader_processes_is_tried_briefly_before_it_counts(
    photos: ImageSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    trials: list[Trial] = []
    seconds = {0: 9.0, 1: 5.0, 2: 7.0}

    def noted(peer: registry.Peer, trial: Trial) -> Measurement:
        trials.append(trial)
        found = _outcome(_heat(peer, photos, seed=0))
        return replace(found, seconds=seconds[trial.loader_workers], epochs=trial.plan.epochs)

    monkeypatch.setattr(race_peers, "measure", noted)
    heat = _heat(replace(_peer("one"), timed=False), photos, seed=0)
    found = here(replace(heat, plan=replace(PLAN, epochs=5)))
    assert [(t.loader_workers, t.plan.epochs) for t in trials] == [(0, 2), (1, 2), (2, 2), (1, 5)]
    assert (found.loader_workers, found.tried) == (1, {"0": 9.0, "1": 5.0, "2": 7.0})


def test_loader_processes_outlive_an_epoch(trial: Trial) -> None:
    for workers in (0, 1):
        each = replace(trial, loader_workers=workers)
        for loader in (train_loader(each), plain_loader(each, "val")):
            assert loader.persistent_workers == bool(workers)


def test_a_contestant_travels_to_a_process_that_starts_others_as_a_script_does(
    photos: ImageSet,
) -> None:
    with own_process(ours=True) as process:
        assert process.submit(_start_method).result() == _start_method()
        assert process.submit(os.getpid).result() != os.getpid()
    for peer in registry.PEERS.values():
        heat = _heat(peer, photos, seed=0)
        assert pickle.loads(pickle.dumps(heat)) == heat


def test_plain_recipes_differ_in_optimiser_rate_or_warm_up() -> None:
    assert len({(r.optimiser, r.rate, r.warm_up) for r in RECIPES.values()}) == 12
    for recipe in RECIPES.values():
        optimiser, schedule = recipe.build(torch.nn.Linear(1, 1).parameters(), steps=20)
        rates = []
        for _ in range(20):
            rates.append(optimiser.param_groups[0]["lr"])
            optimiser.step()
            schedule.step()
        assert max(rates) == pytest.approx(recipe.rate, rel=0.01)
        assert (rates[0] < max(rates)) == recipe.warm_up
        assert rates[-1] < 0.05 * recipe.rate


def _begun_with(name: str) -> str | None:
    """Return what a variable held when this process began; what is set later is not in there."""
    begun = Path("/proc/self/environ")
    if not begun.exists():
        pytest.skip("this system does not say with what a process began")
    values = dict(line.partition("=")[::2] for line in begun.read_text().split("\0"))
    return values.get(name)


def _start_method() -> str:
    # The function itself would bring along the choice of the process that it comes from.
    return multiprocessing.get_start_method()


def _peer(name: str) -> registry.Peer:
    return registry.Peer(name=name, title=name, module="none", loads=True)


def _course(peers: tuple[registry.Peer, ...]) -> Course:
    return Course(plan=PLAN, peers=peers, seeds=2, loader_workers=None, tutorial_rate=1e-3)


def _heat(peer: registry.Peer, images: ImageSet, *, seed: int) -> Heat:
    return Heat(
        peer=peer,
        images=images,
        data_set="colours",
        plan=replace(PLAN, seed=seed),
        loader_workers=None,
        tutorial_rate=1e-3,
    )


def _outcome(heat: Heat) -> Measurement:
    one = measured(heat.peer.name, 1.0, 1.0, 0.5, seed=heat.plan.seed)
    return replace(one, data_set=heat.data_set)
