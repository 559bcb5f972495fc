"""Published tables audited: the rulebook of each term chosen and loaded, then each table judged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from cocau.constraints.errors import InputError, Problem
from cocau.constraints.library import load
from cocau.constraints.notice import RULEBOOKS, Notice
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.table_audit import Asked, TableReport, audited, rules_for


@dataclass(frozen=True)
class Audited:
    """The report, and for each table the rules it was judged by."""

    report: TableReport
    books: tuple[Rulebook | None, ...]


def audit_tables(
    notices: Sequence[Notice],
    before: Sequence[Notice] = (),
    rulebook: str | None = None,
    named: Callable[[str], Rulebook] = load,
) -> Audited:
    """Every notice judged by `rulebook`, or by the nationwide one of its term.

    `named`: the rulebook of a name.

    Raises:
        InputError: no such rulebook, or one that is not for the election of a notice.
    """
    loaded = cache(named)
    problems: list[Problem] = []
    asked = []
    for notice in notices:
        name = rulebook or RULEBOOKS.get(notice.years or "")
        book = None if name is None else loaded(name)
        if rulebook is not None and book is not None:
            problems += _outside(notice, book)
        asked.append(Asked(notice, None if book is None else rules_for(notice, book)))
    if problems:
        raise InputError(problems)
    return Audited(audited(asked, before), tuple(a.book for a in asked))


def _outside(notice: Notice, book: Rulebook) -> list[Problem]:
    """A notice of another election than the rulebook is for: its silence is not a verdict."""
    day, term = notice.day, book.term
    if day is not None and (term is None or term.first <= day <= term.last):
        return []
    when = "?" if day is None else f"{day:%d/%m/%Y}"
    days = "" if term is None else f" ({term.first} – {term.last})"
    return [
        Problem(
            "outside_term",
            notice.locality,
            f"'{book.name}' không dùng cho cuộc bầu cử ngày {when}{days}; hãy chọn bộ khác.",
            f"'{book.name}' is not for an election on {when}{days}; choose another.",
        )
    ]
