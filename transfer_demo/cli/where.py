"""Where the trainings of a command run, and the weights that they need there."""

from collections.abc import Callable, Iterable

from transfer_demo.backbones import weights
from transfer_demo.cli.models import download
from transfer_demo.errors import ExecutorError
from transfer_demo.executors.protocol import Executor
from transfer_demo.executors.scheduler import scheduler_address

Start = Callable[[], Executor]


def _inline() -> Executor:
    from transfer_demo.executors.inline import InlineExecutor

    return InlineExecutor()


def _dask() -> Executor:
    from transfer_demo.executors.dask import from_environment

    return from_environment()


EXECUTORS: dict[str, Start] = {"inline": _inline, "dask": _dask}


def executor(name: str) -> Start:
    """Return what starts the executor of this name.

    Raises:
        ExecutorError: there is none; the message lists the known names.
    """
    if name not in EXECUTORS:
        known = ", ".join(EXECUTORS)
        raise ExecutorError(f"Executor is {name!r}, and it must be one of: {known}.")
    return EXECUTORS[name]


def bring_weights(names: Iterable[str], *, executor: str) -> None:
    """Download what is missing of the weights, unless another machine is to use them."""
    if executor == "dask" and scheduler_address():
        return
    weights.bring(names, download=download)
