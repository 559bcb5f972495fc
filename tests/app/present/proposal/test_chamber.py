from collections import Counter

import pytest

from cocau.app.i18n.languages import Lang
from cocau.app.present.proposal.chamber import ChamberFigure, ColourBy, draw_chamber
from cocau.constraints.model.people import Sex
from cocau.solver.proposal import Proposal


def _drawn(proposal: Proposal, by: ColourBy, **changed: object) -> ChamberFigure:
    assert proposal.slate is not None
    request = proposal.request
    return draw_chamber(
        request.council, request.pool, proposal.slate.replace_unvalidated(**changed), by, Lang.VI
    )


@pytest.mark.parametrize("by", ColourBy)
def test_everybody_sits_once_and_the_legend_counts_them(proposal: Proposal, by: ColourBy) -> None:
    drawn = _drawn(proposal, by)
    assert proposal.slate is not None
    assert sorted(s.person or "" for s in drawn.seats) == sorted(proposal.slate.deputies)
    seated = Counter(seat.kind for seat in drawn.seats)
    assert {entry.kind: entry.count for entry in drawn.legend} == seated
    assert len({(entry.kind.mark, entry.kind.colour) for entry in drawn.legend}) == len(drawn.legend)


def test_marks_alone_tell_kinds_apart(proposal: Proposal) -> None:
    for by in ColourBy:
        marks = [entry.kind.mark for entry in _drawn(proposal, by).legend]
        assert len(set(marks)) == len(marks), by


def test_its_like_sit_together_with_the_right_people(proposal: Proposal) -> None:
    seats = _drawn(proposal, ColourBy.SEX).seats
    kinds = [seat.kind.key for seat in seats if seat.kind is not None]
    women = kinds.count("female")
    assert kinds == ["female"] * women + ["male"] * (len(kinds) - women)
    by_id = proposal.request.pool.by_id
    assert {by_id[seat.person or ""].sex for seat in seats[:women]} == {Sex.FEMALE}


def test_a_seat_that_nobody_has_stays_empty(proposal: Proposal) -> None:
    assert proposal.slate is not None
    drawn = _drawn(proposal, ColourBy.BLOC, deputies=proposal.slate.deputies[1:])
    assert (drawn.empty, drawn.total) == (1, len(proposal.slate.deputies) - 1)
    assert drawn.seats[-1].person is None


def test_the_highest_of_several_posts_is_told(proposal: Proposal) -> None:
    assert proposal.slate is not None
    somebody = proposal.slate.deputies[0]
    drawn = _drawn(proposal, ColourBy.POST, posts={"deputy_head/legal": (somebody,), "chair": (somebody,)})
    assert [s.kind.key for s in drawn.seats if s.kind and s.person == somebody] == ["chair"]
