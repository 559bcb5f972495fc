"""Posts whose intended holder may not be elected, and who on the lists could take them.

No search and no engine: hypothetical councils, the holder out and others of the lists in, are judged by
the audit of every must about posts. People alike to these rules are judged once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from cocau.constraints.model.selectors import SelectorMatches
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Rule, Standard, Strength, Verdict
from cocau.solver.explain.elections.bounds import record_deputy_use
from cocau.solver.interchangeable_people import build_signatures
from cocau.solver.time_budget import TimeBudget, TimeOver

PostHolders = Mapping[str, tuple[str, ...]]


class PostSuccessor(Record):
    """A listed person who could take over all posts of a holder who is not elected.

    `intended`: a deputy of the plan; nobody else must be elected against it. `leaves`: posts given up for
    it, one of `followed_by` in each such case taking them; else all other posts stay as they are.
    """

    person: str
    intended: bool
    leaves: tuple[str, ...] = ()
    followed_by: tuple[str, ...] = ()


class HolderExposure(Record):
    """The posts of one intended holder, and what becomes of them if the holder is not elected.

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
    fillers: tuple[PostSuccessor, ...]
    barriers: dict[str, int]
    unseated: int


@dataclass(frozen=True)
class ExposureFinder:
    """Finds the exposed holders of a slate in which each holder stands on one list."""

    setting: AuditContext
    book: Rulebook

    def find_exposures(self, effort: TimeBudget) -> tuple[tuple[HolderExposure, ...], tuple[str, ...]]:
        """Return each holder's exposure, and the holders that time did not allow to examine."""
        done: list[HolderExposure] = []
        holders = self._holders
        for holder in holders:
            try:
                done.append(_Vacancy(self, holder, effort).examine())
            except TimeOver:
                break
        return tuple(done), tuple(holders)[len(done) :]

    @cached_property
    def _holders(self) -> tuple[str, ...]:
        slate, posts = self.setting.slate, self.setting.council.posts
        return tuple(dict.fromkeys(i for post in posts for i in slate.get_holders(post)))

    @cached_property
    def rules(self) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
        """Return the musts about posts alone, and those about posts and council together."""
        council, pool = self.setting.council, self.setting.pool
        alone, mixed = [], []
        for rule in self.book.rules:
            if rule.strength is Strength.AIM or isinstance(rule, Standard) or rule.about_council:
                continue
            seen = record_deputy_use(council, pool, rule)
            if seen.posts and not (seen.deputies or seen.named):
                alone.append(rule)
            elif seen.posts or seen.silent:
                mixed.append(rule)
        return tuple(alone), tuple(mixed)

    @cached_property
    def kind_of(self) -> dict[str, tuple[object, ...]]:
        """Return all that the rules about posts alone can see of each person without a post."""
        council, pool, slate = self.setting.council, self.setting.pool, self.setting.slate
        seen = [record_deputy_use(council, pool, rule) for rule in self.rules[0]]
        selectors = tuple(dict.fromkeys(who for one in seen for who in one.seen))
        local = any(one.standing or one.home or one.local for one in seen)
        alike = build_signatures(SelectorMatches(pool.people, council.election_day), selectors)
        return {i: (*alike[i], slate.get_constituency(i) if local else None) for i in slate.listed}


