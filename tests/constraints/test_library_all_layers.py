"""Everything that is shipped, side by side."""

from cocau.constraints.library import list_layers_in_order, load_all_layers, load_combinations, load_rulebook


def test_every_layer_of_every_combination_stands_there_once() -> None:
    named = {name for known in load_combinations().values() for name in known.layers}
    assert sorted(list_layers_in_order()) == sorted(named)


def test_laws_come_before_the_wishes_of_the_program() -> None:
    assert list_layers_in_order()[0] == "luat-bau-cu-2015"
    assert list_layers_in_order().index("chi-thi-ha-tinh-2018") < list_layers_in_order().index("cocau-wishes")


def test_every_rule_step_and_provision_of_every_layer_is_there_with_its_document() -> None:
    whole = load_all_layers()
    for name in list_layers_in_order():
        book = load_rulebook(name)
        assert all(rule in whole.rules for rule in book.rules)
        assert all(step in whole.steps for step in book.steps)
        assert all(left in whole.not_modelled for left in book.not_modelled)
        assert book.sources.items() <= whole.sources.items()
    assert len(whole.rules) == sum(len(load_rulebook(name).rules) for name in list_layers_in_order())


def test_a_rule_of_a_term_that_is_over_is_there_too() -> None:
    versions = [rule.until for rule in load_all_layers().rules if rule.id == "no-vice-chairs-added"]
    assert len(versions) == 1
    assert versions[0] is not None
