"""Names that may have been meant."""

from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.errors import MOST_NEAREST, list_nearest

WORDS = st.text(alphabet="abc-", min_size=1, max_size=6)


def test_all_are_sorted_and_not_only_the_near_ones() -> None:
    known = ["zzzz", "women-45", "xomen", "women-35-percent"]
    assert list_nearest("women-35", known) == "women-45, women-35-percent, xomen, zzzz"


def test_of_many_only_ten_are_named_and_that_there_are_more() -> None:
    known = [f"rule-{n}" for n in range(30)]
    assert list_nearest("rule-29", known).split(", ")[0] == "rule-29"
    assert list_nearest("rule-29", known).endswith(", …")
    assert len(list_nearest("rule-29", known).split(", ")) == MOST_NEAREST + 1
    assert list_nearest("x", known[:MOST_NEAREST]).count(",") == MOST_NEAREST - 1
    assert "…" not in list_nearest("x", known[:MOST_NEAREST])


@given(WORDS, st.lists(WORDS, unique=True, max_size=MOST_NEAREST))
def test_none_is_likelier_than_one_before_it(given_name: str, known: list[str]) -> None:
    shown = list_nearest(given_name, known).split(", ") if known else []
    likeness = [SequenceMatcher(None, name, given_name).ratio() for name in shown]
    assert sorted(shown) == sorted(known)
    assert likeness == sorted(likeness, reverse=True)


def test_names_alike_keep_their_order_and_a_name_counts_once() -> None:
    assert list_nearest("a", ["c", "b", "c"]) == "c, b"
