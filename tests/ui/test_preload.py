import subprocess
import sys
from importlib.util import find_spec

import pytest

from transfer_demo.ui import preload

IN_A_THREAD = """
import logging, sys
from threading import Thread
from transfer_demo.ui import preload
thread = Thread(target=preload._import)
thread.start()
thread.join()
assert set(preload._MODULES) <= sys.modules.keys()
assert "transfer_demo.ui.plot" not in sys.modules
"""


def test_what_takes_long_is_imported_in_a_thread_without_a_word() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IN_A_THREAD], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "ScriptRunContext" not in done.stderr
    assert "cannot be imported" not in done.stderr


def test_a_module_that_fails_leaves_the_others_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert find_spec("antigravity_of_ours") is None
    monkeypatch.setattr(preload, "_MODULES", ("antigravity_of_ours", "this_also"))
    preload._import()
    assert [record.getMessage() for record in caplog.records] == [
        "antigravity_of_ours cannot be imported",
        "this_also cannot be imported",
    ]
