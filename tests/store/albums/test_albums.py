import os
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.store.made import bring, images, photo, picture, with_bytes
from transfer_demo.errors import ImagesError, StoreError
from transfer_demo.images import limits
from transfer_demo.images.dataset import ImageSet, Photo, PictureFile, Rejection
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.albums.albums import Albums
from transfer_demo.store.database import Database
from transfer_demo.store.run_store import RunStore
from transfer_demo.store.tables import AlbumPhotoRow, AlbumRow, ArrivalRow

NOTHING = ImageSet(classes=(), photos=())
CROW, OWL = picture("crow").digest, picture("owl").digest


@pytest.fixture
def albums(store):
    return store.albums


def names(photos):
    return [(one.file, one.class_name) for one in photos]


def stored(store):
    return {file.stem for file in store.files.pictures.folder.rglob("*") if file.is_file()}


def arrivals(store):
    with store.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(ArrivalRow))


def last_touched(store, owner, *, ago):
    with store.database.writing() as session:
        touched = datetime.now(UTC) - ago
        session.execute(sa.update(AlbumRow).filter_by(owner=owner).values(touched=touched))


# Adding and reading


def test_an_album_is_empty_at_first(albums):
    assert albums.get("ada") == NOTHING
    assert albums.version("ada") == 0


def test_everything_comes_back_as_it_was_brought(albums, store, database_url):
    odd = "a\0b \udc80 \N{BIRD} 'quoted'"
    crow = Photo(
        picture=replace(picture("crow"), look="ff00" * 4), class_name=odd, file=odd, part="train"
    )
    brought = ImageSet(
        classes=("no photos yet", odd, "fruit"),
        photos=(crow, photo("owl", odd), photo("plum", "fruit", part="validation")),
        rejected=(Rejection(file=odd, reason="This is no picture."),),
        others=(photo("car"), photo("house")),
    )
    albums.add("ada", brought)
    assert with_bytes(albums.get("ada")) == brought
    with closing(RunStore.open(database_url)) as after_a_restart:
        assert with_bytes(after_a_restart.albums.get("ada")) == brought


def test_no_picture_is_read_to_show_an_album(albums, monkeypatch):
    albums.add("ada", bring(photo("crow", "birds")))
    monkeypatch.delattr(PictureFile, "data")
    assert len(albums.get("ada").photos) == 1


def test_classes_are_in_the_order_of_adding_and_photos_follow_them(albums):
    albums.add("ada", bring(photo("crow", "birds"), photo("plum", "fruit")))
    albums.add("ada", bring(photo("ant", "insects"), photo("owl", "birds")))
    held = albums.get("ada")
    assert held.classes == ("birds", "fruit", "insects")
    assert [one.file for one in held.photos] == ["crow.jpg", "owl.jpg", "plum.jpg", "ant.jpg"]


def test_a_picture_is_in_its_class_once_and_the_first_name_stays(albums):
    again = replace(photo("crow", "birds"), file="again.jpg")
    albums.add("ada", bring(photo("crow", "birds"), again, others=(photo("owl"), photo("owl"))))
    albums.add("ada", bring(again, others=(photo("owl"),)))
    held = albums.get("ada")
    assert names(held.photos) == [("crow.jpg", "birds")]
    assert names(held.others) == [("owl.jpg", "")]
    assert [one.file for one in held.rejected] == ["again.jpg", "owl.jpg", "again.jpg", "owl.jpg"]
    assert held.rejected[0].reason == "The same picture is in class birds already."


def test_a_picture_under_two_labels_is_kept_for_the_person_to_decide(albums):
    albums.add("ada", bring(photo("crow", "birds"), photo("crow", "fruit")))
    assert names(albums.get("ada").photos) == [("crow.jpg", "birds"), ("crow.jpg", "fruit")]


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        ((None, "train"), "train"),
        (("train", None), "train"),
        (("train", "validation"), "validation"),
        (("validation", "train"), "validation"),
        ((None, None), None),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_a_split_that_is_brought_later_counts_for_photos_that_are_there(
    albums, parts, kept, at_once
):
    both = [photo("crow", "birds", part=part) for part in parts]
    for some in [both] if at_once else [both[:1], both[1:]]:
        albums.add("ada", bring(*some))
    assert [one.part for one in albums.get("ada").photos] == [kept]


