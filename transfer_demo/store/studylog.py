"""What the runs of a study said, read for all its cells at once.

Each function works inside a transaction of the caller's, and answers None for a token that no
study has.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from transfer_demo.events import Event, from_dict
from transfer_demo.history import fold
from transfer_demo.plan import Plan
from transfer_demo.store.record import UNFINISHED
from transfer_demo.store.tables import EventRow, RunRow, StudyCellRow, StudyRow
from transfer_demo.studies.cell import Cell


def cells(session: Session, token: str) -> tuple[Cell, ...] | None:
    """Return the cells of a study in order, with everything that was measured of them."""
    # Only of its own arm: the run that a cell took over may have raced two.
    of_cell = sa.and_(EventRow.run_id == StudyCellRow.run_id, EventRow.arm == StudyCellRow.arm)
    events = session.execute(
        sa.select(StudyCellRow.position, EventRow.body)
        .join(StudyRow, StudyRow.id == StudyCellRow.study_id)
        .join(EventRow, of_cell)
        .where(StudyRow.token == token)
        .order_by(StudyCellRow.position, EventRow.sequence)
    )
    said = {
        position: [from_dict(event.body) for event in some]
        for position, some in groupby(events, key=lambda event: event.position)
    }
    columns = (StudyCellRow.position, StudyCellRow.plan, StudyCellRow.taken_over, RunRow.created)
    rows = _cell_rows(session, token, *columns)
    return tuple(_cell(row, said.get(row.position, ())) for row in rows) or None


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


def to_measure(session: Session, token: str, *, besides: str) -> list[Plan]:
    """Return the plans of the runs of a study that are not over, but for that of one run."""
    query = (
        sa.select(RunRow.plan)
        .join(StudyRow, StudyRow.id == RunRow.study_id)
        .where(StudyRow.token == token, RunRow.token != besides)
        .where(RunRow.status.in_(UNFINISHED))
        .order_by(RunRow.id)
    )
    return [Plan.from_dict(plan) for plan in session.scalars(query)]


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


def _cell(row: sa.Row[Any], said: Sequence[Event]) -> Cell:
    plan = Plan.from_dict(row.plan)
    (arm,) = plan.arms
    return Cell(
        plan=plan,
        history=fold(said, arms=plan.arms).arms[arm],
        measured_before=row.created if row.taken_over else None,
    )
