"""The command `app`: the web app, from whatever folder, in a checkout as in an installed wheel."""

import errno
import os
import runpy
import socket
import sys
from typing import Annotated

import typer

from transfer_demo.errors import TransferDemoError
from transfer_demo.paths import app_folder, home_folder

HIGHEST_PORT = 65535
_ANY = ("0.0.0.0", "::")


def app(
    port: Annotated[int, typer.Option(help="Port of the web page.")] = 8501,
    host: Annotated[
        str,
        typer.Option(help="Address to listen on. 0.0.0.0 lets other machines of the network in."),
    ] = "localhost",
    headless: Annotated[bool, typer.Option("--headless", help="Open no browser.")] = False,
) -> None:
    """Start the web app and open it in the browser."""
    home_folder()
    check_address(host, port=port)
    script = app_folder() / "app.py"
    # This process becomes Streamlit, so signals reach it and nothing is left behind. It reads the
    # .streamlit/config.toml beside the script by itself.
    sys.argv = [
        "streamlit",
        "run",
        str(script),
        f"--server.port={port}",
        f"--server.address={host}",
        *_told_address(host),
        *(["--server.headless=true"] if headless else []),
    ]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def _told_address(host: str) -> list[str]:
    """Return the option that says what others call this machine, where they may come.

    Without it Streamlit asks a server in the internet, and nothing shall leave this machine.
    """
    if host not in _ANY:
        return []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # for examples only, and nothing is sent
            own = probe.getsockname()[0]
        except OSError:
            own = socket.gethostname()
    return [f"--browser.serverAddress={own}"]


def check_address(host: str, *, port: int) -> None:
    """Raise TransferDemoError, saying what to do, unless a server can listen there."""
    if not 1 <= port <= HIGHEST_PORT:
        raise TransferDemoError(f"Port is {port}, and it must lie between 1 and {HIGHEST_PORT}.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, family=_family(host), type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name != "nt":
                # As the server does: a port is free although old connections linger. On Windows
                # the same option would let two servers share a port.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as exc:
        raise TransferDemoError(_reason(exc, host=host, port=port)) from exc


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _reason(exc: OSError, *, host: str, port: int) -> str:
    if exc.errno == errno.EADDRINUSE:
        other = port + 1 if port < HIGHEST_PORT else port - 1
        return (
            f"Port {port} is in use by another program. Stop that program, "
            f"or choose another port, for example --port {other}."
        )
    if exc.errno == errno.EACCES:
        return f"Port {port} may not be used by you. Choose a port from 1024, as in --port 8501."
    return (
        f"The app cannot listen on {host} ({exc.strerror}). "
        "Choose localhost, or the address of this machine in its network."
    )
