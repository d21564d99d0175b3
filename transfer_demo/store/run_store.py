"""The store of runs: what was planned, on which images, and everything that was measured."""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Self

import sqlalchemy as sa

from transfer_demo.errors import UnreadableRun
from transfer_demo.events import Event, Finished, Outcome
from transfer_demo.history import History
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.paths import home_folder
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store import expiry
from transfer_demo.store.albums.albums import Albums
from transfer_demo.store.belongings import Belongings
from transfer_demo.store.database import Database
from transfer_demo.store.files import Files
from transfer_demo.store.models.kept_models import KeptModels
from transfer_demo.store.models.room import Room
from transfer_demo.store.pictures import references
from transfer_demo.store.runs import event_log, image_sets, run_rows
from transfer_demo.store.runs.histories import Histories
from transfer_demo.store.runs.lookup import found, own
from transfer_demo.store.runs.record import UNFINISHED, RunKey, RunRecord, Status, to_record
from transfer_demo.store.studies import study_rows
from transfer_demo.store.studies.studies import Studies
from transfer_demo.store.tables import RunRow
from transfer_demo.verdict.guess import RaceGuess


class RunStore:
    """Runs on disk, each found by its token alone. Safe to share between threads and processes.

    A token lets everybody look. What changes a run asks who wants it, and raises SomebodyElses
    unless that is its owner. Every method raises StoreError when the database cannot be used, and
    UnknownRun for a token that no run has.
    """

    def __init__(self, database: Database, files: Files, room: Room) -> None:
        self.database = database
        self.files = files
        self.albums = Albums(database, files.pictures)
        self.studies = Studies(database, files)
        self.models = KeptModels(database, files.models, room)
        self._histories = Histories()
        self.belongings = Belongings(database, files)

    @classmethod
    def open(cls, url: str | None = None) -> Self:
        """Open the store, and create or update its tables.

        Args:
            url: of the database; by default `TRANSFER_DEMO_DATABASE_URL`, or else a SQLite file
                in the home folder. Pictures and trained models are files in the home folder in
                any case.
        """
        home, room = home_folder(), Room.configured()
        own_file = sa.URL.create("sqlite", database=(home / "runs.sqlite3").as_posix())
        database = Database(url or os.environ.get("TRANSFER_DEMO_DATABASE_URL") or own_file)
        database.migrate()
        return cls(database, Files.within(home), room)

    def close(self) -> None:
        """Release all connections."""
        self.database.close()

    def create(
        self,
        plan: ResolvedPlan,
        images: LabelledImages,
        *,
        owner: str,
        guess: RaceGuess | None = None,
        lesson: str | None = None,
    ) -> str:
        """Put a run into the queue and return its token, which nobody can guess.

        Args:
            lesson: the name of the lesson that the run is made for, if it is.
        """
        return run_rows.create(
            self.database,
            self.files.pictures,
            plan,
            images,
            owner=owner,
            guess=guess,
            lesson=lesson,
        )

    def delete(self, token: str, *, by: str) -> None:
        """Remove a run, its events and models, and the pictures that nothing else uses."""
        with self.database.writing(alone=True) as session:
            run_id = own(session, token, by=by)
            run_rows.remove(session, self.files, RunRow.id == run_id)

    def pin(self, token: str, pinned: bool, *, by: str) -> None:
        """Keep a run longer than others, or no longer."""
        with self.database.writing() as session:
            own(session, token, by=by)
            event_log.touch(session, token, pinned=datetime.now(UTC) if pinned else None)

    def sweep(self) -> bool:
        """Remove a little of what nobody uses any more, and say whether there may be more.

        One of each, so that a sweep keeps nobody waiting.
        """
        forgotten = (
            self.albums.forget_one(),
            study_rows.forget_one(self.database, self.files),
            run_rows.forget_one(self.database, self.files),
            image_sets.forget_one(self.database, self.files.pictures),
            references.sweep(self.database, self.files.pictures),
        )
        self.models.sweep()
        self.database.give_back_space()
        return any(forgotten)

    def record(self, token: str) -> RunRecord:
        """Return what is known of a run apart from its events and images."""
        here = RunRow.token == token
        with self.database.reading() as session:
            rows = run_rows.with_studies(session, here)
        record = to_record(*found(rows[0] if rows else None))
        expiry.note_visit(self.database, RunRow, here, last=record.touched)
        return record

    def runs(self, owner: str) -> list[RunRecord]:
        """Return a person's runs, the newest first, without those that cannot be read."""
        with self.database.reading() as session:
            rows = run_rows.with_studies(session, RunRow.owner == owner)
        records = []
        for run, study in reversed(rows):
            with suppress(UnreadableRun):
                records.append(to_record(run, study))
        return records

    def running(self) -> list[RunKey]:
        """Return the runs that are being trained, the oldest first."""
        return self._keys(RunRow.status == "running")

    def gone(self, tokens: Iterable[str], *, trainer: str) -> set[str]:
        """Return which of these runs are not there any more, or are trained by somebody else."""
        wanted = set(tokens)
        ours = sa.select(RunRow.token).where(RunRow.token.in_(wanted), RunRow.trainer == trainer)
        with self.database.reading() as session:
            return wanted - set(session.scalars(ours))

    def stopping(self) -> list[RunKey]:
        """Return the runs that somebody asked to stop and that are not over."""
        return self._keys(RunRow.status.in_(UNFINISHED), RunRow.stop_requested.is_(True))

    def images(self, token: str) -> LabelledImages:
        """Return the images of a run as they were given to `create`, each as a file.

        Raises:
            PictureMissing: the file of one of them is gone.
        """
        with self.database.reading() as session:
            run = found(session.scalar(sa.select(RunRow).where(RunRow.token == token)))
            return image_sets.read(session, run, self.files.pictures)

    def labelled(self, token: str) -> frozenset[image_sets.Labelled]:
        """Return which pictures a run has in which class."""
        with self.database.reading() as session:
            return image_sets.labelled(session, RunRow.token == token)

    def history(self, token: str) -> History:
        """Return what the arms of a run have said so far."""
        with self.database.reading() as session:
            return found(event_log.read(session, token, histories=self._histories))

    def version(self, token: str) -> int:
        """Return a number that grows with every change of the run or its events."""
        with self.database.reading() as session:
            return found(session.scalar(sa.select(RunRow.version).where(RunRow.token == token)))

    def write(self, token: str, event: Event, *, trainer: str | None = None) -> None:
        """Add an event; one of the same arm, kind and index is replaced and moves to the end.

        The model that comes with the end of an arm is kept first. A run that another `trainer`
        trains by now is unknown to this one.
        """
        ours = () if trainer is None else (RunRow.trainer == trainer,)
        if isinstance(event, Finished) and event.model:
            self.models.keep(token, event.arm, event.model, *ours)
        with self.database.writing() as session:
            run = found(event_log.touch(session, token, *ours))
            event_log.put(session, event, run=run)

    def request_stop(self, token: str, *, by: str) -> None:
        """Note that a run is to be stopped; nothing happens to one that is over."""
        with self.database.writing() as session:
            own(session, token, by=by)
            unfinished = RunRow.status.in_(UNFINISHED)
            event_log.touch(session, token, unfinished, stop_requested=True)

    def set_status(self, token: str, status: Status) -> None:
        """Set where a run stands. Back in the queue, it is as if it had not had its turn."""
        changes = {"started": None, "trainer": None} if status == "queued" else {}
        with self.database.writing() as session:
            found(event_log.touch(session, token, status=status, **changes))

    def claim(self, token: str, *, trainer: str | None = None) -> bool:
        """Let `trainer` train a run that waits; False if it was stopped or deleted meanwhile."""
        waits = sa.and_(RunRow.status == "queued", RunRow.stop_requested.is_(False))
        with self.database.writing() as session:
            now = datetime.now(UTC)
            run = event_log.touch(
                session, token, waits, status="running", started=now, trainer=trainer
            )
            return run is not None

    def finish(
        self,
        token: str,
        *,
        outcome: Outcome = "stopped",
        message: str = "",
        only: tuple[Status, ...] = UNFINISHED,
    ) -> bool:
        """Close a run: arms that are not over end with `outcome`, and its status follows from all.

        Nothing happens, and the answer is False, unless the status is one of `only`.
        """
        with self.database.writing() as session:
            run = event_log.touch(session, token, RunRow.status.in_(only))
            if run is None:
                return False
            run_rows.close(session, token, run=run, outcome=outcome, message=message)
            return True

    def _keys(self, *conditions: sa.ColumnElement[bool]) -> list[RunKey]:
        with self.database.reading() as session:
            return run_rows.keys(session, *conditions)
