"""Runs know which lesson they were made for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add a column to the runs."""
    op.add_column("runs", sa.Column("lesson", sa.String(32), nullable=True))


def downgrade() -> None:
    """Drop it. As a statement: Alembic would copy the table, and so lose what refers to it."""
    op.execute("ALTER TABLE runs DROP COLUMN lesson")
