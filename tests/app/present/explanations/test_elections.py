"""The words and drawings of what the voters may still decide."""

from fractions import Fraction

import pytest

from cocau.app.present.blocks import ChartBlock, LineBlock, StyledText, TableBlock
from cocau.app.present.explanations.elections import (
    describe_interval,
    draw_interval,
    render_exposed_posts,
    render_outcomes,
)
from cocau.app.present.names import Names
from cocau.app.present.wording import Footnotes, format_tenths
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.people import PartyRank
from cocau.solver.explain.elections.bounds import CountInterval
from cocau.solver.explain.elections.outcomes import ElectionOutcomes
from cocau.solver.explain.elections.outcomes import compute_outcomes as asked
from cocau.solver.explain.elections.vacancies import HolderExposure, PostSuccessor
from cocau.solver.proposal import Proposal
from cocau.solver.time_budget import TimeBudget


@pytest.mark.parametrize(
    ("least", "most", "intended", "line"),
    [
        (0, 14, 7, "━━━━━━━●━━━━━━"),
        (0, 0, 0, "●·············"),
        (14, 14, 14, "·············●"),
        (5, 9, 12, "·····━━━━··●··"),
    ],
)
def test_a_range_is_drawn_on_a_line_of_all_seats(least: int, most: int, intended: int, line: str) -> None:
    assert draw_interval(CountInterval(least=least, most=most), intended, 14) == line


def test_spans_and_means_are_written_short() -> None:
    assert describe_interval(CountInterval(least=2, most=5)) == "2–5"
    assert describe_interval(CountInterval(least=3, most=3)) == "3"
    assert describe_interval(None) == "—"
    assert format_tenths(Fraction(407, 35), "vi") == "11,6"
    assert format_tenths(Fraction(1, 20), "en") == "0.1"
    assert format_tenths(Fraction(0), "en") == "0.0"


def _sheet(proposal: Proposal, lang: str = "en") -> Names:
    return Names(proposal.rulebook, lang, proposal.request.council, proposal.request.pool)


def _texts(blocks: object) -> list[str]:
    told: list[str] = []
    for block in blocks:  # type: ignore[attr-defined]  # blocks
        notes = block.notes if isinstance(block, ChartBlock) else (block,)
        told += [line.text for line in notes if isinstance(line, LineBlock)]
    return told


def _cells(table: TableBlock) -> list[list[str]]:
    return [[c.text if isinstance(c, StyledText) else c for c in row] for row in table.rows]


def _answer(proposal: Proposal) -> ElectionOutcomes:
    return asked(proposal, effort=TimeBudget(60))


def test_groups_beside_one_another_are_at_most_four(proposal: Proposal) -> None:
    answer = _answer(proposal)
    blocks = list(render_outcomes(_sheet(proposal), proposal, answer, by_constituency=True))
    tables = [b for b in blocks if isinstance(b, TableBlock) and b.columns[0].head == "Constituency"]
    listed = [g for g in answer.groups if g.listed]
    assert sum(len(t.columns) - 3 for t in tables) == len(listed)
    assert max(len(t.columns) for t in tables) == 7
    women = next(g for g in listed if g.group == "women")
    first = women.by_constituency[0]
    assert _cells(tables[0])[0][3] == f"{describe_interval(first.filled)} ({first.described})"


def test_groups_of_which_nobody_stands_are_named_in_one_line(proposal: Proposal) -> None:
    lines = _texts(render_outcomes(_sheet(proposal), proposal, _answer(proposal), by_constituency=False))
    assert [line for line in lines if line.startswith("Nobody listed: ")]


def test_a_rulebook_without_the_election_law_says_so(proposal: Proposal) -> None:
    bare = proposal.replace_unvalidated(rulebook=proposal.rulebook.replace_unvalidated(not_modelled=()))
    lines = _texts(render_outcomes(_sheet(bare), bare, _answer(bare), by_constituency=False))
    assert "Clauses: this rulebook cites no election law." in lines


def test_a_slate_without_posts_or_rules_has_no_tables_of_them(proposal: Proposal) -> None:
    assert proposal.slate is not None
    plain = proposal.replace_unvalidated(
        slate=proposal.slate.replace_unvalidated(posts={}),
        rulebook=proposal.rulebook.replace_unvalidated(rules=()),
    )
    blocks = list(render_outcomes(_sheet(plain), plain, _answer(plain), by_constituency=False))
    assert not any(isinstance(b, TableBlock) for b in blocks)
    assert sum(isinstance(b, ChartBlock) for b in blocks) == 1


