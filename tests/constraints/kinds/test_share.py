"""share: percentages with their denominators, rounded the strict way."""

import pytest
from pydantic import ValidationError

from cocau.constraints.rules.rule import Verdict
from tests.constraints.samples import audited, judged, people, person, rule, setting, slate

WOMEN = {"where": {"sex": "female"}, "among": "candidates"}


@pytest.mark.parametrize(
    ("women", "total", "percent", "needed"),
    [
        (0, 0, 35, 0),
        (0, 1, 35, 1),
        (7, 20, 35, 7),
        (6, 20, 35, 7),
        (7, 21, 35, 8),
        (8, 21, 35, 8),
        (56, 160, 35, 56),
        (55, 160, 35, 56),
        (32, 92, 35, 33),
        (33, 92, 35, 33),
        (0, 10, 0, 0),
        (9, 10, 100, 10),
    ],
)
def test_at_least_a_percentage_is_rounded_up(women: int, total: int, percent: int, needed: int) -> None:
    everybody = [person(f"p{i}", sex="female" if i < women else "male") for i in range(total)]
    case = setting(everybody, slate({"a": " ".join(p.id for p in everybody)}))
    finding = audited(rule("share", **WOMEN, at_least_percent=percent), case)
    assert finding.facts == {"count": women, "total": total, "needed": needed, "percent": percent}
    assert finding.short == max(needed - women, 0)
    assert (finding.verdict is Verdict.KEPT) is (women >= needed)


@pytest.mark.parametrize(
    ("women", "total", "percent", "most"),
    [(0, 0, 15, 0), (3, 20, 15, 3), (4, 20, 15, 3), (2, 19, 15, 2), (3, 19, 15, 2), (1, 20, 0, 0)],
)
def test_at_most_a_percentage_is_rounded_down(women: int, total: int, percent: int, most: int) -> None:
    everybody = [person(f"p{i}", sex="female" if i < women else "male") for i in range(total)]
    case = setting(everybody, slate({"a": " ".join(p.id for p in everybody)}))
    finding = audited(rule("share", **WOMEN, at_most_percent=percent), case)
    assert finding.facts == {"count": women, "total": total, "needed": most, "percent": percent}
    assert finding.short == max(women - most, 0)
    assert (finding.verdict is Verdict.KEPT) is (women <= most)


@pytest.mark.parametrize(("deputies", "short"), [(10, 1), (7, 1), (6, 0), (3, 0)])
def test_a_share_of_the_outgoing_council_takes_its_size(deputies: int, short: int) -> None:
    again = people("an binh", re_standing=True)
    kind = {"where": {"re_standing": True}, "among": "deputies", "of": "outgoing", "at_least_percent": 30}
    case = setting(again, slate({"a": "an binh"}, "an binh"), prior_term={"deputies": deputies})
    finding = audited(rule("share", **kind), case)
    assert finding.facts["total"] == deputies
    assert finding.short == short


def test_without_a_previous_term_there_is_no_verdict_on_its_share() -> None:
    kind = {"where": {"re_standing": True}, "among": "deputies", "of": "outgoing", "at_least_percent": 30}
    finding = audited(rule("share", **kind), setting(people("an"), slate({}, "an")))
    assert finding.verdict is Verdict.UNDECIDED
    assert finding.missing is not None


def test_the_denominator_may_be_another_set() -> None:
    everybody = [*people("an binh"), *people("chi", sex="female")]
    named = slate({"a": "an chi", "b": "binh"}, "chi")
    kind = {"where": {"sex": "female"}, "among": "deputies", "at_least_percent": 50}
    assert judged(audited(rule("share", **kind), setting(everybody, named))) == ("kept", 0, ())
    of_list = audited(rule("share", **kind, of="candidates"), setting(everybody, named))
    assert judged(of_list) == ("broken", 1, ("chi",))


@pytest.mark.parametrize("bounds", [{}, {"at_least_percent": 1, "at_most_percent": 2}])
def test_a_share_has_exactly_one_bound(bounds: dict[str, int]) -> None:
    with pytest.raises(ValidationError, match="exactly one"):
        rule("share", **WOMEN, **bounds)


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_percentage_is_between_0_and_100(percent: int) -> None:
    with pytest.raises(ValidationError):
        rule("share", **WOMEN, at_least_percent=percent)
