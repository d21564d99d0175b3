import math
import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.made import (
    epoch_end,
    finished,
    images,
    photo,
    picture,
    progress,
    started,
    with_bytes,
)
from transfer_demo.errors import PictureMissing, StoreError, UnknownRun
from transfer_demo.history import fold
from transfer_demo.images import limits
from transfer_demo.images.dataset import Example, ImageSet, LabelledImages, PictureFile
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.tables import ImageSetRow
from transfer_demo.verdict.guess import RaceGuess

ARMS = ("fine_tune", "scratch")


@pytest.fixture
def token(store):
    return store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")


def stored_pictures(store):
    return {file.stem for file in store.files.pictures.folder.rglob("*.jpg")}


def digests(labelled):
    return {example.picture.digest for example in (*labelled.train, *labelled.validation)}


# Creating and reading


def test_which_pictures_a_run_has_in_which_class_is_known_without_reading_them(store, token):
    given = images()
    shutil.rmtree(store.files.pictures.folder)
    assert store.labelled(token) == {
        (given.classes[example.label], example.picture.digest)
        for example in (*given.train, *given.validation)
    }


def test_a_run_comes_back_as_it_was_created(store):
    plan = ResolvedPlan(backbone="resnet18", frozen_stages=5, seed=7, head_learning_rate=0.01)
    before = datetime.now(UTC)
    record = store.record(store.create(plan, images(), owner="ada"))
    assert record.plan == plan
    assert record.owner == "ada"
    assert record.classes == ("birds", "fruit")
    assert (record.train_images, record.validation_images) == (6, 4)
    assert record.rejected == images().rejected
    assert record.status == "queued"
    assert not record.stop_requested
    assert before - timedelta(seconds=1) <= record.created <= datetime.now(UTC)


@pytest.mark.parametrize("crossing", [None, 4])
def test_a_guess_belongs_to_the_run_that_was_started_with_it(store, token, crossing):
    guess = RaceGuess(winner="scratch", lead=0.12, crossing_epoch=crossing)
    guessed = store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada", guess=guess)
    assert store.record(guessed).guess == guess
    assert store.record(token).guess is None


def test_images_come_back_as_they_were_given(store, token):
    assert with_bytes(store.images(token)) == images()


def test_names_of_classes_and_files_may_be_anything(store):
    odd = "a\0b \udc80 \N{BIRD} 'quoted'"
    train = tuple(replace(example, file=odd) for example in images().train)
    labelled = replace(images(), classes=(odd, "fruit"), train=train)
    token = store.create(ResolvedPlan(frozen_stages=7), labelled, owner="ada")
    assert with_bytes(store.images(token)) == labelled
    assert store.record(token).classes == labelled.classes


def test_a_run_without_images_can_be_kept(store):
    nothing = LabelledImages(classes=("a", "b"), train=(), validation=())
    assert (
        store.images(store.create(ResolvedPlan(frozen_stages=7), nothing, owner="ada")) == nothing
    )


def test_tokens_are_long_and_never_alike(store):
    tokens = {store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada") for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) >= 22 for token in tokens)  # 16 random bytes


def test_a_picture_of_many_runs_is_kept_once(store):
    for _ in range(3):
        store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")
    assert stored_pictures(store) == digests(images())


def test_a_run_of_a_lesson_says_so(store, token):
    made = store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada", lesson="break-it")
    assert store.record(made).lesson == "break-it"
    assert store.record(token).lesson is None


def test_a_person_sees_their_own_runs_the_newest_first(store):
    first, _, third = (
        store.create(ResolvedPlan(frozen_stages=7), images(), owner=owner)
        for owner in ("a", "b", "a")
    )
    assert [run.token for run in store.runs("a")] == [third, first]
    assert store.runs("nobody") == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.record("nobody"),
        lambda store: store.images("nobody"),
        lambda store: store.history("nobody"),
        lambda store: store.version("nobody"),
        lambda store: store.write("nobody", progress()),
        lambda store: store.request_stop("nobody", by="ada"),
        lambda store: store.set_status("nobody", "done"),
        lambda store: store.delete("nobody", by="ada"),
    ],
)
def test_an_unknown_token_is_a_sentence(store, token, ask):
    with pytest.raises(UnknownRun, match="no run at this address"):
        ask(store)


def test_a_run_of_pictures_that_are_stored_already_reads_and_writes_none(store, monkeypatch):
    store.albums.add("ada", ImageSet(classes=("birds",), photos=(photo("crow", "birds"),)))
    (kept,) = store.albums.get("ada").photos
    train = (Example(picture=kept.picture, label=0, file="crow.jpg"),)
    monkeypatch.delattr(PictureFile, "data")
    monkeypatch.setattr(Path, "write_bytes", None)
    labelled = LabelledImages(classes=("birds",), train=train, validation=())
    token = store.create(ResolvedPlan(frozen_stages=7), labelled, owner="ada")
    assert store.images(token).train == train


# Events


def test_a_new_run_has_arms_that_said_nothing(store, token):
    assert store.history(token) == fold([], arms=ARMS)


