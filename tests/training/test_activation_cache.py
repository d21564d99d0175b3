import threading

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.training import activation_cache as module
from transfer_demo.training.activation_cache import (
    ActivationCache,
    CachedActivations,
    CacheDemand,
    CacheKey,
)
from transfer_demo.training.augmented_views import ViewKey

VIEW_BYTES = 4 * 10


def key(boundary=1, *, seed=0):
    return CacheKey("some_cnn", boundary, 32, "pretrained", "crop", seed)


def views(*numbers):
    return frozenset(ViewKey(digest=str(number), view=0) for number in numbers)


def demand(*numbers):
    return CacheDemand(views=views(*numbers), bytes_per_view=VIEW_BYTES)


def fill(cache, *numbers):
    for view in views(*numbers):
        cache.activations[view] = CachedActivations(torch.zeros(10), 1.0)


def put(caches, cache_key, *numbers, limit=1000):
    fill(caches.reserve({cache_key: demand(*numbers)}, limit=limit)[cache_key], *numbers)


def test_the_next_job_finds_what_an_earlier_one_put_there():
    caches = ActivationCache()
    put(caches, key(), 1, 2)
    again = caches.reserve({key(): demand(2, 3)}, limit=1000)
    assert again[key()].activations.keys() == views(1, 2)


def test_what_was_used_least_lately_makes_room():
    caches = ActivationCache()
    put(caches, key(1), 1, 2)
    put(caches, key(2), 1, 2)
    put(caches, key(1), 1, 2)
    put(caches, key(3), 1, 2, limit=4 * VIEW_BYTES)
    again = caches.reserve({key(n): demand() for n in (1, 2, 3)}, limit=1000)
    assert [len(cache.activations) for cache in again.values()] == [2, 0, 2]


def test_views_of_other_jobs_leave_a_cache_that_would_be_too_full_and_those_jobs_keep_theirs():
    caches = ActivationCache()
    first = caches.reserve({key(): demand(1, 2, 3)}, limit=4 * VIEW_BYTES)[key()]
    fill(first, 1, 2, 3)
    second = caches.reserve({key(): demand(3, 4, 5)}, limit=4 * VIEW_BYTES)[key()]
    assert second.activations.keys() == views(3)
    assert first.activations.keys() == views(1, 2, 3)


@given(
    jobs=st.lists(
        st.tuples(st.integers(1, 3), st.sets(st.integers(0, 8), min_size=1, max_size=5)),
        max_size=12,
    )
)
def test_all_caches_together_stay_within_the_limit(jobs):
    caches, limit = ActivationCache(), 5 * VIEW_BYTES
    for boundary, numbers in jobs:
        put(caches, key(boundary), *numbers, limit=limit)
        assert sum(cache.bytes for cache in caches._caches.values()) <= limit


def test_a_job_that_shares_nothing_finds_and_leaves_nothing():
    caches = ActivationCache()
    put(caches, key(), 1)
    with caches.used(shared=False):
        assert not caches.reserve({key(): demand(1)}, limit=1000)[key()].activations


def test_caches_are_cleared_some_time_after_the_last_job_and_not_while_one_runs(monkeypatch):
    monkeypatch.setattr(module, "LIFETIME_SECONDS", 0.01)
    caches = ActivationCache()
    with caches.used(shared=True):
        put(caches, key(), 1)
        with caches.used(shared=True):
            pass
        assert caches._clearing is None
    caches._clearing.join(10)
    assert not caches._caches


def test_the_next_job_of_a_study_finds_the_caches_in_time():
    caches = ActivationCache()
    with caches.used(shared=True):
        put(caches, key(), 1)
    with caches.used(shared=True):
        assert caches._clearing.finished.is_set()  # cancelled
        assert caches.reserve({key(): demand(1)}, limit=1000)[key()].activations
    caches._clearing.cancel()


@pytest.mark.parametrize(("there", "bytes_to_come"), [((), 80), ((1,), 40), ((1, 2, 3), 0)])
def test_only_what_is_missing_takes_more_memory(there, bytes_to_come):
    cache = module.BoundaryCache()
    fill(cache, *there)
    assert demand(1, 2).missing_bytes(cache) == bytes_to_come


def test_views_may_be_added_by_one_thread_while_another_counts_them():
    caches, stop = ActivationCache(), threading.Event()
    cache = caches.reserve({key(): demand(1)}, limit=10**9)[key()]

    def add():
        number = 0
        while not stop.is_set():
            fill(cache, number)
            number += 1

    adding = threading.Thread(target=add)
    adding.start()
    try:
        for _ in range(300):
            caches.reserve({key(): demand(1, 2, 3)}, limit=10**9)
    finally:
        stop.set()
        adding.join()
