"""Attempts to sign in are counted in the database, for all processes.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("period", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.Float(), nullable=False),
    )
    op.create_index("ix_sign_in_attempts_ends_at", "sign_in_attempts", ["ends_at"])


def downgrade() -> None:
    op.drop_table("sign_in_attempts")
