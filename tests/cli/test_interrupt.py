import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.races import write_photos


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console, not to one")
def test_ctrl_c_in_a_real_race_ends_it_with_a_table(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    # A suite that runs in the background of a shell ignores Ctrl-C, and so would its children.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    photos = write_photos(tmp_path / "photos")
    words = ["--image-size", "32", "--epochs", "200", "--batch-size", "4", "--views", "1"]
    with subprocess.Popen(
        [sys.executable, "-m", "transfer_demo.cli", "compare", str(photos), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stderr:
            if "epoch 2 of 200" in line:
                process.send_signal(signal.SIGINT)
                break
        rest, table = process.stderr.read(), process.stdout.read()
    assert process.returncode == 130
    assert "Traceback" not in rest
    assert "Validation accuracy, last epoch" in table
