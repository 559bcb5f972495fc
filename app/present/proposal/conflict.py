"""A conflict or missed aim in words: its members, who there is for them, how sure it is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from cocau.app.present.blocks import Block, Heading, LineBlock, Tone
from cocau.app.present.names import Names
from cocau.app.present.wording import Footnotes, capitalise_first, describe_selector
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.model.selectors import EVERYONE
from cocau.constraints.rules.rule import Finding, Rule
from cocau.solver.engines.certificate import CERTIFICATE
from cocau.solver.model.slate_model import (
    CONSTITUENCY_MOVES,
    INTRODUCED_PIN,
    INTRODUCTION_MOVES,
    MOVE_TIERS,
    PEOPLE_MOVES,
    POST_MOVES,
)
from cocau.solver.proposal import AimResult, DescribedPeople, RuleConflict, WantedHolders
from cocau.solver.request import Pins

MAX_NAMES_LISTED = 8
"""Names that are listed; of more people only the number is told."""

_NOBODY = "—"
"""What a finding has in the place of a name."""

MemberNamer = Callable[[str], str]
"""A member of a conflict in words."""


def describe_nearest(names: Names, rule: Rule, finding: Finding, *, alone: bool) -> str:
    """Describe how near a rule can come while the other members hold."""
    head = (
        names.say("Gần nhất có thể", "As near as can be")
        if alone
        else names.say("Gần nhất khi giữ các điều còn lại", "As near as can be while the others hold")
    )
    if finding.facts and all(fact == _NOBODY for fact in finding.facts.values()):
        nobody = names.say("trong danh sách không có ai đáp ứng.", "nobody in the list meets it.")
        return f"{head}: {nobody}"
    return f"{head}: {names.describe_breach(rule, finding)}"


def render_available_people(
    names: Names, conflict: RuleConflict, name_member: MemberNamer
) -> Iterator[Block]:
    """Render which people there are for the members of a conflict and for its posts."""
    if not (conflict.described or conflict.wanted):
        return
    yield LineBlock(names.say("Nguồn nhân sự cho các điều trên:", "Who there is for it:"), Tone.STRONG)
    for wanted in conflict.wanted:
        yield LineBlock(describe_wanted_people(names, wanted, name_member), mark="○", indent=2)
    for who in conflict.described:
        yield LineBlock(_describe_group(names, who), mark="○", indent=2)


def _describe_group(names: Names, group: DescribedPeople) -> str:
    say, pool = names.say, len(names.pool.people)
    words = describe_selector(names, group.who)
    head = capitalise_first(words)
    there = (
        say(f"{pool} người trong danh sách giới thiệu", f"{pool} in the pool")
        if group.who == EVERYONE
        else say(
            f"{group.people} trong {pool} người được giới thiệu", f"{group.people} of the {pool} in the pool"
        )
    )
    parts = [there, *_describe_barred(names, group.barred)]
    if group.out:
        who = _list_names(names, group.out)
        parts.append(
            say(f"yêu cầu không đưa vào danh sách: {who}", f"kept off the lists by this request: {who}")
        )
    if len(parts) > 1:
        parts.append(_describe_remaining(names, group.left, names=False))
    return f"{head}: {'; '.join(parts)}."


def describe_wanted_people(names: Names, wanted: WantedHolders, name_member: MemberNamer) -> str:
    """Describe who can be what a member needs, and what keeps the others out."""
    posts = ", ".join(names.post(post) for post in wanted.posts)
    parts = [
        _describe_able(names, wanted, name_member(wanted.member)),
        *_describe_barred(names, wanted.barred),
    ]
    if wanted.barred:
        parts.append(_describe_remaining(names, wanted.left, names=True))
    parts += [
        _describe_ruled_out(names, wanted, name_member(other), out) for other, out in wanted.excluded.items()
    ]
    return f"{posts}: {'; '.join(parts)}."


def _describe_able(names: Names, wanted: WantedHolders, member: str) -> str:
    """Describe how many of the pool pass every member, standards aside."""
    passing = {*wanted.left, *(i for ids in wanted.barred.values() for i in ids)}
    able, pool = len(passing), len(names.pool.people)
    if len(wanted.people) == 1:
        who = names.people(wanted.people)
        return names.say(f"{member} cần {who}", f"{member} needs {who}")
    few = "" if wanted.barred or not wanted.left else _list_in_brackets(names, wanted.left)
    number = names.say("không ai" if not able else f"chỉ {able}", "nobody" if not able else f"only {able}")
    places = names.say(
        "người" if wanted.need == 1 else f"{wanted.need} người",
        "the one" if wanted.need == 1 else f"one of the {wanted.need}",
    )
    return names.say(
        f"{number} trong {pool} người được giới thiệu có thể là {places} mà {member} cần{few}",
        f"{number} of the {pool} in the pool can be {places} that {member} needs{few}",
    )


def _describe_ruled_out(names: Names, wanted: WantedHolders, other: str, out: tuple[str, ...]) -> str:
    people = len(wanted.people)
    if people == 1:
        return names.say(f"{other} loại người này", f"{other} rules this person out")
    who = _list_in_brackets(names, out)
    if len(out) == people:
        return names.say(f"{other} loại cả {people} người{who}", f"{other} rules out all {people}{who}")
    return names.say(
        f"{other} loại {len(out)} trong {people} người{who}", f"{other} rules out {len(out)} of {people}{who}"
    )


def _describe_barred(names: Names, barred: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Describe who misses a standard, and which one."""
    off = {i for ids in barred.values() for i in ids}
    if off:
        each = ", ".join(f"{_list_names(names, ids)} [{standard}]" for standard, ids in barred.items())
        yield names.say(f"{len(off)} không đủ tiêu chuẩn: {each}", f"{len(off)} may not stand: {each}")


