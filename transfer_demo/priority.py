"""Processes that give way to the web process: a page needs the processor for moments only."""

import sys

import psutil  # type: ignore[import-untyped]


def give_way(*, niceness: int) -> None:
    """Lower the priority of this process, and of those that it starts from now on.

    Args:
        niceness: of POSIX, where 0 is usual and 19 the most polite; Windows has one step for all.
    """
    process = psutil.Process()
    if sys.platform == "win32":
        if process.nice() != psutil.IDLE_PRIORITY_CLASS:
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        process.nice(max(niceness, process.nice()))
