"""What a planner is asked: a council, a pool, a rulebook, and what a what-if changes or fixes."""

from typing import Annotated

from pydantic import Field

from cocau.constraints.council import Council
from cocau.constraints.library import DEFAULT
from cocau.constraints.people import Pool
from cocau.constraints.record import Record
from cocau.constraints.slate import Slate


class Pins(Record):
    """What is fixed beforehand. Somebody pinned to a post, or to the council, stands on a list too."""

    candidates: tuple[str, ...] = Field(default=(), description="on a list")
    deputies: tuple[str, ...] = Field(default=(), description="in the intended council")
    out: tuple[str, ...] = Field(default=(), description="on no list")
    posts: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="post -> people")
    constituencies: dict[str, str] = Field(default_factory=dict, description="person -> constituency")

    @property
    def wanted(self) -> tuple[str, ...]:
        """Everybody whom a pin wants on a list, once."""
        held = [i for people in self.posts.values() for i in people]
        return tuple(dict.fromkeys([*self.candidates, *self.deputies, *held, *self.constituencies]))

    def joined(self, own: "Pins") -> "Pins":
        """These, and another's own; where both place somebody, the other's place holds."""
        posts = {
            post: (*self.posts.get(post, ()), *own.posts.get(post, ())) for post in self.posts | own.posts
        }
        return Pins(
            candidates=(*self.candidates, *own.candidates),
            deputies=(*self.deputies, *own.deputies),
            out=(*self.out, *own.out),
            posts=posts,
            constituencies=self.constituencies | own.constituencies,
        )

    @property
    def everybody(self) -> frozenset[str]:
        """Everybody a pin speaks of."""
        return frozenset({*self.wanted, *self.out})


Number = Annotated[int, Field(ge=0)]


class Introducing(Record):
    """Before there are names: how many people are introduced, in all and by each organisation.

    Organisations are named as in `Person.introduced_by`. `total` None: nobody beyond the official list.
    """

    total: int | None = Field(default=None, ge=1)
    at_least: dict[str, Number] = Field(default_factory=dict)
    at_most: dict[str, Number] = Field(default_factory=dict)

    def in_order(self) -> "Introducing":
        """The same numbers, organisations by name."""
        return self.but(
            at_least=dict(sorted(self.at_least.items())), at_most=dict(sorted(self.at_most.items()))
        )


class PlanRequest(Record):
    """One request. `seconds` is the wall-clock time for model and search; it never changes an optimum.

    `introducing`: whom to introduce is part of the plan. `near`: of all slates that keep the rules, one that
    moves the fewest people, posts and constituencies against this one; the aims come after that.
    """

    council: Council
    pool: Pool
    rulebook: str = DEFAULT
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = Field(default=(), description="aims to be kept as musts")
    pins: Pins = Pins()
    introducing: Introducing | None = None
    near: Slate | None = None
    gone: dict[str, str] = Field(default_factory=dict, description="names of those in `near` only")
    seconds: float = Field(default=60, gt=0, le=3600)

    def in_order(self) -> "PlanRequest":
        """The same request in canonical order: whatever order was given, one and the same plan."""
        return self.but(
            council=self.council.in_order(),
            pool=self.pool.in_order(),
            overrides={r: dict(sorted(f.items())) for r, f in sorted(self.overrides.items())},
            raised=tuple(sorted(set(self.raised))),
            pins=Pins(
                candidates=tuple(sorted(set(self.pins.candidates))),
                deputies=tuple(sorted(set(self.pins.deputies))),
                out=tuple(sorted(set(self.pins.out))),
                posts={k: tuple(sorted(set(v))) for k, v in sorted(self.pins.posts.items())},
                constituencies=dict(sorted(self.pins.constituencies.items())),
            ),
            introducing=None if self.introducing is None else self.introducing.in_order(),
            near=None if self.near is None else self.near.in_order(),
        )
