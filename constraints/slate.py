"""A slate: who stands where, who is meant for the council, who is meant for which post."""

from functools import cached_property

from constraints.record import Record


class Slate(Record):
    """A proposed composition, by ids; it may break any rule: judging it is the audit's work."""

    candidates: dict[str, tuple[str, ...]]
    deputies: tuple[str, ...]
    posts: dict[str, tuple[str, ...]] = {}

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """Everybody on a list, list by list; somebody on two lists comes twice."""
        return tuple(i for ids in self.candidates.values() for i in ids)

    @cached_property
    def everybody(self) -> tuple[str, ...]:
        """Everybody named anywhere on the slate, once, by id."""
        return tuple(sorted({*self.listed, *self.deputies, *self.holders(*self.posts)}))

    def holders(self, *posts: str) -> tuple[str, ...]:
        """Who holds these posts; somebody with two of them comes twice."""
        return tuple(i for post in posts for i in self.posts.get(post, ()))

    def list_of(self, person: str) -> str | None:
        """The constituency on whose list the person stands (the first, if wrongly on two)."""
        return next((c for c, ids in self.candidates.items() if person in ids), None)
