"""A proposal as an annex: departures first, then the answer, the tables, the rules, and its origin."""

from collections.abc import Iterator

from cocau.app.render import outcome, reasons
from cocau.app.render.annex.composition import composition
from cocau.app.render.annex.departed import departures
from cocau.app.render.annex.fitting import fitted
from cocau.app.render.annex.form import Annex, Part, Piece, Section
from cocau.app.render.annex.head import head
from cocau.app.render.annex.judged import judged
from cocau.app.render.annex.leadership import leadership
from cocau.app.render.annex.lists import lists
from cocau.app.render.annex.origin import provenance
from cocau.app.render.annex.pieces import without_headings
from cocau.app.render.annex.remarks import doubts, remarks
from cocau.app.render.annex.sight import EVERYTHING, Sight
from cocau.app.render.annex.unsaid import unsaid
from cocau.app.render.blocks import Block
from cocau.app.render.compliance import summary
from cocau.app.render.moves import moved
from cocau.app.render.notes import Notes
from cocau.app.render.sheet import Sheet
from cocau.constraints.record import Text
from cocau.constraints.slate import Slate
from cocau.solver.proposal import Conflict, Proposal

_ROMAN = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))

_Told = tuple[Part, Text, Iterator[Piece]]


def annex(proposal: Proposal, lang: str = "vi", sight: Sight = EVERYTHING) -> Annex:
    """The whole annex in one language, without what its reader may not see; the same value each time."""
    shown = proposal if sight.sensitive else unsaid(proposal)
    request = shown.request
    sheet = Sheet(shown.rulebook, lang, request.council, fitted(request.pool))
    told = ((part, title.of(lang), tuple(body)) for part, title, body in _told(sheet, shown, sight))
    origin = Text(vi="Nguồn gốc", en="Provenance").of(lang)
    bodies = [*told, (Part.PROVENANCE, origin, tuple(provenance(sheet, proposal)))]
    filled = (one for one in bodies if one[2])
    return Annex(
        lang="en" if lang == "en" else "vi",
        outcome=proposal.outcome,
        left_out=_left_out(sheet, sight),
        head=head(sheet, proposal),
        sections=tuple(
            Section(part=part, number=_roman(place), title=title, body=body)
            for place, (part, title, body) in enumerate(filled, start=1)
        ),
    )


def _told(sheet: Sheet, proposal: Proposal, sight: Sight) -> Iterator[_Told]:
    notes = Notes(sheet)
    yield from _front(sheet, proposal)
    if proposal.slate is not None:
        yield from _slate(sheet, proposal.slate, sight)
        rules = judged(sheet, proposal.findings, notes, sight)
        yield Part.COMPLIANCE, Text(vi="Đối chiếu từng quy định", en="Compliance, rule by rule"), rules
    for title, body in remarks(sheet, proposal):
        yield Part.REMARKS, title, body
    if proposal.slate is not None:
        title = Text(vi="Mức độ kiểm chứng và điểm còn nghi vấn", en="Verification and doubts")
        yield Part.REMARKS, title, doubts(sheet, notes)


def _front(sheet: Sheet, proposal: Proposal) -> Iterator[_Told]:
    title = Text(vi="Khác với bộ quy định", en="Departures from the rulebook")
    yield Part.FRONT, title, departures(sheet, proposal)
    yield Part.FRONT, Text(vi="Kết quả", en="Outcome"), without_headings(_answer(sheet, proposal))
    if proposal.conflict is not None:
        yield Part.FRONT, *_conflict(sheet, proposal, proposal.conflict)
    title = Text(vi="Thay đổi so với phương án trước", en="Changes against the slate before")
    yield Part.CHANGES, title, without_headings(moved(sheet, proposal))


def _answer(sheet: Sheet, proposal: Proposal) -> Iterator[Block]:
    yield from outcome.outcome(sheet, proposal)
    if proposal.findings:
        yield summary(sheet, proposal.findings)


def _conflict(sheet: Sheet, proposal: Proposal, found: Conflict) -> tuple[Text, Iterator[Piece]]:
    alone = Text(vi="Điều không thể đáp ứng", en="What cannot be satisfied")
    several = Text(vi="Các quy định không thể cùng đạt", en="Rules that cannot hold together")
    blocks = reasons.conflict(sheet, found, proposal.request.pins)
    return (alone if found.alone else several), without_headings(blocks)


def _slate(sheet: Sheet, slate: Slate, sight: Sight) -> Iterator[_Told]:
    yield Part.COMPOSITION, Text(vi="Cơ cấu", en="Composition"), composition(sheet, slate, sight)
    title = Text(vi="Danh sách người ứng cử theo đơn vị bầu cử", en="Candidates by constituency")
    yield Part.LISTS, title, lists(sheet, slate, sight)
    title = Text(vi="Nhân sự dự kiến giữ chức danh", en="Leadership and committees")
    yield Part.LEADERSHIP, title, leadership(sheet, slate, sight)


def _left_out(sheet: Sheet, sight: Sight) -> str:
    if sight.sensitive:
        return ""
    return sheet.say(
        "Bản dành cho người không được xem đảng viên, dân tộc, tôn giáo: các cột này, số liệu nhỏ và tên "
        "người trong phần giải thích đã được lược bỏ.",
        "For readers who may not see Party membership, ethnicity or religion: those columns, small numbers "
        "and names in explanations are left out.",
    )


def _roman(number: int) -> str:
    """``IV`` for 4; up to 39."""
    letters = ""
    for letter, value in _ROMAN:
        while number >= value:
            letters, number = letters + letter, number - value
    return letters
