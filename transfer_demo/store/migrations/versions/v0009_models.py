"""Runs have trained models, and validation images that look alike have a common name."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add a table and a column; earlier runs kept no model, and their images stand alone."""
    op.add_column("set_examples", sa.Column("group_name", sa.String(12), nullable=True))
    op.create_table(
        "models",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("arm", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("run_id", "arm", name="pk_models"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name="fk_models_run_id_runs", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_models_digest", "models", ["digest"])
    op.create_index("ix_models_used", "models", ["used"])


def downgrade() -> None:
    """Drop them. As a statement: Alembic would copy the table, and so lose what refers to it."""
    op.drop_table("models")
    op.execute("ALTER TABLE set_examples DROP COLUMN group_name")
