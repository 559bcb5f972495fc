"""Several councils of one election together: at how many levels everybody stands, judged without a solver.

Law 85/2015, Art. 36(3) speaks of one person and of all People's Councils at once, which no council can judge
alone. A person is the same one by id. The levels at which somebody stands are those of the councils on whose
lists he or she is, and those that any of his or her dossiers names; being introduced is not yet standing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cocau.constraints.council import Council, Level
from cocau.constraints.kinds.level_limit import LevelLimit
from cocau.constraints.people import Elsewhere, Pool
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.slate import Slate


class Limit(Record):
    """At how many levels one person may stand; `with_national`: beside the National Assembly."""

    levels: int
    with_national: int

    def of(self, filed: Iterable[Elsewhere]) -> int:
        """How many levels somebody may have whose dossiers name these bodies."""
        return self.with_national if Elsewhere.NATIONAL in filed else self.levels


def limit_of(book: Rulebook) -> Limit | None:
    """The limit that a council's rules set; None if they set none."""
    found = [rule for rule in book.rules if isinstance(rule, LevelLimit)]
    limits = [Limit(levels=rule.levels_allowed, with_national=rule.with_national) for rule in found]
    return strictest(limits)


def strictest(limits: Iterable[Limit | None]) -> Limit | None:
    """The limit that keeps all of these: one election has one law, however many rulebooks speak of it."""
    given = [limit for limit in limits if limit is not None]
    if not given:
        return None
    return Limit(
        levels=min(limit.levels for limit in given), with_national=min(limit.with_national for limit in given)
    )


@dataclass(frozen=True)
class Composed:
    """A council with its pool and its slate; None: it has no slate, and nobody is on its lists."""

    council: Council
    pool: Pool
    slate: Slate | None


class Standing(Record):
    """One person of a programme. `levels`: of the lists; `filed`: what his or her dossiers name.

    `over`: by how many levels too many.
    """

    person: str
    name: str
    councils: tuple[str, ...]
    levels: tuple[Level, ...]
    filed: tuple[Elsewhere, ...] = ()
    allowed: int
    over: int

    @property
    def twice_at(self) -> tuple[Level, ...]:
        """Whether on more lists than levels: the text counts levels only, so that people have to look."""
        return self.levels if len(self.councils) > len(self.levels) else ()


def filed_by(pools: Iterable[Pool]) -> dict[str, frozenset[Elsewhere]]:
    """What people's dossiers name, whichever pool they are in; who has none is left out."""
    filed: dict[str, set[Elsewhere]] = defaultdict(set)
    for pool in pools:
        for person in pool.people:
            if person.stands_elsewhere:
                filed[person.id].update(person.stands_elsewhere)
    return {i: frozenset(bodies) for i, bodies in filed.items()}


def levels_too_many(levels: Iterable[Level], filed: frozenset[Elsewhere], limit: Limit) -> int:
    """By how many levels somebody on lists of these levels is over the limit; none: zero."""
    declared = {str(body) for body in filed - {Elsewhere.NATIONAL}}
    return max(len({*map(str, levels), *declared}) - limit.of(filed), 0)


def standings(composed: Sequence[Composed], limit: Limit) -> tuple[Standing, ...]:
    """Everybody who is on lists of several councils, or on more than the limit allows; by id."""
    filed = filed_by(each.pool for each in composed)
    lists: dict[str, list[Composed]] = defaultdict(list)
    for each in composed:
        for i in () if each.slate is None else dict.fromkeys(each.slate.listed):
            lists[i].append(each)
    looked_at = [i for i, on in sorted(lists.items()) if len(on) > 1 or filed.get(i)]
    told = (_standing(i, lists[i], filed, limit) for i in looked_at)
    return tuple(one for one in told if one.over or len(one.councils) > 1)


def over_limit(composed: Sequence[Composed], limit: Limit) -> tuple[Standing, ...]:
    """Everybody on lists of too many levels: the audit of a whole programme."""
    return tuple(one for one in standings(composed, limit) if one.over)


def _standing(
    person: str, on: Sequence[Composed], filed: Mapping[str, frozenset[Elsewhere]], limit: Limit
) -> Standing:
    held = {each.council.level for each in on}
    levels, bodies = tuple(level for level in Level if level in held), filed.get(person, frozenset())
    known = on[0].pool.by_id.get(person)
    return Standing(
        person=person,
        name="" if known is None else known.name,
        councils=tuple(sorted(each.council.id for each in on)),
        levels=levels,
        filed=tuple(body for body in Elsewhere if body in bodies),
        allowed=limit.of(bodies),
        over=levels_too_many(levels, bodies, limit),
    )
