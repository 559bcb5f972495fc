"""What a table lets a rule know of people who are described by a selector."""

import pytest

from cocau.constraints.model.people import Bloc, Sex
from cocau.constraints.model.selectors import EVERYONE, Among, Selector
from cocau.constraints.rules.counts import CouncilCounts, PeopleTally, Span

TWENTY = PeopleTally(
    Span.exactly(20),
    {
        "women": Span.exactly(12),
        "non_party": Span(2, 4),
        "party": Span(5, 7),
        "expert": Span(1, 3),
        "committee_member_heads": Span.exactly(1),
    },
    {35: Span.exactly(3), 45: Span.exactly(9)},
)


@pytest.mark.parametrize(
    ("who", "span"),
    [
        (EVERYONE, Span(20, 20)),
        (Selector(sex=Sex.FEMALE), Span(12, 12)),
        (Selector(sex=Sex.MALE), Span(8, 8)),
        (Selector(party_member=False), Span(2, 4)),
        (Selector(party_member=True), Span(16, 18)),
        (Selector(bloc=Bloc.PARTY), Span(5, 7)),
        (Selector(bloc=Bloc.FRONT), Span(0, 20)),
        (Selector(expert=True), Span(1, 20)),
        (Selector(expert=False), Span(0, 20)),
        (Selector(religious=True), Span(0, 20)),
        (Selector(in_peoples_committee=True), Span(0, 20)),
        (Selector(age_under=35), Span(3, 3)),
        (Selector(age_under=40), Span(3, 9)),
        (Selector(age_under=42), Span(3, 9)),
        (Selector(age_under=45), Span(9, 9)),
        (Selector(age_under=60), Span(9, 20)),
        (Selector(age_under=30), Span(0, 3)),
        # 12 women and 16 to 18 of the Party in twenty: at least 8 are both.
        (Selector(sex=Sex.FEMALE, party_member=True), Span(8, 12)),
        (Selector(sex=Sex.FEMALE, party_member=False), Span(0, 4)),
        (Selector(full_time=True, rank_at_least="committee"), Span(1, 1)),
    ],
)
def test_a_selector_has_a_least_and_a_most(who: Selector, span: Span) -> None:
    assert TWENTY.count_matching(who) == span


def test_experts_counted_as_a_group_are_all_there_are() -> None:
    tally = PeopleTally(Span.exactly(9), {"experts": Span.exactly(4)})
    assert tally.count_matching(Selector(expert=True)) == Span(4, 4)
    assert tally.count_matching(Selector(expert=False)) == Span(5, 5)


def test_numbers_that_contradict_each_other_leave_the_plainer_one() -> None:
    assert Span(3, 4).within(Span(6, 9)) == Span(6, 9)
    assert Span(3, 7).within(Span(6, 9)) == Span(6, 7)
    assert (str(Span(3, 3)), str(Span(3, 4))) == ("3", "3–4")


def test_why_a_set_or_a_group_is_not_known() -> None:
    counts = CouncilCounts(sets={Among.CANDIDATES: TWENTY})
    assert counts.span(Among.DEPUTIES, EVERYONE) is None
    assert counts.size(Among.DEPUTIES) is None
    assert counts.size(Among.CANDIDATES) == Span(20, 20)
    assert counts.size(Among.OUTGOING) is None
    assert CouncilCounts(sets={}, outgoing=30).size(Among.OUTGOING) == Span(30, 30)
    assert "previous term" in counts.explain_missing_set(Among.OUTGOING).en
    assert "names" in counts.explain_missing_set(Among.VICE_CHAIR).en
    assert "deputies" in counts.explain_missing_set(Among.DEPUTIES).en
    assert counts.explain_unclear_group(Among.DEPUTIES, EVERYONE) == counts.explain_missing_set(
        Among.DEPUTIES
    )
    assert (
        "does not count this group"
        in counts.explain_unclear_group(Among.CANDIDATES, Selector(religious=True)).en
    )
    assert (
        "between 2 and 4" in counts.explain_unclear_group(Among.CANDIDATES, Selector(party_member=False)).en
    )
