"""Two to four proposals side by side: what differs, section by section, and what is the same."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cocau.app.languages import Lang
from cocau.app.law_words import BOUNDS
from cocau.app.pages.comparison_side import Side
from cocau.app.pages.law_book import plain
from cocau.app.render.blocks import Cell, Words
from cocau.app.render.compliance import actual, verdict
from cocau.app.render.figures import Share, figures
from cocau.app.render.leaf import Leaf
from cocau.app.render.sheet import Sheet
from cocau.constraints.people import Pool
from cocau.constraints.rule import Rule, Strength
from cocau.constraints.slate import Slate
from cocau.solver.differences import Move, Part, differences


@dataclass(frozen=True)
class Row:
    """What something is on each side; `key`: a rule or a person; `note`: more about it."""

    head: str
    cells: tuple[Cell, ...]
    key: str = ""
    note: str = ""

    @property
    def differs(self) -> bool:
        """Whether it is not the same everywhere."""
        return len({cell if isinstance(cell, str) else cell.text for cell in self.cells}) > 1


@dataclass(frozen=True)
class People:
    """People whose part differs in the same respect: in the council, on the lists, in a post, in a place."""

    sort: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything that is shown of proposals side by side, the first of them being what others differ from."""

    sides: tuple[Side, ...]

    @property
    def planned(self) -> tuple[Side, ...]:
        """Those with a slate."""
        return tuple(side for side in self.sides if side.proposal.slate is not None)

    @property
    def lang(self) -> Lang:
        """The language of the page."""
        return self.sides[0].lang

    @cached_property
    def sheet(self) -> Sheet:
        """Names for every rule and everybody on any side."""
        first = self.sides[0].sheet
        rules = {rule.id: rule for side in reversed(self.sides) for rule in side.sheet.book.rules}
        sources = {k: s for side in self.sides for k, s in side.sheet.book.sources.items()}
        people = {p.id: p for side in reversed(self.sides) for p in side.sheet.pool.people}
        book = first.book.but(rules=tuple(rules.values()), sources=sources)
        return replace(first, book=book, pool=Pool(people=tuple(people.values())))

    @property
    def departures(self) -> tuple[Row, ...]:
        """Every bound that is not the rulebook's on some side, and what it is on each."""
        keys = dict.fromkeys((d.rule, d.field) for side in self.sides for d in side.proposal.departures)
        return tuple(self._departure(rule, field) for rule, field in keys)

    def _departure(self, rule_id: str, field: str) -> Row:
        say = self.sheet.say
        found = [
            next((d for d in side.proposal.departures if (d.rule, d.field) == (rule_id, field)), None)
            for side in self.sides
        ]
        was = next(d.was for d in found if d is not None)
        words = "" if field == "priority" else BOUNDS[field].of(self.lang)
        if field == "priority":
            cells = [say("phấn đấu", "aim") if d is None else say("≠ bắt buộc", "≠ must") for d in found]
        else:
            cells = [_set(say, was) if d is None else f"≠ {_set(say, d.now)}" for d in found]
        rule = self.sheet.book.by_id.get(rule_id)
        head = rule_id if rule is None else self._law(rule, {} if field == "priority" else {field: was})
        return Row(head, tuple(cells), rule_id, words)

    def _law(self, rule: Rule, as_was: dict[str, int | None]) -> str:
        """A rule in the words of the rulebook, not with the bound that a side gave it."""
        return plain(Leaf(self.sheet.book, self.lang).says(rule.but(**as_was)))

    @cached_property
    def _moves(self) -> list[dict[str, Move]]:
        """For each planned side, whose part is another one than on the first planned side."""
        first, *rest = self.planned
        found: list[dict[str, Move]] = [{}]
        for side in rest:
            pool = frozenset(side.proposal.request.pool.by_id)
            moves = differences(_slate(first), _slate(side), pool, side.proposal.barred)
            found.append({move.person: move for move in moves})
        return found

    @property
    def people(self) -> tuple[People, ...]:
        """Everybody whose part is not the same everywhere, each once, under the weightiest difference."""
        if len(self.planned) < 2:  # noqa: PLR2004  # nobody to differ from
            return ()
        found: dict[str, list[Row]] = {"deputies": [], "candidates": [], "posts": [], "constituencies": []}
        for person in sorted({i for moves in self._moves for i in moves}, key=self.sheet.person):
            parts = self._parts(person)
            row = Row(self.sheet.person(person), tuple(map(self._part, parts)), person)
            found[_sort(parts)].append(row)
        return tuple(People(sort, tuple(rows)) for sort, rows in found.items() if rows)

    @property
    def alike(self) -> tuple[str, ...]:
        """Who has the same part everywhere."""
        moved = {i for moves in self._moves for i in moves}
        first = _slate(self.planned[0])
        return tuple(sorted(self.sheet.person(i) for i in first.everybody if i not in moved))

    def _parts(self, person: str) -> list[Part | None]:
        mine = next(moves[person].was for moves in self._moves if person in moves)
        return [moves[person].now if person in moves else mine for moves in self._moves]

    def _part(self, part: Part | None) -> Cell:
        if part is None or part.constituency is None:
            return "—" if part is None else self.sheet.say("được giới thiệu", "introduced")
        say = self.sheet.say
        meant = (
            say("● đại biểu dự kiến", "● intended deputy") if part.deputy else say("○ ứng cử", "○ candidate")
        )
        return ", ".join([meant, self.sheet.unit(part.constituency), *map(self.sheet.post, part.posts)])

    @property
    def posts(self) -> tuple[Row, ...]:
        """Each post, and who is meant for it."""
        posts = dict.fromkeys(p for side in self.planned for p in side.proposal.request.council.posts)
        return tuple(
            Row(
                self.sheet.post(post),
                tuple(
                    ", ".join(sorted(map(self.sheet.person, _slate(s).holders(post)))) or "—"
                    for s in self.planned
                ),
            )
            for post in posts
        )

    @property
    def intended(self) -> tuple[Row, ...]:
        """Each group among the intended deputies."""
        return self._figures(lambda figure: figure[1])

    @property
    def listed(self) -> tuple[Row, ...]:
        """Each group on the official list."""
        return self._figures(lambda figure: figure[0])

    def _figures(self, of: Callable[[tuple[Share, Share]], Share]) -> tuple[Row, ...]:
        sides = [_shares(side) for side in self.planned]
        return tuple(
            Row(
                self.sheet.label(group),
                tuple(_number(self.lang, of(s[group]), of(sides[0][group])) for s in sides),
            )
            for group in (sides[0] if sides else ())
        )

    @property
    def rules(self) -> tuple[Row, ...]:
        """Every rule that was judged, and the verdict on each side."""
        ids = dict.fromkeys(i for side in self.planned for i in side.findings)
        ordered = sorted(ids, key=lambda i: self.sheet.book.is_ours(self.sheet.book.by_id[i]))
        return tuple(self._rule(i) for i in ordered)

    def _rule(self, rule_id: str) -> Row:
        rule = self.sheet.book.by_id[rule_id]
        cells = tuple(_judged(side, rule_id) for side in self.planned)
        return Row(plain(Leaf(self.sheet.book, self.lang).says(rule)), cells, rule_id)

    def rule(self, rule_id: str) -> Rule:
        """A rule by its id."""
        return self.sheet.book.by_id[rule_id]

    def facts(self, rule_id: str) -> tuple[str, ...]:
        """What each side has of what a rule counts."""
        return tuple(_actual(side, rule_id) for side in self.planned)

    def clause(self, rule_id: str) -> str:
        """Where the rule stands."""
        return self.sheet.clause(self.rule(rule_id))


