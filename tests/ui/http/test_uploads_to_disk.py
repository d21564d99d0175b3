import asyncio
import io
import os
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.scenes import play_scene
from transfer_demo.errors import UnreadableImage
from transfer_demo.images import limits
from transfer_demo.ui.http import uploads, uploads_to_disk
from transfer_demo.ui.http.identity import HEADER
from transfer_demo.ui.http.one_part import OnePart
from transfer_demo.ui.http.uploads import discard, path_of
from transfer_demo.ui.http.uploads_to_disk import UploadsToDisk

ADDRESS = "/_stcore/upload_file/session/file"


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("TRANSFER_DEMO_HOME", str(tmp_path))
    monkeypatch.setattr(uploads, "_ledger", uploads._Ledger())
    sessions = Sessions({"session": "me"})
    monkeypatch.setattr(uploads_to_disk.runtime, "exists", lambda: True)
    monkeypatch.setattr(uploads_to_disk.runtime, "get_instance", lambda: sessions)
    return tmp_path


class Sessions:
    """Streamlit's runtime: who sits at the other end of each session."""

    def __init__(self, visitors):
        self.visitors = visitors

    def get_client(self, session):
        if session not in self.visitors:
            return None
        headers = [(HEADER, self.visitors[session])]
        return SimpleNamespace(client_context=SimpleNamespace(headers=headers))


def client(*, status=204, received=None, visitor="me"):
    """A server that takes a file as Streamlit's does, behind the middleware."""

    async def put(request: Request) -> PlainTextResponse:
        form = await request.form()
        (upload,) = form.values()
        assert isinstance(upload, UploadFile)
        if received is not None:
            received.append((upload.filename, await upload.read()))
        return PlainTextResponse("", status)

    routes = [Route(ADDRESS, put, methods=["PUT"]), Route("/other", put, methods=["PUT"])]
    app = Starlette(routes=routes, middleware=[Middleware(UploadsToDisk)])
    return TestClient(app, headers={HEADER: visitor})


def send(data, *, name="photo.jpg", address=ADDRESS, **choices):
    """Upload as a browser does; return what the server got instead."""
    received = []
    answer = client(received=received, **choices).put(address, files={"file": (name, data)})
    return answer, received


def stored(home):
    folder = home / "uploads"
    return list(folder.iterdir()) if folder.is_dir() else []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"\r\n--",
        b"\r\n\r\n" * 3,
        bytes(range(256)) * 5000,
        # Looks like the end of a request.
        b"a\r\n--boundary--\r\nb",
    ],
)
def test_what_is_uploaded_lies_on_the_disk_byte_for_byte(home, data):
    answer, received = send(data)
    assert answer.status_code == 204
    ((name, note),) = received
    assert name == "photo.jpg"
    assert len(note) < 100
    assert [file.read_bytes() for file in stored(home)] == [data]
    assert path_of(io.BytesIO(note)).read_bytes() == data


def test_a_name_arrives_as_it_was_sent(home):
    _, received = send(b"x", name="Zoë 'n' \"me\" <b>.jpg")
    plain_name = client_without_middleware_name("Zoë 'n' \"me\" <b>.jpg")
    assert received[0][0] == plain_name


def client_without_middleware_name(name):
    """What the server makes of a name when nothing stands in front of it."""
    _, received = send(b"x", name=name, address="/other")
    return received[0][0]


def test_other_requests_pass_untouched(home):
    _, received = send(b"content", address="/other")
    assert received[0][1] == b"content"
    assert not stored(home)


def test_what_the_server_refuses_is_deleted(home):
    answer, _ = send(b"content", status=403)
    assert answer.status_code == 403
    assert not stored(home)


def test_a_request_that_is_cut_short_is_refused_and_leaves_nothing(home):
    kind = {"content-type": "multipart/form-data; boundary=abc"}
    body = b'--abc\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\nhalf of it'
    assert client().put(ADDRESS, content=body, headers=kind).status_code == 400
    assert client().put(ADDRESS, content=b"no head", headers=kind).status_code == 400
    two = b"".join(b'--abc\r\ncontent-disposition: form-data; name="f"\r\n\r\nx\r\n' for _ in "ab")
    assert client().put(ADDRESS, content=two + b"--abc--\r\n", headers=kind).status_code == 400
    assert not stored(home)


def why_not(received):
    """What the page is told of an upload that was not taken."""
    ((name, note),) = received
    assert name == "photo.jpg"
    with pytest.raises(UnreadableImage) as told:
        path_of(io.BytesIO(note))
    return str(told.value)


class FullFile:
    """A file on a full disk."""

    def write(self, data):
        raise OSError(28, "No space left on device")

    def close(self):
        pass


def test_a_full_disk_is_said_by_the_page_and_nothing_is_left(home, monkeypatch):
    monkeypatch.setattr(Path, "open", lambda *_: FullFile())
    answer, received = send(b"content" * 1000)
    assert answer.status_code == 204
    assert "No space left" in why_not(received)
    assert not stored(home)


