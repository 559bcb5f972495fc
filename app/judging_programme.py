"""The audit of a planned programme: every proposal judged again, and all together; without a solver."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from cocau.app.imports.programme_planned import ASKED, PROPOSALS, RESULT
from cocau.app.imports.stored import read_proposal
from cocau.app.judging import broken, rejudge
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.programme import Composed, Limit, Standing, limit_of, over_limit, strictest
from cocau.constraints.record import Record, digest
from cocau.constraints.slate import Slate
from cocau.solver.programme.entries import Entry, Programme, ask
from cocau.solver.programme.parts import CouncilPart, part_of
from cocau.solver.programme.result import ProgrammeResult
from cocau.solver.proposal import Outcome


class CouncilAudit(Record):
    """One council's proposal judged again.

    `broken`: standards and musts that its slate breaks; `differs`: what is not as it was when it was planned,
    in the proposal itself or against the programme's other files.
    """

    council: str
    outcome: Outcome
    broken: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    limit: Limit | None = None
    slate: Slate | None = None


class ProgrammeAudit(Record):
    """What every rule says of a planned programme. `over`: people at more levels than the limit allows."""

    format: Literal["cocau/programme-audit/1"] = "cocau/programme-audit/1"
    limit: Limit | None
    councils: tuple[CouncilAudit, ...]
    over: tuple[Standing, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether no standard, no must and no limit is broken."""
        return not self.over and not any(council.broken for council in self.councils)

    @property
    def as_planned(self) -> bool:
        """Whether everything is as it was stored."""
        return not any(council.differs for council in self.councils)

    def to_json(self) -> str:
        """Canonical JSON: the same audit is the same bytes."""
        return self.model_dump_json(indent=1) + "\\n"


@dataclass(frozen=True)
class Judged:
    """A council's audit, or why its proposal cannot be judged."""

    audit: CouncilAudit | None
    problems: tuple[Problem, ...] = ()


Each = Callable[[Callable[[Entry], Judged], Sequence[Entry]], Iterable[Judged]]
"""What judges each council: one after another, or in several processes."""


def judged_programme(
    folder: Path, programme: Programme, result: ProgrammeResult, each: Each = map
) -> ProgrammeAudit:
    """Every proposal of a planned programme judged again, then the limit over all of them.

    Raises:
        InputError: proposals that are missing or cannot be judged, all at once.
    """
    entries = programme.in_order().entries
    parts = {council.id: council.part for council in result.councils}
    judged = [*each(partial(_judged, folder, parts), entries)]
    if problems := [problem for one in judged for problem in one.problems]:
        raise InputError(problems)
    councils = tuple(one.audit for one in judged if one.audit is not None)
    limit = strictest(one.limit for one in councils)
    composed = [
        Composed(entry.request.council, entry.request.pool, one.slate)
        for entry, one in zip(entries, councils, strict=True)
    ]
    over = () if limit is None else over_limit(composed, limit)
    return ProgrammeAudit(limit=limit, councils=councils, over=over)


def _judged(folder: Path, parts: dict[str, CouncilPart], entry: Entry) -> Judged:
    path, part = folder / PROPOSALS / f"{entry.id}.json", parts[entry.id]
    try:
        proposal = read_proposal(path, _none(path))
        again = rejudge(proposal)
    except InputError as error:
        return Judged(None, tuple(error.problems))
    differs = [difference.what for difference in again.differences]
    if part_of(proposal, part.out) != part:
        differs.append(RESULT)
    if digest(ask(entry, frozenset(part.out)).request.in_order()) != part.made_of:
        differs.append(ASKED)
    rules = [rule.id for rule in broken(proposal.rulebook, again.findings)]
    return Judged(
        CouncilAudit(
            council=entry.id,
            outcome=proposal.outcome,
            broken=tuple(rules),
            differs=tuple(differs),
            limit=limit_of(proposal.rulebook),
            slate=proposal.slate,
        )
    )


def _none(path: Path) -> Problem:
    return Problem(
        "no_proposal",
        f"{PROPOSALS}/{path.name}",
        "Phải là phương án JSON của hội đồng này.",
        "It must be the proposal of this council, JSON.",
    )
