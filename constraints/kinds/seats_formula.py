"""seats_formula: the seats of a council follow from its kind and its population."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from cocau.constraints.council import Council, CouncilKind
from cocau.constraints.record import Record
from cocau.constraints.rule import Ballot, Finding, Mark, Rule
from cocau.constraints.setting import Setting


class Band(Record):
    """So many seats up to so many people; `up_to` left out: whatever the population."""

    up_to: int | None = Field(default=None, ge=1)
    seats: int = Field(ge=1)


class Step(Record):
    """One more seat for each full `per` people, up to a population where the next step begins."""

    per: int = Field(ge=1)
    up_to: int | None = Field(default=None, ge=1)


class Large(Record):
    """With so many units of the level below, another body sets the seats, up to `most`."""

    lower_units: int = Field(ge=1)
    most: int = Field(ge=1)
    mark: Mark


class Added(Record):
    """Seats earned by the people above a base: one for each full `per`; a remainder earns none (floor)."""

    above: int
    per: int

    @property
    def seats(self) -> int:
        """How many."""
        return self.above // self.per


class Working(Record):
    """How a formula comes to its number: so many to begin with, those added, and the most there may be."""

    start: int
    added: tuple[Added, ...] = ()
    most: int

    @property
    def seats(self) -> int:
        """The number it comes to."""
        return min(self.start + sum(step.seats for step in self.added), self.most)


class Formula(Record):
    """Bands, then steps above the last band, up to `most`."""

    kind: CouncilKind
    bands: tuple[Band, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = ()
    most: int = Field(ge=1)
    mark: Mark
    large: Large | None = None

    @model_validator(mode="after")
    def _ends_where_the_next_begins(self) -> Self:
        parts: tuple[Band | Step, ...] = (*self.bands, *self.steps)
        ends = [part.up_to for part in parts[:-1]]
        closed = [end for end in ends if end is not None]
        if len(closed) < len(ends) or closed != sorted(set(closed)):
            raise ValueError("every band and step but the last ends (up_to), above the one before it")
        if parts[-1].up_to is not None:
            raise ValueError("the last band or step has no end (up_to)")
        return self

    def working(self, population: int) -> Working:
        """How many seats a population has, and why."""
        for band in self.bands:
            if band.up_to is None or population <= band.up_to:
                return Working(start=band.seats, most=self.most)
        base, added = self.bands[-1].up_to or 0, []
        for step in self.steps:
            top = population if step.up_to is None else min(population, step.up_to)
            if top > base:
                added.append(Added(above=top - base, per=step.per))
            base = max(base, top)
        return Working(start=self.bands[-1].seats, added=tuple(added), most=self.most)

    def set_apart(self, lower_units: int | None) -> Large | None:
        """What holds instead of the formula with so many lower units; None of them known: the formula."""
        return self.large if self.large and (lower_units or 0) >= self.large.lower_units else None


class SeatsFormula(Rule):
    """Law 77/2015, Art. 18, 25, 32, 39, 46, 53, 60, before and after Law 47/2019; Law 72/2025, Art. 30."""

    facts: ClassVar = frozenset({"seats", "needed", "population", "units"})
    about_council: ClassVar = True

    kind: Literal["seats_formula"]
    formulas: tuple[Formula, ...]

    def compile(self, ballot: Ballot) -> None:
        council = ballot.council
        needed, most = self.seats_for(council), self._most(council)
        if (needed is not None and needed != council.seats) or (most is not None and council.seats > most):
            ballot.impossible()

    def audit(self, setting: Setting) -> Finding:
        council = setting.council
        formula = self.formula_for(council.kind)
        large = formula.set_apart(council.lower_units) if formula else None
        if large is not None:
            return self._set_by_another_body(council, large)
        needed = self.seats_for(council)
        if needed is None:
            return self.cannot_judge(
                "Thiếu dân số, hoặc số đại biểu do cơ quan khác quyết định, hoặc công thức chưa kiểm chứng.",
                "No population is given, or another body set the seats, or the formula is unverified.",
            )
        off = abs(needed - council.seats)
        return self.finding(not off, off, **_facts(council), needed=needed)

    def seats_for(self, council: Council) -> int | None:
        """Seats by the formula; None where it is not known, not verified, or set aside by a decision."""
        formula = self.formula_for(council.kind)
        if formula is None or formula.mark is Mark.UNVERIFIED or council.seats_decided_by is not None:
            return None
        if council.population is None or formula.set_apart(council.lower_units):
            return None
        return formula.working(council.population).seats

    def formula_for(self, kind: CouncilKind) -> Formula | None:
        """The formula of a kind of council, verified or not."""
        return next((f for f in self.formulas if f.kind is kind), None)

    def _most(self, council: Council) -> int | None:
        """The verified limit of a council whose seats another body sets."""
        formula = self.formula_for(council.kind)
        large = None if formula is None else formula.set_apart(council.lower_units)
        return None if large is None or large.mark is Mark.UNVERIFIED else large.most

    def _set_by_another_body(self, council: Council, large: Large) -> Finding:
        over = council.seats - large.most
        if over > 0 and large.mark is not Mark.UNVERIFIED:
            return self.finding(over <= 0, over, **_facts(council), needed=f"≤ {large.most}")
        return self.cannot_judge(
            f"Có từ {large.lower_units} đơn vị cấp dưới trở lên: số đại biểu do Ủy ban Thường vụ Quốc hội"
            f" quyết định, tối đa {large.most}.",
            f"With {large.lower_units} lower units or more, the Standing Committee of the National Assembly"
            f" decides the number, at most {large.most}.",
        )


def _facts(council: Council) -> dict[str, int | str]:
    units = council.lower_units
    return {
        "seats": council.seats,
        "population": council.population or "—",
        "units": "—" if units is None else units,
    }
