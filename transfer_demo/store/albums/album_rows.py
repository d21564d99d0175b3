"""An album as rows: its classes, its photos, and where each photo belongs.

Each function works inside a transaction of the caller's, which has all albums to itself.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from transfer_demo.images.dataset import Part, Photo, Rejection
from transfer_demo.store.pictures.references import portions
from transfer_demo.store.tables import AlbumClassRow, AlbumPhotoRow, AlbumRow

# No objects of these tables are in the session that a change would have to refresh.
_PLAIN: Final = {"synchronize_session": False}

# Of a photo that is brought again, the part that says more is kept.
_PARTS: Final[tuple[Part | None, ...]] = (None, "train", "validation")


class Placed(NamedTuple):
    """A photo in its place; `class_id` is None for one that is set aside."""

    position: int
    class_id: int | None
    digest: str


def touch(session: Session, owner: str) -> int:
    """Raise the version of a person's album and return its id; it is made where there is none."""
    now = datetime.now(UTC)
    album: int | None = session.scalar(
        sa.update(AlbumRow)
        .where(AlbumRow.owner == owner)
        .values(version=AlbumRow.version + 1, touched=now)
        .returning(AlbumRow.id),
        execution_options=_PLAIN,
    )
    if album is not None:
        return album
    # Beginning with the time, the version is higher than all that a forgotten album ever had: a
    # window that has not been drawn since still shows one of those. In nanoseconds, for no album
    # is changed that often.
    new = AlbumRow(owner=owner, version=time.time_ns(), touched=now, rejected=[])
    session.add(new)
    session.flush()
    return new.id


def classes(session: Session, album: int) -> dict[str, int]:
    """Return the names of the classes with their ids, in order."""
    query = sa.select(AlbumClassRow.name, AlbumClassRow.id)
    ordered = query.where(AlbumClassRow.album_id == album).order_by(AlbumClassRow.position)
    return {row.name: row.id for row in session.execute(ordered)}


def append_classes(session: Session, album: int, names: Iterable[str]) -> dict[str, int]:
    """Add those classes that are not there yet, and return the ids of all by their names."""
    known = classes(session, album)
    new = [name for name in dict.fromkeys(names) if name not in known]
    if not new:
        return known
    first = _next(session, AlbumClassRow.position, AlbumClassRow.album_id == album)
    rows = [
        {"album_id": album, "position": position, "name": name}
        for position, name in enumerate(new, start=first)
    ]
    session.execute(sa.insert(AlbumClassRow), rows)
    return classes(session, album)


def append_photos(
    session: Session, album: int, placed: Sequence[tuple[Photo, int | None]]
) -> list[Rejection]:
    """Add photos to classes, and return as refused those whose picture their class has already.

    Such a photo only brings its part of a given split.
    """
    held = {
        (photo.class_id, photo.digest): photo.position
        for some in portions({photo.picture.digest for photo, _ in placed})
        for photo in _placed(session, album, AlbumPhotoRow.digest.in_(some))
    }
    new: dict[tuple[int | None, str], dict[str, Any]] = {}
    again: dict[Part | None, list[int]] = {part: [] for part in _PARTS}
    repeated: list[Photo] = []
    for photo, class_id in placed:
        key = (class_id, photo.picture.digest)
        if key in held:
            again[photo.part].append(held[key])
            repeated.append(photo)
        elif key in new:
            repeated.append(photo)
            new[key]["part"] = max(new[key]["part"], photo.part, key=_PARTS.index)
        else:
            new[key] = _values(photo, album=album, class_id=class_id)
    for part, positions in again.items():
        _learn_part(session, album, positions, part=part)
    if new:
        first = _next(session, AlbumPhotoRow.position, AlbumPhotoRow.album_id == album)
        rows = [row | {"position": first + place} for place, row in enumerate(new.values())]
        session.execute(sa.insert(AlbumPhotoRow), rows)
    return [_refused(photo) for photo in repeated]


def _refused(photo: Photo) -> Rejection:
    where = f"in class {photo.class_name}" if photo.class_name else "among those set aside"
    return Rejection(file=photo.file, reason=f"The same picture is {where} already.")


def append_rejected(
    session: Session, album: int, rejected: Sequence[Rejection], *, kept: int
) -> None:
    """Add files that were not used, and keep so many of the newest."""
    if rejected:
        row = session.get_one(AlbumRow, album)
        row.rejected = [*row.rejected, *(asdict(one) for one in rejected)][-kept:]


