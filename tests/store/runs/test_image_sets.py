from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.store.made import images, picture, with_bytes
from transfer_demo.errors import StoreError
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.database import Database
from transfer_demo.store.pictures import references
from transfer_demo.store.runs import image_sets
from transfer_demo.store.tables import ExampleRow, ImageSetRow

PLAN = ResolvedPlan(frozen_stages=7, arms=("scratch",))


def counted(store, table=ImageSetRow):
    with store.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table))


def test_cells_with_the_same_images_share_a_set_of_them(store):
    cells = [(replace(PLAN, frozen_stages=stages), images()) for stages in (0, 1, 2)]
    study = store.studies.create("freeze", PLAN, (0,), cells, owner="ada")
    assert counted(store) == 1
    assert counted(store, ExampleRow) == 10
    other = store.create(PLAN, images("other"), owner="ada")
    assert counted(store) == 2
    store.studies.delete(study, by="ada")
    assert counted(store, ExampleRow) == 10, "those of the race stay"
    store.delete(other, by="ada")
    assert counted(store) == 0


def test_images_that_look_alike_are_known_again(store):
    given = images(alike=2)
    token = store.create(PLAN, given, owner="ada")
    assert with_bytes(store.images(token)) == given
    assert store.images(token).validation_groups == given.validation_groups != ()


def test_a_set_stays_as_long_as_one_of_its_runs(store):
    cells = [(replace(PLAN, frozen_stages=stages), images()) for stages in (0, 1)]
    study = store.studies.create("freeze", PLAN, (0,), cells, owner="ada")
    first, second = store.studies.runs(study)
    store.delete(first, by="ada")
    assert len(store.images(second).train) == 6
    store.delete(second, by="ada")
    assert counted(store) == 0


def test_a_set_is_written_bit_by_bit_so_that_others_can_write_in_between(store, monkeypatch):
    monkeypatch.setattr(image_sets, "_ROWS_AT_ONCE", 3)
    rows = []  # of each transaction
    writing = Database.writing

    @contextmanager
    def noted(database, **choices):
        before = counted(store, ExampleRow)
        with writing(database, **choices) as session:
            yield session
        rows.append(counted(store, ExampleRow) - before)

    monkeypatch.setattr(Database, "writing", noted)
    token = store.create(PLAN, images(), owner="ada")
    assert [number for number in rows if number] == [3, 3, 3, 1]
    assert len(store.images(token).train) == 6


def test_a_write_that_fails_leaves_no_set(store, monkeypatch):
    def full(*_):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(store.files.pictures, "put", full)
    with pytest.raises(StoreError, match="disk is full"):
        store.create(PLAN, images(), owner="ada")
    assert counted(store) == counted(store, ExampleRow) == 0


def test_a_study_whose_cells_are_all_measured_leaves_no_set(store, monkeypatch):
    cells = [(PLAN, images())]
    study = store.studies.create("freeze", PLAN, (0,), cells, owner="ada")
    store.studies.extend(study, cells, by="ada")
    assert counted(store) == 1


def test_a_set_whose_writing_was_cut_short_is_swept_with_its_pictures(store, monkeypatch):
    left = images("left")
    image_sets._write(store.database, left, set_id=image_sets._announce(store.database))
    store.files.pictures.put(left.train[0].picture)
    assert not store.sweep(), "somebody may be writing it just now"
    monkeypatch.setattr(references, "ARRIVES_WITHIN", timedelta(0))
    assert store.sweep()
    assert counted(store) == 0
    assert not store.files.pictures.path(picture("left train 0").digest).exists()
    assert not store.sweep()
