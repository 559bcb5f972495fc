"""What is to be said beside the tables: clashes, missed aims, who may not stand, who is like whom, doubts."""

from collections.abc import Iterator

from cocau.app.render.annex.form import Paragraph, Piece
from cocau.app.render.annex.pieces import without_headings
from cocau.app.render.barred import barred
from cocau.app.render.clashes import clashing
from cocau.app.render.leaf import Leaf
from cocau.app.render.notes import Notes
from cocau.app.render.origin import interchangeable
from cocau.app.render.reasons import missed
from cocau.app.render.sheet import Sheet
from cocau.constraints.record import Text
from cocau.solver.proposal import Proposal

Remark = tuple[Text, Iterator[Piece]]


def remarks(sheet: Sheet, proposal: Proposal) -> Iterator[Remark]:
    """Each remark under its title; one with nothing to say is empty."""
    pins = proposal.request.pins
    yield (
        Text(vi="Hai quy định vướng nhau", en="Clauses that clash"),
        without_headings(clashing(sheet, proposal.clashes)),
    )
    yield (
        Text(vi="Mục tiêu chưa đạt, và vì sao", en="Missed aims, and why"),
        without_headings(missed(sheet, proposal.aims, pins)),
    )
    yield (
        Text(vi="Người không đủ tiêu chuẩn ứng cử", en="Who may not stand"),
        without_headings(barred(sheet, proposal)),
    )
    yield (
        Text(vi="Những người có thể thay cho nhau", en="Interchangeable people"),
        without_headings(interchangeable(sheet, proposal)),
    )


def doubts(sheet: Sheet, notes: Notes) -> Iterator[Piece]:
    """How far clauses were verified and what is uncertain about them, by the numbers of the tables."""
    leaf = Leaf(sheet.book, sheet.lang)
    for piece in without_headings(notes.blocks()):
        yield piece.but(text=leaf.coded(piece.text)) if isinstance(piece, Paragraph) else piece
