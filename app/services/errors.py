"""Errors that keep an act from being done, besides faulty input and missing rights."""

from cocau.app.problems import ErrorType, ProblemError


class Missing(ProblemError):
    """What is asked for does not exist, or the caller may not know of it."""

    type = ErrorType.NOT_FOUND

    def __init__(self, subject: str) -> None:
        self.subject = subject
        super().__init__(f"Không có {subject}.", f"There is no {subject}.")


class Erased(ProblemError):
    """What is asked for was erased; only its record is left."""

    type = ErrorType.ERASED

    def __init__(self, subject: str) -> None:
        super().__init__(f"{subject} đã bị xóa.", f"{subject} was erased.")


class Stale(ProblemError):
    """Somebody else changed it in the meantime; `now` is its newest version."""

    type = ErrorType.STALE

    def __init__(self, subject: str, now: int) -> None:
        self.subject, self.now = subject, now
        super().__init__(
            f"{subject} nay ở phiên bản {now}: hãy đọc lại rồi sửa trên phiên bản đó.",
            f"{subject} is at version {now} now: read it again, then edit that version.",
            headers={"ETag": f'"{now}"'},
        )


class NotReady(ProblemError):
    """What is asked for is still being computed, or ended without a result."""

    type = ErrorType.NOT_READY

    def __init__(self, subject: str, state: str) -> None:
        super().__init__(
            f"{subject} đang ở trạng thái {state}: chưa có kết quả này.",
            f"{subject} is {state}: there is nothing of this kind to be had from it.",
        )


class ActRefused(ProblemError):
    """What is asked for contradicts what is already recorded; both texts say why."""

    type = ErrorType.REFUSED
