"""Who could replace whom, one for one, on a slate as it stands."""

from collections.abc import Iterable, Iterator

from cocau.app.render.blocks import Block, Column, Heading, Line, Table, Tone
from cocau.app.render.sheet import Sheet
from cocau.constraints.slate import Slate
from cocau.solver.replacements import Replacements


def replacing(sheet: Sheet, slate: Slate, found: Iterable[Replacements]) -> Iterator[Block]:
    """For each person: who keeps every rule, and who keeps every must at the cost of an aim."""
    say = sheet.say
    yield Heading(sheet.council.name, level=1)
    yield Line(
        say(
            "Mỗi dòng: nếu chỉ người này rút thì ai ngoài danh sách thay được đúng vị trí đó. "
            "Không chấm điểm ai; thứ tự theo mã. "
            "Sau dấu ° là mong muốn của chương trình (không phải luật) mà cách thay đó làm kém đi.",
            "Each row: if only this person withdraws, who off the lists could take the very same part. "
            "Nobody is scored; the order is that of ids. After ° stands a wish of the program (not law) "
            "that it would cost.",
        ),
        Tone.QUIET,
    )
    columns = (
        Column(say("Người trong danh sách", "On the list"), share=3),
        Column(say("Giữ mọi quy định", "Keeps every rule"), share=5),
        Column(say("Giữ điều bắt buộc, kém một mục tiêu", "Keeps every must, misses an aim"), share=5),
    )
    yield Table(columns, tuple(_row(sheet, slate, each) for each in found), rules=True)


def _row(sheet: Sheet, slate: Slate, each: Replacements) -> tuple[str, str, str]:
    held = [sheet.post(post) for post, ids in slate.posts.items() if each.person in ids]
    deputy = sheet.say("đại biểu dự kiến", "intended deputy") if each.person in slate.deputies else ""
    unit = slate.list_of(each.person) or "—"
    part = ", ".join(words for words in (unit, deputy, *held) if words)
    groups: dict[tuple[str, ...], list[str]] = {(): list(each.keeping)}
    for costly in each.costly:
        groups.setdefault(costly.aims, []).append(costly.person)
    wishes = {aims for aims in groups if all(sheet.book.is_ours(sheet.book.by_id[i]) for i in aims)}
    return (
        f"{sheet.pool.by_id[each.person].name} ({each.person}: {part})",
        _listed(sheet, {aims: ids for aims, ids in groups.items() if aims in wishes}),
        _listed(sheet, {aims: ids for aims, ids in groups.items() if aims not in wishes}),
    )


def _listed(sheet: Sheet, groups: dict[tuple[str, ...], list[str]]) -> str:
    """People by what they cost: names, then ``°`` for wishes of ours, the rule's id for an aim."""
    said = []
    for aims, ids in sorted(groups.items(), key=lambda group: (len(group[0]), group[0])):
        cost = ", ".join(f"°{i}" if sheet.book.is_ours(sheet.book.by_id[i]) else i for i in aims)
        if ids:
            names = ", ".join(f"{sheet.pool.by_id[i].name} ({i})" for i in ids)
            said.append(names + (f" [{cost}]" if cost else ""))
    return "; ".join(said) or "—"
