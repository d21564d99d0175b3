import pytest
from google.protobuf.message import DecodeError
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.images.made import FIXED
from transfer_demo.images import limits
from transfer_demo.ui.http import page_messages
from transfer_demo.ui.http.identity import HEADER
from transfer_demo.ui.http.pace import Pace
from transfer_demo.ui.http.page_messages import PageMessages

KINDS = [field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]


def message(kind: str) -> bytes:
    made = BackMsg()
    found = getattr(made, kind)
    if isinstance(found, bool | str):
        setattr(made, kind, type(found)(1))
    else:
        found.SetInParent()
    return made.SerializeToString()


def heard(*sent: bytes) -> list[bytes]:
    """What comes through of these messages."""
    taken: list[bytes] = []

    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        async for data in socket.iter_bytes():
            taken.append(data)

    app = Starlette(routes=[WebSocketRoute("/", talk)], middleware=[Middleware(PageMessages)])
    with TestClient(app).websocket_connect("/", headers={HEADER: "eve"}) as socket:
        for data in sent:
            socket.send_bytes(data)
    return taken


def is_taken(data: bytes) -> bool:
    try:
        page_messages._check(data)
    except page_messages._NOT_OURS:
        return False
    return True


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """Who asked, and for how many wishes it counted; nobody waits."""
    asked: list[tuple[str, float]] = []

    async def keep(self: Pace, visitor: str, *, wishes: float) -> None:
        asked.append((visitor, wishes))

    monkeypatch.setattr(Pace, "keep", keep)
    return asked


ASKING = (page_messages._ADDRESSES, page_messages._DEFERRED)
NOT_TAKEN = sorted(set(KINDS) - set(page_messages._TAKEN) - set(ASKING))


@pytest.mark.parametrize("kind", page_messages._TAKEN)
def test_a_page_may_ask_to_be_drawn(kind: str) -> None:
    assert heard(message(kind)) == [message(kind)]


@pytest.mark.parametrize("kind", NOT_TAKEN)
def test_everything_else_is_passed_over_and_the_page_goes_on(kind: str) -> None:
    draw = message("rerun_script")
    assert heard(message(kind), draw) == [draw]
    # Whoever packs two wishes into one message, in whatever order, gets none of them.
    assert heard(draw + message(kind), message(kind) + draw) == []


def test_nobody_can_empty_what_is_kept_for_all() -> None:
    assert "clear_cache" in NOT_TAKEN


def addresses(count: int) -> bytes:
    """Ask where so many files are to be sent."""
    made = BackMsg()
    made.file_urls_request.request_id = "files"
    made.file_urls_request.file_names.extend(["photo.jpg"] * count)
    return bytes(made.SerializeToString())


def test_so_many_files_are_sent_at_once_and_who_asks_for_more_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "SENT_FILES", 3)
    assert heard(addresses(3), addresses(4)) == [addresses(3)]

    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        await socket.receive_bytes()

    app = Starlette(routes=[WebSocketRoute("/", talk)], middleware=[Middleware(PageMessages)])
    with TestClient(app).websocket_connect("/", headers={HEADER: "eve"}) as socket:
        socket.send_bytes(addresses(4))
        told = ForwardMsg()
        told.ParseFromString(socket.receive_bytes())
        socket.send_bytes(message("app_heartbeat"))
    assert told.file_urls_response.response_id == "files"
    assert "At most 3 files" in told.file_urls_response.error_msg


def test_who_asks_for_more_without_a_name_for_it_is_told_too_and_the_page_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "SENT_FILES", 3)
    asked = BackMsg()
    asked.file_urls_request.file_names.extend(["photo.jpg"] * 9)
    draw = message("rerun_script")
    assert heard(asked.SerializeToString(), draw) == [draw]


def drawing(*, widgets: int = 0, hashes: int = 0) -> bytes:
    made = BackMsg()
    for number in range(widgets):
        made.rerun_script.widget_states.widgets.add(id=f"w{number}", double_value=0.5)
    made.rerun_script.cached_message_hashes.extend(["h"] * hashes)
    made.rerun_script.query_string = "epochs=3"
    return bytes(made.SerializeToString())


def test_a_wish_to_be_drawn_tells_of_no_more_widgets_than_a_page_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "WIDGETS", 20)
    fits = drawing(widgets=20, hashes=15)
    assert heard(fits, drawing(widgets=21), drawing(hashes=21)) == [fits]


def widget(**value: object) -> bytes:
    made = BackMsg()
    made.rerun_script.widget_states.widgets.add(id="w", **value)
    return bytes(made.SerializeToString())


