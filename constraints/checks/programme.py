"""The audit of several councils of one election: at how many levels each person stands.

Law 85/2015, Art. 36(3) limits a person over all People's Councils at once, which no
single council can judge. People are identified by id. A person stands at the levels of
the councils that list them and of those named in any of their dossiers; being
introduced does not count yet.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cocau.constraints.kinds.level_limit import LevelLimit
from cocau.constraints.model.council import Council, CouncilLevel
from cocau.constraints.model.people import OtherBody, Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook


class StandingLimit(Record):
    """The levels at which one person may stand; `with_national`: beside the National Assembly."""

    levels: int
    with_national: int

    def get_allowed_levels(self, filed: Iterable[OtherBody]) -> int:
        """Return how many levels are allowed to somebody who has filed for these bodies."""
        return self.with_national if OtherBody.NATIONAL in filed else self.levels


def get_standing_limit(book: Rulebook) -> StandingLimit | None:
    """Return the limit that a council's rules set; None if they set none."""
    found = [rule for rule in book.rules if isinstance(rule, LevelLimit)]
    limits = [StandingLimit(levels=rule.levels_allowed, with_national=rule.with_national) for rule in found]
    return get_strictest_limit(limits)


def get_strictest_limit(limits: Iterable[StandingLimit | None]) -> StandingLimit | None:
    """Return the limit that keeps all of these.

    One election has one law, however many rulebooks speak of it.
    """
    given = [limit for limit in limits if limit is not None]
    if not given:
        return None
    return StandingLimit(
        levels=min(limit.levels for limit in given), with_national=min(limit.with_national for limit in given)
    )


@dataclass(frozen=True)
class ComposedCouncil:
    """A council with its pool and slate; without a slate nobody is on its lists."""

    council: Council
    pool: Pool
    slate: Slate | None


class LevelStanding(Record):
    """One person of a programme and the levels at which he or she stands.

    `levels`: of the lists; `filed`: what the dossiers name; `over`: by how many levels too many.
    """

    person: str
    name: str
    councils: tuple[str, ...]
    levels: tuple[CouncilLevel, ...]
    filed: tuple[OtherBody, ...] = ()
    allowed: int
    over: int

    @property
    def twice_at(self) -> tuple[CouncilLevel, ...]:
        """Return the levels of somebody who is on more lists than levels, else nothing.

        The text counts levels only, so people have to look.
        """
        return self.levels if len(self.councils) > len(self.levels) else ()


def collect_filings(pools: Iterable[Pool]) -> dict[str, frozenset[OtherBody]]:
    """Map people to the bodies that their dossiers name, over all pools.

    Whoever has filed for none is left out.
    """
    filed: dict[str, set[OtherBody]] = defaultdict(set)
    for pool in pools:
        for person in pool.people:
            if person.stands_elsewhere:
                filed[person.id].update(person.stands_elsewhere)
    return {i: frozenset(bodies) for i, bodies in filed.items()}


def count_excess_levels(
    levels: Iterable[CouncilLevel], filed: frozenset[OtherBody], limit: StandingLimit
) -> int:
    """Count the levels by which somebody on lists of these levels exceeds the limit."""
    declared = {str(body) for body in filed - {OtherBody.NATIONAL}}
    return max(len({*map(str, levels), *declared}) - limit.get_allowed_levels(filed), 0)


def list_standings(composed: Sequence[ComposedCouncil], limit: StandingLimit) -> tuple[LevelStanding, ...]:
    """List everybody on lists of several councils, or over the limit, sorted by id."""
    filed = collect_filings(each.pool for each in composed)
    lists: dict[str, list[ComposedCouncil]] = defaultdict(list)
    for each in composed:
        for i in () if each.slate is None else dict.fromkeys(each.slate.listed):
            lists[i].append(each)
    looked_at = [i for i, on in sorted(lists.items()) if len(on) > 1 or filed.get(i)]
    standings = (_build_standing(i, lists[i], filed, limit) for i in looked_at)
    return tuple(one for one in standings if one.over or len(one.councils) > 1)


def list_over_limit(composed: Sequence[ComposedCouncil], limit: StandingLimit) -> tuple[LevelStanding, ...]:
    """List everybody on lists of too many levels: the audit of a whole programme."""
    return tuple(one for one in list_standings(composed, limit) if one.over)


def _build_standing(
    person: str,
    councils: Sequence[ComposedCouncil],
    filed: Mapping[str, frozenset[OtherBody]],
    limit: StandingLimit,
) -> LevelStanding:
    held = {each.council.level for each in councils}
    levels, bodies = tuple(level for level in CouncilLevel if level in held), filed.get(person, frozenset())
    known = councils[0].pool.by_id.get(person)
    return LevelStanding(
        person=person,
        name="" if known is None else known.name,
        councils=tuple(sorted(each.council.id for each in councils)),
        levels=levels,
        filed=tuple(body for body in OtherBody if body in bodies),
        allowed=limit.get_allowed_levels(bodies),
        over=count_excess_levels(levels, bodies, limit),
    )
