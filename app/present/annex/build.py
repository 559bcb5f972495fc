"""A proposal as an annex: head, departures, answer, tables, remarks, provenance."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cocau.app.present.annex.disclosure import FULL_DISCLOSURE, AnnexDisclosure, redact_proposal
from cocau.app.present.annex.layout import convert_without_headings
from cocau.app.present.annex.model import (
    Annex,
    AnnexColumn,
    AnnexHead,
    AnnexParagraph,
    AnnexPart,
    AnnexPiece,
    AnnexRow,
    AnnexSection,
    AnnexTable,
)
from cocau.app.present.annex.slate import build_compliance, build_composition, build_leadership, build_lists
from cocau.app.present.annex.text import truncate_pool
from cocau.app.present.blocks import Block, Heading
from cocau.app.present.names import Names
from cocau.app.present.proposal import outcome
from cocau.app.present.proposal.compliance import render_clashes, render_compliance_summary
from cocau.app.present.proposal.conflict import describe_pin, render_conflict, render_missed_aims
from cocau.app.present.proposal.moves import render_moves
from cocau.app.present.proposal.outcome import (
    describe_not_modelled,
    list_engines,
    list_sources,
    render_barred_people,
    render_interchangeable,
)
from cocau.app.present.proposal.remarks import render_remarks, render_structures
from cocau.app.present.proposal.rule_rows import DepartureRow, list_departures
from cocau.app.present.wording import Footnotes, PlainWording, count_noun, format_number
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Text
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.request import Pins

if TYPE_CHECKING:
    from cocau.solver.proofs.proof import ProposalProof


def build_departures(names: Names, proposal: Proposal) -> Iterator[AnnexPiece]:
    """Build a row per departure and a line per pin, or say that there are none."""
    if proposal.departures:
        yield AnnexTable(
            columns=_list_departure_columns(names),
            rows=tuple(_build_departure(names, row) for row in list_departures(names, proposal.departures)),
        )
    else:
        nothing = names.say(
            "Không có: mọi giới hạn đúng như bộ quy định.", "None: every bound is as the rulebook has it."
        )
        yield AnnexParagraph(text=nothing)
    yield from _build_pins(names, proposal.request.pins)


def _list_departure_columns(names: Names) -> tuple[AnnexColumn, ...]:
    say = names.say
    return (
        AnnexColumn(key="rule", head=say("Quy định", "Rule"), width=115),
        AnnexColumn(key="clause", head=say("Căn cứ", "Clause"), width=62),
        AnnexColumn(key="bound", head=say("Giới hạn được đổi", "Bound that was changed"), width=42),
        AnnexColumn(key="was", head=say("Theo bộ quy định", "In the rulebook"), width=24),
        AnnexColumn(key="now", head=say("Trong phương án này", "In this plan"), width=24),
    )


def _build_departure(names: Names, row: DepartureRow) -> AnnexRow:
    say, clause = names.say, "" if row.rule is None else names.clause(row.rule)
    changed: tuple[str | int, ...] = (row.bound, *row.get_values(say("không đặt", "none")))
    if row.is_raised:
        changed = (
            say("mức ràng buộc", "how binding it is"),
            say("mục tiêu", "an aim"),
            say("bắt buộc", "a must"),
        )
    return AnnexRow(values=(row.says, clause, *changed))


def _build_pins(names: Names, pins: Pins) -> Iterator[AnnexPiece]:
    named = [
        *(f"in:{i}" for i in pins.candidates),
        *(f"deputy:{i}" for i in pins.deputies),
        *(f"out:{i}" for i in pins.out),
        *(f"{post}:{i}" for post, people in pins.posts.items() for i in people),
        *(f"at:{i}" for i in pins.constituencies),
    ]
    if named:
        said = "Yêu cầu được định trước khi lập phương án:", "Fixed before the plan was made:"
        yield AnnexParagraph(text=names.say(*said))
    for pin in named:
        yield AnnexParagraph(text=describe_pin(names, pin, pins), mark="•", indent=1)


_TITLES = {
    ProposalOutcome.SOLVED: Text(
        vi="PHƯƠNG ÁN CƠ CẤU, DANH SÁCH ỨNG CỬ VÀ NHÂN SỰ DỰ KIẾN",
        en="PLANNED COMPOSITION, LISTS OF CANDIDATES AND LEADERSHIP",
    ),
    ProposalOutcome.CONFLICT: Text(
        vi="KẾT QUẢ LẬP PHƯƠNG ÁN CƠ CẤU: CÁC QUY ĐỊNH KHÔNG THỂ CÙNG ĐẠT",
        en="OUTCOME OF PLANNING: THE RULES CANNOT HOLD TOGETHER",
    ),
}
_TITLES[ProposalOutcome.EDITED] = _TITLES[ProposalOutcome.SOLVED]
_UNFINISHED = Text(
    vi="PHƯƠNG ÁN CƠ CẤU CHƯA HOÀN TẤT (HẾT THỜI GIAN HOẶC ĐÃ DỪNG)",
    en="UNFINISHED PLAN (OUT OF TIME OR STOPPED)",
)


def build_head(names: Names, proposal: Proposal) -> AnnexHead:
    """Build the head of a working paper. The notes of the files say what is made up in them."""
    return AnnexHead(
        label=names.say("TÀI LIỆU LÀM VIỆC", "WORKING PAPER"),
        title=_TITLES.get(proposal.outcome, _UNFINISHED).of(names.lang),
        council=names.council.name,
        facts=tuple(fact for fact in (*_list_facts(names), names.council.note, names.pool.note) if fact),
    )


def _list_facts(names: Names) -> tuple[str, ...]:
    """List election day, size and rulebook in sentences."""
    council, say = names.council, names.say
    units, made = len(council.constituencies), council.planned_on
    return (
        say(f"Ngày bầu cử: {council.election_day:%d/%m/%Y}.", f"Election day: {council.election_day}."),
        "" if made is None else say(f"Phương án lập ngày {made:%d/%m/%Y}.", f"Planned on {made}."),
        say(
            f"Số đại biểu: {council.seats}; số đơn vị bầu cử: {units}; "
            f"số người được giới thiệu: {format_number(len(names.pool.people), 'vi')}.",
            f"{count_noun(council.seats, 'seat', 'seats')}; "
            f"{count_noun(units, 'constituency', 'constituencies')}; "
            f"{count_noun(len(names.pool.people), 'person', 'people')} introduced.",
        ),
        say(f"Bộ quy định: {names.book.title.vi}.", f"Rulebook: {names.book.title.en}."),
    )


def build_provenance(names: Names, proposal: Proposal) -> Iterator[AnnexPiece]:
    """Build the table of versions and digests, that of the stored JSON first."""
    say, made = names.say, proposal.provenance
    whole = hashlib.sha256(proposal.to_json().encode()).hexdigest()
    words = (
        say("Bộ quy định", "Rulebook"),
        say("Hồ sơ hội đồng", "Council"),
        say("Danh sách giới thiệu", "Pool"),
    )
    sources = zip(words, list_sources(names, made), strict=True)
    rows = (
        (say("Phương án (tệp JSON)", "Proposal (JSON file)"), proposal.format, whole),
        *((source, name, digest) for source, (name, digest) in sources),
        (say("Phương án nhân sự", "Slate"), "", made.slate_digest or "—"),
        ("cocau", made.cocau, ""),
        *((say("Bộ giải", "Engine"), engine, "") for engine in list_engines(made)),
    )
    columns = (
        AnnexColumn(key="what", head=say("Nguồn", "Source"), width=60),
        AnnexColumn(key="version", head=say("Tên, phiên bản", "Name, version"), width=67),
        AnnexColumn(key="sha256", head="sha256", width=140),
    )
    yield AnnexTable(columns=columns, rows=tuple(AnnexRow(values=row) for row in rows))
    yield AnnexParagraph(
        text=f"{describe_not_modelled(names)}. "
        + say(
            "Phương án JSON có mã sha256 trên đây "
            "chứa toàn văn bộ quy định và có thể chấm lại từ chính nó, không cần bộ giải.",
            "The proposal whose sha256 stands above "
            "carries the whole rulebook and can be judged again from itself, without a solver.",
        )
    )


_ROMAN = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))

_SectionDraft = tuple[AnnexPart, str, Iterable[AnnexPiece]]


def build_annex(
    proposal: Proposal,
    lang: str = "vi",
    disclosure: AnnexDisclosure = FULL_DISCLOSURE,
    proof: "ProposalProof | None" = None,
) -> Annex:
    """Build the annex of a proposal, without what its reader may not see."""
    shown = proposal if disclosure.sensitive else redact_proposal(proposal)
    request = shown.request
    names = Names(shown.rulebook, lang, request.council, truncate_pool(request.pool))
    drafts = (
        *(
            (part, title, tuple(body))
            for part, title, body in _draft_sections(names, shown, disclosure, proof)
        ),
        *(() if proof is None or not disclosure.sensitive else (_draft_proof(names, proposal, proof),)),
        (
            AnnexPart.PROVENANCE,
            names.say("Nguồn gốc", "Provenance"),
            tuple(build_provenance(names, proposal)),
        ),
    )
    filled = (draft for draft in drafts if draft[2])
    return Annex(
        lang="en" if lang == "en" else "vi",
        outcome=proposal.outcome,
        left_out=_describe_left_out(names, disclosure),
        head=build_head(names, proposal),
        sections=tuple(
            AnnexSection(part=part, number=_format_roman(place), title=title, body=body)
            for place, (part, title, body) in enumerate(filled, start=1)
        ),
    )


def _draft_sections(
    names: Names, proposal: Proposal, disclosure: AnnexDisclosure, proof: "ProposalProof | None"
) -> Iterator[_SectionDraft]:
    """Yield every section in order, each made when the one before it is complete."""
    say, pins, notes = names.say, proposal.request.pins, Footnotes(names)
    title = say("Điều chỉnh so với quy định", "Departures from the rulebook")
    yield AnnexPart.FRONT, title, build_departures(names, proposal)
    yield _draft_blocks(AnnexPart.FRONT, _render_answer(names, proposal), say("Kết quả", "Outcome"))
    if proposal.conflict is not None:
        yield _draft_blocks(AnnexPart.FRONT, render_conflict(names, proposal.conflict, pins))
    yield _draft_blocks(AnnexPart.CHANGES, render_moves(names, proposal, proof))
    if proposal.slate is not None:
        yield from _draft_slate(names, proposal.slate, disclosure)
        title = say("Đối chiếu từng quy định", "Compliance, rule by rule")
        yield AnnexPart.COMPLIANCE, title, build_compliance(names, proposal.findings, notes, disclosure)
    yield _draft_blocks(AnnexPart.REMARKS, render_clashes(names, proposal.clashes))
    yield _draft_blocks(AnnexPart.REMARKS, render_remarks(names, proposal.remarks))
    deputies = () if proposal.slate is None else proposal.slate.deputies
    structures = render_structures(names, proposal.structures, deputies)
    yield _draft_blocks(AnnexPart.REMARKS, structures)
    yield _draft_blocks(AnnexPart.REMARKS, render_missed_aims(names, proposal.aims, pins))
    title = say("Người không đủ tiêu chuẩn ứng cử", "Who may not stand")
    yield _draft_blocks(AnnexPart.REMARKS, render_barred_people(names, proposal), title)
    yield _draft_blocks(AnnexPart.REMARKS, render_interchangeable(names, proposal))
    if proposal.slate is not None:
        part, title, doubts = _draft_blocks(AnnexPart.REMARKS, notes.blocks())
        yield part, title, _replace_codes(names, doubts)


def _draft_proof(
    names: Names, proposal: Proposal, proof: "ProposalProof"
) -> tuple[AnnexPart, str, tuple[AnnexPiece, ...]]:
    from cocau.app.present.explanations.proofs import render_proof  # most annexes have none

    part, title, body = _draft_blocks(AnnexPart.REMARKS, render_proof(names, proposal, proof))
    return part, title, tuple(body)


def _draft_blocks(part: AnnexPart, blocks: Iterable[Block], title: str = "") -> _SectionDraft:
    """Return a section of blocks, by default under their own first heading."""
    blocks = tuple(blocks)
    own = next((block.text for block in blocks if isinstance(block, Heading)), "")
    return part, title or own, convert_without_headings(blocks)


def _replace_codes(names: Names, pieces: Iterable[AnnexPiece]) -> Iterator[AnnexPiece]:
    """Replace codes in footnotes by words, as in the tables."""
    wording = PlainWording(names.book, names.lang)
    for piece in pieces:
        yield (
            piece.replace_unvalidated(text=wording.replace_codes(piece.text))
            if isinstance(piece, AnnexParagraph)
            else piece
        )


def _render_answer(names: Names, proposal: Proposal) -> Iterator[Block]:
    yield from outcome.render_outcome(names, proposal)
    if proposal.findings:
        yield render_compliance_summary(names, proposal.findings)


def _draft_slate(names: Names, slate: Slate, disclosure: AnnexDisclosure) -> Iterator[_SectionDraft]:
    say = names.say
    yield AnnexPart.COMPOSITION, say("Cơ cấu", "Composition"), build_composition(names, slate, disclosure)
    title = say("Danh sách người ứng cử theo đơn vị bầu cử", "Candidates by constituency")
    yield AnnexPart.LISTS, title, build_lists(names, slate, disclosure)
    title = say("Nhân sự dự kiến giữ chức danh", "Leadership and committees")
    yield AnnexPart.LEADERSHIP, title, build_leadership(names, slate, disclosure)


def _describe_left_out(names: Names, disclosure: AnnexDisclosure) -> str:
    if disclosure.sensitive:
        return ""
    return names.say(
        "Bản dành cho người không được xem đảng viên, dân tộc, tôn giáo: các cột này, chức vụ (có thể nêu "
        "chức vụ đảng), số liệu nhỏ và tên người trong phần giải thích đã được lược bỏ.",
        "For readers who may not see Party membership, ethnicity or religion: those columns, posts (they may "
        "name Party posts), small numbers and names in explanations are left out.",
    )


def _format_roman(number: int) -> str:
    """Return a number up to 39 in Roman numerals."""
    letters = ""
    for letter, value in _ROMAN:
        while number >= value:
            letters, number = letters + letter, number - value
    return letters
