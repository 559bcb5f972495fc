"""A plan request: council, pool, rulebook, pins; and everything wrong with its pins."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from cocau.constraints.checks.council import check_council_and_pool, check_slate
from cocau.constraints.errors import GivenValue, Problem
from cocau.constraints.library import CouncilRulebookName
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Standard


class Pins(Record):
    """What is fixed beforehand; somebody pinned to a post or the council is on a list too."""

    candidates: tuple[str, ...] = Field(default=(), description="on a list")
    deputies: tuple[str, ...] = Field(default=(), description="in the intended council")
    out: tuple[str, ...] = Field(default=(), description="on no list")
    posts: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="post -> people")
    constituencies: dict[str, str] = Field(default_factory=dict, description="person -> constituency")

    @property
    def wanted(self) -> tuple[str, ...]:
        """Return everybody whom a pin wants on a list, once."""
        held = [i for people in self.posts.values() for i in people]
        return tuple(dict.fromkeys([*self.candidates, *self.deputies, *held, *self.constituencies]))

    def merge(self, own: "Pins") -> "Pins":
        """Return these pins with another's own; where both place somebody, the other's holds."""
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
        """Return everybody whom a pin names."""
        return frozenset({*self.wanted, *self.out})


NonNegative = Annotated[int, Field(ge=0)]


class Introductions(Record):
    """How many people are introduced, in all and by each organisation, before there are names.

    Organisations are named as in `Person.introduced_by`. `total` None: nobody beyond the official list.
    """

    total: int | None = Field(default=None, ge=1)
    at_least: dict[str, NonNegative] = Field(default_factory=dict)
    at_most: dict[str, NonNegative] = Field(default_factory=dict)

    def in_order(self) -> "Introductions":
        """Return the same numbers, organisations by name."""
        return self.replace_unvalidated(
            at_least=dict(sorted(self.at_least.items())), at_most=dict(sorted(self.at_most.items()))
        )


class PlanRequest(Record):
    """One request. `seconds`: wall-clock time; it never changes an optimum.

    `introducing`: whom to introduce is part of the plan. `near`: of all slates that keep the rules, one that
    moves the fewest people, posts and constituencies against this one; the aims come after that.
    """

    council: Council
    pool: Pool
    rulebook: CouncilRulebookName = ""
    overrides: dict[str, dict[str, int | None]] = Field(default_factory=dict)
    raised: tuple[str, ...] = Field(default=(), description="aims to be kept as musts")
    pins: Pins = Pins()
    introducing: Introductions | None = None
    near: Slate | None = None
    gone: dict[str, str] = Field(default_factory=dict, description="names of those in `near` only")
    seconds: float = Field(default=60, gt=0, le=3600)

    def in_order(self) -> "PlanRequest":
        """Return the same request in canonical order.

        Whatever order was given, it is one and the same plan.
        """
        return self.replace_unvalidated(
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


def find_request_problems(request: PlanRequest, book: Rulebook) -> list[Problem]:
    """Find everything wrong with a request under these rules."""
    return [*check_council_and_pool(request.council, request.pool, book), *find_pin_problems(request, book)]


def find_pin_problems(request: PlanRequest, book: Rulebook) -> Iterator[Problem]:
    """Find everything wrong with the pins of a request."""
    yield from _find_unknown_names(request)
    yield from _find_contradictions(request)
    yield from _find_barred_pins(request, book)
    if request.introducing is not None:
        yield from _find_introduction_problems(request, request.introducing)
    if request.near is not None:
        yield from _find_near_problems(request, request.near)
    yield from _find_gone_problems(request)


def _find_near_problems(request: PlanRequest, near: Slate) -> Iterator[Problem]:
    """Find unknown names in the slate to stay near, and where it contradicts itself."""
    for problem in check_slate(request.council, request.pool, near):
        if problem.code != "unknown_person":
            yield problem.within("near")
    for i in sorted({*near.everybody} - request.pool.by_id.keys() - request.gone.keys()):
        yield Problem(
            "unknown_person",
            ("near", GivenValue(i)),
            "Không có trong danh sách giới thiệu; người đã rút thì ghi tên ở gone.",
            "Not in the pool; name whoever has left in gone.",
        )
    for i, lists in sorted(Counter(near.listed).items()):
        if lists > 1:
            yield Problem(
                "two_lists",
                ("near", GivenValue(i)),
                "Có tên ở nhiều danh sách.",
                "Stands on more lists than one.",
            )
    for i in sorted({*near.deputies, *near.get_holders(*near.posts)} - {*near.listed}):
        yield Problem(
            "not_listed",
            ("near", GivenValue(i)),
            "Là đại biểu dự kiến hoặc giữ chức danh nhưng không có trong danh sách nào.",
            "Meant for the council or a post, but on no list.",
        )


def _find_gone_problems(request: PlanRequest) -> Iterator[Problem]:
    """Find people said to have left who have not, or who were not there."""
    before = set() if request.near is None else {*request.near.everybody}
    for i in sorted(request.gone):
        if i in request.pool.by_id or i not in before:
            yield Problem(
                "not_gone",
                ("gone", GivenValue(i)),
                "Chỉ ghi người có trong phương án trước (near) mà không còn trong danh sách giới thiệu.",
                "Only for people of the slate before (near) who are no longer in the pool.",
            )


def _find_introduction_problems(request: PlanRequest, numbers: Introductions) -> Iterator[Problem]:
    can = Counter(p.introduced_by for p in request.pool.people if p.introduced_by is not None)
    known = ", ".join(sorted(can))
    for name in sorted({*numbers.at_least, *numbers.at_most}):
        loc, low, high = (
            ("introducing", GivenValue(name)),
            numbers.at_least.get(name, 0),
            numbers.at_most.get(name),
        )
        if name not in can:
            yield Problem(
                "unknown_organisation",
                loc,
                f"Không có ai do nơi này giới thiệu; các nơi giới thiệu: {known}.",
                f"It introduces nobody in the pool; those that do: {known}.",
            )
        elif low > can[name]:
            yield Problem(
                "out_of_range",
                loc,
                f"Phải giới thiệu ít nhất {low} người, nơi này chỉ có {can[name]} người.",
                f"At least {low} are to be introduced, it has {can[name]} people.",
            )
        elif high is not None and high < low:
            yield Problem(
                "out_of_range",
                loc,
                f"Ít nhất {low} nhưng nhiều nhất {high}; số ít nhất không được lớn hơn.",
                f"At least {low} but at most {high}; the first must not exceed the second.",
            )
    if numbers.total is not None and numbers.total > sum(can.values()):
        yield Problem(
            "out_of_range",
            ("introducing", "total"),
            f"Cần giới thiệu {numbers.total} người, tất cả các nơi chỉ có {sum(can.values())} người.",
            f"{numbers.total} are to be introduced, all together have {sum(can.values())} people.",
        )


def _find_unknown_names(request: PlanRequest) -> Iterator[Problem]:
    known, posts = request.pool.by_id, request.council.posts
    units = [c.id for c in request.council.constituencies]
    for i in dict.fromkeys([*request.pins.wanted, *request.pins.out]):
        if i not in known:
            yield Problem(
                "unknown_person",
                ("pins", GivenValue(i)),
                "Không có người mang mã này trong danh sách giới thiệu.",
                "Nobody in the pool has this id.",
            )
    for post in request.pins.posts:
        if post not in posts:
            yield Problem(
                "unknown_post",
                ("pins", "posts", post),
                f"Không có chức danh này; các chức danh: {', '.join(posts)}.",
                f"There is no such post; posts: {', '.join(posts)}.",
            )
    for person, unit in request.pins.constituencies.items():
        if unit not in units:
            yield Problem(
                "unknown_constituency",
                ("pins", "constituencies", person),
                f"Không có đơn vị bầu cử '{unit}'; các đơn vị: {', '.join(units)}.",
                f"There is no constituency '{unit}'; constituencies: {', '.join(units)}.",
            )


def _find_contradictions(request: PlanRequest) -> Iterator[Problem]:
    for i in sorted(set(request.pins.wanted) & set(request.pins.out)):
        yield Problem(
            "contradictory_pins",
            ("pins", GivenValue(i)),
            "Vừa được giữ lại vừa bị đưa ra; chọn một.",
            "Pinned both in and out; choose one.",
        )


def _find_barred_pins(request: PlanRequest, book: Rulebook) -> Iterator[Problem]:
    standards = [rule for rule in book.rules if isinstance(rule, Standard)]
    for i in request.pins.wanted:
        person: Person | None = request.pool.by_id.get(i)
        for rule in standards:
            if person is not None and rule.misses(person, request.council):
                yield Problem(
                    "pinned_but_barred",
                    ("pins", GivenValue(i)),
                    f"Không được ứng cử: {rule.says.vi} ({rule.id})",
                    f"May not stand: {rule.says.en} ({rule.id})",
                )
