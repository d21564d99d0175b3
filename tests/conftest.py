"""What every test starts from: none of the settings, runs and downloads of whoever starts it."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings
from streamlit.components.v2.component_manager import BidiComponentManager
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

# The same examples every time, and no stop-watch on a machine that may be busy.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


class _OneBrowser(LoadFileScheduling):
    """Deals out files, but all that need the app and a browser together: both are started once."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        folder = file.rpartition("/")[0]
        return folder if folder.endswith("tests/browser") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    return _OneBrowser(config, log)


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("TRANSFER_DEMO_", "STREAMLIT_")):
                patch.delenv(name)
        patch.setenv("TORCH_HOME", str(tmp_path_factory.mktemp("torch")))
        patch.setenv("TRANSFER_DEMO_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_components_of_others() -> Iterator[None]:
    # Each AppTest looks for them in all that is installed, which takes longer than a page.
    with mock.patch.object(BidiComponentManager, "discover_and_register_components"):
        yield


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Leave no activations: computed in other batches they differ in the last digit."""
    yield
    # Most tests do without torch, and need not wait for it.
    if cache := sys.modules.get("transfer_demo.training.activation_cache"):
        cache.ACTIVATION_CACHE.clear()


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for runs of this test alone."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("TRANSFER_DEMO_HOME", str(folder))
    return folder
