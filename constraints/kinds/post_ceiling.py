"""post_ceiling: the most holders of a post, by how many units were merged or as decided."""

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import add
from typing import ClassVar, Literal

from pydantic import Field

from cocau.constraints.model.council import Committee, CommitteeSort, Council, CouncilKind, CouncilOffice
from cocau.constraints.model.selectors import EVERYONE, Selector
from cocau.constraints.record import Record
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Ballot, Finding, Rule

FULL_TIME = Selector(full_time=True)


class MergerLimit(Record):
    """The most in a unit merged from so many; for any unit and committee, if none is named."""

    units: int = Field(ge=1)
    at_most: int = Field(ge=0)
    kinds: tuple[CouncilKind, ...] = ()
    sort: CommitteeSort | None = None


class PostCeiling(Rule):
    """The most there may be for every post of an office (Resolution 106/2025).

    Without `by_merger` it is the number that was decided for each committee. A full-time holder of
    `one_fewer_under` takes one place away. Until `keeps_sitting_until` a merged unit may keep as many as hold
    the office now, in all posts together, where these are no fewer.
    """

    facts: ClassVar = frozenset({"wrong", "holders", "needed"})

    kind: Literal["post_ceiling"]
    office: CouncilOffice
    by_merger: tuple[MergerLimit, ...] = ()
    one_fewer_under: CouncilOffice
    keeps_sitting_until: date | None = None

    def compile(self, ballot: Ballot) -> None:
        limits = self._find_limits(ballot.council)
        kept = self._count_kept(ballot.council, limits)
        if kept is not None:
            ballot.require(reduce(add, (ballot.held(EVERYONE, post) for post in limits)) <= kept)
            return
        if None in limits.values():
            return
        for post, limit in limits.items():
            taken = ballot.held(EVERYONE, post) + ballot.held(FULL_TIME, self._name_above(post))
            ballot.require(taken <= (limit or 0))

    def audit(self, context: AuditContext) -> Finding:
        limits = self._find_limits(context.council)
        held = {post: len(context.slate.get_holders(post)) for post in limits}
        kept = self._count_kept(context.council, limits)
        if kept is not None:
            over = max(sum(held.values()) - kept, 0)
            excess = dict.fromkeys((p for p in held if held[p]), over) if over else {}
            return self._build(excess, over, held, kept)
        places = {
            post: limit - self._count_full_time_above(context, post)
            for post, limit in limits.items()
            if limit is not None
        }
        if len(places) < len(limits):
            return self._explain_unknown()
        excess = {post: held[post] - most for post, most in places.items() if held[post] > most}
        return self._build(excess, sum(excess.values()), held, sum(places.values()))

    def _build(self, excess: Mapping[str, int], short: int, held: Mapping[str, int], needed: int) -> Finding:
        return self.build_finding(
            not excess,
            short,
            tuple(excess),
            wrong=len(excess),
            holders=sum(held.values()),
            needed=needed,
        )

    def _explain_unknown(self) -> Finding:
        if not self.by_merger:
            return self.cannot_judge(
                "Hồ sơ chưa ghi số Phó Trưởng ban mà Thường trực HĐND cấp tỉnh quyết định cho từng ban.",
                "The numbers of deputy heads that the provincial Standing Committee decided are not given.",
            )
        return self.cannot_judge(
            "Hồ sơ chưa ghi số đơn vị được sắp xếp, hoặc văn bản không nêu số cho trường hợp này.",
            "How many units were merged is not given, or the text has no number for such a case.",
        )

    def _find_limits(self, council: Council) -> dict[str, int | None]:
        """Map each post of the office to the most there may be; None where that is not known."""
        committees = {committee.id: committee for committee in council.committees}
        return {
            post: self._find_limit(council, committees.get(post.partition("/")[2]))
            for post in council.list_posts_of(self.office)
        }

    def _find_limit(self, council: Council, committee: Committee | None) -> int | None:
        if not self.by_merger:
            return None if committee is None else committee.deputy_heads
        sort = None if committee is None else committee.sort
        units = council.merged_from
        if committee is not None and sort is CommitteeSort.ETHNIC and (units or 0) > 1:
            units = committee.continues
        found = [
            limit
            for limit in self.by_merger
            if limit.units == units
            and (not limit.kinds or council.kind in limit.kinds)
            and limit.sort in (None, sort)
        ]
        exact = [limit for limit in found if limit.sort is not None]
        return next((limit.at_most for limit in (*exact, *found)), None)

    def _count_kept(self, council: Council, limits: Mapping[str, int | None]) -> int | None:
        """Count how many a merged unit may keep, because no fewer hold the office now."""
        until = self.keeps_sitting_until
        if until is None or council.plan_day >= until or (council.merged_from or 1) == 1 or not limits:
            return None
        known = [limit for limit in limits.values() if limit is not None]
        sitting = council.sitting.get(self.office, 0)
        return sitting if len(known) == len(limits) and sitting >= sum(known) else None

    def _name_above(self, post: str) -> str:
        return f"{self.one_fewer_under}{post.removeprefix(self.office)}"

    def _count_full_time_above(self, context: AuditContext, post: str) -> int:
        above = context.pool.get_people(context.slate.get_holders(self._name_above(post)))
        return sum(p.meant_full_time for p in above)