def test_so_much_of_the_disk_stays_free(home, monkeypatch):
    space = SimpleNamespace(total=10**12, free=limits.FREE_BYTES + 1000)
    monkeypatch.setattr(limits.shutil, "disk_usage", lambda _: space)
    assert not why_not_or_nothing(send(bytes(1000))[1])
    assert "no room" in why_not(send(bytes(1001))[1])
    assert len(stored(home)) == 1


def why_not_or_nothing(received):
    ((_, note),) = received
    return note if b"refused" in note else b""


def test_a_person_has_so_much_room_until_it_is_read_and_others_have_theirs(home, monkeypatch):
    monkeypatch.setattr(limits, "UPLOADED_BYTES", 1000)
    _, received = send(bytes(900))
    assert "more than" in why_not(send(bytes(200))[1])
    uploads_to_disk.runtime.get_instance().visitors["session"] = "another"
    assert not why_not_or_nothing(send(bytes(200), visitor="another")[1])
    discard(io.BytesIO(received[0][1]))
    uploads_to_disk.runtime.get_instance().visitors["session"] = "me"
    assert not why_not_or_nothing(send(bytes(900))[1])


def test_all_together_have_so_much_room(home, monkeypatch):
    monkeypatch.setattr(limits, "UPLOADED_BYTES_OF_ALL", 1000)
    send(bytes(900))
    uploads_to_disk.runtime.get_instance().visitors["session"] = "another"
    assert "no room" in why_not(send(bytes(200), visitor="another")[1])


def test_a_person_has_so_many_files(home, monkeypatch):
    monkeypatch.setattr(limits, "FILES", 2)
    for _ in range(2):
        assert not why_not_or_nothing(send(b"x")[1])
    assert "wait to be read" in why_not(send(b"x")[1])
    assert len(stored(home)) == 2


def test_an_upload_that_stands_still_is_given_up(home, monkeypatch):
    monkeypatch.setattr(limits, "UPLOAD_SECONDS", 0.05)
    statuses = []

    async def scene():
        async def silent():
            await asyncio.sleep(60)

        async def send(message):
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        kind = b"multipart/form-data; boundary=abc"
        scope = {
            "type": "http",
            "method": "PUT",
            "path": ADDRESS,
            "headers": [(b"content-type", kind), (HEADER.encode(), b"me")],
        }
        await UploadsToDisk(None)(scope, silent, send)

    play_scene(scene())
    assert statuses == [408]
    assert not stored(home)


def test_a_folder_that_cannot_be_written_to_is_said(home, monkeypatch):
    (home / "file").touch()
    monkeypatch.setenv("TRANSFER_DEMO_HOME", str(home / "file"))
    answer, received = send(b"content")
    assert answer.status_code == 204
    monkeypatch.setenv("TRANSFER_DEMO_HOME", str(home))
    assert "cannot be written to" in why_not(received)


def test_a_file_that_is_too_large_is_refused_while_it_arrives(home, monkeypatch):
    monkeypatch.setattr(uploads_to_disk, "_most_bytes", lambda: 6000)
    assert send(bytes(5000))[0].status_code == 204
    answer, received = send(bytes(7000))
    assert answer.status_code == 413
    assert not received
    # One that does not say how large it is.
    kind = {"content-type": "multipart/form-data; boundary=abc"}
    body = (bytes(1000) for _ in range(8))
    assert client().put(ADDRESS, content=body, headers=kind).status_code == 413
    assert len(stored(home)) == 1


def test_the_limit_is_that_of_the_server():
    assert uploads_to_disk._most_bytes() > 2**20 * uploads_to_disk.config.get_option(
        "server.maxUploadSize"
    )


def test_strangers_cannot_fill_the_disk(home):
    answer, received = send(b"content", address=ADDRESS.replace("/session/", "/unknown/"))
    assert answer.status_code == 400
    assert not received
    assert not stored(home)


def test_nobody_writes_into_the_session_of_somebody_else(home):
    answer, received = send(b"content", visitor="another")
    assert answer.status_code == 400
    assert not received
    assert not stored(home)


def test_nobody_takes_away_what_somebody_else_has_uploaded(home):
    deleted = []

    def delete(request: Request) -> PlainTextResponse:
        deleted.append(request.url.path)
        return PlainTextResponse("")

    app = Starlette(
        routes=[Route(ADDRESS, delete, methods=["DELETE"])], middleware=[Middleware(UploadsToDisk)]
    )
    for visitor, status in (("another", 400), ("me", 200)):
        assert TestClient(app, headers={HEADER: visitor}).delete(ADDRESS).status_code == status
    assert deleted == [ADDRESS]


def test_an_upload_that_never_went_through_the_middleware_is_read_too(home):
    for data in (b"", b"bytes", b"transfer-demo upload and more", b"transfer-demo upload ../../x"):
        assert path_of(io.BytesIO(data)).read_bytes() == data
        discard(io.BytesIO(data))


def test_a_file_is_deleted_once_it_was_read(home):
    _, received = send(b"content")
    discard(io.BytesIO(received[0][1]))
    assert not stored(home)


