"""Which column of a published table is which, and everything that is wrong with its headings."""

from collections.abc import Iterator

from cocau.app.imports.found import Found
from cocau.app.imports.notice_columns import field_of, is_passed_over, unknown
from cocau.app.imports.safe_text import Refused
from cocau.app.imports.table import Table, is_blank
from cocau.constraints.errors import Problem

_BARE = Refused(
    "no_heading",
    "Cột có số liệu nhưng không có tiêu đề; nếu tiêu đề gộp ô thì ghi tiêu đề vào từng cột.",
    "The column has values but no heading; if headings are merged, write one over each column.",
)
_REQUIRED = ("locality", "level", "stage")


def codes_of(table: Table) -> tuple[dict[int, str], list[Found]]:
    """The column code of each heading, and what is wrong with the headings."""
    codes: dict[int, str] = {}
    found: list[Found] = []
    for index, heading in enumerate(table.headings):
        code = _beside(codes.get(index - 1), field_of(heading)) if heading else None
        filled = heading or any(
            index < len(cells) and not is_blank([cells[index]]) for _, cells in table.rows
        )
        where = table.at(table.heading_row, index)
        if is_passed_over(heading) or not filled:
            continue
        if code is None:
            found.append((table.heading_row, index, (unknown(heading) if heading else _BARE).at(where)))
        elif code in codes.values():
            vi, en = (
                f"Cột '{code}' có hai lần; chỉ giữ một.",
                f"The column '{code}' is there twice; keep one.",
            )
            found.append((table.heading_row, index, Problem("heading_twice", where, vi, en)))
        else:
            codes[index] = code
    return codes, [*found, *_missing(table, set(codes.values()))]


def _beside(left: str | None, code: str | None) -> str | None:
    """A plain "Tỷ lệ" right of a group's number is that group's percentage."""
    if code == "percent" and left is not None and left.endswith(".count"):
        return left.removesuffix("count") + code
    return code


def _missing(table: Table, codes: set[str]) -> Iterator[Found]:
    lacking = [code for code in _REQUIRED if code not in codes]
    if not codes & {"term", "election_day"}:
        lacking.append("term")
    if codes & {"count", "percent", "bloc_code"} and "bloc" not in codes:
        lacking.append("bloc")
    for code in lacking:
        vi, en = f"Thiếu cột bắt buộc '{code}'.", f"The required column '{code}' is missing."
        where = table.at(table.heading_row)
        yield table.heading_row, len(table.headings), Problem("missing_heading", where, vi, en)
