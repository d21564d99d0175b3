from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from tests.plans import plans
from transfer_demo.plan import Plan
from transfer_demo.studies import catch_up, freeze, labels
from transfer_demo.studies.sharing import boundaries

BASE = Plan(frozen_stages=7)


def test_a_study_of_depth_shares_every_boundary_of_a_seed() -> None:
    cells = freeze.plans(BASE, stages=9, seeds=(0, 1), variants=("batch_norm",))
    for cell in cells:
        assert boundaries(cell, cells) == (1, 2, 3, 4, 5, 6, 7, 8, 9)
    assert boundaries(replace(BASE, seed=2), cells) == ()


def test_a_study_of_labels_shares_the_one_boundary_that_it_has() -> None:
    cells = labels.plans(BASE, sizes=(1, 2, 5), updates={0: 9})
    assert {boundaries(cell, cells) for cell in cells} == {(7,)}


def test_a_study_of_longer_trainings_shares_the_one_boundary_of_its_fine_tuning() -> None:
    cells = catch_up.plans(BASE, seeds=(0,))
    assert {boundaries(cell, cells) for cell in cells} == {(7,)}


def test_a_training_from_scratch_asks_for_no_features() -> None:
    assert boundaries(BASE, [replace(BASE, arms=("scratch",))]) == ()


def test_without_frozen_stages_there_are_no_features() -> None:
    assert boundaries(BASE, [replace(BASE, frozen_stages=0)]) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"backbone": "efficientnet_lite1"},
        {"seed": 1},
        {"image_size_px": 96},
        {"augmentation": "none"},
        {"normalisation": "none"},
        {"views": 2},
        {"val_per_class": 3},
    ],
)
def test_other_pictures_or_another_network_share_nothing(change: dict[str, Any]) -> None:
    assert boundaries(BASE, [replace(BASE, **change)]) == ()


@given(plans())
def test_how_the_rest_is_trained_does_not_matter(any_plan: Plan) -> None:
    views = (
        "backbone", "seed", "image_size_px", "augmentation", "normalisation", "views",
        "val_per_class",
    )  # fmt: skip
    other = replace(
        any_plan, frozen_stages=4, arms=("fine_tune",), **{v: getattr(BASE, v) for v in views}
    )
    assert boundaries(BASE, [other]) == (4,)
