"""Where an annex comes from: versions and digests in full, and how it can be judged again."""

import hashlib
from collections.abc import Iterator

from cocau.app.render.annex.form import Column, Paragraph, Piece, Row, Table
from cocau.app.render.sheet import Sheet
from cocau.solver.proposal import Proposal


def provenance(sheet: Sheet, proposal: Proposal) -> Iterator[Piece]:
    """A row for each thing that made the proposal; the first is the digest of the stored JSON itself."""
    say, made = sheet.say, proposal.provenance
    whole = hashlib.sha256(proposal.to_json().encode()).hexdigest()
    rows = (
        (say("Phương án (tệp JSON)", "Proposal (JSON file)"), proposal.format, whole),
        (say("Bộ quy định", "Rulebook"), sheet.book.name, made.rulebook_digest),
        (say("Hồ sơ hội đồng", "Council"), sheet.council.id, made.council_digest),
        (say("Danh sách giới thiệu", "Pool"), str(len(sheet.pool.people)), made.pool_digest),
        (say("Phương án nhân sự", "Slate"), "", made.slate_digest or "—"),
        ("cocau", made.cocau, ""),
        *((say("Bộ giải", "Engine"), f"{name} {version}", "") for name, version in made.engines.items()),
    )
    columns = (
        Column(key="what", head=say("Nguồn", "Source"), width=60),
        Column(key="version", head=say("Tên, phiên bản", "Name, version"), width=67),
        Column(key="sha256", head="sha256", width=140),
    )
    yield Table(columns=columns, rows=tuple(Row(values=row) for row in rows))
    left = len(sheet.book.not_modelled)
    yield Paragraph(
        text=say(
            f"{left} quy định đã đọc nhưng để con người quyết định. Phương án JSON có mã sha256 trên đây "
            "chứa toàn văn bộ quy định và có thể chấm lại từ chính nó, không cần bộ giải.",
            f"{left} provisions were read and are left to people. The proposal whose sha256 stands above "
            "carries the whole rulebook and can be judged again from itself, without a solver.",
        )
    )
