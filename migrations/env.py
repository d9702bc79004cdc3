"""Alembic's entry: runs the steps on the connection that `migrations.upgrade` holds."""

from alembic import context

from database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,  # its naming convention names the constraints
    transactional_ddl=False,  # the caller holds the transaction
)
context.run_migrations()
