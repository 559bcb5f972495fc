"""seats_formula: the seats of a council follow from its kind and its population."""

from typing import ClassVar, Literal

from constraints.council import Council, CouncilKind
from constraints.record import Record
from constraints.rule import Ballot, Citation, Finding, Mark, Rule
from constraints.setting import Setting


class Band(Record):
    """So many seats up to so many people; `up_to` left out: whatever the population."""

    up_to: int | None = None
    seats: int


class Formula(Record):
    """Bands, then one more seat for each full `one_per` people above the last band, up to `most`."""

    kind: CouncilKind
    article: int
    bands: tuple[Band, ...]
    one_per: int | None = None
    most: int
    mark: Mark

    def seats(self, population: int) -> int:
        """Seats for a population; a remainder earns no seat (floor)."""
        for band in self.bands:
            if band.up_to is None or population <= band.up_to:
                return band.seats
        above = population - (self.bands[-1].up_to or 0)
        return min(self.bands[-1].seats + above // (self.one_per or population), self.most)


class SeatsFormula(Rule):
    """Law 77/2015 as amended by 47/2019, Art. 18, 25, 32, 39, 46, 53, 60."""

    facts: ClassVar = frozenset({"seats", "needed", "population"})
    about_council: ClassVar = True

    kind: Literal["seats_formula"]
    formulas: tuple[Formula, ...]

    def compile(self, ballot: Ballot) -> None:
        needed = self.seats_for(ballot.council)
        if needed is not None and needed != ballot.council.seats:
            ballot.impossible()

    def audit(self, setting: Setting) -> Finding:
        council = setting.council
        needed = self.seats_for(council)
        if needed is None:
            return self.cannot_judge(
                "Thiếu dân số, hoặc số đại biểu do cơ quan khác quyết định, hoặc công thức chưa kiểm chứng.",
                "No population is given, or another body set the seats, or the formula is unverified.",
            )
        off = abs(needed - council.seats)
        return self.finding(
            not off, off, seats=council.seats, needed=needed, population=council.population or 0
        )

    def cite_for(self, council: Council) -> Citation:
        formula = self._formula(council)
        article = None if formula is None else formula.article
        return next((cite for cite in self.cites if cite.article == article), self.cites[0])

    def seats_for(self, council: Council) -> int | None:
        """Seats by the formula; None where it is not known, not verified, or set aside by a decision."""
        formula = self._formula(council)
        if formula is None or formula.mark is Mark.UNVERIFIED or council.seats_decided_by is not None:
            return None
        return None if council.population is None else formula.seats(council.population)

    def _formula(self, council: Council) -> Formula | None:
        return next((f for f in self.formulas if f.kind is council.kind), None)
