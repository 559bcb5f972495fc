"""standards_met: nobody of whom an unmet standard is recorded."""

import pytest

from tests.constraints.samples import person, rule, unfit


@pytest.mark.parametrize(("unmet", "missed"), [([], False), (["sức khỏe"], True), (["a", "b"], True)])
def test_one_recorded_standard_is_enough(unmet: list[str], missed: bool) -> None:
    assert unfit(rule("standards_met"), person(unmet_standards=unmet)) is missed
