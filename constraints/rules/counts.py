"""What a published table lets a rule know: spans of people for each set and group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.model.people import Bloc, Sex
from cocau.constraints.model.selectors import GROUPS, Among, Selector
from cocau.constraints.record import Text


@dataclass(frozen=True)
class Span:
    """A whole number known only between `low` and `high`, both included."""

    low: int
    high: int

    @classmethod
    def exactly(cls, number: int) -> Span:
        """Return the span of a number that is known."""
        return cls(number, number)

    @property
    def ends(self) -> tuple[int, ...]:
        """Return the two ends, or one where they are equal."""
        return (self.low,) if self.low == self.high else (self.low, self.high)

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high)

    def within(self, other: Span) -> Span:
        """Return what both spans allow, or `other` where they allow nothing together."""
        both = Span(max(self.low, other.low), min(self.high, other.high))
        return both if both.low <= both.high else other

    def __str__(self) -> str:
        return "–".join(map(str, self.ends))


NEEDS_NAMES = Text(
    vi="Cần danh sách người, chức danh hoặc từng đơn vị bầu cử; bảng chỉ có số lượng.",
    en="It needs names, posts or constituencies; the table has numbers only.",
)
NO_OUTGOING = Text(vi="Thiếu số đại biểu nhiệm kỳ trước.", en="The previous term is not given.")

_SET_WORDS = {
    Among.INTRODUCED: Text(vi="người được giới thiệu", en="the people introduced"),
    Among.CANDIDATES: Text(vi="danh sách chính thức", en="the official list"),
    Among.DEPUTIES: Text(vi="đại biểu HĐND", en="the deputies"),
}
_GROUP_OF = {  # field of two values: the group that says it, and the value for which it does
    "sex": ("women", Sex.FEMALE),
    "party_member": ("non_party", False),
    "ethnic_minority": ("ethnic_minority", True),
    "religious": ("religious_people", True),
    "re_standing": ("re_elected", True),
    "full_time": ("full_time", True),
    "expert": ("experts", True),
}


@dataclass(frozen=True)
class PeopleTally:
    """One set of people: its size, its groups (codes of `GROUPS`), and those under an age."""

    total: Span
    groups: Mapping[str, Span] = field(default_factory=dict)
    under: Mapping[int, Span] = field(default_factory=dict)

    def count_matching(self, who: Selector) -> Span:
        """Return how many people a selector describes, from the least to the most."""
        asked = {f: v for f in sorted(who.model_fields_set) if (v := getattr(who, f)) is not None}
        parts = [self._count_field(f, value) for f, value in asked.items()]
        least = sum(part.low for part in parts) - max(len(parts) - 1, 0) * self.total.high
        found = Span(
            max(least, 0) if parts else self.total.low,
            min((part.high for part in parts), default=self.total.high),
        )
        named = (span for group, span in self.groups.items() if GROUPS[group] == who)
        return found.within(next(named, self.anyone))

    @property
    def anyone(self) -> Span:
        """Return the span from zero to everybody."""
        return Span(0, self.total.high)

    def _count_field(self, name: str, value: object) -> Span:
        """Return the span of those described by one field of a selector."""
        if name == "age_under" and isinstance(value, int):
            return self._count_younger(value)
        if name == "bloc":
            return self.groups.get(str(value), self.anyone)
        group, says = _GROUP_OF.get(name, ("", None))
        span = self.groups.get(group)
        if span is None:
            return self._count_experts() if name == "expert" and value is True else self.anyone
        if value == says:
            return span
        return Span(max(self.total.low - span.high, 0), max(self.total.high - span.low, 0))

    def _count_experts(self) -> Span:
        """Return the span of experts: all of the experts' bloc, perhaps others."""
        return Span(self.groups.get(Bloc.EXPERT, self.anyone).low, self.total.high)

    def _count_younger(self, age: int) -> Span:
        """Return the span of those under an age, from the ages that the table has.

        Whoever is under an age is under every higher one.
        """
        least = max((span.low for line, span in self.under.items() if line <= age), default=0)
        most = min((span.high for line, span in self.under.items() if line >= age), default=self.total.high)
        return Span(least, max(least, most))


@dataclass(frozen=True)
class CouncilCounts:
    """A council in numbers. Sets that its table does not count are not in `sets`."""

    sets: Mapping[Among, PeopleTally]
    before: Mapping[Among, PeopleTally] = field(default_factory=dict)
    outgoing: int | None = None
    level: CouncilLevel | None = None
    seats: int | None = None
    constituencies: int | None = None
    committees: int | None = None
    ethnic_minority_candidates: int | None = None

    def span(self, among: Among, who: Selector) -> Span | None:
        """Return how many of a set are described; None where the table does not count the set."""
        tally = self.sets.get(among)
        return None if tally is None else tally.count_matching(who)

    def size(self, among: Among) -> Span | None:
        """Return how many people a set has; None where the table does not count the set."""
        if among is Among.OUTGOING:
            return None if self.outgoing is None else Span.exactly(self.outgoing)
        tally = self.sets.get(among)
        return None if tally is None else tally.total

    def explain_missing_set(self, among: Among) -> Text:
        """Explain why a set that the table does not count cannot be judged."""
        if among is Among.OUTGOING:
            return NO_OUTGOING
        if among not in _SET_WORDS:
            return NEEDS_NAMES
        name = _SET_WORDS[among]
        return Text(vi=f"Bảng không tính trên {name.vi}.", en=f"The table does not count {name.en}.")

    def explain_unclear_group(self, among: Among, who: Selector) -> Text:
        """Explain why a group cannot be judged in a set that the table does count."""
        span, total = self.span(among, who), self.size(among)
        if span is None or total is None:
            return self.explain_missing_set(among)
        if span == Span(0, total.high):
            return Text(
                vi="Bảng không đếm nhóm này, hoặc số lượng và tỷ lệ trái nhau.",
                en="The table does not count this group, or its count and percentage disagree.",
            )
        return Text(
            vi=f"Từ bảng chỉ biết có từ {span.low} đến {span.high} người.",
            en=f"The table only shows that there are between {span.low} and {span.high}.",
        )
