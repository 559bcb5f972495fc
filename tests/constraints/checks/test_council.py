"""Checks: faults of a council and a pool, each by its code, and all of them at once."""

from collections.abc import Sequence

import pytest

from cocau.constraints.checks.council import check_council_and_pool, check_slate
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from tests.constraints.samples import book, council, people, person, pool, rule, slate

NO_RULES = book()
SOMEBODY = people("an")
SHIPPED = load_rulebook()
TABLE = {"extra_by_seats": {1: 1, 2: 1, 3: 2, 4: 3, 5: 3}}


def told(
    of: Council, everybody: Sequence[Person] = SOMEBODY, rules: Rulebook = NO_RULES
) -> list[tuple[str, str]]:
    found = check_council_and_pool(of, pool(*everybody), rules)
    assert all(p.vi and p.en and p.vi != p.en for p in found)
    return [(p.code, p.where) for p in found]


def prior(**fields: object) -> dict[str, object]:
    return {"prior_term": {"deputies": 5} | fields}


def test_a_sound_council_and_pool_have_no_problem() -> None:
    assert told(council()) == []
    assert told(council(prior_term={"deputies": 5, "counts": {"women": 5}}, targets={"women": 5})) == []


@pytest.mark.parametrize(
    ("fields", "code", "where"),
    [
        ({"seats": 6}, "seats_sum", "council.seats"),
        (
            {"constituencies": [{"id": "a", "seats": 3}, {"id": "a", "seats": 2}]},
            "duplicate",
            "council.constituencies[a]",
        ),
        ({"committees": [{"id": "legal"}, {"id": "legal"}]}, "duplicate", "council.committees[legal]"),
        (
            {
                "constituencies": [
                    {"id": "a", "seats": 3, "localities": ["Bắc"]},
                    {"id": "b", "seats": 2, "localities": ["Bắc"]},
                ]
            },
            "duplicate",
            "council.constituencies[a].localities, council.constituencies[b].localities",
        ),
        ({"targets": {"tall": 1}}, "unknown_group", "council.targets.tall"),
        ({"targets": {"women": 6}}, "out_of_range", "council.targets.women"),
        ({"targets": {"women": -1}}, "out_of_range", "council.targets.women"),
        ({"reference": {"women": 1}}, "unknown_group", "council.reference.women"),
        ({"reference": {"party": 6}}, "out_of_range", "council.reference.party"),
        ({"reference": {"party": 3, "front": 3}}, "blocs_sum", "council.reference"),
        (prior(counts={"tall": 1}), "unknown_group", "council.prior_term.counts.tall"),
        (prior(counts={"women": 6}), "out_of_range", "council.prior_term.counts.women"),
        (prior(counts={"party": 3, "front": 3}), "blocs_sum", "council.prior_term.counts"),
        (
            prior(introduced=9, introduced_counts={"women": 10}),
            "out_of_range",
            "council.prior_term.introduced_counts.women",
        ),
        (
            prior(introduced_counts={"women": 1}),
            "out_of_range",
            "council.prior_term.introduced_counts.women",
        ),
    ],
)
def test_a_fault_of_the_council_is_told_where_it_stands(
    fields: dict[str, object], code: str, where: str
) -> None:
    assert (code, where) in told(council(**fields))
    assert {c for c, _ in told(council(**fields))} <= {code, "blocs_sum"}


def test_targets_of_blocs_may_pass_the_seats_together() -> None:
    assert told(council(targets={"party": 3, "front": 3})) == []


@pytest.mark.parametrize(
    ("everybody", "code", "where"),
    [
        ([], "empty_pool", "pool.people"),
        ([person(born="2021-05-23")], "born_later", "pool.people[an].born"),
        ([person(locality="Đông")], "unknown_locality", "pool.people[an].locality"),
        ([person(planned_for=["mayor"])], "unknown_post", "pool.people[an].planned_for"),
        ([person(planned_for=["head/health"])], "unknown_post", "pool.people[an].planned_for"),
        ([person(party_rank="committee")], "rank_without_membership", "pool.people[an].party_rank"),
        (
            people("an binh", party_rank="secretary", party_member=True, work_place="x")[:2],
            "rank_twice",
            "pool.people[an].party_rank, pool.people[binh].party_rank",
        ),
        ([person(), person(name="Bình")], "duplicate_id", "pool.people[an]"),
        (
            [person("an", name="Bình"), person("binh", name="BÌNH")],
            "same_person",
            "pool.people[an], pool.people[binh]",
        ),
    ],
)
def test_a_fault_of_the_pool_is_told_where_it_stands(everybody: list[Person], code: str, where: str) -> None:
    assert told(council(), everybody) == [(code, where)]


