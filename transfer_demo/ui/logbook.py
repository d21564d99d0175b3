"""The file in which the web process writes down what went wrong."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from transfer_demo.errors import StoreError
from transfer_demo.paths import home_folder

LOGGER: Final = logging.getLogger("transfer_demo")
_MAX_BYTES: Final = 1_000_000


def log_file() -> Path | None:
    """Return where the log is written, or None where the home folder cannot be written to."""
    try:
        return home_folder() / "logs" / "app.log"
    except StoreError:
        return None


def open_logbook() -> None:
    """Send what the package logs to the log file; called once, when the app starts."""
    file = log_file()
    if file is None:
        return  # Python's handler of last resort still writes warnings to the terminal
    file.parent.mkdir(exist_ok=True)
    handler = RotatingFileHandler(file, maxBytes=_MAX_BYTES, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    LOGGER.addHandler(handler)
