"""no_bar: nobody whom Article 37 bars."""

import pytest

from tests.constraints.samples import person, rule, unfit


@pytest.mark.parametrize(
    ("bars", "barred"),
    [
        ([], False),
        (["indicted"], True),
        (["record_not_erased"], False),
        (["record_not_erased", "serving_sentence"], True),
    ],
)
def test_one_of_the_named_bars_is_enough(bars: list[str], barred: bool) -> None:
    assert unfit(rule("no_bar", bars=["indicted", "serving_sentence"]), person(bars=bars)) is barred
