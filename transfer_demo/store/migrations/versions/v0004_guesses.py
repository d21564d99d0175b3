"""Runs keep the guess of the person who started them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add a column to the runs."""
    op.add_column("runs", sa.Column("guess", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop it. As a statement: Alembic would copy the table, and so lose what refers to it."""
    op.execute("ALTER TABLE runs DROP COLUMN guess")
