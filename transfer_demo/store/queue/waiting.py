"""The runs that wait, in the order in which they start."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import sqlalchemy as sa

from transfer_demo.store.database import Database
from transfer_demo.store.queue.fair_order import fair_order
from transfer_demo.store.runs.record import UNFINISHED, RunKey
from transfer_demo.store.tables import RunRow, StudyRow


def waiting_runs(database: Database) -> Iterator[RunKey]:
    """Yield the runs that wait, in the order in which they should start."""
    # Studies make long queues, so no more is read and ordered than is asked for.
    query = (
        sa.select(RunRow.status, RunRow.token, RunRow.owner, RunRow.created, StudyRow.token)
        .outerjoin(StudyRow, StudyRow.id == RunRow.study_id)
        .where(RunRow.status.in_(UNFINISHED))
        .order_by(RunRow.id)
    )
    with database.reading() as session:
        rows = session.execute(query).all()
    unfinished = [
        (status, RunKey(token, owner, created, study))
        for status, token, owner, created, study in rows
    ]
    waiting = [run for status, run in unfinished if status == "queued"]
    if not waiting:
        return iter(())
    in_training = [run for status, run in unfinished if status == "running"]
    people = {run.owner for run in waiting}
    return fair_order(waiting, in_training, last_started=_last_started(database, people))


def _last_started(database: Database, people: Iterable[str]) -> dict[str, datetime]:
    """Return when a run of each of these people was started last; nothing for who had none."""
    query = (
        sa.select(RunRow.owner, sa.func.max(RunRow.started))
        .where(RunRow.owner.in_(people))
        .group_by(RunRow.owner)
    )
    with database.reading() as session:
        rows = session.execute(query).all()
    return {owner: started for owner, started in rows if started is not None}
