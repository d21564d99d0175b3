"""A race from Python: every arm of a plan on the same images, and what was measured."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from transfer_demo.arm_columns import arm_to_dict
from transfer_demo.backbones import weights
from transfer_demo.backbones.resolve_plan import resolve_plan
from transfer_demo.errors import TransferDemoError
from transfer_demo.events import Event, Finished
from transfer_demo.executors.concurrent_jobs import run_together
from transfer_demo.executors.protocol import Executor
from transfer_demo.executors.threads import threads_for
from transfer_demo.history import ArmHistory, History, fold
from transfer_demo.images.dataset import ImageSet, LabelledImages
from transfer_demo.images.split import split_as_planned
from transfer_demo.models.trained_model import TrainedModel
from transfer_demo.plan import FINE_TUNE, Plan, ResolvedPlan, check_arms
from transfer_demo.training.job import Job
from transfer_demo.verdict import Verdict, judge

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What was measured in a race, with the plan and the split it was measured on."""

    plan: ResolvedPlan
    images: LabelledImages
    history: History

    @property
    def verdict(self) -> Verdict | None:
        """Who won, as far as the validation images can tell; None before the first epoch."""
        return judge(self.history)

    @cached_property
    def models(self) -> dict[str, TrainedModel]:
        """What each arm has trained, by its name; without those that did not reach their end."""
        ends = {name: arm.finished for name, arm in self.history.arms.items()}
        return {name: TrainedModel(end.model) for name, end in ends.items() if end and end.model}

    def figure(self, *, metric: str = "accuracy", x_axis: str = "epoch") -> "go.Figure":
        """Return the curves of both arms.

        Args:
            metric: "accuracy" or "loss".
            x_axis: "epoch", "seconds", "images_seen" or "gflops".
        """
        from transfer_demo.charts import curves

        return curves.figure(self.history, metric=metric, x_axis=x_axis)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON; see `arm_columns.arm_to_dict` for an arm."""
        verdict = self.verdict
        return {
            "plan": self.plan.to_dict(),
            "data": {
                "classes": list(self.images.classes),
                "train": len(self.images.train),
                "validation": len(self.images.validation),
                "rejected": [asdict(refused) for refused in self.images.rejected],
                "notes": list(self.images.notes),
            },
            "arms": {name: arm_to_dict(arm) for name, arm in self.history.arms.items()},
            "verdict": verdict.to_dict() if verdict else None,
        }


class RaceFailed(TransferDemoError):
    """An arm failed; `comparison` holds what was measured, that of the other arm included."""

    def __init__(self, message: str, *, comparison: Comparison) -> None:
        super().__init__(message)
        self.comparison = comparison


@dataclass(frozen=True, kw_only=True)
class Race:
    """A race that is ready to start: its images are split."""

    plan: ResolvedPlan
    images: LabelledImages

    def run(
        self,
        *,
        executor: Executor | None = None,
        on_event: Callable[[Event], None] | None = None,
    ) -> Comparison:
        """Train every arm and return what was measured; an arm that failed says so in its history.

        Args:
            executor: where to train; by default in this process, one arm after the other, each
                with all cores, and weights that are missing are downloaded before. One that was
                passed in is not closed.
            on_event: called with each event as it happens, from one thread at a time.

        Raises:
            WeightsMissing: they are not here and cannot be downloaded.
            KeyboardInterrupt: after the arms have stopped, and `on_event` was told so.
        """
        events: list[Event] = []
        lock = threading.Lock()

        def listen(event: Event) -> None:
            with lock:
                events.append(event)
                if on_event is not None:
                    on_event(event)

        chosen = executor or self._inline()
        try:
            self._train(chosen, listen)
        except KeyboardInterrupt:
            for arm in fold(events, arms=self.plan.arms).arms.values():
                if arm.finished is None:
                    listen(_broken_off(arm))
            raise
        finally:
            if executor is None:
                chosen.close()
        history = fold(events, arms=self.plan.arms)
        return Comparison(plan=self.plan, images=self.images, history=history)

    def _inline(self) -> Executor:
        if FINE_TUNE in self.plan.arms:
            weights.bring([self.plan.backbone])
        # Imports torch, so not before a training starts.
        from transfer_demo.executors.inline import InlineExecutor

        return InlineExecutor()

    def _train(self, executor: Executor, listen: Callable[[Event], None]) -> None:
        run = uuid.uuid4().hex
        threads = threads_for(self.plan) if executor.slots() > 1 else None
        jobs = (
            Job(
                run=run,
                arm=arm,
                plan=self.plan,
                images=self.images,
                threads=threads,
                keeps_model=True,
            )
            for arm in self.plan.arms
        )
        run_together(executor, jobs, lambda job, event: listen(event))


def prepare(images: ImageSet, plan: Plan) -> Race:
    """Check a plan against its backbone and the images, and split them.

    Raises:
        BackboneError: the backbone is unknown.
        PlanError: more stages are frozen than it has, or the plan is not one of a race.
        ImagesError: the images are too few to train and to validate.
    """
    check_arms(plan.arms)
    resolved = resolve_plan(plan)
    return Race(plan=resolved, images=split_as_planned(images, resolved))


def compare(
    images: ImageSet,
    plan: Plan | None = None,
    *,
    executor: Executor | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> Comparison:
    """Train every arm of the plan on the same images and return what was measured.

    Args:
        images: what `load_images` returned.
        plan: every choice; by default `Plan()`.
        executor: see `Race.run`.
        on_event: see `Race.run`.

    Raises:
        RaceFailed: an arm failed; the message says why, and the exception holds the rest.
        TransferDemoError: the plan, the backbone or the images cannot be used.
    """
    result = prepare(images, plan or Plan()).run(executor=executor, on_event=on_event)
    for arm in result.history.arms.values():
        if arm.finished is not None and arm.finished.outcome == "failed":
            raise RaceFailed(arm.finished.message, comparison=result)
    return result


def _broken_off(arm: ArmHistory) -> Finished:
    """Return the end of an arm that was interrupted before it could say so itself."""
    seconds = [event.seconds for event in (arm.progress, arm.last) if event is not None]
    return Finished(arm=arm.arm, outcome="stopped", seconds=max(seconds, default=0.0))
