"""A study from Python: many trainings that answer one question, and what was measured in each."""

import contextlib
import threading
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from transfer_demo.arm_columns import arm_to_dict, scores_to_dict
from transfer_demo.backbones import weights
from transfer_demo.events import Event
from transfer_demo.executors.concurrent_jobs import run_together
from transfer_demo.executors.protocol import Executor
from transfer_demo.executors.threads import threads_for
from transfer_demo.history import ArmHistory
from transfer_demo.images.dataset import ImageSet
from transfer_demo.plan import Plan
from transfer_demo.studies import sharing
from transfer_demo.studies.asking import (
    Asked,
    ask_catch_up,
    ask_freeze,
    ask_labels,
    ask_scores,
    ask_trainings,
    available,
)
from transfer_demo.studies.cell import Cell, validation_digest
from transfer_demo.studies.questions import QUESTIONS, find
from transfer_demo.studies.seeds import USUAL_SEEDS
from transfer_demo.studies.summary import Table
from transfer_demo.studies.table import rows, to_csv
from transfer_demo.training.job import Job

if TYPE_CHECKING:
    import plotly.graph_objects as go

StudyListener = Callable[[Sequence[Cell]], None]


@dataclass(frozen=True, kw_only=True)
class StudyResult:
    """What was measured in a study: one cell for each training, in order."""

    asked: Asked
    cells: tuple[Cell, ...]

    @property
    def result(self) -> Any:
        """What the cells come to: `FreezeDepth`, `LabelsSaved`, `BackboneRanks` or `CatchUp`."""
        return QUESTIONS[self.asked.question].read(self.cells)

    @property
    def answer(self) -> tuple[str, ...]:
        """The answer in sentences, as far as it was measured."""
        return QUESTIONS[self.asked.question].answer(self.result)

    @property
    def table(self) -> Table:
        """The numbers of the figure in words."""
        return QUESTIONS[self.asked.question].summary(self.result)

    def figure(self) -> "go.Figure":
        """Return the figure of the study."""
        from transfer_demo.charts.study_figure import figure

        return figure(self.asked.question, self.result)

    def to_csv(self) -> str:
        """Return one line for each training."""
        return to_csv(rows(self.cells))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON.

        `results` are the points of the figure, `answer` is what they say in sentences. A cell has
        its plan and what `measured.arm_to_dict` says; one that only looked at the images has
        `scores`.
        """
        first = self.asked.orders[0][1]
        return {
            "question": self.asked.question,
            "plan": self.asked.plan.to_dict(),
            "seeds": list(self.asked.seeds),
            "data": {
                "classes": list(first.classes),
                "rejected": [asdict(refused) for refused in first.rejected],
            },
            "cells": [
                _cell_to_dict(cell, train=len(images.train), validation=len(images.validation))
                for cell, (_, images) in zip(self.cells, self.asked.orders, strict=True)
            ],
            "results": QUESTIONS[self.asked.question].results(self.result),
            "answer": list(self.answer),
        }


def ask(
    question: str,
    images: ImageSet,
    plan: Plan,
    *,
    seeds: int = USUAL_SEEDS,
    variants: Collection[str] = (),
    names: Sequence[str] | None = None,
) -> Asked:
    """Return the trainings that answer a question, none of which has begun.

    Args:
        question: "freeze", "labels", "backbones" or "catch-up".
        images: what `load_images` returned.
        plan: what stays the same.
        seeds: how often everything is repeated, from the plan's seed on.
        variants: for "freeze", further ways to train everything; keys of `freeze.VARIANTS`.
        names: for "backbones", which; by default those whose weights are on this machine.

    Raises:
        TransferDemoError: something of it cannot be used.
    """
    find(question)
    if question == "freeze":
        return ask_freeze(images, plan, seeds=seeds, variants=variants)
    if question == "labels":
        return ask_labels(images, plan, seeds=seeds)
    if question == "catch-up":
        return ask_catch_up(images, plan, seeds=seeds)
    chosen = available() if names is None else names
    scores = ask_scores(images, plan, seeds=seeds, names=chosen)
    trainings = ask_trainings(images, plan, seeds=seeds, names=chosen)
    return replace(scores, orders=scores.orders + trainings.orders)


def run(
    asked: Asked, *, executor: Executor | None = None, on_change: StudyListener | None = None
) -> StudyResult:
    """Run all trainings of a study and return what was measured; one that failed says so itself.

    Args:
        asked: what `ask` returned.
        executor: where to train; by default in this process, one after the other, each with all
            cores, and weights that are missing are downloaded before. One that was passed in is
            not closed.
        on_change: called with all cells whenever one has said something, from one thread at a time.

    Raises:
        WeightsMissing: they are not here and cannot be downloaded.
        KeyboardInterrupt: after the trainings have stopped.
    """
    if executor is None:
        weights.bring(asked.pretrained)
        # Imports torch, so not before a training starts.
        from transfer_demo.executors.inline import InlineExecutor

        with contextlib.closing(InlineExecutor()) as own:
            return run(asked, executor=own, on_change=on_change)
    heard = _Heard(asked, on_change)
    threads = threads_for(asked.plan, in_study=True) if executor.slots() > 1 else None
    plans = [plan for plan, _ in asked.orders]
    jobs = (
        Job(
            run=f"{heard.study}/{place}",
            arm=plan.arms[0],
            plan=plan,
            images=images,
            threads=threads,
            shared=sharing.boundaries(plan, plans),
        )
        for place, (plan, images) in enumerate(asked.orders)
    )
    run_together(executor, jobs, heard.listen)
    return StudyResult(asked=asked, cells=heard.cells)


def no_cells(asked: Asked) -> tuple[Cell, ...]:
    """Return the cells of a study before anything was measured."""
    return tuple(
        Cell(
            plan=plan,
            history=ArmHistory(arm=plan.arms[0]),
            split=validation_digest(images),
        )
        for plan, images in asked.orders
    )


class _Heard:
    """The cells of a study as far as they were heard. `listen` is called from several threads."""

    def __init__(self, asked: Asked, on_change: StudyListener | None) -> None:
        self.study = uuid.uuid4().hex
        self._cells = list(no_cells(asked))
        self._on_change = on_change
        self._lock = threading.Lock()

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(self._cells)

    def listen(self, job: Job, event: Event) -> None:
        place = int(job.run.rpartition("/")[2])
        with self._lock:
            cell = self._cells[place]
            self._cells[place] = replace(cell, history=cell.history.with_event(event))
            if self._on_change is not None:
                self._on_change(self.cells)


def _cell_to_dict(cell: Cell, *, train: int, validation: int) -> dict[str, Any]:
    finished = cell.history.finished
    return {
        "arm": cell.arm,
        "plan": cell.plan.to_dict(),
        "train": train,
        "validation": validation,
        "outcome": finished.outcome if finished else None,
        "message": finished.message if finished else "",
        **arm_to_dict(cell.history),
        "scores": scores_to_dict(cell.history),
    }
