import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Circle, Rectangle

import cocau
from cocau.app.i18n.languages import Lang
from cocau.app.present.html import get_seat_colours
from cocau.app.present.proposal.chamber import ColourBy, draw_chamber
from cocau.app.python.plot import slates
from cocau.solver.proposal import Proposal
from tests.app.python.examples import count_examples


def _list_words(axes: Axes) -> str:
    texts = axes.findobj(lambda one: hasattr(one, "get_text"))
    return "\n".join(text.get_text() for text in texts)  # type: ignore[attr-defined]


def test_the_examples_are_true(proposal: Proposal) -> None:
    assert count_examples(slates, proposal) == 3


def test_a_hemicycle_has_every_seat_in_the_colours_and_words_of_the_desk(proposal: Proposal) -> None:
    assert proposal.slate is not None
    request = proposal.request
    axes = cocau.plot.hemicycle(proposal, "sex", lang=Lang.VI)
    chamber = draw_chamber(request.council, request.pool, proposal.slate, ColourBy.SEX, Lang.VI)
    seats = [one for one in axes.get_children() if isinstance(one, Circle)]
    drawn = [one.get_facecolor() for one in seats]
    assert len(seats) == request.council.seats
    assert drawn == [to_rgba(get_seat_colours(seat.kind)[0]) for seat in chamber.seats if seat.kind]
    for entry in chamber.legend:
        assert f"{entry.kind.words}: {entry.count} ({entry.percent})" in _list_words(axes)


def test_a_colouring_that_is_not_there_names_those_that_are(proposal: Proposal) -> None:
    with pytest.raises(ValueError, match="bloc, sex, age"):
        cocau.plot.hemicycle(proposal, "shoes")


def test_a_conflict_has_nothing_to_draw_and_says_so(conflict: Proposal) -> None:
    assert "Chưa có phương án" in _list_words(cocau.plot.hemicycle(conflict))
    assert "There is no slate" in _list_words(cocau.plot.composition(conflict, lang=Lang.EN))


def test_composition_stands_beside_the_previous_term(proposal: Proposal) -> None:
    axes = cocau.plot.composition(proposal, lang=Lang.EN)
    assert proposal.slate is not None
    people, prior = proposal.request.pool.by_id, proposal.request.council.prior_term
    assert prior is not None
    women = sum(people[i].sex.value == "female" for i in proposal.slate.deputies)
    at = [label.get_text() for label in axes.get_yticklabels()].index("Women")
    shares = {round(line.get_xdata()[0], 1) for line in axes.get_lines() if line.get_ydata()[0] == at}  # type: ignore[index]
    assert shares >= {round(100 * women / 25, 1), round(100 * prior.counts["women"] / prior.deputies, 1)}
    assert "Previous term" in _list_words(axes)
    alone = proposal.request.council.replace_unvalidated(prior_term=None)
    bare = proposal.replace_unvalidated(request=proposal.request.replace_unvalidated(council=alone))
    assert "Previous term" not in _list_words(cocau.plot.composition(bare, lang=Lang.EN))


def test_tiles_say_people_for_each_seat_and_that_they_are_no_map(proposal: Proposal) -> None:
    council = proposal.request.council
    axes = cocau.plot.constituencies(council, lang=Lang.EN)
    tiles = [one for one in axes.get_children() if isinstance(one, Rectangle) and one.get_width() == 0.96]
    words = _list_words(axes)
    assert len(tiles) == len(council.constituencies)
    assert "A scheme without borders" in words
    for unit in council.constituencies:
        assert unit.population is None or f"{round(unit.population / unit.seats):,}" in words


def test_plots_stand_side_by_side_on_axes_of_ones_own(proposal: Proposal) -> None:
    figure, (left, right) = plt.subplots(1, 2)
    assert cocau.plot.hemicycle(proposal, ax=left) is left
    assert cocau.plot.composition(proposal, ax=right).get_figure() is figure
    before = plt.rcParams["font.family"]
    figure.canvas.draw()
    assert plt.rcParams["font.family"] == before
