"""What the page of a conflict shows of it: its members with their figures, the people, and how sure it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cocau.app.render.available import nearest, wanted_in_words
from cocau.app.render.blocks import Line
from cocau.app.render.notes import Notes
from cocau.app.render.reasons import confirmed, how_small, pin_in_words
from cocau.app.render.selectors import described
from cocau.app.render.sheet import Sheet
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.rule import Finding
from cocau.constraints.select import EVERYONE
from cocau.solver.explain.facts import Described
from cocau.solver.proposal import Conflict, Proposal


@dataclass(frozen=True)
class Figures:
    """What a member asks for, and the most that there is while the others hold."""

    need: int
    have: int


@dataclass(frozen=True)
class Member:
    """A rule, or a demand of the request (without a clause), that cannot hold together with the others."""

    number: int
    says: str
    id: str = ""
    clause: str = ""
    strength: str = ""
    marks: str = ""
    near: str = ""
    figures: Figures | None = None


@dataclass(frozen=True)
class Barred:
    """Those who miss a standard."""

    says: str
    clause: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """People whom members count: how many, who of them may not stand or is kept off, who is left."""

    who: str
    members: str
    people: int
    left: int
    barred: tuple[Barred, ...]
    out: tuple[str, ...]

    @property
    def off(self) -> int:
        """How many may not stand."""
        return len({name for each in self.barred for name in each.people})


class ConflictSheet:
    """A conflict in words, with the numbers that make it one."""

    def __init__(self, sheet: Sheet, proposal: Proposal, found: Conflict, notes: Notes) -> None:
        self.sheet, self.found, self.notes = sheet, found, notes
        self._pins = proposal.request.pins

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """Each member, numbered."""
        rules = [self._rule(number, rule) for number, rule in enumerate(self.found.rules, 1)]
        pins = enumerate(self.found.pins, len(rules) + 1)
        return (*rules, *(Member(n, pin_in_words(self.sheet, pin, self._pins)) for n, pin in pins))

    def _rule(self, number: int, rule_id: str) -> Member:
        sheet, rule = self.sheet, self.sheet.book.by_id[rule_id]
        finding = next((each.finding for each in self.found.nearest if each.rule == rule_id), None)
        near = "" if finding is None else nearest(sheet, rule, finding, alone=self.found.alone)
        return Member(
            number=number,
            says=sheet.says(rule),
            id=rule_id,
            clause=sheet.clause(rule),
            strength=sheet.strength(rule),
            marks=self.notes.marks(rule).strip(),
            near=near,
            figures=self._figures(rule_id, finding),
        )

    def _figures(self, rule_id: str, finding: Finding | None) -> Figures | None:
        """Of the rule's own count; else of the people whom it wants in a post."""
        facts = {} if finding is None else finding.facts
        need, have = facts.get("needed"), facts.get("count", facts.get("listed"))
        if isinstance(need, int) and isinstance(have, int) and have < need:
            return Figures(need, have)
        for wanted in self.found.wanted:
            if wanted.member == rule_id:
                return Figures(wanted.need, len(wanted.left))
        return None

    @property
    def sources(self) -> Iterator[Source]:
        """Whom the members speak of."""
        for one in self.found.described:
            yield Source(
                who=self._who(one),
                members=self._together(one.members),
                people=one.people,
                left=len(one.left),
                barred=tuple(self._barred(standard, ids) for standard, ids in one.barred.items()),
                out=tuple(self.sheet.person(i) for i in one.out),
            )

    def _who(self, one: Described) -> str:
        if one.who == EVERYONE:
            return self.sheet.say("Tất cả người được giới thiệu", "Everybody introduced")
        words = described(self.sheet, one.who)
        return f"{words[:1].upper()}{words[1:]}"

    def _together(self, members: Sequence[str]) -> str:
        numbers = sorted(self._number(member) for member in members)
        return ", ".join(map(str, numbers))

    def _number(self, member: str) -> int:
        return self.found.members.index(member) + 1

    def _barred(self, standard: str, ids: tuple[str, ...]) -> Barred:
        rule = self.sheet.book.by_id[standard]
        names = tuple(self.sheet.person(i) for i in ids)
        return Barred(self.sheet.says(rule), self.sheet.clause(rule), names)

    @property
    def posts(self) -> Iterator[str]:
        """Who can hold the posts that members need, in a sentence for each."""
        for wanted in self.found.wanted:
            yield wanted_in_words(self.sheet, wanted, self._named)

    def _named(self, member: str) -> str:
        number = self._number(member)
        return self.sheet.say(f"điều {number}", f"no. {number}")

    @property
    def proof(self) -> Iterator[str]:
        """How small it is known to be, and who says that it is impossible."""
        yield from (block.text for block in how_small(self.sheet, self.found) if isinstance(block, Line))
        yield confirmed(self.sheet, self.found)

    @property
    def reason_allowed(self) -> bool:
        """Whether the document itself shows a way: the recorded reason why the secretary does not chair."""
        rules = (self.sheet.book.by_id[i] for i in self.found.rules)
        held = any(isinstance(rule, PostPrecedence) for rule in rules)
        return held and not self.sheet.council.secretary_not_chairing