def _describe_remaining(sheet: Names, left: tuple[str, ...], *, names: bool) -> str:
    if not left:
        return sheet.say("không còn ai", "nobody is left")
    who = _list_in_brackets(sheet, left) if names else ""
    number = len(left)
    return sheet.say(f"còn {number} người{who}", f"{number} {'is' if number == 1 else 'are'} left{who}")


def _list_in_brackets(names: Names, ids: tuple[str, ...]) -> str:
    return f" ({names.people(ids)})" if len(ids) <= MAX_NAMES_LISTED else ""


def _list_names(names: Names, ids: Iterable[str]) -> str:
    return names.people(ids, MAX_NAMES_LISTED)


def render_missed_aims(names: Names, aims: Iterable[AimResult], pins: Pins) -> Iterator[Block]:
    """Render the missed aims, each with the rules in its way."""
    aims = [aim for aim in aims if aim.missed]
    of_documents = [aim for aim in aims if not names.book.is_ours(names.book.by_id[aim.rule])]
    if not of_documents:
        return
    yield Heading(names.say("Mục tiêu chưa đạt, và vì sao", "Missed aims, and why"))
    for aim in of_documents:
        rule = names.book.by_id[aim.rule]
        yield LineBlock(f"{names.says(rule)} — {names.clause(rule)}", mark="△")
        yield from _render_blockers(names, aim, pins)


def _render_blockers(names: Names, aim: AimResult, pins: Pins) -> Iterator[Block]:
    say = names.say
    block = aim.blocked_by
    if block is None:
        yield LineBlock(
            say("Chưa xác định được điều gì cản trở.", "What stands in the way was not found out."),
            Tone.QUIET,
            indent=4,
        )
        return
    if not (block.rules or block.pins):
        yield LineBlock(
            say(
                "Bản thân danh sách giới thiệu không đủ người để đạt.",
                "The pool itself lacks the people for it.",
            ),
            indent=4,
        )
        return
    yield LineBlock(say("Không thể đạt cùng với:", "It cannot hold together with:"), indent=4)
    yield from render_members(names, block, pins, None, indent=6)
    if not block.irreducible:
        yield LineBlock(
            say("(có thể chưa phải nhóm nhỏ nhất)", "(perhaps not the smallest set)"), Tone.QUIET, indent=6
        )


