"""Citations in errors, in either language."""

import pytest

from cocau.constraints.rules.rule import Citation, format_citation


@pytest.mark.parametrize(
    ("place", "vi", "en"),
    [
        ({"article": 58, "clause": 3}, "law Điều 58 khoản 3", "law Art. 58(3)"),
        ({"article": 9}, "law Điều 9", "law Art. 9"),
        ({"section": "S2.5"}, "law mục S2.5", "law S2.5"),
        ({}, "law", "law"),
    ],
)
def test_the_place_is_told_in_the_language_of_the_error(place: dict[str, object], vi: str, en: str) -> None:
    clause = format_citation(Citation.model_validate({"source": "law", "mark": "U"} | place))
    assert (clause.vi, clause.en) == (vi, en)
