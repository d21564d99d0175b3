"""Every fault was really trained, broken and repaired, by the plans of the page."""

import pytest

from tests.lessons.recorded_faults import Pair, orders, pairs, recorded
from transfer_demo.executors.inline import InlineExecutor
from transfer_demo.lessons.faults import FAULTS, Fault
from transfer_demo.lessons.symptoms import SIGNS, seen
from transfer_demo.race import Race
from transfer_demo.store.runs.fingerprint import split_digest
from transfer_demo.training.engine_version import engine_version

# What these do is less than what a training without the fault does: one has to see both.
SEEN_ONLY_BESIDE = {"batchnorm-tiny-batches", "wrong-normalisation", "frozen-far-domain"}


def shows_itself(fault: Fault, pair: Pair) -> None:
    assert seen(fault.name, *pair) == dict.fromkeys(fault.text.signs, True)
    # Without the fault the same training must not look as if it had it.
    alone = [sign.seen(pair.repaired, None) for sign in SIGNS[fault.name] if not sign.compares]
    assert (False in alone) == (fault.name not in SEEN_ONLY_BESIDE)
    if fault.name in SEEN_ONLY_BESIDE:
        assert False in seen(fault.name, pair.repaired, pair.broken).values()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_shows_its_signs_with_every_seed_and_its_repair_does_not(fault: Fault) -> None:
    for pair in pairs(fault):
        shows_itself(fault, pair)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_what_was_recorded_is_what_the_page_trains_today(fault: Fault) -> None:
    made = recorded(fault)
    assert made.machine["engine"] == engine_version(), (
        "The engine has changed since. tests/benchmarks/confirm_recordings.py says whether its "
        "numbers have, too, and tests/benchmarks/record_faults.py trains the faults anew."
    )
    kept = [(run.plan, run.images) for run in made.runs]
    assert kept == [(order.plan, split_digest(order.images)) for order in orders(fault)]


def test_a_fault_that_is_trained_now_shows_its_signs_as_well() -> None:
    # One whose trainings are short, with both arms.
    (fault,) = (fault for fault in FAULTS if fault.name == "wrong-normalisation")
    executor = InlineExecutor()
    broken, repaired = (Race(plan=o.plan, images=o.images) for o in orders(fault)[:2])
    pair = Pair(broken.run(executor=executor).history, repaired.run(executor=executor).history)
    shows_itself(fault, pair)
