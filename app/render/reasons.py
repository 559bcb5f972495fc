"""Why something could not be: missed aims with what stands in their way, and conflicts, in words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from cocau.app.render.available import available, nearest
from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.notes import Notes
from cocau.app.render.sheet import Sheet
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.solver.certificate import CERTIFICATE
from cocau.solver.nearness import MOVES, OFFERS, PEOPLE, PLACES, POSTS
from cocau.solver.pinned import INTRODUCED
from cocau.solver.proposal import Aim, Conflict
from cocau.solver.request import Pins


def missed(sheet: Sheet, aims: Iterable[Aim], pins: Pins) -> Iterator[Block]:
    """Aims that are missed, each with the rules in its way."""
    aims = [aim for aim in aims if aim.missed]
    of_documents = [aim for aim in aims if not sheet.book.is_ours(sheet.book.by_id[aim.rule])]
    if not of_documents:
        return
    yield Heading(sheet.say("Mục tiêu chưa đạt, và vì sao", "Missed aims, and why"))
    for aim in of_documents:
        rule = sheet.book.by_id[aim.rule]
        yield Line(f"{sheet.says(rule)} — {sheet.clause(rule)}", mark="△")
        yield from _blockers(sheet, aim, pins)


def _blockers(sheet: Sheet, aim: Aim, pins: Pins) -> Iterator[Block]:
    say = sheet.say
    block = aim.blocked_by
    if block is None:
        yield Line(
            say("Chưa xác định được điều gì cản trở.", "What stands in the way was not found out."),
            Tone.QUIET,
            indent=4,
        )
        return
    if not (block.rules or block.pins):
        yield Line(
            say(
                "Bản thân danh sách giới thiệu không đủ người để đạt.",
                "The pool itself lacks the people for it.",
            ),
            indent=4,
        )
        return
    yield Line(say("Không thể đạt cùng với:", "It cannot hold together with:"), indent=4)
    yield from members(sheet, block, pins, None, indent=6)
    if not block.irreducible:
        yield Line(
            say("(có thể chưa phải nhóm nhỏ nhất)", "(perhaps not the smallest set)"), Tone.QUIET, indent=6
        )


def conflict(sheet: Sheet, found: Conflict, pins: Pins) -> Iterator[Block]:
    """Rules and pins that cannot hold together, what makes it so, how sure that is, and what is doubtful."""
    say = sheet.say
    notes = Notes(sheet)
    yield Heading(
        say("Điều không thể đáp ứng", "What cannot be satisfied")
        if found.alone
        else say("Các quy định không thể cùng đạt", "Rules that cannot hold together")
    )
    yield from explained(sheet, found, pins, notes)
    if found.rules:
        yield from notes.blocks()


def explained(
    sheet: Sheet, found: Conflict, pins: Pins, notes: Notes, aim: str | None = None
) -> Iterator[Block]:
    """The members of a conflict, how near each comes, who there is for them, and how sure it is."""
    yield from members(sheet, found, pins, notes, indent=0)
    yield from available(sheet, found, partial(named, sheet))
    yield from how_small(sheet, found)
    if aim is None:
        yield from _way_out(sheet, found)
    yield Line(confirmed(sheet, found), Tone.QUIET)


def confirmed(sheet: Sheet, found: Conflict) -> str:
    """Who says that it is impossible."""
    return who_says(sheet.say, found.confirmed_by)


def who_says(say: Callable[[str, str], str], confirmed_by: Sequence[str]) -> str:
    """The proof, or the engines, in a sentence."""
    if CERTIFICATE in confirmed_by:
        return say(
            "Đã chứng minh bằng số học chính xác, không phải tin vào bộ giải: cộng các điều kiện này lại thì "
            "tự mâu thuẫn.",
            "Proven in exact arithmetic, without having to trust a solver: added up, these demands "
            "contradict themselves.",
        )
    engines = ", ".join(confirmed_by)
    if len(confirmed_by) < 2:  # noqa: PLR2004  # a pair
        return say(
            f"Chưa chứng minh được: cần cả hai bộ giải; đã xác nhận: {engines or 'chưa có'}.",
            f"Not proven: both engines have to find it impossible; so far: {engines or 'neither'}.",
        )
    return say(
        f"Cả hai bộ giải đều xác nhận là không thể: {engines}.",
        f"Found impossible by both engines: {engines}.",
    )


def named(sheet: Sheet, member: str) -> str:
    """A member of a conflict within a sentence: a rule by its id; pins stand above in words."""
    pin = sheet.say("yêu cầu nêu trên", "the pin above")
    return f"[{member}]" if member in sheet.book.by_id else pin


def _way_out(sheet: Sheet, found: Conflict) -> Iterator[Block]:
    """What a document itself gives as the way out: here, the recorded reason of the directive (S2.2)."""
    held = (sheet.book.by_id[i] for i in found.rules)
    if any(isinstance(rule, PostPrecedence) for rule in held) and not sheet.council.secretary_not_chairing:
        yield Line(
            sheet.say(
                "Nếu không đủ điều kiện để Bí thư làm Chủ tịch: ghi lý do vào secretary_not_chairing của "
                "hồ sơ hội đồng (với `cocau replan`: --secretary-not-chairing); khi đó Phó Bí thư "
                "Thường trực làm Chủ tịch.",
                "Where the secretary cannot chair: record the reason as secretary_not_chairing of the "
                "council (`cocau replan`: --secretary-not-chairing); the standing deputy secretary chairs "
                "then.",
            ),
            Tone.CARE,
        )


def how_small(sheet: Sheet, found: Conflict) -> Iterator[Block]:
    """Whether there is a smaller conflict, as far as that was found out."""
    say = sheet.say
    if found.alone and found.smallest:
        return  # nothing is smaller than one
    if found.smallest:
        size = say(
            "Đã chứng minh: không có nhóm xung đột nào ít quy định hơn.",
            "Proven: no conflict has fewer rules.",
        )
    elif found.irreducible:
        size = say(
            "Bỏ bất kỳ quy định nào trong nhóm thì phần còn lại cùng đạt được; có thể có nhóm khác nhỏ hơn.",
            "Without any one of them the rest can hold; a smaller conflict may exist elsewhere.",
        )
    else:
        size = say(
            "Hết thời gian trước khi thu gọn; có thể có quy định không cần thiết trong nhóm.",
            "Time ran out before it was made small; some of these may not be needed for the conflict.",
        )
    yield Line(size)


def members(
    sheet: Sheet, found: Conflict, pins: Pins, notes: Notes | None, *, indent: int
) -> Iterator[Block]:
    """The rules and pins of a conflict, one by one."""
    near = {each.rule: each.finding for each in found.nearest}
    for rule_id in found.rules:
        rule = sheet.book.by_id[rule_id]
        doubtful = "" if notes is None else notes.marks(rule)
        yield Line(
            f"{sheet.says(rule)} — {sheet.clause(rule)}{doubtful} [{sheet.strength(rule)}, {rule_id}]",
            mark="•",
            indent=indent,
        )
        if rule_id in near:
            yield Line(
                nearest(sheet, rule, near[rule_id], alone=found.alone), Tone.CARE, mark="→", indent=indent + 2
            )
    for pin in found.pins:
        yield Line(pin_in_words(sheet, pin, pins), mark="•", indent=indent)


def pin_in_words(sheet: Sheet, pin: str, pins: Pins) -> str:
    """A pin in words; `pin` is ``what:person``."""
    if pin in MOVES:
        return moves_in_words(sheet, pin)
    if pin.startswith(INTRODUCED):
        return _introduced(sheet, pin.partition(":")[2])
    what, _, i = pin.rpartition(":")
    who, at = sheet.person(i), pins.constituencies.get(i)
    given = sheet.say("đơn vị đã định", "the given constituency")
    unit = given if at is None else f"{sheet.unit(at)} ({at})"
    words = {
        "in": sheet.say(f"{who} phải có trong danh sách", f"{who} must be on a list"),
        "deputy": sheet.say(f"{who} phải là đại biểu dự kiến", f"{who} must be an intended deputy"),
        "out": sheet.say(f"{who} không có trong danh sách", f"{who} must be on no list"),
        "at": sheet.say(f"{who} phải ứng cử ở {unit}", f"{who} must stand at {unit}"),
    }
    chosen = sheet.say("yêu cầu của người dùng", "a pin of this request")
    if what in words:
        return f"{words[what]} [{chosen}]"
    post = sheet.post(what)
    return sheet.say(f"{who} phải giữ chức danh {post}", f"{who} must be {post}") + f" [{chosen}]"


def moves_in_words(sheet: Sheet, what: str) -> str:
    """A tier of moves held at its least, in words."""
    return {
        OFFERS: sheet.say(
            "đổi ít người được giới thiệu nhất so với phương án trước",
            "the fewest changes of who is introduced against before",
        ),
        PEOPLE: sheet.say(
            "thay ít người nhất so với phương án trước", "the fewest people moved against before"
        ),
        POSTS: sheet.say(
            "đổi ít chức danh nhất so với phương án trước", "the fewest posts moved against before"
        ),
        PLACES: sheet.say(
            "đổi ít đơn vị bầu cử nhất so với phương án trước",
            "the fewest constituencies moved against before",
        ),
    }[what]


def _introduced(sheet: Sheet, organisation: str) -> str:
    """How many are to be introduced, by one organisation or in all, in words."""
    chosen = sheet.say("yêu cầu của người dùng", "a demand of this request")
    if not organisation:
        return (
            sheet.say("tổng số người được giới thiệu", "the number of people introduced in all")
            + f" [{chosen}]"
        )
    return (
        sheet.say(
            f"số người do '{organisation}' giới thiệu", f"the number of people introduced by '{organisation}'"
        )
        + f" [{chosen}]"
    )
