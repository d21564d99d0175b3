"""The contestants by name, in the order in which they run.

Those that finish in seconds stand together, so that what is compared closely is measured closely.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import Any, Final

from tests.benchmarks.peers.recipes import RECIPES
from tests.benchmarks.trial import Trial, Work


@dataclass(frozen=True, kw_only=True)
class Peer:
    """A contestant. `title` stands in the table.

    `function` of `module` is its work, or, with a name that begins with "ready", does what is not
    timed and returns the work. `loads` says that it has a data loader, and so a number of loader
    processes. `ours` is what runs in the environment that our program makes for itself. Where it is
    not `timed`, only its accuracy is looked at. Libraries are imported when it runs.
    """

    name: str
    title: str
    module: str
    function: str = "ready"
    choices: Mapping[str, Any] = field(default_factory=dict)
    loads: bool = False
    ours: bool = False
    timed: bool = True

    def ready(self, trial: Trial) -> Work:
        """Do what is not timed, and return the rest."""
        found = getattr(import_module(f"tests.benchmarks.peers.{self.module}"), self.function)
        prepares = self.function.startswith("ready")
        work: Work = found(trial) if prepares else partial(found, trial)
        return partial(work, **self.choices)


FORWARD: Final = "forward_pass"
FOLDED: Final = "folded_pass"
ALL_FROZEN: Final = "ours_all_frozen"
DEFAULT: Final = "ours_default"
OUR_SCRATCH: Final = "ours_scratch"
LOGISTIC: Final = "logistic_regression"
TUTORIAL_FROZEN: Final = "tutorial_frozen"
TUTORIAL_ALL: Final = "tutorial_all"
TUTORIAL_SCRATCH: Final = "tutorial_scratch"
FASTAI: Final = "fastai_fine_tune"
# Its name goes on with that of its recipe.
PLAIN_SCRATCH: Final = "plain_scratch_"


def _ours(name: str, title: str, function: str, **choices: Any) -> Peer:
    return Peer(
        name=name, title=title, module="ours", function=function, choices=choices, ours=True
    )


def _tutorial(name: str, title: str, function: str) -> Peer:
    return Peer(name=name, title=title, module="tutorial", function=function, loads=True)


def _plain_scratch(recipe: str) -> Peer:
    return Peer(
        name=f"{PLAIN_SCRATCH}{recipe}",
        title=RECIPES[recipe].title,
        module="plain_scratch",
        function="run",
        choices={"recipe": RECIPES[recipe]},
        timed=False,
    )


_LISTED: Final = (
    Peer(name=FORWARD, title="one bare forward pass", module="forward_pass", ours=True),
    Peer(
        name=FOLDED,
        title="the same, folded (the limit)",
        module="forward_pass",
        function="ready_folded",
        ours=True,
    ),
    _ours(ALL_FROZEN, "ours, all frozen", "fine_tune", all_frozen=True),
    _ours(DEFAULT, "ours, default freeze", "fine_tune", all_frozen=False),
    Peer(
        name=LOGISTIC,
        title="scikit-learn on frozen features",
        module="logistic_regression",
        function="run",
        loads=True,
    ),
    _tutorial(TUTORIAL_FROZEN, "tutorial loop, frozen body", "frozen_body"),
    Peer(name=FASTAI, title="fastai fine_tune", module="fastai_fine_tune", loads=True),
    _tutorial(TUTORIAL_ALL, "tutorial loop, everything fine-tuned", "fine_tuned"),
    _ours(OUR_SCRATCH, "ours, from scratch", "from_scratch"),
    _tutorial(TUTORIAL_SCRATCH, "tutorial loop, from scratch", "from_scratch"),
    *(_plain_scratch(recipe) for recipe in RECIPES),
)
PEERS: Final[Mapping[str, Peer]] = {peer.name: peer for peer in _LISTED}
