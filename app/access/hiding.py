"""A proposal for a caller who may not see people: what the official list will print of them, and counts.

Everything in the view is named here; what is not, is not shown (an allow-list: a new field of a proposal
stays hidden until somebody adds it). The reasons stand in docs/service.md, "What a viewer sees".
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from cocau.app.access.suppression import Published, suppressed
from cocau.constraints.council import Council, CouncilKind
from cocau.constraints.people import Bloc, Person, Sex
from cocau.constraints.record import Record, Text
from cocau.constraints.rule import Rule, Verdict
from cocau.constraints.select import GROUPS, Selector
from cocau.solver.proposal import Outcome, Proposal

OPEN_WORDS = frozenset({"sex", "age_under"})
"""What a rule may count by and still be told with its verdict: both stand on the list."""
OPEN_KINDS = frozenset(
    {
        "headcount",
        "level_exists",
        "list_size",
        "people_per_seat",
        "post_number",
        "seats_filled",
        "seats_formula",
        "seats_per_constituency",
        "share",
        "single_listing",
        "spread",
        "surplus",
    }
)
"""Kinds of rules that ask nothing of a person but what they count by."""

_WITHHELD = Text(
    vi=(
        "Không nêu: đảng viên, dân tộc, tôn giáo và những gì cho biết điều đó; ai dự kiến trúng cử, giữ chức "
        "danh; ai không đủ tiêu chuẩn; kết luận của quy định về những điều đó; số người nhỏ."
    ),
    en=(
        "Withheld: Party membership, ethnicity, religion and what tells them; who is meant to be elected and "
        "for which post; who misses a standard; verdicts of rules about these; small numbers of people."
    ),
)


class ListedPerson(Record):
    """Of what Art. 57(5) has printed: name, birth, sex."""

    name: str
    born: date
    sex: Sex


class ListView(Record):
    """The list of one constituency, by name; `seats`: how many it elects."""

    constituency: str
    name: str
    seats: int
    candidates: tuple[ListedPerson, ...]


class CouncilView(Record):
    """The council, without the numbers of its previous term."""

    name: str
    kind: CouncilKind
    election_day: date
    seats: int


class DepartureView(Record):
    """A bound that was set apart from the rulebook; no numbers where the rule counts what is withheld."""

    rule: str
    field: str
    was: int | None = None
    now: int | None = None
    withheld: bool


class FindingView(Record):
    """One rule judged; `verdict` null: withheld."""

    rule: str
    verdict: Verdict | None


class AimView(Record):
    """One aim; `missed` null: withheld."""

    rule: str
    priority: int
    missed: bool | None
    proven: bool


class CountsView(Record):
    """How many of those meant to be elected, and of the other candidates, are what; null: suppressed."""

    deputies: dict[str, int | None]
    others: dict[str, int | None]
    together: dict[str, int | None]


class ProposalView(Record):
    """What a caller without the right to see people gets of a proposal."""

    format: Literal["cocau/proposal-view/1"] = "cocau/proposal-view/1"
    outcome: Outcome
    withheld: Text
    departures: tuple[DepartureView, ...]
    raised: tuple[str, ...]
    pinned: int
    council: CouncilView
    rulebook: str
    rulebook_digest: str
    cocau: str
    candidates: int
    deputies: int
    lists: tuple[ListView, ...]
    posts: dict[str, int]
    counts: dict[str, CountsView]
    findings: tuple[FindingView, ...]
    aims: tuple[AimView, ...]
    conflict: tuple[str, ...]
    open_tier: tuple[str, ...]


def hidden(text: str, least: int = 5) -> str:
    """The view of a stored proposal's JSON, as JSON; counts below `least` are suppressed."""
    return view_of(Proposal.model_validate_json(text), least).model_dump_json(indent=1) + "\n"


