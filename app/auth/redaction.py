"""Redaction: a proposal as a caller without the right to see people gets it.

Everything in the view is named here; what is not, is not shown (an allow-list: a new field of a proposal
stays hidden until somebody adds it). The reasons stand in docs/service.md, "What a viewer sees".
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from cocau.constraints.model.council import Council, CouncilKind
from cocau.constraints.model.name_order import get_name_order
from cocau.constraints.model.people import PERSON_FIELDS, Sex
from cocau.constraints.model.person_fields import FieldDisclosure
from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.record import CanonicalRecord, Record, Text
from cocau.constraints.rules.rule import Rule, Verdict
from cocau.solver.proposal import Proposal, ProposalOutcome

OPEN_CRITERIA = frozenset(
    criterion
    for declared in PERSON_FIELDS.values()
    if declared.disclosure is FieldDisclosure.LISTED
    for criterion in declared.criteria
)
"""What a rule may count by and still be told with its verdict: both stand on the list."""
OPEN_KINDS = frozenset(
    {
        "fewest_residents",
        "headcount",
        "list_size",
        "merger_stated",
        "people_per_seat",
        "post_ceiling",
        "post_number",
        "seats_filled",
        "seats_formula",
        "seats_per_constituency",
        "share",
        "single_listing",
        "spare_introduced",
        "spread",
        "surplus",
        "unit_exists",
    }
)
"""Kinds of rules that ask nothing of a person but what they count by."""

_WITHHELD = Text(
    vi=(
        "Không nêu: đảng viên, dân tộc, tôn giáo và những gì cho biết điều đó; ai dự kiến trúng cử, giữ chức "
        "danh; ai không đủ tiêu chuẩn; lưu ý về kỷ luật, tín nhiệm; "
        "kết luận của quy định về những điều đó, và số người theo những điều đó."
    ),
    en=(
        "Withheld: Party membership, ethnicity, religion and what tells them; who is meant to be elected and "
        "for which post; who misses a standard; remarks on discipline and confidence; "
        "verdicts of rules about these, and numbers of people by these."
    ),
)


class ListedPerson(Record):
    """A person as Art. 57(5) has the official list print them: name, birth, sex."""

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
    """A bound that departs from the rulebook; no numbers where its rule counts the withheld."""

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


class ProposalView(CanonicalRecord):
    """A proposal as a caller without the right to see people gets it.

    `conflict_withheld`: how many rules of the conflict are withheld.
    """

    format: Literal["cocau/proposal-view/2"] = "cocau/proposal-view/2"
    outcome: ProposalOutcome
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
    findings: tuple[FindingView, ...]
    aims: tuple[AimView, ...]
    conflict: tuple[str, ...]
    conflict_withheld: int = 0
    open_tier: tuple[str, ...]


def redact(text: str) -> str:
    """Redact a stored proposal, JSON to JSON."""
    return build_proposal_view(Proposal.model_validate_json(text)).to_json()


def build_proposal_view(proposal: Proposal) -> ProposalView:
    """Build the redacted view of a proposal."""
    open_rules = {rule.id for rule in proposal.rulebook.rules if is_open_to_all(rule)}
    open_rules -= {rule.id for rule in proposal.rulebook.rules if not is_open_to_all(rule)}
    slate, pins = proposal.slate, proposal.request.pins
    core = () if proposal.conflict is None else proposal.conflict.rules
    return ProposalView(
        outcome=proposal.outcome,
        withheld=_WITHHELD,
        departures=tuple(_list_departures(proposal, open_rules)),
        raised=proposal.request.raised,
        pinned=len(pins.everybody),
        council=_build_council_view(proposal.request.council),
        rulebook=proposal.rulebook.name,
        rulebook_digest=proposal.provenance.rulebook_digest,
        cocau=proposal.provenance.cocau,
        candidates=0 if slate is None else len(slate.listed),
        deputies=0 if slate is None else len(slate.deputies),
        lists=tuple(_build_list_views(proposal)),
        posts={} if slate is None else {post: len(ids) for post, ids in slate.posts.items()},
        findings=tuple(
            FindingView(rule=f.rule, verdict=f.verdict if f.rule in open_rules else None)
            for f in proposal.findings
        ),
        aims=tuple(
            AimView(
                rule=a.rule,
                priority=a.priority,
                missed=a.missed if a.rule in open_rules else None,
                proven=a.proven,
            )
            for a in proposal.aims
        ),
        conflict=tuple(rule for rule in core if rule in open_rules),
        conflict_withheld=sum(rule not in open_rules for rule in core),
        open_tier=proposal.open_tier,
    )


def is_open_to_all(rule: Rule) -> bool:
    """Return whether a rule's verdict tells no more of people than the list does."""
    values = [getattr(rule, name) for name in type(rule).model_fields]
    criteria = set().union(*(list_criteria(value) for value in values if isinstance(value, Selector)))
    # among the intended deputies, sex or age would tell who they are
    among = {value for value in values if isinstance(value, Among)} if criteria else set()
    kind = getattr(rule, "kind", "")
    return kind in OPEN_KINDS and criteria <= OPEN_CRITERIA and among <= {Among.CANDIDATES}


def list_criteria(selector: Selector) -> set[str]:
    """List the criteria that a selector has for a person."""
    return {name for name in Selector.model_fields if getattr(selector, name) is not None}


def _list_departures(proposal: Proposal, open_rules: set[str]) -> Iterator[DepartureView]:
    for d in proposal.departures:
        if d.rule in open_rules:
            yield DepartureView(rule=d.rule, field=d.field, was=d.was, now=d.now, withheld=False)
        else:
            yield DepartureView(rule=d.rule, field=d.field, withheld=True)


def _build_council_view(council: Council) -> CouncilView:
    return CouncilView(
        name=council.name, kind=council.kind, election_day=council.election_day, seats=council.seats
    )


def _build_list_views(proposal: Proposal) -> Iterator[ListView]:
    if proposal.slate is None:
        return
    for unit in proposal.request.council.constituencies:
        people = list(proposal.request.pool.get_people(proposal.slate.candidates.get(unit.id, ())))
        # by name as the law has it, not by id: departments number people by bloc
        people.sort(key=lambda p: (get_name_order(p), p.born, p.sex))
        listed = [ListedPerson(name=p.name, born=p.born, sex=p.sex) for p in people]
        yield ListView(constituency=unit.id, name=unit.name, seats=unit.seats, candidates=tuple(listed))
