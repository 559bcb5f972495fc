from cocau.app.pages.linking import Links
from cocau.app.render.blocks import Line, Table, Words
from cocau.app.render.sheet import Sheet
from cocau.solver.proposal import Proposal


def _links(proposal: Proposal) -> Links:
    request = proposal.request
    return Links(Sheet(proposal.rulebook, "vi", request.council, request.pool), "prp_1")


def test_people_and_rules_that_are_named_are_links(proposal: Proposal) -> None:
    person = proposal.request.pool.people[0]
    text = _links(proposal).of(f"{person.name} ({person.id}) [women-35-percent]")
    assert f'<a href="/proposals/prp_1/people/1">{person.name}</a> (<a href=' in text
    assert '<a class="rule" href="/proposals/prp_1#rule-women-35-percent" title="' in text


def test_what_is_not_named_stays_text(proposal: Proposal) -> None:
    links = _links(proposal)
    assert (
        links.of("<b>women-35-percent-deputies</b> &") == "&lt;b&gt;women-35-percent-deputies&lt;/b&gt; &amp;"
    )
    assert links.of("hãy hỏi lại (--seconds).") == "hãy hỏi lại."


def test_lines_and_cells_are_linked_alike(proposal: Proposal) -> None:
    line, table = _links(proposal).blocks(
        [Line("women-35-percent"), Table((), (("p001", Words("women-35-percent")),))]
    )
    assert isinstance(line, Line)
    assert isinstance(table, Table)
    assert "<a" in line.text
    assert all("<a" in (cell.text if isinstance(cell, Words) else cell) for cell in table.rows[0])
