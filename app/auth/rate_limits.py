"""Rate limits of each caller's requests.

Counted in the memory of each process: behind four web processes a caller has four times as many.
"""

import math
import time
from dataclasses import dataclass

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from cocau.app.permissions import RateLimited
from cocau.app.settings import Settings


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
        self._each = parse(settings.rate)
        self._counted = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count_request(self, subject: str) -> RateLimitState:
        """Count one request of a caller or an address.

        Raises:
            RateLimited: it is one too many.
        """
        limit, whose = self._each, ("caller", subject)
        let = self._counted.hit(limit, *whose)
        policy = f'"rate";q={limit.amount};w={limit.get_expiry()}'
        stats = self._counted.get_window_stats(limit, *whose)
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        if not let:
            raise RateLimited(seconds, policy)
        return RateLimitState(policy, stats.remaining, seconds)
