from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.store.made import finished, images, with_bytes
from tests.store.studies.test_studies import cell, create, measured_race
from transfer_demo.errors import SomebodyElses, UnknownRun, UnknownStudy
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store import expiry
from transfer_demo.store.tables import RunRow, StudyRow

PLAN = ResolvedPlan(frozen_stages=7, arms=("scratch",))


def run(store, *, plan=PLAN, done=True):
    token = store.create(plan, images(), owner="ada")
    if done:
        finish(store, token)
    return token


def finish(store, token):
    store.claim(token)
    store.write(token, finished())
    store.finish(token)


def study(store, *, done=True):
    token = store.studies.create("freeze", PLAN, (0,), [(PLAN, images())], owner="ada")
    if done:
        for cell in store.studies.runs(token):
            if store.record(cell).status != "done":
                finish(store, cell)
    return token


def age(store, rows, *, days):
    """Let so many days pass in which nobody looks."""
    unseen = datetime.now(UTC) - timedelta(days=days)
    with store.database.writing() as session:
        session.execute(sa.update(rows).values(touched=unseen))


def sweep(store):
    while store.sweep():
        pass


def tokens(store, rows):
    with store.database.reading() as session:
        return set(session.scalars(sa.select(rows.token)))


def pictures(store):
    return [file for file in store.files.pictures.folder.rglob("*") if file.is_file()]


@pytest.mark.parametrize(("make", "rows"), [(run, RunRow), (study, StudyRow)])
def test_what_nobody_has_looked_at_for_a_month_goes_with_its_pictures(store, make, rows):
    token = make(store)
    age(store, rows, days=29)
    sweep(store)
    assert tokens(store, rows) == {token}
    age(store, rows, days=31)
    sweep(store)
    assert not tokens(store, rows)
    assert not tokens(store, RunRow)
    assert not pictures(store)


@pytest.mark.parametrize(("make", "rows"), [(run, RunRow), (study, StudyRow)])
def test_to_look_at_it_keeps_it(store, make, rows):
    token = make(store)
    age(store, rows, days=31)
    (store.record if rows is RunRow else store.studies.record)(token)
    sweep(store)
    assert tokens(store, rows) == {token}


@pytest.mark.parametrize(("make", "rows"), [(run, RunRow), (study, StudyRow)])
def test_what_is_pinned_stays_for_a_year_and_what_is_no_longer_pinned_does_not(store, make, rows):
    token = make(store)
    kept = store if rows is RunRow else store.studies
    kept.pin(token, True, by="ada")
    assert kept.record(token).pinned
    age(store, rows, days=364)
    sweep(store)
    assert tokens(store, rows) == {token}
    kept.pin(token, False, by="ada")
    sweep(store)
    assert not tokens(store, rows)
    token = make(store)
    kept.pin(token, True, by="ada")
    age(store, rows, days=366)
    sweep(store)
    assert not tokens(store, rows)


@pytest.mark.parametrize(("make", "rows"), [(run, RunRow), (study, StudyRow)])
def test_only_its_owner_keeps_it_longer(store, make, rows):
    token = make(store)
    kept = store if rows is RunRow else store.studies
    with pytest.raises(SomebodyElses):
        kept.pin(token, True, by="eve")
    assert not kept.record(token).pinned
    with pytest.raises(UnknownRun if rows is RunRow else UnknownStudy):
        kept.pin("nobody", True, by="ada")


@pytest.mark.parametrize(("make", "rows"), [(run, RunRow), (study, StudyRow)])
def test_what_waits_or_is_trained_does_not_go(store, make, rows):
    token = make(store, done=False)
    age(store, rows, days=400)
    sweep(store)
    assert tokens(store, rows) == {token}


def test_a_run_that_a_study_shows_goes_with_the_study(store):
    race = measured_race(store)
    shown = create(store, [cell()])
    assert store.studies.runs(shown) == (race,)  # taken over
    age(store, RunRow, days=31)
    sweep(store)
    assert tokens(store, RunRow) == {race}
    age(store, StudyRow, days=31)
    age(store, RunRow, days=31)
    sweep(store)
    assert not tokens(store, RunRow) | tokens(store, StudyRow)


def test_looking_writes_once_a_day_at_most(store, monkeypatch):
    token, shown = run(store), study(store)
    for rows in (RunRow, StudyRow):
        age(store, rows, days=0.9)
    monkeypatch.setattr(store.database, "writing", None)
    assert store.record(token)
    assert store.studies.record(shown)


def test_what_is_looked_at_just_before_it_goes_stays(store, monkeypatch):
    token = run(store)
    age(store, RunRow, days=31)
    writing = store.database.writing

    def late_writing(**kwargs):
        monkeypatch.undo()
        store.record(token)
        return writing(**kwargs)

    monkeypatch.setattr(store.database, "writing", late_writing)
    store.sweep()
    assert with_bytes(store.images(token)) == images()


def test_the_page_says_how_long():
    assert "30 days" in expiry.in_words()
    assert "a year" in expiry.in_words()
    assert timedelta(days=365) == expiry.PINNED_FOR
