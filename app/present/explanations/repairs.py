"""Repairs of a conflict in words: what each gives up, costs, and the slate it gives."""

from collections.abc import Iterator

from cocau.app.present.blocks import Block, Heading, LineBlock, Tone
from cocau.app.present.names import Names
from cocau.app.present.proposal.compliance import render_compliance_summary
from cocau.app.present.proposal.conflict import describe_pin
from cocau.app.present.proposal.rule_rows import PRIORITY, DepartureRow, list_departures
from cocau.app.present.proposal.slate_rows import describe_list_marks, list_candidates, list_leadership
from cocau.app.present.wording import Footnotes, count_noun, describe_selector
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.model.selectors import EVERYONE
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.solver.explain.repairs.repair import (
    APPLIED_FIELD,
    DroppedRule,
    LoweredAim,
    RecordedReason,
    RecruitedPeople,
    RelaxedBound,
    ReleasedPin,
    Repair,
    RepairPrice,
    Repairs,
    RepairsPart,
    RepairStep,
    RepairWanted,
    apply_patch,
    apply_steps,
)
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.request import Pins


def render_repair_step(names: Names, step: RepairStep, pins: Pins, notes: Footnotes) -> Iterator[Block]:
    """Render a step of a repair, and what there is to say beside it."""
    match step:
        case ReleasedPin():
            yield _build_step_line(
                names.say("Bỏ yêu cầu: ", "Let go: ") + describe_pin(names, step.pin, pins)
            )
        case LoweredAim():
            rule = names.book.by_id[step.rule]
            yield _build_step_line(
                names.say("Để lại làm mục tiêu, không bắt buộc: ", "Make it an aim again, no must: ")
                + names.rule_line(rule, notes)
            )
        case RelaxedBound():
            yield from _render_moved_bound(names, step, notes)
        case DroppedRule():
            yield from _render_dropped_rule(names, step, notes)
        case RecordedReason():
            rule = names.book.by_id[step.rule]
            yield _build_step_line(f"{describe_reason(names)}: {names.rule_line(rule, notes)}")
        case RecruitedPeople():
            for wanted in step.people:
                yield _build_step_line(describe_recruits(names, wanted))
            yield from _render_recruits_proof(names, step)


def describe_reason(names: Names) -> str:
    """Describe the exception that a rule itself allows: a reason on record."""
    return names.say(
        "Ghi vào hồ sơ hội đồng lý do Bí thư không làm Chủ tịch, như chính quy định này cho phép",
        "Record with the council why the secretary does not chair, as the rule itself allows",
    )


def _build_step_line(text: str) -> LineBlock:
    return LineBlock(text, mark="→", indent=2)


def _render_moved_bound(names: Names, step: RelaxedBound, notes: Footnotes) -> Iterator[Block]:
    say, rule = names.say, names.book.by_id[step.rule]
    yield _build_step_line(
        say(
            f"Đổi {step.field} từ {step.was} thành {step.now}: ",
            f"Move {step.field} from {step.was} to {step.now}: ",
        )
        + names.rule_line(rule, notes)
    )
    own = next((d.was for d in names.book.departures if (d.rule, d.field) == (step.rule, step.field)), None)
    if step.back and own is not None:
        yield LineBlock(
            say(
                f"Mức {step.was} do yêu cầu này đặt; bộ quy định ghi {own}, nên vẫn giữ đúng văn bản.",
                f"{step.was} was set by this request; the rulebook has {own}, so the document is still kept.",
            ),
            Tone.QUIET,
            indent=4,
        )
    if step.proven:
        yield LineBlock(
            say("Theo bộ giải: đổi ít hơn thì chưa đủ.", "By the engines: a smaller move does not suffice."),
            Tone.QUIET,
            indent=4,
        )


