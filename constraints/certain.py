"""One verdict of several: of all the numbers of people that a table leaves open."""

from collections.abc import Iterable

from cocau.constraints.record import Text
from cocau.constraints.rule import Fact, Finding, Verdict


def certain(findings: Iterable[Finding], missing: Text) -> Finding:
    """The verdict that all share, with the least shortfall; undecided, for `missing`, where they differ.

    A fact that differs is written from its least to its greatest value.
    """
    several = tuple(findings)
    first = several[0]
    facts = {name: _from_to([f.facts[name] for f in several]) for name in first.facts}
    if any(f.verdict is not first.verdict for f in several):
        return Finding(rule=first.rule, verdict=Verdict.UNDECIDED, facts=facts, missing=missing)
    return first.but(facts=facts, witnesses=(), short=min(f.short for f in several))


def _from_to(values: list[Fact]) -> Fact:
    numbers = [value for value in values if isinstance(value, int)]
    low, high = min(numbers), max(numbers)
    return low if low == high else f"{low}–{high}"
