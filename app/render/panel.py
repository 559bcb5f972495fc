"""A panel, or why there is none and the ways out: the answer first, then figures for each quota."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from cocau.app.render.blocks import Block, Column, Heading, Line, Table, Tone, Words
from cocau.app.render.reasons import who_says
from cocau.solver.panel.answer import (
    Barrier,
    Conflict,
    Panel,
    PanelAnswer,
    Part,
    Reason,
    Recruits,
    Relaxation,
    Relaxations,
    Status,
)
from cocau.solver.panel.task import Side

Say = Callable[[str, str], str]


def panel(answer: PanelAnswer, lang: str) -> Iterator[Block]:
    """The whole answer in the order in which it is to be read."""

    def say(vi: str, en: str) -> str:
        return en if lang == "en" else vi

    yield _verdict(say, answer)
    yield from _open(say, answer.open)
    if answer.panel is not None:
        yield from _figures(say, answer, answer.panel)
        yield from _members(say, answer.panel)
    yield from _conflicts(say, answer)
    if answer.relaxations is not None:
        yield from _relaxations(say, answer.relaxations)
    if answer.recruits is not None and answer.status is Status.INFEASIBLE:
        yield from _recruits(say, answer, answer.recruits)
    yield from _remarks(say, answer)


def _verdict(say: Say, answer: PanelAnswer) -> Line:
    size, people = answer.size, answer.people
    if answer.status is Status.PANEL:
        vi = f"CÓ NHÓM: {size} trong {people} người, đúng mọi hạn mức."
        return Line(say(vi, f"PANEL: {size} of {people} people, within every quota."), Tone.GOOD)
    if answer.status is Status.OPEN:
        vi = "HẾT THỜI GIAN: chưa biết có nhóm nào đúng mọi hạn mức hay không."
        return Line(say(vi, "OUT OF TIME: whether a panel within the quotas exists is not known."), Tone.CARE)
    vi = f"KHÔNG CÓ NHÓM NÀO: không thể chọn {size} trong {people} người mà đúng mọi hạn mức."
    en = f"NO PANEL: {size} of {people} people cannot be chosen within every quota."
    return Line(say(vi, en), Tone.BAD)


_PARTS = {
    Part.PANEL: ("nhóm", "the panel"),
    Part.LOTS: ("việc rút thăm", "the drawing of lots"),
    Part.CONFLICTS: ("các xung đột", "the conflicts"),
    Part.RELAXATIONS: ("các cách nới", "the ways out"),
    Part.RECRUITS: ("số người cần tìm thêm", "the recruits"),
}


def _open(say: Say, parts: Sequence[Part]) -> Iterator[Block]:
    if parts:
        told = ", ".join(say(*_PARTS[part]) for part in parts)
        yield Line(
            say(f"Chưa xong trong thời gian đã cho: {told}.", f"Not finished in time: {told}."), Tone.CARE
        )


def _figures(say: Say, answer: PanelAnswer, chosen: Panel) -> Iterator[Block]:
    columns = (
        Column(say("Đặc điểm", "Feature"), share=2),
        Column(say("Giá trị", "Value"), share=3),
        Column(say("Hạn mức", "Quota"), narrow=True, right=True),
        Column(say("Nhóm", "Panel"), narrow=True, right=True),
        Column(say("Đăng ký", "Pool"), narrow=True, right=True),
    )
    rows = []
    last = ""
    for quota, count, pool in zip(answer.quotas, chosen.counts, answer.pool, strict=True):
        feature = "" if quota.feature == last else quota.feature
        last = quota.feature
        rows.append(
            (feature, quota.value, f"{quota.min}–{quota.max}", Words(str(count), Tone.STRONG), str(pool))
        )
    yield Heading(say("Hạn mức và nhóm", "Quotas and the panel"))
    yield Table(columns, tuple(rows))


def _members(say: Say, chosen: Panel) -> Iterator[Block]:
    yield Heading(say("Người được chọn", "The people"))
    yield Line(", ".join(chosen.ids))


def _conflicts(say: Say, answer: PanelAnswer) -> Iterator[Block]:
    if answer.conflicts:
        yield Heading(say("Vì sao", "Why"))
    for number, conflict in enumerate(answer.conflicts, start=1):
        several = len(answer.conflicts) > 1
        yield from conflicting(say, answer, conflict, f"{number}." if several else "")
    if answer.conflicts_complete:
        yield Line(say("Không còn xung đột nào khác.", "There are no other conflicts."), Tone.QUIET)
    elif len(answer.conflicts) > 1:
        yield Line(say("Có thể còn xung đột khác.", "There may be other conflicts."), Tone.QUIET)


def conflicting(say: Say, answer: PanelAnswer, conflict: Conflict, mark: str) -> Iterator[Block]:
    """What cannot hold together, and how near to each bound one can come."""
    yield Line(_lead(say, answer, conflict), mark=mark)
    for barrier in conflict.barriers:
        yield Line(_barrier(say, conflict, barrier), mark="•", indent=2)
    if not conflict.irreducible:
        vi, en = (
            "Chưa kịp rút gọn hết: có thể có hạn mức thừa.",
            "Not shrunk to the end: some may be needless.",
        )
        yield Line(say(vi, en), Tone.CARE, indent=2)
    elif conflict.smallest and conflict.barriers:
        vi, en = (
            "Đã chứng minh: không xung đột nào có ít hạn mức hơn.",
            "Proven: no conflict has fewer bounds.",
        )
        yield Line(say(vi, en), Tone.QUIET, indent=2)
    yield Line(who_says(say, conflict.confirmed_by), Tone.QUIET, indent=2)


def _lead(say: Say, answer: PanelAnswer, conflict: Conflict) -> str:
    lead = {Reason.POOL: _pool, Reason.SUM: _sums}.get(conflict.reason, _people)
    told, also = say(*lead(answer, conflict)), _also(say, conflict)
    return f"{told.removesuffix(':')} {also}:" if also else told


def _pool(answer: PanelAnswer, _: Conflict) -> tuple[str, str]:
    size, homes = answer.size, answer.homes
    if homes is None:
        return f"Cần {size} người, chỉ có {answer.people}.", f"{size} are wanted; there are {answer.people}."
    return (
        f"Cần {size} người, nhưng mỗi hộ một người thì nhiều nhất được {homes}.",
        f"{size} people are wanted; with one of each household there are at most {homes}.",
    )


def _sums(answer: PanelAnswer, conflict: Conflict) -> tuple[str, str]:
    total = sum(barrier.bound for barrier in conflict.barriers)
    feature, size = conflict.barriers[0].feature, answer.size
    if conflict.barriers[0].side is Side.MIN:
        return (
            f"Các mức tối thiểu của '{feature}' cộng lại là {total}, nhiều hơn {size} người cần chọn:",
            f"The minima of '{feature}' sum to {total}, more than the {size} people wanted:",
        )
    return (
        f"Các mức tối đa của '{feature}' cộng lại là {total}, ít hơn {size} người cần chọn:",
        f"The maxima of '{feature}' sum to {total}, fewer than the {size} people wanted:",
    )


def _people(_: PanelAnswer, conflict: Conflict) -> tuple[str, str]:
    if conflict.reason is Reason.SCARCE:
        return "Không đủ người có giá trị này:", "Too few people have this value:"
    exactly = (" với đúng số người cần chọn", " with exactly the size wanted") if conflict.size else ("", "")
    return (
        f"Với những người đã đăng ký, các hạn mức này không thể cùng đạt{exactly[0]}:",
        f"With the people there are, these cannot all be kept{exactly[1]}:",
    )


def _also(say: Say, conflict: Conflict) -> str:
    if conflict.reason is not Reason.POOL and conflict.households:
        return say("(vì mỗi hộ nhiều nhất một người)", "(since at most one of each household is taken)")
    return ""


def _barrier(say: Say, conflict: Conflict, barrier: Barrier) -> str:
    is_min = barrier.side is Side.MIN
    what = f"{barrier.feature} = {barrier.value}"
    vi = f"{what}: {'ít nhất' if is_min else 'nhiều nhất'} {barrier.bound}; {barrier.pool} người đăng ký"
    en = f"{what}: at {'least' if is_min else 'most'} {barrier.bound}; {barrier.pool} in the pool"
    if barrier.reach is None or (len(conflict.barriers) == 1 and barrier.reach == barrier.pool):
        return say(f"{vi}.", f"{en}.")
    more_vi = f"{'chỉ được nhiều nhất' if is_min else 'phải có ít nhất'} {barrier.reach}"
    more_en = f"at {'most' if is_min else 'least'} {barrier.reach} possible"
    if len(conflict.barriers) > 1:
        more_vi, more_en = f"giữ các hạn mức kia thì {more_vi}", f"keeping the others, {more_en}"
    return say(f"{vi}; {more_vi}.", f"{en}; {more_en}.")


def _relaxations(say: Say, told: Relaxations) -> Iterator[Block]:
    yield Heading(say("Cách nới hạn mức rẻ nhất", "Cheapest ways to move bounds"))
    if not told.possible:
        vi = "Không cách nới nào trong giới hạn (min_flex, max_flex) là đủ."
        yield Line(say(vi, "No moves within the limits (min_flex, max_flex) are enough."), Tone.BAD)
        if told.in_the_way is not None:
            yield from _in_the_way(say, told.in_the_way)
        return
    many = len(told.found)
    cost = Fraction(told.cost or 0)
    figure = f"{told.cost}" if cost.denominator == 1 else f"{told.cost} ≈ {float(cost):.3f}"
    vi, en = f"{many} cách, cùng giá {figure}", f"{many} of the same cost, {figure}"
    if many == 1:
        vi, en = f"Giá {figure}", f"Cost {figure}"
    if told.proven:
        vi, en = f"{vi}; không cách nào rẻ hơn", f"{en}; nothing cheaper is enough"
    more = (", không còn cách nào khác cùng giá", ", and nothing else of this cost")
    if told.complete:
        vi, en = vi + more[0], en + more[1]
    yield Line(say(f"{vi}.", f"{en}."))
    for number, relaxation in enumerate(told.found, start=1):
        yield from _relaxation(say, relaxation, number)


def _in_the_way(say: Say, conflict: Conflict) -> Iterator[Block]:
    if conflict.barriers:
        yield Line(say("Các giới hạn này cản trở:", "These limits are in the way:"))
    for barrier in conflict.barriers:
        flex = f"{barrier.side}_flex = {barrier.bound}"
        reach = "" if barrier.reach is None else f"; {say('có thể được', 'possible')}: {barrier.reach}"
        yield Line(f"{barrier.feature} = {barrier.value}: {flex}{reach}", mark="•", indent=2)


def _relaxation(say: Say, relaxation: Relaxation, number: int) -> Iterator[Block]:
    names = {Side.MIN: say("tối thiểu", "min"), Side.MAX: say("tối đa", "max")}
    changes = "; ".join(
        f"{c.feature} = {c.value}: {names[c.side]} {c.bound} → {c.becomes}" for c in relaxation.changes
    )
    yield Line(changes, mark=f"{number}.")
    if relaxation.panel is not None:
        ids = _some(say, relaxation.panel.ids)
        yield Line(say(f"Khi đó có nhóm: {ids}", f"Then there is a panel: {ids}"), Tone.QUIET, indent=3)


def _some(say: Say, ids: Sequence[str], most: int = 12) -> str:
    more = len(ids) - most
    rest = say(f" và {more} người nữa (--format json)", f" and {more} more (--format json)")
    return ", ".join(ids[:most]) + (rest if more > 0 else "")


def _recruits(say: Say, answer: PanelAnswer, told: Recruits) -> Iterator[Block]:
    yield Heading(say("Hoặc tìm thêm người", "Or find more people"))
    if not told.number:
        vi = "Thêm bao nhiêu người cũng không đủ: chính các hạn mức không thể cùng đạt với số người này."
        en = "No number of recruits would do: the quotas themselves do not fit the size."
        yield Line(say(vi, en))
        return
    one = told.number == 1
    vi, en = f"Thêm ít nhất {told.number} người", f"At least {told.number} more people"
    en = "At least 1 more person" if one else en
    if told.needs:
        vi, en = f"{vi}, {'có' if one else 'trong đó'}:", f"{en}, {'with' if one else 'among them'}:"
    yield Line(say(vi, en) if told.needs else say(f"{vi}.", f"{en}."))
    for need in told.needs:
        vi, en = f": ít nhất {need.least} người", f": at least {need.least}"
        if need.least == told.number:
            vi, en = ("", "") if one else (": tất cả", ": all of them")
        yield Line(f"{need.feature} = {need.value}{say(vi, en)}", mark="•", indent=2)
    example = "; ".join(", ".join(person) for person in told.example)
    head = ", ".join(answer.features)
    vi, en = f"Ví dụ ({head}): {example}.", f"For example ({head}): {example}."
    yield Line(say(vi, en), Tone.QUIET, indent=2)


def _remarks(say: Say, answer: PanelAnswer) -> Iterator[Block]:
    yield Line("")
    if answer.without_address:
        n = answer.without_address
        vi = f"{n} người không ghi địa chỉ được coi là mỗi người một hộ."
        yield Line(say(vi, f"{n} people without an address count as a household each."), Tone.CARE)
    ways = () if answer.relaxations is None else answer.relaxations.found
    if answer.panel is not None or any(way.panel for way in ways):
        vi = (
            "Đây là một nhóm trong hạn mức, chọn bằng thăm tính từ mã người (đổi bằng --seed); "
            "không phải một cuộc bốc thăm cho mọi người cơ hội như nhau."
        )
        en = (
            "A panel here is one within the quotas, drawn by lots made of ids (--seed changes them); "
            "it is not a lottery that gives everybody the same chance."
        )
        yield Line(say(vi, en), Tone.QUIET)
