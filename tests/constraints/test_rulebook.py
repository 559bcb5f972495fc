"""Rulebooks: chosen for a day and a council, changed by what-ifs, and known by their digest."""

from datetime import date
from typing import Any

import pytest

from cocau.constraints.errors import NotAdjustable, OverrideError, StandardNotRelaxable, UnknownRule
from cocau.constraints.rulebook import Departure, Rulebook
from cocau.constraints.rules.rule import Strength, Verdict
from tests.constraints.samples import SOURCE, WORDS, book, council, people, person, pool, rule, slate

WOMEN = rule("share", id="women", where={"sex": "female"}, among="candidates", at_least_percent=35)
YOUNG = rule("spread", id="young", priority=7, where={"age_under": 40}, among="candidates", at_least=1)
ADULT = rule("minimum_age", id="adult", years=21)
FILLED = rule("seats_filled", id="filled", levels=["province"])
BOOK = book(WOMEN, YOUNG, ADULT, FILLED)


def ids(of: Rulebook) -> list[str]:
    return [r.id for r in of.rules]


@pytest.mark.parametrize(
    ("day", "held"),
    [
        ("2019-12-31", ""),
        ("2020-01-01", "old"),
        ("2020-12-31", "old"),
        ("2021-01-01", "new"),
        ("2030-01-01", "new"),
    ],
)
def test_on_a_day_one_version_of_a_rule_holds(day: str, held: str) -> None:
    old = rule("seats_filled", id="filled", until="2021-01-01", says={"vi": "old", "en": "old"})
    new = rule("seats_filled", id="filled", in_force="2021-01-01", says={"vi": "new", "en": "new"})
    dated = book(new, old)
    assert "".join(r.says.vi for r in dated.for_day(date.fromisoformat(day)).rules) == held
    assert dated.by_id["filled"] is new


def test_for_a_council_only_the_rules_of_its_level_and_day_hold() -> None:
    assert ids(BOOK.for_council(council())) == ["women", "young", "adult"]
    assert ids(BOOK.for_council(council(kind="city"))) == ["women", "young", "adult", "filled"]
    assert ids(BOOK.for_council(council(election_day="2016-05-22"))) == []


def test_what_holds_is_selected_once_for_councils_alike_and_for_few_at_a_time() -> None:
    own = book(WOMEN, YOUNG, ADULT, FILLED)
    first = own.for_council(council())
    assert own.for_council(council(name="another")) is first
    assert first.apply_overrides({}) is first
    assert first.raise_aims([]) is first
    for other in ({"kind": "city"}, {"election_day": "2026-03-15"}, {"planned_on": "2021-01-01"}):
        assert own.for_council(council(**other)) is not first
    for year in range(2020, 2060):
        own.for_council(council(election_day=f"{year}-05-23"))
    assert len(own._selections) <= 16


def test_for_a_kind_of_council_to_be_elected_on_a_day_the_same_rules_hold() -> None:
    for kind, day in (("commune", "2021-05-23"), ("city", "2021-05-23"), ("commune", "2016-05-22")):
        of = council(kind=kind, election_day=day)
        assert BOOK.for_kind(of.kind, of.election_day) == BOOK.for_council(of)


def test_only_some_rules_stay_in_the_order_of_the_book() -> None:
    assert ids(BOOK.select_rules(["filled", "women"])) == ["women", "filled"]
    assert ids(BOOK.select_rules([])) == []


def test_every_unknown_rule_is_named_at_once_with_those_there_are() -> None:
    with pytest.raises(UnknownRule) as caught:
        BOOK.select_rules(["women", "x", "y"])
    assert sorted(p.where for p in caught.value.problems) == ["x", "y"]
    shown = caught.value.problems[0].en.partition("first: ")[2].rstrip(".").split(", ")
    assert sorted(shown) == sorted(ids(BOOK))


def test_the_rule_that_was_probably_meant_is_named_first() -> None:
    with pytest.raises(UnknownRule, match="the nearest first: women, "):
        BOOK.select_rules(["woman"])
    with pytest.raises(UnknownRule):
        book().select_rules(["women"])


