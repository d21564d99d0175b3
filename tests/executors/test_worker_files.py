from collections.abc import Sequence

import pytest

from tests.training.made import job, labelled
from transfer_demo.errors import ExecutorError
from transfer_demo.executors import worker_files
from transfer_demo.executors.order import order_of
from transfer_demo.executors.worker_files import NOT_BROUGHT, WorkerFiles

JOB = job(images=labelled(train=5, validation=2))
ORDER = order_of(JOB)


class Sender:
    """Whoever sent the order: brings what is asked for, and notes that."""

    def __init__(self, worker: WorkerFiles) -> None:
        self.worker = worker
        self.asked: list[list[str]] = []

    def bring(self, digests: Sequence[str]) -> None:
        self.asked.append([*digests])
        self.worker.take({digest: ORDER.files[digest].data for digest in digests})


def fetched(worker: WorkerFiles, sender: Sender) -> bool:
    return worker.fetched(ORDER.body, ask=sender.bring, given_up=lambda: False)


def test_pictures_are_asked_for_a_few_at_a_time_and_each_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker_files, "AT_ONCE", 3)
    worker = WorkerFiles()
    sender = Sender(worker)
    assert fetched(worker, sender)
    assert [len(digests) for digests in sender.asked] == [3, 3, 1]
    with worker.in_use():
        assert worker.value_of(ORDER.body) == JOB
    assert fetched(worker, sender)  # the other arm
    assert len(sender.asked) == 3


def test_a_job_that_is_given_up_does_not_wait_for_pictures() -> None:
    assert not WorkerFiles().fetched(ORDER.body, ask=lambda _: None, given_up=lambda: True)


def test_pictures_that_nobody_brings_are_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_files, "_PATIENCE_SECONDS", 0.02)
    monkeypatch.setattr(worker_files, "_SECONDS_BETWEEN", 0.01)
    with pytest.raises(ExecutorError, match="did not reach the worker"):
        WorkerFiles().fetched(ORDER.body, ask=lambda _: None, given_up=lambda: False)


def test_a_picture_that_is_not_here_any_more_is_a_sentence() -> None:
    with pytest.raises(ExecutorError, match=NOT_BROUGHT[:20]):
        WorkerFiles().value_of(ORDER.body)


def test_what_was_needed_longest_ago_goes_first_when_there_is_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worker = WorkerFiles()
    worker.take({"old": bytes(600)})
    fetched(worker, Sender(worker))
    worker.value_of(ORDER.body)
    needed = sum(len(picture.data) for picture in ORDER.files.values())
    monkeypatch.setattr(worker_files, "_KEPT_BYTES", needed)
    with worker.in_use():
        pass
    assert set(worker._kept) == set(ORDER.files)


def test_what_was_lost_on_its_way_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_files, "_SECONDS_TO_ASK_AGAIN", 0.01)
    monkeypatch.setattr(worker_files, "_SECONDS_BETWEEN", 0.01)
    worker = WorkerFiles()
    sender = Sender(worker)
    lost = [True, True]

    def ask(digests: Sequence[str]) -> None:
        if lost:
            lost.pop()
        else:
            sender.bring(digests)

    assert worker.fetched(ORDER.body, ask=ask, given_up=lambda: False)
    assert not lost


@pytest.mark.parametrize("brought", ["for an order that was carried out", "after it was given up"])
def test_nobodys_photos_stay_when_no_order_comes(
    brought: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_files, "_KEPT_SECONDS", 0.0)
    worker = WorkerFiles()
    if "carried out" in brought:
        with worker.in_use():
            fetched(worker, Sender(worker))
            assert not worker.lacking(ORDER.body), "not while they are needed"
    else:
        Sender(worker).bring([*ORDER.files])
    assert worker._forgetting is not None
    worker._forgetting.join()
    assert worker.lacking(ORDER.body) == [*ORDER.files]
