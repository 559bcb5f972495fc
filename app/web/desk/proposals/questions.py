"""Questions about a proposal: buttons that ask, and answers as blocks with links."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape
from pydantic import TypeAdapter, ValidationError

from cocau.app.present.blocks import Block, BlockCell, ChartBlock, Heading, LineBlock, StyledText, TableBlock
from cocau.app.present.names import Names, number_people
from cocau.app.questions import QUESTIONS
from cocau.app.services.planning.explanations import REUSABLE_STATES, ExplanationQuestion, ExplanationStatus
from cocau.app.web.desk.proposals.lists import PersonRow, ProposalPart, build_person_rows
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError
from cocau.constraints.model.slate import Slate
from cocau.constraints.rules.rule import Rule
from cocau.solver.explain.alternatives import Alternatives
from cocau.solver.explain.elections.candidate_gaps import CandidateGaps
from cocau.solver.explain.questions import PlanPart
from cocau.solver.explain.replacements import PersonReplacements
from cocau.solver.explain.why import WhyAnswer, WhyAnswers
from cocau.solver.proposal import Proposal


def render_answer(
    sheet: Names, proposal: Proposal, question: str, text: str, *, whole: bool = True
) -> list[Block]:
    """Render an answer, without the council's name, which stands above it on a page.

    Not `whole`: without what only a page of its own has room for.
    """
    row = QUESTIONS[question]
    display = {} if row.command is None else dict.fromkeys(row.command.display, whole)
    blocks = row.load_renderer()(sheet, proposal, row.load_answer().model_validate_json(text), **display)
    return [block for block in blocks if not (isinstance(block, Heading) and block.level == 1)]


def describe_question(sheet: Names, question: str, asked: Mapping[str, Any] | None) -> str:
    """Describe a question as it is listed, with the names of people it is about."""
    people = (asked or {}).get("people") or ()
    about = sheet.people(people, most=3)
    part = _describe_part(sheet, asked or {})
    return ": ".join(words for words in (sheet.say(*QUESTIONS[question].title), about + part) if words)


def _describe_part(sheet: Names, asked: Mapping[str, Any]) -> str:
    part, at = asked.get("part"), asked.get("at")
    if at:
        return f" · {sheet.unit(at)}"
    if not part:
        return ""
    words = {
        "in": ("có hay không có trong danh sách", "on a list or not"),
        "deputy": ("có hay không là đại biểu dự kiến", "an intended deputy or not"),
    }
    return " · " + (sheet.say(*words[part]) if part in words else sheet.post(part))


def is_same_question(asked: Mapping[str, Any] | None, wanted: str) -> bool:
    """Return whether what was asked is this question, given as JSON."""
    return asked is not None and dict(asked) == json.loads(wanted)


_QUESTION_ADAPTER: TypeAdapter[ExplanationQuestion] = TypeAdapter(ExplanationQuestion)


def parse_question(name: str, person: str = "", part: str = "", at: str = "") -> ExplanationQuestion:
    """Parse the question that a form asks.

    Raises:
        InputError: there is no such question, or it lacks something.
    """
    asked: dict[str, object] = {"question": name}
    if name in _BUTTONS:
        asked |= _BUTTONS[name].fields
    if person:
        asked["people"] = (person,)
    asked |= {field: value for field, value in (("part", part), ("at", at)) if value}
    try:
        return _QUESTION_ADAPTER.validate_python(asked)
    except ValidationError as error:
        raise InputError(list_validation_problems(error)) from None


_BUTTONS = {name: row.button for name, row in QUESTIONS.items() if row.button is not None}


@dataclass(frozen=True)
class QuestionButton:
    """A button that asks a question; `before`: the status of the last time it was asked."""

    slot: str
    words: str
    question: str
    hint: str = ""
    person: str = ""
    part: str = ""
    at: str = ""
    before: ExplanationStatus | None = None


def list_proposal_questions(sheet: Names, asked: Sequence[ExplanationStatus]) -> list[QuestionButton]:
    """List the questions about a whole proposal."""
    asks = (
        QuestionButton(name, sheet.say(*button.words), name, sheet.say(*button.hint))
        for name, button in sorted(_BUTTONS.items(), key=lambda item: item[1].rank)
    )
    return [_attach_last_asked(ask, asked) for ask in asks]


def list_person_questions(
    sheet: Names, row: PersonRow, asked: Sequence[ExplanationStatus]
) -> list[QuestionButton]:
    """List the questions about a person, by the part in the plan."""
    return [_attach_last_asked(ask, asked) for ask in _build_person_questions(sheet, row)]


def _build_person_questions(sheet: Names, row: PersonRow) -> Iterator[QuestionButton]:
    say, person = sheet.say, row.person.id
    listed = row.unit is not None
    yield QuestionButton(
        "in",
        say("Vì sao có trong danh sách?", "Why on a list?")
        if listed
        else say("Vì sao không có trong danh sách?", "Why on no list?"),
        "why",
        person=person,
        part="in",
    )
    if not listed:
        return
    yield QuestionButton(
        "deputy",
        say("Vì sao là đại biểu dự kiến?", "Why an intended deputy?")
        if row.part is ProposalPart.DEPUTY
        else say("Vì sao không là đại biểu dự kiến?", "Why not an intended deputy?"),
        "why",
        person=person,
        part="deputy",
    )
    for n, post in enumerate(row.posts):
        title = sheet.post(post)
        words = say(f"Vì sao giữ chức danh {title}?", f"Why hold the post: {title}?")
        yield QuestionButton(f"post-{n}", words, "why", person=person, part=post)
    unit = sheet.unit(row.unit or "")
    yield QuestionButton(
        "here",
        say(f"Vì sao ứng cử ở {unit}?", f"Why stand at {unit}?"),
        "why",
        person=person,
        at=row.unit or "",
    )
    words = say("Ai thay được, nếu người này rút?", "Who could replace this person?")
    yield QuestionButton("replacements", words, "replacements", person=person)


def _attach_last_asked(ask: QuestionButton, asked: Iterable[ExplanationStatus]) -> QuestionButton:
    """Attach the last time that the question was asked, if it is worth showing."""
    wanted = parse_question(ask.question, ask.person, ask.part, ask.at).model_dump_json()
    before = next(
        (one for one in asked if one.state in REUSABLE_STATES and is_same_question(one.asked, wanted)), None
    )
    return QuestionButton(ask.slot, ask.words, ask.question, ask.hint, ask.person, ask.part, ask.at, before)


def build_repeat_form(asked: Mapping[str, object] | None) -> dict[str, str] | None:
    """Build the fields of a form that asks the same again; None: no form can."""
    if asked is None or asked["question"] not in FORM_QUESTIONS:
        return None
    people = asked.get("people") or ()
    if not isinstance(people, Sequence) or len(people) > 1:
        return None
    fields: dict[str, object] = {"asked": asked["question"], "person": "".join(people), "anew": "yes"}
    fields |= {name: asked.get(name) for name in ("part", "at")}
    return {name: str(value) for name, value in fields.items() if value}


FORM_QUESTIONS = ("why", *_BUTTONS)
"""Questions that pages ask."""


MOST_LINKED_PEOPLE = 1_000
"""People of whom each name is looked for; in larger pools names are no links."""


class PageLinks:
    """Links to the pages of one proposal, put into the texts of the renderers."""

    def __init__(self, sheet: Names, proposal_id: str) -> None:
        self._sheet, self._own = sheet, f"/proposals/{proposal_id}"

    def link_blocks(self, blocks: Iterable[Block]) -> list[Block]:
        """Return the same blocks, with the people and rules they name as links."""
        return [self._link_block(block) for block in blocks]

    def _link_block(self, block: Block) -> Block:
        if isinstance(block, Heading):
            return block
        if isinstance(block, LineBlock):
            return self._link_line(block)
        if isinstance(block, ChartBlock):
            rows = tuple(
                replace(row, label=self.link_text(row.label), says=self.link_text(row.says))
                for row in block.rows
            )
            notes = tuple(map(self._link_line, block.notes))
            return replace(block, rows=rows, table=self._link_table(block.table), notes=notes)
        return self._link_table(block)

    def _link_line(self, line: LineBlock) -> LineBlock:
        return replace(line, text=self.link_text(line.text))

    def _link_table(self, table: TableBlock) -> TableBlock:
        return replace(table, rows=tuple(tuple(map(self._link_cell, row)) for row in table.rows))

    def _link_cell(self, cell: BlockCell) -> BlockCell:
        if isinstance(cell, StyledText):
            return replace(cell, text=self.link_text(cell.text))
        return self.link_text(cell)

    def link_text(self, text: str) -> str:
        """Return a text with links."""
        parts, end = [], 0
        for found in self._name_pattern.finditer(text):
            parts += [escape(text[end : found.start()]), self._build_link(found)]
            end = found.end()
        return Markup("").join([*parts, escape(text[end:])])

    def _build_link(self, found: re.Match[str]) -> Markup:
        said = found[0]
        rule = self._rules_by_words.get(said)
        if rule is not None:
            return Markup('<a class="rule" href="{}#rule-{}" title="{}">{}</a>').format(
                self._own, rule.id, self._sheet.clause(rule), said
            )
        number = self._numbers_by_name[said]
        position = self._sheet.pool.people[number - 1].position
        return Markup('<a href="{}/people/{}" title="{}">{}</a>').format(self._own, number, position, said)

    @cached_property
    def _numbers_by_name(self) -> dict[str, int]:
        """Return each person's number by the name, with the birth date where two share it."""
        people = self._sheet.pool.people
        if len(people) > MOST_LINKED_PEOPLE:
            return {}
        ids = number_people(self._sheet.pool)
        return {self._sheet.person(person.id): ids[person.id] for person in people}

    @cached_property
    def _rules_by_words(self) -> dict[str, Rule]:
        return {self._sheet.says(rule).rstrip("."): rule for rule in self._sheet.book.rules}

    @cached_property
    def _name_pattern(self) -> re.Pattern[str]:
        words = sorted((*self._rules_by_words, *self._numbers_by_name), key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])")


