"""From population to council: published figures reproduced, drafts made whole, impossible wishes answered."""

from datetime import date
from fractions import Fraction

import pytest

from cocau.constraints.documents import parse_yaml, read_text
from cocau.constraints.errors import InputError
from cocau.constraints.kinds.seats_formula import SeatsFormula
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.draft import CouncilDraft
from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.rules.rule import Strength, VerificationMark
from cocau.fixtures.run import SHIPPED
from cocau.solver.apportionment.seat_plan import SeatPlan, SeatQuestion
from cocau.solver.apportionment.seats import build_council, plan_seats
from tests.constraints.samples import shipped_council

BOOK = load_rulebook()
DAY = date(2021, 5, 23)


def draft(**fields: object) -> CouncilDraft:
    plain = {
        "id": "xa",
        "name": "HĐND xã",
        "kind": "commune",
        "election_day": "2021-05-23",
        "places": [{"id": "a", "name": "Bắc", "population": 2_900}, {"id": "b", "population": 2_000}],
    }
    return CouncilDraft.model_validate(plain | fields)


def asked(**fields: object) -> SeatPlan:
    return plan_seats(SeatQuestion.model_validate({"day": DAY} | fields), BOOK)


def asked_in_2026(**fields: object) -> SeatPlan:
    question = SeatQuestion.model_validate({"day": date(2026, 3, 15)} | fields)
    return plan_seats(question, load_rulebook("national-2026"))


def asked_of_unread(**fields: object) -> SeatPlan:
    """Ask a book whose seat formulas nobody verified: no shipped one is unverified any more."""
    unread = {"mark": VerificationMark.UNVERIFIED}
    rules = [
        rule.replace_unvalidated(
            formulas=tuple(
                f.replace_unvalidated(large=f.large and f.large.replace_unvalidated(**unread), **unread)
                for f in rule.formulas
            )
        )
        if isinstance(rule, SeatsFormula)
        else rule
        for rule in BOOK.rules
    ]
    question = SeatQuestion.model_validate({"day": DAY} | fields)
    return plan_seats(question, BOOK.replace_unvalidated(rules=tuple(rules)))


def told(**fields: object) -> dict[str, str]:
    """The faults of a draft: code and place, and what is said in English."""
    with pytest.raises(InputError) as raised:
        build_council(draft(**fields), BOOK)
    return {f"{p.code} {p.where}": p.en for p in raised.value.problems}


# --- published figures --------------------------------------------------------------------------------------

# locality, units, seats, partition (seats * units), list, women; "even": the most even partition, found here.
PUBLISHED = [
    ("Nghệ An 2021", 26, 83, {3: 23, 4: 1, 5: 2}, 138, 49, False),
    ("Hà Nội 2021", 30, 95, {3: 25, 4: 5}, 160, 56, True),
    ("Hà Tĩnh 2026", 12, 58, {4: 2, 5: 10}, 94, 33, True),
    ("Thanh Hóa 2026", 27, 85, {3: 23, 4: 4}, 143, 51, True),
    ("Hà Tĩnh 2016", 13, 55, {3: 2, 4: 6, 5: 5}, 92, 33, False),
]


