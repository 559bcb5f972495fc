"""Everything the packages raise on purpose.

CocauError
├── InputError            what a person gave cannot be used; carries every problem found, not the first
│   ├── RulebookError     ... in a rulebook, its layers or its sources
│   └── OverrideError     ... in a what-if: a bound, a pin
│       ├── UnknownRule
│       ├── StandardNotRelaxable
│       └── NotAdjustable
└── AuditDisagreesError   our own defect: the solver and the audit judge one slate differently
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input: where it stands, what is wrong, and what would be right.

    `where` is a path a person can follow: ``pool.csv:7:Ngày sinh`` or ``people[3].born``.
    `code` is stable and machine-readable.
    """

    code: str
    where: str
    vi: str
    en: str

    def at(self, prefix: str) -> "Problem":
        """The same problem, seen from one level further out."""
        joint = "" if not self.where or self.where.startswith(("[", ":")) else ": "
        return Problem(self.code, f"{prefix}{joint}{self.where}", self.vi, self.en)


class CocauError(Exception):
    """Root of everything cocau raises on purpose."""


class InputError(CocauError):
    """What a person gave cannot be used. Holds all problems found, in the order of the input."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.where}: {p.en}" for p in self.problems))


class RulebookError(InputError):
    """A rulebook, one of its layers, or the register of sources cannot be read."""


class OverrideError(InputError):
    """A what-if asks for something that no request may change."""


class UnknownRule(OverrideError):
    """The what-if names a rule that the rulebook does not hold on that day."""


class StandardNotRelaxable(OverrideError):
    """The what-if touches a standard. Standards are never traded (directive, S2.9)."""


class NotAdjustable(OverrideError):
    """The what-if changes something other than a bound: whom a rule counts, its clause, its dates."""


class AuditDisagreesError(CocauError):
    """The solver's slate fails a must in its audit: a defect of ours, never the user's."""
