"""Whatever ends a job is said in its last event."""

import pytest
import torch

from tests.training.made import job
from transfer_demo.errors import WeightsMissing
from transfer_demo.events import Finished, Progress
from transfer_demo.plan import SCORE
from transfer_demo.training.job_events import job_events
from transfer_demo.training.meter import Stopped


def end_of(exc=None, *, arm="scratch"):
    def work(order, meter):
        meter.borrow(1000.0)
        yield Progress(arm=order.arm, fraction=0.5, seconds=meter.seconds())
        if exc:
            raise exc

    progress, end = job_events(job(arm), lambda: False, train=work)
    # Seconds that others have spent count to the end.
    assert end.seconds >= progress.seconds >= 1000
    return end


def test_work_that_reaches_its_end_is_done():
    end = end_of()
    assert (end.arm, end.outcome, end.message) == ("scratch", "done", "")


def test_a_stop_is_no_failure_and_needs_no_words():
    end = end_of(Stopped())
    assert (end.outcome, end.message) == ("stopped", "")


def test_an_error_of_ours_brings_its_own_sentence():
    end = end_of(WeightsMissing("The weights are missing."))
    assert (end.outcome, end.message) == ("failed", "The weights are missing.")


@pytest.mark.parametrize("exc", [MemoryError(), torch.OutOfMemoryError("CUDA")])
def test_too_little_memory_is_said_with_what_to_choose(exc):
    training, scoring = end_of(exc), end_of(exc, arm=SCORE)
    assert training.outcome == scoring.outcome == "failed"
    assert training.message.startswith("The training needs more memory than the machine has.")
    assert "freeze more stages" in training.message
    assert scoring.message.startswith("The scoring needs more memory than the machine has.")


def test_any_other_error_is_said_and_logged(caplog):
    end = end_of(ValueError("odd shape"))
    assert end.outcome == "failed"
    assert end.message.startswith("The training ended")
    assert "odd shape" in end.message
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("exc", [KeyboardInterrupt, GeneratorExit, SystemExit])
def test_who_wants_to_end_the_program_is_not_held_up(exc):
    with pytest.raises(exc):
        end_of(exc())


def test_waiting_for_torch_is_no_part_of_a_training(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("time.perf_counter", lambda: now[0])

    def slow_to_load(arm):
        now[0] += 100

        def work(order, meter):
            now[0] += 1
            yield Progress(arm=order.arm, fraction=0.5, seconds=meter.seconds())

        return work

    monkeypatch.setattr("transfer_demo.training.job_events._work_of", slow_to_load)
    progress, end = job_events(job(), lambda: False)
    assert (progress.seconds, end.seconds) == (1, 1)


def test_nothing_is_said_after_the_first_end():
    end = Finished(arm="scratch", outcome="failed", seconds=1.0, message="It is broken.")

    def work(order, meter):
        yield end
        yield Progress(arm=order.arm, fraction=0.5, seconds=2.0)

    assert list(job_events(job("scratch"), lambda: False, train=work)) == [end]
