"""This page on a phone: a code for its camera to read."""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

import segno
import streamlit as st

from transfer_demo.ui.address.selection import RUN

_LOCAL: Final = (
    "This page is open under an address of this machine alone, which a phone cannot reach. Start "
    "the app for others (`transfer-demo app --host 0.0.0.0`), open it under the address of this "
    "machine in the network, and the code stands here."
)
_HELP: Final = (
    "Point the camera of a phone in the same network at it. The phone takes a photo and sees what "
    "both networks say. It does not see your images, and whoever has the code can do the same."
)


def offer_phone(token: str) -> None:
    """Offer the address of this page as a code."""
    shown = st.popover("On a phone", icon=":material/qr_code_2:", key="phone", on_change="rerun")
    if not shown.open:
        return
    address = address_of(st.context.url or "", token)
    with shown:
        if address is None:
            st.info(_LOCAL)
            return
        code = segno.make(address, micro=False).svg_inline(
            scale=5, border=3, dark="#000", light="#fff", omitsize=True
        )
        st.html(f'<div class="phone-code" role="img" aria-label="QR code">{code}</div>')
        st.code(address, language=None, wrap_lines=True)
        st.caption(_HELP)


def address_of(url: str, token: str) -> str | None:
    """Return the address of this page for another device; None where that cannot reach it.

    Args:
        url: of this page as this browser has it.
        token: of the race.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host or _is_local(host):
        return None
    query = urlencode({RUN.parameter: token})
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
        return address.is_loopback or address.is_unspecified
    except ValueError:
        return False
