import pytest
import torch

from transfer_demo.errors import WeightsMissing
from transfer_demo.training.ending import Ending
from transfer_demo.training.meter import Meter, Stopped


def end_of(exc=None):
    with Ending("The work", less_memory="Choose less.") as ending:
        if exc:
            raise exc
    return ending.finished(Meter("scratch", lambda: False))


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
    end = end_of(exc)
    assert end.outcome == "failed"
    assert end.message == "The work needs more memory than the machine has. Choose less."


def test_any_other_error_is_said_and_logged(caplog):
    end = end_of(ValueError("odd shape"))
    assert end.outcome == "failed"
    assert end.message.startswith("The work ended")
    assert "odd shape" in end.message
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("exc", [KeyboardInterrupt, GeneratorExit, SystemExit])
def test_who_wants_to_end_the_program_is_not_held_up(exc):
    with pytest.raises(exc):
        end_of(exc())
