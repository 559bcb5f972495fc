"""What is said of rules is the same in every process."""

from cocau.app.render.wording import bounds
from cocau.constraints.library import load


def test_bounds_stand_in_one_order() -> None:
    told = [list(bounds(rule)) for rule in load("ha-tinh-2021").rules]
    assert any(len(fields) > 1 for fields in told)
    assert told == [sorted(fields) for fields in told]