def pick(
    session: Session, album: int, chosen: Iterable[tuple[str, str]], *, known: Mapping[str, int]
) -> list[Placed]:
    """Return those of the photos (digest, class name) that are there, in order."""
    of_class: dict[int | None, set[str]] = {}
    for digest, name in chosen:
        if not name or name in known:
            of_class.setdefault(known[name] if name else None, set()).add(digest)
    found = [
        photo
        for class_id, digests in of_class.items()
        for some in portions(digests)
        for photo in _placed(
            session, album, AlbumPhotoRow.class_id == class_id, AlbumPhotoRow.digest.in_(some)
        )
    ]
    return sorted(found)


def photos_of(session: Session, album: int, class_id: int) -> list[Placed]:
    """Return all photos of a class."""
    return list(_placed(session, album, AlbumPhotoRow.class_id == class_id))


def place(session: Session, album: int, photos: Sequence[Placed], *, to: int | None) -> None:
    """Put photos into a class, or aside. Of equal ones that are not there yet the first stays."""
    coming = [photo for photo in photos if photo.class_id != to]
    there = {
        photo.digest
        for some in portions(photo.digest for photo in coming)
        for photo in _placed(
            session, album, AlbumPhotoRow.class_id == to, AlbumPhotoRow.digest.in_(some)
        )
    }
    moved: dict[str, Placed] = {}
    for photo in coming:
        if photo.digest not in there:
            moved.setdefault(photo.digest, photo)
    stays = {photo.position for photo in moved.values()}
    remove(session, album, [photo for photo in coming if photo.position not in stays])
    for some in portions(stays):
        session.execute(
            sa.update(AlbumPhotoRow).where(*_at(album, some)).values(class_id=to),
            execution_options=_PLAIN,
        )


def remove(session: Session, album: int, photos: Iterable[Placed]) -> None:
    """Delete photos."""
    for some in portions(photo.position for photo in photos):
        session.execute(sa.delete(AlbumPhotoRow).where(*_at(album, some)), execution_options=_PLAIN)


def size(session: Session, album: int) -> int:
    """Return how many photos there are, with those set aside."""
    count = sa.select(sa.func.count()).select_from(AlbumPhotoRow)
    return session.scalars(count.where(AlbumPhotoRow.album_id == album)).one()


def digests(session: Session, *conditions: sa.ColumnElement[bool]) -> Sequence[str]:
    """Return the pictures of the photos that match, each once."""
    return session.scalars(sa.select(AlbumPhotoRow.digest).where(*conditions).distinct()).all()


def _placed(session: Session, album: int, *conditions: sa.ColumnElement[bool]) -> Iterator[Placed]:
    query = sa.select(AlbumPhotoRow.position, AlbumPhotoRow.class_id, AlbumPhotoRow.digest)
    for row in session.execute(query.where(AlbumPhotoRow.album_id == album, *conditions)):
        yield Placed(*row)


def _at(album: int, positions: list[int]) -> tuple[sa.ColumnElement[bool], ...]:
    return AlbumPhotoRow.album_id == album, AlbumPhotoRow.position.in_(positions)


def _next(
    session: Session, column: InstrumentedAttribute[int], *conditions: sa.ColumnElement[bool]
) -> int:
    last = session.scalar(sa.select(sa.func.max(column)).where(*conditions))
    return 0 if last is None else last + 1


def _learn_part(session: Session, album: int, positions: list[int], *, part: Part | None) -> None:
    weaker = _PARTS[: _PARTS.index(part)]
    if not weaker:
        return
    less = sa.or_(*(AlbumPhotoRow.part.is_not_distinct_from(other) for other in weaker))
    for some in portions(positions):
        session.execute(
            sa.update(AlbumPhotoRow).where(*_at(album, some), less).values(part=part),
            execution_options=_PLAIN,
        )


def _values(photo: Photo, *, album: int, class_id: int | None) -> dict[str, Any]:
    return {
        "album_id": album,
        "class_id": class_id,
        "digest": photo.picture.digest,
        "width": photo.picture.width,
        "height": photo.picture.height,
        "look": photo.picture.look,
        "file": photo.file,
        "part": photo.part,
    }
