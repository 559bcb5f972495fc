"""What came of a request: departures from the rulebook, and the answer in a sentence."""

from collections.abc import Iterable, Iterator

from app.render.blocks import Block, Heading, Line, Tone
from app.render.sheet import Sheet
from constraints.rule import Strength
from constraints.rulebook import Departure
from solver.proposal import Outcome, Proposal

LOT = "lot"


def departures(sheet: Sheet, changed: Iterable[Departure]) -> Iterator[Block]:
    """Every bound that is not the rulebook's, before anything else."""
    changed = tuple(changed)
    if not changed:
        return
    yield Heading(sheet.say("KHÁC VỚI BỘ QUY ĐỊNH", "DEPARTURES FROM THE RULEBOOK"))
    for departure in changed:
        rule = sheet.book.by_id[departure.rule]
        yield Line(f"{sheet.says(rule)} [{departure.rule}]: {_change(sheet, departure)}", Tone.CARE, mark="≠")


def _change(sheet: Sheet, departure: Departure) -> str:
    raised = departure.field == "priority" and sheet.book.by_id[departure.rule].strength is Strength.MUST
    if raised:
        return sheet.say("mục tiêu được nâng thành bắt buộc", "an aim raised to a must")
    was, now = (sheet.say("không", "none") if v is None else str(v) for v in (departure.was, departure.now))
    return f"{departure.field} {was} → {now}"


def outcome(sheet: Sheet, proposal: Proposal) -> Iterator[Block]:
    """The answer in a sentence."""
    say = sheet.say
    match proposal.outcome:
        case Outcome.SOLVED:
            missed = sum(aim.missed for aim in proposal.aims)
            yield Line(
                say(
                    f"ĐÃ LẬP: mọi quy định bắt buộc đều đạt; {missed} mục tiêu chưa đạt, không thể tốt hơn.",
                    f"SOLVED: every must is kept; {missed} aims are missed; nothing better is possible.",
                ),
                Tone.GOOD,
            )
        case Outcome.CONFLICT:
            yield Line(
                say(
                    "KHÔNG LẬP ĐƯỢC: các quy định dưới đây không thể cùng đạt.",
                    "CONFLICT: the rules below cannot hold together.",
                ),
                Tone.BAD,
            )
        case Outcome.OUT_OF_TIME:
            yield from _out_of_time(sheet, proposal)


def _out_of_time(sheet: Sheet, proposal: Proposal) -> Iterator[Block]:
    say = sheet.say
    found = proposal.slate is not None
    yield Line(
        say(
            "HẾT THỜI GIAN HOẶC ĐÃ DỪNG: "
            + (
                "dưới đây là phương án tốt nhất đã tìm được; chưa chứng minh là tốt nhất."
                if found
                else "chưa tìm được phương án nào; chưa kết luận là không thể."
            ),
            "OUT OF TIME OR STOPPED: "
            + (
                "below is the best slate so far; that it is the best is not proven."
                if found
                else "no slate was found yet; that says nothing about whether one exists."
            ),
        ),
        Tone.CARE,
    )
    if proposal.open_tier:
        yield Line(
            say("Dừng ở: ", "Open at: ") + "; ".join(_tier(sheet, i) for i in proposal.open_tier), indent=2
        )
    for aim in proposal.aims:
        if not aim.proven:
            yield Line(
                say(
                    f"thiếu {aim.tier_value}, chưa loại trừ được mức {aim.tier_bound}",
                    f"shortfall {aim.tier_value}, down to {aim.tier_bound} is not ruled out",
                )
                + f" [{aim.rule}]",
                indent=4,
            )


def _tier(sheet: Sheet, rule: str) -> str:
    if rule == LOT:
        return sheet.say("chọn giữa những người như nhau", "choosing among people alike")
    return sheet.says(sheet.book.by_id[rule])
