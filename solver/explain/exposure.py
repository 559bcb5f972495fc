"""Posts whose intended holder may not be elected, and who of the listed people could take them then.

No search and no engine: hypothetical councils, the holder out and others of the lists in, are judged by the
audit of every must about posts. People alike to these rules are judged once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from cocau.constraints.record import Record
from cocau.constraints.rule import Rule, Standard, Strength, Verdict
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.setting import Setting
from cocau.solver.effort import Effort, TimeOver
from cocau.solver.explain.over_outcomes import watched
from cocau.solver.interchange import signatures

Posts = Mapping[str, tuple[str, ...]]


class Filler(Record):
    """Somebody who could take over all posts of a holder who is not elected, if elected.

    `intended`: a deputy of the plan; nobody else must be elected against it. `leaves`: posts given up for
    it, one of `followed_by` in each such case taking them; else all other posts stay as they are.
    """

    person: str
    intended: bool
    leaves: tuple[str, ...] = ()
    followed_by: tuple[str, ...] = ()


class Exposure(Record):
    """The posts of one intended holder, and what becomes of them if the voters elect others of the list.

    `exposed`: the list is longer than the seats, so that can be although all seats are filled; even where it
    is not, the holder needs more than half of the valid ballots. `barriers`: rule -> how many of the listed
    people it stands against here, each with all posts of others as they are; `unseated`: how many could only
    be elected instead of another holder of a post, and were not looked at.
    """

    holder: str
    posts: tuple[str, ...]
    constituency: str
    seats: int
    listed: int
    exposed: bool
    fillers: tuple[Filler, ...]
    barriers: dict[str, int]
    unseated: int


@dataclass(frozen=True)
class Exposures:
    """The exposures of a slate in which whoever holds a post stands on one list."""

    setting: Setting
    book: Rulebook

    def all(self, effort: Effort) -> tuple[tuple[Exposure, ...], tuple[str, ...]]:
        """Each holder's, in the order of posts; and the holders that time did not allow to be looked at."""
        done: list[Exposure] = []
        holders = self._holders
        for holder in holders:
            try:
                done.append(_Vacancy(self, holder, effort).exposure())
            except TimeOver:
                break
        return tuple(done), tuple(holders)[len(done) :]

    @cached_property
    def _holders(self) -> tuple[str, ...]:
        slate, posts = self.setting.slate, self.setting.council.posts
        return tuple(dict.fromkeys(i for post in posts for i in slate.holders(post)))

    @cached_property
    def rules(self) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
        """The musts about posts: those that see nothing but posts, and those that see the council as well."""
        council, pool = self.setting.council, self.setting.pool
        alone, mixed = [], []
        for rule in self.book.rules:
            if rule.strength is Strength.AIM or isinstance(rule, Standard) or rule.about_council:
                continue
            seen = watched(council, pool, rule)
            if seen.posts and not (seen.deputies or seen.named):
                alone.append(rule)
            elif seen.posts or seen.silent:
                mixed.append(rule)
        return tuple(alone), tuple(mixed)

    @cached_property
    def kind_of(self) -> dict[str, tuple[object, ...]]:
        """All that the rules about posts alone can see of somebody who holds none."""
        council, pool, slate = self.setting.council, self.setting.pool, self.setting.slate
        seen = [watched(council, pool, rule) for rule in self.rules[0]]
        selectors = tuple(dict.fromkeys(who for one in seen for who in one.seen))
        local = any(one.standing or one.home or one.local for one in seen)
        alike = signatures(council, pool, selectors)
        return {i: (*alike[i], slate.list_of(i) if local else None) for i in slate.listed}


