import re
from typing import Any

import plotly.graph_objects as go
import pytest

from transfer_demo.charts import worded_bars
from transfer_demo.charts.worded_bars import Bar

ROWS = [
    Bar(words="A heading"),
    Bar(words="first", value=3.0, written="three", hover="It is three", colour="#111111"),
    Bar(words="second", value=-2.0, written="minus two", hover="Below zero", colour="#222222"),
]


def _drawn(rows: list[Bar]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    bars, written, words = go.Figure(worded_bars.traces(rows)).to_dict()["data"]
    return bars, written, words


def test_every_row_has_its_place_and_a_heading_has_no_bar() -> None:
    bars, written, words = _drawn(ROWS)
    assert (list(bars["x"]), list(bars["y"])) == ([3.0, -2.0], [1, 2])
    assert list(bars["marker"]["color"]) == ["#111111", "#222222"]
    assert list(bars["hovertext"]) == ["It is three", "Below zero"]
    assert list(words["text"]) == ["<b>A heading</b>", "first", "second"]
    assert [text.strip() for text in written["text"]] == ["three", "minus two"]


def test_values_are_written_behind_the_bar_or_behind_zero() -> None:
    bars, written, _ = _drawn(ROWS)
    assert list(written["x"]) == [3.0, 0.0]
    assert list(written["y"]) == list(bars["y"])
    assert written["textposition"] == "middle right"


def test_words_stand_above_their_own_bar_and_below_the_one_before() -> None:
    bars, _, words = _drawn(ROWS)
    heading, *others = words["y"]
    assert 0 < heading < 0.5
    for bar, above in zip(bars["y"], others, strict=True):
        assert above == bar - bars["width"] / 2
        assert above > bar - 1 + bars["width"] / 2


def test_two_lines_of_words_touch_neither_the_bar_nor_the_heading_before_them() -> None:
    row = worded_bars.layout(ROWS)
    inner_px = row["height"] - 60  # the axis below
    row_px = inner_px / (row["yaxis"]["range"][0] - row["yaxis"]["range"][1])
    bars, _, words = _drawn(ROWS)
    top = words["y"][1] - 2 * 18 / row_px
    assert top >= words["y"][0]
    assert top >= bars["y"][0] - 1 + bars["width"] / 2


def test_long_words_wrap_and_none_is_lost() -> None:
    long = "a sentence that is far too long for the width of a telephone that stands upright"
    _, _, words = _drawn([Bar(words=long, value=1.0)])
    lines = words["text"][0].split("<br>")
    assert len(lines) > 1
    assert max(map(len, lines)) <= 42
    assert " ".join(lines) == long


def test_a_mark_stands_before_the_words_and_wraps_with_them() -> None:
    words = "twelve letters and many more of them than fit beside a mark"
    lines = _drawn([Bar(words=words, mark="Your guess:", value=1.0)])[2]["text"][0].split("<br>")
    assert "<b>Your guess:</b> twelve" in lines[0]
    assert " ".join(lines).endswith(words)
    assert all(len(re.sub(r"<[^>]*>", "", line)) <= 44 for line in lines)


def test_words_are_shown_as_they_are() -> None:
    _, _, words = _drawn([Bar(words="<b>salt</b> & pepper", value=1.0)])
    assert words["text"][0] == "&lt;b&gt;salt&lt;/b&gt; &amp; pepper"


@pytest.mark.parametrize("count", [1, 3, 9])
def test_all_rows_have_room_from_top_to_bottom(count: int) -> None:
    rows = [Bar(words="word", value=1.0)] * count
    axis = worded_bars.layout(rows)["yaxis"]["range"]
    assert axis[0] > count - 1 + 0.17
    assert axis[1] < -0.17
    more = worded_bars.layout([*rows, *rows])
    assert more["height"] > worded_bars.layout(rows)["height"]
