from dataclasses import replace
from pathlib import Path

import pytest

from tests.training.made import job, labelled, picture
from transfer_demo.executors.order import (
    AnyFile,
    PictureReference,
    Reference,
    order_of,
    references,
    value_of,
)
from transfer_demo.images.dataset import Example, PictureFile
from transfer_demo.training.model_file import ModelBytes, ModelFile


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
    assert order.files == {one.digest: one for one in shown}


def test_a_job_comes_back_as_it_was_when_its_pictures_are_given_back() -> None:
    given = job()
    order = order_of(given)

    def find(reference: Reference) -> AnyFile:
        return reference.value(order.files[reference.digest].data)

    assert value_of(order.body, find) == given


def test_a_picture_that_is_there_as_a_file_is_that_file(tmp_path: Path) -> None:
    kept = in_file(tmp_path, seed=1)
    example = Example(picture=kept, label=0, file="1")
    order = order_of(replace(labelled(), train=(example,), validation=()))
    assert value_of(order.body, PictureReference.file).train == (example,)


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


def test_a_model_follows_like_a_picture(tmp_path: Path) -> None:
    digest = "ab" * 32
    path = tmp_path / f"{digest}.safetensors"
    path.write_bytes(b"a trained network")
    kept = ModelFile(path=path, digest=digest)
    order = order_of((kept, [picture(seed=1)]))
    assert b"a trained network" not in order.body
    reference, _ = references(order.body)
    assert reference.file() == kept
    path.unlink()
    assert reference.file() is None
    sent = reference.value(b"a trained network")
    assert sent == ModelBytes(data=b"a trained network", digest=digest)
    (again,) = references(order_of(sent).body)
    assert (again.digest, again.file()) == (digest, None)
