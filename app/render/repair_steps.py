"""One step of a way out in words: what gives way, by how much, and against which clause."""

from collections.abc import Iterator

from cocau.app.render.blocks import Block, Line, Tone
from cocau.app.render.notes import Notes
from cocau.app.render.numbers import counted
from cocau.app.render.reasons import pin_in_words
from cocau.app.render.selectors import described
from cocau.app.render.sheet import Sheet
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.rule import Rule
from cocau.constraints.select import EVERYONE
from cocau.solver.explain.repair import Dropped, Lowered, Moved, Recruited, Released, Step, Wanted
from cocau.solver.request import Pins


def step_in_words(sheet: Sheet, step: Step, pins: Pins, notes: Notes) -> Iterator[Block]:
    """A step, and what there is to say beside it."""
    match step:
        case Released():
            yield _line(sheet.say("Bỏ yêu cầu: ", "Let go: ") + pin_in_words(sheet, step.pin, pins))
        case Lowered():
            rule = sheet.book.by_id[step.rule]
            yield _line(
                sheet.say("Để lại làm mục tiêu, không bắt buộc: ", "Make it an aim again, no must: ")
                + _rule(sheet, rule, notes)
            )
        case Moved():
            yield from _moved(sheet, step, notes)
        case Dropped():
            yield from _dropped(sheet, step, notes)
        case Recruited():
            for wanted in step.people:
                yield _line(people_in_words(sheet, wanted))
            yield from _who_else(sheet, step)


def _line(text: str) -> Line:
    return Line(text, mark="→", indent=2)


def _rule(sheet: Sheet, rule: Rule, notes: Notes) -> str:
    marks = notes.marks(rule)
    return f"{sheet.says(rule)} — {sheet.clause(rule)}{marks} [{sheet.strength(rule)}, {rule.id}]"


def _moved(sheet: Sheet, step: Moved, notes: Notes) -> Iterator[Block]:
    say, rule = sheet.say, sheet.book.by_id[step.rule]
    yield _line(
        say(
            f"Đổi {step.field} từ {step.was} thành {step.now}: ",
            f"Move {step.field} from {step.was} to {step.now}: ",
        )
        + _rule(sheet, rule, notes)
    )
    own = next((d.was for d in sheet.book.departures if (d.rule, d.field) == (step.rule, step.field)), None)
    if step.back and own is not None:
        yield Line(
            say(
                f"Mức {step.was} do yêu cầu này đặt; bộ quy định ghi {own}, nên vẫn giữ đúng văn bản.",
                f"{step.was} was set by this request; the rulebook has {own}, so the document is still kept.",
            ),
            Tone.QUIET,
            indent=4,
        )
    if step.proven:
        yield Line(
            say("Đã chứng minh: đổi ít hơn thì chưa đủ.", "Proven: a smaller move does not suffice."),
            Tone.QUIET,
            indent=4,
        )


def _dropped(sheet: Sheet, step: Dropped, notes: Notes) -> Iterator[Block]:
    say, rule = sheet.say, sheet.book.by_id[step.rule]
    yield _line(say("Không áp dụng: ", "Leave out: ") + _rule(sheet, rule, notes))
    why = (
        say(
            f"Nới {', '.join(step.bounds)} bao nhiêu cũng không đủ; ",
            f"No value of {', '.join(step.bounds)} suffices; ",
        )
        if step.bounds
        else say("Không có giới hạn nào để nới; ", "It has no bound to move; ")
    )
    against = sheet.clause(rule)
    yield Line(
        why
        + say(
            f"chỉ còn cách không áp dụng, tức là trái với {against}.",
            f"only not applying it helps, which is against {against}.",
        ),
        Tone.CARE,
        indent=4,
    )
    if isinstance(rule, PostPrecedence) and not sheet.council.secretary_not_chairing:
        yield Line(
            say(
                "Văn bản cho phép: ghi lý do Bí thư không làm Chủ tịch vào secretary_not_chairing "
                "của hồ sơ hội đồng.",
                "The document allows: record why the secretary does not chair, as secretary_not_chairing "
                "of the council.",
            ),
            Tone.CARE,
            indent=4,
        )


def people_in_words(sheet: Sheet, wanted: Wanted) -> str:
    """``two more people who may stand, from any bloc: women``."""
    say, number = sheet.say, wanted.number
    free = wanted.who.bloc is None and not any(s.bloc is not None for s in wanted.unlike)
    bloc = say(", thuộc khối nào cũng được", ", from any bloc") if free else ""
    head = say(
        f"Giới thiệu thêm {number} người đủ điều kiện ứng cử{bloc}",
        f"Introduce {counted(number, 'more person', 'more people')} who may stand{bloc}",
    )
    parts = [described(sheet, wanted.who)] if wanted.who != EVERYONE else []
    parts += [say("không thuộc: ", "not: ") + described(sheet, who) for who in wanted.unlike]
    return head + (f": {'; '.join(parts)}" if parts else "")


def _who_else(sheet: Sheet, step: Recruited) -> Iterator[Block]:
    say = sheet.say
    yield Line(
        say(
            "Những điểm không nêu thì thế nào cũng được; mọi tiêu chuẩn vẫn áp dụng.",
            "Whatever is not named may be as it is; every standard applies to them.",
        ),
        Tone.QUIET,
        indent=4,
    )
    number = sum(wanted.number for wanted in step.people)
    yield Line(
        say(
            f"Đã chứng minh: ít hơn {number} người thì không đủ.",
            f"Proven: fewer than {number} do not suffice.",
        )
        if step.proven
        else say(
            "Chưa chứng minh là ít nhất: các quy định xét nhiều đặc điểm hơn số đã thử.",
            "Not proven to be the fewest: the rules look at more traits than were tried.",
        ),
        Tone.QUIET,
        indent=4,
    )
