"""Users have a second factor; sessions tell how somebody signed in, so that everybody signs in anew.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("second_factor", sa.LargeBinary(), nullable=True))
    op.add_column("users", sa.Column("second_step", sa.BigInteger(), nullable=True))
    op.execute("DELETE FROM sessions")
    op.add_column("sessions", sa.Column("method", sa.String(32), nullable=False, server_default="password"))


def downgrade() -> None:
    op.drop_column("sessions", "method")
    op.drop_column("users", "second_step")
    op.drop_column("users", "second_factor")
