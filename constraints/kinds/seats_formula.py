"""seats_formula: the seats of a council follow from its kind and its population."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from cocau.constraints.model.council import Council, CouncilKind
from cocau.constraints.record import Record
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule, VerificationMark


class SeatBand(Record):
    """So many seats up to so many people; `up_to` left out: whatever the population."""

    up_to: int | None = Field(default=None, ge=1)
    seats: int = Field(ge=1)


class SeatStep(Record):
    """One more seat for each full `per` people, up to a population where the next step begins."""

    per: int = Field(ge=1)
    up_to: int | None = Field(default=None, ge=1)


class LargeUnitLimit(Record):
    """With so many units of the level below, another body sets the seats, up to `most`."""

    lower_units: int = Field(ge=1)
    most: int = Field(ge=1)
    mark: VerificationMark


class AddedSeats(Record):
    """Seats earned by people above a base: one for each full `per`; a remainder earns none."""

    above: int
    per: int

    @property
    def seats(self) -> int:
        """Return how many seats are added."""
        return self.above // self.per


class SeatCalculation(Record):
    """How a formula comes to its number: seats to begin with, seats added, and the most."""

    start: int
    added: tuple[AddedSeats, ...] = ()
    most: int

    @property
    def seats(self) -> int:
        """Return the number of seats that the formula comes to."""
        return min(self.start + sum(step.seats for step in self.added), self.most)


class SeatFormula(Record):
    """Bands, then steps above the last band, up to `most`."""

    kind: CouncilKind
    bands: tuple[SeatBand, ...] = Field(min_length=1)
    steps: tuple[SeatStep, ...] = ()
    most: int = Field(ge=1)
    mark: VerificationMark
    large: LargeUnitLimit | None = None

    @model_validator(mode="after")
    def _ends_where_the_next_begins(self) -> Self:
        parts: tuple[SeatBand | SeatStep, ...] = (*self.bands, *self.steps)
        ends = [part.up_to for part in parts[:-1]]
        closed = [end for end in ends if end is not None]
        if len(closed) < len(ends) or closed != sorted(set(closed)):
            raise ValueError("every band and step but the last ends (up_to), above the one before it")
        if parts[-1].up_to is not None:
            raise ValueError("the last band or step has no end (up_to)")
        return self

    def calculate(self, population: int) -> SeatCalculation:
        """Calculate how many seats a population has, and why."""
        for band in self.bands:
            if band.up_to is None or population <= band.up_to:
                return SeatCalculation(start=band.seats, most=self.most)
        base, added = self.bands[-1].up_to or 0, []
        for step in self.steps:
            top = population if step.up_to is None else min(population, step.up_to)
            if top > base:
                added.append(AddedSeats(above=top - base, per=step.per))
            base = max(base, top)
        return SeatCalculation(start=self.bands[-1].seats, added=tuple(added), most=self.most)

    def get_large_unit_limit(self, lower_units: int | None) -> LargeUnitLimit | None:
        """Return the limit that replaces the formula for so many lower units, or None.

        Where their number is not known the formula holds.
        """
        return self.large if self.large and (lower_units or 0) >= self.large.lower_units else None


class SeatsFormula(Rule):
    """Law 77/2015, Art. 18 to 67, before and after Law 47/2019; Law 72/2025, Art. 30."""

    facts: ClassVar = frozenset({"seats", "needed", "population", "units"})
    about_council: ClassVar = True

    kind: Literal["seats_formula"]
    formulas: tuple[SeatFormula, ...]

    def compile(self, ballot: Ballot) -> None:
        council = ballot.council
        needed, most = self.get_seats_for(council), self._most(council)
        if (needed is not None and needed != council.seats) or (most is not None and council.seats > most):
            ballot.impossible()

    def audit(self, context: AuditContext) -> Finding:
        council = context.council
        formula = self.get_formula_for(council.kind)
        large = formula.get_large_unit_limit(council.lower_units) if formula else None
        if large is not None:
            return self._set_by_another_body(council, large)
        needed = self.get_seats_for(council)
        if needed is None:
            return self.cannot_judge(
                "Thiếu dân số, hoặc số đại biểu do cơ quan khác quyết định, hoặc công thức chưa kiểm chứng.",
                "No population is given, or another body set the seats, or the formula is unverified.",
            )
        off = abs(needed - council.seats)
        return self.build_finding(not off, off, **_build_facts(council), needed=needed)

    def get_seats_for(self, council: Council) -> int | None:
        """Return the seats by the formula, or None.

        None: not known, not verified, or set aside by a decision.
        """
        formula = self.get_formula_for(council.kind)
        if (
            formula is None
            or formula.mark is VerificationMark.UNVERIFIED
            or council.seats_decided_by is not None
        ):
            return None
        if council.population is None or formula.get_large_unit_limit(council.lower_units):
            return None
        return formula.calculate(council.population).seats

    def get_formula_for(self, kind: CouncilKind) -> SeatFormula | None:
        """Return the formula of a kind of council, verified or not."""
        return next((f for f in self.formulas if f.kind is kind), None)

    def _most(self, council: Council) -> int | None:
        """Return the verified limit of a council whose seats another body sets."""
        formula = self.get_formula_for(council.kind)
        large = None if formula is None else formula.get_large_unit_limit(council.lower_units)
        return None if large is None or large.mark is VerificationMark.UNVERIFIED else large.most

    def _set_by_another_body(self, council: Council, large: LargeUnitLimit) -> Finding:
        over = council.seats - large.most
        if over > 0 and large.mark is not VerificationMark.UNVERIFIED:
            return self.build_finding(over <= 0, over, **_build_facts(council), needed=f"≤ {large.most}")
        return self.cannot_judge(
            f"Có từ {large.lower_units} đơn vị cấp dưới trở lên: số đại biểu do Ủy ban Thường vụ Quốc hội"
            f" quyết định, tối đa {large.most}.",
            f"With {large.lower_units} lower units or more, the Standing Committee of the National Assembly"
            f" decides the number, at most {large.most}.",
        )


def _build_facts(council: Council) -> dict[str, int | str]:
    units = council.lower_units
    return {
        "seats": council.seats,
        "population": council.population or "—",
        "units": "—" if units is None else units,
    }
