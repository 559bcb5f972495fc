"""Settings and templates of offices: one of each in a locality.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INDEX = "ix_documents_one_per_office"
_WHERE = sa.text("kind IN ('ofc', 'tpl') AND erased_at IS NULL")


def upgrade() -> None:
    columns = ["locality", "kind", "label"]
    op.create_index(_INDEX, "documents", columns, unique=True, sqlite_where=_WHERE, postgresql_where=_WHERE)


def downgrade() -> None:
    op.drop_index(_INDEX, "documents")
