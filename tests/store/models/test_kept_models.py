"""Models lie beside the pictures, go with their runs, and make room for newer ones."""

import hashlib
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.store.made import images
from transfer_demo.errors import StoreError, UnknownRun
from transfer_demo.events import Finished
from transfer_demo.images import limits
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.digest_files import DigestFiles
from transfer_demo.store.models.kept_models import KeptModels
from transfer_demo.store.models.room import Room
from transfer_demo.store.tables import ModelRow, RunRow

PLAN = ResolvedPlan(frozen_stages=7)


@pytest.fixture
def narrow(store):
    """A store with room for three models of a person, and five of all."""
    room = Room(of_one=300, of_all=500)
    store.models = KeptModels(store.database, store.files.models, room)
    return store


def finished(model, arm="fine_tune", *, size=100):
    return Finished(
        arm=arm, outcome="done", seconds=1.0, model=model.encode().ljust(size, b".")[:size]
    )


def run(store, *models, owner="ada", arms=("fine_tune", "scratch")):
    """The token of a run whose arms brought these models."""
    token = store.create(PLAN, images(f"{owner} {models}"), owner=owner)
    for arm, model in zip(arms, models, strict=False):
        store.write(token, finished(model, arm))
    return token


def there(store, token):
    return {arm for arm, model in store.models.of(token).items() if model.file}


def files(store):
    return [file for file in store.files.models.folder.rglob("*") if file.is_file()]


def used(store, token, when):
    """Let it be so long ago that the models of a run were used."""
    this = sa.select(RunRow.id).where(RunRow.token == token).scalar_subquery()
    with store.database.writing() as session:
        session.execute(
            sa.update(ModelRow).where(ModelRow.run_id == this).values(used=when),
            execution_options={"synchronize_session": False},
        )


def test_the_model_that_an_arm_brings_is_kept_beside_what_it_said(store):
    token = run(store, "one", "two")
    kept = store.models.of(token)
    assert list(kept) == ["fine_tune", "scratch"]
    assert kept["fine_tune"].file.data == finished("one").model
    assert kept["fine_tune"].size == 100
    digest = hashlib.sha256(finished("two").model).hexdigest()
    assert kept["scratch"].file.digest == digest
    assert kept["scratch"].file.path.name == f"{digest}.safetensors"
    # The history has what is written, and that is not the model.
    assert store.history(token).arms["fine_tune"].finished.model == b""


def test_an_arm_without_a_model_has_none(store):
    token = store.create(PLAN, images(), owner="ada")
    store.write(token, Finished(arm="scratch", outcome="stopped", seconds=1.0))
    assert store.models.of(token) == {}
    assert files(store) == []


def test_models_go_with_their_run_and_not_before(store):
    one, other = run(store, "same", "two"), run(store, "same", owner="bob")
    store.delete(one, by="ada")
    assert store.models.of(one) == {}
    assert there(store, other) == {"fine_tune"}, "its file is that of another run, too"
    assert len(files(store)) == 1
    store.belongings.remove_all("bob")
    assert files(store) == []


def test_a_model_that_comes_again_takes_the_place_of_the_first(store):
    token = run(store, "first")
    store.write(token, finished("second"))
    (file,) = files(store)
    assert file.read_bytes() == finished("second").model
    store.write(token, finished("second"))
    assert files(store) == [file]


def test_what_was_not_used_for_longest_makes_room(narrow):
    first, second = run(narrow, "1"), run(narrow, "2")
    used(narrow, first, datetime.now(UTC) - timedelta(days=2))
    used(narrow, second, datetime.now(UTC) - timedelta(days=3))
    narrow.models.note_use(second)
    third, fourth = run(narrow, "3"), run(narrow, "4")
    assert [there(narrow, token) for token in (first, second, third, fourth)] == [
        set(),
        *3 * [{"fine_tune"}],
    ]
    assert len(files(narrow)) == 3
    gone = narrow.models.of(first)["fine_tune"]
    assert (gone.file, gone.size) == (None, 100), "it can still be said that there was one"


def test_a_run_that_is_kept_on_purpose_keeps_its_models(narrow):
    pinned = [run(narrow, str(number)) for number in range(3)]
    for token in pinned:
        narrow.pin(token, True, by="ada")
    late = run(narrow, "late")
    assert there(narrow, late) == set()
    assert all(there(narrow, token) == {"fine_tune"} for token in pinned)
    narrow.pin(pinned[1], False, by="ada")
    assert there(narrow, run(narrow, "later")) == {"fine_tune"}
    assert there(narrow, pinned[1]) == set()


