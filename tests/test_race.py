import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import pytest

from tests.races import epoch_end, good_race, playing, started, write_photos
from transfer_demo.errors import PlanError, UnknownBackbone
from transfer_demo.events import Event, Finished
from transfer_demo.executors.protocol import Listener
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.intake import load_images
from transfer_demo.plan import Plan
from transfer_demo.race import RaceFailed, compare, prepare
from transfer_demo.training.job import Job
from transfer_demo.verdict.significance import wilson_interval

EPOCH_KEYS = {
    "epoch",
    "seconds",
    "images_seen",
    "gflops",
    "train_loss",
    "train_accuracy",
    "val_loss",
    "val_accuracy",
}
ARM_KEYS = {
    "history",
    "best_epoch",
    "val_accuracy",
    "best_val_accuracy",
    "val_interval",
    "balanced_accuracy",
    "most_frequent_class_accuracy",
    "seconds",
    "gflops",
    "trainable_parameters",
    "total_parameters",
    "val_predictions",
}


@pytest.fixture
def photos(tmp_path: Path) -> ImageSet:
    return load_images(write_photos(tmp_path / "photos"))


def test_every_arm_of_the_plan_is_trained_on_the_same_resolved_plan_and_images(
    photos: ImageSet,
) -> None:
    jobs: list[Job] = []

    def note(job: Job) -> Iterable[Event]:
        jobs.append(job)
        return good_race(job)

    result = compare(photos, Plan(frozen_stages="all"), executor=playing(note))
    assert [job.arm for job in jobs] == ["fine_tune", "scratch"]
    assert all(job.plan == result.plan and job.images == result.images for job in jobs)
    assert len({job.run for job in jobs}) == 1
    assert isinstance(result.plan.frozen_stages, int)


def test_one_arm_alone_can_be_trained(photos: ImageSet) -> None:
    result = compare(photos, Plan(arms=("scratch",)), executor=playing(good_race))
    assert list(result.to_dict()["arms"]) == ["scratch"]


def test_an_executor_that_was_passed_in_is_left_open(photos: ImageSet) -> None:
    executor = playing(good_race)
    compare(photos, executor=executor)
    again = compare(photos, executor=executor)
    assert [arm.finished.outcome for arm in again.history.arms.values() if arm.finished] == [
        "done",
        "done",
    ]


def test_each_event_is_passed_on_as_it_happens(photos: ImageSet) -> None:
    heard: list[Event] = []
    result = compare(photos, executor=playing(good_race), on_event=heard.append)
    assert [event.kind for event in heard if event.arm == "scratch"] == [
        "started",
        "epoch_end",
        "progress",
        "epoch_end",
        "finished",
    ]
    assert result.history.finished


def test_the_json_has_exactly_the_promised_keys(photos: ImageSet) -> None:
    values = compare(photos, executor=playing(good_race)).to_dict()
    assert set(values) == {"plan", "data", "arms", "verdict"}
    assert set(values["data"]) == {"classes", "train", "validation", "rejected", "notes"}
    assert set(values["verdict"]) == {"winner", "difference", "p_value", "text"}
    for arm in values["arms"].values():
        assert set(arm) == ARM_KEYS
        assert all(set(epoch) == EPOCH_KEYS for epoch in arm["history"])


def test_the_json_can_be_written_and_the_plan_read_back(photos: ImageSet) -> None:
    result = compare(photos, Plan(seed=3), executor=playing(good_race))
    values = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert Plan.from_dict(values["plan"]) == result.plan
    assert values["data"]["train"] == len(result.images.train)
    assert values["data"]["validation"] == len(result.images.validation)


def test_best_and_last_epoch_are_told_apart(photos: ImageSet) -> None:
    result = compare(photos, executor=playing(good_race))
    arm = result.to_dict()["arms"]["fine_tune"]
    images = len(result.images.validation)
    assert arm["best_epoch"] == 1
    assert arm["best_val_accuracy"] == 1.0
    assert arm["val_accuracy"] == pytest.approx((images - 1) / images)
    labels = [example.label for example in result.images.validation]
    right = [p == label for p, label in zip(arm["val_predictions"], labels, strict=True)]
    assert right.count(True) == images - 1
    assert tuple(arm["val_interval"]) == wilson_interval(images - 1, images)


