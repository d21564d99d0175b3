from tests.store.made import images
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.queue.waiting import waiting_runs


def created(store, owners):
    plan = ResolvedPlan(frozen_stages=7)
    return [store.create(plan, images(), owner=owner) for owner in owners]


def waiting(store):
    return [run.token for run in waiting_runs(store.database)]


def test_only_runs_that_nobody_trains_yet_are_waiting(store):
    first, trained, over = created(store, ["ada"] * 3)
    store.set_status(trained, "running")
    store.set_status(over, "done")
    assert waiting(store) == [first]


def test_the_queue_is_fair(store):
    a1, a2, a3, b1 = created(store, "aaab")
    store.set_status(a1, "running")
    assert waiting(store) == [b1, a2, a3]


def test_of_two_people_with_nothing_in_training_the_next_is_who_was_started_longer_ago(store):
    a1, b1, a2, b2 = created(store, "abab")
    for run in (b1, a1):
        assert store.claim(run)
        store.set_status(run, "done")
    assert waiting(store) == [b2, a2]
