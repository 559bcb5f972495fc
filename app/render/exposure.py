"""Posts whose intended holder may not be elected, and who could take them, as text."""

from collections.abc import Iterator

from cocau.app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone, Words
from cocau.app.render.notes import Notes
from cocau.app.render.sheet import Sheet
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.people import PartyRank
from cocau.solver.explain.exposure import Exposure
from cocau.solver.explain.outcomes import Outcomes

_MOST = 4
"""Names in a row before "and so many more"."""


def posts(sheet: Sheet, answer: Outcomes, notes: Notes) -> Iterator[Block]:
    """Each post with its intended holder and who could follow; what stands in the way where nobody could."""
    say = sheet.say
    if not answer.posts and not answer.open_posts:
        return
    yield Heading(say("Chức danh, nếu người dự kiến không trúng cử", "Posts, if the holder is not elected"))
    yield Line(
        say(
            "Mỗi dòng: chỉ người này không trúng cử, người khác trong cùng danh sách được bầu thay. Ai thay "
            "được là xét mọi quy định bắt buộc về chức danh; thứ tự theo mã, không xếp hạng ai.",
            "Each row: only this person is not elected, somebody else of the same list is. Who could take "
            "over is judged by every must about posts; in the order of ids, nobody is ranked.",
        ),
        Tone.QUIET,
    )
    columns = (
        Column(say("Chức danh", "Post"), share=3),
        Column(say("Dự kiến", "Intended"), share=3),
        Column(say("Ai thay được", "Who could take over"), share=7),
    )
    yield Table(columns, tuple(_row(sheet, each) for each in answer.posts), rules=True)
    for each in answer.posts:
        if not each.fillers:
            yield from _stuck(sheet, each, notes)
    if answer.open_posts:
        names = sheet.people(answer.open_posts)
        yield Line(say(f"Chưa xét kịp: {names}.", f"Not looked at in time: {names}."), Tone.CARE)


def _row(sheet: Sheet, each: Exposure) -> tuple[Cell, ...]:
    held = ", ".join(sheet.post(post) for post in each.posts)
    safe = "" if each.exposed else sheet.say("; danh sách không dư người", "; the list has nobody to spare")
    where = sheet.say(
        f"{each.constituency}: {each.listed} người, {each.seats} ghế",
        f"{each.constituency}: {each.listed} for {each.seats}",
    )
    return held, f"{sheet.person(each.holder)} ({where}{safe})", _fillers(sheet, each)


def _fillers(sheet: Sheet, each: Exposure) -> Cell:
    if not each.fillers:
        return Words(sheet.say("✗ không ai trong danh sách", "✗ nobody listed"), Tone.BAD)
    plain = [f for f in each.fillers if not f.leaves]
    parts = (
        (
            sheet.say("đại biểu dự kiến", "intended deputies"),
            [sheet.person(f.person) for f in plain if f.intended],
        ),
        (
            sheet.say("người ứng cử khác, nếu được bầu", "other candidates, if elected"),
            [sheet.person(f.person) for f in plain if not f.intended],
        ),
        (
            sheet.say("thôi chức danh khác, khi có người thay", "leaving another post, if somebody follows"),
            [sheet.person(f.person) for f in each.fillers if f.leaves],
        ),
    )
    said = [f"{head} ({len(names)}): {_some(sheet, names)}" for head, names in parts if names]
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}"


def _some(sheet: Sheet, names: list[str]) -> str:
    more = len(names) - _MOST
    tail = sheet.say(f" và {more} người nữa", f" and {more} more") if more > 0 else ""
    return ", ".join(names[:_MOST]) + tail


def _stuck(sheet: Sheet, each: Exposure, notes: Notes) -> Iterator[Block]:
    """What stands against everybody, the rules against most people first."""
    held, who = ", ".join(sheet.post(post) for post in each.posts), sheet.person(each.holder)
    yield Line(
        sheet.say(
            f"{held}: nếu {who} không trúng cử thì không ai trong danh sách thay được, vì:",
            f"{held}: if {who} is not elected, nobody listed could take over, because of:",
        ),
        Tone.BAD,
    )
    ordered = sorted(each.barriers.items(), key=lambda pair: (-pair[1], pair[0]))
    for rule_id, people in ordered:
        rule = sheet.book.by_id[rule_id]
        against = sheet.say(f"không cho phép {people} người", f"against {people} people")
        yield Line(
            f"{sheet.says(rule)} — {sheet.clause(rule)}{notes.marks(rule)} [{rule_id}]: {against}",
            mark="•",
            indent=2,
        )
        if isinstance(rule, PostPrecedence):
            yield from _next_in_rank(sheet, rule, each)
    if each.unseated:
        yield Line(
            sheet.say(
                f"{each.unseated} người khác chỉ vào HĐND được nếu một người giữ chức danh khác cũng không "
                "trúng cử.",
                f"{each.unseated} others could be elected only instead of somebody with another post.",
            ),
            mark="•",
            indent=2,
        )


def _next_in_rank(sheet: Sheet, rule: PostPrecedence, each: Exposure) -> Iterator[Block]:
    """Where the order names somebody who is on no list, that is what would help."""
    second = [p for p in sheet.pool.people if p.party_rank in rule.order and p.id != each.holder]
    for person in second:
        if person.party_rank is PartyRank.STANDING_DEPUTY_SECRETARY:
            name = f"{sheet.person(person.id)}, {sheet.label(person.party_rank)}"
            yield Line(
                sheet.say(
                    f"Người kế tiếp theo thứ tự là {name}: nếu có trong danh sách ứng cử, không giữ chức "
                    "danh khác và trúng cử thì có thể thay.",
                    f"Next in that order is {name}: on a list, with no other post, and elected, this person "
                    "may take over.",
                ),
                Tone.CARE,
                indent=4,
            )
