"""Pupils against each other, on a running server."""

import asyncio

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import InvalidStatus

from tests.server.conftest import played, pupils, visitor
from tests.server.pupil import Pupil, Tab
from tests.serving import App
from tests.store.made import bring, images, photo
from transfer_demo.backbones.resolve_plan import resolve_plan
from transfer_demo.errors import UnknownRun, UnknownStudy
from transfer_demo.lessons.faults import FAULTS
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.run_store import RunStore
from transfer_demo.ui.http.identity import HEADER

PLAN = ResolvedPlan(frozen_stages=7)
CELL = ResolvedPlan(frozen_stages=7, arms=("fine_tune",))
# What changes a run or a study, by the words on the buttons.
CHANGING = {"Stop", "Delete for good", "Go on with the rest", "Fine-tune them all"}


async def press_all_of(owner: Tab, stranger: Tab) -> None:
    """Let a stranger say that all buttons were pressed that the owner's page has."""
    ids = [button.id for button in owner.shown("button") if button.label in CHANGING]
    assert ids
    for pressed in ids:
        stranger.widgets = {pressed: WidgetState(id=pressed, trigger_value=True)}
        await stranger.run()


@played
async def test_the_address_of_a_race_shows_it_and_lets_nobody_else_change_it(
    app: App, store: RunStore
) -> None:
    async with pupils(app, "ada", "eve") as (ada, eve):
        token = store.create(PLAN, images(), owner=visitor(ada))
        async with ada.tab(run=token) as mine, eve.tab(run=token) as theirs:
            assert {"Stop", "Delete for good"} <= set(mine.labels("button"))
            assert not CHANGING & set(theirs.labels("button"))
            assert "Keep for a year" not in theirs.see()
            assert "Somebody else started it" in theirs.see()
            await press_all_of(mine, theirs)
            assert store.record(token).status == "queued"
            assert not store.record(token).stop_requested
            await mine.press("Delete for good")
            with pytest.raises(UnknownRun):
                store.record(token)


@played
async def test_the_address_of_a_study_shows_it_and_lets_nobody_else_change_it(
    app: App, store: RunStore
) -> None:
    async with pupils(app, "ada", "eve") as (ada, eve):
        token = store.studies.create(
            "freeze", PLAN, (0,), [(CELL, images())], owner=visitor(ada), guess=3
        )
        store.studies.request_stop(token, by=visitor(ada))
        async with (
            ada.tab("freeze", study=token) as mine,
            eve.tab("freeze", study=token) as theirs,
        ):
            assert {"Go on with the rest", "Delete for good"} <= set(mine.labels("button"))
            assert not CHANGING & set(theirs.labels("button"))
            await press_all_of(mine, theirs)
            assert store.studies.record(token).status == "stopped"
            await mine.press("Delete for good")
            with pytest.raises(UnknownStudy):
                store.studies.record(token)


@played
async def test_a_run_of_break_it_is_nobody_elses_in_the_lab_either(
    app: App, store: RunStore
) -> None:
    async with pupils(app, "ada", "eve") as (ada, eve):
        plan = resolve_plan(FAULTS[0].broken)
        token = store.create(plan, images(), owner=visitor(ada), lesson="break-it")
        async with (
            ada.tab("break_it", fault=f"1.{token}") as mine,
            eve.tab("break_it", fault=f"1.{token}") as theirs,
            eve.tab(run=token) as in_the_lab,
        ):
            for tab in (theirs, in_the_lab):
                assert not CHANGING & set(tab.labels("button"))
                await press_all_of(mine, tab)
        assert store.record(token).status == "queued"


@played
async def test_the_name_of_a_session_opens_it_to_nobody_else(app: App, store: RunStore) -> None:
    async with pupils(app, "ada", "eve") as (ada, eve):
        store.albums.add(visitor(ada), bring(photo("crow", "secret crows")))
        async with ada.tab(images="own") as mine:
            assert "secret crows" in mine.see()
            async with eve.tab(images="own", session=mine.session) as theirs:
                assert theirs.session != mine.session
                assert "secret crows" not in theirs.see()
        # Left, it waits for its owner to come back.
        async with eve.tab(images="own", session=mine.session) as theirs:
            assert theirs.session != mine.session
            assert "secret crows" not in theirs.see()
        async with ada.tab(images="own", session=mine.session) as again:
            assert again.session == mine.session
            assert "secret crows" in again.see()


@played
async def test_nobody_says_who_they_are_by_themselves(app: App, store: RunStore) -> None:
    async with pupils(app, "ada", "eve") as (ada, eve):
        store.albums.add(visitor(ada), bring(photo("crow", "secret crows")))
        async with eve.tab(images="own", headers={HEADER: visitor(ada)}) as theirs:
            assert "secret crows" not in theirs.see()
        # Whose browser keeps no cookies is somebody else each time.
        nobody = Pupil(app.url)
        async with nobody.tab(images="own") as first:
            await first.connect()
        async with nobody.tab(images="own", session=first.session) as second:
            assert second.session != first.session


@played
async def test_a_page_of_another_origin_gets_no_session(app: App, store: RunStore) -> None:
    async with pupils(app, "ada") as (ada,):
        for origin in ("http://evil.example", "http://127.0.0.1:1", "null"):
            with pytest.raises(InvalidStatus):
                await asyncio.wait_for(ada.tab().connect(origin=origin), 10)


@played
async def test_nobody_uploads_into_the_session_of_somebody_else(app: App, store: RunStore) -> None:
    async with pupils(app, "ada", "eve") as (ada, eve), ada.tab(images="own") as mine:
        address = f"/_stcore/upload_file/{mine.session}/file-1"

        async def upload(pupil: Pupil, **headers: str) -> int:
            files = {"file": ("crow.jpg", b"not really", "image/jpeg")}
            sent = {"x-xsrftoken": pupil.cookies["_streamlit_xsrf"], **headers}
            return (await pupil.http.put(address, files=files, headers=sent)).status_code

        before = uploads(app)
        assert await upload(eve) == 400
        assert await upload(eve, **{HEADER: visitor(ada)}) == 400
        assert await upload(ada, origin="http://evil.example") == 403
        assert uploads(app) == before
        assert await upload(ada) == 204
        assert len(uploads(app) - before) == 1
        refused = await eve.http.delete(
            address, headers={"x-xsrftoken": eve.cookies["_streamlit_xsrf"]}
        )
        assert refused.status_code == 400


def uploads(app: App) -> set[str]:
    folder = app.home / "uploads"
    return {file.name for file in folder.iterdir()} if folder.is_dir() else set()


@played
async def test_everything_of_mine_goes_and_nothing_of_anybody_else(
    app: App, store: RunStore
) -> None:
    async with pupils(app, "ada", "bob") as (ada, bob):
        for pupil, name in ((ada, "crow"), (bob, "owl")):
            store.albums.add(visitor(pupil), bring(photo(name, "birds")))
            store.create(PLAN, images(name), owner=visitor(pupil))
        run = store.runs(visitor(ada))[0].token
        theirs = {picture_file(store, example) for example in examples(images("crow"))}
        assert all(file.is_file() for file in theirs)
        async with ada.tab(run=run) as mine:
            await mine.open("Delete everything of mine")
            assert "1 photo and 1 run" in mine.see()
            await mine.press("Delete everything for good")
            assert "run=" not in mine.query
        assert not store.belongings.of(visitor(ada))
        assert not any(file.exists() for file in theirs)
        assert store.belongings.of(visitor(bob)).photos == 1


def examples(labelled):
    return (*labelled.train, *labelled.validation)


def picture_file(store, example):
    return store.files.pictures.path(example.picture.digest)
