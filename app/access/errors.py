"""What is answered to somebody who may not."""

from cocau.app.access.roles import May


class Unauthenticated(Exception):
    """Nobody is known by what was sent, or nothing was sent."""


class WrongPassword(Unauthenticated):
    """No open user has this name with this password; which of the two is wrong is not told."""


class Forbidden(Exception):
    """The caller's role does not allow it."""

    def __init__(self, what: May) -> None:
        self.what = what
        super().__init__(f"the role does not allow: {what}")


class CrossSite(Exception):
    """A page of another site made a browser send this."""


class TooFast(Exception):
    """More requests than are let through; `seconds`: when to ask again; `policy`: what is let through."""

    def __init__(self, seconds: int, policy: str) -> None:
        self.seconds, self.policy = seconds, policy
        super().__init__(f"too many requests, again in {seconds} s")
