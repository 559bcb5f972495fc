"""Rate limits: requests of each caller, and attempts to sign in.

Counted in the memory of each process: behind four web processes a caller has four times as many.
"""

import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from cocau.app.permissions import RateLimited
from cocau.app.settings import Settings

_FROM_ONE_ADDRESS = 10
"""How many names may be tried from one address: a whole office may stand behind it."""


@dataclass(frozen=True)
class RateLimitState:
    """State of a rate limit, as the headers RateLimit-Policy and RateLimit say it."""

    policy: str
    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers of an answer."""
        return {"RateLimit-Policy": self.policy, "RateLimit": f'"rate";r={self.left};t={self.seconds}'}


class RateLimiter:
    """The rate limits of one process."""

    def __init__(self, settings: Settings) -> None:
        self._each, self._tries = parse(settings.rate), parse(settings.sign_in_rate)
        self._addresses = type(self._tries)(self._tries.amount * _FROM_ONE_ADDRESS, self._tries.multiples)
        self._counted = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count_request(self, subject: str) -> RateLimitState:
        """Count one request of a caller or an address.

        Raises:
            RateLimited: it is one too many.
        """
        return self._count(self._each, "caller", subject)

    def count_sign_in_attempt(self, name: str, address: str) -> None:
        """Count one attempt to sign in.

        Raises:
            RateLimited: one too many for this name from this address, or for this address.
        """
        self._count(self._addresses, "address", address)
        self._count(self._tries, "name", name, address)

    def clear_sign_in_attempts(self, name: str, address: str) -> None:
        """Clear the attempts that led to a sign-in: they were no guesses."""
        self._counted.clear(self._tries, "name", name, address)

    def _count(self, limit: RateLimitItem, *whose: str) -> RateLimitState:
        let = self._counted.hit(limit, *whose)
        policy = f'"rate";q={limit.amount};w={limit.get_expiry()}'
        stats = self._counted.get_window_stats(limit, *whose)
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        if not let:
            raise RateLimited(seconds, policy)
        return RateLimitState(policy, stats.remaining, seconds)
