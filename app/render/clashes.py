"""Two clauses that cannot both be followed, with the numbers of each; told wherever a council is judged."""

from collections.abc import Iterable, Iterator

from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.numbers import counted
from cocau.app.render.wording import Wording
from cocau.constraints.clashes import Clash
from cocau.constraints.rule import Strength


def clashing(wording: Wording, found: Iterable[Clash]) -> Iterator[Block]:
    """Each clash: what one clause asks for, what the other allows, and which of them gives way here."""
    found = tuple(found)
    if not found:
        return
    yield Heading(wording.say("Hai quy định vướng nhau", "Clauses that clash"))
    for clash in found:
        wants, caps = wording.book.by_id.get(clash.wants), wording.book.by_id.get(clash.caps)
        if wants is None or caps is None:  # a stored proposal may name any
            continue
        yield Line(f"{wording.says(wants)} — {wording.clause(wants)} [{clash.wants}]", mark="⚡")
        yield Line(f"{wording.says(caps)} — {wording.clause(caps)} [{clash.caps}]", indent=2)
        yield Line(_numbers(wording, clash), Tone.CARE, indent=2)


def _numbers(wording: Wording, clash: Clash) -> str:
    before = (
        ""
        if clash.before is None
        else wording.say(f" (nhiệm kỳ trước {clash.before})", f" (previous term {clash.before})")
    )
    return wording.say(
        f"Muốn đạt điều thứ nhất phải có ít nhất {clash.goal} người{before}; điều thứ hai chỉ cho nhiều nhất "
        f"{clash.cap}. Phương án nào cũng vướng; {_way_out(wording, clash)}.",
        f"The first needs at least {counted(clash.goal, 'person', 'people')}{before}; "
        f"the second allows {clash.cap} at most. "
        f"No slate can follow both; {_way_out(wording, clash)}.",
    )


def _way_out(wording: Wording, clash: Clash) -> str:
    """Which of the two gives way: the aim; neither, where a what-if has raised it to a must."""
    if wording.book.by_id[clash.wants].strength is Strength.AIM:
        return wording.say("ở đây điều bắt buộc được giữ", "the binding one is kept here")
    return wording.say("ở đây cả hai đều bắt buộc", "both are binding here")
