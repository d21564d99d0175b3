import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.plan import Plan
from transfer_demo.training.batches import batches, images_shown, in_order, passes


@given(count=st.integers(2, 400), size=st.integers(2, 64), epoch=st.integers(1, 5))
def test_every_image_comes_once_per_epoch_and_never_alone(count, size, epoch):
    made = [batch.indices for batch in batches(count, plan=Plan(batch_size=size), epoch=epoch)]
    np.testing.assert_array_equal(np.sort(np.concatenate(made)), np.arange(count))
    lengths = [len(batch) for batch in made]
    assert min(lengths) >= 2
    assert max(lengths) - min(lengths) <= 1
    assert max(lengths) <= 1.5 * size


def test_the_order_follows_from_the_seed_and_changes_with_the_epoch():
    first, again = (order(50, plan=Plan(), epoch=1) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    second = order(50, plan=Plan(), epoch=2)
    other_seed = order(50, plan=Plan(seed=1), epoch=1)
    assert not np.array_equal(first, second)
    assert not np.array_equal(first, other_seed)


def order(count, *, plan, epoch):
    """Everything that is shown in an epoch, one after the other."""
    return np.concatenate([b.indices for b in batches(count, plan=plan, epoch=epoch)])


COUNTS = st.integers(2, 60)
UPDATES = st.none() | st.integers(1, 12)


@given(count=COUNTS, size=st.integers(2, 32), updates=UPDATES, epochs=st.integers(1, 6))
def test_passes_go_on_across_epochs_and_each_shows_every_image(count, size, updates, epochs):
    plan = Plan(batch_size=size, epochs=epochs, updates_per_epoch=updates)
    shown = [list(batches(count, plan=plan, epoch=epoch)) for epoch in range(1, epochs + 1)]
    assert {len(epoch) for epoch in shown} == {plan.updates_in_epoch(count)}
    together = [batch for epoch in shown for batch in epoch]
    assert sum(len(b.indices) for b in together) == images_shown(count, plan=plan, epochs=epochs)
    numbers = np.concatenate([b.passes for b in together])
    np.testing.assert_array_equal(numbers, np.sort(numbers))
    assert numbers[-1] == passes(count, plan=plan) - 1
    indices = np.concatenate([b.indices for b in together])
    for number in range(passes(count, plan=plan) - 1):
        np.testing.assert_array_equal(np.sort(indices[numbers == number]), np.arange(count))


@pytest.mark.parametrize(
    ("count", "shown"), [(2, 16), (4, 16), (8, 16), (10, 20), (20, 20), (40, 20), (70, 17.5)]
)
def test_batches_of_a_plan_with_so_many_updates_are_of_about_one_size(count, shown):
    plan = Plan(batch_size=16, updates_per_epoch=4)
    lengths = [len(batch.indices) for batch in batches(count, plan=plan, epoch=1)]
    assert lengths == pytest.approx([shown] * 4, abs=0.5)
    # Without it, a batch shows no image twice.
    usual = next(batches(count, plan=Plan(batch_size=16), epoch=1))
    assert len(set(usual.indices.tolist())) == len(usual.indices)


@given(st.integers(1, 200))
def test_validation_goes_through_all_images_in_order(count):
    np.testing.assert_array_equal(np.concatenate(in_order(count)), np.arange(count))
