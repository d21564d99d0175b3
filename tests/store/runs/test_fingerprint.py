from dataclasses import fields, replace

import pytest

from tests.store.made import images, picture
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.runs import fingerprint as module
from transfer_demo.store.runs.fingerprint import fingerprint, split_digest

PLAN = ResolvedPlan(frozen_stages=7)
SPLIT = split_digest(images())

# Another value for each choice of a plan.
OTHER = {
    "backbone": "resnet18",
    "frozen_stages": 6,
    "epochs": 11,
    "scratch_epochs_factor": 4,
    "updates_per_epoch": 3,
    "image_size_px": 128,
    "batch_size": 8,
    "seed": 1,
    "augmentation": "crop",
    "views": 5,
    "batch_norm": "training",
    "batch_norm_statistics": "running",
    "head_start": "random",
    "head_learning_rate": 0.01,
    "body_learning_rate": 0.01,
    "scratch_learning_rate": 0.01,
    "train_per_class": 5,
    "val_per_class": 5,
    "class_weights": "balanced",
    "normalisation": "none",
}


def changed(labelled, place, **changes):
    """The images with one training example changed."""
    train = list(labelled.train)
    train[place] = replace(train[place], **changes)
    return replace(labelled, train=tuple(train))


def test_the_same_plan_on_the_same_images_is_the_same():
    again = fingerprint(ResolvedPlan(frozen_stages=7), split=split_digest(images()))
    assert again == fingerprint(PLAN, split=SPLIT)
    assert len(again) == 64


@pytest.mark.parametrize(
    "choice", [field.name for field in fields(ResolvedPlan) if field.name != "arms"]
)
def test_every_choice_of_a_plan_counts(choice):
    other = replace(PLAN, **{choice: OTHER[choice]})
    assert fingerprint(other, split=SPLIT) != fingerprint(PLAN, split=SPLIT)


def test_an_arm_of_a_race_is_measured_like_a_cell_of_a_study():
    alone = replace(PLAN, arms=("scratch",))
    race = fingerprint(PLAN, split=SPLIT)
    assert fingerprint(alone, split=SPLIT, in_study=True) == race


def test_seconds_on_all_cores_are_not_those_on_one():
    alone = replace(PLAN, arms=("scratch",))
    assert fingerprint(alone, split=SPLIT) != fingerprint(alone, split=SPLIT, in_study=True)


def test_another_engine_may_train_in_another_way(monkeypatch):
    before = fingerprint(PLAN, split=SPLIT)
    monkeypatch.setattr(module, "engine_version", lambda: "999")
    assert fingerprint(PLAN, split=SPLIT) != before


def test_a_run_from_before_a_choice_came_is_not_the_same(monkeypatch):
    before = {name: value for name, value in PLAN.to_dict().items() if name != "head_start"}
    with monkeypatch.context() as patch:
        patch.setattr(ResolvedPlan, "to_dict", lambda self: before)
        of_old_version = fingerprint(PLAN, split=SPLIT)
    assert fingerprint(PLAN, split=SPLIT) != of_old_version


@pytest.mark.parametrize(
    "other",
    [
        images(train=7),
        images(validation=5),
        replace(images(), classes=("birds", "flowers")),
        changed(images(), 0, label=1),
        changed(images(), 0, picture=picture("another")),
        replace(images(), train=images().train[::-1]),
        replace(images(), train=images().validation, validation=images().train),
        replace(images(), train=images().train + images().validation, validation=()),
    ],
)
def test_images_labels_parts_and_order_count(other):
    assert split_digest(other) != SPLIT


def test_names_of_files_and_refused_files_do_not_count():
    renamed = changed(images(), 0, file="renamed.jpg")
    assert split_digest(replace(renamed, rejected=())) == SPLIT


def test_names_of_classes_may_be_anything():
    odd = replace(images(), classes=("a\0b \udc80 \N{BIRD}", "fruit"))
    assert len(split_digest(odd)) == 64
