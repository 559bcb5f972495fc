"""The first schema.

Revision: 0001, after none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("cnc", "pol", "rbk", "scn", "dos", "tbl", name="kind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("locality", sa.String(200), nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("about", sa.String(40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(40), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["about"], ["documents.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_about"), ["about"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_kept_until"), ["kept_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_locality"), ["locality"], unique=False)

    op.create_table(
        "fan_outs",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column(
            "kind", sa.Enum("sweep", "programme", name="fan", native_enum=False, length=32), nullable=False
        ),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("locality", sa.String(200), nullable=False),
        sa.Column("caller", sa.String(40), nullable=False),
        sa.Column("base", sa.LargeBinary(), nullable=True),
        sa.Column("proposal_id", sa.String(40), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("joins", sa.Boolean(), nullable=False),
        sa.Column("derived_from", sa.String(40), nullable=True),
        sa.Column("withdrawal", sa.LargeBinary(), nullable=True),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("slowest", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancel_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["derived_from"], ["fan_outs.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("fan_outs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fan_outs_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_fan_outs_caller"), ["caller"], unique=False)
        batch_op.create_index(batch_op.f("ix_fan_outs_derived_from"), ["derived_from"], unique=False)
        batch_op.create_index(batch_op.f("ix_fan_outs_locality"), ["locality"], unique=False)
        batch_op.create_index(batch_op.f("ix_fan_outs_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "fan_out_pools",
        sa.Column("fan_out_id", sa.String(40), nullable=False),
        sa.Column("pool_id", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["fan_out_id"], ["fan_outs.id"]),
        sa.PrimaryKeyConstraint("fan_out_id", "pool_id"),
    )
    with op.batch_alter_table("fan_out_pools", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fan_out_pools_pool_id"), ["pool_id"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "optimal",
                "conflict",
                "stopped",
                "out_of_time",
                "failed",
                "done",
                name="state",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("locality", sa.String(200), nullable=False),
        sa.Column("caller", sa.String(40), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("parent", sa.String(40), nullable=True),
        sa.Column("input", sa.LargeBinary(), nullable=True),
        sa.Column("output", sa.LargeBinary(), nullable=True),
        sa.Column("failure", sa.JSON(), nullable=True),
        sa.Column("worker", sa.String(80), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("trace", sa.String(60), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_slate_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jobs_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_jobs_caller"), ["caller"], unique=False)
        batch_op.create_index("ix_jobs_caller_state", ["caller", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_jobs_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_jobs_locality"), ["locality"], unique=False)
        batch_op.create_index(batch_op.f("ix_jobs_parent"), ["parent"], unique=False)
        batch_op.create_index(batch_op.f("ix_jobs_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_jobs_turn"), ["turn"], unique=False)

    op.create_table(
        "replays",
        sa.Column("caller", sa.String(40), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key"),
    )
    with op.batch_alter_table("replays", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replays_at"), ["at"], unique=False)

    op.create_table(
        "trail",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(64), nullable=True),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trail_actor"), ["actor"], unique=False)
        batch_op.create_index(batch_op.f("ix_trail_hash"), ["hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_trail_subject"), ["subject"], unique=False)

    op.create_table(
        "trail_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "viewer", "analyst", "planner", "approver", "admin", name="role", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("prefix", sa.String(20), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("prefix"),
    )
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_keys_user_id"), ["user_id"], unique=False)

    op.create_table(
        "proposals",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("locality", sa.String(200), nullable=False),
        sa.Column("council_id", sa.String(40), nullable=True),
        sa.Column("council_version", sa.Integer(), nullable=True),
        sa.Column("pool_id", sa.String(40), nullable=True),
        sa.Column("pool_version", sa.Integer(), nullable=True),
        sa.Column("rulebook_id", sa.String(40), nullable=True),
        sa.Column("rulebook_version", sa.Integer(), nullable=True),
        sa.Column("scenario_id", sa.String(40), nullable=True),
        sa.Column("scenario_version", sa.Integer(), nullable=True),
        sa.Column("derived_from", sa.String(40), nullable=True),
        sa.Column("patch", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.String(40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_digest", sa.String(64), nullable=False),
        sa.Column("proposal_digest", sa.String(64), nullable=True),
        sa.Column("aggregate", sa.JSON(), nullable=True),
        sa.Column("kept_until", sa.Date(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["council_id"], ["documents.id"]),
        sa.ForeignKeyConstraint(["derived_from"], ["proposals.id"]),
        sa.ForeignKeyConstraint(["id"], ["jobs.id"]),
        sa.ForeignKeyConstraint(["pool_id"], ["documents.id"]),
        sa.ForeignKeyConstraint(["rulebook_id"], ["documents.id"]),
        sa.ForeignKeyConstraint(["scenario_id"], ["documents.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposals_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_council_id"), ["council_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_derived_from"), ["derived_from"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_kept_until"), ["kept_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_locality"), ["locality"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_pool_id"), ["pool_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "standings",
        sa.Column("job_id", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Integer(), nullable=True),
        sa.Column("elapsed", sa.Float(), nullable=False),
        sa.Column("best", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"]),
        sa.PrimaryKeyConstraint("job_id"),
    )
    op.create_table(
        "structure_plans",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("table_id", sa.String(40), nullable=False),
        sa.Column("table_version", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["jobs.id"]),
        sa.ForeignKeyConstraint(["table_id"], ["documents.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("structure_plans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_structure_plans_table_id"), ["table_id"], unique=False)

    op.create_table(
        "versions",
        sa.Column("document_id", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"]),
        sa.PrimaryKeyConstraint("document_id", "number"),
    )
    with op.batch_alter_table("versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_versions_digest"), ["digest"], unique=False)

    op.create_table(
        "approvals",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("proposal_id", sa.String(40), nullable=False),
        sa.Column("proposal_digest", sa.String(64), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("approved", "returned", name="decision", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.String(40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approvals_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "explanations",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("proposal_id", sa.String(40), nullable=False),
        sa.Column("question", sa.String(40), nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["jobs.id"]),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("explanations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_explanations_proposal_id"), ["proposal_id"], unique=False)

    _guard_the_trail()


def downgrade() -> None:
    _leave_the_trail()
    with op.batch_alter_table("explanations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_explanations_proposal_id"))

    op.drop_table("explanations")
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approvals_proposal_id"))

    op.drop_table("approvals")
    with op.batch_alter_table("versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_versions_digest"))

    op.drop_table("versions")
    with op.batch_alter_table("structure_plans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_structure_plans_table_id"))

    op.drop_table("structure_plans")
    op.drop_table("standings")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_user_id"))
        batch_op.drop_index(batch_op.f("ix_sessions_expires_at"))

    op.drop_table("sessions")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposals_pool_id"))
        batch_op.drop_index(batch_op.f("ix_proposals_locality"))
        batch_op.drop_index(batch_op.f("ix_proposals_kept_until"))
        batch_op.drop_index(batch_op.f("ix_proposals_derived_from"))
        batch_op.drop_index(batch_op.f("ix_proposals_council_id"))
        batch_op.drop_index(batch_op.f("ix_proposals_asked_at"))

    op.drop_table("proposals")
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_keys_user_id"))

    op.drop_table("api_keys")
    op.drop_table("users")
    op.drop_table("trail_head")
    with op.batch_alter_table("trail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trail_subject"))
        batch_op.drop_index(batch_op.f("ix_trail_hash"))
        batch_op.drop_index(batch_op.f("ix_trail_actor"))

    op.drop_table("trail")
    with op.batch_alter_table("replays", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_replays_at"))

    op.drop_table("replays")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jobs_turn"))
        batch_op.drop_index(batch_op.f("ix_jobs_state"))
        batch_op.drop_index(batch_op.f("ix_jobs_parent"))
        batch_op.drop_index(batch_op.f("ix_jobs_locality"))
        batch_op.drop_index(batch_op.f("ix_jobs_kind"))
        batch_op.drop_index("ix_jobs_caller_state")
        batch_op.drop_index(batch_op.f("ix_jobs_caller"))
        batch_op.drop_index(batch_op.f("ix_jobs_asked_at"))

    op.drop_table("jobs")
    with op.batch_alter_table("fan_out_pools", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fan_out_pools_pool_id"))

    op.drop_table("fan_out_pools")
    with op.batch_alter_table("fan_outs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fan_outs_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_fan_outs_locality"))
        batch_op.drop_index(batch_op.f("ix_fan_outs_derived_from"))
        batch_op.drop_index(batch_op.f("ix_fan_outs_caller"))
        batch_op.drop_index(batch_op.f("ix_fan_outs_asked_at"))

    op.drop_table("fan_outs")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_locality"))
        batch_op.drop_index(batch_op.f("ix_documents_kind"))
        batch_op.drop_index(batch_op.f("ix_documents_kept_until"))
        batch_op.drop_index(batch_op.f("ix_documents_about"))

    op.drop_table("documents")


APPEND_ONLY = "the trail is append-only"


def _guard_the_trail() -> None:
    """Make the database itself refuse to change or to remove an entry."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _ON_SQLITE if on_sqlite else _ON_POSTGRESQL:
        op.execute(statement)


