import json
from dataclasses import replace

import pytest

from tests.scripted import learn
from transfer_demo.charts import confusion, curves
from transfer_demo.events import Progress
from transfer_demo.history import History, fold
from transfer_demo.images.dataset import Example, LabelledImages, Picture
from transfer_demo.plan import Plan
from transfer_demo.training.job import Job
from transfer_demo.ui.elements.drawings import draw_confusion, draw_curves
from transfer_demo.verdict.guess import RaceGuess

PICTURE = Picture(data=b"", width=1, height=1, digest="0")


def _history(*, epochs: int, events: int | None = None) -> History:
    examples = tuple(Example(picture=PICTURE, label=i % 2, file=str(i)) for i in range(20))
    images = LabelledImages(classes=("a", "b"), train=examples, validation=examples)
    job = Job(run="r", arm="fine_tune", plan=Plan(epochs=epochs).resolve(9), images=images)
    return fold(list(learn(job))[:events])


def test_a_drawing_is_the_figure_of_the_charts() -> None:
    history = _history(epochs=3)
    drawn = draw_curves("one", history, metric="loss", x_axis="seconds")
    figure = json.loads(drawn.figure)
    wanted = json.loads(curves.figure(history, metric="loss", x_axis="seconds").to_json())
    assert figure["data"] == wanted["data"]
    assert figure["layout"]["height"] == drawn.height_px
    arm = history.arms["fine_tune"]
    assert draw_confusion("one", history, "fine_tune", base="dark").figure == (
        confusion.figure(arm, base="dark").to_json()
    )


def test_each_event_that_is_drawn_shows_at_once() -> None:
    examples = tuple(Example(picture=PICTURE, label=i % 2, file=str(i)) for i in range(20))
    images = LabelledImages(classes=("a", "b"), train=examples, validation=examples)
    job = Job(run="r", arm="fine_tune", plan=Plan(epochs=3).resolve(9), images=images)
    said = list(learn(job))
    for heard in range(1, len(said) + 1):
        history = fold(said[:heard])
        drawn = json.loads(draw_curves("five", history, metric="loss", x_axis="epoch").figure)
        wanted = json.loads(curves.figure(history, metric="loss", x_axis="epoch").to_json())
        assert drawn["data"] == wanted["data"], said[heard - 1].kind


def test_only_what_is_new_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    figure = curves.figure

    def counted(history: History, **options: str) -> object:
        drawn.append(1)
        return figure(history, **options)

    monkeypatch.setattr(curves, "figure", counted)
    begun, later = _history(epochs=3, events=1), _history(epochs=3, events=2)
    arm = later.arms["fine_tune"]
    further = replace(arm, progress=Progress(arm="fine_tune", fraction=0.5, seconds=9.0))
    for history in (begun, begun, later, later, History({"fine_tune": further})):
        draw_curves("two", history, metric="accuracy", x_axis="epoch")
    assert len(drawn) == 2
    draw_curves("two", later, metric="accuracy", x_axis="gflops")
    draw_curves("three", later, metric="accuracy", x_axis="epoch")
    assert len(drawn) == 4


def test_the_same_run_is_drawn_with_a_guess_where_that_is_shown_and_without_elsewhere() -> None:
    history = _history(epochs=3)
    guesses = (None, RaceGuess(winner="scratch", lead=0.1, crossing_epoch=2), None)
    named = [
        {trace["name"] for trace in json.loads(drawn.figure)["data"]}
        for drawn in (
            draw_curves("four", history, metric="accuracy", x_axis="epoch", guess=guess)
            for guess in guesses
        )
    ]
    assert ["Your guess" in names for names in named] == [False, True, False]
