"""What is answered to somebody who may not."""

from app.access.roles import May


class Unauthenticated(Exception):
    """Nobody is known by what was sent, or nothing was sent."""


class Forbidden(Exception):
    """The caller's role does not allow it."""

    def __init__(self, what: May) -> None:
        self.what = what
        super().__init__(f"the role does not allow: {what}")
