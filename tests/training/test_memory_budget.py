from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.plan import FINE_TUNE, SCRATCH, Plan
from transfer_demo.training.memory_budget import memory_budget

PIXELS = 3 * 160 * 160


def test_a_small_job_gets_the_views_it_planned_and_keeps_everything():
    plan = Plan(frozen_stages=7)
    budget = memory_budget(
        plan, arm=FINE_TUNE, train_images=100, validation_images=50, boundary_bytes=9000
    )
    assert budget.views == plan.views
    assert budget.cache_views
    assert budget.cache_activations
    assert budget.notes == ()


@pytest.mark.parametrize(("choices", "views"), [({"epochs": 2}, 2), ({"augmentation": "none"}, 1)])
def test_no_more_views_are_made_than_are_ever_shown(choices, views):
    plan = Plan(frozen_stages=7, **choices)
    budget = memory_budget(
        plan, arm=FINE_TUNE, train_images=10, validation_images=5, boundary_bytes=9000
    )
    assert budget.views == views
    assert budget.notes == ()


def test_activations_that_do_not_fit_are_computed_anew_and_a_note_says_so():
    budget = memory_budget(
        Plan(frozen_stages=2, views=6),
        arm=FINE_TUNE,
        train_images=100,
        validation_images=100,
        boundary_bytes=1_000_000,
        limit=350_000_000,
    )
    # 100 MB go to the validation images, and each view of the training images takes 100 MB.
    assert budget.views == 6
    assert budget.cache_views
    assert not budget.cache_activations
    assert "computed again" in budget.notes[0]


@given(boundary=st.none() | st.integers(1, 10**9), train=st.integers(1, 5000))
def test_no_depth_and_no_arm_has_other_views_than_another(boundary, train):
    plan, images = Plan(), {"train_images": train, "validation_images": 100}
    one = memory_budget(plan, arm=FINE_TUNE, boundary_bytes=boundary, **images)
    other = memory_budget(plan, arm=SCRATCH, boundary_bytes=None, **images)
    assert one.views == other.views == plan.views


@given(
    train=st.integers(1, 5000),
    validation=st.integers(1, 5000),
    boundary=st.none() | st.integers(1, 10**7),
    factor=st.integers(1, 16),
)
def test_what_is_kept_stays_below_the_limit(train, validation, boundary, factor):
    limit = 256 * 2**20
    plan = Plan(frozen_stages=3 if boundary else 0, scratch_epochs_factor=factor)
    budget = memory_budget(
        plan,
        arm=FINE_TUNE if boundary else SCRATCH,
        train_images=train,
        validation_images=validation,
        boundary_bytes=boundary,
        limit=limit,
    )
    assert budget.views == plan.views * (1 if boundary else factor)
    kept = budget.views * train + validation
    if budget.cache_activations:
        assert boundary is not None
    bytes_each = budget.cache_views * PIXELS + budget.cache_activations * (boundary or 0)
    assert kept * bytes_each <= limit


def test_an_arm_that_is_trained_longer_sees_new_views_for_as_long():
    plan = Plan(frozen_stages=7, scratch_epochs_factor=4)
    images = {"train_images": 10, "validation_images": 5}
    usual = memory_budget(plan, arm=FINE_TUNE, boundary_bytes=9000, **images)
    longer = memory_budget(plan, arm=SCRATCH, boundary_bytes=None, **images)
    assert longer.views == 4 * usual.views
    plain = replace(plan, augmentation="none")
    assert memory_budget(plain, arm=SCRATCH, boundary_bytes=None, **images).views == 1


def test_few_images_that_are_shown_more_often_have_as_many_more_views():
    plan = Plan(frozen_stages=7, updates_per_epoch=6, batch_size=16)
    views = {
        count: memory_budget(
            plan, arm=FINE_TUNE, train_images=count, validation_images=5, boundary_bytes=9000
        ).views
        for count in (5, 48, 96)
    }
    # 60 updates are 20 and 10 passes, and of five images 180: three fill a batch.
    assert views == {5: 18 * plan.views, 48: 2 * plan.views, 96: plan.views}


def test_views_of_a_long_training_that_do_not_fit_are_made_anew_and_not_fewer():
    plan = Plan(frozen_stages=7, scratch_epochs_factor=16)
    limit = PIXELS * (10 * plan.views + 5)
    budget = memory_budget(
        plan,
        arm=SCRATCH,
        train_images=10,
        validation_images=5,
        boundary_bytes=None,
        limit=limit,
    )
    assert (budget.views, budget.cache_views) == (16 * plan.views, False)
