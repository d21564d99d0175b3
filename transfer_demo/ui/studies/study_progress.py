"""How far a study is: a bar, and a square for each of its trainings."""

import html
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import streamlit as st

from transfer_demo.store.studies.study_record import StudyRecord
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.effort import seconds_left
from transfer_demo.studies.titles import titles
from transfer_demo.ui.lab.queue_position import place_of_study_in_queue
from transfer_demo.ui.studies.study_summary import moment
from transfer_demo.verdict import accuracy_in_percent
from transfer_demo.wording import duration

_STATES: Final = {
    "done": "done",
    "before": "measured before",
    "running": "running",
    "waiting": "waiting",
    "stopped": "stopped",
    "failed": "failed",
    "deleted": "deleted",
}


def show_progress(record: StudyRecord, cells: Sequence[Cell]) -> None:
    """Show how many trainings are over, which run, and how long the rest will take."""
    states = [_state(cell) for cell in cells]
    named = titles([cell.plan for cell in cells])
    squares = "".join(
        f'<li class="{state}" title="{html.escape(f"{title}: {_words(cell, state)}")}"></li>'
        for cell, title, state in zip(cells, named, states, strict=True)
    )
    counts = Counter(states)
    key = "".join(
        f'<span><i class="{state}"></i>{counts[state]} {words}</span>'
        for state, words in _STATES.items()
        if counts[state]
    )
    done = counts["done"] + counts["before"]
    whole = round(100 * sum(map(_share, cells)) / max(len(cells), 1))
    text = f"{done} of {len(cells)} done{_rest(record, cells)}"
    st.html(
        f'<div class="study-progress"><p>{html.escape(text)}</p>'
        f'<div class="bar" role="progressbar" aria-label="Study" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{whole}"><i style="width:{whole}%"></i></div>'
        f'<ul class="cells" aria-label="{html.escape(text)}">{squares}</ul>'
        f'<div class="cells-key">{key}</div>{_remarks(cells)}</div>'
    )


def _state(cell: Cell) -> str:
    if cell.deleted:
        return "deleted"
    if cell.history.finished:
        if cell.done:
            return "done" if cell.measured_before is None else "before"
        return cell.history.finished.outcome
    return "running" if cell.history.started else "waiting"


def _words(cell: Cell, state: str) -> str:
    """Say in words what a square stands for."""
    arm = cell.history
    if state == "running" and arm.started and arm.started.epochs:
        return f"epoch {min(len(arm.epochs) + 1, arm.started.epochs)} of {arm.started.epochs}"
    if arm.finished and arm.finished.message:
        return arm.finished.message
    if arm.last is None:
        return _STATES[state]
    accuracy = accuracy_in_percent(arm.last)
    return f"{_STATES[state]}, {accuracy} of the validation images right"


def _share(cell: Cell) -> float:
    if cell.done:
        return 1.0
    return min(cell.history.progress.fraction, 1.0) if cell.history.progress else 0.0


def _rest(record: StudyRecord, cells: Sequence[Cell]) -> str:
    if record.status == "queued":
        return f". {place_of_study_in_queue(record.token)}"
    if record.stop_requested and record.status == "running":
        return ". Stopping..."
    left = seconds_left(
        cells,
        classes=len(record.classes),
        train_images=record.train_images,
        validation_images=record.validation_images,
    )
    if record.status != "running" or left is None:
        return ""
    return f", about {duration(left)} left at the pace so far"


def _remarks(cells: Sequence[Cell]) -> str:
    """Say what was taken over, and why trainings failed, each reason once."""
    said = dict.fromkeys(
        cell.history.finished.message
        for cell in cells
        if cell.history.finished and cell.history.finished.message
    )
    before = [cell.measured_before for cell in cells if cell.measured_before]
    remarks = [_measured_before(before), *said] if before else list(said)
    return "".join(f'<p class="arm-remark">{html.escape(remark)}</p>' for remark in remarks)


def _measured_before(times: Sequence[datetime]) -> str:
    first, last = moment(min(times)), moment(max(times))
    when = first if first == last else f"between {first} and {last}"
    trainings = "1 training was" if len(times) == 1 else f"{len(times)} trainings were"
    return (
        f"{trainings} measured before ({when}): the same plan on the same images. "
        "The results are taken over."
    )
