"""A ballot that has been cast: on one slate every quantity is a number, and every row holds or does not."""

from itertools import combinations

from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.quantity import LinearConstraint, Quantity

SURE = 0
"""The one variable of a cast ballot. It is 1."""

OFFICES = {
    Among.CHAIR: ["chair"],
    Among.VICE_CHAIR: ["vice_chair"],
    Among.LEADERS: ["chair", "vice_chair"],
    Among.HEADS: ["head"],
    Among.DEPUTY_HEADS: ["deputy_head"],
    Among.COMMITTEE_LEADERS: ["head", "deputy_head"],
    Among.STANDING: ["chair", "vice_chair", "head"],
    Among.OFFICE_HOLDERS: ["chair", "vice_chair", "head", "deputy_head"],
}


class CastBallot:
    """What a rule compiles to, evaluated on one slate. It counts on its own, without Setting's counting."""

    def __init__(self, case: AuditContext) -> None:
        self._case = case
        self._rows: list[LinearConstraint] = []
        self._forbidden: set[str] = set()
        self._hopeless = False

    @property
    def council(self) -> Council:
        return self._case.council

    @property
    def pool(self) -> Pool:
        return self._case.pool

    @property
    def eligible(self) -> tuple[Person, ...]:
        return self.pool.people

    @property
    def asked(self) -> bool:
        """Whether the rule asked for anything."""
        return bool(self._rows or self._forbidden or self._hopeless)

    @property
    def keeps(self) -> bool:
        """Whether the slate keeps all that was asked."""
        named = set(self._case.slate.everybody)
        return not self._hopeless and not self._forbidden & named and all(map(holds, self._rows))

    def count(self, who: Selector, among: Among, at: str | None = None) -> Quantity:
        counted = self._ids(among)
        if at is not None:  # people at a place are counted once, whatever they hold
            counted = [i for i in dict.fromkeys(counted) if i in self._case.slate.candidates.get(at, ())]
        return _number(sum(who.matches(self.pool.by_id[i], self.council.election_day) for i in counted))

    def _ids(self, among: Among) -> list[str]:
        slate = self._case.slate
        if among is Among.INTRODUCED:
            return [p.id for p in self.pool.people if p.introduced_by]
        if among is Among.CANDIDATES:
            return [i for ids in slate.candidates.values() for i in ids]
        if among is Among.DEPUTIES:
            return list(slate.deputies)
        if among is Among.IN_OFFICE:
            return [i for i in slate.deputies if any(i in ids for ids in slate.posts.values())]
        return [i for post, ids in slate.posts.items() if post.split("/")[0] in OFFICES[among] for i in ids]

    def stands(self, person: str, among: Among = Among.CANDIDATES) -> Quantity:
        return _number(person in self._ids(among))

    def holds(self, person: str, *posts: str) -> Quantity:
        if not self.may_stand(person):
            return Quantity()
        return _number(sum(person in self._case.slate.posts.get(post, ()) for post in posts))

    def held(self, who: Selector, post: str) -> Quantity:
        ids = self._case.slate.posts.get(post, ())
        return _number(sum(who.matches(self.pool.by_id[i], self.council.election_day) for i in ids))

    def combines(self, person: str, first: CouncilOffice, second: CouncilOffice) -> Quantity:
        held = {post.split("/")[0] for post, ids in self._case.slate.posts.items() if person in ids}
        return _number(self.may_stand(person) and {first, second} <= held)

    def may_stand(self, person: str) -> bool:
        return person not in self._case.barred

    def assured(self, who: Selector, at: str) -> Quantity:
        """What every way to fill the seats of a list elects, by trying them all."""
        listed = [self.pool.by_id[i] for i in self._case.slate.candidates.get(at, ())]
        seats = next(u.seats for u in self.council.constituencies if u.id == at)
        ways = combinations(listed, min(seats, len(listed)))
        return _number(min(sum(who.matches(p, self.council.election_day) for p in way) for way in ways))

    def away_from_home(self) -> Quantity:
        away = 0
        for unit in self.council.constituencies:
            for i in self._case.slate.candidates.get(unit.id, ()):
                place = self.pool.by_id[i].locality
                homes = [u.id for u in self.council.constituencies if place in u.localities]
                away += bool(homes) and unit.id not in homes
        return _number(away)

    def require(self, *rows: LinearConstraint) -> None:
        self._rows += rows

    def forbid(self, person: Person) -> None:
        self._forbidden.add(person.id)

    def impossible(self) -> None:
        self._hopeless = True


def _number(value: int) -> Quantity:
    return Quantity({SURE: int(value)})


def holds(row: LinearConstraint) -> bool:
    """Whether a row holds, its variables all being 1."""
    value = row.quantity.constant + sum(row.quantity.terms.values())
    return (row.low is None or value >= row.low) and (row.high is None or value <= row.high)
