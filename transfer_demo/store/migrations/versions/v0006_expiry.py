"""Runs and studies expire: when they were looked at, and whether they are to be kept longer."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TABLES = ("runs", "studies")


def upgrade() -> None:
    """Add two columns to each. Nobody was told of expiry before, so the time begins now."""
    for table in _TABLES:
        for name in ("touched", "pinned"):
            op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        touched = sa.column("touched", sa.DateTime(timezone=True))
        op.execute(sa.update(sa.table(table, touched)).values(touched=datetime.now(UTC)))
        op.create_index(f"ix_{table}_touched", table, ["touched"])


def downgrade() -> None:
    """Drop them. As statements: Alembic would copy the tables, and lose what refers to them."""
    for table in _TABLES:
        op.drop_index(f"ix_{table}_touched", table)
        for column in ("pinned", "touched"):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
