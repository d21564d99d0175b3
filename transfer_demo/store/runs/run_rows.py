"""A run as rows: made, closed and removed.

Each function works inside a transaction of the caller's, unless it says so.
"""

import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from transfer_demo.errors import StoreError, UnreadableRun
from transfer_demo.events import Outcome
from transfer_demo.history import History
from transfer_demo.images import limits
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store import expiry
from transfer_demo.store.database import Database
from transfer_demo.store.files import Files
from transfer_demo.store.models import model_rows
from transfer_demo.store.pictures.files import Pictures
from transfer_demo.store.runs import event_log, image_sets
from transfer_demo.store.runs.fingerprint import fingerprint, split_digest
from transfer_demo.store.runs.histories import Histories
from transfer_demo.store.runs.record import UNFINISHED, RunKey, Status, final_status
from transfer_demo.store.tables import RunRow, StudyCellRow, StudyRow
from transfer_demo.verdict.guess import RaceGuess

# No objects of these tables are in the session that a change would have to refresh.
_PLAIN: Final = {"synchronize_session": False}


def new_token() -> str:
    """Return a token that nobody can guess."""
    token = secrets.token_urlsafe(16)
    # A command line takes what begins with a hyphen for an option.
    return token if token[0] != "-" else new_token()


def new(
    plan: ResolvedPlan,
    images: LabelledImages,
    *,
    owner: str,
    fingerprint: str,
    study_id: int | None = None,
    guess: RaceGuess | None = None,
    lesson: str | None = None,
) -> RunRow:
    """Return the row of a run that waits; it is not in the database yet."""
    now = datetime.now(UTC)
    return RunRow(
        token=new_token(),
        owner=owner,
        status="queued",
        created=now,
        touched=now,
        plan=plan.to_dict(),
        arms=list(plan.arms),
        classes=list(images.classes),
        rejected=[asdict(rejection) for rejection in images.rejected],
        train_images=len(images.train),
        validation_images=len(images.validation),
        fingerprint=fingerprint,
        study_id=study_id,
        guess=guess.to_dict() if guess else None,
        lesson=lesson,
    )


def create(
    database: Database,
    pictures: Pictures,
    plan: ResolvedPlan,
    images: LabelledImages,
    *,
    owner: str,
    guess: RaceGuess | None,
    lesson: str | None,
) -> str:
    """Write a run that waits, with its images, in transactions of its own; return its token."""
    with database.reading() as session:  # first, as what follows is work
        check_number(session, owner)
    split = split_digest(images)
    same = fingerprint(plan, split=split)
    run = new(plan, images, owner=owner, fingerprint=same, guess=guess, lesson=lesson)
    with image_sets.bringing(database, pictures, {split: images}) as (session, ids):
        check_number(session, owner)
        run.image_set_id = ids[split]
        session.add(run)
    return run.token


def on_images_of(run: RunRow, plan: ResolvedPlan, *, fingerprint: str, study_id: int) -> RunRow:
    """Return the row of a run that waits, with the same owner and images as another one."""
    now = datetime.now(UTC)
    return RunRow(
        token=new_token(),
        owner=run.owner,
        status="queued",
        created=now,
        touched=now,
        plan=plan.to_dict(),
        arms=list(plan.arms),
        classes=run.classes,
        rejected=run.rejected,
        train_images=run.train_images,
        validation_images=run.validation_images,
        image_set_id=run.image_set_id,
        fingerprint=fingerprint,
        study_id=study_id,
    )


def check_number(session: Session, owner: str) -> None:
    """Raise StoreError if somebody may not start one more run; those of studies do not count."""
    waits = sa.func.sum(sa.case((RunRow.status == "queued", 1), else_=0))
    query = sa.select(sa.func.count(), waits).where(
        RunRow.owner == owner, RunRow.study_id.is_(None)
    )
    number, waiting = session.execute(query).one()
    if (waiting or 0) >= limits.WAITING_RUNS:
        raise StoreError(
            f"{waiting} of your runs wait, and no more can. Wait until some have started, or stop "
            "or delete some, then start the next one."
        )
    if number >= limits.RUNS:
        raise StoreError(
            f"You have {number:,} runs, and no more can be kept. Delete some, then start the next."
        )