@dataclass(frozen=True)
class CostNote:
    """An aim that some swaps cost; `wish`: one of the program's own, which is no law."""

    number: int
    says: str
    clause: str
    wish: bool


@dataclass(frozen=True)
class SwapGroup:
    """People whose swap costs the same aims: no aims, where `notes` is empty."""

    notes: tuple[CostNote, ...]
    people: tuple[PersonRow, ...]


@dataclass(frozen=True)
class ReplacementRow:
    """A person on a list, and the people who could take the same part, best first."""

    row: PersonRow
    swaps: tuple[SwapGroup, ...]


@dataclass(frozen=True)
class ReplacementsView:
    """The rows of replacements, and the notes they refer to."""

    rows: tuple[ReplacementRow, ...]
    notes: tuple[CostNote, ...]


def build_replacements(
    sheet: Names, proposal: Proposal, found: Sequence[PersonReplacements]
) -> ReplacementsView:
    """Build the rows of everybody asked about, by constituency, intended deputies first."""
    people = build_person_rows(sheet, proposal)
    named = sorted({aim for each in found for costly in each.costly for aim in costly.aims})
    by_id = sheet.book.by_id
    ordered = sorted(
        (by_id[i] for i in named), key=lambda rule: (sheet.book.is_ours(rule), rule.priority or 0)
    )
    notes = {rule.id: _build_cost_note(sheet, n, rule) for n, rule in enumerate(ordered, start=1)}

    def row(each: PersonReplacements) -> ReplacementRow:
        groups: dict[tuple[str, ...], list[PersonRow]] = {(): [people[i] for i in each.keeping]}
        for costly in each.costly:
            groups.setdefault(costly.aims, []).append(people[costly.person])
        swaps = (
            SwapGroup(tuple(sorted((notes[aim] for aim in aims), key=lambda n: n.number)), tuple(rows))
            for aims, rows in groups.items()
            if rows
        )
        return ReplacementRow(people[each.person], tuple(sorted(swaps, key=_rank_swaps)))

    units = [unit.id for unit in sheet.council.constituencies]
    shown = sorted(
        map(row, found),
        key=lambda one: (
            units.index(one.row.unit or units[0]),
            one.row.part is not ProposalPart.DEPUTY,
            one.row.person.id,
        ),
    )
    return ReplacementsView(tuple(shown), tuple(notes.values()))


