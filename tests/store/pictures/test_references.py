import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.store.made import photo, picture
from transfer_demo.images.dataset import ImageSet
from transfer_demo.store.pictures import references
from transfer_demo.store.tables import ArrivalRow

# Dies between the pictures and the rows that were to refer to them.
KILLED = """
import os
from transfer_demo.store.pictures import references
from transfer_demo.store.run_store import RunStore
from tests.store.made import picture

store = RunStore.open()
with references.bringing(store.database, store.files.pictures, [picture("crow"), picture("owl")]):
    os._exit(3)
"""


@pytest.fixture
def killed(store, pytestconfig):
    """A store in which a killed process left two pictures that no row refers to."""
    server = subprocess.run([sys.executable, "-c", KILLED], cwd=pytestconfig.rootpath)
    assert server.returncode == 3
    assert stored(store) == {picture("crow").digest, picture("owl").digest}
    return store


def stored(store):
    return {file.stem for file in store.files.pictures.folder.rglob("*.jpg")}


def arrivals(store):
    with store.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(ArrivalRow))


def a_day_passes(store):
    with store.database.writing() as session:
        since = datetime.now(UTC) - timedelta(days=1, seconds=1)
        session.execute(sa.update(ArrivalRow).values(since=since))


def bird(text):
    return ImageSet(classes=("birds",), photos=(photo(text, "birds"),))


def test_what_a_killed_process_left_a_day_ago_is_swept(killed):
    assert not killed.sweep()
    assert len(stored(killed)) == 2  # it may still be at work
    a_day_passes(killed)
    assert killed.sweep()
    assert stored(killed) == set()
    assert arrivals(killed) == 0


def test_a_picture_that_somebody_uses_by_now_is_not_swept(killed):
    killed.albums.add("ada", bird("owl"))
    a_day_passes(killed)
    killed.sweep()
    assert stored(killed) == {picture("owl").digest}


def test_half_a_picture_is_swept_too(killed):
    draft = killed.files.pictures.path(picture("crow").digest).with_suffix(".1-2.part")
    draft.write_bytes(b"half")
    a_day_passes(killed)
    killed.sweep()
    assert not draft.exists()


def test_a_file_of_which_this_database_knows_nothing_is_left_alone(store):
    store.files.pictures.put(picture("crow"))
    os.utime(store.files.pictures.path(picture("crow").digest), (1, 1))
    store.sweep()
    assert stored(store) == {picture("crow").digest}


def test_a_sweep_leaves_the_rest_to_the_next(store, monkeypatch):
    monkeypatch.setattr(references, "SWEPT_AT_ONCE", 2)
    with store.database.writing() as session:
        session.add_all(ArrivalRow(since=datetime.now(UTC), digests=[]) for _ in range(3))
    a_day_passes(store)
    store.sweep()
    assert arrivals(store) == 1
    store.sweep()
    assert arrivals(store) == 0


def test_nothing_is_noted_of_pictures_that_are_there_already(store, monkeypatch):
    store.albums.add("ada", bird("crow"))

    def announce(*args):
        raise AssertionError

    monkeypatch.setattr(references, "_announce", announce)
    store.albums.add("bob", bird("crow"))
    assert arrivals(store) == 0


def test_what_is_removed_while_it_is_brought_again_is_written_again(store, monkeypatch):
    store.albums.add("ada", bird("crow"))
    writing = store.database.writing

    def late_writing(**kwargs):
        monkeypatch.undo()
        store.albums.clear("ada")  # after bob's picture was found to be there
        assert stored(store) == set()
        return writing(**kwargs)

    monkeypatch.setattr(store.database, "writing", late_writing)
    store.albums.add("bob", bird("crow"))
    (crow,) = store.albums.get("bob").photos
    assert crow.picture.data == picture("crow").data


def test_many_pictures_are_released_at_once(store):
    used = [picture(f"used {number}") for number in range(3)]
    unused = [picture(f"unused {number}") for number in range(1100)]
    for one in (*used, *unused):
        store.files.pictures.put(one)
    photos = tuple(photo(f"used {number}", "birds") for number in range(3))
    store.albums.add("ada", ImageSet(classes=("birds",), photos=photos))
    with store.database.writing(alone=True) as session:
        digests = [one.digest for one in (*unused, *used)]
        references.release(session, store.files.pictures, digests)
    assert stored(store) == {one.digest for one in used}
