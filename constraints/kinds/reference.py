"""reference: past all goals, the intended council stays near a composition that was agreed or existed."""

from typing import ClassVar, Literal

from cocau.constraints.council import Council
from cocau.constraints.people import Bloc
from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.select import GROUPS, Among
from cocau.constraints.setting import Setting


class Reference(Rule):
    """Deputies per bloc against `Council.reference`, else against the previous term.

    It keeps directions from running to an extreme: nobody asked for a council without administration.
    """

    facts: ClassVar = frozenset({"distance", "total"})

    kind: Literal["reference"]

    def compile(self, ballot: Ballot) -> None:
        for bloc, number in composition(ballot.council).items():
            ballot.require(ballot.count(GROUPS[bloc], Among.DEPUTIES).equals(number))

    def audit(self, setting: Setting) -> Finding:
        wanted = composition(setting.council)
        if not wanted:
            return self.cannot_judge(
                "Thiếu cơ cấu tham chiếu và số liệu theo khối của nhiệm kỳ trước.",
                "Neither an agreed structure nor the previous term's blocs are given.",
            )
        actual = {b: len(setting.matching(Among.DEPUTIES, GROUPS[b])) for b in wanted}
        distance = sum(abs(actual[b] - wanted[b]) for b in wanted)
        return self.finding(not distance, distance, distance=distance, total=len(setting.slate.deputies))


def composition(council: Council) -> dict[str, int]:
    """Deputies per bloc to stay near to; empty where nothing was given."""
    if council.reference is not None:
        return dict(sorted(council.reference.items()))
    counts = council.prior_term.counts if council.prior_term is not None else {}
    return {bloc: counts[bloc] for bloc in sorted(Bloc) if bloc in counts}
