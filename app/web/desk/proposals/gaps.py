"""/proposals/{proposal_id}/gaps: the form that asks about lost candidates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from cocau.app.permissions import Permission
from cocau.app.present.names import number_people
from cocau.app.present.proposal.slate_rows import list_candidates
from cocau.app.services.planning.explanations import create_explanation, find_reusable_explanation
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep
from cocau.app.web.desk.forms import FormListsDep, group_by_field
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.proposals.routes import get_page_view
from cocau.app.web.desk.proposals.standing import get_proposal_head
from cocau.constraints.errors import Problem
from cocau.constraints.model.people import Pool
from cocau.solver.explain.elections.candidate_gaps import (
    CandidateGapsQuestion,
    ConsideredPerson,
    has_gap_guidance,
)

router = APIRouter(prefix="/proposals/{proposal_id}/gaps", route_class=PageRoute, include_in_schema=False)

CONSIDERED_ROWS = 6
"""Rows for people left of the third consultation."""


@dataclass(frozen=True)
class GapForm:
    """The form as it was typed; people go by their numbers (see `number_people`)."""

    lost: tuple[str, ...] = ()
    posted: bool = False
    days: str = ""
    considered: tuple[tuple[str, str], ...] = field(default=(("", ""),) * CONSIDERED_ROWS)


@router.get("", dependencies=[require_permission(Permission.ASK)])
def show_gap_form(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Show the form."""
    return _render_form(desk, proposal_id, GapForm(), ())


@router.post("", dependencies=[require_permission(Permission.ASK)])
def post_gap_form(proposal_id: ResourceId, desk: PageContextDep, form: FormListsDep) -> Response:
    """Ask, and go to the answer; or show everything that is wrong with what was typed."""
    typed, pool = _read_form(form), get_page_view(desk, proposal_id).proposal.request.pool
    problems = list(_find_problems(typed))
    if problems:
        return _render_form(desk, proposal_id, typed, problems)
    posed = _build_question(typed, pool)
    known = find_reusable_explanation(desk.store, desk.caller, proposal_id, posed)
    made = known or create_explanation(desk.office, desk.caller, proposal_id, posed).id
    return desk.go(f"/proposals/{proposal_id}/answers/{made}")


def _render_form(
    desk: PageContext, proposal_id: str, typed: GapForm, problems: Sequence[Problem]
) -> Response:
    of, head = get_page_view(desk, proposal_id), get_proposal_head(desk, proposal_id)
    slate, numbers = of.proposal.slate, number_people(of.proposal.request.pool)
    listed = set() if slate is None else set(slate.listed)
    off = sorted((i for i in numbers if i not in listed), key=of.sheet.get_order)
    return desk.page(
        "gaps.html",
        code=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        head=head,
        place=head.place,
        proposal_id=proposal_id,
        guided=slate is not None and has_gap_guidance(of.proposal),
        typed=typed,
        wrong=group_by_field(problems),
        units=[] if slate is None else list(list_candidates(of.sheet, slate)),
        numbers=numbers,
        off=[(str(numbers[i]), of.sheet.person(i)) for i in off],
    )


def _read_form(form: Mapping[str, Sequence[str]]) -> GapForm:
    def last(name: str) -> str:
        return form.get(name, [""])[-1].strip()[:20]

    rows = range(CONSIDERED_ROWS)
    considered = tuple((last(f"person-{n}"), last(f"percent-{n}")) for n in rows)
    return GapForm(tuple(form.get("lost", ())), last("posted") == "yes", last("days"), considered)


def _is_whole(text: str, most: int) -> bool:
    return text.isdecimal() and int(text) <= most


MOST_DAYS, WHOLE = 1000, 100


def _find_problems(typed: GapForm) -> Iterator[Problem]:
    """Find everything wrong with a form, each at its field."""
    if not typed.lost:
        vi, en = "Đánh dấu ít nhất một người khuyết.", "Mark at least one person who is lost."
        yield Problem("nobody_lost", ("lost",), vi, en)
    if typed.posted:
        return
    if typed.days and not _is_whole(typed.days, MOST_DAYS):
        vi, en = "Ghi số ngày bằng số nguyên, ví dụ 5.", "Write the days as a whole number, such as 5."
        yield Problem("not_whole", ("days",), vi, en)
    people = [person for person, _ in typed.considered if person]
    for n, (person, percent) in enumerate(typed.considered):
        if percent and not person:
            vi, en = "Chọn người có tỷ lệ phiếu này.", "Choose whose percentage this is."
            yield Problem("missing", (f"person-{n}",), vi, en)
        if person and people.count(person) > 1:
            vi, en = "Người này được chọn hai lần.", "This person is chosen twice."
            yield Problem("twice", (f"person-{n}",), vi, en)
        if (person or percent) and not _is_whole(percent, WHOLE):
            vi, en = "Ghi tỷ lệ từ 0 đến 100, ví dụ 85.", "Write a percentage from 0 to 100, such as 85."
            yield Problem("not_percent", (f"percent-{n}",), vi, en)


def _build_question(typed: GapForm, pool: Pool) -> CandidateGapsQuestion:
    """Build the question of a form without problems; numbers that nobody has are passed over."""
    ids = {str(number): person for person, number in number_people(pool).items()}
    lost = tuple(ids[number] for number in typed.lost if number in ids)
    if typed.posted:
        return CandidateGapsQuestion(lost=lost, posted=True)
    return CandidateGapsQuestion(
        lost=lost,
        days=int(typed.days) if typed.days else None,
        considered=tuple(
            ConsideredPerson(person=ids[person], percent=int(percent))
            for person, percent in typed.considered
            if person in ids
        ),
    )
