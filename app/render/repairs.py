"""Ways out of a conflict in words: what they give up, what that costs, and the slate each would give."""

from collections.abc import Iterator

from cocau.app.render.blocks import Block, Heading, Line, Tone
from cocau.app.render.compliance import summary
from cocau.app.render.notes import Notes
from cocau.app.render.numbers import counted
from cocau.app.render.repair_steps import step_in_words
from cocau.app.render.sheet import Sheet
from cocau.constraints.council import Office
from cocau.constraints.rule import Strength, Verdict
from cocau.solver.explain.patching import APPLIED, patched, repaired_book
from cocau.solver.explain.repair import Moved, Open, Price, Recruited, Repair, Repairs
from cocau.solver.proposal import Outcome, Proposal


def ways_out(sheet: Sheet, proposal: Proposal, answer: Repairs) -> Iterator[Block]:
    """The answer in a sentence, then each way out, the cheapest first."""
    notes = Notes(sheet)
    yield from _answer(sheet, proposal, answer)
    for number, repair in enumerate(answer.repairs, start=1):
        yield Heading(f"{number} · {sheet.say('Cái giá', 'Costs')}: {price_in_words(sheet, repair.price)}")
        yield from _repair(sheet, proposal, repair, number, notes)
    if any(not isinstance(step, Recruited) for repair in answer.repairs for step in repair.steps):
        yield from notes.blocks()


def _answer(sheet: Sheet, proposal: Proposal, answer: Repairs) -> Iterator[Block]:
    say, number = sheet.say, len(answer.repairs)
    if proposal.outcome is Outcome.SOLVED:
        yield Line(
            say(
                "KHÔNG CÓ GÌ PHẢI THÁO GỠ: phương án này đã lập được.",
                "NOTHING TO REPAIR: this plan is solved.",
            ),
            Tone.GOOD,
        )
        return
    if number:
        price = price_in_words(sheet, answer.repairs[0].price)
        others = "" if answer.complete else say("ÍT NHẤT ", "AT LEAST ")
        yield Line(
            say(
                f"CÓ {others}{number} CÁCH THÁO GỠ, rẻ nhất trước. Cách rẻ nhất: {price}.",
                f"{others}{counted(number, 'WAY OUT', 'WAYS OUT')}, the cheapest first. The cheapest costs: "
                f"{price}.",
            ),
            Tone.STRONG,
        )
        yield Line(dearest_first(sheet), Tone.QUIET)
    else:
        yield Line(_none(sheet, answer), Tone.BAD if answer.needed else Tone.GOOD)
    for one in answer.open:
        yield Line(open_in_words(sheet, one), Tone.CARE)


def dearest_first(sheet: Sheet) -> str:
    """The order of the ways out."""
    return sheet.say(
        "Thứ tự: bỏ rồi đến nới quy định của luật, nghị quyết là đắt nhất; sau đó hướng dẫn, chỉ thị; "
        "rồi người cần giới thiệu thêm; rồi yêu cầu của người dùng; rẻ nhất là mong muốn của chương "
        "trình. Tiêu chuẩn không bao giờ hạ.",
        "Order: a law or resolution left out, then moved, is dearest; then guidance and directives; then "
        "people to introduce; then demands of the request; the program's own wishes are cheapest. "
        "Standards never give way.",
    )


def _none(sheet: Sheet, answer: Repairs) -> str:
    if not answer.needed:
        return sheet.say(
            "KHÔNG CÓ XUNG ĐỘT: mọi quy định bắt buộc cùng đạt được; hãy lập lại với nhiều thời gian hơn "
            "(cocau plan --seconds).",
            "NOTHING CONFLICTS: all musts and pins can hold together; plan again with more time "
            "(cocau plan --seconds).",
        )
    if answer.complete:
        return sheet.say(
            "KHÔNG CÓ CÁCH THÁO GỠ: bỏ mọi quy định cũng không lập được.",
            "NO WAY OUT: nothing is possible even without any rule.",
        )
    return sheet.say(
        "CHƯA TÌM ĐƯỢC cách tháo gỡ nào trong thời gian cho phép; không có nghĩa là không có.",
        "NO WAY OUT WAS FOUND in the time given; that says nothing about whether there is one.",
    )


def open_in_words(sheet: Sheet, one: Open) -> str:
    """What was not answered, in a sentence."""
    return {
        Open.WAYS: sheet.say(
            "Hết thời gian: có thể còn cách khác.", "Time ran out: there may be other ways out."
        ),
        Open.RECRUITS: sheet.say(
            "Chưa xét hết các loại người có thể giới thiệu thêm.",
            "Not every sort of people to introduce was looked at.",
        ),
        Open.ANSWERS: sheet.say(
            "Còn những loại người khác cũng giới thiệu thêm được, không nêu hết ở đây.",
            "There are more sorts of people who would do than are told here.",
        ),
        Open.SLATES: sheet.say(
            "Hết thời gian trước khi lập xong phương án của các cách rẻ nhất.",
            "Time ran out before the slates of the cheapest were planned.",
        ),
    }[one]


