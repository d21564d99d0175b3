"""Studies and their cells; runs say which study they were made for, and what they measure."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables of studies, and add two columns to the runs."""
    op.create_table(
        "studies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("question", sa.String(32), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("seeds", sa.Text(), nullable=False),
        sa.Column("guess", sa.Text(), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("classes", sa.Text(), nullable=False),
        sa.Column("train_images", sa.Integer(), nullable=False),
        sa.Column("validation_images", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_studies"),
        sa.UniqueConstraint("token", name="uq_studies_token"),
    )
    op.create_index("ix_studies_owner", "studies", ["owner"])
    # As a statement: SQLite adds a constraint only together with its column, and to copy the table
    # instead, as Alembic would, deletes what refers to it: all images and events.
    op.execute(
        "ALTER TABLE runs ADD COLUMN study_id INTEGER CONSTRAINT fk_runs_study_id_studies "
        "REFERENCES studies (id)"
    )
    op.add_column("runs", sa.Column("fingerprint", sa.String(64), nullable=True))
    op.create_index("ix_runs_study_id", "runs", ["study_id"])
    op.create_index("ix_runs_fingerprint", "runs", ["fingerprint"])
    op.create_table(
        "study_cells",
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("arm", sa.String(64), nullable=False),
        sa.Column("split", sa.String(64), nullable=False),
        sa.Column("validation", sa.String(64), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("taken_over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("study_id", "position", name="pk_study_cells"),
        sa.ForeignKeyConstraint(
            ["study_id"], ["studies.id"], name="fk_study_cells_study_id_studies", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name="fk_study_cells_run_id_runs", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_study_cells_run_id", "study_cells", ["run_id"])


def downgrade() -> None:
    """Drop them. Runs that were made for a study stay as runs of their own."""
    op.drop_table("study_cells")
    for column in ("fingerprint", "study_id"):
        op.drop_index(f"ix_runs_{column}", "runs")
        op.execute(f"ALTER TABLE runs DROP COLUMN {column}")
    op.drop_table("studies")
