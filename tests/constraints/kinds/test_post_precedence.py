"""post_precedence: the secretary chairs, or the standing deputy secretary for a reason."""

import pytest

from tests.constraints.samples import audited, judged, people, person, rule, setting, slate

FIRST = person("first", party_rank="secretary")
SECOND = person("second", party_rank="standing_deputy_secretary")
OTHER = person("other", party_rank="deputy_secretary")
ORDER = {"post": "chair", "order": ["secretary", "standing_deputy_secretary"]}
REASON = "luân chuyển"


@pytest.mark.parametrize(
    ("ids", "barred", "reason", "due"),
    [
        ("first second", "", None, "first"),
        ("first second", "first", None, "second"),
        ("first second", "", REASON, "second"),
        ("first second", "first second", None, None),
        ("first", "first", None, None),
        ("first", "", REASON, None),
        ("second", "", None, None),
        ("second", "", REASON, "second"),
        ("second", "second", REASON, None),
        ("other", "", None, None),
        ("", "", None, None),
        ("", "", REASON, None),
    ],
)
def test_the_post_falls_to_the_first_rank_that_can_take_it(
    ids: str, barred: str, reason: str | None, due: str | None
) -> None:
    pool = [p for p in (OTHER, SECOND, FIRST) if p.id in ids.split() or p is OTHER]
    precedence = rule("post_precedence", **ORDER)
    chairs = slate({"a": due or "other"}, due or "other", {"chair": due or "other"})
    finding = audited(precedence, setting(pool, chairs, barred, secretary_not_chairing=reason))
    assert judged(finding) == (("kept", 0, ()) if due else ("broken", 1, ("other",)))
    assert finding.facts == {"due": due or "—", "holder": due or "other"}


@pytest.mark.parametrize(
    ("chair", "witnesses", "holder"),
    [("other", ("other",), "other"), ("", (), "—"), ("first other", ("first", "other"), "first, other")],
)
def test_nobody_else_and_nobody_beside_takes_the_post(
    chair: str, witnesses: tuple[str, ...], holder: str
) -> None:
    named = slate({"a": "first other"}, "first other", {"chair": chair})
    finding = audited(rule("post_precedence", **ORDER), setting([FIRST, OTHER], named))
    assert judged(finding) == ("broken", 1, witnesses)
    assert finding.facts == {"due": "first", "holder": holder}


def test_an_empty_reason_is_no_reason() -> None:
    case = setting(
        [FIRST, SECOND], slate({"a": "first"}, "first", {"chair": "first"}), secretary_not_chairing=" "
    )
    assert judged(audited(rule("post_precedence", **ORDER), case)) == ("kept", 0, ())


def test_people_without_rank_are_never_due() -> None:
    assert audited(rule("post_precedence", **ORDER), setting(people("an"))).facts == {
        "due": "—",
        "holder": "—",
    }