def _render_dropped_rule(names: Names, step: DroppedRule, notes: Footnotes) -> Iterator[Block]:
    say, rule = names.say, names.book.by_id[step.rule]
    yield _build_step_line(say("Không áp dụng: ", "Leave out: ") + names.rule_line(rule, notes))
    why = (
        say(
            f"Nới {', '.join(step.bounds)} bao nhiêu cũng không đủ; ",
            f"No value of {', '.join(step.bounds)} suffices; ",
        )
        if step.bounds
        else say("Không có giới hạn nào để nới; ", "It has no bound to move; ")
    )
    against = names.clause(rule)
    yield LineBlock(
        why
        + say(
            f"chỉ còn cách không áp dụng, tức là trái với {against}.",
            f"only not applying it helps, which is against {against}.",
        ),
        Tone.CARE,
        indent=4,
    )
    if isinstance(rule, PostPrecedence) and not names.council.secretary_not_chairing:
        yield LineBlock(
            say(
                "Văn bản cho phép: ghi lý do Bí thư không làm Chủ tịch vào secretary_not_chairing "
                "của hồ sơ hội đồng.",
                "The document allows: record why the secretary does not chair, as secretary_not_chairing "
                "of the council.",
            ),
            Tone.CARE,
            indent=4,
        )


def describe_recruits(names: Names, wanted: RepairWanted) -> str:
    """Describe people to introduce: ``two more people who may stand: women``."""
    say, number = names.say, wanted.number
    free = wanted.who.bloc is None and not any(s.bloc is not None for s in wanted.unlike)
    bloc = say(", thuộc khối nào cũng được", ", from any bloc") if free else ""
    head = say(
        f"Giới thiệu thêm {number} người đủ điều kiện ứng cử{bloc}",
        f"Introduce {count_noun(number, 'more person', 'more people')} who may stand{bloc}",
    )
    parts = [describe_selector(names, wanted.who)] if wanted.who != EVERYONE else []
    parts += [say("không thuộc: ", "not: ") + describe_selector(names, who) for who in wanted.unlike]
    return head + (f": {'; '.join(parts)}" if parts else "")


def _render_recruits_proof(names: Names, step: RecruitedPeople) -> Iterator[Block]:
    say = names.say
    yield LineBlock(
        say(
            "Những điểm không nêu thì thế nào cũng được; mọi tiêu chuẩn vẫn áp dụng.",
            "Whatever is not named may be as it is; every standard applies to them.",
        ),
        Tone.QUIET,
        indent=4,
    )
    number = sum(wanted.number for wanted in step.people)
    yield LineBlock(
        say(
            f"Theo bộ giải: ít hơn {number} người thì không đủ.",
            f"By the engines: fewer than {number} do not suffice.",
        )
        if step.proven
        else say(
            "Chưa chứng minh là ít nhất: các quy định xét nhiều đặc điểm hơn số đã thử.",
            "Not proven to be the fewest: the rules look at more traits than were tried.",
        ),
        Tone.QUIET,
        indent=4,
    )


def render_repairs(names: Names, proposal: Proposal, answer: Repairs) -> Iterator[Block]:
    """Render the answer in a sentence, then each repair, the cheapest first."""
    notes = Footnotes(names)
    yield from _render_answer(names, proposal, answer)
    for number, repair in enumerate(answer.repairs, start=1):
        yield Heading(f"{number} · {names.say('Cái giá', 'Costs')}: {describe_price(names, repair.price)}")
        yield from _render_repair(names, proposal, repair, number, notes)
    if any(not isinstance(step, RecruitedPeople) for repair in answer.repairs for step in repair.steps):
        yield from notes.blocks()


def _render_answer(names: Names, proposal: Proposal, answer: Repairs) -> Iterator[Block]:
    say, number = names.say, len(answer.repairs)
    if proposal.outcome is ProposalOutcome.SOLVED:
        yield LineBlock(
            say(
                "KHÔNG CÓ GÌ PHẢI THÁO GỠ: phương án này đã lập được.",
                "NOTHING TO REPAIR: this plan is solved.",
            ),
            Tone.GOOD,
        )
        return
    if number:
        price = describe_price(names, answer.repairs[0].price)
        others = "" if answer.complete else say("ÍT NHẤT ", "AT LEAST ")
        yield LineBlock(
            say(
                f"CÓ {others}{number} CÁCH THÁO GỠ, ít thay đổi nhất trước. Cách ít thay đổi nhất: {price}.",
                f"{others}{count_noun(number, 'WAY OUT', 'WAYS OUT')}, "
                "the cheapest first. The cheapest costs: "
                f"{price}.",
            ),
            Tone.STRONG,
        )
        yield LineBlock(describe_repair_order(names), Tone.QUIET)
    else:
        yield LineBlock(_describe_no_repair(names, answer), Tone.BAD if answer.needed else Tone.GOOD)
    for one in answer.open:
        yield LineBlock(describe_open_question(names, one), Tone.CARE)


