"""Figures inside a document: drawn by plotly's library, which the document brings along once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from transfer_demo.charts import confusion, curves, study_figure
from transfer_demo.lessons.evidence import RaceEvidence, StudyEvidence
from transfer_demo.plan import FINE_TUNE
from transfer_demo.studies.questions import QUESTIONS

if TYPE_CHECKING:
    import plotly.graph_objects as go

WIDTH_PX: Final = 342
HEIGHT_PX: Final = 240
# A study shows more than one thing over another.
STUDY_HEIGHT_PX: Final = 310
# Beyond it the cells of a confusion matrix are too small to be read on paper.
_MOST_CLASSES: Final = 6
_TYPE_PX: Final = 11
# Of the axis of accuracy, in percent.
_TOP: Final = 112


@dataclass(frozen=True, kw_only=True)
class CardFigure:
    """A figure as HTML, with its title, and what stands below it if it is not of the race."""

    title: str
    drawn: str
    caption: str = ""


def pictures(race: RaceEvidence, study: StudyEvidence | None) -> tuple[CardFigure, CardFigure]:
    """Return the curves of a race, and beside them a study or else something more of the race."""
    height_px = STUDY_HEIGHT_PX if study else HEIGHT_PX
    drawn = curves.figure(race.history, base="light")
    # Words above a curve that ends high would cover the legend of so small a figure.
    drawn.update_yaxes(range=(0, _TOP))
    accuracy = CardFigure(
        title="Accuracy over epochs", drawn=_drawn(drawn, name="curves", height_px=height_px)
    )
    return accuracy, _of_study(study) if study else _of_race(race)


def _of_study(study: StudyEvidence) -> CardFigure:
    question = QUESTIONS[study.question]
    figure = study_figure.figure(study.question, study.result, base="light")
    return CardFigure(
        title=question.title,
        drawn=_drawn(figure, name="study", height_px=STUDY_HEIGHT_PX),
        caption=f"{question.answer(study.result)[0]} {study.origin.sentence}",
    )


def _of_race(race: RaceEvidence) -> CardFigure:
    if len(race.classes) > _MOST_CLASSES:
        figure, title = curves.figure(race.history, x_axis="seconds", base="light"), "And over time"
    else:
        figure = confusion.figure(race.history.arms[FINE_TUNE], base="light")
        title = "What was taken for what"
    return CardFigure(title=title, drawn=_drawn(figure, name="second", height_px=HEIGHT_PX))


def _drawn(figure: "go.Figure", *, name: str, height_px: int) -> str:
    """Return a figure as HTML that needs plotly's library and nothing else."""
    small = {"font": {"size": _TYPE_PX}}
    figure.update_layout(
        width=WIDTH_PX,
        height=height_px,
        font={"size": _TYPE_PX},
        title={"font": {"size": _TYPE_PX + 1}},
        legend={"font": {"size": _TYPE_PX}, "title": small},
        # Legends above the figure are smaller, too.
        margin={"t": 0.7 * figure.layout.margin.t},
    )
    # Words along a line must leave room for those at the end of a curve.
    figure.update_shapes(label={"font": {"size": _TYPE_PX - 2}})
    for update in (figure.update_xaxes, figure.update_yaxes):
        update(title=small, tickfont={"size": _TYPE_PX})
    # On paper nothing moves, and on the screen it should look the same.
    return str(
        figure.to_html(
            full_html=False, include_plotlyjs=False, div_id=name, config={"staticPlot": True}
        )
    )
