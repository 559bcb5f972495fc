"""Seats, constituencies and lists as text: the numbers, how they come about, and on which clauses."""

from collections.abc import Iterator
from fractions import Fraction

from cocau.app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone
from cocau.app.render.notes import Notes
from cocau.app.render.numbers import counted, number
from cocau.app.render.wording import Wording
from cocau.constraints.rule import Mark, Rule
from cocau.solver.seat_plan import Asked, PlaceSeats, SeatPlan
from cocau.solver.seat_rules import Rules, rules_of


def seats(wording: Wording, plan: SeatPlan, title: str | None = None) -> Iterator[Block]:
    """The whole answer."""
    notes = Notes(wording)
    rules = rules_of(wording.book, Asked(day=plan.election_day, kind=plan.kind))
    yield from _title(wording, plan, title)
    yield from _count(wording, plan, rules, notes)
    yield from _constituencies(wording, plan, rules, notes)
    yield from _lists(wording, plan, rules, notes)
    yield from notes.blocks()


def _title(wording: Wording, plan: SeatPlan, title: str | None) -> Iterator[Block]:
    say = wording.say
    yield Heading(title or say("Số đại biểu và đơn vị bầu cử", "Seats and constituencies"), level=1)
    known = [] if plan.kind is None else [wording.label(plan.kind)]
    if plan.population is not None:
        people = number(plan.population, wording.lang)
        known.append(say(f"dân số {people}", f"population {people}"))
    if plan.lower_units is not None:
        known.append(say(f"{plan.lower_units} đơn vị cấp dưới", f"{plan.lower_units} lower units"))
    known.append(say(f"bầu cử ngày {plan.election_day:%d/%m/%Y}", f"election day {plan.election_day}"))
    book, head = wording.book.title.of(wording.lang), ", ".join(known)
    yield Line(f"{head[:1].upper()}{head[1:]}. {say('Bộ quy định', 'Rulebook')}: {book} [{plan.rulebook}].")


def origin(file: str, plan: SeatPlan, lang: str) -> str:
    """What a council's note says of where its seats come from."""
    if lang == "en":
        return f"Seats and constituencies: cocau seats of {file}, rulebook {plan.rulebook}."
    return f"Số đại biểu và đơn vị bầu cử: cocau seats tính từ {file}, bộ quy định {plan.rulebook}."


def caution(plan: SeatPlan, lang: str) -> str:
    """What a council's note begins with where its number of seats is no law."""
    if not _unverified(plan):
        return ""
    if lang == "en":
        return f"CAUTION: {plan.count.seats} seats come from an UNVERIFIED formula; the number is not law."
    return f"CHÚ Ý: {plan.count.seats} đại biểu là theo công thức CHƯA KIỂM CHỨNG, không phải quy định."


def _unverified(plan: SeatPlan) -> bool:
    return plan.count.by_formula and plan.count.mark is Mark.UNVERIFIED


# --- how many seats ---------------------------------------------------------------------------------------


def _count(wording: Wording, plan: SeatPlan, rules: Rules, notes: Notes) -> Iterator[Block]:
    say, count = wording.say, plan.count
    yield Heading(say("Số đại biểu", "Seats"))
    if count.by_formula:
        unsure = say(" (CHƯA KIỂM CHỨNG, không phải quy định)", " (UNVERIFIED, not law)")
        seats = say(f"{count.seats} đại biểu", counted(count.seats, "seat", "seats"))
        yield Line(f"{seats}{unsure if _unverified(plan) else ''}.", Tone.STRONG)
    else:
        by = count.decided_by or say("được cho sẵn", "as given")
        seats = say(f"{count.seats} đại biểu", counted(count.seats, "seat", "seats"))
        yield Line(f"{seats} ({by}).", Tone.STRONG)
    if count.working is not None and rules.formula is not None:
        yield Line(f"{_worked(wording, plan)} — {_clause(wording, rules.formula, notes)}")
    if count.mark is Mark.UNVERIFIED:
        yield Line(
            say(
                "Công thức này ghi theo trí nhớ, CHƯA KIỂM CHỨNG: con số tính ra không phải là quy định.",
                "This formula is from memory and UNVERIFIED: the number it gives is not law.",
            ),
            Tone.BAD,
        )


