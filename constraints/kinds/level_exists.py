"""level_exists: the level of the council is one that has councils at all."""

from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.council import Level
from cocau.constraints.counts import NEEDS_NAMES, Counts
from cocau.constraints.rule import Ballot, Finding, Rule
from cocau.constraints.setting import Setting


class LevelExists(Rule):
    """Law 72/2025: local government has two levels, and no district elects a council any more."""

    facts: ClassVar = frozenset({"level"})
    about_council: ClassVar = True
    council_field: ClassVar = "kind"

    kind: Literal["level_exists"]
    among: tuple[Level, ...] = Field(min_length=1)

    def compile(self, ballot: Ballot) -> None:
        if ballot.council.level not in self.among:
            ballot.impossible()

    def audit(self, setting: Setting) -> Finding:
        level = setting.council.level
        return self.finding(level in self.among, 1, level=str(level))

    def from_counts(self, counts: Counts) -> Finding:
        if counts.level is None:
            return self.cannot_judge(NEEDS_NAMES.vi, NEEDS_NAMES.en)
        return self.finding(counts.level in self.among, 1, level=str(counts.level))
