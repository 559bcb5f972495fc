"""Every code that a problem may carry over HTTP, put together; rules and faults come in by themselves."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from cocau.app.catalogue.asked import COMPUTATIONS, QUESTIONS, REQUESTS
from cocau.app.catalogue.files import CELLS, FILES, NOTICES, SERVICE, TABLES
from cocau.app.catalogue.law import COUNCILS, GATES, POOLS, RULEBOOKS, SEATS
from cocau.app.problems import Fault
from cocau.constraints.complaints import SAID
from cocau.constraints.record import Record, Text
from cocau.constraints.shelf import shelf

Area = Literal[
    "field",
    "council",
    "pool",
    "rulebook",
    "seats",
    "gates",
    "request",
    "question",
    "computation",
    "file",
    "table",
    "cell",
    "notice",
    "service",
    "rule",
    "fault",
]


class Issue(Record):
    """One code. `area`: where it comes from; `rule`: the code is the id of a rule that the council breaks."""

    code: str
    area: Area
    means: Text


_AREAS: dict[Area, dict[str, tuple[str, str]]] = {
    "field": SAID,
    "council": COUNCILS,
    "pool": POOLS,
    "rulebook": RULEBOOKS,
    "seats": SEATS,
    "gates": GATES,
    "request": REQUESTS,
    "question": QUESTIONS,
    "computation": COMPUTATIONS,
    "file": FILES,
    "table": TABLES,
    "cell": CELLS,
    "notice": NOTICES,
    "service": SERVICE,
}


@cache
def issues() -> dict[str, Issue]:
    """Every code with what it means; the first area counts where two have one code."""
    found: dict[str, Issue] = {}
    for issue in (*_written(), *_faults(), *_rules()):
        found.setdefault(issue.code, issue)
    return found


def _written() -> Iterator[Issue]:
    for area, codes in _AREAS.items():
        for code, (vi, en) in codes.items():
            yield Issue(code=code, area=area, means=Text(vi=_plain(vi), en=_plain(en)))


def _plain(text: str) -> str:
    """A sentence with places for values, without them."""
    return re.sub(r"\{[a-z_]+\}", "…", text)


def _faults() -> Iterator[Issue]:
    for fault in Fault:
        code = fault.slug.replace("-", "_")
        yield Issue(code=code, area="fault", means=Text(vi=fault.title, en=fault.title))


def _rules() -> Iterator[Issue]:
    for rule in shelf().rules:
        yield Issue(code=rule.id, area="rule", means=rule.says)
