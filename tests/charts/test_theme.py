import itertools

import numpy as np
import plotly.graph_objects as go
import pytest

from transfer_demo.charts import theme
from transfer_demo.plan import ARMS

PAGES = ("#ffffff", "#0e1117")
# Linear RGB as it is seen with one kind of cone missing (Machado, Oliveira & Fernandes 2009).
SIGHT = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def _linear(colour: str) -> np.ndarray:
    values = np.array(list(bytes.fromhex(colour[1:]))) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    dark, light = sorted(float(_linear(c) @ (0.2126, 0.7152, 0.0722)) for c in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _lab(linear: np.ndarray) -> np.ndarray:
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(linear, 0, 1) / (0.9505, 1, 1.089)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_every_arm_has_a_colour_and_a_symbol_of_its_own() -> None:
    for table in (theme.ARM_COLOURS, theme.ARM_SYMBOLS):
        assert set(table) == set(ARMS)
        assert len(set(table.values())) == len(ARMS)


@pytest.mark.parametrize("page", PAGES)
def test_everything_that_is_drawn_stands_out_on_a_light_and_a_dark_page(page: str) -> None:
    for colour in (*theme.ARM_COLOURS.values(), theme.HEAD_COLOUR, theme.FROZEN_COLOUR):
        assert _contrast(colour, page) >= 3.7


def test_text_can_be_read_on_its_page_and_without_a_base_on_both() -> None:
    assert _contrast(theme.INKS["light"], "#ffffff") >= 7
    assert _contrast(theme.INKS["dark"], "#0e1117") >= 7
    assert min(_contrast(theme.INKS[None], page) for page in PAGES) >= 4


@pytest.mark.parametrize("sight", SIGHT)
def test_the_arms_look_different_whatever_cone_is_missing(sight: str) -> None:
    seen = [_lab(SIGHT[sight] @ _linear(colour)) for colour in theme.ARM_COLOURS.values()]
    for one, other in itertools.combinations(seen, 2):
        assert np.linalg.norm(one - other) > 40  # a difference of 2 is just noticeable


@pytest.mark.parametrize("base", [None, "light", "dark"])
def test_nothing_is_painted_behind_a_chart(base: theme.Base | None) -> None:
    chart = go.Figure(layout=theme.layout(base)).to_dict()["layout"]["template"]["layout"]
    assert chart["paper_bgcolor"] == chart["plot_bgcolor"] == theme.CLEAR


def test_no_button_sends_a_chart_away() -> None:
    assert "sendChartToCloud" in go.Figure(layout=theme.layout()).layout.modebar.remove


def test_a_finished_figure_can_be_dressed_for_another_page() -> None:
    dressed = go.Figure(layout=theme.layout("light")).update_layout(theme.layout("dark"))
    assert dressed == go.Figure(layout=theme.layout("dark"))


@pytest.mark.parametrize("trace", [go.Scatter, go.Bar, go.Heatmap])
def test_hovering_shows_our_words_where_nothing_else_is_said(trace: type) -> None:
    figure = go.Figure([trace(), trace(hoverinfo="skip")], theme.layout())
    (usual,) = figure.layout.template.data[trace().type]
    assert usual.hoverinfo == "text"
    assert [one.hoverinfo for one in figure.data] == [None, "skip"]
