import pytest

from cocau.app.access.errors import TooFast
from cocau.app.access.limits import Limits
from cocau.app.settings import Settings, from_environment


@pytest.mark.parametrize(
    "value", ["0/minute", "x", "600", "600/fortnight", "", "-1/minute", "1/minute;2/hour"]
)
def test_a_rate_that_is_none_is_refused(value: str) -> None:
    for variable in ("COCAU_RATE", "COCAU_SIGN_IN_RATE"):
        with pytest.raises(ValueError, match=variable):
            from_environment({variable: value})


def test_one_caller_does_not_use_up_anothers() -> None:
    limits = Limits(from_environment({"COCAU_RATE": "2/10 minutes"}))
    assert [limits.spend("a").left, limits.spend("a").left] == [1, 0]
    with pytest.raises(TooFast) as refused:
        limits.spend("a")
    assert 0 < refused.value.seconds <= 600
    assert limits.spend("b").left == 1


def test_many_names_from_one_address_are_too_many() -> None:
    limits = Limits(Settings(sign_in_rate="1/hour"))
    for n in range(10):
        limits.try_name(f"name-{n}", "203.0.113.9")
    with pytest.raises(TooFast):
        limits.try_name("name-10", "203.0.113.9")
    limits.try_name("name-10", "203.0.113.10")
