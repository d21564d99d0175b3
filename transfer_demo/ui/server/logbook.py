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
    """Send what the package logs to the log file, unless that is done already."""
    file = log_file()
    if file is None or any(_writes_to(handler, file) for handler in LOGGER.handlers):
        return  # without a file, Python's handler of last resort writes to the terminal
    file.parent.mkdir(exist_ok=True)
    handler = RotatingFileHandler(
        file, maxBytes=_MAX_BYTES, backupCount=2, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    LOGGER.addHandler(handler)


def _writes_to(handler: logging.Handler, file: Path) -> bool:
    return isinstance(handler, RotatingFileHandler) and Path(handler.baseFilename) == file
