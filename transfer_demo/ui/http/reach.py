"""Who can open the app at all: this machine alone, or everybody in its network."""

import ipaddress
from typing import Final

_TO_OTHERS: Final = """\
  Whoever reaches this machine over the network can open the app and train on it. Each browser has
  images and runs of its own. Without HTTPS in front, others in the network can read along. What is
  protected and what is not: README, "Who is protected against whom"."""


def say_who_can_come(address: str | None) -> None:
    """Say in the terminal if others than this machine can open the app.

    Args:
        address: on which the server listens; None for all that this machine has.
    """
    if is_this_machine_only(address):
        return
    print(f"\n{_TO_OTHERS}\n", flush=True)


def is_this_machine_only(address: str | None) -> bool:
    """Say whether only programs of this machine reach a server that listens on this address."""
    if address is None:
        return False
    if address == "localhost" or address.startswith("unix://"):
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:  # the name of a machine
        return False
