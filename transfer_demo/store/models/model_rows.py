"""The rows of trained models, and which of their files stay.

Each function works inside a transaction of the caller's, which must be alone where it says so.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from transfer_demo.store.digest_files import DigestFiles
from transfer_demo.store.models.room import Room
from transfer_demo.store.pictures.references import portions
from transfer_demo.store.tables import ModelRow, RunRow

# No objects of this table are in the session that a change would have to refresh.
_PLAIN: Final = {"synchronize_session": False}

_THERE: Final = ModelRow.removed.is_(None)


def put(session: Session, run: int, arm: str, *, digest: str, size: int, there: bool) -> str | None:
    """Write the row of a model in place of an earlier one, and return the digest of that.

    Args:
        there: whether its file is to come.
    """
    this = sa.and_(ModelRow.run_id == run, ModelRow.arm == arm)
    earlier = session.scalar(sa.select(ModelRow.digest).where(this))
    session.execute(sa.delete(ModelRow).where(this), execution_options=_PLAIN)
    now = datetime.now(UTC)
    values = {"run_id": run, "arm": arm, "digest": digest, "size": size, "used": now}
    session.execute(sa.insert(ModelRow).values(**values, removed=None if there else now))
    return earlier


def make_room(session: Session, *, run: int, owner: str, size: int, room: Room) -> list[str] | None:
    """Remove models that nobody has used for longest until one more fits; return their digests.

    Those of runs that are kept on purpose stay, and those of this run. Where it cannot fit, none
    is removed, and the answer is None. The files are for `release`. The transaction must be alone.
    """
    there = _there(session)
    own = [model for model in there if model.owner == owner]
    going: list[_Model] = []
    for models, limit in ((own, room.of_one), (there, room.of_all)):
        staying = [model for model in models if model not in going]
        over = sum(model.size for model in staying) + size - limit
        for model in staying:
            if over > 0 and not model.pinned and model.run != run:
                going.append(model)
                over -= model.size
        if over > 0:
            return None
    now = datetime.now(UTC)
    for model in going:
        this = sa.update(ModelRow).filter_by(run_id=model.run, arm=model.arm)
        session.execute(this.values(removed=now), execution_options=_PLAIN)
    return [model.digest for model in going]


class _Model(NamedTuple):
    run: int
    arm: str
    digest: str
    size: int
    owner: str
    pinned: datetime | None


def _there(session: Session) -> list[_Model]:
    """Return all models whose files are there, those first that nobody has used for longest."""
    columns = (ModelRow.run_id, ModelRow.arm, ModelRow.digest, ModelRow.size)
    query = sa.select(*columns, RunRow.owner, RunRow.pinned).join(RunRow)
    rows = session.execute(query.where(_THERE).order_by(ModelRow.used, ModelRow.run_id))
    return [_Model(*row) for row in rows]


def gone(session: Session) -> list[str]:
    """Return the digests of models that had to make room."""
    return list(session.scalars(sa.select(ModelRow.digest).where(~_THERE).distinct()))


def digests(session: Session, runs: sa.ColumnElement[bool]) -> list[str]:
    """Return the digests of the models of runs."""
    of_runs = sa.select(ModelRow.digest).join(RunRow, RunRow.id == ModelRow.run_id).where(runs)
    return list(session.scalars(of_runs.distinct()))


def release(session: Session, files: DigestFiles, chosen: Collection[str]) -> None:
    """Remove the files of those models that no row has any more.

    Call it after the rows are deleted, in the same transaction, which must be alone.
    """
    used: set[str] = set()
    for some in portions(chosen):
        still = sa.select(ModelRow.digest).where(ModelRow.digest.in_(some), _THERE)
        used.update(session.scalars(still))
    gone = set(chosen) - used
    files.remove_drafts(gone)
    files.remove(gone)
