from typing import Any

import plotly.graph_objects as go
import pytest

from transfer_demo.charts import similarities, theme
from transfer_demo.charts.study_marks import GUESS_COLOUR
from transfer_demo.lessons.pictures import Similarities, Similarity

COMPARISON = Similarities(
    anchor="The bank lends money.",
    candidates=(
        Similarity(kind="meaning", sentence="A loan is given.", similarity=0.678),
        Similarity(kind="words", sentence="We sit on the bank.", similarity=0.5),
        Similarity(kind="other", sentence="A lamp <i> broke.", similarity=-0.02),
    ),
)


def _parts(**choices: Any) -> tuple[dict[str, Any], list[str], list[str]]:
    bars, written, words = similarities.figure(COMPARISON, **choices).to_dict()["data"]
    return bars, [text.strip() for text in written["text"]], list(words["text"])


def test_every_sentence_has_a_bar_with_two_decimals() -> None:
    bars, written, words = _parts()
    assert list(bars["x"]) == [0.678, 0.5, -0.02]
    assert written == ["0.68", "0.50", "-0.02"]
    assert words == [
        "<b>“The bank lends money.” is compared with:</b>",
        "A loan is given.",
        "We sit on the bank.",
        "A lamp &lt;i&gt; broke.",
    ]


@pytest.mark.parametrize(("guess", "place"), [("meaning", 0), ("words", 1), ("other", 2)])
def test_the_guess_is_marked_in_words_where_it_was(guess: str, place: int) -> None:
    words = _parts(guess=guess)[2][1:]
    assert ["<b>Your guess:</b>" in text for text in words] == [n == place for n in range(3)]
    assert GUESS_COLOUR in words[place]
    assert _parts(guess=guess)[:2] == _parts()[:2]


@pytest.mark.parametrize("guess", [None, "", "nothing"])
def test_without_a_guess_that_can_be_drawn_nothing_is_marked(guess: str | None) -> None:
    assert _parts(guess=guess) == _parts()


def test_all_of_a_bar_is_seen_and_the_axis_ends_at_the_same_direction() -> None:
    low, high = similarities.figure(COMPARISON).layout.xaxis.range
    assert low < -0.02
    assert high == 1


def test_hovering_says_what_a_sentence_shares() -> None:
    hover = _parts()[0]["hovertext"]
    assert hover[0] == "<b>Same meaning, other words</b><br>A loan is given.: 0.68"
    assert hover[1].startswith("<b>Same words, another meaning</b>")
    assert "&lt;i&gt;" in hover[2]


@pytest.mark.parametrize("base", [None, "light", "dark"])
def test_a_figure_takes_the_look_of_its_page(base: theme.Base | None) -> None:
    figure = similarities.figure(COMPARISON, base=base)
    assert figure.layout.template == go.Figure(layout=theme.layout(base)).layout.template
