"""What belongs to one visitor: who it is, and what was chosen."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from transfer_demo.store.runs.record import RunRecord
from transfer_demo.store.studies.study_record import StudyRecord
from transfer_demo.ui.http import identity

# Streamlit forgets a widget's value when its page is left. Values under this prefix are kept.
_CHOICE: Final = "choice_"


def choice_key(name: str) -> str:
    """Return the key of the widget for a choice."""
    return _CHOICE + name


def choice(name: str) -> Any:
    """Return what is chosen now."""
    return st.session_state[choice_key(name)]


def choices(names: Iterable[str]) -> dict[str, Any]:
    """Return what is chosen now for each of these names."""
    return {name: choice(name) for name in names}


def choose(values: Mapping[str, Any]) -> None:
    """Set choices, before their widgets are drawn."""
    for name, value in values.items():
        st.session_state[choice_key(name)] = value


def first_visit() -> bool:
    """Return True once per visitor: when nothing has been chosen yet."""
    first = "visited" not in st.session_state
    st.session_state.visited = True
    return first


def keep() -> None:
    """Carry the choices over to this script run, whichever page it draws."""
    for key in list(st.session_state):
        if str(key).startswith(_CHOICE):
            st.session_state[key] = st.session_state[key]


def name() -> str:
    """Return the name of this session; a reload begins another one."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def owner() -> str:
    """Return who sits here: no name, only the same text in the same browser.

    It is that of the connection, and so of its cookie, and never what a session remembers.
    """
    visitor = st.user.get(identity.USER_KEY)
    if visitor is not None:
        return str(visitor)
    # Without a server in front, as in tests: somebody else with each session.
    if "owner" not in st.session_state:
        st.session_state.owner = identity.nobody_else()
    return str(st.session_state.owner)


def whose(record: RunRecord | StudyRecord) -> str:
    """Return what to say of a run or a study that somebody else started; nothing of one's own."""
    if is_mine(record):
        return ""
    return "Somebody else started it, or you in another browser: here it can only be looked at."


def owner_if_known() -> str:
    """Return who sits here, or nothing where no page is drawn."""
    return owner() if get_script_run_ctx(suppress_warning=True) else ""


def is_mine(record: RunRecord | StudyRecord | None) -> bool:
    """Say whether this visitor started a run or a study, and so may change it.

    It decides what is drawn. Whether something may be done is asked where it is done: in the store.
    """
    return record is not None and record.owner == owner()
