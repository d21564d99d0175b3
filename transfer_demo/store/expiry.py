"""How long what people leave is kept: as long as somebody looks at it now and then.

Visitors have no account: who lost the cookie, or moved to another browser, cannot come back to
remove what they left, so time does it.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from transfer_demo.errors import StoreError
from transfer_demo.store.database import Database
from transfer_demo.store.tables import AlbumRow, RunRow, StudyRow

# Enough for a course of some weeks.
UNSEEN_FOR: Final = timedelta(days=30)
# From one year's course to the next.
PINNED_FOR: Final = timedelta(days=365)
# Noted at most so often, so that reading hardly ever writes.
NOTED_EVERY: Final = timedelta(days=1)

Expiring = type[AlbumRow] | type[RunRow] | type[StudyRow]


def in_words() -> str:
    """Return what becomes of what people leave, as a sentence for the page."""
    return (
        f"Your own images, runs and studies are deleted when nobody has looked at them for "
        f"{UNSEEN_FOR.days} days; a run or a study that you keep longer, after a year."
    )


def is_over(rows: Expiring) -> sa.ColumnElement[bool]:
    """Return the condition that nobody has looked at it for so long that it goes."""
    now = datetime.now(UTC)
    pinned = getattr(rows, "pinned", sa.null())  # albums cannot be
    return sa.case(
        (pinned.is_(None), rows.touched < now - UNSEEN_FOR), else_=rows.touched < now - PINNED_FOR
    )


def note_visit(
    database: Database, rows: Expiring, which: sa.ColumnElement[bool], *, last: datetime | None
) -> None:
    """Note that somebody looks at it now, who was there `last`."""
    now = datetime.now(UTC)
    if last is not None and now - last < NOTED_EVERY:
        return
    # Who only looks is not to be told that nothing can be written; the next visit tries again.
    with suppress(StoreError), database.writing() as session:
        session.execute(sa.update(rows).where(which).values(touched=now))
