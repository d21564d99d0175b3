"""The contestants by name, in the order in which they run.

Those that finish in seconds stand together, so that what is compared closely is measured closely.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, Final

from tests.benchmarks.trial import Trial, Work


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A contestant. `title` stands in the table; `ready` does what is not timed."""

    name: str
    title: str
    ready: Callable[[Trial], Work]


def _peer(name: str, title: str, module: str, function: str, **choices: Any) -> Peer:
    def ready(trial: Trial) -> Work:
        loaded = import_module(f"tests.benchmarks.peers.{module}")
        work: Work = partial(getattr(loaded, function), trial, **choices)
        return work

    return Peer(name=name, title=title, ready=ready)


def _prepared(name: str, title: str, module: str) -> Peer:
    def ready(trial: Trial) -> Work:
        work: Work = import_module(f"tests.benchmarks.peers.{module}").ready(trial)
        return work

    return Peer(name=name, title=title, ready=ready)


FORWARD: Final = "forward_pass"
ALL_FROZEN: Final = "ours_all_frozen"
DEFAULT: Final = "ours_default"
OUR_SCRATCH: Final = "ours_scratch"
LOGISTIC: Final = "logistic_regression"
TUTORIAL_FROZEN: Final = "tutorial_frozen"
TUTORIAL_ALL: Final = "tutorial_all"
TUTORIAL_SCRATCH: Final = "tutorial_scratch"
FASTAI: Final = "fastai_fine_tune"
# Its name goes on with its learning rate.
PLAIN_SCRATCH: Final = "plain_scratch"


def peers(scratch_rates: tuple[float, ...]) -> Mapping[str, Peer]:
    """Return all contestants, the plain scratch loop once for each of its learning rates."""
    listed = (
        _prepared(FORWARD, "one bare forward pass (the limit)", "forward_pass"),
        _peer(ALL_FROZEN, "ours, all frozen", "ours", "fine_tune", all_frozen=True),
        _peer(DEFAULT, "ours, default freeze", "ours", "fine_tune", all_frozen=False),
        _peer(LOGISTIC, "scikit-learn on frozen features", "logistic_regression", "run"),
        _peer(TUTORIAL_FROZEN, "tutorial loop, frozen body", "tutorial", "frozen_body"),
        _prepared(FASTAI, "fastai fine_tune", "fastai_fine_tune"),
        _peer(TUTORIAL_ALL, "tutorial loop, everything fine-tuned", "tutorial", "fine_tuned"),
        _peer(OUR_SCRATCH, "ours, from scratch", "ours", "from_scratch"),
        _peer(TUTORIAL_SCRATCH, "tutorial loop, from scratch", "tutorial", "from_scratch"),
        *(_plain_scratch(rate) for rate in scratch_rates),
    )
    return {peer.name: peer for peer in listed}


def _plain_scratch(rate: float) -> Peer:
    name = f"{PLAIN_SCRATCH}_{rate:g}"
    return _peer(name, f"plain scratch loop, rate {rate:g}", "plain_scratch", "run", rate=rate)
