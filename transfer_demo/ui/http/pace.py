"""How often a browser may ask for something: who asks more often waits, and nobody else does.

Streamlit begins a thread for each wish, which would all wait for the interpreter.
"""

from asyncio import sleep
from time import monotonic
from typing import Final

from transfer_demo.images import limits

# Of so many visitors it is known; who asked longest ago is forgotten first.
_VISITORS: Final = 1000


class Pace:
    """How much each visitor has asked for of late. For one event loop."""

    def __init__(self) -> None:
        # When each has made up for all that they asked for.
        self._free_from: dict[str, float] = {}

    async def keep(self, visitor: str, *, wishes: float) -> None:
        """Wait until a visitor may ask once more.

        Args:
            wishes: for how many it counts.
        """
        now = monotonic()
        free_from = max(self._free_from.pop(visitor, now), now) + wishes / limits.WISHES_A_SECOND
        self._free_from[visitor] = free_from
        if len(self._free_from) > _VISITORS:
            del self._free_from[next(iter(self._free_from))]
        too_early = free_from - now - limits.WISHES_AT_ONCE / limits.WISHES_A_SECOND
        if too_early > 0:
            await sleep(too_early)
