"""What is on the table at Break it: a fault, its two runs, and what the learner took it for."""

import re
from dataclasses import dataclass, replace
from typing import Final, Self

import streamlit as st

from transfer_demo.lessons.faults import FAULTS, Fault
from transfer_demo.ui.address.selection import Selection

# All of it stands in one parameter: `?fault=3`, and later the tokens too, so a reload finds them.
_PLACE: Final = Selection("break_it", "fault")
_SEPARATOR: Final = "."
_KEPT: Final = "break_it_cases"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A fault by its number, from 1; the tokens of its runs; the place of the answer given."""

    number: int = 1
    broken: str | None = None
    answer: int | None = None
    repaired: str | None = None

    @property
    def fault(self) -> Fault:
        """What was done to the training."""
        return FAULTS[self.number - 1]

    def to_text(self) -> str:
        """Write the case for the address; `from_text` reads it back."""
        answer = None if self.answer is None else str(self.answer)
        parts = [str(self.number), self.broken, answer, self.repaired]
        # What is missing before something else leaves its place empty.
        return _SEPARATOR.join(part or "" for part in parts).rstrip(_SEPARATOR)

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        """Read a case, whatever stands in the address; None if it names no fault."""
        number, *rest = text.split(_SEPARATOR)
        broken, answer, repaired, *_ = (part or None for part in (*rest, "", "", ""))
        if not _is_number(number, 1, len(FAULTS)):
            return None
        case = cls(number=int(number), broken=broken, repaired=repaired)
        if not answer or not _is_number(answer, 0, len(case.fault.answers) - 1):
            return case
        return replace(case, answer=int(answer))


def on_the_table() -> Case:
    """Return the case in the address, or the one that was looked at last."""
    text = _PLACE.token()
    if text is None:
        return Case()
    case = Case.from_text(text)
    if case is None:
        st.warning(
            f"There is no such fault: they are numbered from 1 to {len(FAULTS)}.",
            icon=":material/link:",
        )
    else:
        _keep(case)
    return case or Case()


def put(case: Case) -> None:
    """Put a case on the table, and say so in the address."""
    _keep(case)
    _PLACE.select(case.to_text())


def turn_to(number: int) -> None:
    """Put a fault on the table, as far as the learner has come with it."""
    put(st.session_state.get(_KEPT, {}).get(number) or Case(number=number))


def _keep(case: Case) -> None:
    st.session_state.setdefault(_KEPT, {})[case.number] = case


def _is_number(text: str, low: int, high: int) -> bool:
    return re.fullmatch("[0-9]{1,3}", text) is not None and low <= int(text) <= high
