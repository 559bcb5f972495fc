"""reference: past all goals, the council stays near a composition that was agreed or existed."""

from typing import ClassVar, Literal

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import GROUPS, Among
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class ReferenceRule(Rule):
    """Deputies per bloc against `Council.reference`, else against the previous term.

    It keeps directions from running to an extreme: nobody asked for a council without administration.
    """

    facts: ClassVar = frozenset({"distance", "total"})

    kind: Literal["reference"]

    def compile(self, ballot: Ballot) -> None:
        for bloc, number in get_reference_composition(ballot.council).items():
            ballot.require(ballot.count(GROUPS[bloc], Among.DEPUTIES).equals(number))

    def audit(self, context: AuditContext) -> Finding:
        wanted = get_reference_composition(context.council)
        if not wanted:
            return self.cannot_judge(
                "Thiếu cơ cấu tham chiếu và số liệu theo khối của nhiệm kỳ trước.",
                "Neither an agreed structure nor the previous term's blocs are given.",
            )
        actual = {b: len(context.list_matching(Among.DEPUTIES, GROUPS[b])) for b in wanted}
        distance = sum(abs(actual[b] - wanted[b]) for b in wanted)
        return self.build_finding(
            not distance, distance, distance=distance, total=len(context.slate.deputies)
        )


def get_reference_composition(council: Council) -> dict[str, int]:
    """Return the deputies per bloc to stay near to; empty where nothing was given."""
    if council.reference is not None:
        return dict(sorted(council.reference.items()))
    counts = council.prior_term.counts if council.prior_term is not None else {}
    return {bloc: counts[bloc] for bloc in sorted(Bloc) if bloc in counts}
