import subprocess
import sys

import pytest

from transfer_demo.training.allocator import freed_memory_kept

# In a process of its own, where nothing else is allocated meanwhile.
STEPS = """
import resource
import torch
from transfer_demo.training.allocator import freed_memory_kept

def faults(times):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(times):
        torch.ones(block // 4)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()

block = 64 * 2**20
plain = faults(5)
with freed_memory_kept():
    faults(20)
    kept = faults(5)
    inside = resident()
print(plain, kept, inside - resident(), faults(5), block)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only the GNU C library of Linux can be told")
def test_a_block_is_not_asked_for_again_and_given_back_at_the_end():
    done = subprocess.run(
        [sys.executable, "-c", STEPS], capture_output=True, text=True, check=True, timeout=120
    )
    plain, kept, given_back, after, block = map(int, done.stdout.split())
    assert kept < plain / 10
    assert after > 10 * max(kept, 1)  # the usual rules are back
    assert given_back > block / 2


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_train_without_it(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    with freed_memory_kept():
        pass
