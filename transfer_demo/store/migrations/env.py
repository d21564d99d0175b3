"""Alembic runs this to migrate on the connection that `Database.migrate` brings.

The caller owns the transaction, so a migration happens whole or not at all. Logging is left as
it is.
"""

from alembic import context

from transfer_demo.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
