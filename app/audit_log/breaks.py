"""Breaks: where the audit log, or what it tells of, is not as it was written."""

from enum import StrEnum

from cocau.constraints.record import Record
from cocau.constraints.record import Text as Text_record


class TamperKind(StrEnum):
    """Kinds of damage to the chain."""

    ALTERED = "altered"
    MISSING = "missing"
    REORDERED = "reordered"
    DOUBLED = "doubled"
    REPLACED = "replaced"
    CUT_OFF = "cut_off"
    FORGED_HEAD = "forged_head"
    UNKNOWN_HEAD = "unknown_head"
    EMPTIED = "emptied"
    ROWS_ALTERED = "rows_altered"
    ROWS_MISSING = "rows_missing"
    UNRECORDED = "unrecorded"
    UNSEALED = "unsealed"
    OTHER_CONTENT = "other_content"


class AuditLogBreak(Record):
    """A place where the chain is broken: the entry's number, and what does not fit there.

    `field`: ``hash`` (the hash itself was changed), ``before`` (the link to the entry before it), ``content``
    (anything that the hash is over), ``seq`` (the number), ``seal`` (the head's).
    """

    kind: TamperKind
    seq: int | None
    field: str
    text: Text_record


def report_altered(seq: int, field: str) -> AuditLogBreak:
    """Report an entry that does not fit its own hash."""
    vi = f"Bản ghi {seq} đã bị sửa: trường {field} không khớp với mã băm."
    en = f"Entry {seq} was altered: its {field} does not fit its hash."
    return AuditLogBreak(kind=TamperKind.ALTERED, seq=seq, field=field, text=Text_record(vi=vi, en=en))


def report_missing(first: int, last: int) -> AuditLogBreak:
    """Report entries that are missing."""
    several = first != last
    entries = f"{first}-{last}" if several else f"{first}"
    en = f"Entries {entries} are missing." if several else f"Entry {entries} is missing."
    return AuditLogBreak(
        kind=TamperKind.MISSING,
        seq=first,
        field="seq",
        text=Text_record(vi=f"Thiếu bản ghi {entries}.", en=en),
    )


def report_moved(seq: int, origin: int, *, doubled: bool) -> AuditLogBreak:
    """Report an entry that was written under another number."""
    kind = TamperKind.DOUBLED if doubled else TamperKind.REORDERED
    vi = f"Bản ghi {seq} {'là bản sao của' if doubled else 'vốn là'} bản ghi {origin}."
    en = f"Entry {seq} {'is a copy of' if doubled else 'was'} entry {origin}."
    return AuditLogBreak(kind=kind, seq=seq, field="seq", text=Text_record(vi=vi, en=en))


def report_doubled(count: int, seq: int | None = None) -> AuditLogBreak:
    """Report that there are more entries than numbers: some stand twice."""
    en = f"{count} more entries than numbers: entries stand twice."
    text = Text_record(vi=f"Nhiều hơn {count} bản ghi so với số thứ tự: có bản ghi lặp lại.", en=en)
    return AuditLogBreak(kind=TamperKind.DOUBLED, seq=seq, field="seq", text=text)


def report_replaced(seq: int) -> AuditLogBreak:
    """Report an entry that is valid in itself but does not follow the one before it."""
    vi = f"Bản ghi {seq} không nối tiếp bản ghi trước nó: một trong hai đã bị chèn hoặc thay."
    en = f"Entry {seq} does not follow the one before it: one of the two was put there by somebody else."
    return AuditLogBreak(kind=TamperKind.REPLACED, seq=seq, field="before", text=Text_record(vi=vi, en=en))


def report_cut_off(last: int, sealed: int) -> AuditLogBreak:
    """Report an end that was cut off: the sealed head names a later entry."""
    vi = f"Chuỗi dừng ở bản ghi {last}, trong khi phần niêm phong ghi {sealed}: đoạn cuối đã bị cắt."
    en = f"The trail ends at entry {last} while its seal says {sealed}: its end was cut off."
    return AuditLogBreak(kind=TamperKind.CUT_OFF, seq=last + 1, field="seq", text=Text_record(vi=vi, en=en))


def report_forged(seq: int | None, why: Text_record) -> AuditLogBreak:
    """Report a head that the service did not write."""
    return AuditLogBreak(kind=TamperKind.FORGED_HEAD, seq=seq, field="seal", text=why)


def report_unknown_head(head: str) -> AuditLogBreak:
    """Report a noted hash that no entry has any more."""
    vi = f"Không bản ghi nào có mã băm {head} đã ghi lại trước đây: chuỗi đã bị viết lại."
    en = f"No entry has the hash {head} that was noted before: the trail was rewritten."
    return AuditLogBreak(kind=TamperKind.UNKNOWN_HEAD, seq=None, field="hash", text=Text_record(vi=vi, en=en))


def report_rows(kind: TamperKind, seq: int | None, thing: str) -> AuditLogBreak:
    """Report rows that are not as the audit log or their seal says."""
    vi, en = _ROW_TEXTS[kind]
    return AuditLogBreak(
        kind=kind, seq=seq, field=thing, text=Text_record(vi=vi.format(thing), en=en.format(thing))
    )


_ROW_TEXTS = {
    TamperKind.ROWS_ALTERED: (
        "Dữ liệu của {} không phải như bản ghi cuối về nó để lại.",
        "The rows of {} are not as its last entry left them.",
    ),
    TamperKind.ROWS_MISSING: ("Không còn dữ liệu của {}.", "The rows of {} are gone."),
    TamperKind.UNRECORDED: ("Không bản ghi nào nói về {}.", "No entry tells of {}."),
    TamperKind.UNSEALED: (
        "{} không mở được ở vị trí của nó: đã bị sửa hoặc chuyển chỗ, hoặc thiếu khóa.",
        "{} does not open in its place: it was altered or moved, or a key is missing.",
    ),
    TamperKind.OTHER_CONTENT: (
        "Nội dung của {} không khớp với mã băm ghi cạnh nó.",
        "The content of {} does not fit the digest beside it.",
    ),
}


def report_emptied() -> AuditLogBreak:
    """Report an audit log without entries beside data that were entered."""
    vi = "Nhật ký trống trong khi đã có dữ liệu: toàn bộ nhật ký đã bị xóa."
    en = "The trail is empty although there are other data: all of it was deleted."
    return AuditLogBreak(kind=TamperKind.EMPTIED, seq=None, field="seq", text=Text_record(vi=vi, en=en))
