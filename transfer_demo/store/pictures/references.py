"""Picture files and the rows that refer to them: no run without its files, no file for ever alone.

Files are written before the run or the album that refers to them, and removed with the last of
these. A picture may be used by any number of them. The rows of a set of images come before their
files, and nobody reads those before a run refers to the set.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from transfer_demo.errors import StoreError
from transfer_demo.images import limits
from transfer_demo.images.dataset import AnyPicture, PictureFile
from transfer_demo.store.database import Database
from transfer_demo.store.pictures.files import Pictures
from transfer_demo.store.tables import AlbumPhotoRow, ArrivalRow, ExampleRow

# Nobody takes so long between the first picture of a portion and its rows.
ARRIVES_WITHIN: Final = timedelta(days=1)
# A sweep holds up everybody who writes, so it leaves the rest to the next one.
SWEPT_AT_ONCE: Final = 100

# Databases limit how many values a query may name.
_AT_ONCE: Final = 500
# Of a row that refers to a picture, with a name of a usual length.
_ROW_BYTES: Final = 250

Item = TypeVar("Item")


@contextmanager
def bringing(
    database: Database, pictures: Pictures, new: Collection[AnyPicture]
) -> Iterator[Session]:
    """Write pictures, then give a transaction for the rows that refer to them.

    Files are written outside of the transaction, where they keep nobody waiting.

    Raises:
        StoreError: a picture cannot be written; there is no transaction then.
    """
    missing = {picture.digest: picture for picture in new if not pictures.holds(picture)}
    check_space(pictures.folder, missing.values(), rows=len(new))
    arrival = _announce(database, list(missing)) if missing else None
    try:
        for picture in missing.values():
            pictures.put(picture)
        with database.writing(alone=True) as session:
            # What was there may have been removed with its last row; now nobody else removes.
            for picture in new:
                pictures.put(picture)
            yield session
            session.execute(sa.delete(ArrivalRow).where(ArrivalRow.id == arrival))
    except BaseException:
        if arrival is not None:
            with suppress(StoreError):
                _discard(database, pictures, [arrival])
        raise


def release(session: Session, pictures: Pictures, digests: Collection[str]) -> None:
    """Remove the files of those pictures that no row refers to any more.

    Call it after the rows are deleted, in the same transaction, which must be alone. If it is
    interrupted, the rows are still there to be deleted again.
    """
    used: set[str] = set()
    for some in portions(digests):
        for column in (ExampleRow.digest, AlbumPhotoRow.digest):
            used.update(session.scalars(sa.select(column).where(column.in_(some)).distinct()))
    pictures.remove(set(digests) - used)


def sweep(database: Database, pictures: Pictures) -> bool:
    """Remove pictures that were written more than a day ago and that no row refers to.

    Returns whether there may be more.

    Known are those that a killed process left. The folder is not searched: another database may
    have pictures in it.
    """
    before = datetime.now(UTC) - ARRIVES_WITHIN
    with database.reading() as session:
        query = sa.select(ArrivalRow.id).where(ArrivalRow.since < before)
        arrivals = session.scalars(query.order_by(ArrivalRow.id).limit(SWEPT_AT_ONCE)).all()
    if arrivals:
        _discard(database, pictures, arrivals)
    return bool(arrivals)


def portions(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield the items in lists that are short enough for one query."""
    rest = iter(items)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def check_space(folder: Path, missing: Iterable[AnyPicture], *, rows: int) -> None:
    """Raise StoreError if the disk would be nearly full: the database needs room beside them."""
    size = sum(map(_size, missing)) + rows * _ROW_BYTES
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if size > limits.spare_bytes(there, reserve=limits.KEPT_FREE_BYTES):
        raise StoreError(
            "Nothing was saved: the disk is nearly full. Remove images, runs or other files that "
            "are not needed any more, then try again."
        )


def _size(picture: AnyPicture) -> int:
    if not isinstance(picture, PictureFile):
        return len(picture.data)
    with suppress(OSError):  # who reads it says that it is gone
        return picture.path.stat().st_size
    return 0


def _announce(database: Database, digests: list[str]) -> int:
    """Note which pictures will be written, so that they are found if nobody refers to them."""
    with database.writing() as session:
        arrival = ArrivalRow(since=datetime.now(UTC), digests=digests)
        session.add(arrival)
        session.flush()
        return arrival.id


def _discard(database: Database, pictures: Pictures, arrivals: Collection[int]) -> None:
    with database.writing(alone=True) as session:
        chosen = ArrivalRow.id.in_(arrivals)
        lists = session.scalars(sa.select(ArrivalRow.digests).where(chosen)).all()
        digests = {digest for listed in lists for digest in listed}
        session.execute(sa.delete(ArrivalRow).where(chosen))
        pictures.remove_drafts(digests)
        release(session, pictures, digests)
