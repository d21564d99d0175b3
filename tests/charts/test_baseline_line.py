import pytest

from transfer_demo.charts import baseline_line, theme
from transfer_demo.verdict.baseline import Baseline


def _baseline(accuracy: float) -> Baseline:
    return Baseline(accuracy=accuracy, images=100, classes=4)


def test_the_line_goes_right_across_at_its_height_under_everything_else() -> None:
    (shape,) = baseline_line.across(_baseline(0.41))
    assert (shape["x0"], shape["x1"], shape["xref"]) == (0, 1, "x domain")
    assert shape["y0"] == shape["y1"] == pytest.approx(41)
    assert shape["label"]["text"] == "always the most frequent class: 41%"
    assert shape["layer"] == "below"


def test_it_is_quieter_than_a_curve_and_its_words_take_the_ink_of_the_page() -> None:
    (shape,) = baseline_line.across(_baseline(0.41))
    drawn = baseline_line.over({1: _baseline(0.41)})
    for line in (shape["line"], drawn.line.to_plotly_json()):
        assert line["width"] < 1.5
        assert line["dash"] == "dot"
        assert line["color"] not in theme.ARM_COLOURS.values()
    assert "color" not in shape["label"]["font"]
    assert drawn.textfont.color is None


def test_before_anything_is_known_there_is_no_line() -> None:
    assert baseline_line.across(None) == []
    assert len(baseline_line.over({}).x) == 0


@pytest.mark.parametrize(("accuracy", "side"), [(0.1, "bottom"), (0.5, "top")])
def test_the_words_stand_below_the_line_unless_that_is_near_the_axis(
    accuracy: float, side: str
) -> None:
    (shape,) = baseline_line.across(_baseline(accuracy))
    assert shape["label"]["yanchor"] == side
    above = baseline_line.over({1: _baseline(accuracy)}).textposition == "top left"
    assert above == (side == "bottom")


def test_a_line_whose_height_differs_has_the_words_of_its_last_place() -> None:
    drawn = baseline_line.over({1: _baseline(0.25), 20: _baseline(0.6)})
    assert (list(drawn.x), list(drawn.y)) == ([1, 20], pytest.approx([25, 60]))
    assert list(drawn.text) == ["", "always the most frequent class: 60%"]
    assert drawn.hovertext[0] == "always the most frequent class: 25%"


def test_its_words_stand_where_no_curve_ends_beside_them() -> None:
    half = Baseline(accuracy=0.5, images=20, classes=2)
    (far,) = baseline_line.across(half, ends=[0.9, 0.1])
    assert far["label"]["textposition"] == "end"
    (near,) = baseline_line.across(half, ends=[0.9, 0.45])
    assert near["label"]["textposition"] == "start"