def with_studies(
    session: Session, *conditions: sa.ColumnElement[bool]
) -> list[tuple[RunRow, str | None]]:
    """Return the runs that match with the tokens of their studies, the oldest first."""
    query = sa.select(RunRow, StudyRow.token)
    return [(run, study) for run, study in session.execute(_of_studies(query, conditions))]


def keys(session: Session, *conditions: sa.ColumnElement[bool]) -> list[RunKey]:
    """Return what can always be read of the runs that match, the oldest first."""
    query = sa.select(RunRow.token, RunRow.owner, RunRow.created, StudyRow.token)
    return [RunKey(*row) for row in session.execute(_of_studies(query, conditions))]


def _of_studies(query: Any, conditions: tuple[sa.ColumnElement[bool], ...]) -> Any:
    with_studies = query.outerjoin(StudyRow, StudyRow.id == RunRow.study_id)
    return with_studies.where(*conditions).order_by(RunRow.id)


def close(
    session: Session, token: str, *, run: event_log.Touched, outcome: Outcome, message: str = ""
) -> None:
    """End the arms of a run that are not over with `outcome`; its status follows from all.

    Where what they said cannot be read, the status alone says that the run failed.
    """
    try:
        history = event_log.read(session, token, histories=Histories())
    except UnreadableRun:
        _set_status(session, run, "failed")
        return
    assert history is not None
    arms = dict(history.arms)
    for name, arm in history.arms.items():
        if arm.finished is None:
            end = event_log.ending(arm, outcome=outcome, message=message)
            event_log.put(session, end, run=run)
            arms[name] = arm.with_event(end)
    _set_status(session, run, final_status(History(arms)))


def _set_status(session: Session, run: event_log.Touched, status: Status) -> None:
    changed = sa.update(RunRow).where(RunRow.id == run.id).values(status=status)
    session.execute(changed, execution_options=_PLAIN)


def remove(session: Session, files: Files, chosen: sa.ColumnElement[bool]) -> None:
    """Remove runs, their events, and the models and pictures that nothing else uses.

    The transaction must be alone.
    """
    runs = sa.select(RunRow.id).where(chosen)
    # Whoever writes an event waits from here on, so that the versions below are the last ones.
    session.execute(runs.with_for_update()).all()
    sets = session.scalars(sa.select(RunRow.image_set_id).where(chosen).distinct()).all()
    models = model_rows.digests(session, chosen)
    _take_out_of_studies(session, chosen)
    session.execute(sa.delete(RunRow).where(chosen), execution_options=_PLAIN)
    model_rows.release(session, files.models, models)
    image_sets.remove_unused(session, files.pictures, [one for one in sets if one is not None])


def forget_one(database: Database, files: Files) -> bool:
    """Remove the run that nobody has looked at for longest, if too long; say whether.

    What a study shows goes with the study.
    """
    shown = sa.exists().where(StudyCellRow.run_id == RunRow.id)
    old = sa.and_(
        expiry.is_over(RunRow),
        RunRow.status.not_in(UNFINISHED),
        RunRow.study_id.is_(None),
        ~shown,
    )
    with database.reading() as session:
        run = session.scalar(sa.select(RunRow.id).where(old).order_by(RunRow.touched).limit(1))
    if run is None:
        return False
    with database.writing(alone=True) as session:
        still = session.scalar(sa.select(RunRow.id).where(RunRow.id == run, old))
        if still is not None:  # it was not looked at in the meantime
            remove(session, files, RunRow.id == run)
    return True


def _take_out_of_studies(session: Session, chosen: sa.ColumnElement[bool]) -> None:
    """Empty the cells that show these runs.

    What the versions of the runs brought to that of a study stays in it, so that it only grows.
    """
    brought = (
        sa.select(StudyCellRow.study_id, sa.func.sum(RunRow.version))
        .join(RunRow, RunRow.id == StudyCellRow.run_id)
        .where(chosen)
        .group_by(StudyCellRow.study_id)
    )
    for study, versions in session.execute(brought).all():
        grown = sa.update(StudyRow).where(StudyRow.id == study)
        values = {"version": StudyRow.version + versions + 1}
        session.execute(grown.values(values), execution_options=_PLAIN)
    shown = StudyCellRow.run_id.in_(sa.select(RunRow.id).where(chosen))
    emptied = sa.update(StudyCellRow).where(shown).values(run_id=None)
    session.execute(emptied, execution_options=_PLAIN)
