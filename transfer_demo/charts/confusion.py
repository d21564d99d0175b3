"""What is taken for what: the confusion matrix of an arm after its last epoch."""

from collections.abc import Iterable, Sequence
from typing import Final

import plotly.graph_objects as go

from transfer_demo.charts import theme
from transfer_demo.charts.class_names import escape, tick
from transfer_demo.charts.theme import Base
from transfer_demo.history import ArmHistory
from transfer_demo.plan import ARM_TITLES

# Above this share of a row the cell is dark enough for white figures.
STRONG: Final = 0.5
# More could not be read on a laptop.
_MOST_CLASSES: Final = 16
OTHERS: Final = "other classes"


def count(labels: Sequence[int], predictions: Sequence[int], *, classes: int) -> list[list[int]]:
    """Return how often each class (row) was taken for each class (column)."""
    matrix = [[0] * classes for _ in range(classes)]
    for label, predicted in zip(labels, predictions, strict=True):
        matrix[label][predicted] += 1
    return matrix


def most_confused(matrix: Sequence[Sequence[int]], *, most: int) -> list[int]:
    """Return so many classes at most, in order: those that take part in the most mistakes.

    A class whose images are taken for many others counts as one that is always taken for the same.
    """
    mistakes = [
        sum(row) + sum(each[label] for each in matrix) - 2 * row[label]
        for label, row in enumerate(matrix)
    ]
    return sorted(sorted(range(len(matrix)), key=lambda label: -mistakes[label])[:most])


def shown_classes(arms: Iterable[ArmHistory]) -> list[int]:
    """Return which classes are drawn, the same for all arms: those that they mix up most."""
    matrices = [whole(arm) for arm in arms if arm.last and arm.started]
    together = [
        [sum(cells) for cells in zip(*rows, strict=True)] for rows in zip(*matrices, strict=True)
    ]
    return most_confused(together, most=_MOST_CLASSES)


def figure(
    arm: ArmHistory, *, rows: Sequence[int] | None = None, base: Base | None = None
) -> go.Figure:
    """Draw the confusion matrix of an arm after its last epoch, each row shaded by its shares.

    Of many classes those are drawn that are mixed up most, and a column of all others beside them.
    An arm that has ended no epoch gives an empty chart that says so.

    Args:
        arm: the arm.
        rows: which classes to draw; those that this arm mixes up most unless given.
        base: the theme of the page.
    """
    last, started = arm.last, arm.started
    chart = go.Figure(layout=theme.layout(base))
    if last is None or started is None:
        nothing = {"text": "No epoch has ended yet.", "showarrow": False, "x": 0.5, "y": 0.5}
        hidden = {"visible": False, "range": [0, 1]}
        return chart.update_layout(annotations=[nothing], xaxis=hidden, yaxis=hidden, height=120)
    matrix_of_all = whole(arm)
    right = sum(row[index] for index, row in enumerate(matrix_of_all))
    rows = shown_classes([arm]) if rows is None else rows
    matrix = [shown(matrix_of_all[label], rows) for label in rows]
    names = [started.classes[label] for label in rows]
    shares = [[cell / max(sum(row), 1) for cell in row] for row in matrix]
    chart.add_trace(_cells(arm.arm, shares, _words(matrix, names)))
    chart.add_trace(figures(matrix, shares, theme.INKS[base]))
    title = (
        f"{ARM_TITLES.get(arm.arm, arm.arm)}, epoch {last.epoch}: "
        f"{right} of {len(last.val_predictions)} right"
    )
    if len(rows) < len(matrix_of_all):
        shown_of_all = f"{len(rows)} of {len(matrix_of_all)} classes"
        title += f"<br><sup>The {shown_of_all} that are mixed up most</sup>"
    return with_axes(chart, title, names, others=len(rows) < len(matrix_of_all))


def whole(arm: ArmHistory) -> list[list[int]]:
    """Return the matrix of all classes, of an arm that has ended an epoch."""
    assert arm.started
    assert arm.last
    classes = len(arm.started.classes)
    return count(arm.started.validation_labels, arm.last.val_predictions, classes=classes)


def shown(row: Sequence[int], columns: Sequence[int]) -> list[int]:
    """Return a row with the columns that are drawn; if some are not, with their sum at the end."""
    drawn = [row[column] for column in columns]
    return drawn if len(drawn) == len(row) else [*drawn, sum(row) - sum(drawn)]


def _cells(arm: str, shares: list[list[float]], words: list[list[str]]) -> go.Heatmap:
    red, green, blue = bytes.fromhex(theme.ARM_COLOURS.get(arm, theme.FROZEN_COLOUR)[1:])
    stops = ((0, 0.06), (STRONG, 0.35), (STRONG, 0.8), (1, 1))
    return go.Heatmap(
        z=shares,
        zmin=0,
        zmax=1,
        colorscale=[[at, f"rgba({red}, {green}, {blue}, {alpha})"] for at, alpha in stops],
        showscale=False,
        xgap=2,
        ygap=2,
        hovertext=words,
    )


def figures(
    matrix: list[list[int]], shares: list[list[float]], ink: str, *, signed: bool = False
) -> go.Scatter:
    """Write the counts into the cells; zeros stay blank, so that mistakes stand out."""
    places = [(row, column) for row, cells in enumerate(matrix) for column in range(len(cells))]
    filled = [(row, column) for row, column in places if matrix[row][column]]
    return go.Scatter(
        x=[column for _, column in filled],
        y=[row for row, _ in filled],
        text=[f"{matrix[r][c]:{'+' if signed else ''}}".replace("-", "−") for r, c in filled],
        mode="text",
        textfont={
            "color": [theme.ON_COLOUR if abs(shares[r][c]) >= STRONG else ink for r, c in filled],
            "weight": 700,
        },
        hoverinfo="skip",
        showlegend=False,
    )


def _words(matrix: list[list[int]], classes: Sequence[str]) -> list[list[str]]:
    """Say in words what each cell counts."""
    names = [escape(name) for name in classes]
    columns = [*names, OTHERS]
    return [
        [
            f"{cell} of {sum(row)} images of <b>{names[label]}</b><br>"
            + ("recognised" if label == predicted else f"taken for <b>{columns[predicted]}</b>")
            for predicted, cell in enumerate(row)
        ]
        for label, row in enumerate(matrix)
    ]


def with_axes(chart: go.Figure, title: str, classes: Sequence[str], *, others: bool) -> go.Figure:
    """Give a matrix its axes, and as much height as it needs."""
    # Places are numbers and names only labels: a class called "3" or "2024-01-01" stays a name.
    names = [tick(name) for name in classes]
    columns = [*names, OTHERS] if others else names
    slanted = any(len(name) > 3 for name in columns)
    return chart.update_layout(
        title={"text": title, "font": {"size": 15}, "x": 0, "y": 0.98, "yanchor": "top"},
        height=130 + 40 * len(classes) + 40 * slanted + 20 * others,
        margin={"t": 36 + 20 * others, "l": 8, "r": 8, "b": 8},
        xaxis={
            **_axis(columns),
            "title": {"text": "Predicted class"},
            "range": (-0.5, len(columns) - 0.5),
            "tickangle": -35 if slanted else 0,
        },
        yaxis={
            **_axis(names),
            "title": {"text": "True class"},
            "range": (len(names) - 0.5, -0.5),
        },
    )


def _axis(names: Sequence[str]) -> dict[str, object]:
    return {"tickvals": list(range(len(names))), "ticktext": list(names), "showgrid": False}
