"""The seat formulas of a rule: rows of a table for pages, or a sentence each for a terminal."""

from collections.abc import Iterator

from cocau.app.render.clauses import brief, place, verified
from cocau.app.render.numbers import number
from cocau.app.render.wording import Wording
from cocau.constraints.council import Level
from cocau.constraints.kinds.seats_formula import Formula, Large, SeatsFormula
from cocau.constraints.rule import Mark

_BELOW = {Level.DISTRICT: ("cấp xã", "of commune level")}
_NOTHING = "—"

Row = tuple[str, ...]


def heads(wording: Wording) -> Row:
    """The columns of `rows`."""
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


def rows(wording: Wording, rule: SeatsFormula) -> Iterator[Row]:
    """For each kind a row for each band of population, and one for units that another body decides on."""
    for formula in rule.formulas:
        yield from _bands(wording, formula, _clause(wording, rule, formula))


def _bands(wording: Wording, formula: Formula, clause: str) -> Iterator[Row]:
    kind, mark = wording.label(formula.kind), _degree(wording, formula.mark)
    last = len(formula.bands) - 1
    for index, band in enumerate(formula.bands):
        people = wording.say("mọi mức dân số", "whatever the population")
        yield (
            kind,
            people if band.up_to is None else number(band.up_to, wording.lang),
            str(band.seats),
            _steps(wording, formula) if index == last else _NOTHING,
            str(formula.most) if index == last else _NOTHING,
            clause,
            mark,
        )
    if formula.large is not None:
        yield (
            wording.say(
                f"{kind}, có {_many(wording, formula, formula.large)}",
                f"{kind} with {_many(wording, formula, formula.large)}",
            ),
            wording.say("mọi mức dân số", "whatever the population"),
            _other_body(wording),
            _NOTHING,
            str(formula.large.most),
            clause,
            _degree(wording, formula.large.mark),
        )


def _clause(wording: Wording, rule: SeatsFormula, formula: Formula) -> str:
    """Where the law has the numbers of this kind."""
    here = (cite for cite in rule.cites if not cite.kinds or formula.kind in cite.kinds)
    return ", ".join(place(cite, wording.lang) for cite in here) or _NOTHING


def sentence(wording: Wording, formula: Formula) -> str:
    """``Huyện: đến 80.000 dân 30 đại biểu; cứ thêm 15.000 dân thì thêm 1; tối đa 35 (V2)``."""
    say, lang = wording.say, wording.lang
    parts = []
    for band in formula.bands:
        seats = say(f"{band.seats} đại biểu", f"{band.seats} seats")
        people = "" if band.up_to is None else number(band.up_to, lang)
        parts.append(say(f"đến {people} dân {seats}", f"up to {people} people {seats}") if people else seats)
    if formula.steps:
        more = _steps(wording, formula, say(" dân", " people"))
        parts.append(say(f"trên đó cứ thêm {more} thì thêm 1", f"above, one more for every {more}"))
        parts.append(say(f"tối đa {formula.most}", f"at most {formula.most}"))
    words = f"{wording.label(formula.kind)}: {'; '.join(parts)}{_beside(wording, formula.mark)}"
    return words if formula.large is None else f"{words}. {_apart(wording, formula, formula.large)}"


def _steps(wording: Wording, formula: Formula, people: str = "") -> str:
    """``1.000 (đến 10.000 dân), rồi 3.000``."""
    say, lang = wording.say, wording.lang
    steps = []
    for step in formula.steps:
        ends = "" if step.up_to is None else number(step.up_to, lang)
        until = say(f" (đến {ends} dân)", f" (up to {ends} people)") if ends else ""
        steps.append(f"{number(step.per, lang)}{people}{until}")
    return say(", rồi ", ", then ").join(steps) or _NOTHING


def _apart(wording: Wording, formula: Formula, large: Large) -> str:
    many, body = _many(wording, formula, large), _other_body(wording)
    words = wording.say(
        f"Có {many}: {body}, tối đa {large.most}", f"With {many}: {body}, at most {large.most}"
    )
    return words + _beside(wording, large.mark)


def _many(wording: Wording, formula: Formula, large: Large) -> str:
    vi, en = _BELOW.get(formula.kind.level, ("cấp dưới", "of the level below"))
    return wording.say(
        f"từ {large.lower_units} đơn vị hành chính {vi} trở lên", f"{large.lower_units} units {en} or more"
    )


def _other_body(wording: Wording) -> str:
    return wording.say(
        "Ủy ban Thường vụ Quốc hội quyết định", "decided by the Standing Committee of the National Assembly"
    )


def _degree(wording: Wording, mark: Mark) -> str:
    """In a column: that what is unverified is no law is said in full."""
    if mark is Mark.UNVERIFIED:
        return verified(mark, wording.lang)
    label = wording.label(mark)
    return f"{label[:1].lower()}{label[1:]}"


def _beside(wording: Wording, mark: Mark) -> str:
    """The same after a sentence."""
    return f" ({_degree(wording, mark)})" if mark is Mark.UNVERIFIED else brief(mark, wording.lang)
