"""What a kind of figure brings to its screen: something to do, and what is shown for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transfer_demo.lessons.filling import filled
from transfer_demo.lessons.pictures import Measured
from transfer_demo.ui.story.doing import Guess


@dataclass(frozen=True, kw_only=True)
class Showing:
    """What a figure is drawn from.

    `alt` are the words for a screen reader, with their numbers. A `replay` that is not empty says
    that the figure is played, once for each word.
    """

    alt: str
    values: Mapping[str, str]
    guess: Guess | None = None
    replay: str = ""
    seen: Sequence[Any] = ()

    def filled(self, text: str) -> str:
        """Return a text with the measured values of the story in it."""
        return filled(text, self.values)


@dataclass(frozen=True, kw_only=True)
class Yourself:
    """A way to run the same: what it is called, and its address from the page of the story."""

    label: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Guessed:
    """A figure that is shown once something was guessed.

    `ask` draws the controls and returns the guess, or None while there is none; without it there is
    nothing to guess, only `button` to press. `before` draws what can be seen until then. `surprise`
    says in one line what was measured, and what of it was guessed otherwise. What is shown is
    made of `recordings`, by their names, or of one look that `measured` returns.
    """

    button: str
    show: Callable[[Showing], None]
    ask: Callable[[], Guess | None] | None = None
    before: Callable[[Showing], None] | None = None
    surprise: Callable[[Guess], str] | None = None
    replays: bool = False
    recordings: Sequence[str] = ()
    measured: Callable[[], Measured] | None = None
    yourself: Callable[[], Yourself] | None = None


@dataclass(frozen=True, kw_only=True)
class Walked:
    """A figure with a control to go through it, from the first of the steps to the last.

    The guess of the showing is {"step": one of the steps}, or None before the first.
    """

    label: str
    steps: Callable[[], Sequence[Any]]
    words: Callable[[Any], str]
    show: Callable[[Showing], None]
    before: Callable[[Showing], None] | None = None
    replays: bool = False
    recordings: Sequence[str] = ()
    measured: Callable[[], Measured] | None = None
    yourself: Callable[[], Yourself] | None = None


Kind = Guessed | Walked
