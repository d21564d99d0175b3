import logging
from importlib.resources import files

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from transfer_demo.errors import StoreError
from transfer_demo.plan import Plan
from transfer_demo.store.runs import RunStore
from transfer_demo.store.tables import Base

from .made import images, progress


def test_migrations_and_models_agree(store):
    with store.database.reading() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_a_model_that_no_migration_knows_would_be_noticed(store):
    changed = sa.MetaData()
    for table in Base.metadata.tables.values():
        table.to_metadata(changed)
    changed.tables["runs"].append_column(sa.Column("colour", sa.Text))
    with store.database.reading() as session:
        context = MigrationContext.configure(session.connection())
        assert len(compare_metadata(context, changed)) == 1


def test_opening_again_keeps_the_runs(store, database_url):
    token = store.create(Plan(), images(), owner="ada")
    store.write(token, progress())
    again = RunStore.open(database_url)
    assert again.history(token) == store.history(token)
    again.close()


def test_a_database_of_a_newer_version_is_a_sentence(store, database_url):
    with store.database.writing() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        RunStore.open(database_url)


def test_a_migration_that_fails_leaves_nothing_behind(store, database_url, monkeypatch):
    with store.database.writing() as session:
        Base.metadata.drop_all(session.connection())
        session.execute(sa.text("DROP TABLE alembic_version"))

    def fail(*args, **kwargs):
        raise RuntimeError("killed")

    # The second step of the migration, after the table of runs.
    monkeypatch.setattr("alembic.op.create_index", fail)
    with pytest.raises(RuntimeError, match="killed"):
        RunStore.open(database_url)
    with store.database.reading() as session:
        assert sa.inspect(session.connection()).get_table_names() == []
    monkeypatch.undo()


def test_migrations_form_one_line():
    config = Config()
    config.set_main_option("script_location", "transfer_demo.store:migrations")
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_migrations_lie_inside_the_package():
    assert files("transfer_demo.store").joinpath("migrations", "env.py").is_file()


def test_logging_stays_as_it_was(store, database_url):
    def settings():
        names = [None, "alembic", "sqlalchemy", "transfer_demo"]
        loggers = [logging.getLogger(name) for name in names]
        return [(log.level, log.disabled, list(log.handlers)) for log in loggers]

    before = settings()
    RunStore.open(database_url).close()
    assert settings() == before
