"""A slate: who is introduced, who stands where, who is meant for council and posts."""

from collections.abc import Callable, Iterable
from functools import cached_property

from cocau.constraints.record import Record


class Slate(Record):
    """A proposed composition, by ids; it may break any rule: judging it is the audit's work.

    `introduced` is None where nobody chooses who is introduced: it is everybody in the pool then.
    """

    candidates: dict[str, tuple[str, ...]]
    deputies: tuple[str, ...]
    posts: dict[str, tuple[str, ...]] = {}
    introduced: tuple[str, ...] | None = None

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """Return everybody on a list, list by list; somebody on two lists comes twice."""
        return tuple(i for ids in self.candidates.values() for i in ids)

    @cached_property
    def everybody(self) -> tuple[str, ...]:
        """Return everybody named anywhere on the slate, once, sorted by id."""
        held = self.get_holders(*self.posts)
        return tuple(sorted({*(self.introduced or ()), *self.listed, *self.deputies, *held}))

    def get_holders(self, *posts: str) -> tuple[str, ...]:
        """Return the holders of these posts; somebody with two of them comes twice."""
        return tuple(i for post in posts for i in self.posts.get(post, ()))

    def in_order(self) -> "Slate":
        """Return the same slate with constituencies, posts and people sorted by id."""
        return Slate(
            candidates={unit: tuple(sorted(ids)) for unit, ids in sorted(self.candidates.items())},
            deputies=tuple(sorted(self.deputies)),
            posts={post: tuple(sorted(ids)) for post, ids in sorted(self.posts.items())},
            introduced=None if self.introduced is None else tuple(sorted(self.introduced)),
        )

    def rename(self, get_name: Callable[[str], str]) -> "Slate":
        """Return the same slate with everybody under the id that `get_name` gives."""

        def renamed(ids: Iterable[str]) -> tuple[str, ...]:
            return tuple(map(get_name, ids))

        return Slate(
            candidates={unit: renamed(ids) for unit, ids in self.candidates.items()},
            deputies=renamed(self.deputies),
            posts={post: renamed(ids) for post, ids in self.posts.items()},
            introduced=None if self.introduced is None else renamed(self.introduced),
        )

    def get_constituency(self, person: str) -> str | None:
        """Return the constituency on whose list the person stands, the first of several."""
        return next((c for c, ids in self.candidates.items() if person in ids), None)
