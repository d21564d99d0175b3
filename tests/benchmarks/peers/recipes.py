"""Plain recipes for training from scratch, of which the best is the scratch arm's opponent.

SGD with momentum and AdamW, with the one-cycle schedule and with a cosine that has no warm-up, at
three rates each. The rates of each are a factor of about three apart, around what is usual for
batches of 16.
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import torch
from torch import nn

MOMENTUM: Final = 0.9
SGD_RATES: Final = (0.01, 0.03, 0.1)
SGD_DECAY: Final = 1e-4
ADAMW_RATES: Final = (0.001, 0.003, 0.01)
ADAMW_DECAY: Final = 1e-2


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """An optimiser, its greatest rate, and whether that is warmed up to.

    With warm-up it is PyTorch's one-cycle schedule, else half a cosine down to zero.
    """

    optimiser: type[torch.optim.Optimizer]
    rate: float
    warm_up: bool

    @property
    def name(self) -> str:
        """For the command line."""
        schedule = "warm" if self.warm_up else "cold"
        return f"{self.optimiser.__name__.lower()}_{schedule}_{self.rate:g}"

    @property
    def title(self) -> str:
        """For the table."""
        schedule = "one cycle" if self.warm_up else "cosine, no warm-up"
        return f"{self.optimiser.__name__}, {schedule}, rate {self.rate:g}"

    def build(
        self, weights: Iterable[nn.Parameter], *, steps: int
    ) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
        """Return the optimiser, and its schedule for so many batches."""
        optimiser: torch.optim.Optimizer
        if self.optimiser is torch.optim.SGD:
            optimiser = torch.optim.SGD(
                weights, lr=self.rate, momentum=MOMENTUM, weight_decay=SGD_DECAY
            )
        else:
            optimiser = torch.optim.AdamW(weights, lr=self.rate, weight_decay=ADAMW_DECAY)
        if not self.warm_up:
            return optimiser, torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=steps)
        # The momentum stays what it is called.
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimiser, max_lr=self.rate, total_steps=steps, cycle_momentum=False
        )
        return optimiser, schedule


_RATES: Final = {torch.optim.SGD: SGD_RATES, torch.optim.AdamW: ADAMW_RATES}
_ALL: Final = tuple(
    Recipe(optimiser=optimiser, rate=rate, warm_up=warm_up)
    for (optimiser, rates), warm_up in itertools.product(_RATES.items(), (True, False))
    for rate in rates
)
RECIPES: Final[Mapping[str, Recipe]] = {recipe.name: recipe for recipe in _ALL}