def describe_repair_order(names: Names) -> str:
    """Describe the order of the repairs."""
    return names.say(
        "Thứ tự cân nhắc: trước hết là tiêu chí bổ sung; rồi yêu cầu của người dùng; rồi lý do phải "
        "ghi khi quy định cho phép; rồi người cần giới thiệu thêm; rồi hướng dẫn, chỉ thị; sau cùng mới "
        "xét đến nới, rồi bỏ quy định của luật, nghị quyết. Tiêu chuẩn không bao giờ hạ.",
        "In this order: first the additional criteria; then demands of the request; then a reason to "
        "record where a rule allows it; then people to introduce; then guidance and directives; last of "
        "all a law or resolution, moved or left out. Standards never give way.",
    )


def _describe_no_repair(names: Names, answer: Repairs) -> str:
    if not answer.needed:
        return names.say(
            "KHÔNG CÓ XUNG ĐỘT: mọi quy định bắt buộc cùng đạt được; hãy lập lại với nhiều thời gian hơn "
            "(cocau plan --seconds).",
            "NOTHING CONFLICTS: all musts and pins can hold together; plan again with more time "
            "(cocau plan --seconds).",
        )
    if answer.complete:
        return names.say(
            "KHÔNG CÓ CÁCH THÁO GỠ: bỏ mọi quy định cũng không lập được.",
            "NO WAY OUT: nothing is possible even without any rule.",
        )
    return names.say(
        "CHƯA TÌM ĐƯỢC cách tháo gỡ nào trong thời gian cho phép; không có nghĩa là không có.",
        "NO WAY OUT WAS FOUND in the time given; that says nothing about whether there is one.",
    )


def describe_open_question(names: Names, open_question: RepairsPart) -> str:
    """Describe what was not answered, in a sentence."""
    return {
        RepairsPart.WAYS: names.say(
            "Hết thời gian: có thể còn cách khác.", "Time ran out: there may be other ways out."
        ),
        RepairsPart.RECRUITS: names.say(
            "Chưa xét hết các loại người có thể giới thiệu thêm, nên có thể còn cách nhẹ hơn.",
            "Not every sort of people to introduce was looked at, so there may be cheaper ways.",
        ),
        RepairsPart.ANSWERS: names.say(
            "Còn những loại người khác cũng giới thiệu thêm được, không nêu hết ở đây.",
            "There are more sorts of people who would do than are told here.",
        ),
        RepairsPart.SLATES: names.say(
            "Hết thời gian trước khi lập xong phương án của các cách rẻ nhất.",
            "Time ran out before the slates of the cheapest were planned.",
        ),
    }[open_question]


def describe_price(names: Names, price: RepairPrice) -> str:
    """Describe the price of a repair, the dearest part first."""
    say = names.say
    words = {
        "law_dropped": ("{} quy định của luật, nghị quyết không áp dụng", "{} of law or resolution left out"),
        "law_moved": ("{} quy định của luật, nghị quyết bị nới", "{} of law or resolution moved"),
        "documents_dropped": (
            "{} quy định của hướng dẫn, chỉ thị không áp dụng",
            "{} of guidance or directive left out",
        ),
        "documents_moved": ("{} quy định của hướng dẫn, chỉ thị bị nới", "{} of guidance or directive moved"),
        "recruits": ("{} người giới thiệu thêm", "{} to introduce"),
        "reasons": ("{} lý do phải ghi vào hồ sơ", "{} to record"),
        "demands": ("{} yêu cầu của người dùng", "{} of the request"),
        "wishes": ("{} tiêu chí bổ sung", "{} additional"),
    }
    nouns = {
        "recruits": ("more person", "more people"),
        "reasons": ("reason", "reasons"),
        "demands": ("demand", "demands"),
        "wishes": ("wish", "wishes"),
    }
    parts = []
    for name, (vi, en) in words.items():
        number: int = getattr(price, name)
        if number:
            noun = count_noun(number, *nouns.get(name, ("must", "musts")))
            parts.append(say(vi.format(number), en.format(noun)))
    return ", ".join(parts)


