"""Errors raised on purpose, the problems they carry, and known names nearest to a wrong one.

CocauError
├── InputError            what a person gave cannot be used; carries every problem found, not the first
│   ├── RulebookError     ... in a rulebook, its layers or its sources
│   └── OverrideError     ... in a what-if: a bound, a pin
│       ├── UnknownRule
│       ├── StandardNotRelaxable
│       └── NotAdjustable
└── AuditDisagreesError   our own defect: the solver and the audit judge one slate differently
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


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

    def with_prefix(self, prefix: str) -> "Problem":
        """Return the same problem with `prefix` put before its place."""
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


MOST_NEAREST = 10
"""Names that are listed."""

_LONGEST_NAME = 60
"""Characters of a name that are compared."""


def list_nearest(unknown_name: str, known_names: Iterable[str]) -> str:
    """List the known names, the likest first; of many only the first ten, then ``…``."""
    matcher = SequenceMatcher(
        b=unknown_name[:_LONGEST_NAME]
    )  # it prepares this one, so that many can be compared

    def likeness(name: str) -> float:
        matcher.set_seq1(name)
        return matcher.ratio()

    names = sorted(dict.fromkeys(known_names), key=likeness, reverse=True)
    return ", ".join((*names[:MOST_NEAREST], *(["…"] if len(names) > MOST_NEAREST else [])))
