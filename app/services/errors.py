"""Errors that keep an act from being done, besides faulty input and missing rights."""


class Missing(Exception):
    """What is asked for does not exist, or the caller may not know of it."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        super().__init__(f"there is no {subject}")


class Erased(Exception):
    """What is asked for was erased; only its record is left."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        super().__init__(f"{subject} was erased")


class Stale(Exception):
    """Somebody else changed it in the meantime; `now` is its newest version."""

    def __init__(self, subject: str, now: int) -> None:
        self.subject, self.now = subject, now
        super().__init__(f"{subject} is at version {now} now")


class NotReady(Exception):
    """What is asked for is still being computed, or ended without a result."""

    def __init__(self, subject: str, state: str) -> None:
        self.subject, self.state = subject, state
        super().__init__(f"{subject} is {state}")


class ActRefused(Exception):
    """What is asked for contradicts what is already recorded; both texts say why."""

    def __init__(self, vi: str, en: str) -> None:
        self.vi, self.en = vi, en
        super().__init__(en)
