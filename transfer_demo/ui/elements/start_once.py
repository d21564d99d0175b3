"""A run or a study is started by a click, once, however often the visitor clicks."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import streamlit as st

from transfer_demo.store.queue.recorder import Recorder
from transfer_demo.ui.elements.double_click import is_second_click, note_click
from transfer_demo.ui.elements.weights_download import bring_weights
from transfer_demo.ui.server import services

Made = TypeVar("Made")


def start_once(
    name: str,
    make: Callable[[], Made],
    start: Callable[[Recorder, Made], str],
    *,
    pretrained: Callable[[Made], Iterable[str]],
    goes_on: Callable[[str], bool] | None = None,
) -> str | None:
    """Start what was made, and return its token; None if this click is the second one at once.

    Args:
        name: of the button.
        make: makes what is to be started, of what is chosen now.
        start: puts it into the queue.
        pretrained: which backbones it needs the weights of.
        goes_on: says of a token whether it is still in training or waits. The very same is not
            started again then, and its token is returned: the second click of a double click can
            arrive seconds late where a machine is busy.

    Raises:
        TransferDemoError: it cannot be made or started.
    """
    if is_second_click(name):
        return None
    made = make()
    # A dictionary of our own in the session, so that to note something in it is no call of theirs.
    noted: dict[str, Any] = st.session_state.setdefault(f"started_{name}", {})
    before = noted.get("token")
    if goes_on and before and noted["made"] == made and goes_on(before):
        return str(before)
    bring_weights(pretrained(made))
    with st.spinner("Starting..."):
        recorder = services.recorder()
    # At each call of Streamlit a click can end this script. So there is none between the start
    # and the note of it, or what was started would be lost, and the click would start another.
    noted["token"] = token = start(recorder, made)
    noted["made"] = made if goes_on else None
    note_click(name)
    return token