def test_arms_are_in_the_order_of_the_plan(store):
    token = store.create(
        ResolvedPlan(frozen_stages=7, arms=("scratch", "fine_tune")), images(), owner="ada"
    )
    store.write(token, progress("fine_tune"))
    assert tuple(store.history(token).arms) == ("scratch", "fine_tune")


def test_a_history_is_what_its_events_fold_to(store, token):
    said = [started(), started("fine_tune"), epoch_end(), progress(), epoch_end(epoch=2)]
    said += [finished("fine_tune", "failed"), progress(fraction=1.0), finished()]
    for event in said:
        store.write(token, event)
    assert store.history(token) == fold(said, arms=ARMS)


any_event = st.one_of(
    st.builds(started, st.sampled_from(ARMS)),
    st.builds(progress, st.sampled_from(ARMS), st.sampled_from([0.1, 0.9])),
    st.builds(
        epoch_end,
        st.sampled_from(ARMS),
        st.integers(1, 3),
        val_loss=st.floats(0, 9),
    ),
    st.builds(finished, st.sampled_from(ARMS), st.sampled_from(["done", "stopped"])),
)


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(any_event, max_size=10))
def test_attempts_that_repeat_each_other_fold_as_if_all_events_were_kept(store, said):
    token = store.create(ResolvedPlan(frozen_stages=7), images(train=0, validation=0), owner="ada")
    for event in said:
        store.write(token, event)
    assert store.history(token) == fold(said, arms=ARMS)


def test_a_loss_that_is_no_number_survives(store, token):
    store.write(token, epoch_end(val_loss=math.nan))
    (epoch,) = store.history(token).arms["scratch"].epochs
    assert math.isnan(epoch.val_loss)


def test_of_a_first_attempt_nothing_stays_when_a_second_one_begins(store, token):
    for event in (started(), epoch_end(epoch=1), epoch_end(epoch=2), progress()):
        store.write(token, event)
    store.write(token, started())
    store.write(token, epoch_end(epoch=1, val_loss=9.0))
    arm = store.history(token).arms["scratch"]
    assert [(epoch.epoch, epoch.val_loss) for epoch in arm.epochs] == [(1, 9.0)]
    assert arm.progress is None


def test_an_arm_that_starts_again_is_not_finished_any_more(store, token):
    for event in (started(), finished(outcome="stopped"), started()):
        store.write(token, event)
    assert store.history(token).arms["scratch"].finished is None


def test_each_event_is_kept_once(store, token):
    for fraction in (0.1, 0.2, 0.3):
        store.write(token, progress(fraction=fraction))
    with store.database.reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM events")) == 1


def test_the_version_grows_with_every_change(store, token):
    changes = [
        lambda: store.write(token, progress()),
        lambda: store.write(token, progress()),
        lambda: store.claim(token),
        lambda: store.request_stop(token, by="ada"),
        lambda: store.finish(token),
    ]
    versions = [store.version(token)]
    for change in changes:
        change()
        versions.append(store.version(token))
    assert versions == sorted(set(versions))


def test_events_of_one_run_do_not_show_in_another(store, token):
    other = store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")
    store.write(token, progress())
    assert store.history(other) == fold([], arms=ARMS)
    assert store.version(other) == 0


def test_two_threads_write_without_losing_an_event(store, token):
    def train(arm):
        store.write(token, started(arm))
        for epoch in range(1, 21):
            store.write(token, epoch_end(arm, epoch))
            store.write(token, progress(arm, epoch / 20))
        store.write(token, finished(arm))

    threads = [threading.Thread(target=train, args=[arm]) for arm in ARMS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    history = store.history(token)
    assert history.finished
    assert all(len(arm.epochs) == 20 for arm in history.arms.values())
    assert store.version(token) == 2 * 42


# Status


def test_runs_are_listed_by_status(store):
    waiting, trained, over = (
        store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada") for _ in range(3)
    )
    store.set_status(trained, "running")
    store.set_status(over, "done")
    assert store.record(waiting).status == "queued"
    assert [run.token for run in store.running()] == [trained]
    assert store.record(over).status == "done"


def test_a_run_is_claimed_once(store, token):
    assert store.claim(token)
    assert not store.claim(token)
    assert store.record(token).status == "running"


def test_a_run_that_was_stopped_is_not_claimed(store, token):
    store.request_stop(token, by="ada")
    assert not store.claim(token)


def test_a_request_to_stop_is_noted_until_the_run_is_over(store, token):
    store.request_stop(token, by="ada")
    assert [run.token for run in store.stopping()] == [token]
    store.finish(token)
    assert store.stopping() == []


def test_a_run_that_is_over_cannot_be_stopped(store, token):
    store.set_status(token, "done")
    store.request_stop(token, by="ada")
    assert not store.record(token).stop_requested


def test_finishing_ends_the_arms_that_are_not_over(store, token):
    store.write(token, finished("fine_tune"))
    store.write(token, epoch_end(epoch=3))
    assert store.finish(token, outcome="stopped")
    arms = store.history(token).arms
    assert arms["fine_tune"].finished == finished("fine_tune")
    assert (arms["scratch"].finished.outcome, arms["scratch"].finished.seconds) == ("stopped", 3.0)
    assert store.record(token).status == "stopped"


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        (("done", "done"), "done"),
        (("stopped", "done"), "stopped"),
        (("done", "failed"), "failed"),
        (("failed", "stopped"), "failed"),
    ],
)
def test_a_run_ends_like_the_worst_of_its_arms(store, token, outcomes, status):
    for arm, outcome in zip(ARMS, outcomes, strict=True):
        store.write(token, finished(arm, outcome))
    store.finish(token)
    assert store.record(token).status == status