def test_a_floor_for_every_outcome_is_told_with_its_bound(proposal: Proposal) -> None:
    floor = "women-in-every-outcome"
    layer = load_rulebook("cocau-every-outcome").apply_overrides({floor: {"at_least_percent": 8}})
    book = proposal.rulebook.replace_unvalidated(rules=(*proposal.rulebook.rules, *layer.rules))
    floored = proposal.replace_unvalidated(rulebook=book)
    tables = [
        b
        for b in render_outcomes(_sheet(floored), floored, _answer(floored), by_constituency=False)
        if isinstance(b, TableBlock)
    ]
    row = _cells(tables[0])[-1]
    assert row[0] == "✓ every outcome"
    assert floor in row[1]
    assert row[3] == "3–20, bound 2"


def _exposed(**fields: object) -> HolderExposure:
    plain = {
        "holder": "p016",
        "posts": ("chair",),
        "constituency": "dv02",
        "seats": 4,
        "listed": 7,
        "exposed": True,
        "fillers": (),
        "barriers": {},
        "unseated": 0,
    }
    return HolderExposure.model_validate(plain | fields)


def _posts(
    proposal: Proposal, *exposures: HolderExposure, lang: str = "en"
) -> tuple[list[list[str]], list[str]]:
    sheet = _sheet(proposal, lang)
    answer = _answer(proposal).replace_unvalidated(posts=exposures)
    blocks = list(render_exposed_posts(sheet, answer, Footnotes(sheet)))
    (table,) = (b for b in blocks if isinstance(b, TableBlock))
    return _cells(table), _texts(blocks)


def test_who_could_take_over_is_told_by_what_it_takes(proposal: Proposal) -> None:
    name = {p.id: p.name for p in proposal.request.pool.people}
    fillers = (
        PostSuccessor(person="p001", intended=False),
        PostSuccessor(person="p005", intended=True),
        PostSuccessor(person="p004", intended=True, leaves=("deputy_head/legal",), followed_by=("p002",)),
        *(PostSuccessor(person=f"p0{i}", intended=False) for i in range(20, 25)),
    )
    ((post, holder, told),), _ = _posts(proposal, _exposed(fillers=fillers))
    assert post == "Chair"
    assert holder == f"{name['p016']} (dv02: 7 for 4)"
    assert told == (
        f"Intended deputies (1): {name['p005']}; other candidates, if elected (6): {name['p001']}, "
        f"{name['p020']}, {name['p021']}, {name['p022']} and 2 more; "
        f"leaving another post, if somebody follows (1): {name['p004']}"
    )


def test_a_list_with_nobody_to_spare_is_told(proposal: Proposal) -> None:
    ((_, holder, _),), _ = _posts(proposal, _exposed(listed=4, exposed=False))
    assert holder.endswith("(dv02: 4 for 4; the list has nobody to spare)")


def test_where_nobody_could_the_rules_are_told_and_who_comes_next(proposal: Proposal) -> None:
    barriers = {"one-post-each": 3, "chair-is-secretary": 41}
    rows, lines = _posts(proposal, _exposed(barriers=barriers, unseated=2))
    second = next(
        p for p in proposal.request.pool.people if p.party_rank is PartyRank.STANDING_DEPUTY_SECRETARY
    )
    assert rows[0][2] == "✗ nobody listed"
    told = lines[1:]
    assert told[0].endswith("is not elected, nobody listed could take over, because of:")
    assert told[1].endswith("[chair-is-secretary]: against 41 people")
    assert told[2].startswith(f"Next in that order is {second.name}, Standing Deputy Secretary")
    assert told[3].endswith("[one-post-each]: against 3 people")
    assert told[4] == "2 others could be elected only instead of somebody with another post."


def test_whoever_was_not_looked_at_is_named(proposal: Proposal) -> None:
    sheet = _sheet(proposal)
    answer = _answer(proposal).replace_unvalidated(posts=(), open_posts=("p016",))
    assert _texts(render_exposed_posts(sheet, answer, Footnotes(sheet)))[-1].startswith(
        "Not looked at in time: "
    )
    assert (
        list(render_exposed_posts(sheet, answer.replace_unvalidated(open_posts=()), Footnotes(sheet))) == []
    )