def _build_cost_note(sheet: Names, number: int, rule: Rule) -> CostNote:
    return CostNote(number, sheet.says(rule), sheet.clause(rule), sheet.book.is_ours(rule))


def _rank_swaps(swaps: SwapGroup) -> tuple[int, int, list[int]]:
    """Rank swaps: aims of documents weigh more than the program's wishes."""
    law = sum(not note.wish for note in swaps.notes)
    return law, len(swaps.notes), [note.number for note in swaps.notes]


@dataclass(frozen=True)
class AnswerChoice:
    """What an answer offers; `pick`: its slate's number, from 1, else `do` with a person.

    `other`: the other person of a swap.
    """

    words: str
    pick: int = 0
    do: str = ""
    person: int = 0
    other: int = 0


def list_offered_slates(question: str, text: str) -> list[Slate | None]:
    """List the slates that an answer holds, in its order; None where one part of it has none."""
    if question == "alternatives":
        return [other.slate for other in Alternatives.model_validate_json(text).alternatives]
    if question == "why":
        reasons = WhyAnswers.model_validate_json(text).reasons
        return [None if reason.beside is None else reason.beside.slate for reason in reasons]
    return []


def list_answer_choices(sheet: Names, question: str, text: str) -> list[AnswerChoice]:
    """List what an answer offers: take one of its slates, or keep somebody in place."""
    say = sheet.say
    if question == "alternatives":
        number = len(Alternatives.model_validate_json(text).alternatives)
        return [
            AnswerChoice(say(f"Dùng phương án khác số {n}", f"Use alternative {n}"), pick=n)
            for n in range(1, number + 1)
        ]
    numbers, choices = number_people(sheet.pool), []
    if question == "gaps":
        pairs = [
            pair
            for gap in CandidateGaps.model_validate_json(text).gaps
            for pair in zip(gap.lost, gap.added, strict=False)
        ]
        return [
            AnswerChoice(
                say(
                    f"Đưa {sheet.person(new)} vào thay {sheet.person(old)}",
                    f"Put {sheet.person(new)} in for {sheet.person(old)}",
                ),
                do="swap",
                person=numbers[old],
                other=numbers[new],
            )
            for old, new in pairs
        ]
    if question != "why":
        return []
    for n, reason in enumerate(WhyAnswers.model_validate_json(text).reasons, start=1):
        person = reason.question.person
        if reason.has and person in numbers:
            words = say(f"Giữ {sheet.person(person)}", f"Keep {sheet.person(person)}")
            choices.append(AnswerChoice(words, do="lock", person=numbers[person]))
        if reason.beside is not None:
            choices.append(AnswerChoice(_describe_choice(sheet, reason), pick=n))
    return choices


