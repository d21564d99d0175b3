"""A study as rows: its cells, and the runs that measure them.

Each function works inside a transaction of the caller's, which must be alone: so nobody removes a
run that is just being taken over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from transfer_demo.errors import StoreError
from transfer_demo.events import Finished
from transfer_demo.images import limits
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store import expiry
from transfer_demo.store.database import Database
from transfer_demo.store.files import Files
from transfer_demo.store.pictures.references import portions
from transfer_demo.store.runs import run_rows
from transfer_demo.store.runs.fingerprint import fingerprint, split_digest
from transfer_demo.store.runs.record import UNFINISHED
from transfer_demo.store.studies.study_record import LOST, cell_status
from transfer_demo.store.tables import EventRow, RunRow, StudyCellRow, StudyRow
from transfer_demo.studies.cell import validation_digest

# No objects of these tables are in the session that a change would have to refresh.
_PLAIN: Final = {"synchronize_session": False}


class Study(NamedTuple):
    """A study that this transaction has to itself."""

    id: int
    owner: str


@dataclass(frozen=True, kw_only=True)
class NewCell:
    """A cell to be added: a plan with one arm, and its images.

    `split` is the digest of all of them, `validation` that of those for validation; `image_set` is
    where they are written, if they are.
    """

    plan: ResolvedPlan
    images: LabelledImages
    split: str
    validation: str
    image_set: int | None = None


def new_cells(cells: Iterable[tuple[ResolvedPlan, LabelledImages]]) -> list[NewCell]:
    """Return cells that can be added. It takes a moment: call it before the transaction."""
    made = []
    for plan, images in cells:
        assert len(plan.arms) == 1, "a cell has one arm"
        split, validation = split_digest(images), validation_digest(images)
        made.append(NewCell(plan=plan, images=images, split=split, validation=validation))
    return made


def check_number(session: Session, owner: str) -> None:
    """Raise StoreError if somebody may not start one more study."""
    number = session.scalar(sa.select(sa.func.count()).where(StudyRow.owner == owner)) or 0
    if number >= limits.STUDIES:
        raise StoreError(
            f"You have {number:,} studies, and no more can be kept. Delete some, then start the "
            "next one."
        )


def append(session: Session, study: Study, cells: Iterable[NewCell]) -> None:
    """Add cells at the end, and pass over those that the study has already.

    Each takes over what was measured before, or else gets a run that waits.
    """
    query = sa.select(StudyCellRow.plan, StudyCellRow.split)
    of_study = session.execute(query.where(StudyCellRow.study_id == study.id)).all()
    known = {(ResolvedPlan.from_dict(row.plan), row.split) for row in of_study}
    added = [cell for cell in cells if (cell.plan, cell.split) not in known]
    if not added:
        return
    keyed = [(_key(cell.plan, cell.split), cell) for cell in added]
    measured = _measured(session, study.owner, [key for key, _ in keyed])
    new: dict[_Key, RunRow] = {}
    for key, cell in keyed:
        if key not in measured and key not in new:  # cells that are alike share a run
            run = new[key] = run_rows.new(
                cell.plan, cell.images, owner=study.owner, fingerprint=key[0], study_id=study.id
            )
            run.image_set_id = cell.image_set
    session.add_all(new.values())
    session.flush()
    runs = {**measured, **{key: run.id for key, run in new.items()}}
    rows = [
        {
            "study_id": study.id,
            "position": position,
            "plan": cell.plan.to_dict(),
            "arm": cell.plan.arms[0],
            "split": cell.split,
            "validation": cell.validation,
            "run_id": runs[key],
            "taken_over": key in measured,
        }
        for position, (key, cell) in enumerate(keyed, start=len(of_study))
    ]
    session.execute(sa.insert(StudyCellRow), rows)


def renew(session: Session, files: Files, study: Study) -> None:
    """Measure those cells again that were stopped, failed or deleted.

    The images are those that the cell had: from its run, or from that of a cell that has the same
    ones. A cell without either stays deleted.

    Raises:
        StoreError: that is so for all of them.
    """
    cells = _cells(session, study)
    sources = {cell.split: cell.run_id for cell in cells if cell.run_id is not None}
    lost = [cell for cell in cells if cell_status(cell.status, taken_over=cell.taken_over) in LOST]
    keyed = [(_key(ResolvedPlan.from_dict(cell.plan), cell.split), cell) for cell in lost]
    measured = _measured(session, study.owner, [key for key, _ in keyed])
    new: dict[_Key, int] = {}
    for key, cell in keyed:
        source = cell.run_id or sources.get(cell.split)
        if source and key not in measured and key not in new:
            plan = ResolvedPlan.from_dict(cell.plan)
            new[key] = _again(session, study, plan, source=source, same=key[0])
    for some in portions({cell.run_id for cell in lost if cell.run_id is not None}):
        run_rows.remove(session, files, RunRow.id.in_(some))
    runs = {**measured, **new}
    rows = [
        {
            "study_id": study.id,
            "position": cell.position,
            "run_id": runs[key],
            "taken_over": key in measured,
        }
        for key, cell in keyed
        if key in runs
    ]
    if rows:
        session.execute(sa.update(StudyCellRow), rows)
    elif lost:
        raise StoreError(
            "The images of the trainings that are missing were deleted with them. Start the study "
            "again with images that you bring."
        )


def remove(session: Session, files: Files, study: Study) -> None:
    """Remove a study, the runs that were made for it, and pictures that nothing else uses."""
    hand_over(session, study)
    run_rows.remove(session, files, RunRow.study_id == study.id)
    gone = sa.delete(StudyRow).where(StudyRow.id == study.id)
    session.execute(gone, execution_options=_PLAIN)


def forget_one(database: Database, files: Files) -> bool:
    """Remove the study that nobody has looked at for longest, if too long; say whether."""
    goes_on = sa.exists().where(RunRow.study_id == StudyRow.id, RunRow.status.in_(UNFINISHED))
    old = sa.and_(expiry.is_over(StudyRow), ~goes_on)
    with database.reading() as session:
        found = session.scalar(
            sa.select(StudyRow.id).where(old).order_by(StudyRow.touched).limit(1)
        )
    if found is None:
        return False
    with database.writing(alone=True) as session:
        here = sa.select(StudyRow.id, StudyRow.owner).where(StudyRow.id == found, old)
        study = session.execute(here).one_or_none()
        if study is not None:  # it was not looked at in the meantime
            remove(session, files, Study(*study))
    return True


def hand_over(session: Session, study: Study) -> None:
    """Give the runs of a study that others show to the oldest of these studies.

    What another study shows was measured to the end, so no training changes hands.
    """
    elsewhere = sa.and_(StudyCellRow.run_id == RunRow.id, StudyCellRow.study_id != study.id)
    oldest = sa.select(sa.func.min(StudyCellRow.study_id)).where(elsewhere).scalar_subquery()
    given = (
        sa.update(RunRow)
        .where(RunRow.study_id == study.id, sa.exists().where(elsewhere))
        .values(version=RunRow.version + 1, study_id=oldest)
    )
    session.execute(given, execution_options=_PLAIN)


def _cells(session: Session, study: Study) -> list[sa.Row[Any]]:
    query = sa.select(
        StudyCellRow.position,
        StudyCellRow.plan,
        StudyCellRow.split,
        StudyCellRow.run_id,
        StudyCellRow.taken_over,
        RunRow.status,
    )
    with_runs = query.outerjoin(RunRow, RunRow.id == StudyCellRow.run_id)
    of_study = with_runs.where(StudyCellRow.study_id == study.id)
    return list(session.execute(of_study.order_by(StudyCellRow.position)))


def _again(session: Session, study: Study, plan: ResolvedPlan, *, source: int, same: str) -> int:
    """Put a run into the queue that has the images of another one, and return its id."""
    like = session.get_one(RunRow, source)
    run = run_rows.on_images_of(like, plan, fingerprint=same, study_id=study.id)
    session.add(run)
    session.flush()
    return run.id


# What a run must have measured to be taken over for a cell: its fingerprint, and the arm.
_Key = tuple[str, str]


def _key(plan: ResolvedPlan, split: str) -> _Key:
    return fingerprint(plan, split=split, in_study=True), plan.arms[0]


def _measured(session: Session, owner: str, keys: Iterable[_Key]) -> dict[_Key, int]:
    """Return the runs of a person in which these arms were measured to the end, the newest ones."""
    wanted = set(keys)
    found: dict[_Key, int] = {}
    for some in portions({same for same, _ in wanted}):
        query = (
            sa.select(RunRow.id, RunRow.fingerprint, EventRow.arm, EventRow.body)
            .join(EventRow, EventRow.run_id == RunRow.id)
            .where(RunRow.owner == owner, RunRow.fingerprint.in_(some))
            .where(EventRow.kind == Finished.kind)
            .order_by(RunRow.id)
        )
        for run, same, arm, body in session.execute(query):
            if (same, arm) in wanted and body["outcome"] == "done":
                found[same, arm] = run
    return found
