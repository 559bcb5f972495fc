"""How many requests are let through: of each caller, and of each name that is tried at sign-in.

Counted in the memory of each process: behind four web processes a caller has four times as many.
"""

import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from cocau.app.access.errors import TooFast
from cocau.app.settings import Settings

_FROM_ONE_ADDRESS = 10
"""How many names may be tried from one address: a whole office may stand behind it."""


@dataclass(frozen=True)
class Left:
    """What is left of a limit, as the headers RateLimit-Policy and RateLimit say it."""

    policy: str
    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """The headers of an answer."""
        return {"RateLimit-Policy": self.policy, "RateLimit": f'"rate";r={self.left};t={self.seconds}'}


class Limits:
    """The limits of one process."""

    def __init__(self, settings: Settings) -> None:
        self._each, self._tries = parse(settings.rate), parse(settings.sign_in_rate)
        self._addresses = type(self._tries)(self._tries.amount * _FROM_ONE_ADDRESS, self._tries.multiples)
        self._counted = SlidingWindowCounterRateLimiter(MemoryStorage())

    def spend(self, whose: str) -> Left:
        """Count one request of a caller or an address.

        Raises:
            TooFast: it is one too many.
        """
        return self._spend(self._each, "caller", whose)

    def try_name(self, name: str, address: str) -> None:
        """Count one attempt to sign in.

        Raises:
            TooFast: one too many for this name from this address, or for this address.
        """
        self._spend(self._addresses, "address", address)
        self._spend(self._tries, "name", name, address)

    def signed_in(self, name: str, address: str) -> None:
        """Attempts that led to a sign-in were no guesses."""
        self._counted.clear(self._tries, "name", name, address)

    def _spend(self, limit: RateLimitItem, *whose: str) -> Left:
        let = self._counted.hit(limit, *whose)
        policy = f'"rate";q={limit.amount};w={limit.get_expiry()}'
        stats = self._counted.get_window_stats(limit, *whose)
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        if not let:
            raise TooFast(seconds, policy)
        return Left(policy, stats.remaining, seconds)