def test_the_newest_thousand_refused_files_are_kept(albums):
    refused = [Rejection(file=f"{number}.txt", reason="No picture.") for number in range(1500)]
    albums.add("ada", ImageSet(classes=(), photos=(), rejected=tuple(refused[:700])))
    albums.add("ada", ImageSet(classes=(), photos=(), rejected=tuple(refused[700:])))
    assert albums.get("ada").rejected == tuple(refused[500:])
    albums.forget_rejected("ada")
    assert albums.get("ada").rejected == ()


def test_everybody_has_their_own_album(albums):
    albums.add("bob", bring(photo("owl", "birds"), others=(photo("car"),)))
    before = albums.version("bob"), albums.get("bob")
    for_ada = bring(photo("crow", "birds"), others=(photo("car", part="train"),))
    albums.add("ada", for_ada)
    assert with_bytes(albums.get("ada")) == for_ada
    albums.delete("ada", [(OWL, "birds"), (picture("car").digest, "")])
    albums.move("ada", [(OWL, "birds")], to="birds")
    albums.clear("ada")
    assert albums.get("ada") == NOTHING
    assert (albums.version("bob"), albums.get("bob")) == before


def test_the_version_grows_with_every_change(albums):
    albums.add("ada", bring(photo("crow", "birds"), photo("owl", "birds")))
    changes = [
        lambda: albums.add("ada", bring(photo("plum", "fruit"))),
        lambda: albums.add_class("ada", "insects"),
        lambda: albums.rename_class("ada", "insects", "ants"),
        lambda: albums.move("ada", [(OWL, "birds")], to="ants"),
        lambda: albums.set_aside("ada", [(CROW, "birds")]),
        lambda: albums.restore("ada", [CROW], to="birds"),
        lambda: albums.delete("ada", [(CROW, "birds")]),
        lambda: albums.remove_class("ada", "ants"),
        lambda: albums.forget_rejected("ada"),
        lambda: albums.clear("ada"),
        lambda: albums.add_class("ada", "insects"),
    ]
    versions = [albums.version("ada")]
    for change in changes:
        change()
        versions.append(albums.version("ada"))
    assert versions == sorted(set(versions))


def test_a_thousand_photos_take_as_many_statements_as_ten(store):
    counts = []
    for owner, many in (("ada", 10), ("bob", 1000)):
        said = []

        def note(*args, said=said):
            said.append(args[2])

        sa.event.listen(store.database._engine, "before_cursor_execute", note)
        photos = (photo(f"{owner} {number}", "birds") for number in range(many))
        store.albums.add(owner, bring(*photos))
        sa.event.remove(store.database._engine, "before_cursor_execute", note)
        counts.append(len(said))
        assert len(store.albums.get(owner).photos) == many
    # One more look for what is there for each 500 photos, and for each batch of rows of PostgreSQL.
    assert counts[1] <= counts[0] + 3


# Changing


def test_a_class_can_be_added_once_and_renamed_in_its_place(albums):
    for name in ("birds", "fruit", "birds"):
        albums.add_class("ada", name)
    albums.add("ada", bring(photo("crow", "birds")))
    albums.rename_class("ada", "birds", "crows")
    held = albums.get("ada")
    assert held.classes == ("crows", "fruit")
    assert names(held.photos) == [("crow.jpg", "crows")]