_CHOICES: dict[tuple[PlanPart, bool], tuple[str, str]] = {
    (PlanPart.LISTED, False): ("Cho {who} vào danh sách", "Put {who} on a list"),
    (PlanPart.LISTED, True): ("Đưa {who} ra khỏi danh sách", "Take {who} off the lists"),
    (PlanPart.DEPUTY, False): ("Dự kiến {who} làm đại biểu", "Make {who} an intended deputy"),
    (PlanPart.DEPUTY, True): ("Thôi dự kiến {who} làm đại biểu", "No longer intend {who}"),
    (PlanPart.POST, False): ("Giao {who}: {where}", "Give {who} the post: {where}"),
    (PlanPart.POST, True): ("{who} thôi: {where}", "Relieve {who} of: {where}"),
    (PlanPart.AT, False): ("Chuyển {who} về {where}", "Move {who} to {where}"),
    (PlanPart.AT, True): ("Chuyển {who} sang đơn vị khác", "Move {who} elsewhere"),
}


def _describe_choice(sheet: Names, reason: WhyAnswer) -> str:
    """Describe what taking the slate beside an answer does."""
    asked = reason.question
    where = "" if asked.where is None else sheet.name_of(asked.where)
    return sheet.say(*_CHOICES[asked.what, reason.has]).format(who=sheet.person(asked.person), where=where)
