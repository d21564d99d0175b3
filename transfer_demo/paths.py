"""Where things lie on this machine: what the program brings, and what it may write."""

import os
import stat
import threading
from contextlib import suppress
from pathlib import Path

import platformdirs

from transfer_demo.errors import StoreError

PACKAGE = Path(__file__).resolve().parent

_OWNER_ONLY = 0o700


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

    `TRANSFER_DEMO_HOME` moves it, to a folder for this alone; otherwise it is the platform's folder
    for user data.

    Raises:
        StoreError: the folder cannot be created or written to.
    """
    configured = os.environ.get("TRANSFER_DEMO_HOME")
    home = Path(configured) if configured else Path(platformdirs.user_data_dir("transfer-demo"))
    try:
        home.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        probe = home / f".writable-{os.getpid()}-{threading.get_ident()}"
        probe.touch()
        probe.unlink()
    except OSError as exc:
        raise StoreError(
            f"Runs are kept in {home}, and that folder cannot be written to ({exc.strerror}). "
            "Make it writable, free some space, or set TRANSFER_DEMO_HOME to another folder."
        ) from exc
    return home


def keep_private() -> None:
    """Let other users of this machine read nothing of what people bring, old or new.

    For the process of a server: it holds for all files that it will write.
    """
    if os.name == "nt":
        return  # a profile is closed to others there, and modes say nothing
    os.umask(0o777 - _OWNER_ONLY)
    with suppress(StoreError, OSError):
        home = home_folder()
        for path in (home, *home.iterdir()):
            # Nobody comes into a closed folder, so what is in it is looked at once.
            if _close(path) and path != home and path.is_dir():
                for inner in path.rglob("*"):
                    _close(inner)


def _close(path: Path) -> bool:
    """Close a file or folder that an older version left open to others; say whether it was open.

    Not what belongs to everybody, or is this user's whole home: somebody may have named it.
    """
    found = path.lstat()
    mode = stat.S_IMODE(found.st_mode)
    shared = found.st_mode & stat.S_ISVTX or path == Path.home() or stat.S_ISLNK(found.st_mode)
    if shared or found.st_uid != os.getuid() or not mode & ~_OWNER_ONLY:
        return False
    path.chmod(mode & _OWNER_ONLY)
    return True
