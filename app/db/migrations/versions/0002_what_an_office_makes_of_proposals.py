"""What an office makes of its proposals: stars, notes, archive, withdrawn, superseded, the last decision.

Revision: 0002, after 0001.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The ids of decisions grow with time: the greatest is the last.
_LAST_DECISION = """
UPDATE proposals SET decision = (
    SELECT made.decision FROM approvals AS made WHERE made.proposal_id = proposals.id
    ORDER BY made.id DESC LIMIT 1
)
"""


def upgrade() -> None:
    for column in _list_columns():
        op.add_column("proposals", column)
    op.execute(_LAST_DECISION)


def downgrade() -> None:
    for column in reversed(_list_columns()):
        op.drop_column("proposals", column.name)


def _list_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("starred", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by", sa.String(40), nullable=True),
        sa.Column("tentative", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column(
            "decision",
            sa.Enum("approved", "returned", name="decision", native_enum=False, length=32),
            nullable=True,
        ),
    ]
