"""Runs know which server trains them, so that only that one writes what they say."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add a column to the runs."""
    op.add_column("runs", sa.Column("trainer", sa.String(32), nullable=True))


def downgrade() -> None:
    """Drop it. As a statement: Alembic would copy the table, and so lose what refers to it."""
    op.execute("ALTER TABLE runs DROP COLUMN trainer")