def test_a_file_that_is_still_open_somewhere_takes_no_space_once_it_is_deleted(home):
    _, received = send(b"content")
    (file,) = stored(home)
    with file.open("rb") as reading:
        discard(io.BytesIO(received[0][1]))
        assert os.fstat(reading.fileno()).st_size == 0


def test_what_nobody_read_is_deleted_after_a_while(home):
    send(b"old")
    (old,) = stored(home)
    send(b"new")
    day_before = time.time() - 24 * 3600
    os.utime(old, (day_before, day_before))
    uploads.sweep(lambda session: True)
    assert old not in stored(home)
    assert len(stored(home)) == 1


def test_what_a_session_left_is_gone_with_it_unless_it_is_being_read(home, monkeypatch):
    monkeypatch.setattr(uploads, "_AWAY_SECONDS", 0.0)
    notes = [send(name)[1][0][1] for name in (b"left", b"read", b"here")]
    uploads.keep(io.BytesIO(notes[1]))
    uploads.sweep(lambda session: True)
    assert len(stored(home)) == 3
    for _ in range(2):  # at the first look somebody may be on the way back
        uploads.sweep(lambda session: False)
    assert [file.read_bytes() for file in stored(home)] == [b"read"]
    uploads.keep(io.BytesIO(notes[1]), False)  # as when it waits for an answer of its visitor's
    for _ in range(2):
        uploads.sweep(lambda session: False)
    assert stored(home) == []


def test_what_waits_for_an_answer_goes_with_the_page_that_asks(home, monkeypatch):
    monkeypatch.setattr(uploads, "_AWAY_SECONDS", 0.0)
    note = io.BytesIO(send(b"photos")[1][0][1])
    uploads.move(note, "after a reload")
    for _ in range(2):
        uploads.sweep(lambda session: session == "after a reload")
    assert len(stored(home)) == 1
    for _ in range(2):
        uploads.sweep(lambda session: False)
    assert stored(home) == []


def test_who_comes_back_in_time_finds_what_they_brought(home, monkeypatch):
    monkeypatch.setattr(uploads, "_AWAY_SECONDS", 0.0)
    send(b"brought")
    for there in (False, True, False):
        uploads.sweep(lambda session, there=there: there)
    assert len(stored(home)) == 1


def multipart(*parts, boundary=b"abc"):
    framed = b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts)
    kind = {"content-type": f"multipart/form-data; boundary={boundary.decode()}"}
    return client().put(ADDRESS, content=framed + b"--%b--\r\n" % boundary, headers=kind)


HEAD = b'content-disposition: form-data; name="f"; filename="a"\r\n'


def test_a_request_of_many_parts_is_refused_at_the_second(home, monkeypatch):
    begun = []
    begin = OnePart._begin
    monkeypatch.setattr(OnePart, "_begin", lambda part: begun.append(1) or begin(part))
    assert multipart(*[HEAD + b"\r\nx"] * 1000).status_code == 400
    assert len(begun) == 2
    assert not stored(home)


def test_a_part_that_says_more_of_itself_than_a_file_needs_is_refused(home):
    assert multipart(HEAD + b"x-more: y\r\n" * 20 + b"\r\nx").status_code == 400
    assert multipart(HEAD + b"x-more: " + b"y" * 100_000 + b"\r\n\r\nx").status_code == 400
    assert not stored(home)


def test_a_boundary_that_is_too_long_is_refused_and_nothing_breaks(home):
    assert multipart(HEAD + b"\r\nx", boundary=b"b" * 300).status_code == 400
    assert not stored(home)


def test_a_header_without_a_value_is_passed_on(home):
    assert multipart(HEAD + b"content-type:\r\n\r\nx").status_code == 204
    assert [file.read_bytes() for file in stored(home)] == [b"x"]


def test_headers_that_lie_across_two_blocks_stay_whole(home, monkeypatch):
    monkeypatch.setattr(uploads_to_disk, "_BLOCK_BYTES", 1)
    received = []
    body = b"--abc\r\n" + HEAD + b"\r\ncontent\r\n--abc--\r\n"
    kind = {"content-type": "multipart/form-data; boundary=abc"}
    bytewise = (body[at : at + 1] for at in range(len(body)))
    assert client(received=received).put(ADDRESS, content=bytewise, headers=kind).status_code == 204
    assert received[0][0] == "a"
    assert [file.read_bytes() for file in stored(home)] == [b"content"]


@pytest.mark.parametrize(
    "kinds",
    [
        ["multipart/form-data; boundary="],
        ['multipart/form-data; boundary=""'],
        ["multipart/form-data"],
        ["application/octet-stream"],
        [],
        ["multipart/form-data; boundary=abc", "application/x"],
    ],
)
def test_what_cannot_be_read_here_does_not_go_past_into_memory(home, kinds):
    received = []
    body = b"--abc\r\n" + HEAD + b"\r\ncontent\r\n--abc--\r\n"
    headers = [("content-type", kind) for kind in kinds]
    answer = client(received=received).put(ADDRESS, content=body, headers=headers)
    assert answer.status_code == 400
    assert not received
    assert not stored(home)