def _worked(wording: Wording, plan: SeatPlan) -> str:
    """``50 + 288.866 / 70.000 → 4 = 54 (tối đa 85)``."""
    say, working = wording.say, plan.count.working
    assert working is not None  # asked by the caller  # noqa: S101
    steps = "".join(
        f" + ⌊{number(step.above, wording.lang)} / {number(step.per, wording.lang)}⌋"
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


def _clause(wording: Wording, rule: Rule, notes: Notes) -> str:
    return f"{wording.clause(rule)}{notes.marks(rule)}"


# --- constituencies ---------------------------------------------------------------------------------------


def _constituencies(wording: Wording, plan: SeatPlan, rules: Rules, notes: Notes) -> Iterator[Block]:
    say = wording.say
    yield Heading(say("Đơn vị bầu cử", "Constituencies"))
    units, sizes = len(plan.constituencies), ";".join(f"{s}*{n}" for s, n in plan.sizes.items())
    yield Line(
        say(
            f"{units} đơn vị bầu cử: {sizes} (số đại biểu * số đơn vị).",
            f"{counted(units, 'constituency', 'constituencies')}: {sizes} (seats * constituencies).",
        ),
        Tone.STRONG,
    )
    if rules.limit is not None:
        limit = counted(plan.limit, "seat", "seats")
        most = say(f"Mỗi đơn vị tối đa {plan.limit} đại biểu", f"At most {limit} each")
        yield Line(f"{most} — {_clause(wording, rules.limit, notes)}")
    if plan.quota is None:
        yield Line(
            say(
                "Chia đều, vì chưa có dân số từng nơi.",
                "As even as can be, since the places and their people are not given.",
            ),
            Tone.QUIET,
        )
        return
    yield from _places(wording, plan, plan.quota)


def _places(wording: Wording, plan: SeatPlan, quota: Fraction) -> Iterator[Block]:
    say, mean = wording.say, number(rounded(quota), wording.lang)
    units = len(plan.constituencies)
    into = counted(units, "constituency", "constituencies")
    yield Line(
        say(
            f"Bình quân {mean} người một đại biểu. Không cách chia nào thành {units} đơn vị bầu cử có độ lệch"
            " lớn nhất nhỏ hơn, và trong số đó không cách nào có tổng độ lệch nhỏ hơn.",
            f"{mean} people a seat on average. No other division into {into} has a smaller largest"
            " deviation, and among those none has a smaller sum of deviations.",
        )
    )
    columns = (
        Column(say("Nơi bầu", "Place"), share=3),
        Column(say("Dân số", "People"), narrow=True, right=True),
        Column(say("Đại biểu", "Seats"), narrow=True, right=True),
        Column(say("Chia", "Split"), narrow=True),
        Column(say("Người/đại biểu", "People/seat"), narrow=True, right=True),
        Column(say("Lệch", "Off"), narrow=True, right=True),
        Column(say("Danh sách", "List"), narrow=True, right=True),
    )
    parts = iter(plan.constituencies)
    rows: list[tuple[Cell, ...]] = []
    for place in plan.places:
        own = [next(parts) for _ in range(place.constituencies)]
        listed = [unit.listed for unit in own if unit.listed is not None]
        rows.append(
            (
                place.name or place.id,
                number(place.population, wording.lang),
                str(place.seats),
                " + ".join(str(unit.seats) for unit in own),
                number(rounded(place.people_per_seat), wording.lang),
                percent(place.deviation, wording.lang),
                str(sum(listed)) if listed else "—",
            )
        )
    rows.append(_all_places(wording, plan, quota))
    yield Table(columns, tuple(rows))
    for place in plan.split:
        yield _unknown_parts(wording, place)


def _all_places(wording: Wording, plan: SeatPlan, quota: Fraction) -> tuple[Cell, ...]:
    """The row of totals; there is no deviation from the mean of all."""
    return (
        wording.say("Cộng", "All"),
        number(sum(place.population for place in plan.places), wording.lang),
        str(sum(place.seats for place in plan.places)),
        wording.say(f"{len(plan.constituencies)} đơn vị", f"in {len(plan.constituencies)}"),
        number(rounded(quota), wording.lang),
        "—",
        "—" if plan.listed is None else str(plan.listed),
    )


def _unknown_parts(wording: Wording, place: PlaceSeats) -> Line:
    name = place.name or place.id
    return Line(
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


def _lists(wording: Wording, plan: SeatPlan, rules: Rules, notes: Notes) -> Iterator[Block]:
    say = wording.say
    yield Heading(say("Danh sách ứng cử", "Lists of candidates"))
    if plan.listed is None or rules.surplus is None:
        words = say(
            "Bộ quy định không nói số dư người ứng cử.", "The rulebook does not say how long lists must be."
        )
        yield Line(words, Tone.CARE)
        return
    needed = counted(plan.listed, "candidate", "candidates")
    words = say(f"Ít nhất {plan.listed} người ứng cử.", f"At least {needed}.")
    yield Line(words, Tone.STRONG)
    yield Line(f"{_lengths(wording, plan)} — {_clause(wording, rules.surplus, notes)}")
    if plan.women is not None and rules.women is not None:
        share = f"{rules.women.at_least_percent}% × {plan.listed}"
        yield Line(
            say(f"Ít nhất {plan.women} phụ nữ ({share})", f"At least {plan.women} women ({share})")
            + f" — {_clause(wording, rules.women, notes)}"
        )


def _lengths(wording: Wording, plan: SeatPlan) -> str:
    """Between which sums the lists are, however the seats are given to the constituencies."""
    say, units = wording.say, len(plan.constituencies)
    given = counted(plan.count.seats, "seat", "seats")
    into = counted(units, "constituency", "constituencies")
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


def rounded(value: Fraction) -> int:
    """To the nearest whole number, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def percent(share: Fraction, lang: str) -> str:
    """A deviation in percent with its sign and one decimal: ``+1,4%``."""
    tenths = rounded(abs(share) * 1000)
    sign = "" if not tenths else "+" if share > 0 else "−"
    return f"{sign}{tenths // 10}{'.' if lang == 'en' else ','}{tenths % 10}%"
