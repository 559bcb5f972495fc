"""Roles, their permissions, and the errors for callers without one.

The table is closed: what it does not list is not allowed. Nothing heavy is imported, so
the command line and the database models can use it.
"""

from enum import StrEnum

from cocau.app.problems import ErrorType, ProblemError


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
    SEE_PEOPLE = "see_people"  # pools, allocation tables, and proposals whole
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


SECOND_FACTOR_ROLES = frozenset({UserRole.APPROVER, UserRole.ADMIN})


def needs_second_factor(role: UserRole) -> bool:
    """Return whether a role signs in with a second factor where the operator requires one."""
    return role in SECOND_FACTOR_ROLES


class Unauthenticated(ProblemError):
    """Nobody was authenticated by what was sent, or nothing was sent."""

    type = ErrorType.UNAUTHENTICATED

    def __init__(
        self,
        vi: str = "Hãy gửi khóa API (Authorization: Bearer) hoặc đăng nhập ở /v1/session.",
        en: str = "Send an API key (Authorization: Bearer) or sign in at /v1/session.",
    ) -> None:
        super().__init__(vi, en, headers={"WWW-Authenticate": "Bearer"})


class WrongPassword(Unauthenticated):
    """No open user has this name with this password; which of the two is wrong is not told."""

    def __init__(self) -> None:
        super().__init__("Tên hoặc mật khẩu không đúng.", "No user has this name with this password.")


class WrongCode(Unauthenticated):
    """A code that is not the device's of now, or was used already."""

    def __init__(self) -> None:
        super().__init__(
            "Mã xác thực không đúng hoặc đã dùng rồi; hãy nhập mã đang hiện trên thiết bị.",
            "The code is wrong or was used already; enter the one that the device shows now.",
        )


class CodeNeeded(Unauthenticated):
    """The password was right, and a second factor is asked for; `enrolled`: the user has one."""

    def __init__(self, *, enrolled: bool) -> None:
        vi, en = (
            ("Hãy gửi thêm mã xác thực (code).", "Send a code of your second factor too (code).")
            if enrolled
            else (
                "Vai trò này phải có lớp xác thực thứ hai; hãy đăng nhập trên trang làm việc để cài đặt.",
                "This role needs a second factor; sign in on the desk to set it up.",
            )
        )
        super().__init__(vi, en)


class Forbidden(ProblemError):
    """The caller's role does not allow it."""

    type = ErrorType.FORBIDDEN

    def __init__(self, permission: Permission) -> None:
        super().__init__(
            f"Vai trò của bạn không được phép: {permission}.", f"Your role does not allow: {permission}."
        )


class CrossSiteRequest(ProblemError):
    """A page of another site made a browser send this request."""

    type = ErrorType.CROSS_SITE

    def __init__(self) -> None:
        super().__init__(
            "Một trang của nơi khác gửi yêu cầu này; chỉ trang của dịch vụ này mới được thay đổi dữ liệu.",
            "A page of another site asked for this; only pages of this host may change anything for you.",
        )


class RateLimited(ProblemError):
    """More requests than are allowed; `seconds`: when to ask again; `policy`: what is allowed."""

    type = ErrorType.TOO_FAST

    def __init__(self, seconds: int, policy: str) -> None:
        self.seconds = seconds
        super().__init__(
            f"Hãy gửi lại sau {seconds} giây.",
            f"Ask again in {seconds} seconds.",
            headers={
                "Retry-After": str(seconds),
                "RateLimit-Policy": policy,
                "RateLimit": f'"rate";r=0;t={seconds}',
            },
        )
