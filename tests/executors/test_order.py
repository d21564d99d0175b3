from dataclasses import replace
from pathlib import Path

import pytest

from tests.training.made import job, labelled, picture
from transfer_demo.executors.order import Reference, order_of, references, value_of
from transfer_demo.images.dataset import AnyPicture, Example, PictureFile


def in_file(folder: Path, *, seed: int) -> PictureFile:
    kept = picture(seed=seed)
    path = folder / f"{kept.digest}.jpg"
    path.write_bytes(kept.data)
    return PictureFile(path=path, width=kept.width, height=kept.height, digest=kept.digest)


def test_an_order_names_its_pictures_and_has_no_bytes_of_theirs() -> None:
    images = labelled()
    order = order_of(job(images=images))
    shown = [example.picture for example in (*images.train, *images.validation)]
    assert [reference.digest for reference in references(order.body)] == [
        one.digest for one in shown
    ]
    assert not any(one.data[:64] in order.body for one in shown)
    assert order.pictures == {one.digest: one for one in shown}


def test_a_job_comes_back_as_it_was_when_its_pictures_are_given_back() -> None:
    given = job()
    order = order_of(given)

    def find(reference: Reference) -> AnyPicture:
        return reference.picture(order.pictures[reference.digest].data)

    assert value_of(order.body, find) == given


def test_a_picture_that_is_there_as_a_file_is_that_file(tmp_path: Path) -> None:
    kept = in_file(tmp_path, seed=1)
    example = Example(picture=kept, label=0, file="1")
    order = order_of(replace(labelled(), train=(example,), validation=()))
    assert value_of(order.body, Reference.file).train == (example,)


def test_another_file_at_the_same_place_is_not_taken_for_a_picture(tmp_path: Path) -> None:
    kept = in_file(tmp_path, seed=1)
    other = tmp_path / "photo.jpg"
    kept.path.rename(other)
    moved = replace(kept, path=other)
    (reference,) = references(order_of(moved).body)
    assert reference.file() is None
    (gone,) = references(order_of(kept).body)
    assert gone.file() is None


def test_a_file_that_this_user_may_not_read_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = in_file(tmp_path, seed=1)
    (reference,) = references(order_of(kept).body)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    assert reference.file() is None
