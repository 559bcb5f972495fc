"""Whole-number quantities that rules are written in: linear expressions over variables.

A variable is only a number here; what it stands for, and how it is searched, is the planner's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class LinearConstraint:
    """A demand on a quantity: ``low <= quantity <= high``; an open side is None.

    `worth`: how much of the quantity one person is, where a shortfall is to be counted in people.
    """

    quantity: Quantity
    low: int | None = None
    high: int | None = None
    worth: int = 1


@dataclass(frozen=True, eq=False)
class Quantity:
    """``constant + sum(coefficient * variable)``, all whole numbers. Comparing makes a Row."""

    terms: Mapping[int, int] = field(default_factory=dict)
    constant: int = 0

    @classmethod
    def total(cls, parts: Iterable[Quantity]) -> Quantity:
        """Sum many quantities in one pass."""
        terms: dict[int, int] = {}
        constant = 0
        for part in parts:
            constant += part.constant
            if terms.keys().isdisjoint(part.terms):
                terms.update(part.terms)
                continue
            for variable, coefficient in part.terms.items():
                terms[variable] = terms.get(variable, 0) + coefficient
        return cls(terms, constant)

    def __add__(self, other: Quantity | int) -> Quantity:
        if isinstance(other, int):
            return Quantity(self.terms, self.constant + other)
        return Quantity.total((self, other))

    def __sub__(self, other: Quantity | int) -> Quantity:
        return self + (-other if isinstance(other, int) else -1 * other)

    def __rmul__(self, factor: int) -> Quantity:
        return Quantity({v: factor * c for v, c in self.terms.items()}, factor * self.constant)

    def __ge__(self, other: Quantity | int) -> LinearConstraint:
        return LinearConstraint(self - other, low=0)

    def __le__(self, other: Quantity | int) -> LinearConstraint:
        return LinearConstraint(self - other, high=0)

    def equals(self, other: Quantity | int) -> LinearConstraint:
        """Return the demand that both are the same number."""
        return LinearConstraint(self - other, low=0, high=0)
