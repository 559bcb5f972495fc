"""level_limit: two levels of councils, or one beside the National Assembly."""

import pytest

from tests.constraints.samples import person, rule, unfit

LIMIT = {"levels_allowed": 2, "with_national": 1}


@pytest.mark.parametrize(
    ("elsewhere", "too_many"),
    [
        ([], False),
        (["province"], False),
        (["province", "province"], False),
        (["commune", "province"], False),
        (["province", "district"], True),
        (["national"], False),
        (["national", "province"], True),
        (["national", "province", "district"], True),
    ],
)
def test_a_person_stands_at_two_levels_or_at_one_beside_the_assembly(
    elsewhere: list[str], too_many: bool
) -> None:
    assert unfit(rule("level_limit", **LIMIT), person(stands_elsewhere=elsewhere)) is too_many
