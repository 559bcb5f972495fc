import pytest

from cocau.app.auth.rate_limits import RateLimiter
from cocau.app.permissions import RateLimited
from cocau.app.settings import read_settings


@pytest.mark.parametrize(
    "value", ["0/minute", "x", "600", "600/fortnight", "", "-1/minute", "1/minute;2/hour"]
)
def test_a_rate_that_is_none_is_refused(value: str) -> None:
    for variable in ("COCAU_RATE", "COCAU_SIGN_IN_RATE"):
        with pytest.raises(ValueError, match=variable):
            read_settings({variable: value})


def test_one_caller_does_not_use_up_anothers() -> None:
    limits = RateLimiter(read_settings({"COCAU_RATE": "2/10 minutes"}))
    assert [limits.count_request("a").left, limits.count_request("a").left] == [1, 0]
    with pytest.raises(RateLimited) as refused:
        limits.count_request("a")
    assert 0 < refused.value.seconds <= 600
    assert limits.count_request("b").left == 1
