"""Kinds: one file each, registered by importing the package."""

from pathlib import Path

import pytest

import cocau.constraints.kinds
from cocau.constraints.rules.rule import Rule, Standard

FILES = {p.stem for p in Path(cocau.constraints.kinds.__path__[0]).glob("*.py")} - {"__init__"}


def test_every_file_registers_the_kind_of_its_name() -> None:
    assert set(Rule.registry) == FILES
    assert {kind: made.__module__ for kind, made in Rule.registry.items()} == {
        kind: f"cocau.constraints.kinds.{kind}" for kind in FILES
    }


@pytest.mark.parametrize("kind", sorted(FILES))
def test_every_kind_has_a_test_file_of_its_name(kind: str) -> None:
    assert (Path(__file__).parent / "kinds" / f"test_{kind}.py").is_file()


@pytest.mark.parametrize("kind", sorted(FILES))
def test_a_standard_offers_one_fact_and_no_bound(kind: str) -> None:
    made = Rule.registry[kind]
    if issubclass(made, Standard):
        assert (made.facts, made.adjustable) == ({"unfit"}, frozenset())
