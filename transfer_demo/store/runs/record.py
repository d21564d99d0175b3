"""What is known of a run apart from its events and images."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple, cast

from transfer_demo.errors import UnreadableRun
from transfer_demo.history import History
from transfer_demo.images.dataset import Rejection
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.runs.image_sets import rejections
from transfer_demo.store.tables import RunRow
from transfer_demo.verdict.guess import RaceGuess

Status = Literal["queued", "running", "done", "stopped", "failed"]

UNFINISHED: Final[tuple[Status, ...]] = ("queued", "running")


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """A run as the store knows it. Times are in UTC; `owner` is whoever created it.

    `started` is when its training began, None while it waits. `study` is the token of the study
    that it was made for, if it was. `guess` is what its owner expected before it started.
    `lesson` is the lesson that it was made for: such a run may be broken on purpose. `touched` is
    when it was last looked at, to the day, and `pinned` says that it is to be kept longer.
    """

    token: str
    owner: str
    plan: ResolvedPlan
    classes: tuple[str, ...]
    train_images: int
    validation_images: int
    rejected: tuple[Rejection, ...]
    status: Status
    created: datetime
    started: datetime | None
    stop_requested: bool
    study: str | None = None
    guess: RaceGuess | None = None
    lesson: str | None = None
    touched: datetime | None = None
    pinned: bool = False


class RunKey(NamedTuple):
    """What of a run can always be read, and decides when it starts.

    `study` is the token of its study, None outside of one.
    """

    token: str
    owner: str
    created: datetime
    study: str | None


def to_record(row: RunRow, study: str | None) -> RunRecord:
    """Return the record of a run from its row and the token of its study.

    Raises:
        UnreadableRun: this version does not understand the row.
    """
    try:
        return _record(row, study)
    except Exception as exc:
        raise UnreadableRun(
            "This run is damaged, or was saved by another version of the program, and cannot be "
            "read. Start it again with the same choices."
        ) from exc


def _record(row: RunRow, study: str | None) -> RunRecord:
    return RunRecord(
        token=row.token,
        owner=row.owner,
        plan=ResolvedPlan.from_dict(row.plan),
        classes=tuple(row.classes),
        train_images=row.train_images,
        validation_images=row.validation_images,
        rejected=rejections(row),
        status=cast("Status", row.status),
        created=row.created,
        started=row.started,
        stop_requested=row.stop_requested,
        study=study,
        guess=RaceGuess.from_dict(row.guess) if row.guess else None,
        lesson=row.lesson,
        touched=row.touched,
        pinned=row.pinned is not None,
    )


def final_status(history: History) -> Status:
    """Return how a run ended whose arms are over: the worst of their outcomes."""
    outcomes = {arm.finished.outcome for arm in history.arms.values() if arm.finished}
    if "failed" in outcomes:
        return "failed"
    return "stopped" if "stopped" in outcomes else "done"
