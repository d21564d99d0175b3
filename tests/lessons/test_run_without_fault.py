"""What is usual on Break it comes from recordings of plans without a fault."""

import pytest

from transfer_demo.lessons.faults import FAULTS, USUAL
from transfer_demo.lessons.recordings import recording
from transfer_demo.lessons.run_without_fault import usual
from transfer_demo.lessons.template import placeholders


@pytest.mark.parametrize("images", USUAL)
def test_it_is_said_of_a_run_that_was_recorded_with_that_very_plan(images: str) -> None:
    run = recording(f"{images}-usual").run
    stages = 9
    assert run.plan == USUAL[images].resolve(stages)
    assert recording(f"{images}-usual").images == images
    for arm in run.history.arms.values():
        assert arm.finished
        assert arm.finished.outcome == "done"
        right = round(arm.epochs[-1].val_accuracy * run.validation)
        assert f"{round(100 * right / run.validation)}%" in usual(images)
    assert not placeholders(usual(images))


def test_there_is_one_for_the_images_of_every_fault() -> None:
    assert {fault.images for fault in FAULTS} == set(USUAL)
