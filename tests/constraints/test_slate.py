"""Slates: who is listed, named, and where."""

from cocau.constraints.slate import Slate
from tests.constraints.small import slate

TWO = slate(
    {"a": "chi an", "b": "binh an"}, "an dung", {"chair": "an", "vice_chair": "em an", "head/legal": ""}
)


def test_the_listed_come_list_by_list_and_twice_if_on_two_lists() -> None:
    assert TWO.listed == ("chi", "an", "binh", "an")


def test_everybody_named_anywhere_comes_once_by_id() -> None:
    assert TWO.everybody == ("an", "binh", "chi", "dung", "em")


def test_holders_of_posts_come_post_by_post_and_unheld_posts_have_none() -> None:
    assert TWO.holders("vice_chair", "chair") == ("em", "an", "an")
    assert TWO.holders("head/legal", "head/none") == TWO.holders() == ()


def test_a_person_stands_on_the_first_list_that_names_them() -> None:
    assert (TWO.list_of("an"), TWO.list_of("binh"), TWO.list_of("em")) == ("a", "b", None)


def test_an_empty_slate_names_nobody() -> None:
    empty = Slate(candidates={}, deputies=())
    assert empty.listed == empty.everybody == empty.holders("chair") == ()