@pytest.mark.parametrize(
    "value",
    [
        {"json_value": "{"},
        {"json_trigger_value": "{"},
        {"json_value": "[" * 10_000 + "]" * 10_000},
        {"json_value": "9" * 5_000},
        {"json_value": f"[{'1,' * limits.JSON_CHARACTERS}1]"},
        {"double_value": float("nan")},
        {"double_array_value": {"data": [0.0, float("inf")]}},
        {"string_value": "x" * limits.WIDGET_BYTES},
        {"string_array_value": {"data": [""] * limits.WIDGET_BYTES}},
        {"file_uploader_state_value": {"uploaded_file_info": [{}] * (limits.SENT_FILES + 1)}}
        | {"id": "w" * limits.WIDGET_BYTES},
    ],
)
def test_a_value_that_no_page_of_ours_has_is_passed_over(value: dict[str, object]) -> None:
    made = BackMsg()
    made.rerun_script.widget_states.widgets.add(**{"id": "w"} | value)
    assert heard(made.SerializeToString()) == []


@pytest.mark.parametrize(
    "value",
    [
        {"json_value": '{"chosen": ["a"]}'},
        {"double_array_value": {"data": [0.0, 1e308]}},
        {"string_value": "x" * 60_000},
        {"bytes_value": b"x"},
        {"file_uploader_state_value": {"uploaded_file_info": [{"name": "x" * 200}] * 5_000}},
    ],
)
def test_what_pages_say_gets_through(value: dict[str, object]) -> None:
    assert heard(widget(**value)) == [widget(**value)]


def test_all_that_a_visitor_says_is_counted_before_it_is_looked_at(
    kept: list[tuple[str, float]],
) -> None:
    large = b"Z\x00" + bytes(limits.MESSAGE_BYTES)
    heard(large, message("clear_cache"), drawing(widgets=limits.WIDGETS - 1))
    assert {visitor for visitor, _ in kept} == {"eve"}
    of_large, of_other, before, after = [wishes for _, wishes in kept]
    assert of_large > limits.MESSAGE_BYTES / limits.WISH_BYTES
    assert of_other == pytest.approx(1.0, abs=0.01)
    assert before > 1.0
    assert after > (limits.WIDGETS - 1) / limits.WISH_PARTS


def test_the_states_of_widgets_come_once(monkeypatch: pytest.MonkeyPatch) -> None:
    once = BackMsg()
    once.rerun_script.widget_states.widgets.add(id="w", bool_value=True)
    states = once.rerun_script.SerializeToString()
    twice = bytes([(11 << 3) | 2, 2 * len(states)]) + 2 * states
    assert heard(once.SerializeToString(), twice) == [once.SerializeToString()]


def test_a_file_that_is_made_when_asked_for_is_made_and_nothing_else_of_its_kind() -> None:
    made = BackMsg()
    made.backend_operation_request.deferred_file.file_id = "1"
    asks = made.SerializeToString()
    assert heard(asks, message("backend_operation_request")) == [asks]
    operations = made.backend_operation_request.DESCRIPTOR.oneofs[0].fields
    for other in {field.name for field in operations} - {"deferred_file"}:
        wish = BackMsg()
        getattr(wish.backend_operation_request, other).SetInParent()
        assert heard(wish.SerializeToString()) == []


def test_a_wish_that_is_hidden_behind_an_odd_field_is_passed_over_too() -> None:
    odd = {"of four bytes": b"\xfd\x7f" + bytes(4), "of eight": b"\xf9\x7f" + bytes(8)}
    many = message("stop_script") * 5
    for more in (*odd.values(), many):
        packed = more + message("clear_cache")
        whole = BackMsg()
        whole.ParseFromString(packed)
        assert whole.WhichOneof("type") == "clear_cache"
        assert heard(packed) == []


def test_a_large_message_is_not_read_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_messages, "BackMsg", None)
    assert heard(b"Z\x00" + bytes(limits.MESSAGE_BYTES)) == []


@FIXED
@given(st.binary(max_size=40))
def test_whatever_is_sent_only_known_wishes_get_through(data: bytes) -> None:
    """An oracle that reads the message whole, as Streamlit will."""
    whole = BackMsg()
    try:
        whole.ParseFromString(data)
    except DecodeError:
        return  # Streamlit refuses it
    if is_taken(data):
        assert whole.WhichOneof("type") in (None, *page_messages._TAKEN, *ASKING)


@FIXED
@given(st.lists(st.sampled_from([message(kind) for kind in KINDS]), min_size=1, max_size=3))
def test_whatever_is_packed_together_only_known_wishes_get_through(parts: list[bytes]) -> None:
    data = b"".join(parts)
    whole = BackMsg()
    whole.ParseFromString(data)
    if is_taken(data):
        assert whole.WhichOneof("type") in (*page_messages._TAKEN, *ASKING)
