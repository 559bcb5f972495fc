"""seats_filled: the intended council has as many deputies from each list as the constituency elects."""

from typing import ClassVar, Literal

from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.select import EVERYONE, Among
from cocau.constraints.setting import Setting


class SeatsFilled(Rule):
    """Deputies stand on a list, and each constituency has exactly its seats among them."""

    facts: ClassVar = frozenset({"off", "deputies", "seats"})

    kind: Literal["seats_filled"]

    def compile(self, ballot: Ballot) -> None:
        for unit in ballot.council.constituencies:
            ballot.require(ballot.count(EVERYONE, Among.DEPUTIES, at=unit.id).equals(unit.seats))

    def audit(self, setting: Setting) -> Finding:
        gaps = {
            unit.id: abs(unit.seats - len(setting.on_list(unit.id, Among.DEPUTIES)))
            for unit in setting.council.constituencies
        }
        unlisted = set(setting.slate.deputies) - set(setting.slate.listed)
        twice = len(setting.slate.deputies) - len(set(setting.slate.deputies))
        witnesses = (*(u for u, gap in gaps.items() if gap), *sorted(unlisted))
        short = sum(gaps.values()) + len(unlisted) + twice
        return self.finding(
            not short,
            short,
            witnesses,
            off=len(witnesses),
            deputies=len(setting.slate.deputies),
            seats=setting.council.seats,
        )
