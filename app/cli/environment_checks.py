"""What `cocau doctor` looked at, and what it found there."""

from collections.abc import Callable
from dataclasses import dataclass

from cocau.constraints.errors import InputError
from cocau.constraints.record import Text


@dataclass(frozen=True)
class EnvironmentCheck:
    """One thing that was looked at: what, whether it is as it must be, and what was found."""

    subject: Text
    passed: bool
    found: Text


def run_check(subject: Text, look: Callable[[], Text]) -> EnvironmentCheck:
    """Look at one thing; what is wrong with it is what was found."""
    try:
        return EnvironmentCheck(subject, passed=True, found=look())
    except InputError as error:
        vi, en = ("; ".join(f"{p.where}: {p.of(lang)}" for p in error.problems) for lang in ("vi", "en"))
        return EnvironmentCheck(subject, passed=False, found=Text(vi=vi, en=en))
