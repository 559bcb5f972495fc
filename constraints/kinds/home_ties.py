"""home_ties: candidates stand where they live or work, as far as the lists allow."""

from typing import ClassVar, Literal

from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.setting import Setting


class HomeTies(Rule):
    """A person's `locality` is one of a constituency's `localities`; people without a tie do not count."""

    facts: ClassVar = frozenset({"away", "tied"})

    kind: Literal["home_ties"]

    def compile(self, ballot: Ballot) -> None:
        ballot.require(ballot.away_from_home() <= 0)

    def audit(self, setting: Setting) -> Finding:
        home = {place: u.id for u in setting.council.constituencies for place in u.localities}
        stands = {i: unit for unit, ids in setting.slate.candidates.items() for i in ids}
        tied = {p.id: home[p.locality] for p in setting.pool.named(sorted(stands)) if p.locality in home}
        away = tuple(i for i, unit in tied.items() if stands[i] != unit)
        return self.finding(not away, len(away), away, away=len(away), tied=len(tied))
