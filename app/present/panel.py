"""A panel in words, or why there is none and what would help; and its people as CSV."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial

from cocau.app.files.text import guard_formula
from cocau.app.i18n import languages
from cocau.app.present.blocks import Block, BlockColumn, Heading, LineBlock, StyledText, TableBlock, Tone
from cocau.app.present.proposal.conflict import describe_proof
from cocau.solver.panel.answer import (
    Panel,
    PanelAnswer,
    PanelConflict,
    PanelConflictReason,
    PanelPart,
    PanelRecruits,
    PanelStatus,
    QuotaBarrier,
    QuotaRelaxation,
    QuotaRelaxations,
)
from cocau.solver.panel.task import BoundSide, PanelTask

Say = Callable[[str, str], str]


def render_panel(answer: PanelAnswer, lang: str) -> Iterator[Block]:
    """Render a panel, or why there is none, in the order to be read."""
    say = partial(languages.say, lang)
    yield _render_verdict(say, answer)
    yield from _render_open_parts(say, answer.open)
    if answer.panel is not None:
        yield from _render_figures(say, answer, answer.panel)
        yield from _render_members(say, answer.panel)
    yield from _render_conflicts(say, answer)
    if answer.relaxations is not None:
        yield from _render_relaxations(say, answer.relaxations)
    if answer.recruits is not None and answer.status is PanelStatus.INFEASIBLE:
        yield from _render_recruits(say, answer, answer.recruits)
    yield from _render_remarks(say, answer)


def _render_verdict(say: Say, answer: PanelAnswer) -> LineBlock:
    size, people = answer.size, answer.people
    if answer.status is PanelStatus.PANEL:
        vi = f"CÓ NHÓM: {size} trong {people} người, đúng mọi hạn mức."
        return LineBlock(say(vi, f"PANEL: {size} of {people} people, within every quota."), Tone.GOOD)
    if answer.status is PanelStatus.OPEN:
        vi = "HẾT THỜI GIAN: chưa biết có nhóm nào đúng mọi hạn mức hay không."
        return LineBlock(
            say(vi, "OUT OF TIME: whether a panel within the quotas exists is not known."), Tone.CARE
        )
    vi = f"KHÔNG CÓ NHÓM NÀO: không thể chọn {size} trong {people} người mà đúng mọi hạn mức."
    en = f"NO PANEL: {size} of {people} people cannot be chosen within every quota."
    return LineBlock(say(vi, en), Tone.BAD)


_PART_WORDS = {
    PanelPart.PANEL: ("nhóm", "the panel"),
    PanelPart.LOTS: ("việc rút thăm", "the drawing of lots"),
    PanelPart.CONFLICTS: ("các xung đột", "the conflicts"),
    PanelPart.RELAXATIONS: ("các cách nới", "the ways out"),
    PanelPart.RECRUITS: ("số người cần tìm thêm", "the recruits"),
}


def _render_open_parts(say: Say, parts: Sequence[PanelPart]) -> Iterator[Block]:
    if parts:
        part_words = ", ".join(say(*_PART_WORDS[part]) for part in parts)
        yield LineBlock(
            say(f"Chưa xong trong thời gian đã cho: {part_words}.", f"Not finished in time: {part_words}."),
            Tone.CARE,
        )


def _render_figures(say: Say, answer: PanelAnswer, chosen: Panel) -> Iterator[Block]:
    columns = (
        BlockColumn(say("Đặc điểm", "Feature"), share=2),
        BlockColumn(say("Giá trị", "Value"), share=3),
        BlockColumn(say("Hạn mức", "Quota"), narrow=True, right=True),
        BlockColumn(say("Nhóm", "Panel"), narrow=True, right=True),
        BlockColumn(say("Đăng ký", "Pool"), narrow=True, right=True),
    )
    rows = []
    last = ""
    for quota, count, pool in zip(answer.quotas, chosen.counts, answer.pool, strict=True):
        feature = "" if quota.feature == last else quota.feature
        last = quota.feature
        rows.append(
            (feature, quota.value, f"{quota.min}–{quota.max}", StyledText(str(count), Tone.STRONG), str(pool))
        )
    yield Heading(say("Hạn mức và nhóm", "Quotas and the panel"))
    yield TableBlock(columns, tuple(rows))


def _render_members(say: Say, chosen: Panel) -> Iterator[Block]:
    yield Heading(say("Người được chọn", "The people"))
    yield LineBlock(", ".join(chosen.ids))


def _render_conflicts(say: Say, answer: PanelAnswer) -> Iterator[Block]:
    if answer.conflicts:
        yield Heading(say("Vì sao", "Why"))
    for number, conflict in enumerate(answer.conflicts, start=1):
        several = len(answer.conflicts) > 1
        yield from render_panel_conflict(say, answer, conflict, f"{number}." if several else "")
    if answer.conflicts_complete:
        yield LineBlock(say("Không còn xung đột nào khác.", "There are no other conflicts."), Tone.QUIET)
    elif len(answer.conflicts) > 1:
        yield LineBlock(say("Có thể còn xung đột khác.", "There may be other conflicts."), Tone.QUIET)


def render_panel_conflict(
    say: Say, answer: PanelAnswer, conflict: PanelConflict, mark: str
) -> Iterator[Block]:
    """Render quotas that cannot hold together, and how near each bound can come."""
    yield LineBlock(_describe_conflict(say, answer, conflict), mark=mark)
    for barrier in conflict.barriers:
        yield LineBlock(_describe_barrier(say, conflict, barrier), mark="•", indent=2)
    if not conflict.irreducible:
        vi, en = (
            "Chưa kịp rút gọn hết: có thể có hạn mức thừa.",
            "Not shrunk to the end: some may be needless.",
        )
        yield LineBlock(say(vi, en), Tone.CARE, indent=2)
    elif conflict.smallest and conflict.barriers:
        vi, en = (
            "Theo bộ giải: không xung đột nào có ít hạn mức hơn.",
            "By the engines: no conflict has fewer bounds.",
        )
        yield LineBlock(say(vi, en), Tone.QUIET, indent=2)
    yield LineBlock(describe_proof(say, conflict.confirmed_by), Tone.QUIET, indent=2)


def _describe_conflict(say: Say, answer: PanelAnswer, conflict: PanelConflict) -> str:
    lead = {
        PanelConflictReason.POOL: _describe_pool_shortage,
        PanelConflictReason.SUM: _describe_sum_of_bounds,
    }.get(conflict.reason, _describe_people_shortage)
    lead_words, also = say(*lead(answer, conflict)), _describe_households(say, conflict)
    return f"{lead_words.removesuffix(':')} {also}:" if also else lead_words


def _describe_pool_shortage(answer: PanelAnswer, _: PanelConflict) -> tuple[str, str]:
    size, homes = answer.size, answer.homes
    if homes is None:
        return f"Cần {size} người, chỉ có {answer.people}.", f"{size} are wanted; there are {answer.people}."
    return (
        f"Cần {size} người, nhưng mỗi hộ một người thì nhiều nhất được {homes}.",
        f"{size} people are wanted; with one of each household there are at most {homes}.",
    )


def _describe_sum_of_bounds(answer: PanelAnswer, conflict: PanelConflict) -> tuple[str, str]:
    total = sum(barrier.bound for barrier in conflict.barriers)
    feature, size = conflict.barriers[0].feature, answer.size
    if conflict.barriers[0].side is BoundSide.MIN:
        return (
            f"Các mức tối thiểu của '{feature}' cộng lại là {total}, nhiều hơn {size} người cần chọn:",
            f"The minima of '{feature}' sum to {total}, more than the {size} people wanted:",
        )
    return (
        f"Các mức tối đa của '{feature}' cộng lại là {total}, ít hơn {size} người cần chọn:",
        f"The maxima of '{feature}' sum to {total}, fewer than the {size} people wanted:",
    )


def _describe_people_shortage(_: PanelAnswer, conflict: PanelConflict) -> tuple[str, str]:
    if conflict.reason is PanelConflictReason.SCARCE:
        return "Không đủ người có giá trị này:", "Too few people have this value:"
    exactly = (" với đúng số người cần chọn", " with exactly the size wanted") if conflict.size else ("", "")
    return (
        f"Với những người đã đăng ký, các hạn mức này không thể cùng đạt{exactly[0]}:",
        f"With the people there are, these cannot all be kept{exactly[1]}:",
    )


def _describe_households(say: Say, conflict: PanelConflict) -> str:
    if conflict.reason is not PanelConflictReason.POOL and conflict.households:
        return say("(vì mỗi hộ nhiều nhất một người)", "(since at most one of each household is taken)")
    return ""


def _describe_barrier(say: Say, conflict: PanelConflict, barrier: QuotaBarrier) -> str:
    is_min = barrier.side is BoundSide.MIN
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


def _render_relaxations(say: Say, relaxations: QuotaRelaxations) -> Iterator[Block]:
    yield Heading(say("Cách nới hạn mức rẻ nhất", "Cheapest ways to move bounds"))
    if not relaxations.possible:
        vi = "Không cách nới nào trong giới hạn (min_flex, max_flex) là đủ."
        yield LineBlock(say(vi, "No moves within the limits (min_flex, max_flex) are enough."), Tone.BAD)
        if relaxations.in_the_way is not None:
            yield from _render_limits(say, relaxations.in_the_way)
        return
    many = len(relaxations.found)
    cost = Fraction(relaxations.cost or 0)
    figure = f"{relaxations.cost}" if cost.denominator == 1 else f"{relaxations.cost} ≈ {float(cost):.3f}"
    vi, en = f"{many} cách, cùng giá {figure}", f"{many} of the same cost, {figure}"
    if many == 1:
        vi, en = f"Giá {figure}", f"Cost {figure}"
    if relaxations.proven:
        vi, en = f"{vi}; theo bộ giải không cách nào rẻ hơn", f"{en}; by engines nothing cheaper is enough"
    more = (", không còn cách nào khác cùng giá", ", and nothing else of this cost")
    if relaxations.complete:
        vi, en = vi + more[0], en + more[1]
    yield LineBlock(say(f"{vi}.", f"{en}."))
    for number, relaxation in enumerate(relaxations.found, start=1):
        yield from _render_relaxation(say, relaxation, number)


def _render_limits(say: Say, conflict: PanelConflict) -> Iterator[Block]:
    if conflict.barriers:
        yield LineBlock(say("Các giới hạn này cản trở:", "These limits are in the way:"))
    for barrier in conflict.barriers:
        flex = f"{barrier.side}_flex = {barrier.bound}"
        reach = "" if barrier.reach is None else f"; {say('có thể được', 'possible')}: {barrier.reach}"
        yield LineBlock(f"{barrier.feature} = {barrier.value}: {flex}{reach}", mark="•", indent=2)


def _render_relaxation(say: Say, relaxation: QuotaRelaxation, number: int) -> Iterator[Block]:
    names = {BoundSide.MIN: say("tối thiểu", "min"), BoundSide.MAX: say("tối đa", "max")}
    changes = "; ".join(
        f"{c.feature} = {c.value}: {names[c.side]} {c.bound} → {c.becomes}" for c in relaxation.changes
    )
    yield LineBlock(changes, mark=f"{number}.")
    if relaxation.panel is not None:
        ids = _shorten_ids(say, relaxation.panel.ids)
        yield LineBlock(say(f"Khi đó có nhóm: {ids}", f"Then there is a panel: {ids}"), Tone.QUIET, indent=3)


def _shorten_ids(say: Say, ids: Sequence[str], most: int = 12) -> str:
    more = len(ids) - most
    rest = say(f" và {more} người nữa (--format json)", f" and {more} more (--format json)")
    return ", ".join(ids[:most]) + (rest if more > 0 else "")


def _render_recruits(say: Say, answer: PanelAnswer, recruits: PanelRecruits) -> Iterator[Block]:
    yield Heading(say("Hoặc tìm thêm người", "Or find more people"))
    if not recruits.number:
        vi = "Thêm bao nhiêu người cũng không đủ: chính các hạn mức không thể cùng đạt với số người này."
        en = "No number of recruits would do: the quotas themselves do not fit the size."
        yield LineBlock(say(vi, en))
        return
    one = recruits.number == 1
    vi, en = f"Thêm ít nhất {recruits.number} người", f"At least {recruits.number} more people"
    en = "At least 1 more person" if one else en
    if recruits.needs:
        vi, en = f"{vi}, {'có' if one else 'trong đó'}:", f"{en}, {'with' if one else 'among them'}:"
    yield LineBlock(say(vi, en) if recruits.needs else say(f"{vi}.", f"{en}."))
    for need in recruits.needs:
        vi, en = f": ít nhất {need.least} người", f": at least {need.least}"
        if need.least == recruits.number:
            vi, en = ("", "") if one else (": tất cả", ": all of them")
        yield LineBlock(f"{need.feature} = {need.value}{say(vi, en)}", mark="•", indent=2)
    example = "; ".join(", ".join(person) for person in recruits.example)
    head = ", ".join(answer.features)
    vi, en = f"Ví dụ ({head}): {example}.", f"For example ({head}): {example}."
    yield LineBlock(say(vi, en), Tone.QUIET, indent=2)


def _render_remarks(say: Say, answer: PanelAnswer) -> Iterator[Block]:
    yield LineBlock("")
    if answer.without_address:
        n = answer.without_address
        vi = f"{n} người không ghi địa chỉ được coi là mỗi người một hộ."
        yield LineBlock(say(vi, f"{n} people without an address count as a household each."), Tone.CARE)
    ways = () if answer.relaxations is None else answer.relaxations.found
    if answer.panel is not None or any(way.panel for way in ways):
        vi = (
            "Đây là một nhóm trong hạn mức, chọn bằng thăm tính từ mã người (đổi bằng --seed); "
            "không phải một cuộc rút thăm cho mọi người cơ hội như nhau."
        )
        en = (
            "A panel here is one within the quotas, drawn by lots made of ids (--seed changes them); "
            "it is not a lottery that gives everybody the same chance."
        )
        yield LineBlock(say(vi, en), Tone.QUIET)


def render_panel_csv(task: PanelTask, panel: Panel) -> str:
    """Render the people of a panel as CSV, a row each in the order of ids."""
    by_id = {person.id: person for person in task.people}
    paper = io.StringIO()
    writer = csv.writer(paper, lineterminator="\n")
    writer.writerow(map(guard_formula, ("id", *task.features)))
    for one in panel.ids:
        writer.writerow(map(guard_formula, (one, *by_id[one].values)))
    return paper.getvalue()
