"""What a trail may be found to have been done to, one value for each place."""

from enum import StrEnum

from cocau.constraints.record import Record, Text


class Broke(StrEnum):
    """How the chain is broken."""

    ALTERED = "altered"
    MISSING = "missing"
    REORDERED = "reordered"
    DOUBLED = "doubled"
    REPLACED = "replaced"
    CUT_OFF = "cut_off"
    FORGED_HEAD = "forged_head"
    UNKNOWN_HEAD = "unknown_head"


class Break(Record):
    """One place where the chain is broken: the entry's number, and what does not fit there.

    `field`: ``hash`` (the hash itself was changed), ``before`` (the link to the entry before it), ``content``
    (anything that the hash is over), ``seq`` (the number), ``seal`` (the head's).
    """

    kind: Broke
    seq: int | None
    field: str
    text: Text


class Report(Record):
    """What verifying came to. `last`, `head`: number and hash of the last entry that was read."""

    entries: int
    last: int
    head: str
    whole: bool
    count: int
    breaks: list[Break]


def altered(seq: int, field: str) -> Break:
    """An entry that is no longer what its hash says."""
    vi = f"Bản ghi {seq} đã bị sửa: trường {field} không khớp với mã băm."
    en = f"Entry {seq} was altered: its {field} does not fit its hash."
    return Break(kind=Broke.ALTERED, seq=seq, field=field, text=Text(vi=vi, en=en))


def missing(first: int, last: int) -> Break:
    """Numbers that are not there."""
    several = first != last
    which = f"{first}-{last}" if several else f"{first}"
    en = f"Entries {which} are missing." if several else f"Entry {which} is missing."
    return Break(kind=Broke.MISSING, seq=first, field="seq", text=Text(vi=f"Thiếu bản ghi {which}.", en=en))


def moved(seq: int, origin: int, *, doubled: bool) -> Break:
    """An entry that was made under another number."""
    kind = Broke.DOUBLED if doubled else Broke.REORDERED
    vi = f"Bản ghi {seq} {'là bản sao của' if doubled else 'vốn là'} bản ghi {origin}."
    en = f"Entry {seq} {'is a copy of' if doubled else 'was'} entry {origin}."
    return Break(kind=kind, seq=seq, field="seq", text=Text(vi=vi, en=en))


def doubled(count: int, seq: int | None = None) -> Break:
    """More entries than numbers."""
    en = f"{count} more entries than numbers: entries stand twice."
    text = Text(vi=f"Nhiều hơn {count} bản ghi so với số thứ tự: có bản ghi lặp lại.", en=en)
    return Break(kind=Broke.DOUBLED, seq=seq, field="seq", text=text)


def replaced(seq: int) -> Break:
    """An entry that is whole in itself, but does not follow the one before it."""
    vi = f"Bản ghi {seq} không nối tiếp bản ghi trước nó: một trong hai đã bị chèn hoặc thay."
    en = f"Entry {seq} does not follow the one before it: one of the two was put there by somebody else."
    return Break(kind=Broke.REPLACED, seq=seq, field="before", text=Text(vi=vi, en=en))


def cut_off(last: int, sealed: int) -> Break:
    """An end that is gone: the sealed head says more."""
    vi = f"Chuỗi dừng ở bản ghi {last}, trong khi phần niêm phong ghi {sealed}: đoạn cuối đã bị cắt."
    en = f"The trail ends at entry {last} while its seal says {sealed}: its end was cut off."
    return Break(kind=Broke.CUT_OFF, seq=last + 1, field="seq", text=Text(vi=vi, en=en))


def forged(seq: int | None, why: Text) -> Break:
    """A head that the service did not write."""
    return Break(kind=Broke.FORGED_HEAD, seq=seq, field="seal", text=why)


def unknown(head: str) -> Break:
    """A hash that was noted once, and that no entry has any more."""
    vi = f"Không bản ghi nào có mã băm {head} đã ghi lại trước đây: chuỗi đã bị viết lại."
    en = f"No entry has the hash {head} that was noted before: the trail was rewritten."
    return Break(kind=Broke.UNKNOWN_HEAD, seq=None, field="hash", text=Text(vi=vi, en=en))
