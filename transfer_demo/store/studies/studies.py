"""Studies: many runs that answer one question. What they measured is read from their cells."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from transfer_demo.errors import SomebodyElses, UnknownStudy
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store import expiry
from transfer_demo.store.database import Database
from transfer_demo.store.files import Files
from transfer_demo.store.runs import event_log, image_sets, run_rows
from transfer_demo.store.runs.histories import Histories
from transfer_demo.store.runs.record import UNFINISHED
from transfer_demo.store.studies import study_log, study_rows
from transfer_demo.store.studies.study_record import StudyRecord, guess_to_dict, to_record
from transfer_demo.store.tables import RunRow, StudyCellRow, StudyRow
from transfer_demo.studies.cell import Cell, CellOrder
from transfer_demo.studies.study_guess import StudyGuess

# No objects of these tables are in the session that a change would have to refresh.
_PLAIN: Final = {"synchronize_session": False}


Value = TypeVar("Value")


class Studies:
    """Studies on disk, each found by its token alone. Safe to share between threads and processes.

    A cell that the same person had measured before, by the very same plan on the very same images,
    is taken over; the others get runs, which wait in the queue like any other. Every change
    happens whole or not at all.

    A token lets everybody look. What changes a study asks who wants it, and raises SomebodyElses
    unless that is its owner. Every method raises StoreError when the database cannot be used, and
    UnknownStudy for a token that no study has.
    """

    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self._files = files
        self._histories = Histories()

    def create(
        self,
        question: str,
        plan: ResolvedPlan,
        seeds: Sequence[int],
        cells: Sequence[CellOrder],
        *,
        owner: str,
        guess: StudyGuess | None = None,
    ) -> str:
        """Keep a study with at least one cell and return its token, which nobody can guess."""
        with self._database.reading() as session:  # first, as what follows is work
            study_rows.check_number(session, owner)
        largest = max((images for _, images in cells), key=lambda images: len(images.train))
        now = datetime.now(UTC)
        study = StudyRow(
            token=run_rows.new_token(),
            owner=owner,
            question=question,
            plan=plan.to_dict(),
            seeds=list(seeds),
            guess=guess_to_dict(guess),
            created=now,
            touched=now,
            classes=list(largest.classes),
            train_images=len(largest.train),
            validation_images=len(largest.validation),
        )
        with self._bringing(cells) as (session, new):
            study_rows.check_number(session, owner)
            session.add(study)
            session.flush()
            study_rows.append(session, study_rows.Study(study.id, owner), new)
        return study.token

    def extend(self, token: str, cells: Sequence[CellOrder], *, by: str) -> None:
        """Add cells to a study; those that it has already are passed over."""
        with self._bringing(cells) as (session, new):
            study_rows.append(session, _touch(session, token, by=by), new)

    def renew(self, token: str, *, by: str) -> None:
        """Put cells back into the queue that were stopped, failed or deleted.

        They get new runs on the same images.

        Raises:
            StoreError: nothing is left to renew but cells whose images were deleted with them.
        """
        with self._database.writing(alone=True) as session:
            study_rows.renew(session, self._files, _touch(session, token, by=by))

    def record(self, token: str) -> StudyRecord:
        """Return what is known of a study apart from what its cells measured."""
        here = StudyRow.token == token
        records = self._records(here)
        record = _found(records[0] if records else None)
        expiry.note_visit(self._database, StudyRow, here, last=record.touched)
        return record

    def of(self, owner: str) -> list[StudyRecord]:
        """Return a person's studies, the newest first."""
        return self._records(StudyRow.owner == owner)[::-1]

    def cells(self, token: str) -> tuple[Cell, ...]:
        """Return the cells of a study in order, with everything that was measured of them.

        A look reads the events only of runs that have changed since the last one.
        """
        with self._database.reading() as session:
            return _found(study_log.cells(session, token, histories=self._histories))

    def labelled(self, token: str) -> frozenset[image_sets.Labelled]:
        """Return which pictures the runs of a study have in which class, without reading any."""
        shown = (
            sa.select(StudyCellRow.run_id)
            .join(StudyRow, StudyRow.id == StudyCellRow.study_id)
            .where(StudyRow.token == token)
        )
        with self._database.reading() as session:
            return image_sets.labelled(session, RunRow.id.in_(shown))

    def runs(self, token: str) -> tuple[str | None, ...]:
        """Return the token of the run of each cell; None where that was deleted."""
        with self._database.reading() as session:
            return _found(study_log.runs(session, token))

    def showing(self, *runs: str) -> int:
        """Return how many studies show what one of these runs, told by token, has measured."""
        studies = sa.func.count(StudyCellRow.study_id.distinct())
        query = sa.select(studies).join(RunRow, RunRow.id == StudyCellRow.run_id)
        with self._database.reading() as session:
            return session.scalars(query.where(RunRow.token.in_(runs))).one()

    def version(self, token: str) -> int:
        """Return a number that grows with every change of the study or of one of its runs."""
        with self._database.reading() as session:
            return _found(study_log.version(session, token))

    def set_guess(self, token: str, guess: StudyGuess, *, by: str) -> None:
        """Keep what the person expects; a guess before is replaced."""
        with self._database.writing() as session:
            _touch(session, token, by=by, guess=guess_to_dict(guess))

    def to_measure(self, token: str, *, besides: str) -> list[ResolvedPlan]:
        """Return the plans of the runs of a study that are not over, but for that of one run."""
        with self._database.reading() as session:
            return study_log.to_measure(session, token, besides=besides)

    def request_stop(self, token: str, *, by: str) -> None:
        """Note that all runs that were made for a study are to be stopped; those that wait are."""
        with self._database.writing(alone=True) as session:
            study = _touch(session, token, by=by)
            unfinished = sa.and_(RunRow.study_id == study.id, RunRow.status.in_(UNFINISHED))
            asked = session.execute(
                sa.update(RunRow)
                .where(unfinished)
                .values(version=RunRow.version + 1, stop_requested=True)
                .returning(RunRow.token, RunRow.status, RunRow.id, RunRow.version),
                execution_options=_PLAIN,
            ).all()
            for run in asked:
                if run.status == "queued":
                    touched = event_log.Touched(run.id, run.version)
                    run_rows.close(session, run.token, run=touched, outcome="stopped")

    def delete(self, token: str, *, by: str) -> None:
        """Remove a study, the runs that were made for it, and pictures that nothing else uses.

        Runs that another study shows become those of that study, of the oldest one if there are
        several.
        """
        with self._database.writing(alone=True) as session:
            study_rows.remove(session, self._files, _touch(session, token, by=by))

    def pin(self, token: str, pinned: bool, *, by: str) -> None:
        """Keep a study longer than others, or no longer."""
        with self._database.writing() as session:
            _touch(session, token, by=by, pinned=datetime.now(UTC) if pinned else None)

    @contextmanager
    def _bringing(
        self, cells: Sequence[CellOrder]
    ) -> Iterator[tuple[Session, list[study_rows.NewCell]]]:
        """Write the images of cells, then give a transaction for their rows."""
        new = study_rows.new_cells(cells)
        # Cells mostly have the same images: each set is written once.
        images = {cell.split: cell.images for cell in new}
        with image_sets.bringing(self._database, self._files.pictures, images) as (session, ids):
            yield session, [replace(cell, image_set=ids[cell.split]) for cell in new]

    def _records(self, condition: sa.ColumnElement[bool]) -> list[StudyRecord]:
        """Return the studies that match, the oldest first."""
        chosen = sa.select(StudyRow).where(condition).order_by(StudyRow.id)
        cells = (
            sa.select(
                StudyCellRow.study_id,
                StudyCellRow.split,
                StudyCellRow.taken_over,
                RunRow.status,
                RunRow.stop_requested,
            )
            .join(StudyRow, StudyRow.id == StudyCellRow.study_id)
            .outerjoin(RunRow, RunRow.id == StudyCellRow.run_id)
            .where(condition)
        )
        with self._database.reading() as session:
            of_study: dict[int, list[Any]] = defaultdict(list)
            for cell in session.execute(cells):
                of_study[cell.study_id].append(cell)
            return [to_record(row, of_study[row.id]) for row in session.scalars(chosen)]


def _touch(session: Session, token: str, *, by: str, **changes: Any) -> study_rows.Study:
    """Change a study of this person's and raise its version; until the end nobody else can."""
    owner = session.scalar(sa.select(StudyRow.owner).where(StudyRow.token == token))
    if _found(owner) != by:
        raise SomebodyElses("study")
    row = session.execute(
        sa.update(StudyRow)
        .where(StudyRow.token == token)
        .values(version=StudyRow.version + 1, **changes)
        .returning(StudyRow.id, StudyRow.owner),
        execution_options=_PLAIN,
    ).one_or_none()
    return study_rows.Study(*_found(row))


def _found(value: Value | None) -> Value:
    if value is None:
        raise UnknownStudy(
            "There is no study at this address. Check that the link is whole; "
            "the study may also have been deleted."
        )
    return value