@pytest.mark.parametrize(("name", "units", "seats", "sizes", "listed", "women", "is_even"), PUBLISHED)
def test_the_list_of_a_published_partition(
    name: str, units: int, seats: int, sizes: dict[int, int], listed: int, women: int, is_even: bool
) -> None:
    surplus = next(rule for rule in BOOK.rules if isinstance(rule, Surplus))
    unit = shipped_council("xa-nho").constituencies[0]
    assert sum(s * n for s, n in sizes.items()) == seats, name
    assert sum(sizes.values()) == units
    assert sum(surplus.needed(unit.replace_unvalidated(seats=s)) * n for s, n in sizes.items()) == listed
    plan = asked(seats=seats, constituencies=units)
    assert (plan.shortest_lists or 0) <= listed <= (plan.longest_lists or 0)
    assert -(-35 * listed // 100) == women
    assert (plan.sizes == sizes) is is_even
    if is_even:
        assert (plan.listed, plan.women) == (listed, women)


@pytest.mark.parametrize("name", ["ha-tinh", "thach-ha", "xa-mau"])
def test_a_shipped_draft_becomes_the_shipped_council(name: str) -> None:
    path = SHIPPED / "drafts" / f"{name}.yaml"
    known = CouncilDraft.model_validate(parse_yaml(read_text(path), path.name))
    _, council = build_council(known, BOOK)
    assert council.replace_unvalidated(note="", lower_units=None) == shipped_council(
        name
    ).replace_unvalidated(note="", lower_units=None)


# --- seats --------------------------------------------------------------------------------------------------


def test_seats_by_formula_carry_their_working() -> None:
    plan = asked(kind="province", population=1_300_000, constituencies=13)
    assert (plan.count.seats, plan.count.by_formula, plan.count.mark) == (54, True, VerificationMark.V1)
    assert plan.count.working is not None
    assert plan.count.working.start == 50
    assert (plan.sizes, plan.listed, plan.women) == ({4: 11, 5: 2}, 93, 33)
    assert (plan.shortest_lists, plan.longest_lists) == (86, 93)


def test_an_unverified_formula_is_computed_and_marked() -> None:
    count = asked_of_unread(kind="urban_district", population=115_000).count
    assert (count.seats, count.mark) == (31, VerificationMark.UNVERIFIED)


def test_decided_seats_stand_beside_the_formula() -> None:
    count = asked(kind="commune", population=5_000, seats=24).count
    assert (count.seats, count.by_formula) == (24, False)
    assert count.working is not None
    assert count.working.seats == 25


def test_the_formula_is_silent_where_another_body_decides() -> None:
    count = asked(kind="rural_district", population=90_000, lower_units=30, seats=40).count
    assert (count.seats, count.working, count.mark) == (40, None, None)


@pytest.mark.parametrize(
    ("fields", "code", "where"),
    [
        ({"population": 5_000}, "too_little_known", "draft.population"),
        ({"kind": "commune"}, "too_little_known", "draft.population"),
        (
            {"kind": "rural_district", "population": 90_000, "lower_units": 30},
            "decided_above",
            "draft.lower_units",
        ),
        ({"kind": "town", "population": 90_000, "lower_units": 30}, "decided_above", "draft.lower_units"),
        ({"kind": "rural_district", "seats": 41, "lower_units": 30}, "above_most", "draft.seats"),
        ({"seats": 25, "constituencies": 4}, "constituencies_impossible", "draft.constituencies"),
        ({"seats": 25, "constituencies": 26}, "constituencies_impossible", "draft.constituencies"),
        ({"seats": 25, "day": "2016-05-22"}, "outside_term", "draft.election_day"),
    ],
)
def test_what_cannot_be_known_or_met_is_told(fields: dict[str, object], code: str, where: str) -> None:
    with pytest.raises(InputError) as raised:
        asked(**fields)
    (problem,) = raised.value.problems
    assert (problem.code, problem.where) == (code, where)


def test_a_kind_that_the_term_does_not_know_is_refused() -> None:
    with pytest.raises(InputError, match="have had no council since 1 July 2025"):
        asked_in_2026(kind="townlet", population=9_000)


def test_a_special_zone_of_fewer_than_a_thousand_people_elects_no_council() -> None:
    with pytest.raises(InputError, match="with fewer than 1,000 there is no council"):
        asked_in_2026(kind="special_zone", population=999)
    assert asked_in_2026(kind="special_zone", population=1_000).count.seats == 15


def test_the_unread_limit_is_not_told_as_law() -> None:
    with pytest.raises(InputError, match=r"at most 40 \(unverified\)"):
        asked_of_unread(kind="town", population=90_000, lower_units=30)
    assert asked_of_unread(kind="town", population=90_000, lower_units=30, seats=60).count.seats == 60


def test_a_book_without_the_rules_gives_no_numbers() -> None:
    with pytest.raises(InputError, match="does not say how many deputies a constituency may elect"):
        plan_seats(SeatQuestion(day=DAY, seats=5), load_rulebook("nq-1187-2021"))
    bare = BOOK.select_rules(["at-most-five-seats"])
    plan = plan_seats(SeatQuestion(day=DAY, seats=5), bare)
    assert (plan.listed, plan.shortest_lists, plan.longest_lists, plan.women) == (None, None, None, None)
    no_women = BOOK.select_rules(["at-most-five-seats", "surplus-per-constituency"])
    plan = plan_seats(SeatQuestion(day=DAY, seats=5), no_women)
    assert (plan.listed, plan.women) == (8, None)


# --- constituencies -----------------------------------------------------------------------------------------


def test_what_is_possible_is_said() -> None:
    wrong = "constituencies_impossible draft.constituencies"
    few = (
        "25 seats cannot be given to {} constituencies of 1 to 5 seats; {} to 25 constituencies are possible."
    )
    assert told(constituencies=4) == {wrong: few.format(4, 5)}
    many = [{"id": f"p{n}", "population": 10} for n in range(7)]
    assert told(places=many, constituencies=6) == {
        wrong: f"{few.format(6, 7)} For fewer than there are places (7),"
        " join places (one place, several localities)."
    }


def test_more_places_than_seats_must_be_joined() -> None:
    many = [{"id": f"p{n}", "population": 10} for n in range(30)]
    assert list(told(places=many)) == ["too_many_places draft.places"]


def test_people_per_seat_and_deviation_are_exact() -> None:
    plan, _ = build_council(draft(), BOOK)
    # 4,900 people, 25 seats
    assert plan.quota == 196
    assert [(p.seats, p.constituencies, p.people_per_seat) for p in plan.places] == [
        (15, 3, Fraction(2_900, 15)),
        (10, 2, Fraction(200)),
    ]
    assert plan.places[1].deviation == Fraction(4, 196)


def test_the_parts_of_a_place_have_no_invented_people_or_localities() -> None:
    _, council = build_council(draft(), BOOK)
    units = {u.id: (u.name, u.seats, u.population, u.localities) for u in council.constituencies}
    assert units["a-1"] == ("Bắc (1)", 5, None, ())
    assert units["b-2"] == ("b (2)", 5, None, ())


def test_a_whole_place_keeps_its_people_and_localities() -> None:
    named = [
        {"id": "a", "name": "Bắc", "population": 10},
        {"id": "b", "population": 10, "localities": ["Nam", "Tây"]},
    ]
    _, council = build_council(draft(places=named, seats=6, seats_decided_by="Nghị quyết"), BOOK)
    assert [(u.id, u.seats, u.population, u.localities) for u in council.constituencies] == [
        ("a", 3, 10, ("Bắc",)),
        ("b", 3, 10, ("Nam", "Tây")),
    ]
    assert (council.population, council.seats_decided_by) == (20, "Nghị quyết")


# --- faults of a draft --------------------------------------------------------------------------------------


def test_faults_of_a_draft_are_told_together() -> None:
    twice = [{"id": "a", "name": "Bắc", "population": 10}, {"id": "a", "name": "Bắc", "population": 20}]
    found = told(
        places=twice, population=31, seats=5, committees=[{"id": "x"}, {"id": "x"}], election_day="2016-05-22"
    )
    assert list(found) == [
        "population_sum draft.population",
        "seats_decided_by draft.seats",
        "duplicate draft.places[a]",
        "duplicate draft.committees[x]",
        "duplicate draft.places",
        "outside_term draft.election_day",
    ]
    assert "31, the places sum to 30" in found["population_sum draft.population"]


def test_a_decision_without_a_number_is_no_decision() -> None:
    assert list(told(seats_decided_by="Nghị quyết")) == ["seats_decided_by draft.seats_decided_by"]


def test_what_would_be_wrong_with_the_council_is_told_of_the_draft() -> None:
    assert list(told(targets={"tall": 1})) == ["unknown_group draft.targets.tall"]
    parts = [{"id": "a", "population": 90}, {"id": "a-1", "population": 10}]
    assert list(told(places=parts)) == ["named_like_a_part draft.places[a-1]"]


def test_a_decision_beside_an_unverified_formula_does_not_make_it_verified() -> None:
    count = asked_of_unread(kind="urban_district", population=115_000, seats=32).count
    assert (count.seats, count.by_formula, count.mark) == (32, False, VerificationMark.UNVERIFIED)
    assert count.working is not None
    assert count.working.seats == 31


def test_as_many_constituencies_as_places_are_not_told_to_join_places() -> None:
    said = told(constituencies=2)["constituencies_impossible draft.constituencies"]
    assert "5 to 25 constituencies are possible" in said
    assert "join" not in said
    assert "join places" in told(constituencies=1)["constituencies_impossible draft.constituencies"]


def test_the_women_on_the_lists_are_those_of_the_must_on_women_on_the_lists() -> None:
    women = BOOK.by_id["women-35-percent"]
    others = (
        women.replace_unvalidated(id="men", where=Selector(sex="male"), at_least_percent=50),  # type: ignore[arg-type]  # as YAML
        women.replace_unvalidated(id="wish", strength=Strength.AIM, priority=1, at_least_percent=60),
        women.replace_unvalidated(id="of-deputies", of=Among.DEPUTIES, at_least_percent=70),
    )
    book = BOOK.replace_unvalidated(rules=(*others, *BOOK.rules))
    plan = plan_seats(SeatQuestion(day=DAY, kind="province", population=1_300_000, constituencies=13), book)
    assert plan.women == 33


def test_a_place_of_two_constituencies_is_split() -> None:
    places = [{"id": "a", "population": 3_000}, {"id": "b", "population": 2_000}]
    plan = asked(seats=9, places=places)
    assert [(place.id, place.constituencies) for place in plan.places] == [("a", 1), ("b", 1)]
    assert plan.split == ()
    again = asked(seats=12, places=places)
    assert [(place.id, place.constituencies) for place in again.split] == [("a", 2)]


def test_a_place_may_be_called_like_a_part_of_another_only_if_it_is_divided_itself() -> None:
    whole = [{"id": "a", "population": 90}, {"id": "a-1", "population": 10}]
    (said,) = told(places=whole).values()
    assert said.startswith("'a' votes in 5 constituencies, one of which has the id 'a-1'")
    both = [{"id": "a", "population": 60}, {"id": "a-1", "population": 40}]
    _, council = build_council(draft(places=both), BOOK)
    assert [unit.id for unit in council.constituencies] == ["a-1", "a-2", "a-3", "a-1-1", "a-1-2"]
