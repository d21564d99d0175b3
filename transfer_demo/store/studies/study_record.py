"""What is known of a study apart from what its cells measured."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.runs.record import UNFINISHED, Status
from transfer_demo.store.tables import StudyRow
from transfer_demo.studies.study_guess import StudyGuess

# Where cells stand that are to be measured again; see `cell_status`.
LOST: Final[tuple[Status, ...]] = ("stopped", "failed")


@dataclass(frozen=True, kw_only=True)
class StudyRecord:
    """A study as the store knows it. Times are in UTC; `owner` is whoever created it.

    `plan` is what its cells have in common. Classes and numbers of images are those of its largest
    cell. `stop_requested` says that a cell is still in training that was asked to stop, and
    `renewable` that there are images for a cell that was stopped, failed or deleted. `touched` is
    when it was last looked at, to the day, and `pinned` says that it is to be kept longer.
    """

    token: str
    owner: str
    question: str
    plan: ResolvedPlan
    seeds: tuple[int, ...]
    guess: StudyGuess | None
    created: datetime
    classes: tuple[str, ...]
    train_images: int
    validation_images: int
    status: Status
    stop_requested: bool
    renewable: bool
    touched: datetime | None = None
    pinned: bool = False


def to_record(row: StudyRow, cells: Collection[Any]) -> StudyRecord:
    """Return the record of a study.

    Args:
        cells: for each cell its `taken_over` and `split`, and `status` and `stop_requested` of its
            run, both None if the run was deleted.
    """
    statuses = [cell_status(cell.status, taken_over=cell.taken_over) for cell in cells]
    stopping = any(
        cell.stop_requested and status in UNFINISHED
        for cell, status in zip(cells, statuses, strict=True)
    )
    # A cell that is deleted can have the images of another one.
    held = {cell.split for cell in cells if cell.status is not None}
    renewable = any(
        cell.split in held and status in LOST for cell, status in zip(cells, statuses, strict=True)
    )
    return StudyRecord(
        token=row.token,
        owner=row.owner,
        question=row.question,
        plan=ResolvedPlan.from_dict(row.plan),
        seeds=tuple(row.seeds),
        guess=next(iter(row.guess.values())) if row.guess else None,
        created=row.created,
        classes=tuple(row.classes),
        train_images=row.train_images,
        validation_images=row.validation_images,
        status=study_status(statuses),
        stop_requested=stopping,
        renewable=renewable,
        touched=row.touched,
        pinned=row.pinned is not None,
    )


def cell_status(run: Status | None, *, taken_over: bool) -> Status:
    """Return where a cell stands whose run has this status; None if the run was deleted.

    What is taken over was measured, also if another arm of its run is not over or failed.
    """
    if run is None:
        return "stopped"
    return "done" if taken_over else run


def study_status(cells: Collection[Status]) -> Status:
    """Return where a study stands; when nothing is left to do, as the worst of its cells."""
    found = set(cells)
    if found == {"queued"}:
        return "queued"
    if "running" in found or "queued" in found:
        return "running"
    if "failed" in found:
        return "failed"
    return "stopped" if "stopped" in found else "done"


def guess_to_dict(guess: StudyGuess | None) -> dict[str, StudyGuess] | None:
    """Return a guess as it is stored: its one value under a name, which older versions chose."""
    return None if guess is None else {"guess": guess}
