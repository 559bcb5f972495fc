"""birth_line: born on or after a day, by sex, for those who stand first or again."""

from datetime import date
from typing import Literal

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Bloc, Person, Sex
from cocau.constraints.rules.rule import Standard


class BirthLine(Standard):
    """Guidance 36-HD/BTCTW (2021): enough time left before retirement to serve the term.

    Binds officials of `blocs`; `re_standing` and `full_time` say which of them. Women who retire later
    (Decree 53/2015) follow `as_men_from`. A decision of the competent Party level is an exception.
    """

    kind: Literal["birth_line"]
    re_standing: bool
    full_time: bool | None = None
    blocs: tuple[Bloc, ...]
    men_from: date
    women_from: date
    as_men_from: date

    def misses(self, person: Person, council: Council) -> bool:
        if not self._binds(person) or person.age_exception is not None:
            return False
        if person.sex is Sex.MALE:
            return person.born < self.men_from
        return person.born < (self.as_men_from if person.retires_as_men else self.women_from)

    def _binds(self, person: Person) -> bool:
        if self.full_time is not None and person.meant_full_time is not self.full_time:
            return False
        return person.re_standing is self.re_standing and person.bloc in self.blocs