def _leave_the_trail() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER IF EXISTS trail_no_{name}")
        return
    op.execute("DROP TRIGGER IF EXISTS trail_no_change ON trail")
    op.execute("DROP TRIGGER IF EXISTS trail_no_truncate ON trail")
    op.execute("DROP FUNCTION IF EXISTS trail_is_append_only()")


_REFUSE = f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
_TWICE = "WHEN EXISTS (SELECT 1 FROM trail WHERE seq = NEW.seq)"

# INSERT OR REPLACE removes a row without asking the trigger for DELETE.
_ON_SQLITE = (
    f"CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail {_REFUSE}",
    f"CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail {_REFUSE}",
    f"CREATE TRIGGER trail_no_replace BEFORE INSERT ON trail {_TWICE} {_REFUSE}",
)

_RAISE = f"$$ BEGIN RAISE EXCEPTION '{APPEND_ONLY}'; END $$"
_CALL = "EXECUTE FUNCTION trail_is_append_only()"

_ON_POSTGRESQL = (
    f"CREATE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS {_RAISE}",
    f"CREATE TRIGGER trail_no_change BEFORE UPDATE OR DELETE ON trail FOR EACH ROW {_CALL}",
    f"CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON trail FOR EACH STATEMENT {_CALL}",
)