def test_finishing_leaves_a_run_alone_that_is_over_or_was_claimed(store, token):
    store.claim(token)
    assert not store.finish(token, only=("queued",))
    assert store.finish(token)
    assert not store.finish(token, outcome="failed")
    assert store.record(token).status == "stopped"


# Deletion


def test_deleting_removes_everything(store, token):
    store.write(token, progress())
    store.delete(token, by="ada")
    with pytest.raises(UnknownRun):
        store.record(token)
    with store.database.reading() as session:
        for table in ("runs", "image_sets", "set_examples", "events"):
            assert session.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0
    assert stored_pictures(store) == set()


def test_deleting_keeps_pictures_that_another_run_uses(store, token):
    shared = images("photo", train=6, validation=0)
    other = store.create(ResolvedPlan(frozen_stages=7), shared, owner="bob")
    store.delete(token, by="ada")
    assert stored_pictures(store) == digests(shared)
    assert with_bytes(store.images(other)) == shared


def test_deleting_keeps_pictures_that_an_album_uses(store, token):
    kept = photo("photo train 0", "birds")
    store.albums.add("bob", ImageSet(classes=("birds",), photos=(kept,)))
    store.delete(token, by="ada")
    assert stored_pictures(store) == {kept.picture.digest}


def test_a_run_can_be_deleted_whose_pictures_are_gone(store, token):
    store.files.pictures.remove(digests(images()))
    store.delete(token, by="ada")
    assert store.runs("ada") == []


def test_a_missing_picture_is_a_sentence(store, token):
    store.files.pictures.remove([images().train[0].picture.digest])
    with pytest.raises(PictureMissing):
        store.images(token)


def test_creating_and_deleting_at_once_never_loses_a_picture(store):
    def come_and_go():
        for _ in range(10):
            store.delete(
                store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada"), by="ada"
            )

    other = threading.Thread(target=come_and_go)
    other.start()
    for _ in range(10):
        token = store.create(ResolvedPlan(frozen_stages=7), images(), owner="bob")
        assert with_bytes(store.images(token)) == images()
        store.delete(token, by="bob")
    other.join()


def test_a_run_that_cannot_be_saved_whole_is_not_saved(store, monkeypatch):
    def put(one):
        if one == picture("photo validation 3"):
            raise PictureMissing("full")

    monkeypatch.setattr(store.files.pictures, "put", put)
    with pytest.raises(PictureMissing):
        store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")
    assert store.runs("ada") == []
    assert stored_pictures(store) == set()


# Sums


def test_more_runs_of_one_person_than_may_wait_are_refused(store, token, monkeypatch):
    monkeypatch.setattr(limits, "WAITING_RUNS", 2)
    start = partial(store.create, ResolvedPlan(frozen_stages=7), images())
    start(owner="ada")
    with pytest.raises(StoreError, match="2 of your runs wait"):
        start(owner="ada")
    start(owner="bob")
    store.claim(token)
    start(owner="ada")


def test_more_runs_of_one_person_than_are_kept_are_refused(store, token, monkeypatch):
    monkeypatch.setattr(limits, "RUNS", 1)
    with pytest.raises(StoreError, match=r"You have 1 runs.* Delete some"):
        store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")
    store.delete(token, by="ada")
    store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")


def test_a_disk_that_is_nearly_full_takes_no_pictures_and_says_so(store, token, monkeypatch):
    monkeypatch.setattr(limits, "spare_bytes", lambda folder, *, reserve: 10)
    with pytest.raises(StoreError, match="nearly full"):
        store.create(ResolvedPlan(frozen_stages=7), images("new"), owner="ada")
    assert stored_pictures(store) == digests(images())


def test_rows_need_room_too_but_pictures_that_are_there_need_none(store, token, monkeypatch):
    def sets():
        with store.database.reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(ImageSetRow))

    before = sets()
    monkeypatch.setattr(limits, "spare_bytes", lambda folder, *, reserve: 10)
    with pytest.raises(StoreError, match="nearly full"):
        store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")
    assert sets() == before
    rows = sum(len(part) for part in (images().train, images().validation))
    monkeypatch.setattr(limits, "spare_bytes", lambda folder, *, reserve: rows * 250)
    store.create(ResolvedPlan(frozen_stages=7), images(), owner="ada")