def price_in_words(sheet: Sheet, price: Price) -> str:
    """The price in words, the dearest first."""
    say = sheet.say
    words = {
        "law_dropped": ("{} quy định của luật, nghị quyết không áp dụng", "{} of law or resolution left out"),
        "law_moved": ("{} quy định của luật, nghị quyết bị nới", "{} of law or resolution moved"),
        "documents_dropped": (
            "{} quy định của hướng dẫn, chỉ thị không áp dụng",
            "{} of guidance or directive left out",
        ),
        "documents_moved": ("{} quy định của hướng dẫn, chỉ thị bị nới", "{} of guidance or directive moved"),
        "recruits": ("{} người giới thiệu thêm", "{} to introduce"),
        "demands": ("{} yêu cầu của người dùng", "{} of the request"),
        "wishes": ("{} mong muốn của chương trình", "{} of the program"),
    }
    nouns = {
        "recruits": ("more person", "more people"),
        "demands": ("demand", "demands"),
        "wishes": ("wish", "wishes"),
    }
    parts = []
    for name, (vi, en) in words.items():
        number: int = getattr(price, name)
        if number:
            noun = counted(number, *nouns.get(name, ("must", "musts")))
            parts.append(say(vi.format(number), en.format(noun)))
    return ", ".join(parts)


def _repair(sheet: Sheet, proposal: Proposal, repair: Repair, number: int, notes: Notes) -> Iterator[Block]:
    say = sheet.say
    if not repair.price.lawful:
        yield Line(
            say(
                "KHÔNG ĐÚNG PHÁP LUẬT, trừ khi chính điều khoản đó cho phép; chỉ để thấy điều gì cản trở.",
                "NOT LAWFUL, unless the clause itself allows it; it only shows what stands in the way.",
            ),
            Tone.BAD,
        )
    for step in repair.steps:
        yield from step_in_words(sheet, step, proposal.request.pins, notes)
    if sum(isinstance(step, Moved) for step in repair.steps) > 1:
        yield Line(
            say(
                "Các giới hạn được nới lần lượt theo thứ tự trên, mỗi giới hạn ít nhất có thể.",
                "The bounds were moved one after another in this order, each by the least.",
            ),
            Tone.QUIET,
            indent=2,
        )
    yield from _slate(_after(sheet, proposal, repair), repair, number)


def _after(sheet: Sheet, proposal: Proposal, repair: Repair) -> Sheet:
    """The sheet of what the repair leads to."""
    request = patched(proposal.request, repair.patch)
    book = repaired_book(proposal.rulebook, repair.steps)
    return Sheet(book, sheet.lang, request.council, request.pool)


def _slate(sheet: Sheet, repair: Repair, number: int) -> Iterator[Block]:
    say = sheet.say
    if repair.slate is None:
        return
    plan = (
        ""
        if repair.patch.dropped
        else say(f" Lập thành phương án: --apply {number}.", f" To make it a proposal: --apply {number}.")
    )
    if not repair.planned:
        yield Line(
            say(
                "Có danh sách giữ mọi quy định bắt buộc còn lại (đã kiểm tra; chưa xét mục tiêu; xem JSON).",
                "There is a slate that keeps every other must (audited; aims were not looked at; see JSON).",
            )
            + plan,
            indent=2,
        )
        return
    yield Line(say("Phương án theo cách này:", "The slate it gives:") + plan, Tone.STRONG, indent=2)
    yield Line(summary(sheet, repair.findings).text, indent=4)
    yield from _departures(sheet, repair)
    yield from _missed(sheet, repair)
    yield from _people(sheet, repair)


def _departures(sheet: Sheet, repair: Repair) -> Iterator[Block]:
    changed = []
    for d in repair.departures:
        if d.field == APPLIED:
            changed.append(f"{d.rule}: {sheet.say('không áp dụng', 'left out')}")
        elif d.field == "priority":
            changed.append(f"{d.rule}: {sheet.say('nâng thành bắt buộc', 'raised to a must')}")
        else:
            was, now = (sheet.say("không", "none") if v is None else v for v in (d.was, d.now))
            changed.append(f"{d.rule}.{d.field} {was} → {now}")
    if changed:
        text = sheet.say("Khác với bộ quy định: ", "Departures from the rulebook: ") + "; ".join(changed)
        yield Line(text, Tone.CARE, mark="≠", indent=4)


def _missed(sheet: Sheet, repair: Repair) -> Iterator[Block]:
    broken = {f.rule for f in repair.findings if f.verdict is Verdict.BROKEN}
    rules = [sheet.book.by_id[i] for i in sorted(broken)]
    missed = [r for r in rules if r.strength is Strength.AIM and not sheet.book.is_ours(r)]
    for rule in missed:
        yield Line(
            f"{sheet.say('Mục tiêu chưa đạt', 'Missed aim')}: {sheet.says(rule)} [{rule.id}]",
            mark="△",
            indent=4,
        )


def _people(sheet: Sheet, repair: Repair) -> Iterator[Block]:
    """Who holds which post, and who stands where; intended deputies with a mark."""
    slate = repair.slate
    if slate is None:
        return
    for post in sheet.council.posts_of(*Office):
        holders = slate.holders(post)
        if holders:
            yield Line(f"{sheet.post(post)}: {sheet.people(holders)}", indent=4)
    meant = set(slate.deputies)
    for unit in sheet.council.constituencies:
        ids = sorted(slate.candidates.get(unit.id, ()), key=lambda i: (i not in meant, i))
        names = ", ".join(f"{'●' if i in meant else '○'} {sheet.person(i)}" for i in ids)
        yield Line(f"{sheet.unit(unit.id)}: {names}", mark=unit.id, indent=4)
    yield Line(
        sheet.say(
            "● đại biểu dự kiến, ○ ứng cử. Người trúng cử do cử tri quyết định.",
            "● intended deputy, ○ candidate. The voters decide who is elected.",
        ),
        Tone.QUIET,
        indent=4,
    )
