"""Everything that is shipped, side by side."""

from cocau.constraints.library import combinations, load
from cocau.constraints.shelf import layers, shelf


def test_every_layer_of_every_combination_stands_there_once() -> None:
    named = {name for known in combinations().values() for name in known.layers}
    assert sorted(layers()) == sorted(named)


def test_laws_come_before_the_wishes_of_the_program() -> None:
    assert layers()[0] == "luat-bau-cu-2015"
    assert layers().index("chi-thi-ha-tinh-2018") < layers().index("cocau-wishes")


def test_every_rule_step_and_provision_of_every_layer_is_there_with_its_document() -> None:
    whole = shelf()
    for name in layers():
        book = load(name)
        assert all(rule in whole.rules for rule in book.rules)
        assert all(step in whole.steps for step in book.steps)
        assert all(left in whole.not_modelled for left in book.not_modelled)
        assert book.sources.items() <= whole.sources.items()
    assert len(whole.rules) == sum(len(load(name).rules) for name in layers())


def test_a_rule_of_a_term_that_is_over_is_there_too() -> None:
    versions = [rule.until for rule in shelf().rules if rule.id == "no-vice-chairs-added"]
    assert len(versions) == 1
    assert versions[0] is not None
