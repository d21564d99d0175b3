from itertools import product

import pytest

from transfer_demo.ui.break_it.case import Case


@pytest.mark.parametrize(
    ("broken", "answer", "repaired"),
    list(product((None, "one-_1"), (None, 0, 2), (None, "two-_2"))),
)
def test_a_case_is_read_from_the_address_as_it_was_written(
    broken: str | None, answer: int | None, repaired: str | None
) -> None:
    case = Case(number=3, broken=broken, answer=answer, repaired=repaired)
    assert Case.from_text(case.to_text()) == case
