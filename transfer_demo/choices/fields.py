"""What a choice in a plan may be, and how it is worded."""

from collections.abc import Mapping
from dataclasses import dataclass

from transfer_demo.errors import PlanError


@dataclass(frozen=True, kw_only=True)
class NumberField:
    """Range and wording of a choice that is a number. `optional` ones may be None: automatic."""

    name: str
    label: str
    low: float
    high: float
    help: str
    integer: bool = True
    optional: bool = False

    def problem(self, value: object) -> str | None:
        """Return what the value must be, when it is something else ("it must ..."), or None."""
        if value is None and self.optional:
            return None
        wanted = (int,) if self.integer else (int, float)
        # bool is an int in Python; True is no number of epochs.
        if isinstance(value, bool) or not isinstance(value, wanted):
            return "it must be a whole number" if self.integer else "it must be a number"
        if not self.low <= value <= self.high:  # also refuses NaN
            return f"it must lie between {_digits(self.low)} and {_digits(self.high)}"
        return None

    @property
    def limits(self) -> str:
        """The allowed range in words: "1 to 200"."""
        return f"{_digits(self.low)} to {_digits(self.high)}"

    def check(self, value: object) -> None:
        """Raise PlanError unless the value is a number in range (or None where that is allowed)."""
        problem = self.problem(value)
        if problem:
            raise PlanError(f"{self.label} is {value!r}, and {problem}.")


@dataclass(frozen=True, kw_only=True)
class OptionField:
    """Allowed values and wording of a choice from a short list.

    One that is not `offered` is for plans that are written in Python; no page, command or link
    has it.
    """

    name: str
    label: str
    options: Mapping[str, str]
    help: str
    offered: bool = True

    def problem(self, value: object) -> str | None:
        """Return what the value must be, when it is something else ("it must ..."), or None."""
        # A list (from JSON, say) has no hash and cannot be looked up.
        if isinstance(value, str) and value in self.options:
            return None
        return f"it must be one of: {', '.join(self.options)}"

    def check(self, value: object) -> None:
        """Raise PlanError, naming the known values, unless the value is one of them."""
        problem = self.problem(value)
        if problem:
            raise PlanError(f"{self.label} is {value!r}, and {problem}.")


def _digits(number: float) -> str:
    """Write a limit without an exponent: 2,147,483,647 and 0.000001."""
    return f"{number:,.6f}".rstrip("0").rstrip(".")
