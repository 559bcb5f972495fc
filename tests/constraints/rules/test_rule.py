"""Rules: what cannot be one, when it is in force, and the findings it gives."""

from datetime import date

import pytest
from pydantic import ValidationError

from cocau.constraints.kinds.headcount import Headcount
from cocau.constraints.model.selectors import Among, Selector
from cocau.constraints.rules.rule import Citation, Rule, Verdict, VerificationMark
from tests.constraints.samples import rule

WOMEN = {"among": "deputies", "where": {"sex": "female"}, "at_least": 1}


def headcount(**fields: object) -> Headcount:
    made = rule("headcount", **WOMEN | fields)
    assert isinstance(made, Headcount)
    return made


def said(text: str) -> dict[str, object]:
    return {"broken": {"vi": text, "en": "words"}}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"strength": "aim"}, "an aim has a priority, and only an aim"),
        ({"strength": "must", "priority": 3}, "an aim has a priority, and only an aim"),
        ({"strength": "standard", "priority": 3}, "an aim has a priority, and only an aim"),
        ({"priority": 0}, "greater than or equal to 1"),
        ({"until": "2020-01-01"}, "until must come after in_force"),
        ({"until": "2019-12-31"}, "until must come after in_force"),
        ({"cites": []}, "at least 1 item"),
        ({"id": "Women_35"}, "match pattern"),
        ({"id": "women--35"}, "match pattern"),
        ({"levels": ["village"]}, "province"),
        ({"at_least": -1}, "greater than or equal to 0"),
        ({"note": "x"}, "Extra inputs"),
        (said("{percent}"), r"text uses {percent}; this kind offers: at_least, at_most, count, total"),
        (said("{count:d}"), r"text uses {count:d}"),
        (said("{count!r}"), r"text uses {count!r}"),
        (said("{count.real}"), r"text uses {count.real}"),
        (said("{count[0]}"), r"text uses {count\[0\]}"),
        (said("{}"), r"text uses {}"),
        (said("{0}"), r"text uses {0}"),
        (said("{count"), "expected '}'"),
        (said("count}"), "Single '}'"),
        ({"says": {"vi": "words", "en": "{holder}"}}, r"text uses {holder}"),
        ({"says": {"vi": "words"}}, "Field required"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        headcount(**fields)


def test_a_text_may_use_the_facts_and_the_bounds_of_its_kind_and_doubled_braces() -> None:
    made = headcount(**said("{count}/{total}, {at_least} {{thật}}"))
    assert made.broken.vi.format(count=1, total=5, at_least=2) == "1/5, 2 {thật}"


@pytest.mark.parametrize(
    ("day", "until", "holds"),
    [
        ("2019-12-31", None, False),
        ("2020-01-01", None, True),
        ("2999-01-01", None, True),
        ("2020-12-31", "2021-01-01", True),
        ("2021-01-01", "2021-01-01", False),
    ],
)
def test_a_rule_holds_from_its_first_day_until_the_first_day_no_longer(
    day: str, until: str | None, holds: bool
) -> None:
    assert headcount(until=until).in_force_on(date.fromisoformat(day)) is holds


def test_a_standard_is_neither_a_must_nor_an_aim() -> None:
    for strength in ({"strength": "must"}, {"strength": "aim", "priority": 1}):
        with pytest.raises(ValidationError, match="who may stand is a standard"):
            rule("belongs_here", **strength)


@pytest.mark.parametrize("short", [-2, 0, 1, 5])
def test_a_broken_rule_is_short_by_one_at_least_and_names_witnesses(short: int) -> None:
    finding = headcount().build_finding(False, short, ("an",), count=3)
    assert finding.verdict is Verdict.BROKEN
    assert (finding.short, finding.witnesses, finding.facts) == (max(short, 1), ("an",), {"count": 3})


def test_a_kept_rule_is_short_of_nothing_and_names_nobody() -> None:
    finding = headcount().build_finding(True, 5, ("an",), count=3)
    assert (finding.verdict, finding.short, finding.witnesses) == (Verdict.KEPT, 0, ())


def test_a_rule_that_cannot_be_judged_says_what_it_lacks() -> None:
    finding = headcount().cannot_judge("Thiếu số.", "A number is missing.")
    assert finding.verdict is Verdict.UNDECIDED
    assert finding.missing is not None
    assert [finding.missing.of(lang) for lang in ("vi", "en", "fr")] == [
        "Thiếu số.",
        "A number is missing.",
        "Thiếu số.",
    ]
    assert (finding.facts, finding.short) == ({}, 0)


@pytest.mark.parametrize("kind", Rule.registry)
def test_the_bounds_that_may_be_changed_are_fields_of_the_kind(kind: str) -> None:
    made = Rule.registry[kind]
    assert made.adjustable <= set(made.model_fields)
    assert not made.adjustable & made.facts


def test_a_quote_is_short() -> None:
    with pytest.raises(ValidationError, match="240"):
        Citation(source="law", mark=VerificationMark.V1, quote="x" * 241)


def test_a_finding_is_about_the_rule_that_gave_it() -> None:
    made = Headcount.model_validate(headcount(id="other").model_dump())
    assert made.build_finding(True).rule == "other"
    assert (made.among, made.where) == (Among.DEPUTIES, Selector.model_validate({"sex": "female"}))
