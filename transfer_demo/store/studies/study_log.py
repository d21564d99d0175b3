"""What the runs of a study said, read for all its cells at once.

Each function works inside a transaction of the caller's, and answers None for a token that no
study has.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from transfer_demo.events import Event, from_dict
from transfer_demo.history import ArmHistory, fold
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.pictures.references import portions
from transfer_demo.store.runs.histories import Histories
from transfer_demo.store.runs.record import UNFINISHED
from transfer_demo.store.tables import EventRow, RunRow, StudyCellRow, StudyRow
from transfer_demo.studies.cell import Cell

# What is read of each cell besides the events of its arm.
_OF_A_CELL: Final = (
    StudyCellRow.position,
    StudyCellRow.plan,
    StudyCellRow.arm,
    StudyCellRow.validation,
    StudyCellRow.taken_over,
    RunRow.token.label("run"),
    RunRow.version,
    RunRow.created,
)


def cells(session: Session, token: str, *, histories: Histories) -> tuple[Cell, ...] | None:
    """Return the cells of a study in order, with everything that was measured of them.

    Events are read of those cells only whose history is not among `histories`, and kept there.
    """
    rows = _cell_rows(session, token, *_OF_A_CELL)
    found = {row.position: history for row in rows if (history := _known(row, histories))}
    unknown = [row for row in rows if row.position not in found]
    said = _said(session, token, [row.position for row in unknown])
    for row in unknown:
        history = fold(said.get(row.position, ()), arms=[row.arm]).arms[row.arm]
        histories.keep(row.run, row.arm, version=row.version, history=history)
        found[row.position] = history
    return tuple(_cell(row, found[row.position]) for row in rows) or None


def runs(session: Session, token: str) -> tuple[str | None, ...] | None:
    """Return the token of the run of each cell; None where that was deleted."""
    return tuple(row.token for row in _cell_rows(session, token, RunRow.token)) or None


def version(session: Session, token: str) -> int | None:
    """Return a number that grows with every change of the study or of one of its runs.

    It is the sum of their versions, so that who writes an event has nothing to do for it.
    """
    query = (
        sa.select(StudyRow.version, sa.func.coalesce(sa.func.sum(RunRow.version), 0))
        .outerjoin(StudyCellRow, StudyCellRow.study_id == StudyRow.id)
        .outerjoin(RunRow, RunRow.id == StudyCellRow.run_id)
        .where(StudyRow.token == token)
        .group_by(StudyRow.id)
    )
    versions = session.execute(query).one_or_none()
    return None if versions is None else sum(versions)


def to_measure(session: Session, token: str, *, besides: str) -> list[ResolvedPlan]:
    """Return the plans of the runs of a study that are not over, but for that of one run."""
    query = (
        sa.select(RunRow.plan)
        .join(StudyRow, StudyRow.id == RunRow.study_id)
        .where(StudyRow.token == token, RunRow.token != besides)
        .where(RunRow.status.in_(UNFINISHED))
        .order_by(RunRow.id)
    )
    plans = []
    for values in session.scalars(query):
        with suppress(Exception):  # that run fails when it is its turn
            plans.append(ResolvedPlan.from_dict(values))
    return plans


def _cell_rows(session: Session, token: str, *columns: Any) -> Sequence[sa.Row[Any]]:
    """Return these columns for each cell of a study, in order; no study is without cells."""
    query = (
        sa.select(*columns)
        .select_from(StudyRow)
        .join(StudyCellRow, StudyCellRow.study_id == StudyRow.id)
        .outerjoin(RunRow, RunRow.id == StudyCellRow.run_id)
        .where(StudyRow.token == token)
    )
    return session.execute(query.order_by(StudyCellRow.position)).all()


def _known(cell: sa.Row[Any], histories: Histories) -> ArmHistory | None:
    """Return the history of a cell where no event has to be read for it."""
    if cell.run is None:
        return ArmHistory(arm=cell.arm)
    return histories.find(cell.run, cell.arm, version=cell.version)


def _said(session: Session, token: str, positions: Iterable[int]) -> dict[int, list[Event]]:
    """Return the events of cells that have said anything, by their positions in the study."""
    # Only of its own arm: the run that a cell took over may have raced two.
    of_cell = sa.and_(EventRow.run_id == StudyCellRow.run_id, EventRow.arm == StudyCellRow.arm)
    query = (
        sa.select(StudyCellRow.position, EventRow.body)
        .join(StudyRow, StudyRow.id == StudyCellRow.study_id)
        .join(EventRow, of_cell)
        .where(StudyRow.token == token)
        .order_by(StudyCellRow.position, EventRow.sequence)
    )
    said: dict[int, list[Event]] = {}
    for some in portions(positions):
        events = session.execute(query.where(StudyCellRow.position.in_(some)))
        for position, of_one in groupby(events, key=lambda event: event.position):
            said[position] = [from_dict(event.body) for event in of_one]
    return said


def _cell(row: sa.Row[Any], history: ArmHistory) -> Cell:
    return Cell(
        plan=ResolvedPlan.from_dict(row.plan),
        history=history,
        measured_before=row.created if row.taken_over else None,
        split=row.validation,
        deleted=row.run is None,
    )