def test_renaming_onto_another_class_joins_both_and_equal_pictures_become_one(albums, store):
    first = [photo("crow", "birds"), photo("plum", "fruit"), photo("crow", "fruit")]
    albums.add("ada", bring(*first, photo("owl", "birds")))
    albums.rename_class("ada", "fruit", "birds")
    held = albums.get("ada")
    assert held.classes == ("birds",)
    assert [one.file for one in held.photos] == ["crow.jpg", "plum.jpg", "owl.jpg"]
    assert len(stored(store)) == 3


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
@pytest.mark.parametrize(
    "use",
    [
        lambda albums, name: albums.add_class("ada", name),
        lambda albums, name: albums.rename_class("ada", "birds", name),
        lambda albums, name: albums.add("ada", bring(photo("owl", "birds"), classes=(name,))),
        lambda albums, name: albums.add("ada", bring(photo("owl", name), classes=())),
    ],
)
def test_a_name_that_is_empty_or_too_long_is_a_sentence(albums, store, use, name):
    albums.add("ada", bring(photo("crow", "birds")))
    before = albums.get("ada")
    with pytest.raises(ImagesError, match=r"Type what all its photos show|Shorten it"):
        use(albums, name)
    assert albums.get("ada") == before
    assert stored(store) == {CROW}


def test_a_name_of_a_hundred_characters_is_allowed(albums):
    albums.add_class("ada", "x" * 100)
    assert albums.get("ada").classes == ("x" * 100,)


def test_photos_move_to_another_class_and_back_to_their_place(albums):
    albums.add("ada", bring(photo("crow", "birds"), photo("owl", "birds"), photo("plum", "fruit")))
    before = albums.get("ada")
    albums.move("ada", [(CROW, "birds")], to="fruit")
    moved = [("owl.jpg", "birds"), ("crow.jpg", "fruit"), ("plum.jpg", "fruit")]
    assert names(albums.get("ada").photos) == moved
    albums.move("ada", [(CROW, "fruit")], to="birds")
    assert albums.get("ada") == before


def test_of_equal_pictures_that_move_into_one_class_one_stays(albums, store):
    three = [photo("crow", name) for name in ("birds", "fruit", "insects")]
    albums.add("ada", bring(*three, photo("owl", "birds")))
    albums.add_class("ada", "all")
    albums.move("ada", [(CROW, "birds"), (CROW, "insects")], to="all")
    albums.move("ada", [(CROW, "fruit"), (CROW, "all")], to="all")
    assert names(albums.get("ada").photos) == [("owl.jpg", "birds"), ("crow.jpg", "all")]
    assert stored(store) == {CROW, OWL}


@pytest.mark.parametrize("order", [("birds", "insects"), ("insects", "birds")])
def test_of_equal_pictures_that_move_together_the_first_stays(albums, order):
    three = [photo("crow", "insects"), photo("owl", "birds"), photo("crow", "birds", part="train")]
    albums.add("ada", bring(*three, classes=("birds", "insects", "all")))
    albums.move("ada", [(digest, name) for name in order for digest in (CROW, OWL)], to="all")
    held = albums.get("ada").photos
    assert [(one.file, one.part) for one in held] == [("crow.jpg", None), ("owl.jpg", None)]


def test_photos_are_set_aside_and_brought_back(albums):
    albums.add("ada", bring(photo("crow", "birds"), photo("owl", "birds", part="train")))
    before = albums.get("ada")
    albums.set_aside("ada", [(OWL, "birds")])
    held = albums.get("ada")
    assert names(held.photos) == [("crow.jpg", "birds")]
    assert names(held.others) == [("owl.jpg", "")]
    albums.restore("ada", [OWL], to="birds")
    assert albums.get("ada") == before


def test_a_conflict_that_is_set_aside_is_there_once(albums):
    albums.add("ada", bring(photo("crow", "birds"), photo("crow", "fruit")))
    albums.set_aside("ada", [(CROW, "birds")])
    albums.set_aside("ada", [(CROW, "fruit")])
    assert names(albums.get("ada").others) == [("crow.jpg", "")]
    assert albums.get("ada").photos == ()


def test_deleting_removes_photos_and_the_files_that_nobody_else_uses(albums, store):
    albums.add("ada", bring(photo("crow", "birds"), photo("crow", "fruit"), others=(photo("owl"),)))
    albums.delete("ada", [(CROW, "birds")])
    assert names(albums.get("ada").photos) == [("crow.jpg", "fruit")]
    assert stored(store) == {CROW, OWL}
    albums.delete("ada", [(CROW, "fruit"), (OWL, "")])
    assert albums.get("ada") == replace(NOTHING, classes=("birds", "fruit"))
    assert stored(store) == set()


