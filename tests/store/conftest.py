"""A store for each test: in a SQLite file, or, to try it, on a PostgreSQL server.

    TRANSFER_DEMO_TEST_DATABASE_URL=postgresql://user@localhost/scratch pytest tests/store

empties that database before each test.
"""

import os
from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy as sa

from tests.scripted import ScriptedExecutor
from transfer_demo.store.database import Database
from transfer_demo.store.queue.recorder import Recorder
from transfer_demo.store.run_store import RunStore
from transfer_demo.store.tables import Base

# Read when this file is, because the session begins by forgetting all settings.
_SERVER = os.environ.get("TRANSFER_DEMO_TEST_DATABASE_URL")


@pytest.fixture
def database_url(monkeypatch: pytest.MonkeyPatch) -> str | None:
    """The address of an empty database; None for the file in the home folder."""
    if _SERVER:
        database = Database(_SERVER)
        with database.writing() as session:
            Base.metadata.drop_all(session.connection())
            session.execute(sa.text("DROP TABLE IF EXISTS alembic_version"))
        database.close()
        monkeypatch.setenv("TRANSFER_DEMO_DATABASE_URL", _SERVER)
    return _SERVER


@pytest.fixture
def store(database_url: str | None) -> Iterator[RunStore]:
    """An open store without runs."""
    opened = RunStore.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def by_hand() -> ScriptedExecutor:
    """An executor that says nothing before `step`."""
    return ScriptedExecutor(by_hand=True)


@pytest.fixture
def recorder(store: RunStore, by_hand: ScriptedExecutor) -> Iterator[Recorder]:
    """A recorder over that executor."""
    with closing(Recorder(store, by_hand)) as made:
        yield made
