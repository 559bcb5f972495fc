"""What a published table lets a rule know: of each set its size, and its groups from least to most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cocau.constraints.council import Level
from cocau.constraints.people import Bloc, Sex
from cocau.constraints.record import Text
from cocau.constraints.select import GROUPS, Among, Selector
from cocau.constraints.span import Span

NEEDS_NAMES = Text(
    vi="Cần danh sách người, chức danh hoặc từng đơn vị bầu cử; bảng chỉ có số lượng.",
    en="It needs names, posts or constituencies; the table has numbers only.",
)
NO_OUTGOING = Text(vi="Thiếu số đại biểu nhiệm kỳ trước.", en="The previous term is not given.")

_SETS = {
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
class Tally:
    """One set of people: its size, its groups (codes of `GROUPS`), and those under an age."""

    total: Span
    groups: Mapping[str, Span] = field(default_factory=dict)
    under: Mapping[int, Span] = field(default_factory=dict)

    def matching(self, who: Selector) -> Span:
        """How many a selector describes: at least what the table makes sure, at most what it allows."""
        asked = {f: v for f in sorted(who.model_fields_set) if (v := getattr(who, f)) is not None}
        parts = [self._part(f, value) for f, value in asked.items()]
        least = sum(part.low for part in parts) - max(len(parts) - 1, 0) * self.total.high
        found = Span(
            max(least, 0) if parts else self.total.low,
            min((part.high for part in parts), default=self.total.high),
        )
        named = (span for group, span in self.groups.items() if GROUPS[group] == who)
        return found.within(next(named, self.anyone))

    @property
    def anyone(self) -> Span:
        """From nobody to everybody."""
        return Span(0, self.total.high)

    def _part(self, name: str, value: object) -> Span:
        """Those described by one field of a selector."""
        if name == "age_under" and isinstance(value, int):
            return self._younger(value)
        if name == "bloc":
            return self.groups.get(str(value), self.anyone)
        group, says = _GROUP_OF.get(name, ("", None))
        span = self.groups.get(group)
        if span is None:
            return self._experts() if name == "expert" and value is True else self.anyone
        if value == says:
            return span
        return Span(max(self.total.low - span.high, 0), max(self.total.high - span.low, 0))

    def _experts(self) -> Span:
        """Everybody of the experts' bloc is one; others may be."""
        return Span(self.groups.get(Bloc.EXPERT, self.anyone).low, self.total.high)

    def _younger(self, age: int) -> Span:
        """Whoever is under an age is under every higher one."""
        least = max((span.low for line, span in self.under.items() if line <= age), default=0)
        most = min((span.high for line, span in self.under.items() if line >= age), default=self.total.high)
        return Span(least, max(least, most))


@dataclass(frozen=True)
class Counts:
    """A council in numbers. Sets that its table does not count are not in `sets`."""

    sets: Mapping[Among, Tally]
    before: Mapping[Among, Tally] = field(default_factory=dict)
    outgoing: int | None = None
    level: Level | None = None
    seats: int | None = None
    constituencies: int | None = None
    committees: int | None = None
    ethnic_minority_candidates: int | None = None

    def span(self, among: Among, who: Selector) -> Span | None:
        """How many of a set are described; None where the table does not count the set."""
        tally = self.sets.get(among)
        return None if tally is None else tally.matching(who)

    def size(self, among: Among) -> Span | None:
        """How many a set has."""
        if among is Among.OUTGOING:
            return None if self.outgoing is None else Span.exactly(self.outgoing)
        tally = self.sets.get(among)
        return None if tally is None else tally.total

    def lacks(self, among: Among) -> Text:
        """Why a set cannot be judged that the table does not count."""
        if among is Among.OUTGOING:
            return NO_OUTGOING
        if among not in _SETS:
            return NEEDS_NAMES
        name = _SETS[among]
        return Text(vi=f"Bảng không tính trên {name.vi}.", en=f"The table does not count {name.en}.")

    def unclear(self, among: Among, who: Selector) -> Text:
        """Why a group cannot be judged in a set that the table does count."""
        span, total = self.span(among, who), self.size(among)
        if span is None or total is None:
            return self.lacks(among)
        if span == Span(0, total.high):
            return Text(
                vi="Bảng không đếm nhóm này, hoặc số lượng và tỷ lệ trái nhau.",
                en="The table does not count this group, or its count and percentage disagree.",
            )
        return Text(
            vi=f"Từ bảng chỉ biết có từ {span.low} đến {span.high} người.",
            en=f"The table only shows that there are between {span.low} and {span.high}.",
        )
