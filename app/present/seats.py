"""Seats, constituencies and lists as text: the numbers, their working, and their clauses."""

from collections.abc import Iterator
from fractions import Fraction

from cocau.app.i18n.languages import say
from cocau.app.present.blocks import Block, BlockCell, BlockColumn, Heading, LineBlock, TableBlock, Tone
from cocau.app.present.wording import (
    Footnotes,
    Wording,
    capitalise_first,
    count_noun,
    format_number,
    format_tenths,
    round_half_up,
)
from cocau.constraints.rules.rule import Rule, VerificationMark
from cocau.solver.apportionment.seat_plan import PlaceSeats, SeatPlan, SeatQuestion, SeatRules, get_seat_rules


def render_seats(wording: Wording, plan: SeatPlan, title: str | None = None) -> Iterator[Block]:
    """Render seats, constituencies and lists with their clauses."""
    notes = Footnotes(wording)
    rules = get_seat_rules(wording.book, SeatQuestion(day=plan.election_day, kind=plan.kind))
    yield from _render_title(wording, plan, title)
    yield from _render_count(wording, plan, rules, notes)
    yield from _render_constituencies(wording, plan, rules, notes)
    yield from _render_lists(wording, plan, rules, notes)
    yield from notes.blocks()


def render_seat_count(wording: Wording, plan: SeatPlan) -> Iterator[Block]:
    """Render where the number of seats comes from, with its clause, without a heading."""
    rules = get_seat_rules(wording.book, SeatQuestion(day=plan.election_day, kind=plan.kind))
    yield from _render_count_lines(wording, plan, rules, None)


def render_apportionment(wording: Wording, plan: SeatPlan) -> Iterator[Block]:
    """Render the division of the seats among places, with its clauses."""
    rules = get_seat_rules(wording.book, SeatQuestion(day=plan.election_day, kind=plan.kind))
    yield from _render_constituencies(wording, plan, rules, None)


def _render_title(wording: Wording, plan: SeatPlan, title: str | None) -> Iterator[Block]:
    say = wording.say
    yield Heading(title or say("Số đại biểu và đơn vị bầu cử", "Seats and constituencies"), level=1)
    known = [] if plan.kind is None else [wording.label(plan.kind)]
    if plan.population is not None:
        people = format_number(plan.population, wording.lang)
        known.append(say(f"dân số {people}", f"population {people}"))
    if plan.lower_units is not None:
        known.append(say(f"{plan.lower_units} đơn vị cấp dưới", f"{plan.lower_units} lower units"))
    known.append(say(f"bầu cử ngày {plan.election_day:%d/%m/%Y}", f"election day {plan.election_day}"))
    book, head = wording.book.title.of(wording.lang), ", ".join(known)
    yield LineBlock(f"{capitalise_first(head)}. {say('Bộ quy định', 'Rulebook')}: {book} [{plan.rulebook}].")


def describe_origin(file: str, plan: SeatPlan, lang: str) -> str:
    """Return the sentence of a council's note on where its seats come from."""
    return say(
        lang,
        f"Số đại biểu và đơn vị bầu cử: cocau seats tính từ {file}, bộ quy định {plan.rulebook}.",
        f"Seats and constituencies: cocau seats of {file}, rulebook {plan.rulebook}.",
    )


def describe_caution(plan: SeatPlan, lang: str) -> str:
    """Return the warning of a council's note where its number of seats is no law."""
    if not _is_unverified(plan):
        return ""
    return say(
        lang,
        f"CHÚ Ý: {plan.count.seats} đại biểu là theo công thức CHƯA KIỂM CHỨNG, không phải quy định.",
        f"CAUTION: {plan.count.seats} seats come from an UNVERIFIED formula; the number is not law.",
    )


def _is_unverified(plan: SeatPlan) -> bool:
    return plan.count.by_formula and plan.count.mark is VerificationMark.UNVERIFIED


# --- how many seats ---------------------------------------------------------------------------------------


def _render_count(wording: Wording, plan: SeatPlan, rules: SeatRules, notes: Footnotes) -> Iterator[Block]:
    yield Heading(wording.say("Số đại biểu", "Seats"))
    yield from _render_count_lines(wording, plan, rules, notes)


