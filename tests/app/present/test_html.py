from cocau.app.i18n.languages import Lang
from cocau.app.present.blocks import BlockColumn, ChartBlock, Heading, LineBlock, StyledText, TableBlock, Tone
from cocau.app.present.html import render_html, render_proposal_html
from cocau.solver.proposal import Proposal

TABLE = TableBlock((BlockColumn("a"), BlockColumn("n", right=True)), (("<b>", StyledText("3", Tone.BAD)),))


def test_every_kind_of_block_becomes_html_and_nothing_in_it_is_a_tag() -> None:
    chart = ChartBlock("t", (), (), TABLE, (LineBlock("note", mark="•"),))
    page = render_html([Heading("<i>", 1), LineBlock("&", indent=2), LineBlock(""), TABLE, chart])
    assert page.count("&lt;b&gt;") == 2
    assert "<h3>&lt;i&gt;</h3>" in page
    assert page.count("<p") == 2
    assert '<td style="text-align:right;color:#9c1f1b;font-weight:600">3</td>' in page
    assert "• note" in page


def test_a_name_that_is_a_tag_does_no_harm(proposal: Proposal) -> None:
    assert proposal.slate is not None
    pool = proposal.request.pool
    people = tuple(person.replace_unvalidated(name="<script>") for person in pool.people)
    request = proposal.request.replace_unvalidated(pool=pool.replace_unvalidated(people=people))
    page = render_proposal_html(proposal.replace_unvalidated(request=request), Lang.EN)
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") >= len(proposal.slate.deputies)
    assert "Verdicts, rule by rule" in page