def test_of_thousands_of_unknown_rules_all_are_told_but_few_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[str] = []

    def nearest_first(given: str, known: object) -> str:
        compared.append(given)
        return str(known)

    monkeypatch.setattr("cocau.constraints.rulebook.list_nearest", nearest_first)
    with pytest.raises(UnknownRule) as caught:
        BOOK.select_rules(f"rule-{n}" for n in range(2000))
    assert len(caught.value.problems) == 2000
    assert len(compared) == 50
    assert caught.value.problems[-1].en == "There is no such rule."


def test_a_what_if_about_an_unknown_rule_is_refused() -> None:
    with pytest.raises(UnknownRule):
        BOOK.apply_overrides({"x": {}})
    with pytest.raises(UnknownRule):
        BOOK.raise_aims(["x"])


def test_a_changed_bound_is_a_departure_and_the_book_stays_as_it_was() -> None:
    other = BOOK.apply_overrides({"women": {"at_least_percent": 40}})
    assert other.departures == (Departure(rule="women", field="at_least_percent", was=35, now=40),)
    assert getattr(other.by_id["women"], "at_least_percent") == 40  # noqa: B009  # a field of one kind
    assert ids(other) == ids(BOOK)
    assert BOOK.departures == ()
    assert BOOK.by_id["women"] is WOMEN


def test_departures_add_up_and_an_unchanged_bound_is_none() -> None:
    other = (
        BOOK.apply_overrides({"women": {"at_least_percent": 35}})
        .apply_overrides({"young": {"at_least": 2}})
        .raise_aims(["young"])
    )
    assert [(d.rule, d.field, d.was, d.now) for d in other.departures] == [
        ("young", "at_least", 1, 2),
        ("young", "priority", 7, None),
    ]


def test_one_bound_may_take_the_place_of_the_other() -> None:
    swap = {"at_least_percent": None, "at_most_percent": 60}
    other = BOOK.apply_overrides({"women": swap})
    assert [(d.field, d.was, d.now) for d in other.departures] == [
        ("at_least_percent", 35, None),
        ("at_most_percent", None, 60),
    ]


@pytest.mark.parametrize(
    ("overrides", "error", "code"),
    [
        ({"adult": {"years": 18}}, StandardNotRelaxable, "standard"),
        ({"women": {"where": 1}}, NotAdjustable, "not_adjustable"),
        ({"women": {"priority": 1}}, NotAdjustable, "not_adjustable"),
        ({"filled": {"seats": 1}}, NotAdjustable, "not_adjustable"),
        ({"women": {"at_least_percent": 101}}, OverrideError, "less_than_equal"),
        ({"women": {"at_least_percent": -1}}, OverrideError, "greater_than_equal"),
        ({"women": {"at_least_percent": None}}, OverrideError, "value_error"),
        ({"women": {"at_most_percent": 50}}, OverrideError, "value_error"),
    ],
)
def test_what_no_request_may_change_is_refused(
    overrides: dict[str, dict[str, int | None]], error: type[OverrideError], code: str
) -> None:
    with pytest.raises(error) as caught:
        BOOK.apply_overrides(overrides)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.where.startswith(next(iter(overrides)))


def test_a_refused_bound_tells_which_can_be_changed() -> None:
    with pytest.raises(NotAdjustable, match="bounds that can: at_least_percent, at_most_percent"):
        BOOK.apply_overrides({"women": {"where": 1}})
    with pytest.raises(NotAdjustable, match="bounds that can: —"):
        BOOK.apply_overrides({"filled": {"seats": 1}})


def test_a_raised_aim_is_a_must_and_a_departure_once() -> None:
    other = BOOK.raise_aims(["young", "young"])
    assert (other.by_id["young"].strength, other.by_id["young"].priority) == (Strength.MUST, None)
    assert other.departures == (Departure(rule="young", field="priority", was=7, now=None),)
    assert BOOK.by_id["young"].strength is Strength.AIM


@pytest.mark.parametrize("not_an_aim", ["women", "adult"])
def test_only_an_aim_can_be_raised(not_an_aim: str) -> None:
    with pytest.raises(NotAdjustable, match="Only an aim"):
        BOOK.raise_aims([not_an_aim])


