"""Albums: a person's own images, kept until they are removed or long forgotten."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from transfer_demo.errors import ImagesError
from transfer_demo.images import limits
from transfer_demo.images.dataset import ImageSet, Part, Photo, PictureFile, Rejection
from transfer_demo.images.names import LONGEST_NAME
from transfer_demo.store import expiry
from transfer_demo.store.albums import album_rows
from transfer_demo.store.database import Database
from transfer_demo.store.pictures import references
from transfer_demo.store.pictures.files import Pictures
from transfer_demo.store.tables import AlbumClassRow, AlbumPhotoRow, AlbumRow

# The list is to be read by a person.
REJECTED_KEPT: Final = 1000

# A photo of an album: the digest of its picture and the name of its class, "" if set aside.
Chosen = Iterable[tuple[str, str]]


class Albums:
    """The album of each person; empty at first. Safe to share between threads and processes.

    A change happens whole or not at all. Photos and classes that are gone are passed over:
    another window may have removed them. Every method raises StoreError when the database or the
    folder of pictures cannot be used.
    """

    def __init__(self, database: Database, pictures: Pictures) -> None:
        self._database = database
        self._pictures = pictures

    def get(self, owner: str) -> ImageSet:
        """Return everything in an album, in order; its pictures are read when asked for."""
        with self._database.reading() as session:
            album = session.scalar(sa.select(AlbumRow).where(AlbumRow.owner == owner))
            if album is None:
                return ImageSet(classes=(), photos=())
            names = tuple(album_rows.classes(session, album.id))
            photos = (
                sa.select(AlbumPhotoRow.__table__, AlbumClassRow.name)
                .outerjoin(AlbumClassRow, AlbumClassRow.id == AlbumPhotoRow.class_id)
                .where(AlbumPhotoRow.album_id == album.id)
                .order_by(AlbumClassRow.position, AlbumPhotoRow.position)
            )
            rows = session.execute(photos).all()
        self._note_visit(owner, last=album.touched)
        return ImageSet(
            classes=names,
            photos=tuple(self._photo(row) for row in rows if row.class_id is not None),
            rejected=tuple(Rejection(**rejection) for rejection in album.rejected),
            others=tuple(self._photo(row) for row in rows if row.class_id is None),
        )

    def version(self, owner: str) -> int:
        """Return a number that grows with every change of an album; 0 if there is none."""
        query = sa.select(AlbumRow.version, AlbumRow.touched).where(AlbumRow.owner == owner)
        with self._database.reading() as session:
            album = session.execute(query).one_or_none()
        if album is None:
            return 0
        self._note_visit(owner, last=album.touched)
        version: int = album.version
        return version

    def add(self, owner: str, images: ImageSet) -> None:
        """Add images to those that are there; large sets can come in portions.

        A picture that its class holds already joins the refused files, of which only the newest
        thousand are kept.

        Raises:
            ImagesError: the album would be too large, or a class has no name; nothing is added.
        """
        names = dict.fromkeys((*images.classes, *(photo.class_name for photo in images.photos)))
        for name in names:
            _check_name(name)
        brought = [photo.picture for photo in (*images.photos, *images.others)]
        with references.bringing(self._database, self._pictures, brought) as session:
            album = album_rows.touch(session, owner)
            known = album_rows.append_classes(session, album, names)
            limits.check_classes(len(known), of="Your album")
            placed = [(photo, known[photo.class_name]) for photo in images.photos]
            aside = [(photo, None) for photo in images.others]
            repeated = album_rows.append_photos(session, album, [*placed, *aside])
            unused = (*images.rejected, *repeated)
            album_rows.append_rejected(session, album, unused, kept=REJECTED_KEPT)
            _check_size(album_rows.size(session, album))

    def add_class(self, owner: str, name: str) -> None:
        """Add a class without photos, unless it is there.

        Raises:
            ImagesError: the name is empty or too long.
        """
        _check_name(name)
        with self._changing(owner) as (session, album):
            known = album_rows.append_classes(session, album, [name])
            limits.check_classes(len(known), of="Your album")

    def rename_class(self, owner: str, old: str, new: str) -> None:
        """Rename a class; if there is one of the new name, its photos join those.

        Raises:
            ImagesError: the new name is empty or too long.
        """
        _check_name(new)
        with self._changing(owner) as (session, album):
            known = album_rows.classes(session, album)
            if old not in known or old == new:
                return
            this = AlbumClassRow.id == known[old]
            if new in known:
                photos = album_rows.photos_of(session, album, known[old])
                album_rows.place(session, album, photos, to=known[new])
                session.execute(sa.delete(AlbumClassRow).where(this))
            else:
                session.execute(sa.update(AlbumClassRow).where(this).values(name=new))

    def remove_class(self, owner: str, name: str) -> None:
        """Remove a class with its photos."""
        with self._changing(owner) as (session, album):
            class_id = album_rows.classes(session, album).get(name)
            if class_id is None:
                return
            digests = album_rows.digests(session, AlbumPhotoRow.class_id == class_id)
            session.execute(sa.delete(AlbumClassRow).where(AlbumClassRow.id == class_id))
            references.release(session, self._pictures, digests)

    def move(self, owner: str, photos: Chosen, *, to: str) -> None:
        """Move photos into a class; of equal pictures one stays.

        Raises:
            ImagesError: there is no such class.
        """
        with self._changing(owner) as (session, album):
            known = album_rows.classes(session, album)
            if to not in known:
                raise ImagesError(
                    f"There is no class {to}, so nothing was moved. Choose one of yours, or add "
                    "it first. It may have been renamed in another window."
                )
            found = album_rows.pick(session, album, photos, known=known)
            album_rows.place(session, album, found, to=known[to])

    def set_aside(self, owner: str, photos: Chosen) -> None:
        """Move photos out of all classes, to the others."""
        with self._changing(owner) as (session, album):
            known = album_rows.classes(session, album)
            found = album_rows.pick(session, album, photos, known=known)
            album_rows.place(session, album, found, to=None)

    def restore(self, owner: str, digests: Iterable[str], *, to: str) -> None:
        """Move photos from the others into a class.

        Raises:
            ImagesError: there is no such class.
        """
        self.move(owner, [(digest, "") for digest in digests], to=to)

    def delete(self, owner: str, photos: Chosen) -> None:
        """Remove photos."""
        with self._changing(owner) as (session, album):
            known = album_rows.classes(session, album)
            found = album_rows.pick(session, album, photos, known=known)
            album_rows.remove(session, album, found)
            references.release(session, self._pictures, {photo.digest for photo in found})

    def forget_rejected(self, owner: str) -> None:
        """Empty the list of files that were not used."""
        with self._changing(owner) as (session, album):
            session.execute(sa.update(AlbumRow).where(AlbumRow.id == album).values(rejected=[]))

    def clear(self, owner: str) -> None:
        """Remove everything."""
        with self._changing(owner) as (session, album):
            digests = album_rows.digests(session, AlbumPhotoRow.album_id == album)
            session.execute(sa.delete(AlbumPhotoRow).where(AlbumPhotoRow.album_id == album))
            session.execute(sa.delete(AlbumClassRow).where(AlbumClassRow.album_id == album))
            session.execute(sa.update(AlbumRow).where(AlbumRow.id == album).values(rejected=[]))
            references.release(session, self._pictures, digests)

    def forget_one(self) -> bool:
        """Remove the album that nobody has looked at for longest, if it is too old; say whether."""
        old = expiry.is_over(AlbumRow)
        with self._database.reading() as session:
            query = sa.select(AlbumRow.id).where(old).order_by(AlbumRow.touched)
            album = session.scalar(query.limit(1))
        if album is None:
            return False
        with self._database.writing(alone=True) as session:
            digests = album_rows.digests(session, AlbumPhotoRow.album_id == album)
            # Unless it was looked at in the meantime.
            session.execute(sa.delete(AlbumRow).where(AlbumRow.id == album, old))
            references.release(session, self._pictures, digests)
        return True

    @contextmanager
    def _changing(self, owner: str) -> Iterator[tuple[Session, int]]:
        """Have a person's album, given by its id, to oneself for a change."""
        with self._database.writing(alone=True) as session:
            yield session, album_rows.touch(session, owner)

    def _note_visit(self, owner: str, *, last: datetime) -> None:
        expiry.note_visit(self._database, AlbumRow, AlbumRow.owner == owner, last=last)

    def _photo(self, row: sa.Row[Any]) -> Photo:
        picture = PictureFile(
            path=self._pictures.path(row.digest),
            width=row.width,
            height=row.height,
            digest=row.digest,
            look=row.look,
        )
        part = cast("Part | None", row.part)
        return Photo(picture=picture, class_name=row.name or "", file=row.file, part=part)


def _check_name(name: str) -> None:
    if not name.strip():
        raise ImagesError("A class needs a name. Type what all its photos show.")
    if len(name) > LONGEST_NAME:
        raise ImagesError(
            f"This name of a class has {len(name)} characters, and {LONGEST_NAME} are allowed. "
            "Shorten it."
        )


def _check_size(photos: int) -> None:
    if photos > limits.FILES:
        raise ImagesError(
            f"With these there would be {photos:,} photos, and {limits.FILES:,} can be kept. "
            "Bring fewer, or remove some first."
        )
