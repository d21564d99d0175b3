"""The name of a class as a visitor types it."""

from transfer_demo.images.names import clean


def tidy(name: str) -> str:
    """Return a name without blanks around it and with single ones in it, fit to be shown."""
    return clean(" ".join(name.split()))
