"""Rows against verdicts, on random slates: what a proof adds up and what the audit says.

A rule's `compile` makes the rows, its `audit` the verdict; the two are written apart.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Finding, Rule, Standard, Strength, Verdict
from cocau.solver.model.program import evaluate
from cocau.solver.model.slate_assignment import assign_slate
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.model.variable_names import STRUCTURE
from cocau.solver.proposal import Proposal

AT_HOME = "stand-at-home"
"""The rule whose rows count the best seating of people alike, by whatever names."""


@dataclass(frozen=True)
class SlateDisagreement:
    """A slate on which a rule's rows say otherwise than its audit."""

    rule: str
    slate: Slate


@dataclass(frozen=True)
class AuditAgreement:
    """What was compared on how many slates.

    `verdicts`: how often each rule was kept, and broken.
    """

    slates: int
    verdicts: Mapping[tuple[str, Verdict], int]
    disagreements: tuple[SlateDisagreement, ...]


def hold_against_audit(proposal: Proposal, slates: int = 100, seed: int = 0) -> AuditAgreement:
    """Hold the rows of a proposal against the audit, on random slates of its very request."""
    request, book = proposal.request.in_order(), proposal.rulebook
    model, chance = SlateModel(request, book), Random(seed)  # noqa: S311  # nothing is kept secret by it
    barred = book.list_barred(request.council, request.pool)
    start = proposal.slate or Slate(candidates={}, deputies=())
    verdicts: Counter[tuple[str, Verdict]] = Counter()
    found: list[SlateDisagreement] = []
    for _ in range(slates):
        slate = draw_slate(model, start, chance)
        context = AuditContext(request.council, request.pool, slate, barred)
        findings = [rule.audit(context) for rule in book.rules]
        verdicts.update((finding.rule, finding.verdict) for finding in findings)
        found += [SlateDisagreement(rule, slate) for rule in list_disagreements(model, book, slate, findings)]
    return AuditAgreement(slates, dict(verdicts), tuple(found))


def list_disagreements(
    model: SlateModel, book: Rulebook, slate: Slate, findings: Sequence[Finding]
) -> Iterator[str]:
    """List the rules whose rows say otherwise than their findings; the structure always holds."""
    values = assign_slate(model, slate)
    tags = set(model.program.tags())
    kept = model.program.get_kept_tags(values)
    if not model.program.with_tags(lambda _: False).allows(values):
        yield STRUCTURE
    for rule, finding in zip(book.rules, findings, strict=True):
        if rule.id not in tags or isinstance(rule, Standard):
            continue
        if not _agrees(model, values, rule, finding, kept):
            yield rule.id


def _agrees(model: SlateModel, values: list[int], rule: Rule, finding: Finding, kept: frozenset[str]) -> bool:
    if finding.verdict is Verdict.UNDECIDED:
        return True
    if rule.strength is not Strength.AIM:
        return (rule.id in kept) is (finding.verdict is Verdict.KEPT)
    missed = evaluate(model.shortfall([rule.id]), values)
    if rule.id == AT_HOME:
        return missed <= finding.short
    return (missed == 0) is (finding.verdict is Verdict.KEPT)


def draw_slate(model: SlateModel, start: Slate, chance: Random) -> Slate:
    """Draw a slate some steps away from another, such as a planner's variables can express."""
    units = [unit.id for unit in model.council.constituencies]
    able = [person.id for person in model.pool.people if model.may_stand(person.id)]
    where = {i: unit for unit, ids in start.candidates.items() for i in ids}
    deputies = set(start.deputies)
    posts = {post: set(start.get_holders(post)) for post in model.council.posts}
    for _ in range(chance.choice((0, 1, 2, 4, 8, 3 * len(able)))):
        person, unit = chance.choice(able), chance.choice(units)
        match chance.randrange(4):
            case 0:
                where[person] = unit
            case 1:
                where.pop(person, None)
            case 2:
                deputies ^= {person}
            case 3:
                posts[chance.choice(model.council.posts)] ^= {person}
    deputies &= where.keys()
    return Slate(
        candidates={unit: tuple(sorted(i for i in where if where[i] == unit)) for unit in units},
        deputies=tuple(sorted(deputies)),
        posts={post: tuple(sorted(ids & deputies)) for post, ids in posts.items()},
        introduced=None if start.introduced is None else tuple(sorted({*start.introduced, *where})),
    )