def _render_count_lines(
    wording: Wording, plan: SeatPlan, rules: SeatRules, notes: Footnotes | None
) -> Iterator[Block]:
    say, count = wording.say, plan.count
    if count.by_formula:
        unsure = say(" (CHƯA KIỂM CHỨNG, không phải quy định)", " (UNVERIFIED, not law)")
        seats = say(f"{count.seats} đại biểu", count_noun(count.seats, "seat", "seats"))
        yield LineBlock(f"{seats}{unsure if _is_unverified(plan) else ''}.", Tone.STRONG)
    else:
        by = count.decided_by or say("được cho sẵn", "as given")
        seats = say(f"{count.seats} đại biểu", count_noun(count.seats, "seat", "seats"))
        yield LineBlock(f"{seats} ({by}).", Tone.STRONG)
    if count.working is not None and rules.formula is not None:
        yield LineBlock(
            f"{_describe_working(wording, plan)} — {_describe_clause(wording, rules.formula, notes)}"
        )
    if count.mark is VerificationMark.UNVERIFIED:
        yield LineBlock(
            say(
                "Công thức này CHƯA KIỂM CHỨNG với văn bản: con số tính ra không phải là quy định.",
                "This formula is UNVERIFIED against the text: the number it gives is not law.",
            ),
            Tone.BAD,
        )


def _describe_working(wording: Wording, plan: SeatPlan) -> str:
    """Return the working of a formula: ``50 + 288.866 / 70.000 → 4 = 54 (tối đa 85)``."""
    say, working = wording.say, plan.count.working
    assert working is not None  # asked by the caller  # noqa: S101
    steps = "".join(
        f" + ⌊{format_number(step.above, wording.lang)} / {format_number(step.per, wording.lang)}⌋"
        for step in working.added
    )
    whole = "".join(f" + {step.seats}" for step in working.added)
    sums = f"{working.start}{steps} = {working.start}{whole}" if working.added else f"{working.start}"
    total = working.start + sum(step.seats for step in working.added)
    sums += f" = {total}" if working.added else ""
    capped = f" → {working.seats}" if total > working.seats else ""
    text = say(
        f"Theo công thức: {sums} (tối đa {working.most})", f"By formula: {sums} (at most {working.most})"
    )
    return text + capped


def _describe_clause(wording: Wording, rule: Rule, notes: Footnotes | None) -> str:
    return f"{wording.clause(rule)}{'' if notes is None else notes.marks(rule)}"


# --- constituencies ---------------------------------------------------------------------------------------


def _render_constituencies(
    wording: Wording, plan: SeatPlan, rules: SeatRules, notes: Footnotes | None
) -> Iterator[Block]:
    say = wording.say
    yield Heading(say("Đơn vị bầu cử", "Constituencies"))
    units = len(plan.constituencies)
    vi = ", ".join(f"{n} đơn vị bầu {s} đại biểu" for s, n in plan.sizes.items())
    en = ", ".join(f"{n} of {count_noun(s, 'seat', 'seats')}" for s, n in plan.sizes.items())
    number = count_noun(units, "constituency", "constituencies")
    yield LineBlock(say(f"{units} đơn vị bầu cử: {vi}.", f"{number}: {en}."), Tone.STRONG)
    if rules.limit is not None:
        limit = count_noun(plan.limit, "seat", "seats")
        most = say(f"Mỗi đơn vị tối đa {plan.limit} đại biểu", f"At most {limit} each")
        yield LineBlock(f"{most} — {_describe_clause(wording, rules.limit, notes)}")
    if plan.quota is None:
        yield LineBlock(
            say(
                "Chia đều, vì chưa có dân số từng nơi.",
                "As even as can be, since the places and their people are not given.",
            ),
            Tone.QUIET,
        )
        return
    yield from _render_places(wording, plan, plan.quota)


def _render_places(wording: Wording, plan: SeatPlan, quota: Fraction) -> Iterator[Block]:
    say, mean = wording.say, format_number(round_half_up(quota), wording.lang)
    units = len(plan.constituencies)
    into = count_noun(units, "constituency", "constituencies")
    yield LineBlock(
        say(
            f"Bình quân {mean} người một đại biểu. Không cách chia nào thành {units} đơn vị bầu cử có độ lệch"
            " lớn nhất nhỏ hơn, và trong số đó không cách nào có tổng độ lệch nhỏ hơn.",
            f"{mean} people a seat on average. No other division into {into} has a smaller largest"
            " deviation, and among those none has a smaller sum of deviations.",
        )
    )
    columns = (
        BlockColumn(say("Nơi bầu", "Place"), share=3),
        BlockColumn(say("Dân số", "People"), narrow=True, right=True),
        BlockColumn(say("Đại biểu", "Seats"), narrow=True, right=True),
        BlockColumn(say("Chia", "Split"), narrow=True),
        BlockColumn(say("Người/đại biểu", "People/seat"), narrow=True, right=True),
        BlockColumn(say("Lệch", "Off"), narrow=True, right=True),
        BlockColumn(say("Danh sách", "List"), narrow=True, right=True),
    )
    yield TableBlock(columns, (*_list_place_rows(wording, plan), _build_total_row(wording, plan, quota)))
    for place in plan.split:
        yield _render_unknown_parts(wording, place)


