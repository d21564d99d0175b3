"""A pupil at a computer, who speaks the server's own protocol: as a browser does, or as they like.

A browser is a jar of cookies; a tab is a session of Streamlit's over a websocket. Nothing is drawn:
what the server sends is kept as it came, and found by the words on it.
"""

import asyncio
import ssl
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Self
from urllib.parse import urlencode

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect

# A busy machine may be slow; a test that passes does not wait so long.
PATIENCE = 60.0
# One for all: to make it takes longer than to open a page, and a hundred pupils share a machine.
_TLS = ssl.create_default_context()


class Pupil:
    """A browser: its cookies, and the address of the server."""

    def __init__(self, url: str, *, cookies: dict[str, str] | None = None) -> None:
        self.url = url
        self.http = httpx2.AsyncClient(
            base_url=url,
            cookies=cookies or {},
            headers={"origin": url},
            timeout=PATIENCE,
            verify=_TLS,
        )

    @property
    def cookies(self) -> dict[str, str]:
        """What a browser would send along, by name."""
        return dict(self.http.cookies)

    async def __aenter__(self) -> Self:
        """Open the app's page, with which the cookies come."""
        await self.http.get("/", headers={"accept": "text/html"})
        await self.http.get("/_stcore/health")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    def tab(
        self,
        page: str = "",
        *,
        session: str = "",
        headers: Mapping[str, str] = MappingProxyType({}),
        **query: str,
    ) -> "Tab":
        """Open a page in a new tab; with the session of an earlier connection, go on with that."""
        return Tab(self, page=page, session=session, headers=headers, query=query)


