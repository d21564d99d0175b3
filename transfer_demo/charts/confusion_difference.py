"""In what two arms differ: the confusion matrix of one minus that of the other."""

from collections.abc import Sequence

import plotly.graph_objects as go

from transfer_demo.charts import theme
from transfer_demo.charts.class_names import escape
from transfer_demo.charts.confusion import (
    OTHERS,
    STRONG,
    figures,
    shown,
    shown_classes,
    whole,
    with_axes,
)
from transfer_demo.charts.theme import Base
from transfer_demo.history import History
from transfer_demo.plan import FINE_TUNE, SCRATCH


def figure(history: History, *, base: Base | None = None) -> go.Figure:
    """Draw in how many more images fine-tuning names a class than training from scratch does.

    On the diagonal that is more right answers, elsewhere more mistakes. Rows are true classes, as
    in the matrix of an arm; both arms must have ended an epoch.
    """
    tuned, scratch = history.arms[FINE_TUNE], history.arms[SCRATCH]
    assert tuned.started
    rows = shown_classes([tuned, scratch])
    both = [[shown(whole(arm)[label], rows) for label in rows] for arm in (tuned, scratch)]
    matrix = [
        [one - other for one, other in zip(*cells, strict=True)]
        for cells in zip(*both, strict=True)
    ]
    names = [tuned.started.classes[label] for label in rows]
    most = max((abs(cell) for cells in matrix for cell in cells), default=0) or 1
    shares = [[cell / most for cell in cells] for cells in matrix]
    chart = go.Figure(layout=theme.layout(base))
    chart.add_trace(_cells(shares, _words(matrix, names)))
    chart.add_trace(figures(matrix, shares, theme.INKS[base], signed=True))
    others = len(rows) < len(tuned.started.classes)
    title = "Fine-tuning minus from scratch, in images"
    return with_axes(chart, title, names, others=others)


def _cells(shares: list[list[float]], words: list[list[str]]) -> go.Heatmap:
    tuned, scratch = (bytes.fromhex(theme.ARM_COLOURS[arm][1:]) for arm in (FINE_TUNE, SCRATCH))
    # As in the matrix of an arm: dark enough for white figures, or light enough for others.
    steps = ((0, 0.04), (STRONG, 0.35), (STRONG, 0.8), (1, 1))
    stops = [
        *((-at, scratch, alpha) for at, alpha in reversed(steps)),
        *((at, tuned, alpha) for at, alpha in steps),
    ]
    return go.Heatmap(
        z=shares,
        zmin=-1,
        zmax=1,
        colorscale=[
            [(at + 1) / 2, f"rgba({c[0]}, {c[1]}, {c[2]}, {alpha})"] for at, c, alpha in stops
        ],
        showscale=False,
        xgap=2,
        ygap=2,
        hovertext=words,
    )


def _words(matrix: list[list[int]], classes: Sequence[str]) -> list[list[str]]:
    names = [escape(name) for name in classes]
    columns = [*names, OTHERS]
    return [
        [
            f"Images of <b>{names[label]}</b> "
            + ("recognised" if label == predicted else f"taken for <b>{columns[predicted]}</b>")
            + f":<br>fine-tuning {abs(cell)} {'fewer' if cell < 0 else 'more'}"
            for predicted, cell in enumerate(row)
        ]
        for label, row in enumerate(matrix)
    ]
