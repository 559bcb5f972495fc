"""Counted results as a form: every figure as typed text, and back.

The name of a field is where it stands: ``u0.first.valid``, ``u0.first.v.2`` for the third candidate's votes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from cocau.app.audits.elections import ElectionLists
from cocau.app.present.names import Names
from cocau.app.web.desk.councils.council_form import CouncilFormReader
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Loc, Problem
from cocau.constraints.model.council import Constituency
from cocau.constraints.results.counts import COUNT_FIELDS, ConstituencyCount, ElectionResults, VoteRound
from cocau.constraints.results.verdicts import ConstituencyVerdict, ElectionVerdict, NextVote

ResultTexts = dict[str, str]
"""What stands in each field."""

MOST_TYPED = 100
"""Characters of one field."""
_LATER = {NextVote.REPEAT: VoteRound.REPEAT, NextVote.EXTRA: VoteRound.EXTRA}


@dataclass(frozen=True)
class CountBlock:
    """One round of one constituency on the form. `people`: place on the list, and id."""

    key: str
    unit: Constituency
    round: VoteRound
    people: tuple[tuple[int, str], ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of its fields."""
        others = ("held_on",) if self.round is not VoteRound.FIRST else ("annulled_by",)
        figures = (f"{self.key}.{name}" for name in (*COUNT_FIELDS, *others))
        return (*figures, *(f"{self.key}.v.{place}" for place, _ in self.people))


def list_blocks(
    lists: ElectionLists,
    names: Names,
    results: ElectionResults | None = None,
    verdict: ElectionVerdict | None = None,
) -> list[CountBlock]:
    """List the blocks of a form: every first vote, and later ones that were held or must be."""
    rounds = {(count.constituency, count.round) for count in (() if results is None else results.counts)}
    judged = {} if verdict is None else {one.constituency: one for one in verdict.constituencies}
    blocks = []
    for at, unit in enumerate(lists.council.constituencies):
        listed = sorted(enumerate(lists.candidates.get(unit.id, ())), key=lambda one: names.get_order(one[1]))
        one = judged.get(unit.id)
        for vote in VoteRound:
            due = one is not None and _LATER.get(one.next) is vote
            if vote is not VoteRound.FIRST and not due and (unit.id, vote) not in rounds:
                continue
            won = set() if one is None or vote is not VoteRound.EXTRA else _list_won_before(one)
            people = tuple((place, i) for place, i in listed if i not in won)
            blocks.append(CountBlock(f"u{at}.{vote}", unit, vote, people))
    return blocks


def _list_won_before(one: ConstituencyVerdict) -> set[str]:
    """List who was elected before the extra vote."""
    return {
        given.person
        for count in one.counts
        if count.round is not VoteRound.EXTRA
        for given in count.candidates
        if given.outcome.is_elected
    }


def build_result_texts(blocks: Iterable[CountBlock], results: ElectionResults | None) -> ResultTexts:
    """Build the texts of a form."""
    counts = {(one.constituency, one.round): one for one in (() if results is None else results.counts)}
    texts: ResultTexts = {}
    for block in blocks:
        texts |= dict.fromkeys(block.fields, "")
        count = counts.get((block.unit.id, block.round))
        if count is not None:
            texts |= dict(_write_count(block, count))
    return texts


def _write_count(block: CountBlock, count: ConstituencyCount) -> Iterator[tuple[str, str]]:
    for name in COUNT_FIELDS:
        yield f"{block.key}.{name}", str(getattr(count, name))
    if block.round is VoteRound.FIRST:
        yield f"{block.key}.annulled_by", count.annulled_by or ""
    else:
        yield f"{block.key}.held_on", "" if count.held_on is None else count.held_on.isoformat()
    votes = {given.person: given.votes for given in count.votes}
    for place, person in block.people:
        if person in votes:
            yield f"{block.key}.v.{place}", str(votes[person])