def view_of(proposal: Proposal, least: int = 5) -> ProposalView:
    """The view of a proposal."""
    told = {rule.id for rule in proposal.rulebook.rules if open_to_all(rule)}
    told -= {rule.id for rule in proposal.rulebook.rules if not open_to_all(rule)}
    slate, pins = proposal.slate, proposal.request.pins
    return ProposalView(
        outcome=proposal.outcome,
        withheld=_WITHHELD,
        departures=tuple(_departures(proposal, told)),
        raised=proposal.request.raised,
        pinned=len(pins.everybody),
        council=_council(proposal.request.council),
        rulebook=proposal.rulebook.name,
        rulebook_digest=proposal.provenance.rulebook_digest,
        cocau=proposal.provenance.cocau,
        candidates=0 if slate is None else len(slate.listed),
        deputies=0 if slate is None else len(slate.deputies),
        lists=tuple(_lists(proposal)),
        posts={} if slate is None else {post: len(ids) for post, ids in slate.posts.items()},
        counts=_counts(proposal, least),
        findings=tuple(
            FindingView(rule=f.rule, verdict=f.verdict if f.rule in told else None) for f in proposal.findings
        ),
        aims=tuple(
            AimView(
                rule=a.rule,
                priority=a.priority,
                missed=a.missed if a.rule in told else None,
                proven=a.proven,
            )
            for a in proposal.aims
        ),
        conflict=() if proposal.conflict is None else proposal.conflict.rules,
        open_tier=proposal.open_tier,
    )


def open_to_all(rule: Rule) -> bool:
    """Whether a rule's verdict tells of people no more than the list does."""
    kind = getattr(rule, "kind", "")
    where = [value for name in type(rule).model_fields if isinstance(value := getattr(rule, name), Selector)]
    return kind in OPEN_KINDS and all(words(who) <= OPEN_WORDS for who in where)


def words(who: Selector) -> set[str]:
    """What a description asks of a person."""
    return {name for name in Selector.model_fields if getattr(who, name) is not None}


def _departures(proposal: Proposal, told: set[str]) -> Iterator[DepartureView]:
    for d in proposal.departures:
        if d.rule in told:
            yield DepartureView(rule=d.rule, field=d.field, was=d.was, now=d.now, withheld=False)
        else:
            yield DepartureView(rule=d.rule, field=d.field, withheld=True)


def _council(council: Council) -> CouncilView:
    return CouncilView(
        name=council.name, kind=council.kind, election_day=council.election_day, seats=council.seats
    )


def _lists(proposal: Proposal) -> Iterator[ListView]:
    if proposal.slate is None:
        return
    for unit in proposal.request.council.constituencies:
        people = proposal.request.pool.named(proposal.slate.candidates.get(unit.id, ()))
        listed = [ListedPerson(name=p.name, born=p.born, sex=p.sex) for p in people]
        # by name as the law has it, not by id: departments number people by bloc
        listed.sort(key=lambda p: (p.name.split()[-1:], p.name, p.born, p.sex))
        yield ListView(constituency=unit.id, name=unit.name, seats=unit.seats, candidates=tuple(listed))


PARTS: dict[str, tuple[str, str]] = {
    "non_party": ("non_party", "party"),
    "ethnic_minority": ("ethnic_minority", "kinh"),
    "religious_people": ("religious", "not_religious"),
    "re_elected": ("re_elected", "new"),
    "experts": ("expert", "not_expert"),
}
"""Group -> what those in it and the others are called."""


def _counts(proposal: Proposal, least: int) -> dict[str, CountsView]:
    slate = proposal.slate
    if slate is None:
        return {}
    day, deputies = proposal.request.council.election_day, set(slate.deputies)
    people = proposal.request.pool.named(dict.fromkeys(slate.listed))
    rows: dict[str, list[tuple[str, str, int]]] = {}
    for group, (yes, no) in PARTS.items():
        who = GROUPS[group]
        rows[group] = _empty((yes, no))
        rows[group] += [(_part(p, deputies), yes if who.matches(p, day) else no, 1) for p in people]
    blocs = [(_part(p, deputies), str(p.bloc), 1) for p in people]
    rows["blocs"] = _empty(tuple(str(bloc) for bloc in Bloc)) + blocs
    return {name: _shown(suppressed(counted, least)) for name, counted in rows.items()}


def _empty(values: tuple[str, ...]) -> list[tuple[str, str, int]]:
    """Every value in both groups: what nobody is stands there too."""
    return [(group, value, 0) for group in ("deputies", "others") for value in values]


def _part(person: Person, deputies: set[str]) -> str:
    return "deputies" if person.id in deputies else "others"


def _shown(published: Published) -> CountsView:
    return CountsView(
        deputies=published.cells["deputies"],
        others=published.cells["others"],
        together=published.values,
    )
