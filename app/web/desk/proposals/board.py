"""The board for changes by hand: lists, posts, people on no list, what is broken."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from cocau.app.files.text import build_word_matcher
from cocau.app.present.names import Names, number_people
from cocau.app.present.proposal.rule_rows import RuleOutcome, RuleRow, list_rules
from cocau.app.services.planning.judged_slates import EditBase, JudgedSlate
from cocau.app.services.planning.slate_edits import SlateEdit
from cocau.constraints.model.people import Person
from cocau.constraints.model.slate import Slate
from cocau.constraints.model.slate_steps import EditedSlate, SlateAct, SlateStep, apply_step
from cocau.constraints.record import Text
from cocau.constraints.rules.rule import Finding, Strength, Verdict


@dataclass(frozen=True)
class BoardFault:
    """A rule that is broken or missed, in words. `is_new`: since the last step."""

    rule: str
    words: str
    clause: str
    is_must: bool
    is_new: bool
    spots: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class BoardPerson:
    """Somebody on the board; `number`: see `number_people`, `faults`: of rules naming them."""

    number: int
    name: str
    position: str
    about: str
    deputy: bool = False
    locked: bool = False
    posts: tuple[str, ...] = ()
    unit: str | None = None
    barred: tuple[str, ...] = ()
    faults: tuple[BoardFault, ...] = ()


@dataclass(frozen=True)
class BoardUnit:
    """The list of a constituency."""

    id: str
    name: str
    seats: int
    people: tuple[BoardPerson, ...]
    faults: tuple[BoardFault, ...]

    @property
    def deputies(self) -> int:
        """Return how many of the list are intended deputies."""
        return sum(person.deputy for person in self.people)


@dataclass(frozen=True)
class BoardPost:
    """A post and who is meant for it."""

    id: str
    title: str
    holders: tuple[BoardPerson, ...]
    faults: tuple[BoardFault, ...]


@dataclass(frozen=True)
class BoardSummary:
    """What is broken at all, what cannot be judged, and what can be undone."""

    faults: tuple[BoardFault, ...]
    undecided: tuple[str, ...]
    gone: tuple[str, ...]
    number: int
    undo: str | None
    redo: str | None
    locked: int
    touched: int
    completing: bool

    @property
    def musts(self) -> int:
        """Return how many mandatory rules are broken."""
        return sum(fault.is_must for fault in self.faults)


@dataclass(frozen=True)
class TrayPeople:
    """Some of those on no list, found by words. `more`: how many others there are."""

    people: tuple[BoardPerson, ...]
    more: int
    words: str


MOST_TRAY_PEOPLE = 60
"""People on no list who are shown at once; who looks for somebody among more searches."""
MAX_TEXTS = 8
"""Proposals whose people are remembered in words."""


@dataclass(frozen=True, eq=False)
class BoardTexts:
    """What the boards of a proposal have in common: its people off the lists, and their order.

    `tray`: everybody, those who may stand first. `latest`: whoever was on a list or marked, as on the board
    before: whoever is the same stays the same object.
    """

    names: Names
    numbers: Mapping[str, int]
    ranks: Mapping[str, int]
    people: dict[str, BoardPerson]
    tray: tuple[str, ...]
    latest: dict[str, BoardPerson]


@lru_cache(maxsize=MAX_TEXTS)
def _describe_people(base: EditBase, lang: str) -> BoardTexts:
    names = Names.of(base.proposal, lang, codes=False)
    pool = names.pool
    numbers, barred = number_people(pool), _describe_barred(base.proposal.barred, names)
    people = {
        person.id: BoardPerson(
            number=numbers[person.id],
            name=names.person(person.id),
            position=person.position,
            about=_describe_person(names, person),
            barred=barred.get(person.id, ()),
        )
        for person in pool.people
    }
    ranks = {i: rank for rank, i in enumerate(sorted(people, key=names.get_order))}
    tray = tuple(sorted(ranks, key=lambda i: (bool(people[i].barred), ranks[i])))
    return BoardTexts(names, numbers, ranks, people, tray, {})


def _describe_barred(by_rule: Mapping[str, Iterable[str]], names: Names) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for rule, ids in by_rule.items():
        for i in ids:
            found[i] = (*found.get(i, ()), names.says(names.book.by_id[rule]))
    return found


def _describe_person(names: Names, person: Person) -> str:
    return " · ".join([str(person.born.year), names.label(person.sex), names.label(person.bloc)])


class Board:
    """The board of one state; parts that are equal on two boards need not be drawn again."""

    def __init__(self, base: EditBase, edit: SlateEdit, lang: str) -> None:
        self.base, self.edit = base, edit
        self._texts = _describe_people(base, lang)
        self.names, self.numbers = self._texts.names, self._texts.numbers
        self.judged: JudgedSlate = edit.judged

    @property
    def slate(self) -> Slate:
        """Return the slate as it is now."""
        return self.judged.slate

    @cached_property
    def faults(self) -> tuple[BoardFault, ...]:
        """Return every rule that is broken or missed: musts first, then in the order of the book."""
        broken = (f for f in self.judged.findings if f.verdict is Verdict.BROKEN)
        rows = list_rules(self.names, broken)
        shown = (row for row in rows if not (row.is_ours and row.outcome is RuleOutcome.MISSED))
        return tuple(sorted(map(self._build_fault, shown), key=lambda fault: not fault.is_must))

    def _build_fault(self, row: RuleRow) -> BoardFault:
        finding = row.finding
        return BoardFault(
            rule=finding.rule,
            words=self.names.describe_breach(row.rule, finding),
            clause=row.clause,
            is_must=row.rule.strength is not Strength.AIM,
            is_new=finding.rule in self.judged.new,
            spots=tuple(self._list_spots(finding)),
        )

    def _list_spots(self, finding: Finding) -> Iterator[tuple[str, str]]:
        """List the places on the board where a rule breaks: an anchor and its name."""
        units = {unit.id for unit in self.names.council.constituencies}
        for witness in finding.witnesses:
            if witness in self.numbers:
                yield f"p-{self.numbers[witness]}", self.names.person(witness)
            elif witness in units:
                yield f"unit-{witness}", self.names.unit(witness)

    @cached_property
    def _faults_by_witness(self) -> dict[str, tuple[BoardFault, ...]]:
        by_rule = {fault.rule: fault for fault in self.faults}
        found: dict[str, tuple[BoardFault, ...]] = {}
        for finding in self.judged.findings:
            if finding.rule in by_rule:
                for witness in dict.fromkeys(finding.witnesses):
                    found[witness] = (*found.get(witness, ()), by_rule[finding.rule])
        return found

    @cached_property
    def _posts_by_person(self) -> dict[str, tuple[str, ...]]:
        held: dict[str, tuple[str, ...]] = {}
        for post in self.names.council.posts:
            for i in self.slate.posts.get(post, ()):
                held[i] = (*held.get(i, ()), post)
        return held

    @cached_property
    def people(self) -> Mapping[str, BoardPerson]:
        """Return everybody of the pool as they are on the board, by id."""
        return ChainMap(self._marked, self._texts.people)

    @cached_property
    def _marked(self) -> dict[str, BoardPerson]:
        """Build the few hundred on a list, marked or named by a broken rule."""
        units = {i: unit for unit, ids in self.slate.candidates.items() for i in ids}
        deputies, locked = {*self.slate.deputies}, {*self.judged.locked}
        latest, known, found = self._texts.latest, self._texts.people, {}
        faulty = self._faults_by_witness.keys() & known.keys()
        for i in {*units, *deputies, *locked, *self._posts_by_person, *faulty}:
            now = replace(
                known[i],
                deputy=i in deputies,
                locked=i in locked,
                posts=self._posts_by_person.get(i, ()),
                unit=units.get(i),
                faults=self._faults_by_witness.get(i, ()),
            )
            was = latest.get(i)
            found[i] = latest[i] = was if was is not None and was == now else now
        return found

    @cached_property
    def units(self) -> tuple[BoardUnit, ...]:
        """Return the lists in the order of the council, intended deputies first."""
        return tuple(
            BoardUnit(
                unit.id,
                self.names.unit(unit.id),
                unit.seats,
                self._list_candidates(unit.id),
                self._faults_by_witness.get(unit.id, ()),
            )
            for unit in self.names.council.constituencies
        )

    def _list_candidates(self, unit: str) -> tuple[BoardPerson, ...]:
        ids = sorted(self.slate.candidates.get(unit, ()), key=self._texts.ranks.__getitem__)
        return tuple(sorted(self._get_people(ids), key=lambda person: not person.deputy))

    @cached_property
    def tray(self) -> tuple[BoardPerson, ...]:
        """Return everybody on no list: those who may stand first."""
        marked, known = self._marked, self._texts.people
        found = (marked[i] if i in marked else known[i] for i in self._texts.tray)
        return tuple(person for person in found if person.unit is None)

    @cached_property
    def tray_state(self) -> tuple[set[str], dict[str, BoardPerson]]:
        """Return what the tray depends on: who is on a list, and who of the others is marked."""
        others = {i: person for i, person in self._marked.items() if person.unit is None}
        return {*self._marked} - {*others}, others

    def find_in_tray(self, words: str = "") -> TrayPeople:
        """Find people on no list by their names: those touched or named by a broken rule first."""
        stand_in = build_word_matcher(words)
        found = [person for person in self.tray if not words or stand_in(person.name)]
        marked = {self.numbers.get(i) for step in self._done for i in (step.person, step.other)}
        first = sorted(found, key=lambda person: not (person.faults or person.number in marked))
        shown = {person.number for person in first[:MOST_TRAY_PEOPLE]}
        people = tuple(person for person in found if person.number in shown)
        return TrayPeople(people, len(found) - len(people), words)

    @property
    def _done(self) -> tuple[SlateStep, ...]:
        return self.edit.steps[: self.edit.pointer]

    @cached_property
    def posts(self) -> tuple[BoardPost, ...]:
        """Return every post in the order of the council."""
        return tuple(
            BoardPost(
                post,
                self.names.post(post),
                tuple(self._get_people(self.slate.posts.get(post, ()))),
                self._faults_by_witness.get(post, ()),
            )
            for post in self.names.council.posts
        )

    def _get_people(self, ids: Iterable[str]) -> list[BoardPerson]:
        return [self.people[i] for i in ids]

    @cached_property
    def summary(self) -> BoardSummary:
        """Return what the head of the board says."""
        steps, pointer = self.edit.steps, self.edit.pointer
        by_id = self.names.book.by_id
        done = self._done
        return BoardSummary(
            faults=self.faults,
            undecided=tuple(self.names.says(by_id[rule]) for rule in self.judged.undecided),
            gone=tuple(
                self.names.says(by_id[rule])
                for rule in self.judged.gone
                if not self.names.book.is_ours(by_id[rule])
            ),
            number=self.edit.number,
            undo=self.describe_step(done[-1]) if done else None,
            redo=self.describe_step(steps[pointer]) if pointer < len(steps) else None,
            locked=len(self.judged.locked),
            touched=len({i for step in done for i in (step.person, step.other) if i}),
            completing=self.edit.completion is not None,
        )

    def describe_step(self, step: SlateStep) -> str:
        """Describe a step in a few words, with names."""
        names = self.names
        words = _COMPLETED if step.act is SlateAct.ADOPT and step.origin else _STEP_WORDS[step.act]
        return words.of(names.lang).format(
            who=names.person(step.person) if step.person else "",
            other=names.person(step.other) if step.other else "",
            unit=names.unit(step.to) if step.to else "",
            post=names.post(step.post) if step.post else "",
        )

    def describe_news(self) -> str:
        """Describe in a sentence what the last step has broken and mended."""
        say = self.names.say
        new = [fault for fault in self.faults if fault.is_new]
        parts = []
        if new:
            words = "; ".join(fault.words.rstrip(".") for fault in new[:2])
            parts.append(say(f"{len(new)} vướng mới: {words}", f"{len(new)} newly broken: {words}"))
        if self.summary.gone:
            parts.append(say(f"{len(self.summary.gone)} hết vướng", f"{len(self.summary.gone)} mended"))
        parts.append(say(f"còn {len(self.faults)} vướng", f"{len(self.faults)} left"))
        return ", ".join(parts) + "."

    def forecast(self, step: SlateStep) -> tuple[int, int]:
        """Count the mandatory rules and targets that a step would newly break."""
        request, book = self.base.proposal.request, self.names.book
        edited = EditedSlate(slate=self.slate, locked=self.judged.locked)
        after = self.base.audit(apply_step(request.council, request.pool, edited, step).slate)
        broken = {*self.judged.broken}
        new = [book.by_id[f.rule] for f in after if f.verdict is Verdict.BROKEN and f.rule not in broken]
        musts = sum(rule.strength is not Strength.AIM for rule in new)
        return musts, sum(rule.strength is Strength.AIM and not book.is_ours(rule) for rule in new)


_STEP_WORDS: dict[SlateAct, Text] = {
    SlateAct.MOVE: Text(vi="chuyển {who} sang {unit}", en="{who} moved to {unit}"),
    SlateAct.SWAP: Text(vi="đổi chỗ {who} và {other}", en="{who} and {other} swapped"),
    SlateAct.OUT: Text(vi="đưa {who} ra khỏi danh sách", en="{who} taken off the lists"),
    SlateAct.INTEND: Text(vi="dự kiến {who} làm đại biểu", en="{who} made an intended deputy"),
    SlateAct.UNINTEND: Text(vi="thôi dự kiến {who} làm đại biểu", en="{who} no longer an intended deputy"),
    SlateAct.APPOINT: Text(vi="giao {who} chức danh {post}", en="{who} given the post: {post}"),
    SlateAct.RELIEVE: Text(vi="{who} thôi chức danh {post}", en="{who} relieved of the post: {post}"),
    SlateAct.LOCK: Text(vi="khóa {who}", en="{who} locked"),
    SlateAct.UNLOCK: Text(vi="mở khóa {who}", en="{who} unlocked"),
    SlateAct.ADOPT: Text(vi="nhận một phương án khác", en="another slate adopted"),
}
_COMPLETED = Text(vi="hoàn thành phần còn lại", en="the rest completed")


def list_changed_units(before: Sequence[BoardUnit], after: Sequence[BoardUnit]) -> list[BoardUnit]:
    """List the lists that must be drawn again."""
    return [now for was, now in zip(before, after, strict=True) if was != now]
