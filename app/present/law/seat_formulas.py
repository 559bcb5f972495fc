"""The seat formulas of a rule: table rows for pages, or sentences for a terminal."""

from collections.abc import Iterator

from cocau.app.present.citations import abbreviate_mark, describe_place, describe_verification
from cocau.app.present.wording import Wording, format_number, lower_first
from cocau.constraints.kinds.seats_formula import LargeUnitLimit, SeatFormula, SeatsFormula
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.rules.rule import VerificationMark

_LEVEL_BELOW = {CouncilLevel.DISTRICT: ("cấp xã", "of commune level")}
_DASH = "—"

FormulaRow = tuple[str, ...]


def get_formula_heads(wording: Wording) -> FormulaRow:
    """Return the column heads for the rows of seat formulas."""
    say = wording.say
    return (
        say("Loại đơn vị hành chính", "Kind of unit"),
        say("Dân số đến", "People, up to"),
        say("Số đại biểu", "Seats"),
        say("Trên mức đó, cứ thêm … người thì thêm 1", "Above that, one more for every … people"),
        say("Tối đa", "At most"),
        say("Điều khoản", "Clause"),
        say("Kiểm chứng", "Verification"),
    )


def list_formula_rows(wording: Wording, rule: SeatsFormula) -> Iterator[FormulaRow]:
    """Yield a row for each kind of unit and band of population."""
    for formula in rule.formulas:
        yield from _list_band_rows(wording, formula, _describe_clause(wording, rule, formula))


def _list_band_rows(wording: Wording, formula: SeatFormula, clause: str) -> Iterator[FormulaRow]:
    kind, mark = wording.label(formula.kind), _describe_degree(wording, formula.mark)
    last = len(formula.bands) - 1
    for index, band in enumerate(formula.bands):
        people = wording.say("mọi mức dân số", "whatever the population")
        yield (
            kind,
            people if band.up_to is None else format_number(band.up_to, wording.lang),
            str(band.seats),
            _describe_steps(wording, formula) if index == last else _DASH,
            str(formula.most) if index == last else _DASH,
            clause,
            mark,
        )
    if formula.large is not None:
        yield (
            wording.say(
                f"{kind}, có {_describe_lower_units(wording, formula, formula.large)}",
                f"{kind} with {_describe_lower_units(wording, formula, formula.large)}",
            ),
            wording.say("mọi mức dân số", "whatever the population"),
            _describe_other_body(wording),
            _DASH,
            str(formula.large.most),
            clause,
            _describe_degree(wording, formula.large.mark),
        )


def _describe_clause(wording: Wording, rule: SeatsFormula, formula: SeatFormula) -> str:
    """Return the clauses that give the numbers for this kind of unit."""
    here = (cite for cite in rule.cites if not cite.kinds or formula.kind in cite.kinds)
    return ", ".join(describe_place(cite, wording.lang) for cite in here) or _DASH


def describe_formula(wording: Wording, formula: SeatFormula) -> str:
    """Return a formula in one sentence, as ``Huyện: đến 80.000 dân 30 đại biểu; ...``."""
    say, lang = wording.say, wording.lang
    parts = []
    for band in formula.bands:
        seats = say(f"{band.seats} đại biểu", f"{band.seats} seats")
        people = "" if band.up_to is None else format_number(band.up_to, lang)
        parts.append(say(f"đến {people} dân {seats}", f"up to {people} people {seats}") if people else seats)
    if formula.steps:
        more = _describe_steps(wording, formula, say(" dân", " people"))
        parts.append(say(f"trên đó cứ thêm {more} thì thêm 1", f"above, one more for every {more}"))
        parts.append(say(f"tối đa {formula.most}", f"at most {formula.most}"))
    words = f"{wording.label(formula.kind)}: {'; '.join(parts)}{_add_degree(wording, formula.mark)}"
    return (
        words
        if formula.large is None
        else f"{words}. {_describe_large_units(wording, formula, formula.large)}"
    )


def _describe_steps(wording: Wording, formula: SeatFormula, people: str = "") -> str:
    """Return the steps of a formula: ``1.000 (đến 10.000 dân), rồi 3.000``."""
    say, lang = wording.say, wording.lang
    steps = []
    for step in formula.steps:
        ends = "" if step.up_to is None else format_number(step.up_to, lang)
        until = say(f" (đến {ends} dân)", f" (up to {ends} people)") if ends else ""
        steps.append(f"{format_number(step.per, lang)}{people}{until}")
    return say(", rồi ", ", then ").join(steps) or _DASH


def _describe_large_units(wording: Wording, formula: SeatFormula, large: LargeUnitLimit) -> str:
    many, body = _describe_lower_units(wording, formula, large), _describe_other_body(wording)
    words = wording.say(
        f"Có {many}: {body}, tối đa {large.most}", f"With {many}: {body}, at most {large.most}"
    )
    return words + _add_degree(wording, large.mark)


def _describe_lower_units(wording: Wording, formula: SeatFormula, large: LargeUnitLimit) -> str:
    vi, en = _LEVEL_BELOW.get(formula.kind.level, ("cấp dưới", "of the level below"))
    return wording.say(
        f"từ {large.lower_units} đơn vị hành chính {vi} trở lên", f"{large.lower_units} units {en} or more"
    )


def _describe_other_body(wording: Wording) -> str:
    return wording.say(
        "Ủy ban Thường vụ Quốc hội quyết định", "decided by the Standing Committee of the National Assembly"
    )


def _describe_degree(wording: Wording, mark: VerificationMark) -> str:
    """Describe the degree of verification for a column; "unverified" in full."""
    if mark is VerificationMark.UNVERIFIED:
        return describe_verification(mark, wording.lang)
    label = wording.label(mark)
    return lower_first(label)


def _add_degree(wording: Wording, mark: VerificationMark) -> str:
    """Return the degree of verification in brackets, to follow a sentence."""
    return (
        f" ({_describe_degree(wording, mark)})"
        if mark is VerificationMark.UNVERIFIED
        else abbreviate_mark(mark, wording.lang)
    )
