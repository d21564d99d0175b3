"""Pictures on their way to the workers of a cluster, who may have none of our files."""

import logging
import re
from dataclasses import replace

import pytest

from tests.executors import remote_calls, trainings
from tests.executors.hearing import PATIENCE, Heard
from tests.training.made import examples, job, picture
from transfer_demo.images.dataset import Example, LabelledImages, PictureFile

pytestmark = pytest.mark.cluster


@pytest.fixture
def sent(caplog):
    """Says how many pictures were sent to each worker."""
    caplog.set_level(logging.INFO, "transfer_demo.executors.dask_files")

    def count() -> dict[str, int]:
        found: dict[str, int] = {}
        for number, worker in re.findall(r"(\d+) files sent to (\S+)\.", caplog.text):
            found[worker] = found.get(worker, 0) + int(number)
        return found

    return count


def of_this_test(seed: int, *, train: int, validation: int) -> LabelledImages:
    """Images that no other test has shown to the workers, which all tests share."""
    return LabelledImages(
        classes=("red", "green"),
        train=examples(train, seed=seed),
        validation=examples(validation, seed=seed + train),
    )


def trained(executor, images, *, arms=("fine_tune", "scratch")):
    heard = [Heard() for _ in arms]
    tickets = [
        executor.submit(job(arm, images=images), h) for arm, h in zip(arms, heard, strict=True)
    ]
    assert all(ticket.wait(PATIENCE) for ticket in tickets)
    return heard


def test_each_picture_travels_to_a_worker_at_most_once(joined, sent):
    executor = joined(trainings.read_all)
    images = of_this_test(20_000, train=150, validation=30)
    for heard in (*trained(executor, images), *trained(executor, images)):
        assert heard.finished.outcome == "done", heard.finished
    assert sent()
    assert set(sent().values()) == {len(images.train) + len(images.validation)}


def test_a_remote_call_has_its_pictures_too(joined, sent):
    pictures = tuple(picture(seed=seed) for seed in range(5000, 5110))
    size = joined().call(remote_calls.bytes_of, pictures).result(PATIENCE)
    assert size == sum(len(one.data) for one in pictures)
    assert sum(sent().values()) == len(pictures)


def as_files(folder, images) -> LabelledImages:
    def moved(example: Example) -> Example:
        kept = example.picture
        path = folder / f"{kept.digest}.jpg"
        path.write_bytes(kept.data)
        file = PictureFile(path=path, width=kept.width, height=kept.height, digest=kept.digest)
        return Example(picture=file, label=example.label, file=example.file)

    return LabelledImages(
        classes=images.classes,
        train=tuple(map(moved, images.train)),
        validation=tuple(map(moved, images.validation)),
    )


def test_what_a_worker_can_read_by_itself_does_not_travel(joined, sent, tmp_path):
    images = as_files(tmp_path, of_this_test(30_000, train=4, validation=2))
    (heard,) = trained(joined(trainings.read_all), images, arms=["scratch"])
    assert heard.finished.outcome == "done"
    assert not sent()


def test_a_picture_that_is_gone_fails_its_training_with_a_sentence(joined, tmp_path):
    images = of_this_test(40_000, train=2, validation=2)
    gone = Example(
        picture=PictureFile(
            path=tmp_path / "elsewhere gone.jpg", width=8, height=6, digest="d" * 64
        ),
        label=0,
        file="gone.jpg",
    )
    images = replace(images, train=(*images.train, gone))
    (heard,) = trained(joined(trainings.read_all), images, arms=["scratch"])
    assert heard.finished.outcome == "failed"
    assert "Bring the images again" in heard.finished.message
