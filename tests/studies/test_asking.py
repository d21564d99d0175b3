import itertools
import random
from dataclasses import replace

import pytest

from transfer_demo.backbones import weights
from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.errors import ImagesError, PlanError
from transfer_demo.images.dataset import ImageSet, Photo, Picture
from transfer_demo.images.split import split
from transfer_demo.plan import Plan
from transfer_demo.studies.asking import (
    ask_catch_up,
    ask_freeze,
    ask_labels,
    ask_scores,
    ask_trainings,
    available,
    class_counts,
)
from transfer_demo.studies.cell import validation_digest


def images(**counts: int) -> ImageSet:
    photos = []
    for name, count in counts.items():
        for number in range(count):
            digest = f"{name} {number}"
            picture = Picture(data=digest.encode(), width=8, height=8, digest=digest)
            photos.append(Photo(picture=picture, class_name=name, file=f"{digest}.jpg"))
    return ImageSet(classes=tuple(counts), photos=tuple(photos))


CATS_AND_DOGS = images(cats=30, dogs=12)


def test_each_training_gets_the_images_that_a_race_with_its_plan_would_get() -> None:
    for asked in (
        ask_freeze(CATS_AND_DOGS, Plan(val_per_class=3), seeds=2),
        ask_labels(CATS_AND_DOGS, Plan(seed=4), seeds=2),
    ):
        for plan, parts in asked.orders:
            assert parts == split(
                CATS_AND_DOGS,
                seed=plan.seed,
                train_per_class=plan.train_per_class,
                val_per_class=plan.val_per_class,
            )


def test_seeds_have_one_split_exactly_where_the_images_came_with_it() -> None:
    parts = itertools.cycle(("train", "train", "validation"))
    given = replace(
        CATS_AND_DOGS,
        photos=tuple(replace(photo, part=next(parts)) for photo in CATS_AND_DOGS.photos),
    )
    for brought, splits in ((given, 1), (CATS_AND_DOGS, 3)):
        orders = ask_freeze(brought, Plan(), seeds=3).orders
        assert len({validation_digest(divided) for _, divided in orders}) == splits


def test_plans_that_divide_alike_share_one_division() -> None:
    asked = ask_freeze(CATS_AND_DOGS, Plan(), seeds=2)
    assert len({id(parts) for _, parts in asked.orders}) == 2


def test_sizes_end_with_the_largest_class_or_the_plans_limit() -> None:
    sizes = {plan.train_per_class for plan, _ in ask_labels(CATS_AND_DOGS, Plan(), seeds=1).orders}
    assert sizes == {1, 2, 5, 10, 20, 21}
    limited = ask_labels(CATS_AND_DOGS, Plan(train_per_class=7), seeds=1)
    assert {plan.train_per_class for plan, _ in limited.orders} == {1, 2, 5, 7}


def test_every_number_of_images_is_learned_from_in_as_many_updates() -> None:
    asked = ask_labels(CATS_AND_DOGS, Plan(batch_size=4, epochs=3), seeds=2)
    updates = {
        (plan.seed, plan.epochs * plan.updates_in_epoch(len(parts.train)))
        for plan, parts in asked.orders
    }
    # 21 cats and 8 dogs to learn from are seven batches.
    assert updates == {(0, 21), (1, 21)}


def _shots_of_the_same(*shots: int) -> ImageSet:
    """Two classes with the same things, each shot so many times; no two things look alike."""
    photos = []
    for name in ("cats", "dogs"):
        for thing, times in enumerate(shots):
            look = random.Random(f"{name} {thing}").randbytes(124).hex()
            for shot in range(times):
                digest = f"{name} {thing} {shot}"
                picture = Picture(data=b"", width=8, height=8, digest=digest, look=look)
                photos.append(Photo(picture=picture, class_name=name, file=f"{digest}.jpg"))
    return ImageSet(classes=("cats", "dogs"), photos=tuple(photos))


@pytest.mark.parametrize("first", range(4))
def test_sizes_go_up_to_the_largest_class_of_any_seed(first: int) -> None:
    # Of ten, three are held out; after two shots of one thing no other thing fits.
    shot = _shots_of_the_same(3, 3, 2, 2)
    largest = [max(class_counts(shot, Plan(seed=seed))) for seed in range(first, first + 4)]
    asked = ask_labels(shot, Plan(seed=first), seeds=4)
    assert max(plan.train_per_class or 0 for plan, _ in asked.orders) == max(largest)


def test_the_largest_class_of_the_first_seed_may_be_smaller_than_that_of_another() -> None:
    shot = _shots_of_the_same(3, 3, 2, 2)
    assert {max(class_counts(shot, Plan(seed=seed))) for seed in range(20)} == {7, 8}


def test_how_long_scratch_trains_changes_no_other_training() -> None:
    longer = Plan(scratch_epochs_factor=4)
    for ask in (ask_freeze, ask_labels):
        asked = ask(CATS_AND_DOGS, longer, seeds=1)
        factors = {(plan.arms, plan.scratch_epochs_factor) for plan, _ in asked.orders}
        assert factors == {(("fine_tune",), 1), (("scratch",), 4)}
    trained = ask_trainings(CATS_AND_DOGS, longer, seeds=1, names=["resnet18"])
    assert {plan.scratch_epochs_factor for plan, _ in trained.orders} == {1}


def test_the_lengths_of_scratch_are_those_of_the_study_whatever_the_plan_says() -> None:
    usual, longer = (
        ask_catch_up(CATS_AND_DOGS, Plan(scratch_epochs_factor=factor), seeds=2)
        for factor in (1, 8)
    )
    assert usual == longer
    assert len(usual.orders) == 12
    for seed in (0, 1):
        parts = {validation_digest(divided) for plan, divided in usual.orders if plan.seed == seed}
        assert len(parts) == 1


def test_what_is_asked_is_resolved_and_starts_at_the_plans_seed() -> None:
    asked = ask_freeze(CATS_AND_DOGS, Plan(seed=10), seeds=3)
    assert asked.plan.frozen_stages == 7
    assert asked.seeds == (10, 11, 12)
    assert all(len(plan.arms) == 1 for plan, _ in asked.orders)


def test_scores_and_trainings_are_of_the_same_networks_and_images() -> None:
    names = ["efficientnet_lite1", "resnet18"]
    scores = ask_scores(CATS_AND_DOGS, Plan(), seeds=2, names=names)
    trainings = ask_trainings(CATS_AND_DOGS, Plan(), seeds=2, names=names)
    assert [parts for _, parts in scores.orders] == [parts for _, parts in trainings.orders]
    assert [plan.backbone for plan, _ in scores.orders] == names * 2


def test_only_networks_with_weights_on_this_machine_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert set(available()) >= {"efficientnet_lite0", "efficientnet_lite1", "efficientnet_lite2"}
    monkeypatch.setattr(weights, "status", lambda backbone: "download")
    assert available() == ()
    monkeypatch.setattr(weights, "status", lambda backbone: "cached")
    assert available() == tuple(CATALOGUE)


def test_images_that_cannot_be_divided_are_refused() -> None:
    with pytest.raises(ImagesError, match="needs at least two"):
        ask_freeze(images(cats=5, dogs=1), Plan(), seeds=1)


@pytest.mark.parametrize("seeds", [0, 21, 1.5, True])
def test_the_number_of_seeds_is_checked(seeds: int) -> None:
    with pytest.raises(PlanError, match="Seeds"):
        ask_labels(CATS_AND_DOGS, Plan(), seeds=seeds)
