"""Workers with their beats; who has which job stands in the queue's own tables.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workers",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("beat", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("workers")
