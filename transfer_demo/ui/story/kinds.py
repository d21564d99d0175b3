"""What a kind of figure brings to its screen: something to do, and what is shown for it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from transfer_demo.lessons.pictures import Look
from transfer_demo.lessons.story import Screen
from transfer_demo.ui.address.invitation import Invitation
from transfer_demo.ui.story.doing import Doing, Guess


@dataclass(frozen=True, kw_only=True)
class Showing:
    """What a figure is drawn from.

    The guess is empty where none was made. A `replay` that is not empty says that the figure is
    played, once for each word. `seen` are the steps that were looked at.
    """

    screen: Screen
    guess: Guess
    replay: str = ""
    seen: Sequence[Any] = ()


@dataclass(frozen=True, kw_only=True)
class Kind(ABC):
    """A figure that is shown once something was done.

    `before` draws what can be seen until then, and `below` what there is to unfold under it.
    `surprise` says in one line what was measured, and what of it was guessed otherwise. What is
    shown is made of `recordings`, by their names, or of one look that `measured` returns.
    """

    show: Callable[[Showing], None]
    before: Callable[[Screen], None] | None = None
    below: Callable[[Screen], None] | None = None
    surprise: Callable[[Screen, Guess], str] | None = None
    replays: bool = False
    recordings: Sequence[str] = ()
    measured: Callable[[], Look] | None = None
    invitation: Callable[[], Invitation] | None = None

    @property
    def again(self) -> str:
        """What the button is called that leads back to before it; empty where there is none."""
        return ""

    @abstractmethod
    def do(self, screen: Screen, did: Doing) -> Guess | None:
        """Draw what there is to do; return what the figure is shown for, None while it waits."""
