"""Errors raised on purpose, their problems, and the known names nearest to a wrong one.

CocauError
├── InputError            what a person gave cannot be used; carries every problem found, not the first
│   ├── RulebookError     ... in a rulebook, its layers or its sources
│   └── OverrideError     ... in a what-if: a bound, a pin
│       ├── UnknownRule
│       ├── StandardNotRelaxable
│       └── NotAdjustable
└── AuditDisagreesError   our own defect: the solver and the audit judge one slate differently
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher


@dataclass(frozen=True)
class ItemId:
    """The id of an item in a list; `nth` (from 1) if several have it."""

    id: str
    nth: int | None = None

    def __str__(self) -> str:
        return self.id if self.nth is None else f"{self.id}#{self.nth}"


@dataclass(frozen=True)
class GivenValue:
    """A value or name as it was given: ``pins: p001``, ``--group women``."""

    value: object


@dataclass(frozen=True)
class InputPart:
    """The part of an input within which a path stands: ``councils.3: pool.people``."""

    text: str


@dataclass(frozen=True)
class FilePlace:
    """A place in a file: a line or row (from 1) and, in tables, a column (from 0).

    `cell`: how a spreadsheet calls it (``Sheet1!C3``); `heading`: what stands above the column.
    """

    file: str
    row: int | None = None
    column: int | None = None
    cell: str | None = None
    heading: str = ""

    def __str__(self) -> str:
        if self.cell is not None:
            return f"{self.file}: {self.cell}" + (f" ({self.heading})" if self.heading else "")
        line = self.file if self.row is None else f"{self.file}:{self.row}"
        return f"{line}: {self.heading}" if self.heading else line


LocStep = str | int | ItemId | GivenValue | InputPart | FilePlace
"""A step on the way to a fault: fields and indexes as pydantic has them, or a type above."""

Loc = tuple[LocStep, ...]
"""Where a fault stands: ``("pool", "people", ItemId("p1"), "born")``."""


def format_loc(loc: Iterable[LocStep]) -> str:
    """Format a place as people read it: `people[3].born`, `p.yaml:7: seats`, `--group women`."""
    out, last = "", None
    for step in loc:
        match step:
            case int() | ItemId():
                out += f": [{step}]" if isinstance(last, FilePlace) else f"[{step}]"
            case GivenValue():
                option = isinstance(last, str) and last.startswith("-")
                out += f"{(' ' if option else ': ') if out else ''}{step.value}"
            case InputPart():
                out += f"{': ' if out else ''}{step.text}"
            case FilePlace():
                out += f"{': ' if out else ''}{step}"
            case _ if isinstance(last, InputPart | FilePlace):
                out += f": {step}"
            case _:
                out += f".{step}" if out else step
        last = step
    return out


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input: where it stands, what is wrong, and what would be right.

    `code` is stable and machine-readable. `also`: further places of the same fault.
    """

    code: str
    loc: Loc
    vi: str
    en: str
    also: tuple[Loc, ...] = ()

    @property
    def locs(self) -> tuple[Loc, ...]:
        """Return every place of the fault."""
        return (self.loc, *self.also)

    @property
    def where(self) -> str:
        """Return the places as people read them: ``pool.csv:7: Ngày sinh``, ``people[3].born``."""
        within = [step for step in self.loc if isinstance(step, InputPart)]
        others = (format_loc(step for step in loc if step not in within) for loc in self.also)
        joint = "; " if self.loc and isinstance(self.loc[0], FilePlace) else ", "
        return joint.join(dict.fromkeys((format_loc(self.loc), *others)))

    @property
    def field(self) -> str:
        """Return the name of the field with which the place ends, "" if it ends otherwise."""
        last = self.locs[-1][-1:]
        return last[0] if last and isinstance(last[0], str) else ""

    def of(self, lang: str) -> str:
        """Return what is wrong in `lang` ("vi" or "en")."""
        return self.en if lang == "en" else self.vi

    def at(self, *locs: Loc) -> "Problem":
        """Return the same problem at other places."""
        return replace(self, loc=locs[0], also=locs[1:])

    def within(self, part: str | FilePlace) -> "Problem":
        """Return the same problem as seen from further out."""
        step = InputPart(part) if isinstance(part, str) else part
        return self.at(*((step, *loc) for loc in self.locs))

    def to_dict(self) -> dict[str, str]:
        """Return what is sent and stored of a problem: its place as a text only."""
        return {"code": self.code, "where": self.where, "vi": self.vi, "en": self.en}

    @classmethod
    def from_dict(cls, stored: Mapping[str, str]) -> "Problem":
        """Return a stored problem; its place is the one step that was written."""
        where = stored["where"]
        return cls(stored["code"], (where,) if where else (), stored["vi"], stored["en"])


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
    """The what-if changes more than a bound: whom a rule counts, its clause or its dates."""


class AuditDisagreesError(CocauError):
    """The solver's slate fails a must in its audit: a defect of ours, never the user's."""


MOST_NEAREST = 10
"""Names that are listed."""

_LONGEST_NAME = 60
"""Characters of a name that are compared."""


def list_nearest(unknown_name: str, known_names: Iterable[str], most: int = MOST_NEAREST) -> str:
    """List the known names, the likest first; of many only the first `most`, then ``…``."""
    # The matcher prepares `b`, so that many names can be compared with it.
    matcher = SequenceMatcher(b=unknown_name[:_LONGEST_NAME])

    def likeness(name: str) -> float:
        matcher.set_seq1(name)
        return matcher.ratio()

    names = sorted(dict.fromkeys(known_names), key=likeness, reverse=True)
    return ", ".join((*names[:most], *(["…"] if len(names) > most else [])))
