"""level_limit: at how many levels of councils one person may stand in one term."""

from typing import Literal

from cocau.constraints.model.council import Council
from cocau.constraints.model.people import OtherBody, Person
from cocau.constraints.rules.rule import Standard


class LevelLimit(Standard):
    """Law 85/2015, Art. 36(3): at most two levels; with a National Assembly dossier only one."""

    kind: Literal["level_limit"]
    levels_allowed: int
    with_national: int

    def misses(self, person: Person, council: Council) -> bool:
        national = OtherBody.NATIONAL in person.stands_elsewhere
        levels = {str(council.level), *map(str, person.stands_elsewhere)} - {OtherBody.NATIONAL}
        return len(levels) > (self.with_national if national else self.levels_allowed)
