"""Albums: a person's own images. Arrivals: pictures that are being written."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables of albums and of arrivals."""
    op.create_table(
        "albums",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("touched", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rejected", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_albums"),
        sa.UniqueConstraint("owner", name="uq_albums_owner"),
    )
    op.create_index("ix_albums_touched", "albums", ["touched"])
    op.create_table(
        "album_classes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("album_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_album_classes"),
        sa.UniqueConstraint("album_id", "name", name="uq_album_classes_album_id"),
        _refers_to("albums", "album_id", table="album_classes"),
    )
    op.create_table(
        "album_photos",
        sa.Column("album_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("look", sa.String(255), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("part", sa.String(16), nullable=True),
        sa.PrimaryKeyConstraint("album_id", "position", name="pk_album_photos"),
        sa.UniqueConstraint("class_id", "digest", name="uq_album_photos_class_id"),
        _refers_to("albums", "album_id", table="album_photos"),
        _refers_to("album_classes", "class_id", table="album_photos"),
    )
    op.create_index("ix_album_photos_digest", "album_photos", ["digest"])
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_arrivals"),
    )


def downgrade() -> None:
    """Drop them. The pictures that only albums used stay in their folder."""
    for table in ("arrivals", "album_photos", "album_classes", "albums"):
        op.drop_table(table)


def _refers_to(other: str, column: str, *, table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{other}"
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE")