class _Vacancy:
    """The posts of one holder who was not elected."""

    def __init__(self, whole: Exposures, holder: str, effort: Effort) -> None:
        slate = whole.setting.slate
        self._whole, self._holder, self._effort = whole, holder, effort
        self._slate = slate
        barred = whole.setting.barred | {holder}  # who is not elected can take no post, as if barred from it
        self._setting = Setting(whole.setting.council, whole.setting.pool, slate, barred)
        self._posts = _held(slate.posts, holder)
        self._busy = {i for ids in slate.posts.values() for i in ids}
        self._known: dict[object, tuple[str, ...]] = {}
        self._against: Counter[str] = Counter()
        self._unseated = 0

    def exposure(self) -> Exposure:
        """Whether the holder may be missing, and who could follow."""
        setting, unit = self._setting, self._slate.list_of(self._holder) or ""
        seats = next((u.seats for u in setting.council.constituencies if u.id == unit), 0)
        listed = len(self._slate.candidates.get(unit, ()))
        able = (i for i in sorted(self._slate.listed) if i not in setting.barred)
        fillers = tuple(filler for i in able if (filler := self._filler(i)) is not None)
        return Exposure(
            holder=self._holder,
            posts=self._posts,
            constituency=unit,
            seats=seats,
            listed=listed,
            exposed=listed > seats,
            fillers=fillers,
            barriers=dict(sorted(self._against.items())),
            unseated=self._unseated,
        )

    def _filler(self, person: str) -> Filler | None:
        self._effort.go_on()
        if not self._can_be_in(person):
            self._unseated += 1
            return None
        intended = person in self._slate.deputies
        broken = self._broken(dict.fromkeys(self._posts, person), person, person)
        if not broken:
            return Filler(person=person, intended=intended)
        self._against.update(broken)
        leaves = _held(self._slate.posts, person)
        if not leaves or {*leaves} & {*self._posts}:
            return None
        followed = tuple(self._followers(person, leaves))
        if not followed:
            return None
        return Filler(person=person, intended=intended, leaves=leaves, followed_by=followed)

    def _followers(self, person: str, leaves: tuple[str, ...]) -> Iterator[str]:
        """Who could take what the person leaves to take the holder's posts."""
        for other in sorted(self._slate.listed):
            if other in self._busy or other in self._setting.barred:
                continue
            if self._can_be_in(other):
                moves = dict.fromkeys(self._posts, person) | dict.fromkeys(leaves, other)
                if not self._broken(moves, other, person):
                    yield other

    def _broken(self, moves: Mapping[str, str], needed: str, mover: str) -> tuple[str, ...]:
        """The musts about posts that cannot be kept if these people take these posts; `needed` is elected."""
        posts = self._moved(moves)
        alone = self._broken_alone(posts, needed, mover)
        return alone or self._broken_with_council(posts, needed)

    def _broken_alone(self, posts: Posts, needed: str, mover: str) -> tuple[str, ...]:
        alike: object = needed if needed in self._busy else self._whole.kind_of[needed]
        key = (alike, None if mover == needed else mover)
        if key not in self._known:
            setting = self._setting.with_slate(self._slate.but(posts=dict(posts)))
            self._known[key] = _breaks(self._whole.rules[0], setting)
        return self._known[key]

    def _broken_with_council(self, posts: Posts, needed: str) -> tuple[str, ...]:
        """Nothing if some council with this person keeps the rules that see it; else what the last broke."""
        broken: tuple[str, ...] = ()
        for council in self._councils(needed):
            slate = self._slate.but(posts=dict(posts), deputies=tuple(sorted(council)))
            broken = _breaks(self._whole.rules[1], self._setting.with_slate(slate))
            if not broken:
                break
        return broken

    def _moved(self, moves: Mapping[str, str]) -> Posts:
        gone = {self._holder, *moves.values()}
        return {
            post: tuple(sorted({moves[post], *(i for i in ids if i not in gone)})) if post in moves else ids
            for post, ids in self._slate.posts.items()
        }

    # --- councils without the holder ------------------------------------------------------------------------

    def _can_be_in(self, person: str) -> bool:
        return next(iter(self._councils(person)), None) is not None

    def _councils(self, person: str) -> Iterator[frozenset[str]]:
        """The planned councils without the holder and with this person; whoever else has a post stays in.

        Somebody else of the holder's list fills the seat; if that is not the person, and the person was not
        in the council, it is instead of somebody without a post, on the person's own list.
        """
        home = self._slate.list_of(person)
        rest = frozenset(self._slate.deputies) - {self._holder}
        own = self._slate.list_of(self._holder)
        if person not in rest and home == own:
            yield rest | {person}
            return
        entrants = self._free(own, person) or [None]
        for entrant in entrants:
            filled = rest if entrant is None else rest | {entrant}
            if person in rest:
                yield filled
                continue
            for loser in self._losers(home):
                yield (filled - {loser}) | {person}

    def _free(self, unit: str | None, person: str) -> list[str | None]:
        """Who of a list was not meant for the council."""
        taken = {*self._slate.deputies, self._holder, person}
        return [i for i in self._slate.candidates.get(unit or "", ()) if i not in taken]

    def _losers(self, unit: str | None) -> Iterable[str | None]:
        """Deputies of a list without a post; nobody has to lose where a seat is empty."""
        deputies = [i for i in self._slate.candidates.get(unit or "", ()) if i in self._slate.deputies]
        empty = len(deputies) < next(u.seats for u in self._setting.council.constituencies if u.id == unit)
        return [*(i for i in deputies if i not in self._busy), *([None] if empty else [])]


def _held(posts: Posts, person: str) -> tuple[str, ...]:
    return tuple(post for post, ids in posts.items() if person in ids)


def _breaks(rules: Iterable[Rule], setting: Setting) -> tuple[str, ...]:
    return tuple(rule.id for rule in rules if rule.audit(setting).verdict is Verdict.BROKEN)
