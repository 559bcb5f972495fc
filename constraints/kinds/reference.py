"""reference: past all goals, the council stays near a given earlier composition."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Bloc
from cocau.constraints.model.selectors import GROUPS, Among
from cocau.constraints.record import Text
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule


class ReferenceRule(Rule):
    """Deputies per bloc against `Council.reference`, else against the previous term.

    A council of more or fewer seats than before has the previous term scaled to them. It keeps directions
    from running to an extreme: nobody asked for a council without administration.
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
        total = len(context.slate.deputies)
        finding = self.build_finding(not distance, distance, distance=distance, total=total)
        return finding.replace_unvalidated(note=_explain_scale(context.council))


def get_reference_composition(council: Council) -> dict[str, int]:
    """Return the deputies per bloc to stay near to; empty where nothing was given."""
    prior = council.prior_term
    if council.reference is not None:
        return dict(sorted(council.reference.items()))
    if prior is None:
        return {}
    known = {str(bloc): prior.counts[bloc] for bloc in sorted(Bloc) if bloc in prior.counts}
    return scale_composition(known, prior.deputies, council.seats)


def scale_composition(counts: Mapping[str, int], deputies: int, seats: int) -> dict[str, int]:
    """Scale deputies per bloc to another number of seats, by largest remainders.

    Each bloc has the whole part of its share of the seats; the seats left over go, one each, to the largest
    remainders: of equal ones to the larger bloc, then in the order given. Deputies of no known bloc take part
    together, as one more bloc at the end.
    """
    rest = max(deputies - sum(counts.values()), 0)
    blocs = [*counts.values(), rest]
    total = sum(blocs)
    if not total or deputies == seats:
        return dict(counts)
    scaled = [number * seats // total for number in blocs]
    order = sorted(range(len(blocs)), key=lambda n: (-(blocs[n] * seats % total), -blocs[n], n))
    for n in order[: seats - sum(scaled)]:
        scaled[n] += 1
    return dict(zip(counts, scaled, strict=False))


def _explain_scale(council: Council) -> Text | None:
    """Explain how a previous term of another size was scaled, where it was."""
    prior = council.prior_term
    if council.reference is not None or prior is None or prior.deputies == council.seats:
        return None
    return Text(
        vi=f"Nhiệm kỳ trước có {prior.deputies} đại biểu: cơ cấu theo khối được quy về {council.seats} ghế, "
        "phần dư lớn nhất được làm tròn lên.",
        en=f"The previous term had {prior.deputies} deputies: its blocs are scaled to {council.seats} seats "
        "by largest remainders.",
    )
