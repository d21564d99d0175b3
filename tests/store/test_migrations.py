import json
import logging
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.resources import files

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from tests.store.made import finished, images, photo, picture, progress, with_bytes
from transfer_demo.errors import StoreError
from transfer_demo.events import to_dict
from transfer_demo.history import fold
from transfer_demo.images.dataset import ImageSet
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.run_store import RunStore
from transfer_demo.store.tables import Base, EventRow, RunRow


def config():
    made = Config()
    made.set_main_option("script_location", "transfer_demo.store:migrations")
    return made


def migrate(database, step, revision):
    """Go up or down to a revision."""
    here = config()
    with database.writing(alone=True) as session:
        here.attributes["connection"] = session.connection()
        step(here, revision)


def empty(database):
    with database.writing() as session:
        Base.metadata.drop_all(session.connection())
        session.execute(sa.text("DROP TABLE alembic_version"))


def tables(database):
    with database.reading() as session:
        return set(sa.inspect(session.connection()).get_table_names())


# The images of a run as they were written up to version 0007.
_EXAMPLES = sa.table(
    "examples",
    *map(sa.column, ("run_id", "part", "position", "label", "digest", "width", "height", "file")),
)


def example_rows(given, *, run_id):
    for part in ("train", "validation"):
        for position, example in enumerate(getattr(given, part)):
            picture = example.picture
            yield {
                "run_id": run_id,
                "part": part,
                "position": position,
                "label": example.label,
                "digest": picture.digest,
                "width": picture.width,
                "height": picture.height,
                "file": json.dumps(example.file),
            }


@pytest.fixture
def first_version(store):
    """The database as the first version of the program left it, with one run."""
    empty(store.database)
    migrate(store.database, command.upgrade, "0001")
    given = images()
    run = {
        "token": "first",
        "owner": "ada",
        "status": "done",
        "stop_requested": False,
        "created": datetime.now(UTC),
        "version": 1,
        "plan": ResolvedPlan(frozen_stages=7, arms=("scratch",)).to_dict(),
        "arms": ["scratch"],
        "classes": list(given.classes),
        "rejected": [asdict(rejection) for rejection in given.rejected],
        "train_images": len(given.train),
        "validation_images": len(given.validation),
    }
    event = {"arm": "scratch", "kind": "finished", "event_index": 0, "sequence": 1}
    with store.database.writing() as session:
        # Not the model of today as a whole: it has columns that came later.
        runs, events = RunRow.__table__, EventRow.__table__
        run_id = session.scalar(sa.insert(runs).values(**run).returning(runs.c.id))
        session.execute(_EXAMPLES.insert(), list(example_rows(given, run_id=run_id)))
        body = to_dict(finished())
        session.execute(sa.insert(events).values(run_id=run_id, body=body, **event))
    for example in (*given.train, *given.validation):
        store.files.pictures.put(example.picture)
    return store.database


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
    token = store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")
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
    empty(store.database)

    def fail(*args, **kwargs):
        raise RuntimeError("killed")

    # The second step of the migration, after the table of runs.
    monkeypatch.setattr("alembic.op.create_index", fail)
    with pytest.raises(RuntimeError, match="killed"):
        RunStore.open(database_url)
    assert tables(store.database) == set()
    monkeypatch.undo()


def test_migrations_form_one_line():
    assert len(ScriptDirectory.from_config(config()).get_heads()) == 1


def test_runs_of_the_first_version_stay_and_albums_and_studies_come(first_version, database_url):
    assert "albums" not in tables(first_version)
    with closing(RunStore.open(database_url)) as store:
        assert with_bytes(store.images("first")) == images()
        assert [run.token for run in store.runs("ada")] == ["first"]
        assert store.history("first") == fold([finished()])
        assert store.record("first").guess is store.record("first").lesson is None
        # Nobody knows which recipe it was trained by, so no study takes it over.
        plan = ResolvedPlan(frozen_stages=7, arms=("scratch",))
        study = store.studies.create("freeze", plan, (0,), [(plan, images())], owner="ada")
        assert store.studies.runs(study) != ("first",)
        crow = photo("crow", "birds")
        store.albums.add("ada", ImageSet(classes=("birds",), photos=(crow,)))
        assert store.albums.get("ada").classes == ("birds",)
        store.delete("first", by="ada")