class _Vacancy:
    """The posts of one holder who was not elected, and who could take them."""

    def __init__(self, whole: ExposureFinder, holder: str, effort: TimeBudget) -> None:
        slate = whole.setting.slate
        self._whole, self._holder, self._effort = whole, holder, effort
        self._slate = slate
        barred = whole.setting.barred | {holder}  # who is not elected can take no post, as if barred from it
        self._setting = AuditContext(whole.setting.council, whole.setting.pool, slate, barred)
        self._posts = _list_held_posts(slate.posts, holder)
        self._busy = {i for ids in slate.posts.values() for i in ids}
        self._known: dict[object, tuple[str, ...]] = {}
        self._against: Counter[str] = Counter()
        self._unseated = 0

    def examine(self) -> HolderExposure:
        """Examine whether the holder may be missing, and who could follow."""
        setting, unit = self._setting, self._slate.get_constituency(self._holder) or ""
        seats = next((u.seats for u in setting.council.constituencies if u.id == unit), 0)
        listed = len(self._slate.candidates.get(unit, ()))
        able = (i for i in sorted(self._slate.listed) if i not in setting.barred)
        fillers = tuple(filler for i in able if (filler := self._find_successor(i)) is not None)
        return HolderExposure(
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

    def _find_successor(self, person: str) -> PostSuccessor | None:
        """Return the person as a successor in the holder's posts; None if that cannot be."""
        self._effort.raise_if_over()
        if not self._can_be_elected(person):
            self._unseated += 1
            return None
        intended = person in self._slate.deputies
        broken = self._find_broken(dict.fromkeys(self._posts, person), person, person)
        if not broken:
            return PostSuccessor(person=person, intended=intended)
        self._against.update(broken)
        leaves = _list_held_posts(self._slate.posts, person)
        if not leaves or {*leaves} & {*self._posts}:
            return None
        followed = tuple(self._list_followers(person, leaves))
        if not followed:
            return None
        return PostSuccessor(person=person, intended=intended, leaves=leaves, followed_by=followed)

    def _list_followers(self, person: str, leaves: tuple[str, ...]) -> Iterator[str]:
        """Yield who could take the posts that a person leaves to take the holder's."""
        for other in sorted(self._slate.listed):
            if other in self._busy or other in self._setting.barred:
                continue
            if self._can_be_elected(other):
                moves = dict.fromkeys(self._posts, person) | dict.fromkeys(leaves, other)
                if not self._find_broken(moves, other, person):
                    yield other

    def _find_broken(self, moves: Mapping[str, str], needed: str, mover: str) -> tuple[str, ...]:
        """List the musts about posts that break if these people take these posts.

        `needed` is elected.
        """
        posts = self._move_posts(moves)
        alone = self._find_broken_alone(posts, needed, mover)
        return alone or self._find_broken_with_council(posts, needed)

    def _find_broken_alone(self, posts: PostHolders, needed: str, mover: str) -> tuple[str, ...]:
        """List the broken musts that see nothing but posts; people alike are judged once."""
        alike: object = needed if needed in self._busy else self._whole.kind_of[needed]
        key = (alike, None if mover == needed else mover)
        if key not in self._known:
            setting = self._setting.with_slate(self._slate.replace_unvalidated(posts=dict(posts)))
            self._known[key] = _list_broken(self._whole.rules[0], setting)
        return self._known[key]

    def _find_broken_with_council(self, posts: PostHolders, needed: str) -> tuple[str, ...]:
        """List the musts that break in every council with this person; empty if one keeps all."""
        broken: tuple[str, ...] = ()
        for council in self._list_councils(needed):
            slate = self._slate.replace_unvalidated(posts=dict(posts), deputies=tuple(sorted(council)))
            broken = _list_broken(self._whole.rules[1], self._setting.with_slate(slate))
            if not broken:
                break
        return broken

    def _move_posts(self, moves: Mapping[str, str]) -> PostHolders:
        """Return the holders of all posts after these moves."""
        gone = {self._holder, *moves.values()}
        return {
            post: tuple(sorted({moves[post], *(i for i in ids if i not in gone)})) if post in moves else ids
            for post, ids in self._slate.posts.items()
        }

    # --- councils without the holder ------------------------------------------------------------------------

    def _can_be_elected(self, person: str) -> bool:
        """Return whether the person can be elected without another holder of a post losing."""
        return next(iter(self._list_councils(person)), None) is not None

    def _list_councils(self, person: str) -> Iterator[frozenset[str]]:
        """Yield the planned councils without the holder and with this person.

        Another person on the holder's list fills the seat. If that is not this person, who then
        was not in the council, this person replaces one without a post on their own list.
        """
        home = self._slate.get_constituency(person)
        rest = frozenset(self._slate.deputies) - {self._holder}
        own = self._slate.get_constituency(self._holder)
        if person not in rest and home == own:
            yield rest | {person}
            return
        entrants = self._list_free(own, person) or [None]
        for entrant in entrants:
            filled = rest if entrant is None else rest | {entrant}
            if person in rest:
                yield filled
                continue
            for loser in self._list_losers(home):
                yield (filled - {loser}) | {person}

    def _list_free(self, unit: str | None, person: str) -> list[str | None]:
        """List the candidates of a list who were not meant for the council."""
        taken = {*self._slate.deputies, self._holder, person}
        return [i for i in self._slate.candidates.get(unit or "", ()) if i not in taken]

    def _list_losers(self, unit: str | None) -> Iterable[str | None]:
        """List who may lose a seat to another: deputies of a list without a post, or nobody."""
        deputies = [i for i in self._slate.candidates.get(unit or "", ()) if i in self._slate.deputies]
        empty = len(deputies) < next(u.seats for u in self._setting.council.constituencies if u.id == unit)
        return [*(i for i in deputies if i not in self._busy), *([None] if empty else [])]


def _list_held_posts(posts: PostHolders, person: str) -> tuple[str, ...]:
    """List the posts that a person holds."""
    return tuple(post for post, ids in posts.items() if person in ids)


def _list_broken(rules: Iterable[Rule], setting: AuditContext) -> tuple[str, ...]:
    """List the rules that an audit finds broken."""
    return tuple(rule.id for rule in rules if rule.audit(setting).verdict is Verdict.BROKEN)
