"""Trainings that share what they compute, against the same trainings alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.made import examples, job, labelled
from transfer_demo.events import EpochEnd
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.training import boundary_activations, cached_boundaries
from transfer_demo.training.activation_cache import ACTIVATION_CACHE
from transfer_demo.training.cached_boundaries import fitting
from transfer_demo.training.job_events import job_events


@pytest.fixture
def passes(monkeypatch):
    """How many images went through how many modules, chunk by chunk."""
    seen = []
    through = boundary_activations.BoundaryActivations._through

    def watched(self, activations, keys, *, passed, seconds):
        seen.append((passed, len(self._stages), len(keys)))
        return through(self, activations, keys, passed=passed, seconds=seconds)

    monkeypatch.setattr(boundary_activations.BoundaryActivations, "_through", watched)
    return seen


def measured(order):
    """All that an arm measures, but for the time."""
    events = list(job_events(order, lambda: False))
    assert events[-1].outcome == "done", events[-1].message
    return [replace(event, seconds=0.0) for event in events if isinstance(event, EpochEnd)]


def sharing(order, *boundaries):
    return replace(order, shared=boundaries)


@pytest.mark.parametrize("depths", [(9, 8, 5, 2), (2, 5, 9)])
def test_a_training_that_goes_on_from_what_others_computed_measures_the_same(depths):
    for depth in depths:
        alone = measured(job(frozen_stages=depth))
        assert measured(sharing(job(frozen_stages=depth), *depths)) == alone


def test_one_pass_serves_all_depths(passes):
    depths = (9, 8, 7)
    for depth in depths:
        measured(sharing(job(frozen_stages=depth), *depths))
    assert {(passed, modules) for passed, modules, _ in passes} == {(0, 10)}
    # Two epochs: two views of each training image, and the validation images once.
    assert sum(images for _, _, images in passes) == 2 * 10 + 6


def test_a_deeper_training_goes_on_where_a_shallower_one_ended(passes):
    for depth in (5, 9):
        measured(sharing(job(frozen_stages=depth), 5, 9))
    assert {(passed, modules) for passed, modules, _ in passes} == {(0, 5), (5, 10)}


def test_a_subset_of_the_images_finds_all_of_its_activations(passes):
    whole = labelled(train=10)
    part = replace(whole, train=whole.train[4:8])
    measured(sharing(job(images=whole), 7))
    passes.clear()
    alone = measured(job(images=part))
    passes.clear()
    measured(sharing(job(images=whole), 7))
    passes.clear()
    assert measured(sharing(job(images=part), 7)) == alone
    assert not passes


def test_without_augmentation_both_parts_share_a_cache():
    order = job(augmentation="none")
    assert measured(sharing(order, 7)) == measured(order)


def test_activations_of_pixels_that_were_normalised_otherwise_are_never_used(passes):
    plain, raw = job(augmentation="none"), job(augmentation="none", normalisation="none")
    measured(sharing(plain, 7))
    for_the_first = list(passes)
    assert measured(sharing(raw, 7)) == measured(raw) != measured(plain)
    assert passes[: 2 * len(for_the_first)] == 2 * for_the_first


def test_images_that_are_twice_in_a_part_are_shown_twice():
    twice = (*examples(4), *examples(4))
    images = LabelledImages(classes=("red", "green"), train=twice, validation=examples(4, seed=9))
    assert measured(sharing(job(images=images), 7)) == measured(job(images=images))


def test_the_time_that_others_spent_counts():
    measured(sharing(job(), 7))
    key = next(iter(ACTIVATION_CACHE._caches))
    for cache in ACTIVATION_CACHE._caches.values():
        for view, cached in cache.activations.items():
            # So many that what this machine spends itself does not matter.
            cache.activations[view] = cached._replace(seconds=1e6)
    events = list(job_events(sharing(job(), 7), lambda: False))
    assert key.boundary == 7
    # One view of ten images and six held-out ones in the first epoch, a second view in the next.
    first, second = (event.seconds for event in events if isinstance(event, EpochEnd))
    assert (first // 1e6, second // 1e6) == (16, 26)
    assert events[-1].seconds >= second


def test_a_training_that_shares_nothing_leaves_nothing():
    measured(sharing(job(), 7))
    assert ACTIVATION_CACHE._caches
    measured(job())
    assert not ACTIVATION_CACHE._caches


def test_boundaries_that_do_not_fit_are_left_out(monkeypatch):
    monkeypatch.setattr(cached_boundaries, "fitting", lambda sizes, own, limit: [own])
    measured(sharing(job(frozen_stages=9), 7, 9))
    assert {key.boundary for key in ACTIVATION_CACHE._caches} == {9}


@given(
    sizes=st.dictionaries(st.integers(1, 9), st.integers(1, 100), min_size=1),
    limit=st.integers(100, 300),
    data=st.data(),
)
def test_ones_own_boundary_is_kept_and_of_the_others_the_deepest_that_fit(sizes, limit, data):
    own = data.draw(st.sampled_from(sorted(sizes)))
    chosen = fitting(sizes, own=own, limit=limit)
    assert own in chosen
    total = sum(sizes[boundary] for boundary in chosen)
    assert total <= limit
    for left_out in sizes.keys() - set(chosen):
        deeper = sum(sizes[b] for b in chosen if b > left_out or b == own)
        assert deeper + sizes[left_out] > limit
