import os
import subprocess
import sys

import pytest

from transfer_demo.training.allocator import freed_memory_kept


def printed_alone(script: str) -> str:
    """What a script prints in a process of its own, where nothing else is allocated meanwhile.

    The C library takes its rules from variables too, and Dask leaves some behind in the process
    that has started its workers, as an earlier test may have done.
    """
    rules = ("MALLOC_", "GLIBC_TUNABLES")
    usual = {name: value for name, value in os.environ.items() if not name.startswith(rules)}
    return subprocess.check_output(
        [sys.executable, "-c", script], text=True, timeout=120, env=usual
    )


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
    plain, kept, given_back, after, block = map(int, printed_alone(STEPS).split())
    assert kept < plain / 10
    assert after > 10 * max(kept, 1)  # the usual rules are back
    assert given_back > block / 2


# A block that grows the limit up to which the library keeps blocks to itself, and one below it.
SERVER = """
import resource
from transfer_demo.training.allocator import hand_back_large_blocks

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()

def gaps():
    # What is small in between keeps the heap from being cut at its end. Up to 512 bytes Python
    # would keep it elsewhere, and what lies at the end would be chance.
    blocks = [(bytearray(1_000_000), [bytearray(600) for _ in range(20)]) for _ in range(100)]
    small = [block[1] for block in blocks]
    before = resident()
    del blocks
    return small, before - resident()

if given_back:
    hand_back_large_blocks()
del bytearray(4_000_000)[:]
print(gaps()[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only the GNU C library of Linux can be told")
def test_a_server_hands_back_what_it_has_freed_though_there_is_something_in_between() -> None:
    def freed(given_back: bool) -> int:
        return int(printed_alone(f"given_back = {given_back}\n{SERVER}"))

    assert freed(True) > 90_000_000
    assert freed(False) < 10_000_000, "otherwise there is nothing to be told"


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_train_without_it(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    with freed_memory_kept():
        pass