class Tab:
    """A session: what its page shows, and what was said of it."""

    def __init__(
        self,
        pupil: Pupil,
        *,
        page: str,
        session: str,
        headers: Mapping[str, str],
        query: Mapping[str, str],
    ) -> None:
        self.headers = headers
        self.pupil = pupil
        self.page = page
        self.query = urlencode(query)
        self.session = session
        self.elements: dict[tuple[int, ...], Element] = {}
        self.blocks: list[Block] = []
        self.widgets: dict[str, WidgetState] = {}
        # What is drawn again by itself: the name of the fragment, and after how many seconds.
        self.live: dict[str, float] = {}
        self.socket: ClientConnection
        self._script = ""

    async def __aenter__(self) -> Self:
        """Connect, and wait until the page is drawn."""
        await self.connect()
        await self.run()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()

    async def connect(self, *, origin: str = "") -> None:
        """Connect as the page of the app does, or as a page of another origin would."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.pupil.cookies.items())
        protocols = ["streamlit", self.pupil.cookies.get("_streamlit_xsrf", "none")]
        self.socket = await connect(
            f"{self.pupil.url.replace('http', 'ws', 1)}/_stcore/stream",
            additional_headers={**self.headers, "cookie": cookies},
            subprotocols=[*protocols, self.session] if self.session else protocols,  # type: ignore[list-item]
            origin=origin or self.pupil.url,  # type: ignore[arg-type]
            max_size=None,
        )

    async def run(self, *, fragment: str = "") -> None:
        """Ask for the page, or for what of it is drawn by itself, and wait until it is drawn."""
        ask = BackMsg()
        if fragment:
            ask.rerun_script.fragment_id = fragment
            ask.rerun_script.is_auto_rerun = True
        ask.rerun_script.query_string = self.query
        ask.rerun_script.page_name = self.page
        ask.rerun_script.page_script_hash = "" if self.page else self._script
        ask.rerun_script.widget_states.CopyFrom(WidgetStates(widgets=self.widgets.values()))
        await self.socket.send(ask.SerializeToString())
        await asyncio.wait_for(self._until_drawn(), PATIENCE)

    async def press(self, label: str) -> None:
        """Press the button with these words."""
        button = self.find("button", label)
        self.widgets[button.id] = WidgetState(id=button.id, trigger_value=True)
        await self.run()
        del self.widgets[button.id]

    async def open(self, label: str) -> None:
        """Open the popover with these words, where its content comes only then."""
        popover = next(block for block in self.blocks if block.popover.label == label)
        self.widgets[popover.popover.id or popover.id] = WidgetState(
            id=popover.popover.id or popover.id, bool_value=True
        )
        await self.run()

    async def upload(self, label: str, files: Mapping[str, bytes]) -> None:
        """Give files to the uploader with these words, as a browser does."""
        widget = self.find("file_uploader", label)
        ask = BackMsg()
        ask.file_urls_request.request_id = "files"
        ask.file_urls_request.session_id = self.session
        ask.file_urls_request.file_names.extend(files)
        await self.socket.send(ask.SerializeToString())
        addresses = (await asyncio.wait_for(self._file_urls(), PATIENCE)).file_urls
        state = WidgetState(id=widget.id)
        token = {"x-xsrftoken": self.pupil.cookies["_streamlit_xsrf"]}
        for (name, data), urls in zip(files.items(), addresses, strict=True):
            sent = await self.pupil.http.put(
                urls.upload_url, files={"file": (name, data)}, headers=token
            )
            sent.raise_for_status()
            state.file_uploader_state_value.uploaded_file_info.add(
                file_id=urls.file_id, name=name, size=len(data), file_urls=urls
            )
        self.widgets[widget.id] = state
        await self.run()

    async def _file_urls(self) -> Any:
        while True:
            message = ForwardMsg()
            message.ParseFromString(await self.socket.recv())  # type: ignore[arg-type]
            if message.WhichOneof("type") == "file_urls_response":
                return message.file_urls_response

    def find(self, kind: str, label: str) -> Any:
        """Return the element of this kind with these words; raises LookupError without one."""
        for element in self.shown(kind):
            if element.label == label:
                return element
        raise LookupError(f"no {kind} {label!r}; there are {self.labels(kind)}")

    def one_of_each(self) -> dict[str, str]:
        """Return by what the page calls one widget of each kind."""
        kinds = {str(element.WhichOneof("type")) for element in self.elements.values()}
        first = {kind: next(self.shown(kind)) for kind in sorted(kinds)}
        return {kind: element.id for kind, element in first.items() if hasattr(element, "id")}

    def labels(self, kind: str) -> list[str]:
        """Return the words on all elements of a kind."""
        return [element.label for element in self.shown(kind)]

    def shown(self, kind: str) -> Iterator[Any]:
        """Yield what the page has of a kind, from top to bottom."""
        for path in sorted(self.elements):
            if self.elements[path].WhichOneof("type") == kind:
                yield getattr(self.elements[path], kind)

    def see(self) -> str:
        """Return all that the page says, as the server sent it."""
        drawn = (str(self.elements[path]) for path in sorted(self.elements))
        return "\n".join([*drawn, *map(str, self.blocks)])

    async def _until_drawn(self) -> None:
        drawn: dict[tuple[int, ...], Element] = {}
        blocks: list[Block] = []
        while True:
            message = ForwardMsg()
            message.ParseFromString(await self.socket.recv())  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "new_session":
                if message.metadata.run.fragment_ids:
                    drawn, blocks = dict(self.elements), list(self.blocks)
                else:
                    drawn, blocks = {}, []
                    self.live.clear()
                self.session = message.new_session.initialize.session_id
                self._script = message.new_session.page_script_hash
            elif kind == "delta" and message.delta.WhichOneof("type") == "add_block":
                blocks.append(message.delta.add_block)
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                drawn[tuple(message.metadata.delta_path)] = message.delta.new_element
            elif kind == "auto_rerun":
                self.live[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished in _WHOLE:
                self.elements, self.blocks = drawn, blocks
                return


_WHOLE = (
    ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY,
    ForwardMsg.ScriptFinishedStatus.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)