REVISIONS = sorted(
    script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()
)
NOW = datetime.now(UTC)
# One row of each table, with all that it ever had.
ROWS = {
    "studies": {
        "id": 1,
        "token": "study",
        "owner": "ada",
        "question": "freeze",
        "plan": ResolvedPlan(frozen_stages=7).to_dict(),
        "seeds": [0],
        "guess": {"frozen_stages": 3},
        "created": NOW,
        "version": 1,
        "classes": ["birds", "fruit"],
        "train_images": 6,
        "validation_images": 4,
        "touched": NOW,
        "pinned": NOW,
    },
    "runs": {
        "id": 1,
        "token": "run",
        "owner": "ada",
        "status": "done",
        "stop_requested": False,
        "created": NOW,
        "started": NOW,
        "version": 1,
        "plan": ResolvedPlan(frozen_stages=7, arms=("scratch",)).to_dict(),
        "arms": ["scratch"],
        "classes": ["birds", "fruit"],
        "rejected": [],
        "train_images": 6,
        "validation_images": 4,
        "study_id": 1,
        "fingerprint": "f" * 64,
        "guess": None,
        "lesson": "break-it",
        "touched": NOW,
        "pinned": None,
    },
    "events": {
        "run_id": 1,
        "arm": "scratch",
        "kind": "finished",
        "event_index": 0,
        "sequence": 1,
        "body": to_dict(finished()),
    },
    "study_cells": {
        "study_id": 1,
        "position": 0,
        "plan": ResolvedPlan(frozen_stages=7, arms=("scratch",)).to_dict(),
        "arm": "scratch",
        "split": "s" * 64,
        "validation": "v" * 64,
        "run_id": 1,
        "taken_over": False,
    },
    "albums": {"id": 1, "owner": "ada", "version": 1, "touched": NOW, "rejected": []},
    "album_classes": {"id": 1, "album_id": 1, "position": 0, "name": "birds"},
    "album_photos": {
        "album_id": 1,
        "position": 0,
        "class_id": 1,
        "digest": picture("crow").digest,
        "width": 8,
        "height": 6,
        "look": "",
        "file": "crow.jpg",
        "part": None,
    },
    "arrivals": {"id": 1, "since": NOW, "digests": []},
    "image_sets": {"id": 1, "created": NOW},
    "models": {
        "run_id": 1,
        "arm": "fine_tune",
        "digest": "0" * 64,
        "size": 1,
        "used": NOW,
        "removed": None,
    },
}


@pytest.mark.parametrize("revision", REVISIONS)
def test_rows_of_every_version_are_opened(store, database_url, revision):
    empty(store.database)
    migrate(store.database, command.upgrade, revision)
    with store.database.writing() as session:
        inspector = sa.inspect(session.connection())
        for name, row in ROWS.items():
            if not inspector.has_table(name):
                continue
            there = {column["name"] for column in inspector.get_columns(name)}
            values = {key: value for key, value in row.items() if key in there}
            session.execute(sa.insert(Base.metadata.tables[name]).values(**values))
        if inspector.has_table("examples"):
            session.execute(_EXAMPLES.insert(), list(example_rows(images(), run_id=1)))
    with closing(RunStore.open(database_url)) as opened:
        run = opened.record("run")
        assert (run.owner, run.status, run.pinned) == ("ada", "done", False)
        assert run.touched is not None  # so that it does not expire at once
        assert opened.history("run") == fold([finished()])
        if revision < "0008":
            for example in (*images().train, *images().validation):
                opened.files.pictures.put(example.picture)
            assert with_bytes(replace(opened.images("run"), rejected=())) == replace(
                images(), rejected=()
            )
        assert not opened.sweep()
        if revision >= "0002":
            assert opened.albums.get("ada").classes == ("birds",)
        if revision >= "0003":
            study = opened.studies.record("study")
            assert study.touched is not None
            assert [cell.history.finished for cell in opened.studies.cells("study")] == [finished()]
        opened.belongings.remove_all("ada")
        assert not opened.belongings.of("ada")


def test_going_back_to_the_first_version_keeps_the_runs(first_version, database_url):
    before = tables(first_version)
    first_version.migrate()
    assert tables(first_version) > before - {"examples"}  # sets of images have those
    migrate(first_version, command.downgrade, "0001")
    assert tables(first_version) == before
    with closing(RunStore.open(database_url)) as store:
        assert with_bytes(store.images("first")) == images()
        assert store.history("first") == fold([finished()])


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
