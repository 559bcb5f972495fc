"""The intended council beside the previous term: each group then and now, and which way it should go."""

from collections.abc import Iterator
from dataclasses import dataclass

from cocau.app.languages import Lang
from cocau.app.pages.chamber.figure import percent
from cocau.app.pages.verdicts import Came, came_out
from cocau.app.render.figures import Share, figures
from cocau.app.render.sheet import Sheet
from cocau.constraints.kinds.trend import Trend
from cocau.constraints.people import Bloc
from cocau.constraints.select import GROUPS, Among, Selector
from cocau.constraints.slate import Slate
from cocau.solver.allocation import STRUCTURES
from cocau.solver.proposal import Proposal


@dataclass(frozen=True)
class Wanted:
    """A rule about a group: which way it should go, and how that came out."""

    rule: str
    says: str
    direction: str
    came: Came


@dataclass(frozen=True)
class Cell:
    """A number of people, and their share; a dash where nobody gave the number."""

    number: str
    percent: str


@dataclass(frozen=True)
class GroupRow:
    """One group: then, on the lists, in the intended council; `change`: in tenths of a point of percent."""

    group: str
    words: str
    before: Cell
    listed: Cell
    intended: Cell
    change: int | None
    wanted: tuple[Wanted, ...]


def group_rows(sheet: Sheet, proposal: Proposal, slate: Slate) -> tuple[list[GroupRow], list[GroupRow]]:
    """The structures, and the blocs."""
    wanted = dict(_wanted(sheet, proposal))
    rows = [
        _row(sheet, one.group, (one.before, one.listed, one.intended), wanted.get(one.group, ()))
        for one in figures(sheet.council, sheet.pool, slate, (*STRUCTURES, *map(str, Bloc)))
    ]
    return rows[: len(STRUCTURES)], rows[len(STRUCTURES) :]


def _row(
    sheet: Sheet, group: str, shares: tuple[Share | None, Share, Share], wanted: tuple[Wanted, ...]
) -> GroupRow:
    was, now = (None if share is None else share.tenths() for share in (shares[0], shares[-1]))
    before, listed, intended = (_cell(sheet, share) for share in shares)
    change = None if was is None or now is None else now - was
    return GroupRow(group, sheet.label(group), before, listed, intended, change, wanted)


def _cell(sheet: Sheet, share: Share | None) -> Cell:
    if share is None or share.count is None:
        return Cell("—", "")
    return Cell(str(share.count), percent(share.count, share.total, Lang(sheet.lang)))


def _wanted(sheet: Sheet, proposal: Proposal) -> Iterator[tuple[str, tuple[Wanted, ...]]]:
    """The rules over intended deputies that ask for more or fewer of a group."""
    found: dict[str, list[Wanted]] = {}
    for finding in proposal.findings:
        rule = sheet.book.by_id[finding.rule]
        named = {who: name for name, who in GROUPS.items()}
        if isinstance(rule, Trend) and rule.among is Among.DEPUTIES:
            group, direction = rule.group, rule.direction
        elif getattr(rule, "among", None) is Among.DEPUTIES and isinstance(
            where := getattr(rule, "where", None), Selector
        ):
            group = named.get(where, "")
            direction = "more" if _from_below(rule) else "fewer"
        else:
            continue
        found.setdefault(group, []).append(
            Wanted(rule.id, sheet.says(rule), direction, came_out(rule, finding))
        )
    yield from ((group, tuple(rules)) for group, rules in found.items())


def _from_below(rule: object) -> bool:
    """Whether a rule asks for at least so many."""
    return any(getattr(rule, field, None) is not None for field in ("at_least", "at_least_percent"))
