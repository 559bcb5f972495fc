"""Roles, and what each may do. The table is closed: what is not in it, nobody may do."""

from enum import StrEnum


class Role(StrEnum):
    """What a user is to the office."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    PLANNER = "planner"
    APPROVER = "approver"
    ADMIN = "admin"


class May(StrEnum):
    """One thing that somebody may do."""

    READ = "read"  # councils, rulebooks, gates, proposals without what is sensitive
    SEE_PEOPLE = "see_people"  # pools, and proposals whole
    ASK = "ask"  # plans, what-ifs, explanations, audits, scenarios of their own
    EDIT = "edit"  # councils, pools, rulebooks, gates
    APPROVE = "approve"  # proposals that somebody else asked for
    ERASE = "erase"  # pools and what was made of them
    ADMINISTER = "administer"  # users, keys, the trail


ROLES: dict[Role, frozenset[May]] = {
    Role.VIEWER: frozenset({May.READ}),
    Role.ANALYST: frozenset({May.READ, May.SEE_PEOPLE, May.ASK}),
    Role.PLANNER: frozenset({May.READ, May.SEE_PEOPLE, May.ASK, May.EDIT}),
    Role.APPROVER: frozenset({May.READ, May.SEE_PEOPLE, May.ASK, May.APPROVE}),
    Role.ADMIN: frozenset(May),
}
