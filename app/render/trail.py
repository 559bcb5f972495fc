"""The trail and what verifying it came to, as lines of text."""

from collections.abc import Iterator, Sequence

from cocau.app.languages import Lang
from cocau.app.store.tables.trail import TrailEntry
from cocau.app.trail.breaks import Report


def verdict(report: Report, lang: Lang) -> Iterator[str]:
    """Whether the chain is whole; each break; the head to be noted."""
    english = lang is Lang.EN
    if report.whole:
        yield (
            f"THE TRAIL IS WHOLE: {report.entries} entries."
            if english
            else f"NHẬT KÝ NGUYÊN VẸN: {report.entries} bản ghi."
        )
    else:
        yield (
            f"THE TRAIL IS BROKEN: {report.count} break(s), {report.entries} entries read."
            if english
            else f"NHẬT KÝ ĐÃ BỊ CAN THIỆP: {report.count} chỗ, đã đọc {report.entries} bản ghi."
        )
        yield from (f"  • {found.text.of(lang)}" for found in report.breaks)
        if rest := report.count - len(report.breaks):
            yield f"  … and {rest} more." if english else f"  … và {rest} chỗ nữa."
    yield f"{'Last entry' if english else 'Bản ghi cuối'}: {report.last}  {report.head}"


def listing(entries: Sequence[TrailEntry], lang: Lang) -> Iterator[str]:
    """One line an entry: number, moment, who, what, to which version."""
    for entry in entries:
        version = "" if entry.version is None else f" v{entry.version}"
        moment = entry.at.isoformat(timespec="seconds")
        yield f"{entry.seq:>6}  {moment}  {entry.actor}  {entry.action} {entry.kind} {entry.subject}{version}"
    if not entries:
        yield "No entries." if lang is Lang.EN else "Không có bản ghi nào."