def _render_repair(
    names: Names, proposal: Proposal, repair: Repair, number: int, notes: Footnotes
) -> Iterator[Block]:
    say = names.say
    if not repair.price.lawful:
        yield LineBlock(
            say(
                "KHÔNG ĐÚNG PHÁP LUẬT, trừ khi chính điều khoản đó cho phép; chỉ để thấy điều gì cản trở.",
                "NOT LAWFUL, unless the clause itself allows it; it only shows what stands in the way.",
            ),
            Tone.BAD,
        )
    for step in repair.steps:
        yield from render_repair_step(names, step, proposal.request.pins, notes)
    if sum(isinstance(step, RelaxedBound) for step in repair.steps) > 1:
        yield LineBlock(
            say(
                "Các giới hạn được nới lần lượt theo thứ tự trên, mỗi giới hạn ít nhất có thể.",
                "The bounds were moved one after another in this order, each by the least.",
            ),
            Tone.QUIET,
            indent=2,
        )
    yield from _render_slate(_get_names_after(names, proposal, repair), repair, number)


def _get_names_after(names: Names, proposal: Proposal, repair: Repair) -> Names:
    """Return the names for what a repair leads to."""
    request = apply_patch(proposal.request, repair.patch)
    book = apply_steps(proposal.rulebook, repair.steps)
    return Names(book, names.lang, request.council, request.pool, codes=names.codes)


def _render_slate(names: Names, repair: Repair, number: int) -> Iterator[Block]:
    say = names.say
    if repair.slate is None:
        return
    plan = (
        ""
        if repair.patch.dropped
        else say(f" Lập thành phương án: --apply {number}.", f" To make it a proposal: --apply {number}.")
    )
    if not repair.planned:
        yield LineBlock(
            say(
                "Có danh sách giữ mọi quy định bắt buộc còn lại (đã kiểm tra; chưa xét mục tiêu; xem JSON).",
                "There is a slate that keeps every other must (audited; aims were not looked at; see JSON).",
            )
            + plan,
            indent=2,
        )
        return
    yield LineBlock(say("Phương án theo cách này:", "The slate it gives:") + plan, Tone.STRONG, indent=2)
    yield LineBlock(render_compliance_summary(names, repair.findings).text, indent=4)
    yield from _render_departures(names, repair)
    yield from _render_missed(names, repair)
    yield from _render_people(names, repair)


def _render_departures(names: Names, repair: Repair) -> Iterator[Block]:
    rows = list_departures(names, repair.departures)
    if rows:
        changed = "; ".join(_describe_departure(names, row) for row in rows)
        text = names.say("Điều chỉnh so với quy định: ", "Departures from the rulebook: ") + changed
        yield LineBlock(text, Tone.CARE, mark="≠", indent=4)


def _describe_departure(names: Names, row: DepartureRow) -> str:
    rule, field = row.departure.rule, row.departure.field
    if field == APPLIED_FIELD:
        return f"{rule}: {names.say('không áp dụng', 'left out')}"
    if field == PRIORITY:
        return f"{rule}: {names.say('nâng thành bắt buộc', 'raised to a must')}"
    return f"{rule}.{field} {row.change}"


def _render_missed(names: Names, repair: Repair) -> Iterator[Block]:
    broken = {f.rule for f in repair.findings if f.verdict is Verdict.BROKEN}
    rules = [names.book.by_id[i] for i in sorted(broken)]
    missed = [r for r in rules if r.strength is Strength.AIM and not names.book.is_ours(r)]
    for rule in missed:
        head = names.say("Mục tiêu chưa đạt", "Missed aim")
        yield LineBlock(
            f"{head}: {names.says(rule)}{names.tag(rule, strength=False)}",
            mark="△",
            indent=4,
        )


def _render_people(names: Names, repair: Repair) -> Iterator[Block]:
    """Render who holds which post and stands where, intended deputies with a mark."""
    slate = repair.slate
    if slate is None:
        return
    for row in list_leadership(names, slate):
        if row.holders:
            holders = names.people(holder.person_id for holder in row.holders)
            yield LineBlock(f"{row.title}: {holders}", indent=4)
    for unit in list_candidates(names, slate):
        people = ", ".join(f"{candidate.mark} {candidate.name}" for candidate in unit.candidates)
        yield LineBlock(f"{unit.name}: {people}", mark=unit.unit.id if names.codes else "•", indent=4)
    yield LineBlock(describe_list_marks(names), Tone.QUIET, indent=4)