@pytest.mark.parametrize(("field", "value"), [("locality", "Đông"), ("planned_for", ("head/health",))])
def test_a_name_unknown_is_told_once_with_everybody_who_has_it(field: str, value: object) -> None:
    found = told(council(), people("an binh", work_place="x", **{field: value}))
    assert [where for _, where in found] == [f"pool.people[an].{field}, pool.people[binh].{field}"]


def test_a_place_may_be_in_a_constituency_that_does_not_say_what_it_consists_of() -> None:
    known, unsaid = (
        council().constituencies[0],
        council().constituencies[1].model_copy(update={"localities": ()}),
    )
    assert told(council(constituencies=(known, unsaid)), [person(locality="Đông")]) == []


@pytest.mark.parametrize(
    "everybody",
    [
        [person(born="2021-05-22")],
        [person(locality="Bắc"), person("binh", locality="Nam")],
        [person(planned_for=["head", "head/legal", "vice_chair"])],
        people("an binh", party_rank="deputy_secretary", party_member=True),
        [person("an", name="Bình", work_place="A"), person("binh", name="Bình", work_place="B")],
        [person("an", name="Bình"), person("binh", name="Bình", sex="female")],
        [person("an", name="Bình"), person("binh", name="Bình", born="1980-01-02")],
    ],
    ids=[
        "born before",
        "at home",
        "planned",
        "two deputy secretaries",
        "two places",
        "two sexes",
        "two days",
    ],
)
def test_what_only_looks_like_a_fault_is_none(everybody: list[Person]) -> None:
    assert told(council(), everybody) == []


def test_a_locality_means_nothing_where_no_constituency_has_any() -> None:
    units = [{"id": "a", "seats": 5}]
    assert told(council(constituencies=units), [person(locality="Đông")]) == []


def test_two_standing_deputy_secretaries_are_named() -> None:
    two = people("an binh", party_rank="standing_deputy_secretary", party_member=True)
    (problem,) = check_council_and_pool(council(), pool(*two), NO_RULES)
    assert (problem.code, "an, binh" in problem.vi) == ("rank_twice", True)


# --- with the rules in force ---------------------------------------------------------------------------------------


def test_a_must_about_the_council_alone_is_a_fault_of_the_input() -> None:
    units = [{"id": "a", "seats": 6}, {"id": "b", "seats": 7}, {"id": "c", "seats": 5}]
    wide = council(constituencies=units, seats=18)
    found = check_council_and_pool(wide, pool(person()), SHIPPED.select_rules(["at-most-five-seats"]))
    assert [(p.code, p.where) for p in found] == [
        ("at-most-five-seats", "council.constituencies[a].seats"),
        ("at-most-five-seats", "council.constituencies[b].seats"),
    ]
    assert found[0].vi == "a bầu 6 đại biểu; tối đa 5 [luat-bau-cu-2015 Điều 10 khoản 4]."
    assert found[1].en == "b elects 7 deputies; at most 5 [luat-bau-cu-2015 Art. 10(4)]."
    assert told(council(), rules=SHIPPED.select_rules(["at-most-five-seats"])) == []


@pytest.mark.parametrize(
    ("kind", "population", "article"),
    [("commune", 7_500, "32"), ("ward", 20_000, "60")],
)
def test_wrong_seats_are_told_with_the_article_of_the_councils_kind(
    kind: str, population: int, article: str
) -> None:
    wrong = council(kind=kind, population=population)
    rules = SHIPPED.for_council(wrong).select_rules(["seats-by-population"])
    (problem,) = check_council_and_pool(wrong, pool(person()), rules)
    assert problem.where == "council.seats"
    assert f"[luat-tccqdp-2015 Điều {article} khoản 1]" in problem.vi
    assert f"[luat-tccqdp-2015 Art. {article}(1)]" in problem.en


def test_an_aim_about_the_council_is_left_to_the_audit() -> None:
    units = [{"id": "a", "seats": 3, "population": 900}, {"id": "b", "seats": 2, "population": 100}]
    uneven = council(constituencies=units)
    aim = rule("people_per_seat", priority=1, within_percent=10)
    assert told(uneven, rules=book(aim)) == []


def test_the_words_of_a_fault_may_use_the_bounds_of_the_rule() -> None:
    units = [{"id": "a", "seats": 3, "population": 900}, {"id": "b", "seats": 2, "population": 100}]
    words = {"vi": "quá {within_percent}%: {uneven}", "en": "over {within_percent}%: {uneven}"}
    must = rule("people_per_seat", within_percent=10, broken=words, cites=[{"source": "law", "mark": "D"}])
    (problem,) = check_council_and_pool(council(constituencies=units), pool(person()), book(must))
    assert (problem.vi, problem.en) == ("quá 10%: 2 [law]", "over 10%: 2 [law]")
    assert problem.where == "council.constituencies[a], council.constituencies[b]"


