"""All that belongs to one person: how much it is, and away with it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from transfer_demo.store.albums import album_rows
from transfer_demo.store.database import Database
from transfer_demo.store.files import Files
from transfer_demo.store.pictures import references
from transfer_demo.store.pictures.references import portions
from transfer_demo.store.runs import run_rows
from transfer_demo.store.tables import (
    AlbumPhotoRow,
    AlbumRow,
    ExampleRow,
    RunRow,
    StudyCellRow,
    StudyRow,
)
from transfer_demo.wording import counted

# No objects of these tables are in the session that a change would have to refresh.
_PLAIN: Final = {"synchronize_session": False}


@dataclass(frozen=True, kw_only=True)
class Owned:
    """How much somebody has: photos in an album, studies, and runs that were made for none."""

    photos: int
    runs: int
    studies: int

    def __bool__(self) -> bool:
        return bool(self.photos or self.runs or self.studies)

    def in_words(self) -> str:
        """Return what there is, as words: 36 photos, 2 runs and 1 study."""
        studies = f"{self.studies} {'study' if self.studies == 1 else 'studies'}"
        said = [
            words
            for number, words in (
                (self.photos, counted(self.photos, "photo")),
                (self.runs, counted(self.runs, "run")),
                (self.studies, studies),
            )
            if number
        ]
        return " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))


class Belongings:
    """What people have, counted and removed. Every method raises StoreError, as the store does."""

    def __init__(self, database: Database, files: Files) -> None:
        self._database = database
        self._files = files

    def of(self, owner: str) -> Owned:
        """Return how much a person has in all."""
        with self._database.reading() as session:
            return Owned(
                photos=_count(session, *_photos(owner)),
                runs=_count(session, RunRow.owner == owner, RunRow.study_id.is_(None)),
                studies=_count(session, StudyRow.owner == owner),
            )

    def with_images(self, owner: str, *, besides: Collection[str]) -> Owned:
        """Return what a person has that holds images of theirs.

        Args:
            besides: digests of pictures that anybody has, as those of the samples. Lessons make
                theirs of those.
        """
        with self._database.reading() as session:
            runs, studies = _holding(session, owner, besides)
            return Owned(
                photos=_count(session, *_photos(owner)),
                runs=sum(
                    _count(session, RunRow.id.in_(some), RunRow.study_id.is_(None))
                    for some in portions(runs)
                ),
                studies=len(studies),
            )

    def remove_images(self, owner: str, *, besides: Collection[str]) -> None:
        """Remove an album, and all runs and studies that hold images of the person's."""
        with self._database.reading() as session:
            runs, studies = _holding(session, owner, besides)
        self._remove(owner, runs=runs, studies=studies)

    def remove_all(self, owner: str) -> None:
        """Remove everything of a person."""
        with self._database.reading() as session:
            runs = session.scalars(sa.select(RunRow.id).where(RunRow.owner == owner)).all()
            studies = session.scalars(sa.select(StudyRow.id).where(StudyRow.owner == owner)).all()
        self._remove(owner, runs=runs, studies=studies)

    def _remove(self, owner: str, *, runs: Iterable[int], studies: Iterable[int]) -> None:
        """Remove one after the other: everybody who writes waits for each, and not for all."""
        for run in runs:
            with self._database.writing(alone=True) as session:
                run_rows.remove(session, self._files, RunRow.id == run)
        for study in studies:
            with self._database.writing(alone=True) as session:
                this = sa.delete(StudyRow).where(StudyRow.id == study)
                session.execute(this, execution_options=_PLAIN)
        with self._database.writing(alone=True) as session:
            here = sa.select(AlbumRow.id).where(AlbumRow.owner == owner).scalar_subquery()
            digests = album_rows.digests(session, AlbumPhotoRow.album_id == here)
            this = sa.delete(AlbumRow).where(AlbumRow.owner == owner)
            session.execute(this, execution_options=_PLAIN)
            references.release(session, self._files.pictures, digests)


def _photos(owner: str) -> tuple[sa.ColumnElement[bool], ...]:
    return AlbumPhotoRow.album_id == AlbumRow.id, AlbumRow.owner == owner


def _count(session: Session, *conditions: sa.ColumnElement[bool]) -> int:
    """Return how many rows meet the conditions, of the tables that these name."""
    return session.scalars(sa.select(sa.func.count()).where(*conditions)).one()


def _holding(session: Session, owner: str, besides: Collection[str]) -> tuple[list[int], list[int]]:
    """Return the ids of a person's runs that hold other pictures, and of the studies of these."""
    own_picture = sa.exists().where(
        ExampleRow.set_id == RunRow.image_set_id, ExampleRow.digest.not_in(besides)
    )
    holding = sa.select(RunRow.id).where(
        RunRow.owner == owner, RunRow.lesson.is_(None), own_picture
    )
    shown = sa.select(StudyCellRow.study_id).where(StudyCellRow.run_id.in_(holding))
    # A study whose runs were all deleted says nothing of anybody's images any more.
    studies = list(session.scalars(shown.distinct()))
    of_studies = sa.select(RunRow.id).where(RunRow.study_id.in_(studies))
    return list({*session.scalars(holding), *session.scalars(of_studies)}), studies
