import os
import runpy
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from transfer_demo.cli import serve


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The command lines with which Streamlit would have been started."""
    commands: list[list[str]] = []

    def run_module(name: str, **_: Any) -> None:
        commands.append([name, *sys.argv[1:]])

    monkeypatch.setattr(runpy, "run_module", run_module)
    monkeypatch.setattr(sys, "argv", ["transfer-demo"])
    return commands


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_app_starts_from_any_folder(
    run: Run, started: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    port = _free_port()
    assert run("app", "--port", port, "--headless").exit_code == 0
    ((program, verb, script, *options),) = started
    assert (program, verb) == ("streamlit", "run")
    assert Path(script).is_absolute()
    assert Path(script).name == "app.py"
    assert options == [
        f"--server.port={port}",
        "--server.address=localhost",
        "--server.headless=true",
    ]


def test_without_headless_streamlit_opens_the_browser(run: Run, started: list[list[str]]) -> None:
    run("app", "--port", _free_port())
    assert not any("headless" in option for option in started[0])


def test_a_port_in_use_is_a_clear_sentence(run: Run, started: list[list[str]]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = run("app", "--port", port)
    assert result.exit_code == 2
    assert f"Port {port} is in use" in result.stderr
    assert "--port" in result.stderr
    assert not started


def test_a_port_can_be_used_again_at_once(run: Run, started: list[list[str]]) -> None:
    with socket.socket() as server:
        if os.name != "nt":
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = server.accept()
        # The side that closes first keeps the port in the state TIME_WAIT for a minute.
        accepted.close()
        client.close()
    assert run("app", "--port", port).exit_code == 0
    assert len(started) == 1


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_out_of_range_is_refused(run: Run, started: list[list[str]], port: int) -> None:
    result = run("app", "--port", port)
    assert result.exit_code == 2
    assert "between 1 and 65535" in result.stderr
    assert not started


def test_an_address_of_another_machine_is_refused(run: Run, started: list[list[str]]) -> None:
    # An address for documentation (RFC 5737), which no machine has.
    result = run("app", "--host", "192.0.2.1", "--port", _free_port())
    assert result.exit_code == 2
    assert "192.0.2.1" in result.stderr
    assert not started


def test_a_home_that_cannot_be_written_is_a_clear_sentence(
    run: Run, started: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    # A folder below a file can be made by nobody, not even by root.
    monkeypatch.setenv("TRANSFER_DEMO_HOME", str(file / "home"))
    result = run("app", "--port", _free_port())
    assert result.exit_code == 2
    assert "TRANSFER_DEMO_HOME" in result.stderr
    assert not started


def test_a_system_that_reserves_low_ports_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    def bind(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(serve.socket.socket, "bind", bind)
    with pytest.raises(serve.TransferDemoError, match="1024"):
        serve.check_address("localhost", port=80)
