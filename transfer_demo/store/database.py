"""The database behind the store: SQLite in a file, or PostgreSQL; transactions and migrations."""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.orm import Session

from transfer_demo.errors import StoreError
from transfer_demo.store import sqlite_file

# PostgreSQL has no lock on a whole database, so everybody who needs one agrees on a number.
_WRITE_LOCK: Final = 0x7472_616E
_LEAD_LOCK: Final = _WRITE_LOCK + 1

_LOG: Final = logging.getLogger(__name__)

# Alembic's environment is global to the process.
_MIGRATING: Final = threading.Lock()


class Database:
    """Transactions on one database. Whatever fails in one comes out as a StoreError."""

    def __init__(self, url: str | sa.URL) -> None:
        """Prepare to connect to a database.

        Raises:
            StoreError: the address is of no database that we can use.
        """
        with _as_store_errors():
            self._engine = _engine(url)
        # A SQLite transaction that begins by reading cannot always go on to write, so those
        # that will write say so when they begin.
        self._writing_engine = self._engine.execution_options(begin_immediate=True)
        # SQLite keeps the state in which a transaction began; PostgreSQL has to be asked.
        self._reading_engine = (
            self._engine.execution_options(isolation_level="REPEATABLE READ")
            if self._engine.dialect.name == "postgresql"
            else self._engine
        )

    @property
    def file(self) -> Path | None:
        """The file of the database, or None where it is a server."""
        if self._engine.dialect.name != "sqlite":
            return None
        with self.reading() as session:
            query = "SELECT file FROM pragma_database_list WHERE name = 'main'"
            return Path(session.execute(sa.text(query)).scalar_one())

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Read from one consistent state of the database."""
        with _as_store_errors(), _session(self._reading_engine) as session:
            yield session

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Session]:
        """Write everything or nothing. `alone` keeps others out that ask for it too.

        It does from the first moment, so that files can be looked at before the first row.
        """
        with _as_store_errors(), _session(self._writing_engine) as session:
            if alone and self._engine.dialect.name == "postgresql":
                session.execute(sa.text(f"SELECT pg_advisory_xact_lock({_WRITE_LOCK})"))
            # With SQLite, all writers are alone; a session would begin with its first query only.
            session.connection()
            yield session

    def migrate(self) -> None:
        """Create the tables, or bring those of an older version up to date.

        Raises:
            StoreError: the database cannot be written to, or is of a newer version.
        """
        config = Config()
        config.set_main_option("script_location", "transfer_demo.store:migrations")
        if self._engine.dialect.name == "sqlite":
            with _as_store_errors():
                sqlite_file.set_up(self._engine)
        with _MIGRATING, self.writing(alone=True) as session:
            config.attributes["connection"] = session.connection()
            try:
                command.upgrade(config, "head")
            except CommandError as exc:
                raise StoreError(
                    "The runs on this machine were written by a newer version of transfer-demo. "
                    "Update it, or set TRANSFER_DEMO_HOME to another folder."
                ) from exc

    def give_back_space(self) -> None:
        """Let the file shrink by what was deleted of late; a server does that by itself."""
        if self._engine.dialect.name == "sqlite":
            with _as_store_errors():
                sqlite_file.give_back_space(self._engine)

    def try_lead(self) -> sa.Connection | None:
        """Take the one right to lead, held until the connection closes or the process dies.

        Returns None where another connection, of this process or of another, has it.
        """
        with _as_store_errors():
            if self.file is not None:
                return sqlite_file.lock(self.file.with_name(f"{self.file.name}-lead"))
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if connection.scalar(sa.text(f"SELECT pg_try_advisory_lock({_LEAD_LOCK})")):
                return connection
            connection.close()
            return None

    def close(self) -> None:
        """Release all connections."""
        self._engine.dispose()


@contextmanager
def _session(engine: sa.Engine) -> Iterator[Session]:
    # Rows stay readable after the transaction.
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def _engine(address: str | sa.URL) -> sa.Engine:
    url = sa.make_url(address)
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise sa.exc.ArgumentError("neither SQLite nor PostgreSQL")
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(url, hide_parameters=True, pool_pre_ping=True)
    if not url.database or ":memory:" in url.database:
        raise sa.exc.ArgumentError("SQLite needs a file")
    url = url.update_query_dict({"timeout": str(sqlite_file.BUSY_SECONDS), **url.query})
    # Errors are logged and shown, so they must not quote values: file names, tokens.
    engine = sa.create_engine(url, hide_parameters=True)
    sa.event.listen(engine, "connect", sqlite_file.prepare)
    sa.event.listen(engine, "begin", sqlite_file.begin)
    return engine


@contextmanager
def _as_store_errors() -> Iterator[None]:
    try:
        yield
    except sa.exc.ArgumentError as exc:
        # The address is not repeated: it may hold a password.
        raise StoreError(
            "TRANSFER_DEMO_DATABASE_URL is not the address of a database. It looks like "
            "postgresql://user:password@server/name, or sqlite:///folder/runs.sqlite3."
        ) from exc
    except ImportError as exc:
        raise StoreError(
            "PostgreSQL needs one more package: "
            'python -m pip install "transfer-demo[postgres]". Without '
            "TRANSFER_DEMO_DATABASE_URL, runs are kept in a file on this machine."
        ) from exc
    except sqlite3.Error as exc:  # from the few commands that we give to the driver itself
        raise StoreError(_sentence(str(exc))) from exc
    except sa.exc.DBAPIError as exc:
        raise StoreError(_sentence(str(exc.orig))) from exc
    except sa.exc.TimeoutError as exc:
        raise StoreError(_sentence("locked")) from exc


def _sentence(reason: str) -> str:
    """Say in words for the user what the database said."""
    said = reason.lower()
    if "full" in said or "no space" in said:
        return (
            "Nothing can be saved: the disk is full. What is being trained goes on, and is written "
            "down when there is space. Free some, then try again what you wanted to do."
        )
    if "disk i/o" in said:
        return "The database could not be used: the disk failed. Check that it has space."
    if "readonly" in said or "read-only" in said:
        return "Nothing was saved: the database is read-only. Make its file writable."
    if "locked" in said or "lock timeout" in said:
        return "The database is busy in another program. Try again in a moment."
    if "unable to open" in said:
        return "The database cannot be opened. Check that its folder can be written to."
    if "not a database" in said or "malformed" in said:
        return "The database is damaged. Move its file away and start again; a new one is made."
    if "authentication" in said or "permission denied" in said or "does not exist" in said:
        return (
            "The database does not let this program in. Check user, password and name in "
            "TRANSFER_DEMO_DATABASE_URL."
        )
    # What it says itself names hosts, ports and users, and stands in the log.
    _LOG.warning("The database said: %s", reason.strip())
    return (
        "The database does not answer. What is being trained goes on, and is written down when it "
        "is back. Try again in a moment, or ask whoever runs this server."
    )
