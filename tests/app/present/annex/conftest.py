"""Annexes of the made-up commune, and of people with names that are meant to do harm."""

import pytest

from cocau.app.present.annex.build import build_annex
from cocau.app.present.annex.model import Annex
from cocau.solver.proposal import Proposal

HOSTILE = {
    "Trần " + "NGƯỜI" * 30: "Trần " + "NGƯỜI" * 30,
    "=1+1": "=1+1",
    '=HYPERLINK("http://x.test";"a")': '=HYPERLINK("http://x.test";"a")',
    "+cmd|' /C calc'!A0": "+cmd|' /C calc'!A0",
    "@SUM(A1)": "@SUM(A1)",
    "-2+3": "-2+3",
    "\tTab Nguyễn\n": "Tab Nguyễn",
    "#sys.inputs #panic()": "#sys.inputs #panic()",
    "*bold* _em_ $x^2$ `raw`": "*bold* _em_ $x^2$ `raw`",
    "<b>x</b> ]]> &amp; @ref": "<b>x</b> ]]> &amp; @ref",
    "\u202eđảo\u200f ngược": "\ufffdđảo\ufffd ngược",
    "Bell \x07\x00 Ân": "Bell \ufffd\ufffd Ân",
    "Nguyê\u0303n Thi\u0323 Ha\u0323nh": "Nguyễn Thị Hạnh",
    "A&B &P/&N": "A&B &P/&N",
    "https://x.test/a": "https://x.test/a",
}
"""Names as they come in, and as they have to be read on every page."""


def renamed(proposal: Proposal, names: list[str]) -> Proposal:
    """The same proposal whose listed people have these names, as far as they go."""
    assert proposal.slate is not None
    new = dict(zip(proposal.slate.listed, names, strict=False))
    pool = proposal.request.pool
    people = tuple(person.replace_unvalidated(name=new.get(person.id, person.name)) for person in pool.people)
    return proposal.replace_unvalidated(
        request=proposal.request.replace_unvalidated(pool=pool.replace_unvalidated(people=people))
    )


@pytest.fixture(scope="session")
def whole(proposal: Proposal) -> Annex:
    return build_annex(proposal)


@pytest.fixture(scope="session")
def hostile(proposal: Proposal) -> Annex:
    return build_annex(renamed(proposal, list(HOSTILE)))


@pytest.fixture(scope="session")
def names(proposal: Proposal) -> frozenset[str]:
    """Of everybody on a list."""
    assert proposal.slate is not None
    return frozenset(person.name for person in proposal.request.pool.get_people(proposal.slate.listed))
