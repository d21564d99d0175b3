"""Runs that have the same images share their rows: a set of images, which runs refer to."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_COLUMNS = "part, position, label, digest, width, height, file"


def upgrade() -> None:
    """Give each run a set of its own, and its images to that."""
    op.create_table(
        "image_sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_image_sets"),
    )
    # With ids of its own: those of the runs would leave a server's counter behind.
    op.execute("INSERT INTO image_sets (created) SELECT created FROM runs ORDER BY id")
    # As a statement, like in 0003: SQLite adds a constraint only together with its column.
    op.execute(
        "ALTER TABLE runs ADD COLUMN image_set_id INTEGER CONSTRAINT "
        "fk_runs_image_set_id_image_sets REFERENCES image_sets (id)"
    )
    op.execute(
        "UPDATE runs SET image_set_id = (SELECT numbered.set_id FROM "
        "(SELECT id AS run_id, row_number() OVER (ORDER BY id) AS place FROM runs) AS ordered "
        "JOIN (SELECT id AS set_id, row_number() OVER (ORDER BY id) AS place FROM image_sets) "
        "AS numbered ON numbered.place = ordered.place WHERE ordered.run_id = runs.id)"
    )
    op.create_index("ix_runs_image_set_id", "runs", ["image_set_id"])
    # Under another name: an index of a server keeps its name when its table is renamed.
    op.create_table(
        "set_examples",
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("set_id", "part", "position", name="pk_set_examples"),
        sa.ForeignKeyConstraint(
            ["set_id"],
            ["image_sets.id"],
            name="fk_set_examples_set_id_image_sets",
            ondelete="CASCADE",
        ),
    )
    op.execute(
        f"INSERT INTO set_examples (set_id, {_COLUMNS}) SELECT runs.image_set_id, {_COLUMNS} "
        "FROM examples JOIN runs ON runs.id = examples.run_id"
    )
    op.create_index("ix_set_examples_digest", "set_examples", ["digest"])
    op.drop_table("examples")


def downgrade() -> None:
    """Give each run its images again."""
    op.create_table(
        "examples",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "part", "position", name="pk_examples"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name="fk_examples_run_id_runs", ondelete="CASCADE"
        ),
    )
    op.execute(
        f"INSERT INTO examples (run_id, {_COLUMNS}) SELECT runs.id, {_COLUMNS} "
        "FROM set_examples JOIN runs ON runs.image_set_id = set_examples.set_id"
    )
    op.create_index("ix_examples_digest", "examples", ["digest"])
    op.drop_index("ix_runs_image_set_id", "runs")
    op.execute("ALTER TABLE runs DROP COLUMN image_set_id")
    op.drop_table("set_examples")
    op.drop_table("image_sets")
