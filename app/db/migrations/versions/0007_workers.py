"""Workers with their beats, and the turns of jobs that were begun; who has which stands in the queue's tables.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BEGUN = sa.text("started_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "workers",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("beat", sa.Integer(), nullable=False),
    )
    op.create_index("ix_jobs_begun_turn", "jobs", ["turn"], sqlite_where=_BEGUN, postgresql_where=_BEGUN)


def downgrade() -> None:
    op.drop_index("ix_jobs_begun_turn", "jobs")
    op.drop_table("workers")