def test_pictures_of_a_run_and_of_other_people_survive_every_way_of_removing(albums, store):
    run = store.create(ResolvedPlan(frozen_stages=7), images(train=2, validation=0), owner="ada")
    texts = ("photo train 0", "photo train 1", "crow", "owl")
    ways = [
        lambda: albums.delete("ada", [(picture(text).digest, "birds") for text in texts]),
        lambda: albums.remove_class("ada", "birds"),
        lambda: albums.clear("ada"),
    ]
    albums.add("bob", bring(photo("crow", "birds")))
    for remove in ways:
        albums.add("ada", bring(*(photo(text, "birds") for text in texts)))
        remove()
        assert albums.get("ada").photos == ()
        assert stored(store) == {picture(text).digest for text in texts[:3]}
    assert with_bytes(store.images(run)) == images(train=2, validation=0)


def test_removing_a_class_leaves_the_others(albums, store):
    albums.add("ada", bring(photo("crow", "birds"), photo("owl", "birds"), photo("owl", "fruit")))
    albums.remove_class("ada", "birds")
    held = albums.get("ada")
    assert held.classes == ("fruit",)
    assert names(held.photos) == [("owl.jpg", "fruit")]
    assert stored(store) == {OWL}


def test_what_another_window_removed_is_passed_over(albums):
    albums.add("ada", bring(photo("crow", "birds")))
    before = albums.get("ada")
    albums.move("ada", [(OWL, "birds"), (CROW, "gone")], to="birds")
    albums.set_aside("ada", [(OWL, "birds"), (CROW, "gone")])
    albums.restore("ada", [OWL, CROW], to="birds")
    albums.delete("ada", [(OWL, "birds"), (CROW, "gone"), (CROW, "")])
    albums.remove_class("ada", "gone")
    albums.rename_class("ada", "gone", "birds")
    albums.rename_class("ada", "birds", "birds")
    albums.delete("nobody", [(CROW, "birds")])
    albums.clear("nobody")
    assert albums.get("ada") == before


@pytest.mark.parametrize(
    "move",
    [
        lambda albums: albums.move("ada", [(CROW, "birds")], to="gone"),
        lambda albums: albums.restore("ada", [CROW], to="gone"),
    ],
)
def test_moving_to_a_class_that_is_gone_is_a_sentence(albums, move):
    albums.add("ada", bring(photo("crow", "birds")))
    before = albums.get("ada")
    with pytest.raises(ImagesError, match="There is no class gone, so nothing was moved"):
        move(albums)
    assert albums.get("ada") == before


# Limits and failures


def test_an_album_that_would_be_too_large_is_a_sentence_and_stays_as_it_was(
    albums, store, monkeypatch
):
    monkeypatch.setattr(limits, "FILES", 3)
    albums.add("ada", bring(photo("crow", "birds"), photo("owl", "birds")))
    before = albums.get("ada")
    with pytest.raises(ImagesError, match="there would be 4 photos, and 3 can be kept"):
        albums.add("ada", bring(photo("plum", "fruit"), others=(photo("car"),)))
    assert albums.get("ada") == before
    assert stored(store) == {CROW, OWL}
    albums.add("ada", bring(photo("crow", "birds"), photo("plum", "fruit")))
    assert len(albums.get("ada").photos) == 3


def test_a_disk_that_is_full_adds_nothing_and_says_why(albums, store, monkeypatch):
    albums.add("ada", bring(photo("crow", "birds")))
    before, version = albums.get("ada"), albums.version("ada")
    replace_file = os.replace

    def full_after_two(source, target, written=[]):  # noqa: B006
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        written.append(target)
        replace_file(source, target)

    monkeypatch.setattr(os, "replace", full_after_two)
    with pytest.raises(StoreError, match="No space left on device"):
        albums.add("ada", bring(*(photo(f"new {number}", "fruit") for number in range(4))))
    assert (albums.get("ada"), albums.version("ada")) == (before, version)
    assert stored(store) == {CROW}
    assert arrivals(store) == 0


