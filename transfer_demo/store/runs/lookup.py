"""A run by its token, and whose it is."""

from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from transfer_demo.errors import SomebodyElses, UnknownRun
from transfer_demo.store.tables import RunRow

Value = TypeVar("Value")


def own(session: Session, token: str, *, by: str) -> int:
    """Return the id of a run of this person's.

    Raises:
        UnknownRun: no run has this token.
        SomebodyElses: another person started it.
    """
    query = sa.select(RunRow.id, RunRow.owner).where(RunRow.token == token)
    run = found(session.execute(query).one_or_none())
    if run.owner != by:
        raise SomebodyElses("run")
    return int(run.id)


def found(value: Value | None) -> Value:
    """Return what a token led to; raises UnknownRun if that was nothing."""
    if value is None:
        raise UnknownRun(
            "There is no run at this address. Check that the link is whole; "
            "the run may also have been deleted."
        )
    return value
