"""Who starts the runs, when several servers share one store."""

import sqlalchemy as sa

from transfer_demo.store.database import Database


class Lead:
    """The right to start runs: one holder for each store, free again when that one dies.

    Without it, a second server on the same store would take the runs of the first for orphans and
    train them once more.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: sa.Connection | None = None

    def take(self) -> bool:
        """Take the lead if nobody else has it; return whether it is ours now."""
        if self._connection is not None and _lost(self._connection):
            self._connection = None
        if self._connection is None:
            self._connection = self._database.try_lead()
        return self._connection is not None

    def release(self) -> None:
        """Let somebody else lead."""
        if self._connection is not None:
            # Closed for good: back in a pool it would go on holding the lock.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def _lost(connection: sa.Connection) -> bool:
    try:
        connection.scalar(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        connection.close()
        return True
    return False
