import pytest

from tests.store.made import bring, images, photo, picture, with_bytes
from tests.store.studies.test_studies import cell, create, measured_race
from tests.store.test_expiry import PLAN, finish, pictures
from transfer_demo.errors import UnknownRun, UnknownStudy
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.belongings import Owned

SAMPLE = images("sample")
OF_SAMPLE = {example.picture.digest for example in (*SAMPLE.train, *SAMPLE.validation)}


def study(store, labelled, *, owner="ada"):
    token = store.studies.create("freeze", PLAN, (0,), [(PLAN, labelled)], owner=owner)
    for run in store.studies.runs(token):
        if store.record(run).status == "queued":
            finish(store, run)
    return token


def bring_all(store, owner):
    """An album, a race on it, a study of it, and the same on a sample."""
    store.albums.add(owner, bring(photo(f"{owner} crow", "birds"), photo(f"{owner} owl", "birds")))
    made = []
    for labelled in (images(owner), SAMPLE):
        made += [
            store.create(ResolvedPlan(frozen_stages=3), labelled, owner=owner),
            study(store, labelled, owner=owner),
        ]
    return made


def test_it_is_counted_what_somebody_has(store):
    assert not store.belongings.of("ada")
    bring_all(store, "ada")
    bring_all(store, "bob")
    assert store.belongings.of("ada") == Owned(photos=2, runs=2, studies=2)
    assert store.belongings.with_images("ada", besides=OF_SAMPLE) == Owned(
        photos=2, runs=1, studies=1
    )


def test_everything_of_one_person_goes_and_nothing_of_another(store):
    bring_all(store, "bob")
    theirs = {file.name for file in pictures(store)}
    before = store.belongings.of("bob")
    bring_all(store, "ada")
    store.belongings.remove_all("ada")
    assert not store.belongings.of("ada")
    assert store.belongings.of("bob") == before
    assert {file.name for file in pictures(store)} == theirs
    store.belongings.remove_all("bob")
    assert not pictures(store)


def test_own_images_go_with_all_copies_and_what_was_made_of_a_sample_stays(store):
    race, shown, sample_race, sample_study = bring_all(store, "ada")
    store.belongings.remove_images("ada", besides=OF_SAMPLE)
    assert store.belongings.of("ada") == Owned(photos=0, runs=1, studies=1)
    assert {file.stem for file in pictures(store)} == OF_SAMPLE
    with pytest.raises(UnknownRun):
        store.record(race)
    with pytest.raises(UnknownStudy):
        store.studies.record(shown)
    assert with_bytes(store.images(sample_race)) == SAMPLE
    assert store.studies.record(sample_study).status == "done"


def test_what_a_lesson_has_made_of_a_sample_is_nobodys_own(store):
    lesson = store.create(
        ResolvedPlan(frozen_stages=3), images("moved"), owner="ada", lesson="break-it"
    )
    assert not store.belongings.with_images("ada", besides=OF_SAMPLE)
    store.belongings.remove_images("ada", besides=OF_SAMPLE)
    assert with_bytes(store.images(lesson)) == images("moved")


def test_a_study_goes_with_a_run_of_the_lab_that_it_took_over(store):
    race = measured_race(store, labelled=images("own"))
    shown = create(store, [cell(labelled=images("own"))])
    assert store.studies.runs(shown) == (race,)
    assert store.belongings.with_images("ada", besides=OF_SAMPLE) == Owned(
        photos=0, runs=1, studies=1
    )
    store.belongings.remove_images("ada", besides=OF_SAMPLE)
    assert not store.belongings.of("ada")
    assert not pictures(store)


def test_a_picture_that_another_person_has_too_stays_theirs(store):
    for owner in ("ada", "bob"):
        store.albums.add(owner, bring(photo("crow", "birds")))
    store.belongings.remove_all("ada")
    (crow,) = store.albums.get("bob").photos
    assert crow.picture.data == picture("crow").data


def test_who_begins_again_has_an_album_whose_version_is_not_an_old_one(store):
    for number in range(20):  # more of them than seconds go by
        store.albums.add_class("ada", f"birds {number}")
    before = store.albums.version("ada")
    store.belongings.remove_all("ada")
    assert store.albums.version("ada") == 0
    store.albums.add_class("ada", "fruit")
    assert store.albums.version("ada") > before


@pytest.mark.parametrize(
    ("owned", "words"),
    [
        (Owned(photos=0, runs=0, studies=0), ""),
        (Owned(photos=1, runs=0, studies=0), "1 photo"),
        (Owned(photos=0, runs=1, studies=2), "1 run and 2 studies"),
        (Owned(photos=1200, runs=2, studies=1), "1,200 photos, 2 runs and 1 study"),
    ],
)
def test_it_is_said_in_words(owned, words):
    assert owned.in_words() == words
