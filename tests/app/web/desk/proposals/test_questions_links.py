from cocau.app.present.blocks import LineBlock, StyledText, TableBlock
from cocau.app.present.names import Names
from cocau.app.web.desk.proposals.questions import PageLinks
from cocau.solver.proposal import Proposal


def _links(proposal: Proposal) -> PageLinks:
    request = proposal.request
    return PageLinks(Names(proposal.rulebook, "vi", request.council, request.pool), "prp_1")


def test_people_and_rules_that_are_named_are_links(proposal: Proposal) -> None:
    person = proposal.request.pool.people[0]
    text = _links(proposal).link_text(f"{person.name} ({person.id}) [women-35-percent]")
    assert (
        f'<a href="/proposals/prp_1/people/1" title="{person.position}">{person.name}</a> (<a href=' in text
    )
    assert '<a class="rule" href="/proposals/prp_1#rule-women-35-percent" title="' in text
    assert ">Luật 85/2015/QH13" in text
    assert "<code>" not in text, "in brackets after its words a rule is named by its clause"


def test_what_is_not_named_stays_text(proposal: Proposal) -> None:
    links = _links(proposal)
    assert (
        links.link_text("<b>women-35-percent-deputies</b> &")
        == "&lt;b&gt;women-35-percent-deputies&lt;/b&gt; &amp;"
    )
    assert links.link_text("hãy hỏi lại (--seconds).") == "hãy hỏi lại."


def test_lines_and_cells_are_linked_alike(proposal: Proposal) -> None:
    line, table = _links(proposal).link_blocks(
        [LineBlock("women-35-percent"), TableBlock((), (("p001", StyledText("women-35-percent")),))]
    )
    assert isinstance(line, LineBlock)
    assert isinstance(table, TableBlock)
    assert "<a" in line.text
    assert all("<a" in (cell.text if isinstance(cell, StyledText) else cell) for cell in table.rows[0])