def test_a_database_that_is_full_adds_nothing_and_says_why(albums, store):
    if store.database.file is None:
        pytest.skip("the size of a server cannot be limited")
    albums.add("ada", bring(photo("crow", "birds")))
    before = albums.get("ada")

    @sa.event.listens_for(store.database._engine, "checkout")
    def leave_no_space(connection, *args):
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 4}")

    long = "x" * 10_000
    photos = [replace(photo(f"new {number}", "fruit"), file=long) for number in range(10)]
    with pytest.raises(StoreError, match="disk is full"):
        albums.add("ada", bring(*photos))
    assert albums.get("ada") == before
    assert stored(store) == {CROW}


def test_a_folder_that_cannot_be_written_to_is_a_sentence(albums, store):
    store.files.pictures.folder.write_text("in the way")
    with pytest.raises(StoreError, match="Make that folder writable"):
        albums.add("ada", bring(photo("crow", "birds")))
    assert albums.get("ada") == NOTHING


def test_photos_whose_files_are_gone_can_be_removed_or_brought_again(albums, store):
    both = bring(photo("crow", "birds"), photo("owl", "birds"))
    albums.add("ada", both)
    store.files.pictures.remove([CROW, OWL])
    albums.add("ada", bring(photo("crow", "birds")))
    albums.forget_rejected("ada")
    albums.delete("ada", [(OWL, "birds")])
    assert with_bytes(albums.get("ada")) == bring(photo("crow", "birds"))


# Several at once


def test_an_album_grows_in_portions_while_it_is_read(albums):
    def take_in():
        for start in range(0, 60, 5):
            portion = (photo(f"{number:02}", "birds") for number in range(start, start + 5))
            albums.add("ada", bring(*portion))

    intake = threading.Thread(target=take_in)
    intake.start()
    while intake.is_alive():
        held = albums.get("ada").photos
        assert len(held) % 5 == 0
        expected = [picture(f"{number:02}").data for number in range(len(held))]
        assert [one.picture.data for one in held] == expected
    intake.join()
    assert len(albums.get("ada").photos) == 60


def test_many_visitors_come_and_go_with_the_same_pictures(albums, store):
    problems = []

    def visit(owner):
        try:
            for _ in range(6):
                albums.add(owner, bring(photo("crow", "birds"), photo("owl", "birds")))
                token = store.create(
                    ResolvedPlan(frozen_stages=7), images("crow", train=2), owner=owner
                )
                assert len(with_bytes(albums.get(owner)).photos) == 2
                albums.clear(owner)
                store.delete(token, by=owner)
        except BaseException as exc:
            problems.append(exc)

    visitors = [threading.Thread(target=visit, args=[owner]) for owner in "abcd"]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert problems == []
    assert stored(store) == set()


def test_two_windows_of_a_new_visitor_can_add_at_the_same_moment(albums):
    gate = threading.Barrier(4)

    def window(number):
        gate.wait()
        albums.add("ada", bring(photo(str(number), "birds")))

    windows = [threading.Thread(target=window, args=[number]) for number in range(4)]
    for one in windows:
        one.start()
    for one in windows:
        one.join()
    held = albums.get("ada")
    assert held.classes == ("birds",)
    assert sorted(one.file for one in held.photos) == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]


def test_a_reader_sees_one_state_of_the_album(store):
    store.albums.add("ada", bring(photo("crow", "birds")))
    count = sa.select(sa.func.count()).select_from(AlbumPhotoRow)
    with store.database.reading() as session:
        assert session.scalar(count) == 1
        store.albums.add("ada", bring(photo("owl", "birds")))
        assert session.scalar(count) == 1
    assert len(store.albums.get("ada").photos) == 2


# Old albums