@pytest.mark.parametrize(
    ("size", "missing", "small"), [(8, 0, False), (7, 0, True), (7, 1, False), (6, 1, True)]
)
def test_a_pool_smaller_than_the_lists_is_told(size: int, missing: int, small: bool) -> None:
    everybody = [person(f"p{i}") for i in range(size)]
    expected = [("pool_too_small", "pool.people")] if small else []
    assert told(council(), everybody, book(rule("surplus", **TABLE, missing=missing))) == expected


def test_an_empty_pool_is_not_called_too_small_as_well() -> None:
    assert told(council(), [], book(rule("surplus", **TABLE))) == [("empty_pool", "pool.people")]


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        ("2016-05-22", True),
        ("2021-05-22", True),
        ("2021-05-23", False),
        ("2025-02-28", False),
        ("2025-03-01", True),
        ("2026-03-15", True),
    ],
)
def test_a_council_of_another_term_is_refused(day: str, outside: bool) -> None:
    voting = council(election_day=day)
    rules = SHIPPED.for_council(voting)
    problems = [p for p in check_council_and_pool(voting, pool(person()), rules) if p.code == "outside_term"]
    assert bool(problems) is outside
    for problem in problems:
        assert problem.where == "council.election_day"
        assert "'ha-tinh-2021' is for elections between 2021-05-23 and 2025-02-28" in problem.en
        assert day in problem.vi


@pytest.mark.parametrize(
    ("day", "books"),
    [
        ("2016-05-22", "ha-tinh-2016, national-2016"),
        ("2026-03-15", "national-2026"),
        ("2025-04-01", "none"),
    ],
)
def test_the_books_for_another_term_are_named(day: str, books: str) -> None:
    voting = council(election_day=day)
    found = check_council_and_pool(voting, pool(person()), SHIPPED.for_council(voting))
    (told_of,) = [p.en for p in found if p.code == "outside_term"]
    assert told_of.endswith(f" Rulebooks for that day: {books}.")


def test_a_book_without_a_term_is_for_any_day() -> None:
    assert told(council(election_day="1999-01-01"), [person(born="1950-01-01")]) == []


def test_a_term_is_kept_through_what_ifs() -> None:
    voting = council(election_day="2026-03-15")
    other = SHIPPED.for_council(voting).apply_overrides({}).raise_aims([]).select_rules([])
    assert told(voting, rules=other) == [("outside_term", "council.election_day")]


# --- all at once ---------------------------------------------------------------------------------------------------


def test_everything_wrong_is_told_at_once_in_one_error() -> None:
    wrong = council(
        seats=6, committees=[{"id": "x"}, {"id": "x"}], targets={"tall": 1}, election_day="2016-05-22"
    )
    everybody = [person(locality="Đông", planned_for=["mayor"], party_rank="secretary"), person(name="B")]
    found = check_council_and_pool(wrong, pool(*everybody), SHIPPED)
    codes = {p.code for p in found}
    assert codes >= {
        "outside_term",
        "seats_sum",
        "duplicate",
        "unknown_group",
        "unknown_locality",
        "unknown_post",
        "rank_without_membership",
        "duplicate_id",
        "pool_too_small",
    }
    assert set(InputError(found).problems) == set(found)


# --- slates --------------------------------------------------------------------------------------------------------


def test_a_slate_of_known_ids_has_no_problem() -> None:
    named = slate({"a": "an", "b": ""}, "an", {"chair": "an", "head/legal": ""})
    assert check_slate(council(), pool(person()), named) == []
    assert check_slate(council(), pool(person()), slate()) == []


@pytest.mark.parametrize(
    ("named", "code", "where"),
    [
        (slate({"c": ""}), "unknown_constituency", "slate.candidates.c"),
        (slate({}, "", {"mayor": ""}), "unknown_post", "slate.posts.mayor"),
        (slate({}, "", {"head": "an"}), "unknown_post", "slate.posts.head"),
        (slate({"a": "an binh"}), "unknown_person", "slate: binh"),
        (slate({}, "binh"), "unknown_person", "slate: binh"),
        (slate({}, "", {"chair": "binh"}), "unknown_person", "slate: binh"),
    ],
    ids=["constituency", "post", "office", "candidate", "deputy", "holder"],
)
def test_an_id_that_means_nothing_is_told(named: Slate, code: str, where: str) -> None:
    (problem,) = check_slate(council(), pool(person()), named)
    assert (problem.code, problem.where) == (code, where)
    assert isinstance(problem, Problem)
    assert problem.vi != problem.en


def test_all_ids_that_mean_nothing_are_told_at_once() -> None:
    named = slate({"c": "x", "a": "x"}, "y", {"mayor": "z"})
    codes = [p.code for p in check_slate(council(), pool(person()), named)]
    assert codes == ["unknown_constituency", "unknown_post", *["unknown_person"] * 3]
