"""What is said of rules is the same in every process."""

from cocau.app.present.wording import list_bounds
from cocau.constraints.library import load_rulebook


def test_bounds_stand_in_one_order() -> None:
    told = [list(list_bounds(rule)) for rule in load_rulebook("ha-tinh-2021").rules]
    assert any(len(fields) > 1 for fields in told)
    assert told == [sorted(fields) for fields in told]
