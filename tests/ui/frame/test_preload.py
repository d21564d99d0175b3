import subprocess
import sys
from importlib.util import find_spec

import pytest

from transfer_demo.ui.frame import preload

IN_A_THREAD = """
import logging, sys
from threading import Thread
from transfer_demo.ui.frame import preload
thread = Thread(target=preload._preload)
thread.start()
thread.join()
assert set(preload._MODULES) <= sys.modules.keys()
# What draws charts loads later; the sample is there, and so are its thumbnails.
later = {"transfer_demo.ui.elements.plot", "transfer_demo.ui.elements.drawings", "pandas"}
assert not later & sys.modules.keys()
from transfer_demo.images import samples
samples.SAMPLES = {}
from transfer_demo.ui.images.sample import sample
from transfer_demo.ui.elements import thumbnails
photo = sample("everyday").photos[0]
assert thumbnails.thumbnail(photo.picture.digest, None)
"""


def test_what_takes_long_is_made_ready_in_a_thread_without_a_word() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IN_A_THREAD], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "ScriptRunContext" not in done.stderr
    assert "cannot be made ready" not in done.stderr


def test_a_module_that_fails_leaves_the_others_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert find_spec("antigravity_of_ours") is None
    monkeypatch.setattr(preload, "_MODULES", ("antigravity_of_ours", "this_also"))
    preload._preload()
    assert [str(record.exc_info[1]) for record in caplog.records if record.exc_info] == [
        "No module named 'antigravity_of_ours'",
        "No module named 'this_also'",
    ]
