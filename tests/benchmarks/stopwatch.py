"""Where the seconds of our own trainings go, measured from outside: the program has no timers.

Functions at which one kind of work begins and ends are wrapped while a training runs. A thousand
readings of a clock cost about a millisecond. On a graphics card, which works behind the program,
the parts do not mean what they say; only their sum does.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from typing import Any, Final
from unittest import mock

from torch.optim.optimizer import (
    register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook,
)

START: Final = "start"
DECODING: Final = "decoding"
VIEWS: Final = "views"
FROZEN: Final = "frozen pass"
TRAINING: Final = "training of the rest"
STATISTICS: Final = "statistics again"
VALIDATION: Final = "validation of the rest"
OTHER: Final = "everything else"
PARTS: Final = (START, DECODING, VIEWS, FROZEN, TRAINING, STATISTICS, VALIDATION, OTHER)


class Stopwatch:
    """Seconds by part. A part that runs inside another one is not counted to that one, too."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._running: list[str] = []
        self._since = 0.0
        self.seconds = dict.fromkeys(PARTS, 0.0)

    def begin(self, part: str) -> None:
        """Count to this part from now on; whatever is done to get started belongs to the start."""
        self._count()
        self._running.append(START if START in self._running else part)

    def end(self) -> None:
        """Go on with the part before."""
        self._count()
        self._running.pop()

    def _count(self) -> None:
        now = self._clock()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now


@dataclass(frozen=True, kw_only=True)
class Seam:
    """A function of our program, or a method of a class, and the part to which it counts."""

    module: str
    name: str
    part: str | Callable[[Any], str]


def _logits_part(network: Any) -> str:
    """Tell apart why activations go through what is not frozen."""
    return TRAINING if network.training else VALIDATION


# Each where it is called: `loop` has imported two of them.
_TRAINING: Final = "transfer_demo.training."
SEAMS: Final = (
    Seam(module=_TRAINING + "loop", name="prepare", part=START),
    Seam(module=_TRAINING + "loop", name="recompute_running_statistics", part=STATISTICS),
    Seam(module=_TRAINING + "augmented_views", name="Views._decode", part=DECODING),
    Seam(module=_TRAINING + "augmented_views", name="Views._make", part=VIEWS),
    Seam(module=_TRAINING + "normalisation", name="Normaliser.__call__", part=VIEWS),
    Seam(
        module=_TRAINING + "boundary_activations", name="BoundaryActivations._through", part=FROZEN
    ),
    Seam(module=_TRAINING + "network", name="Network.logits", part=_logits_part),
    Seam(module="torch", name="Tensor.backward", part=TRAINING),
)


@contextlib.contextmanager
def watched(seams: tuple[Seam, ...] = SEAMS) -> Iterator[Mapping[str, float]]:
    """Yield the seconds by part, which are complete when the block is left.

    Raises:
        LookupError: the program no longer has one of the functions.
    """
    watch = Stopwatch()
    with contextlib.ExitStack() as undo:
        for seam in seams:
            undo.enter_context(_wrapped(seam, watch))
        for handle in (
            register_optimizer_step_pre_hook(lambda *_: watch.begin(TRAINING)),
            register_optimizer_step_post_hook(lambda *_: watch.end()),
        ):
            undo.callback(handle.remove)
        watch.begin(OTHER)
        yield watch.seconds
        watch.end()


def _wrapped(seam: Seam, watch: Stopwatch) -> Any:
    owner: Any = import_module(seam.module)
    *outer, name = seam.name.split(".")
    for each in outer:
        owner = getattr(owner, each, None)
    function = getattr(owner, name, None)
    if function is None:
        raise LookupError(
            f"{seam.module} has no {seam.name} any more, so where the seconds go cannot be "
            "measured. Say in SEAMS of tests/benchmarks/stopwatch.py which function does that now."
        )

    @wraps(function)
    def timed(*arguments: Any, **choices: Any) -> Any:
        watch.begin(seam.part if isinstance(seam.part, str) else seam.part(arguments[0]))
        try:
            return function(*arguments, **choices)
        finally:
            watch.end()

    return mock.patch.object(owner, name, timed)
