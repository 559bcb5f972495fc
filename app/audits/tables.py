"""Published tables audited: the rulebook of each term is loaded, then tables checked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from cocau.constraints.errors import InputError, Problem
from cocau.constraints.library import load_rulebook
from cocau.constraints.published.audit import TableReport, TableRequest, select_rules
from cocau.constraints.published.audit import audit_tables as audit_audit_tables
from cocau.constraints.published.notice import RULEBOOKS, Notice
from cocau.constraints.rulebook import Rulebook


@dataclass(frozen=True)
class AuditedTables:
    """The report, and for each table the rules it was audited by."""

    report: TableReport
    books: tuple[Rulebook | None, ...]


def audit_tables(
    notices: Sequence[Notice],
    before: Sequence[Notice] = (),
    rulebook: str | None = None,
    get_rulebook: Callable[[str], Rulebook] = load_rulebook,
) -> AuditedTables:
    """Audit published tables by `rulebook`, or each by the nationwide one of its term.

    `get_rulebook`: loads the rulebook of a name.

    Raises:
        InputError: no such rulebook, or one that is not for the election of a notice.
    """
    loaded = cache(get_rulebook)
    problems: list[Problem] = []
    asked = []
    for notice in notices:
        name = rulebook or RULEBOOKS.get(notice.years or "")
        book = None if name is None else loaded(name)
        if rulebook is not None and book is not None:
            problems += _check_term(notice, book)
        asked.append(TableRequest(notice, None if book is None else select_rules(notice, book)))
    if problems:
        raise InputError(problems)
    return AuditedTables(audit_audit_tables(asked, before), tuple(a.book for a in asked))


def _check_term(notice: Notice, book: Rulebook) -> list[Problem]:
    """Check that a notice is of an election that the rulebook is for."""
    day, term = notice.day, book.term
    if day is not None and (term is None or term.first <= day <= term.last):
        return []
    when = "?" if day is None else f"{day:%d/%m/%Y}"
    days = "" if term is None else f" ({term.first} – {term.last})"
    return [
        Problem(
            "outside_term",
            (notice.locality,),
            f"'{book.name}' không dùng cho cuộc bầu cử ngày {when}{days}; hãy chọn bộ khác.",
            f"'{book.name}' is not for an election on {when}{days}; choose another.",
        )
    ]