def test_an_album_that_nobody_looked_at_for_a_month_is_forgotten(store):
    store.albums.add("ada", bring(photo("crow", "birds"), photo("owl", "birds")))
    store.albums.add("bob", bring(photo("owl", "birds")))
    last_touched(store, "ada", ago=timedelta(days=31))
    last_touched(store, "bob", ago=timedelta(days=29))
    assert store.sweep()
    assert store.albums.get("ada") == NOTHING
    assert len(store.albums.get("bob").photos) == 1
    assert stored(store) == {OWL}


def test_an_album_that_is_opened_just_before_it_is_forgotten_stays(store, monkeypatch):
    store.albums.add("ada", bring(photo("crow", "birds")))
    last_touched(store, "ada", ago=timedelta(days=31))
    writing = store.database.writing

    def late_writing(**kwargs):
        monkeypatch.undo()
        store.albums.version("ada")
        return writing(**kwargs)

    monkeypatch.setattr(store.database, "writing", late_writing)
    store.sweep()
    (crow,) = store.albums.get("ada").photos
    assert crow.picture.data == picture("crow").data


@pytest.mark.parametrize("look", [Albums.get, Albums.version])
def test_looking_at_an_album_keeps_it(store, look):
    store.albums.add("ada", bring(photo("crow", "birds")))
    version = store.albums.version("ada")
    last_touched(store, "ada", ago=timedelta(days=31))
    look(store.albums, "ada")
    store.sweep()
    assert len(store.albums.get("ada").photos) == 1
    assert store.albums.version("ada") == version


def test_looking_writes_once_a_day_at_most(store, monkeypatch):
    store.albums.add("ada", bring(photo("crow", "birds")))
    last_touched(store, "ada", ago=timedelta(hours=23))
    monkeypatch.setattr(store.database, "writing", None)
    assert len(store.albums.get("ada").photos) == 1
    assert store.albums.version("ada") > 0


def test_an_album_can_be_seen_where_nothing_can_be_written(store):
    if store.database.file is None:
        pytest.skip("a server is read-only in other ways")
    store.albums.add("ada", bring(photo("crow", "birds")))
    last_touched(store, "ada", ago=timedelta(days=2))
    file = store.database.file.as_posix()
    with closing(Database(f"sqlite:///file:{file}?mode=ro&uri=true")) as read_only:
        seen = Albums(read_only, store.files.pictures)
        assert seen.get("ada") == store.albums.get("ada")
        assert seen.version("ada") == store.albums.version("ada")


def test_a_version_is_not_used_again_after_an_album_was_forgotten(store, monkeypatch):
    store.albums.add("ada", bring(photo("crow", "birds")))
    for _ in range(3):
        store.albums.forget_rejected("ada")
    version = store.albums.version("ada")
    last_touched(store, "ada", ago=timedelta(days=31))
    store.sweep()
    later = time.time() + timedelta(days=30).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)
    store.albums.add_class("ada", "birds")
    assert store.albums.version("ada") > version


def test_a_sweep_forgets_one_album_so_that_nobody_waits_and_says_that_there_may_be_more(store):
    for number, owner in enumerate("abc"):
        store.albums.add_class(owner, "birds")
        last_touched(store, owner, ago=timedelta(days=31 + number))
    assert store.sweep()
    with store.database.reading() as session:
        assert list(session.scalars(sa.select(AlbumRow.owner))) == ["a", "b"]
    sweeps = 1
    while store.sweep():
        sweeps += 1
    assert sweeps == 3
    with store.database.reading() as session:
        assert not list(session.scalars(sa.select(AlbumRow.owner)))


def test_an_album_has_as_many_classes_as_a_page_shows_and_no_more(albums, monkeypatch):
    monkeypatch.setattr(limits, "CLASSES", 2)
    albums.add("ada", bring(photo("crow", "birds")))
    albums.add_class("ada", "fruit")
    albums.add_class("ada", "fruit")
    with pytest.raises(ImagesError, match="3 classes"):
        albums.add_class("ada", "vegetables")
    with pytest.raises(ImagesError, match="3 classes"):
        albums.add("ada", bring(photo("owl", "others")))
    assert albums.get("ada").classes == ("birds", "fruit")
