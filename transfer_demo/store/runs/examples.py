"""The images of a run as rows: where each belongs, and the digest under which its file lies."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from transfer_demo.images.dataset import Example, LabelledImages, Rejection
from transfer_demo.store.pictures.files import Pictures
from transfer_demo.store.tables import ExampleRow, RunRow

# The name of a class, and the digest of a picture in it.
Labelled = tuple[str, str]


def to_rows(images: LabelledImages, *, run_id: int) -> Iterator[dict[str, Any]]:
    """Yield the values of one row for each example."""
    for part, examples in (("train", images.train), ("validation", images.validation)):
        for position, example in enumerate(examples):
            yield {
                "run_id": run_id,
                "part": part,
                "position": position,
                "label": example.label,
                "digest": example.picture.digest,
                "width": example.picture.width,
                "height": example.picture.height,
                "file": example.file,
            }


def from_rows(run: RunRow, rows: Iterable[ExampleRow], pictures: Pictures) -> LabelledImages:
    """Return the images of a run whose rows come in the order of their positions.

    Raises:
        PictureMissing: the file of one of them is gone.
    """
    parts: dict[str, list[Example]] = {"train": [], "validation": []}
    for row in rows:
        picture = pictures.get(row.digest, width=row.width, height=row.height)
        parts[row.part].append(Example(picture=picture, label=row.label, file=row.file))
    return LabelledImages(
        classes=tuple(run.classes),
        train=tuple(parts["train"]),
        validation=tuple(parts["validation"]),
        rejected=rejections(run),
    )


def labelled(session: Session, runs: sa.ColumnElement[bool]) -> frozenset[Labelled]:
    """Return the pictures of runs as digests, each with the name of its class; no file is read."""
    query = (
        sa.select(RunRow.classes, ExampleRow.label, ExampleRow.digest)
        .join(RunRow, RunRow.id == ExampleRow.run_id)
        .where(runs)
        .distinct()
    )
    return frozenset((classes[label], digest) for classes, label, digest in session.execute(query))


def copy(session: Session, *, source: int, to: int) -> None:
    """Give a run the same images as another one has, both told by their ids."""
    columns = [column for column in ExampleRow.__table__.columns if column.key != "run_id"]
    same = sa.select(sa.literal(to), *columns).where(ExampleRow.run_id == source)
    names = ["run_id", *(column.key for column in columns)]
    session.execute(sa.insert(ExampleRow).from_select(names, same))


def rejections(run: RunRow) -> tuple[Rejection, ...]:
    """Return the files that were not used in a run."""
    return tuple(Rejection(**rejection) for rejection in run.rejected)
