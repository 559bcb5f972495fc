"""Entries of the audit log hold the digest of the rows that an act left behind.

Entries of sign-ins hold one of the session, so that everybody signs in anew.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("trail", sa.Column("row_digest", sa.String(64), nullable=True))
    op.execute("DELETE FROM sessions")


def downgrade() -> None:
    op.drop_column("trail", "row_digest")
