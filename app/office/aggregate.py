"""What is left of a proposal without its people: counts of groups, verdicts, aims; never an id or a name."""

from cocau.constraints.record import Record
from cocau.constraints.rule import Verdict
from cocau.constraints.rulebook import Departure
from cocau.constraints.select import GROUPS, Among
from cocau.constraints.setting import Setting
from cocau.constraints.slate import Slate
from cocau.solver.proposal import Outcome, Proposal


class Judged(Record):
    """One rule's verdict; `short`: by how many people or units it is missed."""

    rule: str
    verdict: Verdict
    short: int = 0


class Reached(Record):
    """One aim; see `solver.proposal.Aim`."""

    rule: str
    priority: int
    missed: bool
    tier_value: int
    tier_bound: int


class Aggregate(Record):
    """Numbers of a proposal. `counts`: group -> people of it, among each of introduced, candidates, deputies.

    A count that is null was kept back from this caller.
    `barred`: standard -> how many miss it; `conflict`: the rules of it; empty if there is none.
    """

    outcome: Outcome
    council: str
    seats: int
    people: int
    counts: dict[Among, dict[str, int | None]] = {}
    barred: dict[str, int] = {}
    departures: tuple[Departure, ...] = ()
    findings: tuple[Judged, ...] = ()
    aims: tuple[Reached, ...] = ()
    conflict: tuple[str, ...] = ()
    rulebook: str
    rulebook_digest: str


COUNTED = (Among.INTRODUCED, Among.CANDIDATES, Among.DEPUTIES)

TOTAL = "total"


def aggregate_of(proposal: Proposal) -> Aggregate:
    """The numbers of a proposal."""
    request = proposal.request
    return Aggregate(
        outcome=proposal.outcome,
        council=request.council.name,
        seats=request.council.seats,
        people=len(request.pool.people),
        counts={} if proposal.slate is None else _counts(proposal, proposal.slate),
        barred={rule: len(ids) for rule, ids in proposal.barred.items()},
        departures=proposal.departures,
        findings=tuple(Judged(rule=f.rule, verdict=f.verdict, short=f.short) for f in proposal.findings),
        aims=tuple(
            Reached(
                rule=aim.rule,
                priority=aim.priority,
                missed=aim.missed,
                tier_value=aim.tier_value,
                tier_bound=aim.tier_bound,
            )
            for aim in proposal.aims
        ),
        conflict=() if proposal.conflict is None else proposal.conflict.rules,
        rulebook=proposal.rulebook.name,
        rulebook_digest=proposal.provenance.rulebook_digest,
    )


def _counts(proposal: Proposal, slate: Slate) -> dict[Among, dict[str, int | None]]:
    setting = Setting(proposal.request.council, proposal.request.pool, slate)
    counts: dict[Among, dict[str, int | None]] = {}
    for among in COUNTED:
        counts[among] = {TOTAL: len(setting.members(among))}
        counts[among] |= {name: len(setting.matching(among, who)) for name, who in GROUPS.items()}
    return counts
