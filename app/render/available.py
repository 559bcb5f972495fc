"""What makes a conflict so, in words: how near a rule comes, and who there is for what its members ask."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from cocau.app.render.blocks import Block, Line, Tone
from cocau.app.render.selectors import described
from cocau.app.render.sheet import Sheet
from cocau.constraints.rule import Finding, Rule
from cocau.constraints.select import EVERYONE
from cocau.solver.explain.facts import Described, Wanted
from cocau.solver.proposal import Conflict

MOST = 8
"""Names that are listed; of more people only the number is told."""

Named = Callable[[str], str]
"""A member of a conflict in words."""


def nearest(sheet: Sheet, rule: Rule, finding: Finding, *, alone: bool) -> str:
    """How near a rule can come while the other members hold, in its own words and figures."""
    head = (
        sheet.say("Gần nhất có thể", "As near as can be")
        if alone
        else sheet.say("Gần nhất khi giữ các điều còn lại", "As near as can be while the others hold")
    )
    return f"{head}: {sheet.broken(rule, finding)}"


def available(sheet: Sheet, found: Conflict, named: Named) -> Iterator[Block]:
    """Whom the members speak of, and who can hold the posts that they need."""
    if not (found.described or found.wanted):
        return
    yield Line(sheet.say("Nguồn nhân sự cho các điều trên:", "Who there is for it:"), Tone.STRONG)
    for wanted in found.wanted:
        yield Line(wanted_in_words(sheet, wanted, named), mark="○", indent=2)
    for who in found.described:
        yield Line(_described(sheet, who), mark="○", indent=2)


def _described(sheet: Sheet, one: Described) -> str:
    say, pool = sheet.say, len(sheet.pool.people)
    words = described(sheet, one.who)
    head = f"{words[:1].upper()}{words[1:]}"
    there = (
        say(f"{pool} người trong danh sách giới thiệu", f"{pool} in the pool")
        if one.who == EVERYONE
        else say(
            f"{one.people} trong {pool} người được giới thiệu", f"{one.people} of the {pool} in the pool"
        )
    )
    parts = [there, *_barred(sheet, one.barred)]
    if one.out:
        who = _names(sheet, one.out)
        parts.append(
            say(f"yêu cầu không đưa vào danh sách: {who}", f"kept off the lists by this request: {who}")
        )
    if len(parts) > 1:
        parts.append(_left(sheet, one.left, names=False))
    return f"{head}: {'; '.join(parts)}."


def wanted_in_words(sheet: Sheet, one: Wanted, named: Named) -> str:
    """First who can be what a member needs, then what keeps the others out."""
    posts = ", ".join(sheet.post(post) for post in one.posts)
    parts = [_able(sheet, one, named(one.member)), *_barred(sheet, one.barred)]
    if one.barred:
        parts.append(_left(sheet, one.left, names=True))
    parts += [_ruled_out(sheet, one, named(other), out) for other, out in one.excluded.items()]
    return f"{posts}: {'; '.join(parts)}."


def _able(sheet: Sheet, one: Wanted, member: str) -> str:
    """How many of the pool pass every member, standards aside."""
    passing = {*one.left, *(i for ids in one.barred.values() for i in ids)}
    able, pool = len(passing), len(sheet.pool.people)
    if len(one.people) == 1:
        who = sheet.people(one.people)
        return sheet.say(f"{member} cần {who}", f"{member} needs {who}")
    few = "" if one.barred or not one.left else _in_brackets(sheet, one.left)
    number = sheet.say("không ai" if not able else f"chỉ {able}", "nobody" if not able else f"only {able}")
    places = sheet.say(
        "người" if one.need == 1 else f"{one.need} người",
        "the one" if one.need == 1 else f"one of the {one.need}",
    )
    return sheet.say(
        f"{number} trong {pool} người được giới thiệu có thể là {places} mà {member} cần{few}",
        f"{number} of the {pool} in the pool can be {places} that {member} needs{few}",
    )


def _ruled_out(sheet: Sheet, one: Wanted, other: str, out: tuple[str, ...]) -> str:
    people = len(one.people)
    if people == 1:
        return sheet.say(f"{other} loại người này", f"{other} rules this person out")
    who = _in_brackets(sheet, out)
    if len(out) == people:
        return sheet.say(f"{other} loại cả {people} người{who}", f"{other} rules out all {people}{who}")
    return sheet.say(
        f"{other} loại {len(out)} trong {people} người{who}", f"{other} rules out {len(out)} of {people}{who}"
    )


def _barred(sheet: Sheet, barred: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Who of them misses a standard, and which."""
    off = {i for ids in barred.values() for i in ids}
    if off:
        each = ", ".join(f"{_names(sheet, ids)} [{standard}]" for standard, ids in barred.items())
        yield sheet.say(f"{len(off)} không đủ tiêu chuẩn: {each}", f"{len(off)} may not stand: {each}")


def _left(sheet: Sheet, left: tuple[str, ...], *, names: bool) -> str:
    if not left:
        return sheet.say("không còn ai", "nobody is left")
    who = _in_brackets(sheet, left) if names else ""
    number = len(left)
    return sheet.say(f"còn {number} người{who}", f"{number} {'is' if number == 1 else 'are'} left{who}")


def _in_brackets(sheet: Sheet, ids: tuple[str, ...]) -> str:
    return f" ({sheet.people(ids)})" if len(ids) <= MOST else ""


def _names(sheet: Sheet, ids: Iterable[str]) -> str:
    return sheet.people(ids, MOST)
