import os
import subprocess
import sys

import pytest

PROGRAM = """
import os, sys
import transfer_demo.executors.protocol
assert "torch" not in sys.modules
print(os.environ["OMP_WAIT_POLICY"])
"""


@pytest.mark.parametrize(
    ("outside", "inside"), [({}, "PASSIVE"), ({"OMP_WAIT_POLICY": "ACTIVE"}, "ACTIVE")]
)
def test_threads_wait_without_spinning_unless_somebody_wants_that(outside, inside):
    kept = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=kept | outside,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == inside
