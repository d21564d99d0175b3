"""The trained models of runs: kept when an arm ends, found again, and gone when room is needed."""

import hashlib
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from transfer_demo.errors import StoreError
from transfer_demo.images import limits
from transfer_demo.store.database import Database
from transfer_demo.store.digest_files import DigestFiles
from transfer_demo.store.models import model_rows
from transfer_demo.store.models.room import Room
from transfer_demo.store.tables import ModelRow, RunRow
from transfer_demo.training.model_file import ModelFile

_LOG: Final = logging.getLogger(__name__)

# Noted at most so often, so that using one hardly ever writes.
_NOTED_EVERY: Final = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class KeptModel:
    """What is known of the model of an arm. `file` is None where it is gone, `size` in bytes.

    `fitted` is false of one that there was no room for when it came.
    """

    arm: str
    size: int
    file: ModelFile | None
    fitted: bool


class KeptModels:
    """Trained models on disk. Every method raises StoreError where the database cannot be used."""

    def __init__(self, database: Database, files: DigestFiles, room: Room) -> None:
        self._database = database
        self._files = files
        self._room = room

    def keep(self, token: str, arm: str, data: bytes, *ours: sa.ColumnElement[bool]) -> None:
        """Keep the model of an arm of a run; nothing if there is no such run, or no room.

        Before the arm is said to be over: so a run that is over has its models, or had no room for
        them, wherever it was interrupted. The row comes before the file, so that no file is for
        ever alone.

        Args:
            ours: further conditions on the run.
        """
        digest = hashlib.sha256(data).hexdigest()
        with self._database.writing(alone=True) as session:
            query = sa.select(RunRow.id, RunRow.owner).where(RunRow.token == token, *ours)
            run = session.execute(query).one_or_none()
            if run is None:
                return
            going = None
            if self._has_space(len(data)):
                going = model_rows.make_room(
                    session, run=run.id, owner=run.owner, size=len(data), room=self._room
                )
            fits = going is not None
            earlier = model_rows.put(
                session, run.id, arm, digest=digest, size=len(data), there=fits
            )
        if fits:
            self._write(digest, data)
        # What had to make room goes now, and so does this one if its run was deleted meanwhile.
        self._release(filter(None, [*(going or ()), earlier, digest]))

    def sweep(self) -> None:
        """Delete the files of models that had to make room and could not be deleted then."""
        with self._database.reading() as session:
            gone = model_rows.gone(session)
        if left := [digest for digest in gone if self._files.path(digest).exists()]:
            self._release(left)

    def _release(self, digests: Iterable[str]) -> None:
        """Delete the files of those models that no row has any more; what cannot be is left."""
        with self._database.writing(alone=True) as session:
            for digest in digests:
                try:
                    model_rows.release(session, self._files, [digest])
                except StoreError as exc:
                    _LOG.warning("A model that is not needed is still there: %s", exc)

    def of(self, token: str) -> dict[str, KeptModel]:
        """Return the models of a run by their arms, those too that are gone."""
        query = sa.select(ModelRow).join(RunRow).where(RunRow.token == token)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(ModelRow.arm)).all()
        return {row.arm: self._kept(row) for row in rows}

    def note_use(self, token: str) -> None:
        """Note that the models of a run are used now, so that others go before them."""
        now = datetime.now(UTC)
        run = sa.select(RunRow.id).where(RunRow.token == token).scalar_subquery()
        there = ModelRow.removed.is_(None)
        old = sa.and_(ModelRow.run_id == run, there, ModelRow.used < now - _NOTED_EVERY)
        with self._database.reading() as session:
            noted = not session.scalar(sa.select(sa.exists().where(old)))
        if noted:
            return
        # Who only uses one is not to be told that nothing can be written.
        with suppress(StoreError), self._database.writing() as session:
            session.execute(
                sa.update(ModelRow).where(old).values(used=now),
                execution_options={"synchronize_session": False},
            )

    def _kept(self, row: ModelRow) -> KeptModel:
        there = row.removed is None and self._files.has(row.digest, size=row.size)
        file = ModelFile(path=self._files.path(row.digest), digest=row.digest) if there else None
        return KeptModel(arm=row.arm, size=row.size, file=file, fitted=row.removed != row.used)

    def _has_space(self, size: int) -> bool:
        folder = self._files.folder
        there = next(place for place in (folder, *folder.parents) if place.exists())
        return size <= limits.spare_bytes(there, reserve=limits.KEPT_FREE_BYTES)

    def _write(self, digest: str, data: bytes) -> None:
        """Write a file; what was measured is worth more than it, so that it cannot is no error."""
        try:
            self._files.write(digest, data)
        except StoreError as exc:
            _LOG.warning("A model was not kept: %s", exc)
            gone = sa.update(ModelRow).where(ModelRow.digest == digest)
            with self._database.writing() as session:
                session.execute(gone.values(removed=ModelRow.used))
