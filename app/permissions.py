"""Roles, what each may do, and the errors for callers who may not.

The table is closed: what is not in it, nobody may do. This module imports nothing, so that the command
line and the database models may use it.
"""

from enum import StrEnum


class UserRole(StrEnum):
    """What a user is to the office."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    PLANNER = "planner"
    APPROVER = "approver"
    ADMIN = "admin"


class Permission(StrEnum):
    """One thing that a role may allow."""

    READ = "read"  # councils, rulebooks, gates, proposals without what is sensitive
    SEE_PEOPLE = "see_people"  # pools, and proposals whole
    ASK = "ask"  # plans, what-ifs, explanations, audits, scenarios of their own
    EDIT = "edit"  # councils, pools, rulebooks, gates
    APPROVE = "approve"  # proposals that somebody else asked for
    ERASE = "erase"  # pools and what was made of them
    ADMINISTER = "administer"  # users, keys, the trail


ROLE_PERMISSIONS: dict[UserRole, frozenset[Permission]] = {
    UserRole.VIEWER: frozenset({Permission.READ}),
    UserRole.ANALYST: frozenset({Permission.READ, Permission.SEE_PEOPLE, Permission.ASK}),
    UserRole.PLANNER: frozenset({Permission.READ, Permission.SEE_PEOPLE, Permission.ASK, Permission.EDIT}),
    UserRole.APPROVER: frozenset(
        {Permission.READ, Permission.SEE_PEOPLE, Permission.ASK, Permission.APPROVE}
    ),
    UserRole.ADMIN: frozenset(Permission),
}


class Unauthenticated(Exception):
    """Nobody was authenticated by what was sent, or nothing was sent."""


class WrongPassword(Unauthenticated):
    """No open user has this name with this password; which of the two is wrong is not told."""


class Forbidden(Exception):
    """The caller's role does not allow it."""

    def __init__(self, permission: Permission) -> None:
        self.what = permission
        super().__init__(f"the role does not allow: {permission}")


class CrossSiteRequest(Exception):
    """A page of another site made a browser send this request."""


class RateLimited(Exception):
    """More requests than are allowed; `seconds`: when to ask again; `policy`: what is allowed."""

    def __init__(self, seconds: int, policy: str) -> None:
        self.seconds, self.policy = seconds, policy
        super().__init__(f"too many requests, again in {seconds} s")