def render_conflict(names: Names, conflict: RuleConflict, pins: Pins) -> Iterator[Block]:
    """Render a conflict with its heading, details and footnotes."""
    say = names.say
    notes = Footnotes(names)
    yield Heading(
        say("Điều không thể đáp ứng", "What cannot be satisfied")
        if conflict.alone
        else say("Các quy định không thể cùng đạt", "Rules that cannot hold together")
    )
    yield from render_conflict_details(names, conflict, pins, notes)
    if conflict.rules:
        yield from notes.blocks()


def render_conflict_details(
    names: Names, conflict: RuleConflict, pins: Pins, notes: Footnotes, aim: str | None = None
) -> Iterator[Block]:
    """Render the members of a conflict, how near each comes, and how sure it is."""
    yield from render_members(names, conflict, pins, notes, indent=0)
    yield from render_available_people(names, conflict, partial(name_member, names))
    yield from render_minimality(names, conflict)
    if aim is None:
        yield from _render_way_out(names, conflict)
    yield LineBlock(describe_confirmation(names, conflict), Tone.QUIET)


def describe_confirmation(names: Names, conflict: RuleConflict) -> str:
    """Describe who confirms that a conflict is impossible to satisfy."""
    return describe_proof(names.say, conflict.confirmed_by)


def describe_proof(say: Callable[[str, str], str], confirmed_by: Sequence[str]) -> str:
    """Describe the exact proof, or the engines that agree, in a sentence."""
    if CERTIFICATE in confirmed_by:
        return say(
            "Đã chứng minh bằng phép tính chính xác: không thể đáp ứng.",
            "Proven in exact arithmetic: this cannot be satisfied.",
        )
    engines = ", ".join(confirmed_by)
    if len(confirmed_by) < 2:  # noqa: PLR2004  # a pair
        return say(
            f"Chưa chứng minh được: cần hai phép tính độc lập xác nhận; đã có: {engines or 'chưa có'}.",
            f"Not proven: two independent searches have to confirm it; so far: {engines or 'neither'}.",
        )
    return say(
        f"Hai phép tính độc lập đều xác nhận là không thể: {engines}.",
        f"Found impossible by two independent searches: {engines}.",
    )


def name_member(names: Names, member: str) -> str:
    """Return a member of a conflict for a sentence: a rule's id, or "the pin above"."""
    pin = names.say("yêu cầu nêu trên", "the pin above")
    return f"[{member}]" if member in names.book.by_id else pin


def _render_way_out(names: Names, conflict: RuleConflict) -> Iterator[Block]:
    """Render the way out that a document itself gives: a recorded reason (S2.2)."""
    held = (names.book.by_id[i] for i in conflict.rules)
    if any(isinstance(rule, PostPrecedence) for rule in held) and not names.council.secretary_not_chairing:
        yield LineBlock(
            names.say(
                "Nếu không đủ điều kiện để Bí thư làm Chủ tịch: ghi “Lý do Bí thư không làm Chủ tịch HĐND” "
                "vào thông tin hội đồng; khi đó Phó Bí thư Thường trực làm Chủ tịch.",
                "Where the secretary cannot chair: enter “Reason why the secretary does not chair” "
                "with the council; the standing deputy secretary chairs then.",
            ),
            Tone.CARE,
        )


