"""What no page says, sent to a running server by somebody who writes their own messages."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosedError

from tests.serving import App
from transfer_demo.store.run_store import RunStore

from .conftest import played, pupils
from .pupil import PATIENCE, Tab

# Streamlit cannot read these, and what comes after them neither.
UNREADABLE = (
    {"json_value": "{"},
    {"json_value": "[" * 10_000},
    {"json_value": "9" * 5_000},
    {"double_value": float("nan")},
    {"double_array_value": {"data": [float("inf")]}},
    {"string_value": "x" * 300_000},
)
# These are of another widget, and trouble the page of whoever sends them.
OF_ANOTHER_WIDGET = (
    {"bytes_value": b"x"},
    {"string_array_value": {"data": ["nonsense"]}},
    {"int_array_value": {"data": [7, -1]}},
)


async def _send_to_each_widget(tab: Tab, values: Iterable[Mapping[str, Any]]) -> None:
    for known in tab.one_of_each().values():
        for value in values:
            wish = BackMsg()
            wish.rerun_script.widget_states.widgets.append(WidgetState(id=known, **value))
            await tab.socket.send(wish.SerializeToString())


@played
async def test_values_that_cannot_be_read_are_passed_over(app: App, store: RunStore) -> None:
    async with pupils(app, "eve") as (eve,), eve.tab() as tab:
        await _send_to_each_widget(tab, UNREADABLE)
        await tab.run()
        assert "Start training" in tab.labels("button")


@played
async def test_values_of_another_widget_trouble_nobody_else(app: App, store: RunStore) -> None:
    async with pupils(app, "eve", "ada") as (eve, ada):
        async with eve.tab() as theirs, ada.tab() as mine:
            await _send_to_each_widget(theirs, OF_ANOTHER_WIDGET)
            await mine.run()
            assert "Start training" in mine.labels("button")
        async with eve.tab() as again:
            assert "Start training" in again.labels("button")


@played
async def test_a_message_that_is_larger_than_any_page_sends_ends_the_connection(
    app: App, store: RunStore
) -> None:
    async with pupils(app, "eve") as (eve,), eve.tab() as tab:
        with pytest.raises(ConnectionClosedError, match="1009"):
            await _send_and_listen(tab, bytes(9 * 1024 * 1024))


async def _send_and_listen(tab: Tab, data: bytes) -> None:
    await tab.socket.send(data)
    while True:
        await asyncio.wait_for(tab.socket.recv(), PATIENCE)
