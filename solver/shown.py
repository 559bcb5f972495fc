"""The last gate: every slate that anybody sees was audited, and breaks no must and no standard."""

from cocau.constraints.errors import AuditDisagreesError
from cocau.constraints.rule import Finding, Strength, Verdict
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.slate import Slate
from cocau.solver.request import PlanRequest


def fit_to_show(request: PlanRequest, book: Rulebook, slate: Slate, whose: str) -> tuple[Finding, ...]:
    """Every rule judged on a slate. `whose`: how an error calls it.

    Raises:
        AuditDisagreesError: a must or a standard is broken; a defect of ours.
    """
    findings = book.audit(request.council, request.pool, slate)
    broken = [
        finding.rule
        for rule, finding in zip(book.rules, findings, strict=True)
        if rule.strength is not Strength.AIM and finding.verdict is Verdict.BROKEN
    ]
    if broken:
        raise AuditDisagreesError(f"{whose} breaks {', '.join(broken)}")
    return findings