def render_minimality(names: Names, conflict: RuleConflict) -> Iterator[Block]:
    """Render whether there is a smaller conflict, as far as that is known."""
    say = names.say
    if conflict.alone and conflict.smallest:
        return  # nothing is smaller than one
    if conflict.smallest:
        size = say(
            "Theo bộ giải: không có nhóm xung đột nào ít quy định hơn.",
            "By the engines: no conflict has fewer rules.",
        )
    elif conflict.irreducible:
        size = say(
            "Bỏ bất kỳ quy định nào trong nhóm thì phần còn lại cùng đạt được; có thể có nhóm khác nhỏ hơn.",
            "Without any one of them the rest can hold; a smaller conflict may exist elsewhere.",
        )
    else:
        size = say(
            "Hết thời gian trước khi thu gọn; có thể có quy định không cần thiết trong nhóm.",
            "Time ran out before it was made small; some of these may not be needed for the conflict.",
        )
    yield LineBlock(size)


def render_members(
    names: Names, conflict: RuleConflict, pins: Pins, notes: Footnotes | None, *, indent: int
) -> Iterator[Block]:
    """Render the rules and pins of a conflict, one by one."""
    near = {each.rule: each.finding for each in conflict.nearest}
    for rule_id in conflict.rules:
        rule = names.book.by_id[rule_id]
        yield LineBlock(names.rule_line(rule, notes), mark="•", indent=indent)
        if rule_id in near:
            yield LineBlock(
                describe_nearest(names, rule, near[rule_id], alone=conflict.alone),
                Tone.CARE,
                mark="→",
                indent=indent + 2,
            )
    for pin in conflict.pins:
        yield LineBlock(describe_pin(names, pin, pins), mark="•", indent=indent)


def describe_pin(names: Names, pin: str, pins: Pins) -> str:
    """Describe a pin; `pin` is ``what:person``."""
    if pin in MOVE_TIERS:
        return describe_moves(names, pin)
    if pin.startswith(INTRODUCED_PIN):
        return _describe_introductions(names, pin.partition(":")[2])
    what, _, i = pin.rpartition(":")
    who, at = names.person(i), pins.constituencies.get(i)
    given = names.say("đơn vị đã định", "the given constituency")
    unit = given if at is None else names.unit_code(at)
    words = {
        "in": names.say(f"{who} phải có trong danh sách", f"{who} must be on a list"),
        "deputy": names.say(f"{who} phải là đại biểu dự kiến", f"{who} must be an intended deputy"),
        "out": names.say(f"{who} không có trong danh sách", f"{who} must be on no list"),
        "at": names.say(f"{who} phải ứng cử ở {unit}", f"{who} must stand at {unit}"),
    }
    chosen = names.say("yêu cầu của người dùng", "a pin of this request")
    if what in words:
        return f"{words[what]} [{chosen}]"
    post = names.post(what)
    return names.say(f"{who} phải giữ chức danh {post}", f"{who} must be {post}") + f" [{chosen}]"


def describe_moves(names: Names, tier: str) -> str:
    """Describe a tier of moves that is held at its least."""
    return {
        INTRODUCTION_MOVES: names.say(
            "đổi ít người được giới thiệu nhất so với phương án trước",
            "the fewest changes of who is introduced against before",
        ),
        PEOPLE_MOVES: names.say(
            "thay ít người nhất so với phương án trước", "the fewest people moved against before"
        ),
        POST_MOVES: names.say(
            "đổi ít chức danh nhất so với phương án trước", "the fewest posts moved against before"
        ),
        CONSTITUENCY_MOVES: names.say(
            "đổi ít đơn vị bầu cử nhất so với phương án trước",
            "the fewest constituencies moved against before",
        ),
    }[tier]


def _describe_introductions(names: Names, organisation: str) -> str:
    """Describe a demand on the number of people introduced."""
    chosen = names.say("yêu cầu của người dùng", "a demand of this request")
    if not organisation:
        return (
            names.say("tổng số người được giới thiệu", "the number of people introduced in all")
            + f" [{chosen}]"
        )
    return (
        names.say(
            f"số người do '{organisation}' giới thiệu", f"the number of people introduced by '{organisation}'"
        )
        + f" [{chosen}]"
    )