def test_whom_any_standard_keeps_out_is_barred() -> None:
    everybody = pool(person("an"), person("binh", born="2010-01-01"), person("chi", other_nationality=True))
    both = book(WOMEN, ADULT, rule("only_nationality", id="one"))
    assert both.list_barred(council(), everybody) == {"binh", "chi"}
    assert book(WOMEN).list_barred(council(), everybody) == set()


def test_an_audit_judges_every_rule_in_the_order_of_the_book() -> None:
    findings = BOOK.audit(council(), pool(*people("an")), slate({"a": "an"}, "an"))
    assert [(f.rule, f.verdict) for f in findings] == [
        ("women", Verdict.BROKEN),
        ("young", Verdict.BROKEN),
        ("adult", Verdict.KEPT),
        ("filled", Verdict.BROKEN),
    ]


def test_an_audit_knows_whom_the_books_own_standards_bar() -> None:
    order = ["secretary", "standing_deputy_secretary"]
    chair = rule("post_precedence", id="chair", post="chair", order=order)
    child = person("child", born="2010-01-01", party_rank="secretary")
    second = person("second", party_rank="standing_deputy_secretary")
    named = slate({"a": "second"}, "second", {"chair": "second"})
    with_standard, without = (
        b.audit(council(), pool(child, second), named)[0].verdict for b in (book(chair, ADULT), book(chair))
    )
    assert (with_standard, without) == (Verdict.KEPT, Verdict.BROKEN)


@pytest.mark.parametrize(("cited", "ours"), [(["law"], False), (["cocau"], True), (["law", "cocau"], True)])
def test_a_rule_that_cites_the_house_is_ours(cited: list[str], ours: bool) -> None:
    made = rule("seats_filled", cites=[{"source": s, "mark": "D"} for s in cited])
    both = book(made, sources={"law": SOURCE, "cocau": SOURCE | {"kind": "house"}})
    assert both.is_ours(made) is ours


def test_equal_books_have_one_digest() -> None:
    again = Rulebook.model_validate(BOOK.model_dump())
    assert again == BOOK
    assert again.digest == BOOK.digest
    mixed = book(WOMEN, YOUNG, ADULT, FILLED, sources={"law": SOURCE, "zoo": SOURCE})
    order = book(WOMEN, YOUNG, ADULT, FILLED, sources={"zoo": SOURCE, "law": SOURCE})
    assert mixed.digest == order.digest
    assert BOOK.model_validate_json(BOOK.model_dump_json()).digest == BOOK.digest


FULL = BOOK.model_dump(mode="json") | {
    "term": {"first": "2021-01-01", "last": "2025-01-01"},
    "not_modelled": [{"cites": [{"source": "law", "mark": "D"}], "why": WORDS}],
}


def paths(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The place of every text in a tree."""
    if isinstance(value, dict):
        return [p for k, v in value.items() for p in paths(v, (*at, k))]
    if isinstance(value, list):
        return [p for i, v in enumerate(value) for p in paths(v, (*at, i))]
    return [at] if isinstance(value, str) else []


TEXTS = [p for p in paths(FULL) if p[-1] in ("vi", "en", "name", "number")]


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: ".".join(map(str, p)))
def test_a_digest_changes_with_any_text(path: tuple[str | int, ...]) -> None:
    def changed(value: Any, rest: tuple[str | int, ...]) -> Any:
        if not rest:
            return f"{value}."
        copy = dict(value) if isinstance(value, dict) else list(value)
        copy[rest[0]] = changed(copy[rest[0]], rest[1:])
        return copy

    whole = Rulebook.model_validate(FULL)
    other = Rulebook.model_validate(changed(FULL, path))
    assert other.digest != whole.digest


@pytest.mark.parametrize(
    "other",
    [
        BOOK.apply_overrides({"women": {"at_least_percent": 36}}),
        BOOK.raise_aims(["young"]),
        BOOK.select_rules(["women"]),
        book(YOUNG, WOMEN, ADULT, FILLED),
        book(WOMEN, YOUNG, ADULT, FILLED, term={"first": "2021-01-01", "last": "2021-12-31"}),
    ],
)
def test_a_digest_changes_with_bounds_strengths_rules_order_and_term(other: Rulebook) -> None:
    assert other.digest != BOOK.digest