def differing(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Those that are not the same everywhere."""
    return tuple(row for row in rows if row.differs)


def same(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Those that are the same everywhere."""
    return tuple(row for row in rows if not row.differs)


def _slate(side: Side) -> Slate:
    if side.proposal.slate is None:
        raise LookupError(f"{side.status.id} has no slate")
    return side.proposal.slate


def _set(say: Callable[[str, str], str], value: int | None) -> str:
    return say("không đặt", "not set") if value is None else str(value)


def _sort(parts: Sequence[Part | None]) -> str:
    """In which respect parts differ first."""
    if len({part is not None and part.deputy for part in parts}) > 1:
        return "deputies"
    if len({part is not None and part.constituency is not None for part in parts}) > 1:
        return "candidates"
    return "posts" if len({() if part is None else part.posts for part in parts}) > 1 else "constituencies"


def _shares(side: Side) -> dict[str, tuple[Share, Share]]:
    request = side.proposal.request
    found = figures(request.council, request.pool, _slate(side))
    return {one.group: (one.listed, one.intended) for one in found}


def _number(lang: Lang, share: Share, first: Share) -> str:
    """``22 (40,7%)``, and how many more or fewer than on the first side."""
    tenths = share.tenths()
    if share.count is None or tenths is None:
        return "—"
    whole, tenth = divmod(tenths, 10)
    apart = share.count - (first.count or 0)
    more = f" {apart:+d}".replace("-", "−") if apart else ""
    return f"{share.count} ({whole}{'.' if lang is Lang.EN else ','}{tenth}%){more}"


def _judged(side: Side, rule_id: str) -> Cell:
    finding = side.findings.get(rule_id)
    if finding is None:
        return side.sheet.say("· không áp dụng", "· does not apply")
    rule = side.sheet.book.by_id[rule_id]
    shown = verdict(side.sheet, rule, finding)
    short = side.sheet.say(f", thiếu {finding.short}", f", short by {finding.short}")
    return Words(shown.text + (short if finding.short and rule.strength is Strength.AIM else ""), shown.tone)


def _actual(side: Side, rule_id: str) -> str:
    finding = side.findings.get(rule_id)
    return "" if finding is None else actual(side.sheet, side.sheet.book.by_id[rule_id], finding)