def test_a_loss_that_is_no_number_becomes_null(photos: ImageSet) -> None:
    def diverged(job: Job) -> Iterable[Event]:
        yield started(job)
        yield epoch_end(job, 1, right=1, train_loss=math.nan)
        yield Finished(arm=job.arm, outcome="done", seconds=2.0)

    values = compare(photos, executor=playing(diverged)).to_dict()
    assert values["arms"]["scratch"]["history"][0]["train_loss"] is None
    json.dumps(values, allow_nan=False)


def test_an_arm_that_fails_is_an_error_that_holds_what_was_measured(photos: ImageSet) -> None:
    def scratch_fails(job: Job) -> Iterable[Event]:
        if job.arm == "fine_tune":
            yield from good_race(job)
        else:
            yield Finished(arm=job.arm, outcome="failed", seconds=1.0, message="Too large.")

    with pytest.raises(RaceFailed, match="Too large") as caught:
        compare(photos, executor=playing(scratch_fails))
    arms = caught.value.comparison.to_dict()["arms"]
    assert arms["fine_tune"]["best_val_accuracy"] == 1.0
    assert arms["scratch"]["history"] == []
    assert arms["scratch"]["best_val_accuracy"] is None


def test_ctrl_c_in_a_training_ends_it_as_stopped_and_goes_on_to_the_caller(
    photos: ImageSet,
) -> None:
    def pressed(job: Job) -> Iterable[Event]:
        yield started(job)
        yield epoch_end(job, 1, right=1)
        raise KeyboardInterrupt

    heard: list[Event] = []
    with pytest.raises(KeyboardInterrupt):
        compare(photos, executor=playing(pressed), on_event=heard.append)
    ends = {event.arm: event for event in heard if isinstance(event, Finished)}
    assert ends["fine_tune"].outcome == ends["scratch"].outcome == "stopped"
    assert ends["fine_tune"].seconds == 2.0


class _PressedWhileWaiting:
    """An executor with both arms under way when Ctrl-C is pressed; it is its own ticket."""

    def __init__(self) -> None:
        self.stops = 0
        self.pressed = False

    def submit(self, job: Job, listener: Listener, *, priority: int = 0) -> Self:
        return self

    def stop(self) -> None:
        self.stops += 1

    def wait(self, timeout: float | None = None) -> bool:
        if not self.pressed:
            self.pressed = True
            raise KeyboardInterrupt
        return True

    def slots(self) -> int:
        return 2

    def close(self) -> None:
        pass


def test_ctrl_c_asks_every_arm_to_stop(photos: ImageSet) -> None:
    executor = _PressedWhileWaiting()
    with pytest.raises(KeyboardInterrupt):
        compare(photos, executor=executor)
    assert executor.stops == 2


def test_an_unknown_backbone_is_refused_before_anything_starts(photos: ImageSet) -> None:
    with pytest.raises(UnknownBackbone, match="efficientnet_lite0"):
        prepare(photos, Plan(backbone="resnet9000"))


def test_more_frozen_stages_than_there_are_is_refused(photos: ImageSet) -> None:
    with pytest.raises(PlanError, match="99"):
        prepare(photos, Plan(frozen_stages=99))


def test_the_curves_of_both_arms_are_in_the_figure(photos: ImageSet) -> None:
    figure = compare(photos, executor=playing(good_race)).figure(x_axis="seconds")
    drawn = [tuple(trace.x) for trace in figure.data]
    assert (2.0, 4.0) in drawn


def test_a_real_race_measures_both_arms(photos: ImageSet) -> None:
    result = compare(photos, Plan(image_size_px=32, epochs=1, batch_size=4, views=1))
    arms = result.to_dict()["arms"]
    assert list(arms) == ["fine_tune", "scratch"]
    for arm in arms.values():
        assert len(arm["history"]) == 1
        assert len(arm["val_predictions"]) == len(result.images.validation)
        assert arm["seconds"] >= arm["history"][0]["seconds"] > 0
    # Fine-tuning leaves the frozen stages out of the count.
    assert arms["fine_tune"]["trainable_parameters"] < arms["scratch"]["trainable_parameters"]
    assert arms["scratch"]["trainable_parameters"] == arms["scratch"]["total_parameters"]
