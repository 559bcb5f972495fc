"""The audit of a planned programme: each proposal again, then all together; no solver."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from cocau.app.audits.proposals import list_broken_rules, reaudit
from cocau.app.files.programmes import PROPOSALS_FOLDER, REQUEST_FILE, RESULT_FILE
from cocau.app.files.readers import read_proposal
from cocau.constraints.checks.programme import (
    ComposedCouncil,
    LevelStanding,
    StandingLimit,
    get_standing_limit,
    get_strictest_limit,
    list_over_limit,
)
from cocau.constraints.errors import FilePlace, InputError, Problem
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import CanonicalRecord, Record, compute_digest
from cocau.solver.programme.entries import Programme, ProgrammeEntry, build_plan_request
from cocau.solver.programme.parts import CouncilPart, build_council_part
from cocau.solver.programme.result import ProgrammeResult
from cocau.solver.proposal import ProposalOutcome


class CouncilAudit(Record):
    """One council's proposal audited again.

    `broken`: standards and musts that its slate breaks; `differs`: what is not as it was when it was planned,
    in the proposal itself or against the programme's other files.
    """

    council: str
    outcome: ProposalOutcome
    broken: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    limit: StandingLimit | None = None
    slate: Slate | None = None


class ProgrammeAudit(CanonicalRecord):
    """The verdicts on a planned programme; `over`: people at more levels than allowed."""

    format: Literal["cocau/programme-audit/1"] = "cocau/programme-audit/1"
    limit: StandingLimit | None
    councils: tuple[CouncilAudit, ...]
    over: tuple[LevelStanding, ...] = ()

    @property
    def kept(self) -> bool:
        """Return whether no standard, no must and no limit is broken."""
        return not self.over and not any(council.broken for council in self.councils)

    @property
    def as_planned(self) -> bool:
        """Return whether everything is as it was stored."""
        return not any(council.differs for council in self.councils)


@dataclass(frozen=True)
class CouncilAuditResult:
    """A council's audit, or the problems for which its proposal cannot be audited."""

    audit: CouncilAudit | None
    problems: tuple[Problem, ...] = ()


MapCouncils = Callable[
    [Callable[[ProgrammeEntry], CouncilAuditResult], Sequence[ProgrammeEntry]], Iterable[CouncilAuditResult]
]
"""What judges each council: one after another, or in several processes."""


def audit_programme(
    folder: Path, programme: Programme, result: ProgrammeResult, map_councils: MapCouncils = map
) -> ProgrammeAudit:
    """Audit every proposal of a planned programme, then the limit over all of them.

    Raises:
        InputError: proposals that are missing or cannot be judged, all at once.
    """
    entries = programme.in_order().entries
    parts = {council.id: council.part for council in result.councils}
    judged = [*map_councils(partial(_audit_council, folder, parts), entries)]
    if problems := [problem for one in judged for problem in one.problems]:
        raise InputError(problems)
    councils = tuple(one.audit for one in judged if one.audit is not None)
    limit = get_strictest_limit(one.limit for one in councils)
    composed = [
        ComposedCouncil(entry.request.council, entry.request.pool, one.slate)
        for entry, one in zip(entries, councils, strict=True)
    ]
    over = () if limit is None else list_over_limit(composed, limit)
    return ProgrammeAudit(limit=limit, councils=councils, over=over)


def _audit_council(folder: Path, parts: dict[str, CouncilPart], entry: ProgrammeEntry) -> CouncilAuditResult:
    path, part = folder / PROPOSALS_FOLDER / f"{entry.id}.json", parts[entry.id]
    try:
        proposal = read_proposal(path, _build_missing_problem(path))
        again = reaudit(proposal)
    except InputError as error:
        return CouncilAuditResult(None, tuple(error.problems))
    differs = [difference.what for difference in again.differences]
    if build_council_part(proposal, part.out) != part:
        differs.append(RESULT_FILE)
    if compute_digest(build_plan_request(entry, frozenset(part.out)).request.in_order()) != part.made_of:
        differs.append(REQUEST_FILE)
    rules = [rule.id for rule in list_broken_rules(proposal.rulebook, again.findings)]
    return CouncilAuditResult(
        CouncilAudit(
            council=entry.id,
            outcome=proposal.outcome,
            broken=tuple(rules),
            differs=tuple(differs),
            limit=get_standing_limit(proposal.rulebook),
            slate=proposal.slate,
        )
    )


def _build_missing_problem(path: Path) -> Problem:
    return Problem(
        "no_proposal",
        (FilePlace(f"{PROPOSALS_FOLDER}/{path.name}"),),
        "Phải là phương án JSON của hội đồng này.",
        "It must be the proposal of this council, JSON.",
    )
