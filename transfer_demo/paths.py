"""Where things lie on this machine: what the program brings, and what it may write."""

import os
import threading
from pathlib import Path

import platformdirs

from transfer_demo.errors import StoreError

PACKAGE = Path(__file__).resolve().parent


def app_folder() -> Path:
    """Return the folder that holds app.py, pages/ and assets/.

    In a checkout that is the top of the repository; in a wheel they travel inside the package.
    """
    installed = PACKAGE / "_app"
    return installed if installed.is_dir() else PACKAGE.parent


def assets_folder() -> Path:
    """Return the folder of samples, lesson texts and pictures."""
    return app_folder() / "assets"


def home_folder() -> Path:
    """Return the folder for runs, images and logs, and create it.

    `TRANSFER_DEMO_HOME` moves it; otherwise it is the platform's folder for user data.

    Raises:
        StoreError: the folder cannot be created or written to.
    """
    configured = os.environ.get("TRANSFER_DEMO_HOME")
    home = Path(configured) if configured else Path(platformdirs.user_data_dir("transfer-demo"))
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / f".writable-{os.getpid()}-{threading.get_ident()}"
        probe.touch()
        probe.unlink()
    except OSError as exc:
        raise StoreError(
            f"Runs are kept in {home}, and that folder cannot be written to ({exc.strerror}). "
            "Make it writable, free some space, or set TRANSFER_DEMO_HOME to another folder."
        ) from exc
    return home