def test_one_person_has_so_much_and_all_together_so_much(narrow):
    ada = [run(narrow, f"ada {number}") for number in range(3)]
    bob = [run(narrow, f"bob {number}", owner="bob") for number in range(2)]
    assert len(files(narrow)) == 5
    # Bob has room of his own, but all have none: the oldest of all goes.
    bob.append(run(narrow, "bob 2", owner="bob"))
    assert [there(narrow, token) for token in ada] == [set(), {"fine_tune"}, {"fine_tune"}]
    # Of his own, when his is full.
    bob.append(run(narrow, "bob 3", owner="bob"))
    assert [bool(there(narrow, token)) for token in bob] == [False, True, True, True]
    assert sum(bool(there(narrow, token)) for token in ada) == 2


def test_the_other_arm_of_the_same_race_is_not_what_makes_room(store):
    room = Room(of_one=150, of_all=1000)
    store.models = KeptModels(store.database, store.files.models, room)
    before = run(store, "before")
    token = run(store, "one", "two")
    assert there(store, before) == set()
    assert there(store, token) == {"fine_tune"}


def test_without_room_for_it_nothing_is_removed(narrow):
    token = run(narrow, "small")
    large = narrow.create(PLAN, images(), owner="ada")
    narrow.write(large, finished("large", size=301))
    assert there(narrow, large) == set()
    assert there(narrow, token) == {"fine_tune"}
    assert narrow.history(large).arms["fine_tune"].finished.outcome == "done"


def test_on_a_full_disk_the_run_is_over_without_its_model(store, monkeypatch):
    token = run(store)
    monkeypatch.setattr(limits, "spare_bytes", lambda folder, reserve: 99)
    store.write(token, finished("one"))
    assert there(store, token) == set()
    assert store.history(token).arms["fine_tune"].finished


def test_a_file_that_cannot_be_written_costs_the_model_alone(store, caplog):
    caplog.set_level(logging.WARNING)
    store.files.models.folder.write_text("in the way")
    token = run(store, "one")
    assert there(store, token) == set()
    assert store.history(token).arms["fine_tune"].finished.outcome == "done"
    assert "A model was not kept" in caplog.text


def test_a_file_that_cannot_be_deleted_holds_nothing_up_and_goes_later(narrow, monkeypatch, caplog):
    tokens = [run(narrow, str(number)) for number in range(3)]
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", _refuse)
        late = run(narrow, "late")
        assert narrow.history(late).arms["fine_tune"].finished
    assert there(narrow, late) == {"fine_tune"}
    assert there(narrow, tokens[0]) == set()
    assert "is still there" in caplog.text
    assert len(files(narrow)) == 4
    narrow.sweep()
    assert len(files(narrow)) == 3


def _refuse(path, **_):
    raise PermissionError(13, "Permission denied")


def test_a_run_that_is_deleted_while_its_model_is_written_leaves_no_file(store, monkeypatch):
    token = run(store)
    write = DigestFiles.write

    def slowly(folder, digest, data):
        store.delete(token, by="ada")
        write(folder, digest, data)

    monkeypatch.setattr(DigestFiles, "write", slowly)
    with pytest.raises(UnknownRun):
        store.write(token, finished("one"))
    assert files(store) == []


def test_it_is_known_whether_a_model_had_no_room_or_made_room(narrow):
    first = run(narrow, "1")
    used(narrow, first, datetime.now(UTC) - timedelta(days=1))
    for number in range(3):
        run(narrow, f"more {number}")
    large = narrow.create(PLAN, images(), owner="ada")
    narrow.write(large, finished("large", size=301))
    narrow.models.note_use(first)
    assert narrow.models.of(first)["fine_tune"].fitted
    assert not narrow.models.of(large)["fine_tune"].fitted


def test_a_file_that_somebody_took_away_is_not_there(store):
    token = run(store, "one")
    files(store)[0].unlink()
    assert there(store, token) == set()


def test_a_run_that_is_gone_or_trained_by_another_server_keeps_nothing(store):
    token = store.create(PLAN, images(), owner="ada")
    store.claim(token, trainer="this")
    with pytest.raises(UnknownRun):
        store.write(token, finished("one"), trainer="that")
    with pytest.raises(UnknownRun):
        store.write("no run", finished("one"))
    assert files(store) == []
    store.write(token, finished("one"), trainer="this")
    assert there(store, token) == {"fine_tune"}


def test_that_a_model_is_used_is_noted_now_and_then(store, monkeypatch):
    token = run(store, "one")

    def refused(**_):
        raise StoreError("The disk is full.")

    # Just made, so there is nothing to write; and who only uses it is not told of trouble.
    for when in (datetime.now(UTC), datetime.now(UTC) - timedelta(days=1)):
        used(store, token, when)
        with monkeypatch.context() as patch:
            patch.setattr(store.database, "writing", refused)
            store.models.note_use(token)
    store.models.note_use(token)
    with store.database.reading() as session:
        assert datetime.now(UTC) - session.scalar(sa.select(ModelRow.used)) < timedelta(minutes=1)
