"""The images of runs as rows: where each belongs, and the digest under which its file lies.

The runs of a study mostly have the same images, so they share a set of them. Many thousand rows
take seconds to write, and whoever else writes would wait for them: so a set is written bit by bit,
before the run that refers to it. One that no run refers to is removed with the last of its runs,
or, if its writing was cut short, after a day.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from transfer_demo.errors import StoreError
from transfer_demo.images.dataset import Example, LabelledImages, Rejection
from transfer_demo.store.database import Database
from transfer_demo.store.pictures import references
from transfer_demo.store.pictures.files import Pictures
from transfer_demo.store.tables import ExampleRow, ImageSetRow, RunRow

# The name of a class, and the digest of a picture in it.
Labelled = tuple[str, str]

_ROWS_AT_ONCE: Final = 2000


@contextmanager
def bringing(
    database: Database, pictures: Pictures, images: Mapping[str, LabelledImages]
) -> Iterator[tuple[Session, dict[str, int]]]:
    """Write sets of images, then give a transaction for their runs, and the id of each set.

    Args:
        images: by a name for each set, as its digest.

    Raises:
        StoreError: something cannot be written; there is no transaction then.
    """
    rows = sum(len(each.train) + len(each.validation) for each in images.values())
    references.check_space(pictures.folder, (), rows=rows)
    ids: dict[str, int] = {}
    try:
        for name, labelled in images.items():
            ids[name] = _announce(database)
            _write(database, labelled, set_id=ids[name])
        shown = {
            example.picture.digest: example.picture
            for labelled in images.values()
            for example in (*labelled.train, *labelled.validation)
        }
        with references.bringing(database, pictures, shown.values()) as session:
            yield session, ids
            remove_unused(session, pictures, ids.values())
    except BaseException:
        with suppress(StoreError), database.writing(alone=True) as session:
            remove_unused(session, pictures, ids.values())
        raise


def read(session: Session, run: RunRow, pictures: Pictures) -> LabelledImages:
    """Return the images of a run.

    Raises:
        PictureMissing: the file of one of them is gone.
    """
    rows = session.scalars(
        sa.select(ExampleRow)
        .where(ExampleRow.set_id == run.image_set_id)
        .order_by(ExampleRow.position)
    )
    parts: dict[str, list[Example]] = {"train": [], "validation": []}
    for row in rows:
        picture = pictures.get(row.digest, width=row.width, height=row.height)
        example = Example(picture=picture, label=row.label, file=row.file, group=row.group or "")
        parts[row.part].append(example)
    return LabelledImages(
        classes=tuple(run.classes),
        train=tuple(parts["train"]),
        validation=tuple(parts["validation"]),
        rejected=rejections(run),
    )


def rejections(run: RunRow) -> tuple[Rejection, ...]:
    """Return the files that were not used in a run."""
    return tuple(Rejection(**rejection) for rejection in run.rejected)


def labelled(session: Session, runs: sa.ColumnElement[bool]) -> frozenset[Labelled]:
    """Return the pictures of runs as digests, each with the name of its class; no file is read."""
    query = (
        sa.select(RunRow.classes, ExampleRow.label, ExampleRow.digest)
        .join(RunRow, RunRow.image_set_id == ExampleRow.set_id)
        .where(runs)
        .distinct()
    )
    return frozenset((classes[label], digest) for classes, label, digest in session.execute(query))


def remove_unused(session: Session, pictures: Pictures, sets: Collection[int]) -> None:
    """Remove those of these sets that no run refers to, and the pictures that nothing else uses.

    The transaction must be alone.
    """
    for some in references.portions(sets):
        used = sa.exists().where(RunRow.image_set_id == ImageSetRow.id)
        unused = session.scalars(
            sa.select(ImageSetRow.id).where(ImageSetRow.id.in_(some), ~used)
        ).all()
        of_these = ExampleRow.set_id.in_(unused)
        digests = session.scalars(sa.select(ExampleRow.digest).where(of_these).distinct()).all()
        gone = sa.delete(ImageSetRow).where(ImageSetRow.id.in_(unused))
        session.execute(gone, execution_options={"synchronize_session": False})
        references.release(session, pictures, digests)


def forget_one(database: Database, pictures: Pictures) -> bool:
    """Remove a set whose writing was cut short more than a day ago; say whether there was one."""
    old = sa.and_(
        ImageSetRow.created < datetime.now(UTC) - references.ARRIVES_WITHIN,
        ~sa.exists().where(RunRow.image_set_id == ImageSetRow.id),
    )
    with database.reading() as session:
        found = session.scalar(sa.select(ImageSetRow.id).where(old).limit(1))
    if found is None:
        return False
    with database.writing(alone=True) as session:
        remove_unused(session, pictures, [found])
    return True


def _announce(database: Database) -> int:
    with database.writing() as session:
        new = ImageSetRow(created=datetime.now(UTC))
        session.add(new)
        session.flush()
        return new.id


def _write(database: Database, images: LabelledImages, *, set_id: int) -> None:
    rows = iter(_rows(images, set_id=set_id))
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        with database.writing() as session:
            session.execute(sa.insert(ExampleRow), some)


def _rows(images: LabelledImages, *, set_id: int) -> Iterable[dict[str, Any]]:
    for part, examples in (("train", images.train), ("validation", images.validation)):
        for position, example in enumerate(examples):
            yield {
                "set_id": set_id,
                "part": part,
                "position": position,
                "label": example.label,
                "digest": example.picture.digest,
                "width": example.picture.width,
                "height": example.picture.height,
                "file": example.file,
                "group": example.group or None,
            }
