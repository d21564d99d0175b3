"""The error boundary: whatever happens, a person sees a sentence and never a traceback."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from transfer_demo.errors import TransferDemoError
from transfer_demo.markdown import plain
from transfer_demo.ui.server.logbook import LOGGER, log_file, open_logbook


@contextmanager
def boundary() -> Iterator[None]:
    """Show what is raised inside: our own errors as they are, others as a reference to the log.

    Streamlit's signals to stop or to run again are no `Exception` and pass through.
    """
    try:
        yield
    except TransferDemoError as exc:
        st.error(plain(str(exc)), icon=":material/error:")
    except Exception:
        open_logbook()
        reference = secrets.token_hex(3).upper()
        LOGGER.exception("unexpected error, reference %s", reference)
        where = log_file() or "the terminal in which the app was started"
        st.error(
            f"Something went wrong that we did not expect. Your runs are safe. Reload the page to "
            f"go on. Reference **{reference}**; details stand in {plain(str(where))}",
            icon=":material/error:",
        )
