"""Runs keep the guess of the person who started them, and which lesson they were made for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add two columns to the runs."""
    op.add_column("runs", sa.Column("guess", sa.Text(), nullable=True))
    op.add_column("runs", sa.Column("lesson", sa.String(32), nullable=True))


def downgrade() -> None:
    """Drop them. As statements: Alembic would copy the table, and so lose what refers to it."""
    op.execute("ALTER TABLE runs DROP COLUMN lesson")
    op.execute("ALTER TABLE runs DROP COLUMN guess")