def read_result_texts(form: Mapping[str, str], blank: ResultTexts) -> ResultTexts:
    """Read the texts that were sent; a field that was not is as it was."""
    return {name: form.get(name, value)[:MOST_TYPED] for name, value in blank.items()}


@dataclass
class ReadForm:
    """A form read: the results, and the field of each place in them."""

    results: ElectionResults
    fields: dict[Loc, str] = field(default_factory=dict)

    def relocate(self, problem: Problem) -> Problem:
        """Return a problem of the results at its field."""
        for length in range(len(problem.loc), 0, -1):
            name = self.fields.get(problem.loc[:length])
            if name is not None:
                return problem.at((name,))
        return problem


def read_results_form(
    blocks: Iterable[CountBlock], texts: ResultTexts, council: str, proposal: str, note: str = ""
) -> ReadForm:
    """Return the results that were typed; a block without anything in it is left out.

    Raises:
        InputError: everything that is no figure or lacks, each at its field.
    """
    reader = CouncilFormReader(texts, [])
    counts: list[ConstituencyCount] = []
    fields: dict[Loc, str] = {}
    filled = (block for block in blocks if any(texts.get(name, "").strip() for name in block.fields))
    for at, block in enumerate(filled):
        values, votes = _read_count(reader, block)
        fields |= dict(_map_fields(at, block, votes))
        if reader.problems:
            continue
        try:
            counts.append(ConstituencyCount.model_validate(values))
        except ValidationError as error:
            reader.problems += [p.at((f"{block.key}.{p.field}",)) for p in list_validation_problems(error)]
    if reader.problems:
        raise InputError(reader.problems)
    results = ElectionResults(council=council, proposal=proposal, counts=tuple(counts), note=note)
    return ReadForm(results, fields)


def _read_count(
    reader: CouncilFormReader, block: CountBlock
) -> tuple[dict[str, object], list[tuple[int, str, int | None]]]:
    """Read the count of a block: its fields; the place, person and votes of each candidate."""
    figures = {name: _read_figure(reader, f"{block.key}.{name}", name) for name in COUNT_FIELDS}
    votes = [
        (place, person, _read_figure(reader, f"{block.key}.v.{place}", "votes"))
        for place, person in block.people
    ]
    later = block.round is not VoteRound.FIRST
    return {
        "constituency": block.unit.id,
        "round": block.round,
        "held_on": reader.read_day(f"{block.key}.held_on") if later else None,
        **figures,
        "votes": [{"person": person, "votes": number} for _, person, number in votes],
        "annulled_by": None if later else reader.read_text(f"{block.key}.annulled_by") or None,
    }, votes


def _map_fields(
    at: int, block: CountBlock, votes: Iterable[tuple[int, str, int | None]]
) -> Iterator[tuple[Loc, str]]:
    root: Loc = ("results", "counts", at)
    yield root, f"{block.key}.listed_voters"
    for name in (*COUNT_FIELDS, "held_on"):
        yield (*root, name), f"{block.key}.{name}"
    yield (*root, "votes"), f"{block.key}.v"
    for row, (place, _, _) in enumerate(votes):
        yield (*root, "votes", row), f"{block.key}.v.{place}"


def _read_figure(reader: CouncilFormReader, name: str, what: str) -> int | None:
    """Return a whole number; note that one lacks where nothing was typed."""
    if not reader.texts.get(name, "").strip():
        reader.add("missing", name, "Ghi số; không có thì ghi 0.", "Enter a number; 0 for none.")
        return None
    return reader.read_number(name, 1 if what == "listed_voters" else 0)


def merge_result_texts(
    before: ResultTexts, mine: ResultTexts, theirs: ResultTexts
) -> tuple[ResultTexts, ResultTexts]:
    """Return two people's edits of one version together, and what they wrote where both wrote."""
    merged, clashes = dict(mine), {}
    for name, there in theirs.items():
        old = before.get(name, "")
        if mine.get(name, old) == old:
            merged[name] = there
        elif there not in {old, mine[name]}:
            clashes[name] = there
    return merged, clashes
