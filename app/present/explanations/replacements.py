"""Who could replace whom, one for one, on a slate as it stands."""

from collections.abc import Iterator

from cocau.app.present.blocks import Block, BlockColumn, Heading, LineBlock, TableBlock, Tone
from cocau.app.present.names import Names
from cocau.constraints.model.slate import Slate
from cocau.solver.explain.replacements import PersonReplacements, ReplacementsAnswer
from cocau.solver.proposal import Proposal


def render_replacements(names: Names, proposal: Proposal, answer: ReplacementsAnswer) -> Iterator[Block]:
    """Render for each person who could take over, keeping every rule or every must."""
    say, slate = names.say, proposal.slate
    if slate is None:
        return
    yield Heading(names.council.name, level=1)
    yield LineBlock(
        say(
            "Mỗi dòng: nếu chỉ người này rút thì ai ngoài danh sách thay được đúng vị trí đó. "
            "Không chấm điểm ai; thứ tự theo mã. "
            "Sau dấu ° là tiêu chí bổ sung (ngoài văn bản) mà cách thay đó làm kém đi.",
            "Each row: if only this person withdraws, who off the lists could take the very same part. "
            "Nobody is scored; the order is that of ids. After ° stands an additional criterion (not law) "
            "that it would cost.",
        ),
        Tone.QUIET,
    )
    columns = (
        BlockColumn(say("Người trong danh sách", "On the list"), share=3),
        BlockColumn(say("Giữ mọi quy định", "Keeps every rule"), share=5),
        BlockColumn(say("Giữ điều bắt buộc, kém một mục tiêu", "Keeps every must, misses an aim"), share=5),
    )
    yield TableBlock(
        columns, tuple(_build_replacement_row(names, slate, each) for each in answer.replacements), rules=True
    )


def _build_replacement_row(
    names: Names, slate: Slate, replacement: PersonReplacements
) -> tuple[str, str, str]:
    held = [names.post(post) for post, ids in slate.posts.items() if replacement.person in ids]
    deputy = names.say("đại biểu dự kiến", "intended deputy") if replacement.person in slate.deputies else ""
    unit = slate.get_constituency(replacement.person) or "—"
    part = ", ".join(words for words in (unit, deputy, *held) if words)
    groups: dict[tuple[str, ...], list[str]] = {(): list(replacement.keeping)}
    for costly in replacement.costly:
        groups.setdefault(costly.aims, []).append(costly.person)
    wishes = {aims for aims in groups if all(names.book.is_ours(names.book.by_id[i]) for i in aims)}
    return (
        f"{names.pool.by_id[replacement.person].name} ({replacement.person}: {part})",
        _describe_candidates(names, {aims: ids for aims, ids in groups.items() if aims in wishes}),
        _describe_candidates(names, {aims: ids for aims, ids in groups.items() if aims not in wishes}),
    )


def _describe_candidates(sheet: Names, groups: dict[tuple[str, ...], list[str]]) -> str:
    """Describe people by what they cost: ``°`` for own wishes, a rule's id for aims."""
    said = []
    for aims, ids in sorted(groups.items(), key=lambda group: (len(group[0]), group[0])):
        cost = ", ".join(f"°{i}" if sheet.book.is_ours(sheet.book.by_id[i]) else i for i in aims)
        if ids:
            names = ", ".join(f"{sheet.pool.by_id[i].name} ({i})" for i in ids)
            said.append(names + (f" [{cost}]" if cost else ""))
    return "; ".join(said) or "—"
