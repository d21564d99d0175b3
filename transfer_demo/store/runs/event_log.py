"""The events of a run in the database: written, replaced one by one, and folded into a history.

Each function works inside a transaction of the caller's.
"""

from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from transfer_demo.errors import UnreadableRun
from transfer_demo.events import Event, Finished, Outcome, from_dict, to_dict
from transfer_demo.history import ArmHistory, History
from transfer_demo.store.runs.histories import Histories
from transfer_demo.store.tables import EventRow, RunRow

# No objects of these tables are in the session that an update would have to refresh.
_PLAIN: Final = {"synchronize_session": False}


class Touched(NamedTuple):
    """A run that this transaction has to itself."""

    id: int
    version: int


def touch(
    session: Session, token: str, *conditions: sa.ColumnElement[bool], **changes: Any
) -> Touched | None:
    """Change a run and raise its version; None if none has this token and meets the conditions.

    Until the transaction ends, nobody else can touch the run: so its events have one order.
    """
    row = session.execute(
        sa.update(RunRow)
        .where(RunRow.token == token, *conditions)
        .values(version=RunRow.version + 1, **changes)
        .returning(RunRow.id, RunRow.version),
        execution_options=_PLAIN,
    ).one_or_none()
    return None if row is None else Touched(row[0], row[1])


def put(session: Session, event: Event, *, run: Touched) -> None:
    """Write an event; one of the same arm, kind and index is replaced and moves to the end."""
    key = {
        "run_id": run.id,
        "arm": event.arm,
        "kind": event.kind,
        "event_index": event.index,
    }
    news = {"sequence": run.version, "body": to_dict(event)}
    replaced = session.execute(
        sa.update(EventRow).filter_by(**key).values(**news).returning(EventRow.sequence),
        execution_options=_PLAIN,
    ).one_or_none()
    if replaced is None:
        session.execute(sa.insert(EventRow).values(**key, **news))


def read(session: Session, token: str, *, histories: Histories) -> History | None:
    """Return what the arms of a run have said so far, or None if there is no such run.

    Events are read that came since the run was read last; what comes of them joins `histories`.

    Raises:
        UnreadableRun: this version does not understand it.
    """
    asked = sa.select(RunRow.id, RunRow.version, RunRow.arms).where(RunRow.token == token)
    run = session.execute(asked).one_or_none()
    if run is None:
        return None
    try:
        kept = {arm: histories.newest(token, arm) for arm in run.arms}
        since = min(version for version, _ in kept.values())
        for sequence, body in _said(session, run.id, since=since):
            event = from_dict(body)
            version, arm = kept.get(event.arm, (-1, ArmHistory(arm=event.arm)))
            if sequence > version:
                kept[event.arm] = version, arm.with_event(event)
    except sa.exc.SQLAlchemyError:
        raise
    except Exception as exc:
        raise UnreadableRun(
            "What was measured in this run is damaged, or was saved by another version of the "
            "program. Start it again with the same choices."
        ) from exc
    for name, (version, arm) in kept.items():
        if version < run.version:
            histories.keep(token, name, version=run.version, history=arm)
    return History({name: arm for name, (_, arm) in kept.items()})


def _said(session: Session, run: int, *, since: int) -> list[tuple[int, Any]]:
    """Return the events that came after a version of a run, in order."""
    query = sa.select(EventRow.sequence, EventRow.body).where(
        EventRow.run_id == run, EventRow.sequence > since
    )
    rows = session.execute(query.order_by(EventRow.sequence))
    return [(row.sequence, row.body) for row in rows]


def ending(arm: ArmHistory, *, outcome: Outcome, message: str) -> Finished:
    """Return the last event of an arm that nobody trains any more, at the time it had reached."""
    seconds = [said.seconds for said in (arm.progress, arm.last) if said is not None]
    return Finished(
        arm=arm.arm, outcome=outcome, seconds=max(seconds, default=0.0), message=message
    )
