"""Literal cases of the limit: who leaves which level, what is said of a council that has no slate for it."""

from cocau.constraints.model.council import CouncilKind, CouncilLevel
from cocau.constraints.model.people import OtherBody, Person
from cocau.solver.programme.entries import ProgrammeEntry
from cocau.solver.programme.result import CouncilFate, ProgrammeExactness, ProgrammeResult
from tests.solver.programme.test_joint_plan import planned
from tests.solver.programme.tiny_programmes import Shop, entry, person

PROVINCE, DISTRICT, COMMUNE = CouncilKind.PROVINCE, CouncilKind.RURAL_DISTRICT, CouncilKind.COMMUNE
KINDS = {"t": PROVINCE, "h": DISTRICT, "x": COMMUNE}


def asked(
    pools: dict[str, str], *, pinned: str = "", filed: dict[str, OtherBody] | None = None, **costs: int
) -> ProgrammeResult:
    """Councils t, h, x of one seat; `pools`: people by letter; `costs`: of the first tier, as ``t_a=1``."""
    who: dict[str, Person] = {
        i: person(i, *([filed[i]] if filed and i in filed else [])) for i in "".join(pools.values())
    }
    entries: list[ProgrammeEntry] = [
        entry(c, KINDS[c], [who[i] for i in ids], *(i for i in pinned if i in ids))
        for c, ids in pools.items()
    ]
    charged = {(c, i): (costs.get(f"{c}_{i}", 0), 0) for c, ids in pools.items() for i in ids}
    return planned(entries, Shop(dict.fromkeys(pools, 1), charged, frozenset()))


def left(result: ProgrammeResult) -> dict[str, tuple[CouncilLevel, ...]]:
    return {one.person: one.left for one in result.left}


def test_nobody_over_the_limit_leaves_every_council_as_it_was_planned_by_itself() -> None:
    result = asked({"t": "a", "h": "a", "x": "b"})
    assert (result.exactness, result.planned, left(result)) == (ProgrammeExactness.APART, 0, {})
    assert all(council.part is council.apart or council.part == council.apart for council in result.councils)


def test_where_it_costs_the_same_the_lowest_level_is_left() -> None:
    assert left(asked({"t": "ab", "h": "ac", "x": "ad"})) == {"a": (CouncilLevel.COMMUNE,)}


def test_the_level_that_gives_least_is_left() -> None:
    result = asked({"t": "ab", "h": "ac", "x": "ad"}, x_d=2, h_c=1, t_b=2)
    assert left(result) == {"a": (CouncilLevel.DISTRICT,)}
    tier = next(tier for tier in result.tiers if tier.what == "5")
    assert (tier.apart, tier.joint, tier.bound) == (0, 1, 1)


def test_a_council_is_not_given_up_where_somebody_else_can_do_without() -> None:
    assert left(asked({"t": "a", "h": "a", "x": "ab"}, x_b=9)) == {"a": (CouncilLevel.COMMUNE,)}


def test_a_dossier_for_the_national_assembly_leaves_one_level() -> None:
    result = asked({"t": "ab", "h": "ac"}, filed={"a": OtherBody.NATIONAL})
    assert left(result) == {"a": (CouncilLevel.DISTRICT,)}


def test_a_level_named_in_a_dossier_is_not_won_back_by_leaving_its_lists() -> None:
    result = asked({"t": "ab", "x": "ac"}, filed={"a": OtherBody.DISTRICT}, t_b=1, x_c=2)
    assert left(result) == {"a": (CouncilLevel.PROVINCE,)}


def test_a_council_without_a_slate_for_the_limit_alone_says_who_is_kept_off_and_stops_no_other() -> None:
    result = asked({"t": "a", "h": "a", "x": "a"})
    fates = {council.id: council.fate for council in result.councils}
    assert sorted(fates.values()) == [CouncilFate.LIMITED, CouncilFate.SOLVED, CouncilFate.SOLVED]
    limited = next(council for council in result.councils if council.fate is CouncilFate.LIMITED)
    assert (limited.part.out, limited.part.slate) == (("a",), None)
    assert {*result.left[0].kept} == {c.level for c in result.councils if c.fate is CouncilFate.SOLVED}
    assert result.tiers[0].joint == result.tiers[0].bound == 1


def test_a_pin_that_the_limit_forbids_costs_its_council_the_slate_and_is_named() -> None:
    result = asked({"t": "ab", "h": "ab", "x": "ab"}, pinned="a")
    limited = [council for council in result.councils if council.fate is CouncilFate.LIMITED]
    assert [council.part.conflict for council in limited] == [("pin:in:a", "pin:out:a")]


def test_a_conflict_of_its_own_is_an_outcome_and_stops_no_other() -> None:
    result = asked({"t": "", "h": "a", "x": "a"})
    assert [c.fate for c in result.councils] == [CouncilFate.SOLVED, CouncilFate.CONFLICT, CouncilFate.SOLVED]
    assert (result.exactness, result.tiers[0].apart, result.tiers[0].joint) == (
        ProgrammeExactness.APART,
        1,
        1,
    )
