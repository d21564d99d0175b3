"""The numbers of a study: a table to look at, and files to take along."""

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from transfer_demo.studies.cell import Cell
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.studies.table import epoch_rows, rows, to_csv

Rows = Sequence[Mapping[str, object]]


def show_numbers(question: str, cells: Sequence[Cell], result: Any) -> None:
    """Show what the figure is made of, and offer everything that was measured as CSV."""
    with st.expander("All numbers", icon=":material/table:", key="numbers"):
        headings, lines = QUESTIONS[question].summary(result)
        st.html(
            f'<div class="catalogue" tabindex="0"><table><thead>{_line("th", headings)}</thead>'
            f"<tbody>{''.join(_line('td', line) for line in lines)}</tbody></table></div>"
        )
        with st.container(horizontal=True):
            _download("Results (CSV)", f"study_{question}.csv", QUESTIONS[question].results, result)
            _download("Trainings (CSV)", f"study_{question}_trainings.csv", rows, cells)
            _download("Every epoch (CSV)", f"study_{question}_epochs.csv", epoch_rows, cells)


def _download(label: str, file: str, rows_of: Callable[[Any], Rows], what: Any) -> None:
    st.download_button(
        label,
        # Made when it is asked for: the panel is drawn again each second.
        data=lambda: to_csv(rows_of(what)),
        file_name=file,
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def _line(cell: str, values: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<{cell}>{html.escape(value)}</{cell}>" for value in values) + "</tr>"
