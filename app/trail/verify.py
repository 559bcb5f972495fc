"""Verifying the trail: that it is the very chain that the service wrote, from its first entry to its last."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session

from cocau.app.store.engine import Store
from cocau.app.store.sealed import Ring, Unreadable
from cocau.app.store.tables.trail import TrailHead
from cocau.app.trail.breaks import (
    Break,
    Report,
    altered,
    cut_off,
    doubled,
    forged,
    missing,
    moved,
    replaced,
    unknown,
)
from cocau.app.trail.entry import START, hash_of
from cocau.app.trail.reading import BATCH, entries, followed, says_before, total
from cocau.constraints.record import Text

SHOWN = 100
"""As many breaks are told one by one; all are counted."""


def verify(store: Store, expected_head: str | None = None, *, batch: int = BATCH) -> Report:
    """Read the whole chain and tell every place where it is broken.

    `expected_head`: the hash of a last entry that was noted outside of the database. Without it, nobody can
    tell a trail from an older copy of itself that was put back together with its older seal.
    """
    with store.snapshot() as session:
        return verified(session, store.ring, expected_head, batch=batch)


def verified(session: Session, ring: Ring, expected_head: str | None = None, *, batch: int = BATCH) -> Report:
    """The same inside of a transaction."""
    chain = Chain(session)
    breaks = [found for row in entries(session, batch) for found in chain.joined(row)]
    if more := total(session) - chain.count:
        breaks.append(doubled(more))
    breaks += _of_the_head(ring, session, chain)
    if expected_head not in {None, START} and followed(session, str(expected_head)) is None:
        breaks.append(unknown(str(expected_head)))
    return Report(
        entries=chain.count,
        last=chain.last,
        head=chain.head,
        whole=not breaks,
        count=len(breaks),
        breaks=breaks[:SHOWN],
    )


class Chain:
    """The entries read so far: how many, the last one's number and hash, and what the next one must follow.

    `follows` is None behind an entry that is broken or missing: the break is told once, not twice.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.count, self.last, self.head = 0, 0, START
        self._follows: str | None = START

    def joined(self, row: dict[str, Any]) -> Iterator[Break]:
        """What is wrong with the next entry where it stands."""
        seq, expected, follows = row["seq"], self.last + 1, self._follows
        self.count += 1
        if seq < expected:  # beside the first, or twice under one number
            yield replaced(seq) if seq < 1 else doubled(1, seq)
            return
        self.last, self.head, self._follows = seq, row["hash"], row["hash"]
        if seq > expected:
            yield missing(expected, seq - 1)
            follows = None
        if hash_of(row) != row["hash"]:
            self._follows = None
            yield self._why(row, follows)
        elif follows not in {None, row["before"]}:
            yield replaced(seq)

    def _why(self, row: dict[str, Any], follows: str | None) -> Break:
        seq, origin = row["seq"], self._origin(row)
        if origin is not None:
            return moved(seq, origin, doubled=followed(self._session, row["hash"]) == origin)
        if hash_of(row | {"before": follows}) == row["hash"]:
            return altered(seq, "before")
        hash_was_right = says_before(self._session, seq + 1, hash_of(row))
        return altered(seq, "hash" if hash_was_right else "content")

    def _origin(self, row: dict[str, Any]) -> int | None:
        """The other number under which an entry was made: behind the one that it follows, or nearby."""
        seq = row["seq"]
        found = 0 if row["before"] == START else followed(self._session, row["before"]) or seq
        likely = (found + 1, found, seq - 1, seq + 1)
        return next((n for n in likely if n != seq and hash_of(row | {"seq": n}) == row["hash"]), None)


def _of_the_head(ring: Ring, session: Session, chain: Chain) -> Iterator[Break]:
    head = session.get(TrailHead, 1)
    if head is None:
        if chain.count:
            yield forged(None, Text(vi="Thiếu phần niêm phong đầu chuỗi.", en="The sealed head is missing."))
        return
    sealed = _sealed(ring, head)
    if sealed is None:
        vi = "Phần niêm phong không do khóa nào của dịch vụ tạo ra, hoặc thiếu khóa trong COCAU_KEYS."
        en = "The seal was made by no key of the service, or a key is missing in COCAU_KEYS."
        yield forged(head.seq, Text(vi=vi, en=en))
        return
    yield from _against(sealed, (head.seq, head.hash), chain)


def _sealed(ring: Ring, head: TrailHead) -> tuple[int, str] | None:
    """Number and hash, as the service sealed them."""
    try:
        seq, _, digest = ring.open(head.seal).partition(" ")
    except Unreadable:
        return None
    return int(seq), digest


def _against(sealed: tuple[int, str], written: tuple[int, str], chain: Chain) -> Iterator[Break]:
    seq, digest = sealed
    if sealed != written:
        vi = f"Đầu chuỗi ghi {written[0]}, niêm phong ghi {seq}, hoặc mã băm khác nhau."
        en = f"The head says {written[0]}, its seal says {seq}, or their hashes differ."
        yield forged(written[0], Text(vi=vi, en=en))
    if chain.last < seq:
        yield cut_off(chain.last, seq)
    elif chain.last > seq:
        vi = f"Các bản ghi sau {seq} không do dịch vụ ghi."
        yield forged(seq, Text(vi=vi, en=f"The entries after {seq} were not written by the service."))
    elif chain.head != digest:
        vi = f"Bản ghi cuối ({seq}) không phải là bản ghi đã được niêm phong."
        yield forged(seq, Text(vi=vi, en=f"The last entry ({seq}) is not the one that was sealed."))
