"""A running server without workers, its store, and pupils at their computers."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from tests.scenes import play_scene
from tests.serving import NO_WORKERS, App, free_port, serve
from transfer_demo.store.run_store import RunStore
from transfer_demo.ui.http import identity

from .pupil import Pupil


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on a free port, with a home of its own."""
    home = tmp_path_factory.mktemp("server-home")
    with serve(home, port=free_port(), **NO_WORKERS) as (url, _):
        yield App(url=url, home=home)


@pytest.fixture(scope="session")
def store(app: App) -> Iterator[RunStore]:
    """What the app keeps, looked at from beside it."""
    opened = RunStore.open(f"sqlite:///{(app.home / 'runs.sqlite3').as_posix()}")
    opened.files.pictures.folder = app.home / "images"
    yield opened
    opened.close()


@asynccontextmanager
async def pupils(app: App, *names: str) -> AsyncIterator[list[Pupil]]:
    """So many pupils, each with a browser of their own."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(Pupil(app.url)) for _ in names]


def visitor(pupil: Pupil) -> str:
    """Who the app takes this pupil for."""
    return identity._digest(pupil.cookies["transfer-demo"])


def played(scene: Callable[..., Awaitable[Any]]) -> Callable[..., None]:
    """A test that is a scene in which several act at once."""

    def test(app: App, store: RunStore) -> None:
        play_scene(scene(app, store))  # type: ignore[arg-type]

    test.__name__ = scene.__name__
    test.__doc__ = scene.__doc__
    return test
