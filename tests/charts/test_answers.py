from datetime import date
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from transfer_demo.charts import answers, theme
from transfer_demo.lessons.pictures import HeadAfterEpoch, Heads, Prediction


def _answers(**probabilities: float) -> tuple[Prediction, ...]:
    return tuple(Prediction(name=name, probability=value) for name, value in probabilities.items())


HEADS = Heads(
    recorded=date(2026, 1, 1),
    machine={},
    backbone="A backbone",
    photo=Path("hen.jpg"),
    class_name="birds",
    chosen="By nobody.",
    image_size_px=160,
    old_classes=1000,
    old=_answers(hen=0.84, grouse=0.14, cock=0.004),
    steps=(
        HeadAfterEpoch(epoch=0, answers=_answers(birds=0.5, fruit=0.5)),
        HeadAfterEpoch(epoch=1, answers=_answers(birds=0.8, fruit=0.2)),
        HeadAfterEpoch(epoch=2, answers=_answers(birds=0.997, fruit=0.003)),
    ),
)


def _parts(figure: go.Figure) -> tuple[dict[str, Any], list[str], list[str]]:
    bars, written, words = figure.to_dict()["data"]
    return bars, [text.strip() for text in written["text"]], list(words["text"])


@pytest.mark.parametrize(("trained", "new"), [(False, [50, 50]), (True, [99.7, 0.3])])
def test_the_old_heads_answers_stand_above_those_of_the_new_one(
    trained: bool, new: list[float]
) -> None:
    bars, _, words = _parts(answers.figure(HEADS, trained=trained))
    assert list(bars["x"]) == pytest.approx([84, 14, 0.4, *new])
    assert words[1:4] == ["hen", "grouse", "cock"]
    assert words[5:] == ["birds", "fruit"]
    colours = list(bars["marker"]["color"])
    assert colours == [answers.OLD_COLOUR] * 3 + [answers.NEW_COLOUR] * 2


def test_headings_say_which_head_answers_and_when() -> None:
    before, after = (_parts(answers.figure(HEADS, trained=t))[2] for t in (False, True))
    assert before[0] == after[0] == "<b>Old head: the likeliest of 1,000 classes</b>"
    assert before[4] == "<b>New head: 2 classes, before training</b>"
    assert after[4] == "<b>New head: 2 classes, after 2 epochs</b>"


def test_probabilities_are_in_whole_percent_and_never_quite_sure() -> None:
    assert _parts(answers.figure(HEADS, trained=False))[1] == [
        *("84%", "14%", "under 1%"),
        *("50%", "50%"),
    ]
    assert _parts(answers.figure(HEADS, trained=True))[1][3:] == ["over 99%", "under 1%"]


def test_hovering_names_the_head_and_the_class() -> None:
    hover = _parts(answers.figure(HEADS, trained=True))[0]["hovertext"]
    assert hover[0] == "<b>Old head</b><br>hen: 84%"
    assert hover[4] == "<b>New head, after 2 epochs</b><br>fruit: under 1%"


def test_a_replay_leads_from_before_to_after_and_only_the_bars_move() -> None:
    frames = answers.replay(HEADS, base="dark")
    assert len(frames) == len(HEADS.steps)
    assert frames[0] == answers.figure(HEADS, trained=False, base="dark")
    assert frames[-1] == answers.figure(HEADS, trained=True, base="dark")
    assert len({frame.layout.to_plotly_json().__repr__() for frame in frames}) == 1
    assert "after 1 epoch<" in _parts(frames[1])[2][4]


def test_there_is_room_for_the_number_behind_a_full_bar() -> None:
    assert answers.figure(HEADS, trained=True).layout.xaxis.range[1] >= 120


@pytest.mark.parametrize("base", [None, "light", "dark"])
def test_a_figure_takes_the_look_of_its_page(base: theme.Base | None) -> None:
    figure = answers.figure(HEADS, trained=True, base=base)
    assert figure.layout.template == go.Figure(layout=theme.layout(base)).layout.template
