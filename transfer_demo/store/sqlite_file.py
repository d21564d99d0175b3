"""What a SQLite file needs to serve many people at once, and to keep nothing that was deleted."""

import logging
import sqlite3
import time
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

# Writers wait for each other so long before they give up.
BUSY_SECONDS: Final = 10
# Of 4 kB each: so few that nobody waits while they are given back.
_PAGES_AT_ONCE: Final = 2000
_MILLISECONDS_TO_GIVE_BACK: Final = 200
_INCREMENTAL: Final = 2

_LOG: Final = logging.getLogger(__name__)


def prepare(connection: Any, record: object) -> None:
    """Set what holds for a connection."""
    # The driver would begin transactions by itself, but not before DDL; `begin` does.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON").close()
    # Safe against a kill of the process; only a power cut can cost the last writes.
    connection.execute("PRAGMA synchronous=NORMAL").close()
    # What is deleted is overwritten: names of files and answers must not stay in the file.
    connection.execute("PRAGMA secure_delete=ON").close()


def begin(connection: sa.Connection) -> None:
    """Begin a transaction: one that begins by reading cannot always go on to write."""
    immediate = connection.get_execution_options().get("begin_immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def set_up(engine: sa.Engine) -> None:
    """Set what holds for the file: readers go on while somebody writes, and it can shrink.

    Raises:
        sqlite3.Error: it is locked for longer than writers wait.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            # What counts for a new file only would make others wait that write into one.
            new = not _run(engine, "PRAGMA page_count")
            shrinks = [f"PRAGMA auto_vacuum={_INCREMENTAL}"] if new else []
            _run(engine, *shrinks, "PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as exc:
            # SQLite does not wait by itself when two processes switch at the same moment.
            if "locked" not in str(exc) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    if _run(engine, "PRAGMA auto_vacuum") != _INCREMENTAL:
        try:
            _run(engine, f"PRAGMA auto_vacuum={_INCREMENTAL}", "VACUUM")
        except sqlite3.Error as exc:  # in use by another program, or no room for a second copy
            _LOG.warning("The file of the database cannot shrink yet: %s", exc)


def give_back_space(engine: sa.Engine) -> None:
    """Cut a part of what is free off the end of the file, and empty the log of the last writes.

    What was deleted stands in that log, too. Whoever uses the file just then is not kept waiting.
    """
    connection = engine.raw_connection()
    cursor = connection.cursor()
    patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    try:
        cursor.execute(f"PRAGMA busy_timeout={_MILLISECONDS_TO_GIVE_BACK}").fetchall()
        if cursor.execute("PRAGMA freelist_count").fetchone()[0]:
            # As a script: a single command is ended by the driver after the first page.
            cursor.executescript(f"PRAGMA incremental_vacuum({_PAGES_AT_ONCE})")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.OperationalError as exc:  # in use: another time
        _LOG.info("No space was given back: %s", exc)
    finally:
        cursor.execute(f"PRAGMA busy_timeout={patience}").fetchall()
        connection.close()


def lock(file: Path) -> sa.Connection | None:
    """Return a connection that has a file for itself until it closes; None if another one has.

    SQLite locks files alike on all systems, and the system lets go when the process dies.
    """
    url = sa.URL.create("sqlite", database=file.as_posix(), query={"timeout": "0"})
    connection = sa.create_engine(url, poolclass=sa.NullPool).connect()
    try:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
    except sa.exc.OperationalError as exc:
        connection.close()
        if "locked" in str(exc.orig):
            return None
        raise
    return connection


def _run(engine: sa.Engine, *commands: str) -> Any:
    """Carry out commands outside of a transaction, and return the first value of the last one."""
    connection = engine.raw_connection()
    try:
        for command in commands:
            rows = connection.cursor().execute(command).fetchall()
    finally:
        connection.close()
    return rows[0][0] if rows else None
