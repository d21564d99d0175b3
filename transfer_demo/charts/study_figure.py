"""The figure of each question."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import plotly.graph_objects as go

from transfer_demo.charts import backbone_ranks, catch_up, freeze_depth, labels_saved
from transfer_demo.charts.theme import Base
from transfer_demo.studies.study_guess import StudyGuess

_FIGURES: Final[Mapping[str, Callable[..., go.Figure]]] = {
    "freeze": freeze_depth.figure,
    "labels": labels_saved.figure,
    "backbones": backbone_ranks.figure,
    "catch-up": catch_up.figure,
}


def figure(
    question: str, result: Any, *, base: Base | None = None, guess: StudyGuess | None = None
) -> go.Figure:
    """Draw the result of a study.

    Args:
        question: one of `questions.QUESTIONS`.
        result: what that question's `read` returned.
        base: the page behind the figure; see `theme.layout`.
        guess: of the visitor, drawn over it.
    """
    return _FIGURES[question](result, base=base, guess=guess)
