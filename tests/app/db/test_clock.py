from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cocau.app.db import clock


@pytest.mark.parametrize(("hour", "day"), [(16, 2), (17, 3)])
def test_today_is_the_day_in_vietnam(hour: int, day: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # always asked for UTC
            assert tz is UTC
            return datetime(2026, 12, 2, hour, 30, tzinfo=UTC)

    monkeypatch.setattr(clock, "datetime", Clock)
    assert clock.today() == date(2026, 12, day)


def test_no_day_is_that_of_utc() -> None:
    sources = [
        path
        for path in Path(clock.__file__).parents[1].rglob("*.py")
        if "now().date()" in path.read_text("utf-8")
    ]
    assert sources == []
