from cocau.app.present.blocks import LineBlock, StyledText, TableBlock
from cocau.app.present.names import Names
from cocau.app.web.desk.proposals.questions import PageLinks
from cocau.solver.proposal import Proposal


def _links(proposal: Proposal) -> PageLinks:
    request = proposal.request
    return PageLinks(Names(proposal.rulebook, "vi", request.council, request.pool, codes=False), "prp_1")


def _rule(proposal: Proposal) -> str:
    names = Names.of(proposal, "vi", codes=False)
    return names.says(names.book.by_id["women-35-percent"]).rstrip(".")


def test_people_and_rules_that_are_named_are_links(proposal: Proposal) -> None:
    person = proposal.request.pool.people[0]
    words = _rule(proposal)
    text = _links(proposal).link_text(f"{person.name}: {words}.")
    assert f'<a href="/proposals/prp_1/people/1" title="{person.position}">{person.name}</a>: ' in text
    assert '<a class="rule" href="/proposals/prp_1#rule-women-35-percent" title="' in text
    assert f">{words}</a>." in text


def test_what_is_not_named_stays_text(proposal: Proposal) -> None:
    links = _links(proposal)
    assert (
        links.link_text("<b>women-35-percent</b> & p001") == "&lt;b&gt;women-35-percent&lt;/b&gt; &amp; p001"
    )


def test_lines_and_cells_are_linked_alike(proposal: Proposal) -> None:
    words = _rule(proposal)
    line, table = _links(proposal).link_blocks(
        [LineBlock(words), TableBlock((), ((proposal.request.pool.people[0].name, StyledText(words)),))]
    )
    assert isinstance(line, LineBlock)
    assert isinstance(table, TableBlock)
    assert "<a" in line.text
    assert all("<a" in (cell.text if isinstance(cell, StyledText) else cell) for cell in table.rows[0])
