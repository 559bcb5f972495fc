"""Two clauses that cannot both be followed, with the numbers of each; told wherever a council is judged."""

from collections.abc import Iterable, Iterator

from app.render.blocks import Block, Heading, Line, Tone
from app.render.numbers import counted
from app.render.sheet import Sheet
from constraints.clashes import Clash
from constraints.rule import Strength


def clashing(sheet: Sheet, found: Iterable[Clash]) -> Iterator[Block]:
    """Each clash: what one clause asks for, what the other allows, and which of them gives way here."""
    found = tuple(found)
    if not found:
        return
    yield Heading(sheet.say("Hai quy định vướng nhau", "Clauses that clash"))
    for clash in found:
        wants, caps = sheet.book.by_id.get(clash.wants), sheet.book.by_id.get(clash.caps)
        if wants is None or caps is None:  # a stored proposal may name any
            continue
        yield Line(f"{sheet.says(wants)} — {sheet.clause(wants)} [{clash.wants}]", mark="⚡")
        yield Line(f"{sheet.says(caps)} — {sheet.clause(caps)} [{clash.caps}]", indent=2)
        yield Line(_numbers(sheet, clash), Tone.CARE, indent=2)


def _numbers(sheet: Sheet, clash: Clash) -> str:
    before = (
        ""
        if clash.before is None
        else sheet.say(f" (nhiệm kỳ trước {clash.before})", f" (previous term {clash.before})")
    )
    return sheet.say(
        f"Muốn đạt điều thứ nhất phải có ít nhất {clash.goal} người{before}; điều thứ hai chỉ cho nhiều nhất "
        f"{clash.cap}. Phương án nào cũng vướng; {_way_out(sheet, clash)}.",
        f"The first needs at least {counted(clash.goal, 'person', 'people')}{before}; "
        f"the second allows {clash.cap} at most. "
        f"No slate can follow both; {_way_out(sheet, clash)}.",
    )


def _way_out(sheet: Sheet, clash: Clash) -> str:
    """Which of the two gives way: the aim; neither, where a what-if has raised it to a must."""
    if sheet.book.by_id[clash.wants].strength is Strength.AIM:
        return sheet.say("ở đây điều bắt buộc được giữ", "the binding one is kept here")
    return sheet.say("ở đây cả hai đều bắt buộc", "both are binding here")
