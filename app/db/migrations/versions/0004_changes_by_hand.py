"""Changes by hand to the slates of proposals, and which proposals break a must because of them.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposals", sa.Column("unlawful", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "slate_edits",
        sa.Column("proposal_id", sa.String(40), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("steps", sa.LargeBinary(), nullable=False),
        sa.Column("pointer", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("completion", sa.String(40), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"]),
        sa.PrimaryKeyConstraint("proposal_id", "user_id"),
    )


def downgrade() -> None:
    op.drop_table("slate_edits")
    op.drop_column("proposals", "unlawful")
