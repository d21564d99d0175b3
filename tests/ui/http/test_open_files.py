import subprocess
import sys

import pytest

RAISED = """
import resource
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (100, min(most, 4000)))
from transfer_demo.ui.http.open_files import raise_limit
raise_limit()
raise_limit()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_server_may_have_as_many_files_open_as_its_user_may() -> None:
    # In a process of its own: the limit can be lowered once only.
    printed = subprocess.check_output([sys.executable, "-c", RAISED], text=True)
    raised, most = map(int, printed.split())
    assert raised == most == 4000
