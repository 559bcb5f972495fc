"""Slates: who is listed, named, and where."""

from cocau.constraints.model.slate import Slate
from tests.constraints.samples import slate

TWO = slate(
    {"a": "chi an", "b": "binh an"}, "an dung", {"chair": "an", "vice_chair": "em an", "head/legal": ""}
)


def test_the_listed_come_list_by_list_and_twice_if_on_two_lists() -> None:
    assert TWO.listed == ("chi", "an", "binh", "an")


def test_everybody_named_anywhere_comes_once_by_id() -> None:
    assert TWO.everybody == ("an", "binh", "chi", "dung", "em")


def test_holders_of_posts_come_post_by_post_and_unheld_posts_have_none() -> None:
    assert TWO.get_holders("vice_chair", "chair") == ("em", "an", "an")
    assert TWO.get_holders("head/legal", "head/none") == TWO.get_holders() == ()


def test_a_person_stands_on_the_first_list_that_names_them() -> None:
    assert (TWO.get_constituency("an"), TWO.get_constituency("binh"), TWO.get_constituency("em")) == (
        "a",
        "b",
        None,
    )


def test_everybody_is_renamed_wherever_they_are_named() -> None:
    whole = TWO.replace_unvalidated(introduced=("an", "fi"))
    ids = {"an": "p1", "binh": "p2", "chi": "p3", "dung": "p4", "em": "p5", "fi": "p6"}
    renamed = slate(
        {"a": "p3 p1", "b": "p2 p1"}, "p1 p4", {"chair": "p1", "vice_chair": "p5 p1", "head/legal": ""}
    )
    assert TWO.rename(ids.__getitem__) == renamed
    assert whole.rename(ids.__getitem__) == renamed.replace_unvalidated(introduced=("p1", "p6"))


def test_an_empty_slate_names_nobody() -> None:
    empty = Slate(candidates={}, deputies=())
    assert empty.listed == empty.everybody == empty.get_holders("chair") == ()
