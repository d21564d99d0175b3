"""The tables: runs and what belongs to them, studies, albums. For SQLite and PostgreSQL alike."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    MetaData,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from transfer_demo.store.column_types import JsonText, UtcTime

# Every constraint has a name, so that a later migration can alter it.
_NAMES: Final = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of all tables."""

    metadata = MetaData(naming_convention=_NAMES)


class RunRow(Base):
    """One run: its plan and where it stands.

    `started` is when its training began, empty while it waits. `version` grows by one with every
    change of the run or its events. `arms` repeats those of the plan, so that a history can be
    read with one query. `study_id` is the study that the run was made for, and `fingerprint` the
    same for all runs that measure the same; runs of older versions have none. `guess` is what its
    owner expected. `lesson` is the lesson that it was made for, perhaps with a fault. `touched` is
    when it was last looked at, to the day; `pinned` since when it is to be kept longer. `trainer`
    is the server that trains it: one that was taken for gone may still be there.
    """

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    owner: Mapped[str] = mapped_column(String(255), index=True)
    status: Mapped[str] = mapped_column(String(16), index=True)
    stop_requested: Mapped[bool] = mapped_column(default=False)
    created: Mapped[datetime] = mapped_column(UtcTime)
    started: Mapped[datetime | None] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=0)
    plan: Mapped[dict[str, Any]] = mapped_column(JsonText)
    arms: Mapped[list[str]] = mapped_column(JsonText)
    classes: Mapped[list[str]] = mapped_column(JsonText)
    rejected: Mapped[list[dict[str, str]]] = mapped_column(JsonText)
    train_images: Mapped[int]
    validation_images: Mapped[int]
    study_id: Mapped[int | None] = mapped_column(ForeignKey("studies.id"), index=True)
    image_set_id: Mapped[int | None] = mapped_column(ForeignKey("image_sets.id"), index=True)
    fingerprint: Mapped[str | None] = mapped_column(String(64), index=True)
    guess: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    lesson: Mapped[str | None] = mapped_column(String(32))
    trainer: Mapped[str | None] = mapped_column(String(32))
    touched: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    pinned: Mapped[datetime | None] = mapped_column(UtcTime)


class ImageSetRow(Base):
    """The images of one run or several; see `runs/image_sets.py`."""

    __tablename__ = "image_sets"

    id: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[datetime] = mapped_column(UtcTime)


class ExampleRow(Base):
    """One image of a set, in the order of its part; the picture itself is a file."""

    __tablename__ = "set_examples"

    set_id: Mapped[int] = mapped_column(
        ForeignKey("image_sets.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    part: Mapped[str] = mapped_column(String(16), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]
    height: Mapped[int]
    file: Mapped[str] = mapped_column(JsonText)
    group: Mapped[str | None] = mapped_column("group_name", String(12))


class ModelRow(Base):
    """What an arm of a run has trained: a file under its digest, of `size` bytes.

    The row is there before the file is, and before the arm says that it is over. `used` is when
    the model was made or last used. `removed` is when its file went to make room, or did not come
    for want of it; the row stays, so that it can be said.
    """

    __tablename__ = "models"

    run_id: Mapped[int] = mapped_column(
        ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    arm: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    used: Mapped[datetime] = mapped_column(UtcTime, index=True)
    removed: Mapped[datetime | None] = mapped_column(UtcTime)


class EventRow(Base):
    """The newest event of an arm, kind and index; `sequence` is the run's version then."""

    __tablename__ = "events"

    run_id: Mapped[int] = mapped_column(
        ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    arm: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    event_index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JsonText)

    __table_args__ = (Index("ix_events_run_id_sequence", "run_id", "sequence"),)


class StudyRow(Base):
    """A study: its question and what is common to its cells.

    `version` grows with every change of the study itself; what its runs say is counted in theirs.
    Classes and numbers of images are those of its largest cell; the rest is as for a run.
    """

    __tablename__ = "studies"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    owner: Mapped[str] = mapped_column(String(255), index=True)
    question: Mapped[str] = mapped_column(String(32))
    plan: Mapped[dict[str, Any]] = mapped_column(JsonText)
    seeds: Mapped[list[int]] = mapped_column(JsonText)
    guess: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    created: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=0)
    classes: Mapped[list[str]] = mapped_column(JsonText)
    train_images: Mapped[int]
    validation_images: Mapped[int]
    touched: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    pinned: Mapped[datetime | None] = mapped_column(UtcTime)


class StudyCellRow(Base):
    """One cell of a study: its plan, and the run that measures it, or had measured it before.

    `run_id` is empty where that run was deleted. `split` tells which other cell has the same
    images, `validation` which has the same ones for validation. `arm` repeats that of the plan.
    """

    __tablename__ = "study_cells"

    study_id: Mapped[int] = mapped_column(
        ForeignKey("studies.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    plan: Mapped[dict[str, Any]] = mapped_column(JsonText)
    arm: Mapped[str] = mapped_column(String(64))
    split: Mapped[str] = mapped_column(String(64))
    validation: Mapped[str] = mapped_column(String(64))
    run_id: Mapped[int | None] = mapped_column(
        ForeignKey("runs.id", ondelete="SET NULL"), index=True
    )
    taken_over: Mapped[bool]


class AlbumRow(Base):
    """A person's own images. `version` grows by one with every change of anything in the album.

    `touched` is when it was last looked at or changed, to the day.
    """

    __tablename__ = "albums"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(255), unique=True)
    version: Mapped[int] = mapped_column(BigInteger)
    touched: Mapped[datetime] = mapped_column(UtcTime, index=True)
    rejected: Mapped[list[dict[str, str]]] = mapped_column(JsonText)


class AlbumClassRow(Base):
    """A class of an album; there may be no photo in it. `position` is the order of adding."""

    __tablename__ = "album_classes"

    id: Mapped[int] = mapped_column(primary_key=True)
    album_id: Mapped[int] = mapped_column(ForeignKey("albums.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(JsonText)

    __table_args__ = (UniqueConstraint("album_id", "name"),)


class AlbumPhotoRow(Base):
    """A photo of an album, in the order of adding; one without a class is set aside.

    A picture may be in several classes (a conflict, for the person to resolve), but only once in
    each, and once among those set aside: the constraint does not see to that, `place` does.
    """

    __tablename__ = "album_photos"

    album_id: Mapped[int] = mapped_column(
        ForeignKey("albums.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("album_classes.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]
    height: Mapped[int]
    look: Mapped[str] = mapped_column(String(255))
    file: Mapped[str] = mapped_column(JsonText)
    part: Mapped[str | None] = mapped_column(String(16))

    __table_args__ = (UniqueConstraint("class_id", "digest"),)


class ArrivalRow(Base):
    """Pictures that are being written, until rows refer to them; a crash leaves them to `sweep`."""

    __tablename__ = "arrivals"

    id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcTime)
    digests: Mapped[list[str]] = mapped_column(JsonText)
