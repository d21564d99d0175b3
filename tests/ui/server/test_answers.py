from collections.abc import Sequence
from concurrent.futures import Future

import numpy as np
import pytest

from tests.training.made import picture
from transfer_demo.errors import ExecutorError
from transfer_demo.images.dataset import AnyPicture, Picture
from transfer_demo.ui.server import answers as module
from transfer_demo.ui.server.answers import AT_ONCE, Answers

PICTURES = [picture(seed=seed) for seed in range(AT_ONCE + 3)]


class Worker:
    """Is asked, and answers when a test says so."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.futures: list[Future[Sequence[str]]] = []

    def __call__(self, pictures: Sequence[AnyPicture]) -> "Future[Sequence[str]]":
        self.asked.append([one.digest for one in pictures])
        self.futures.append(Future())
        return self.futures[-1]

    def answer(self) -> None:
        self.futures[-1].set_result([f"said of {digest}" for digest in self.asked[-1]])


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    monkeypatch.setattr(module, "_PATIENCE_SECONDS", 0.0)  # a worker here answers by hand
    return Answers()


@pytest.fixture
def worker() -> Worker:
    return Worker()


def about(answers: Answers, worker: Worker, pictures: Sequence[Picture], **more: str):
    what, owner = more.get("what", "model"), more.get("owner", "ada")
    return answers.about(pictures, what, ask=worker, owner=owner)


def test_who_asks_again_is_told_and_nobody_is_asked_twice(answers: Answers, worker: Worker) -> None:
    first = about(answers, worker, PICTURES[:2])
    assert (first.answers, first.missing, first.complete) == ({}, 2, False)
    about(answers, worker, PICTURES[:2], owner="bob")
    assert len(worker.asked) == 1, "it was just asked, whoever did"
    worker.answer()
    told = about(answers, worker, PICTURES[:2], owner="bob")
    assert told.answers == {p.digest: f"said of {p.digest}" for p in PICTURES[:2]}
    assert told.complete
    assert len(worker.asked) == 1


def test_only_what_is_missing_is_asked_a_few_at_a_time(answers: Answers, worker: Worker) -> None:
    about(answers, worker, PICTURES[:1])
    worker.answer()
    told = about(answers, worker, [*PICTURES, PICTURES[-1]])
    assert len(told.answers) == 1
    assert worker.asked[-1] == [p.digest for p in PICTURES[1 : AT_ONCE + 1]]
    worker.answer()
    about(answers, worker, PICTURES)
    assert worker.asked[-1] == [p.digest for p in PICTURES[AT_ONCE + 1 :]]
    worker.answer()
    assert about(answers, worker, PICTURES).complete


def test_what_is_answered_at_once_is_told_at_once(answers: Answers) -> None:
    def at_once(pictures: Sequence[AnyPicture]) -> "Future[Sequence[str]]":
        future: Future[Sequence[str]] = Future()
        future.set_result([f"said of {one.digest}" for one in pictures])
        return future

    told = answers.about(PICTURES[:2], "model", ask=at_once, owner="ada")
    assert told.complete
    assert list(told.answers.values()) == [f"said of {p.digest}" for p in PICTURES[:2]]


def test_models_are_asked_side_by_side(answers: Answers, worker: Worker) -> None:
    about(answers, worker, PICTURES[:1], what="one")
    about(answers, worker, PICTURES[:1], what="other")
    assert len(worker.asked) == 2


def test_one_person_has_so_many_questions_open(answers: Answers, worker: Worker) -> None:
    for number in range(module._OPEN + 3):
        about(answers, worker, PICTURES[:1], what=f"model {number}")
    assert len(worker.asked) == module._OPEN
    about(answers, worker, PICTURES[:1], what="of another", owner="bob")
    assert len(worker.asked) == module._OPEN + 1


def test_what_fails_is_said_and_asked_again_a_little_later(
    answers: Answers, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    about(answers, worker, PICTURES[:1])
    worker.futures[-1].set_exception(ExecutorError("The worker has gone."))
    told = about(answers, worker, PICTURES[:1])
    assert (told.problem, told.complete) == ("The worker has gone.", True)
    assert len(worker.asked) == 1
    now[0] += module._FAILED_SECONDS
    again = about(answers, worker, PICTURES[:1])
    assert (again.problem, again.complete) == ("", False)
    assert len(worker.asked) == 2
    worker.answer()
    assert about(answers, worker, PICTURES[:1]).answers


def test_a_question_that_could_not_be_sent_is_not_taken_for_open(answers: Answers) -> None:
    def refuses(pictures: Sequence[AnyPicture]) -> "Future[Sequence[str]]":
        raise ExecutorError("There are no workers.")

    with pytest.raises(ExecutorError):
        answers.about(PICTURES[:1], "model", ask=refuses, owner="ada")
    told = answers.about(PICTURES[:1], "model", ask=refuses, owner="ada")
    assert told.problem == "There are no workers."


def test_what_was_asked_long_ago_makes_room(
    answers: Answers, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEPT", 2)
    for one in PICTURES[:3]:
        about(answers, worker, [one])
        worker.answer()
    assert about(answers, worker, PICTURES[1:3]).complete
    assert not about(answers, worker, PICTURES[:1]).complete


def test_room_is_counted_in_numbers_and_not_in_answers(
    answers: Answers, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEPT", 10)
    for one in PICTURES[:3]:
        about(answers, worker, [one])
        worker.futures[-1].set_result([np.zeros(4)])  # type: ignore[list-item]
    assert not about(answers, worker, PICTURES[:1]).complete
    assert about(answers, worker, PICTURES[1:3]).complete


@pytest.mark.parametrize("brings", ["too few", "a cancellation", "an error of another kind"])
def test_whatever_a_question_brings_it_is_not_open_for_ever(
    answers: Answers, worker: Worker, monkeypatch: pytest.MonkeyPatch, brings: str
) -> None:
    now = [100.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    about(answers, worker, PICTURES[:2])
    future = worker.futures[-1]
    if brings == "too few":
        future.set_result(["one"])
    elif brings == "a cancellation":
        future.cancel()
    else:
        future.set_exception(ValueError())
    told = about(answers, worker, PICTURES[:2])
    assert told.complete
    assert told.problem
    now[0] += module._FAILED_SECONDS
    about(answers, worker, PICTURES[:2])
    worker.answer()
    assert about(answers, worker, PICTURES[:2]).answers
