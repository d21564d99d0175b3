"""Any plan that is allowed, for property tests."""

from typing import Any

from hypothesis import strategies as st

from transfer_demo.choices import NUMBER_FIELDS, OPTION_FIELDS, NumberField
from transfer_demo.plan import Plan


def _numbers(field: NumberField) -> st.SearchStrategy[Any]:
    if field.integer:
        numbers: st.SearchStrategy[Any] = st.integers(int(field.low), int(field.high))
    else:
        numbers = st.floats(field.low, field.high)
    return st.none() | numbers if field.optional else numbers


def plans() -> st.SearchStrategy[Plan]:
    """Plans with every choice anywhere in its range."""
    choices: dict[str, st.SearchStrategy[Any]] = {
        name: _numbers(field) for name, field in NUMBER_FIELDS.items()
    }
    choices |= {name: st.sampled_from(sorted(f.options)) for name, f in OPTION_FIELDS.items()}
    return st.builds(
        Plan,
        backbone=st.text(min_size=1, max_size=20),
        frozen_stages=st.none() | st.just("all") | st.integers(0, 30),
        arms=st.permutations(("fine_tune", "scratch")).map(tuple)
        | st.sampled_from((("fine_tune",), ("scratch",))),
        **choices,
    )
