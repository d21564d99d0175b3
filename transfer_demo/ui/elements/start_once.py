"""A run or a study is started by a click, once, however often the visitor clicks."""

from collections.abc import Callable, Iterable
from typing import TypeVar

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
    goes_on: Callable[[str], bool] = lambda token: False,
) -> str | None:
    """Start what was made, and return its token; None if this click is the second one.

    Args:
        name: of the button.
        make: makes what is to be started, of what is chosen now.
        start: puts it into the queue.
        pretrained: which backbones it needs the weights of.
        goes_on: says of a token whether it is still in training or waits. The very same is not
            started again then: the second click of a double click can arrive seconds late where a
            machine is busy.

    Raises:
        TransferDemoError: it cannot be made or started.
    """
    if is_second_click(name):
        return None
    made = make()
    key = f"started_{name}"
    before, started = st.session_state.get(key, (None, None))
    if before and started == made and goes_on(before):
        return None
    bring_weights(pretrained(made))
    with st.spinner("Starting..."):
        recorder = services.recorder()
    # At each call of Streamlit a click can end this script. So there is none between the start
    # and the note of it, or what was started would be lost, and the click would start another.
    token = start(recorder, made)
    st.session_state[key] = (token, made)
    note_click(name)
    return token
