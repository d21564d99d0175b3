import threading

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.training import shelves as module
from transfer_demo.training.shelves import Kept, Need, ShelfName, Shelves
from transfer_demo.training.views import Row

ROW_BYTES = 4 * 10


def name(boundary=1, *, seed=0):
    return ShelfName("some_cnn", boundary, 32, "pretrained", "crop", seed)


def rows(*numbers):
    return frozenset(Row(digest=str(number), view=0) for number in numbers)


def need(*numbers):
    return Need(rows=rows(*numbers), bytes_per_row=ROW_BYTES)


def fill(shelf, *numbers):
    for row in rows(*numbers):
        shelf.rows[row] = Kept(torch.zeros(10), 1.0)


def put(kept, shelf_name, *numbers, limit=1000):
    fill(kept.take({shelf_name: need(*numbers)}, limit=limit)[shelf_name], *numbers)


def test_the_next_job_finds_what_an_earlier_one_put_there():
    kept = Shelves()
    put(kept, name(), 1, 2)
    assert kept.take({name(): need(2, 3)}, limit=1000)[name()].rows.keys() == rows(1, 2)


def test_what_was_used_least_lately_makes_room():
    kept = Shelves()
    put(kept, name(1), 1, 2)
    put(kept, name(2), 1, 2)
    put(kept, name(1), 1, 2)
    put(kept, name(3), 1, 2, limit=4 * ROW_BYTES)
    again = kept.take({name(n): need() for n in (1, 2, 3)}, limit=1000)
    assert [len(shelf.rows) for shelf in again.values()] == [2, 0, 2]


def test_rows_of_other_jobs_leave_a_shelf_that_would_be_too_full_and_those_jobs_keep_theirs():
    kept = Shelves()
    first = kept.take({name(): need(1, 2, 3)}, limit=4 * ROW_BYTES)[name()]
    fill(first, 1, 2, 3)
    second = kept.take({name(): need(3, 4, 5)}, limit=4 * ROW_BYTES)[name()]
    assert second.rows.keys() == rows(3)
    assert first.rows.keys() == rows(1, 2, 3)


@given(
    jobs=st.lists(
        st.tuples(st.integers(1, 3), st.sets(st.integers(0, 8), min_size=1, max_size=5)),
        max_size=12,
    )
)
def test_all_shelves_together_stay_within_the_limit(jobs):
    kept, limit = Shelves(), 5 * ROW_BYTES
    for boundary, numbers in jobs:
        put(kept, name(boundary), *numbers, limit=limit)
        assert sum(shelf.bytes for shelf in kept._shelves.values()) <= limit


def test_a_job_that_shares_nothing_finds_and_leaves_nothing():
    kept = Shelves()
    put(kept, name(), 1)
    with kept.used(shared=False):
        assert not kept.take({name(): need(1)}, limit=1000)[name()].rows


def test_shelves_are_cleared_some_time_after_the_last_job_and_not_while_one_runs(monkeypatch):
    monkeypatch.setattr(module, "KEPT_SECONDS", 0.01)
    kept = Shelves()
    with kept.used(shared=True):
        put(kept, name(), 1)
        with kept.used(shared=True):
            pass
        assert kept._clearing is None
    kept._clearing.join(10)
    assert not kept._shelves


def test_the_next_job_of_a_study_finds_the_shelves_in_time():
    kept = Shelves()
    with kept.used(shared=True):
        put(kept, name(), 1)
    with kept.used(shared=True):
        assert kept._clearing.finished.is_set()  # cancelled
        assert kept.take({name(): need(1)}, limit=1000)[name()].rows
    kept._clearing.cancel()


@pytest.mark.parametrize(("there", "bytes_to_come"), [((), 80), ((1,), 40), ((1, 2, 3), 0)])
def test_only_what_is_missing_takes_more_memory(there, bytes_to_come):
    shelf = module.Shelf()
    fill(shelf, *there)
    assert need(1, 2).missing(shelf) == bytes_to_come


def test_rows_may_be_added_by_one_thread_while_another_counts_them():
    kept, stop = Shelves(), threading.Event()
    shelf = kept.take({name(): need(1)}, limit=10**9)[name()]

    def add():
        number = 0
        while not stop.is_set():
            fill(shelf, number)
            number += 1

    adding = threading.Thread(target=add)
    adding.start()
    try:
        for _ in range(300):
            kept.take({name(): need(1, 2, 3)}, limit=10**9)
    finally:
        stop.set()
        adding.join()