def _list_place_rows(wording: Wording, plan: SeatPlan) -> Iterator[tuple[BlockCell, ...]]:
    parts = iter(plan.constituencies)
    for place in plan.places:
        own = [next(parts) for _ in range(place.constituencies)]
        listed = [unit.listed for unit in own if unit.listed is not None]
        yield (
            place.name or place.id,
            format_number(place.population, wording.lang),
            str(place.seats),
            " + ".join(str(unit.seats) for unit in own),
            format_number(round_half_up(place.people_per_seat), wording.lang),
            format_deviation(place.deviation, wording.lang),
            str(sum(listed)) if listed else "—",
        )


def _build_total_row(wording: Wording, plan: SeatPlan, quota: Fraction) -> tuple[BlockCell, ...]:
    """Return the row of totals, without a deviation."""
    return (
        wording.say("Cộng", "All"),
        format_number(sum(place.population for place in plan.places), wording.lang),
        str(sum(place.seats for place in plan.places)),
        wording.say(f"{len(plan.constituencies)} đơn vị", f"in {len(plan.constituencies)}"),
        format_number(round_half_up(quota), wording.lang),
        "—",
        "—" if plan.listed is None else str(plan.listed),
    )


def _render_unknown_parts(wording: Wording, place: PlaceSeats) -> LineBlock:
    name = place.name or place.id
    return LineBlock(
        wording.say(
            f"{name}: chia thành {place.constituencies} đơn vị bầu cử; dân số và địa bàn của từng đơn vị chưa"
            " biết nên để trống, cần điền.",
            f"{name}: votes in {place.constituencies} constituencies; the people and localities of each are"
            " not known and are left empty, to be filled in.",
        ),
        Tone.CARE,
        mark="!",
    )


# --- lists ------------------------------------------------------------------------------------------------


def _render_lists(wording: Wording, plan: SeatPlan, rules: SeatRules, notes: Footnotes) -> Iterator[Block]:
    say = wording.say
    yield Heading(say("Danh sách ứng cử", "Lists of candidates"))
    if plan.listed is None or rules.surplus is None:
        words = say(
            "Bộ quy định không nói số dư người ứng cử.", "The rulebook does not say how long lists must be."
        )
        yield LineBlock(words, Tone.CARE)
        return
    needed = count_noun(plan.listed, "candidate", "candidates")
    words = say(f"Ít nhất {plan.listed} người ứng cử.", f"At least {needed}.")
    yield LineBlock(words, Tone.STRONG)
    yield LineBlock(
        f"{_describe_list_lengths(wording, plan)} — {_describe_clause(wording, rules.surplus, notes)}"
    )
    if plan.women is not None and rules.women is not None:
        share = f"{rules.women.at_least_percent}% × {plan.listed}"
        yield LineBlock(
            say(f"Ít nhất {plan.women} phụ nữ ({share})", f"At least {plan.women} women ({share})")
            + f" — {_describe_clause(wording, rules.women, notes)}"
        )


def _describe_list_lengths(wording: Wording, plan: SeatPlan) -> str:
    """Describe the shortest and longest sums of the lists' lengths."""
    say, units = wording.say, len(plan.constituencies)
    given = count_noun(plan.count.seats, "seat", "seats")
    into = count_noun(units, "constituency", "constituencies")
    least, most = plan.shortest_lists, plan.longest_lists
    if least == most:
        return say(
            f"Chia {plan.count.seats} đại biểu vào {units} đơn vị cách nào cũng vậy: {least}",
            f"Whichever way {given} may be divided among {into}: {least}",
        )
    return say(
        f"Tùy cách chia {plan.count.seats} đại biểu vào {units} đơn vị: từ {least} đến {most}",
        f"By how {given} are given to {into}: {least} to {most}",
    )


# --- numbers ----------------------------------------------------------------------------------------------


def format_deviation(share: Fraction, lang: str) -> str:
    """Format a deviation in percent with its sign and one decimal: ``+1,4%``."""
    sign = "" if not round_half_up(abs(share) * 1000) else "+" if share > 0 else "−"
    return f"{sign}{format_tenths(abs(share) * 100, lang)}%"
