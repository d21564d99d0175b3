"""The file in which the web process writes down what went wrong."""

import logging
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path
from time import monotonic
from typing import Final

from transfer_demo.errors import StoreError
from transfer_demo.paths import home_folder

LOGGER: Final = logging.getLogger("transfer_demo")
_MAX_BYTES: Final = 1_000_000
# Of Streamlit, what a browser that sends nonsense can make write as much as it likes.
_PROVOKED: Final = (
    "streamlit.error_util",
    "streamlit.runtime.app_session",
    "streamlit.web.server.starlette.starlette_websocket",
)


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


def spare_the_terminal() -> None:
    """Let Streamlit write a few errors a minute to the terminal, which may be kept in a file."""
    for name in _PROVOKED:
        logger = logging.getLogger(name)
        if not any(isinstance(each, Few) for each in logger.filters):
            logger.addFilter(Few())


class Few(logging.Filter):
    """Lets so many records pass in a minute, and of a traceback its end."""

    RECORDS: Final = 20
    SECONDS: Final = 60.0
    CHARACTERS: Final = 4_000

    def __init__(self) -> None:
        super().__init__()
        self._latest: deque[float] = deque(maxlen=self.RECORDS)

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record passes."""
        now = monotonic()
        if len(self._latest) == self.RECORDS and now - self._latest[0] < self.SECONDS:
            return False
        self._latest.append(now)
        if record.exc_info:
            whole = logging.Formatter().formatException(record.exc_info)
            record.exc_text = whole[-self.CHARACTERS :]
        return True


def _writes_to(handler: logging.Handler, file: Path) -> bool:
    return isinstance(handler, RotatingFileHandler) and Path(handler.baseFilename) == file
