"""A whole number of which only the least and the most it can be are known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """Both ends included."""

    low: int
    high: int

    @classmethod
    def exactly(cls, number: int) -> Span:
        """A number that is known."""
        return cls(number, number)

    @property
    def ends(self) -> tuple[int, ...]:
        """The ends, once where they are one."""
        return (self.low,) if self.low == self.high else (self.low, self.high)

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high)

    def within(self, other: Span) -> Span:
        """What both allow; of two that allow nothing together, the other."""
        both = Span(max(self.low, other.low), min(self.high, other.high))
        return both if both.low <= both.high else other

    def __str__(self) -> str:
        return "–".join(map(str, self.ends))
