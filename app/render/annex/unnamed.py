"""A council spoken of without anybody's name, for readers who may know numbers only."""

from app.render.sheet import Sheet

NOBODY = "(*)"
"""What stands for a person."""


class Unnamed(Sheet):
    """Names of constituencies and posts, but of no person: not even an id, which may be made of a name."""

    def person(self, i: str) -> str:
        """Nobody is named."""
        del i
        return NOBODY

    def named(self, i: str) -> str:
        """A number, a constituency or a post in words; whatever else it is may be a person."""
        if i in self._units or i in self.council.posts:
            return super().named(i)
        return i if i.isascii() and i.isdigit() else NOBODY
