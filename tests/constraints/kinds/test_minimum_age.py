"""minimum_age: full years on election day."""

import pytest

from tests.constraints.samples import audited, judged, people, person, rule, setting, slate, unfit


@pytest.mark.parametrize(
    ("born", "too_young"), [("2000-05-22", False), ("2000-05-23", False), ("2000-05-24", True)]
)
def test_twenty_one_years_are_full_on_the_birthday(born: str, too_young: bool) -> None:
    assert unfit(rule("minimum_age", years=21), person(born=born)) is too_young


def test_a_standard_looks_at_everybody_named_and_at_nobody_else() -> None:
    children = people("an binh chi dung", born="2010-01-01")
    named = slate({"a": "an"}, "binh", {"chair": "chi"})
    finding = audited(rule("minimum_age", years=21), setting(children, named))
    assert judged(finding) == ("broken", 3, ("an", "binh", "chi"))
    assert judged(audited(rule("minimum_age", years=21), setting(children))) == ("kept", 0, ())
