"""/councils/{council_id}/term: what is on record of a term, and forms to add to it."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import Response

from cocau.app.db.clock import today
from cocau.app.i18n.words import get_label
from cocau.app.permissions import Permission
from cocau.app.present.results.council_term import (
    TermView,
    name_term_post,
    render_ballots,
    render_post_rules,
    render_posts,
    render_vacancies,
)
from cocau.app.services.errors import Stale
from cocau.app.services.results.council_terms import HeldTerm, get_term, save_term
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.forms import FormValuesDep, Problems, clean_field
from cocau.app.web.desk.page_route import PageRoute
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.traits import YearlyGrade
from cocau.constraints.results.term import CouncilTerm, DepartureReason, list_term_posts

router = APIRouter(prefix="/councils/{council_id}/term", route_class=PageRoute, include_in_schema=False)

ADDED = {
    "posts": ("person", "post", "since", "until", "document"),
    "departures": ("person", "on", "reason", "document"),
    "by_elections": ("on", "constituency", "elected"),
    "confidence_votes": ("person", "on", "high", "medium", "low"),
    "grades": ("person", "year", "grade"),
}
"""What may be added, each with the fields of its form."""
_DATES = ("first_session", "ends_on")
_LONGEST = 300


@router.get("")
def show_term(council_id: ResourceId, desk: PageContextDep) -> Response:
    """Show the term of a council."""
    return _render(desk, council_id, get_term(desk.store, desk.caller, council_id))


@router.post("", dependencies=[require_permission(Permission.EDIT)])
def post_term(council_id: ResourceId, desk: PageContextDep, form: FormValuesDep) -> Response:
    """Add to the record of a term, or take a row out of it."""
    now = get_term(desk.store, desk.caller, council_id)
    act = form.get("act", "")
    try:
        changed = _change(now, act, form)
        expected = int(form["expected"][:9]) if form.get("expected", "").isdecimal() else 0
        save_term(desk.store, desk.caller, council_id, changed, expected=expected)
    except InputError as error:
        return _render(
            desk, council_id, now, code=HTTPStatus.UNPROCESSABLE_ENTITY, sent=form, problems=error.problems
        )
    except Stale:
        newest = get_term(desk.store, desk.caller, council_id)
        return _render(desk, council_id, newest, code=HTTPStatus.PRECONDITION_FAILED, sent=form)
    return desk.go(f"/councils/{council_id}/term?told=saved")


def _change(now: HeldTerm, act: str, form: Mapping[str, str]) -> CouncilTerm:
    """Return the term after an act.

    Raises:
        InputError: everything wrong with what was typed, each at its field.
    """
    field, _, row = act.removeprefix("drop:").partition(".")
    if act.startswith("drop:") and field in ADDED and row.isdecimal():
        rows = getattr(now.term, field)
        kept = tuple(one for at, one in enumerate(rows) if at != int(row))
        return now.term.replace_unvalidated(**{field: kept})
    tree = now.term.model_dump(mode="json")
    unusable: list[Problem] = []
    if act in ADDED:
        typed = {name: _read(form, f"{act}.{name}", name, now, unusable) for name in ADDED[act]}
        tree[act] = [*tree[act], {name: value for name, value in typed.items() if value is not None}]
    else:
        tree |= {name: form.get(name, "").strip() or None for name in _DATES}
    try:
        term = CouncilTerm.model_validate(tree)
    except ValidationError as error:
        told = {problem.field for problem in unusable}
        more = [p for p in list_validation_problems(error) if p.field not in told]
        raise InputError([*unusable, *more]) from None
    if unusable:
        raise InputError(unusable)
    return term


def _read(form: Mapping[str, str], key: str, name: str, now: HeldTerm, unusable: list[Problem]) -> Any:  # noqa: ANN401  # a field of a record
    """Read a typed field: a person by place, a number, several names, or a text."""
    typed = clean_field(form.get(key, "")[:_LONGEST], name, unusable)
    if name == "person":
        return _find_person(now, typed)
    if name in {"high", "medium", "low", "year"}:
        return int(typed) if typed.removeprefix("-").isdecimal() else typed or None
    if name == "elected":
        return [part.strip() for part in typed.replace(",", ";").split(";") if part.strip()]
    return typed if typed or name == "document" else None


def _find_person(now: HeldTerm, typed: str) -> str | None:
    people = () if now.election is None else now.election.lists.pool.people
    place = int(typed) if typed.isdecimal() else 0
    return people[place - 1].id if 1 <= place <= len(people) else None


def _render(
    desk: PageContext,
    council_id: str,
    now: HeldTerm,
    *,
    code: int = 200,
    sent: Mapping[str, str] | None = None,
    problems: Problems = (),
) -> Response:
    act = (sent or {}).get("act", "")
    wrong: dict[str, list[Problem]] = {}
    for problem in problems:
        wrong.setdefault(f"{act}.{problem.field}" if act in ADDED else problem.field, []).append(problem)
    return desk.page(
        "term.html",
        code=code,
        place=get_council_context(desk, council_id),
        now=now,
        shown=None if now.election is None else _build_shown(desk, now),
        texts=_build_texts(now.term, sent),
        wrong=wrong,
        problems=problems,
        act=act,
        shown_fields=ADDED,
        overtaken=code == HTTPStatus.PRECONDITION_FAILED,
        theirs={},
        told=desk.request.query_params.get("told", ""),
    )


def _build_texts(term: CouncilTerm, sent: Mapping[str, str] | None) -> dict[str, str]:
    """Build the texts of the forms: the days on record, and what was typed and refused."""
    known = {name: "" if getattr(term, name) is None else str(getattr(term, name)) for name in _DATES}
    return known | {name: value[:_LONGEST] for name, value in (sent or {}).items()}


def _build_shown(desk: PageContext, now: HeldTerm) -> dict[str, Any]:
    """Build what the page of a term shows: blocks, rows that may be taken out, and choices."""
    election = now.election
    if election is None or now.vacancies is None:
        raise AssertionError("a term is shown with its election")
    view = TermView.of(election, now.term, today(), desk.lang)
    names = view.names
    places = {person.id: at for at, person in enumerate(election.lists.pool.people, start=1)}
    elected = sorted(election.verdict.elected, key=names.get_order)
    holders = now.term.list_holders(today())
    found = election.audit_posts((one.post, one.person) for one in holders) if holders else ()
    return {
        "posts": list(render_posts(view)),
        "rules": list(render_post_rules(view, election.lists.proposal.findings, found)) if holders else [],
        "vacancies": list(render_vacancies(view, now.vacancies)),
        "ballots": list(render_ballots(view)),
        "people": [(places[i], names.person(i)) for i in elected if i in places],
        "post_choices": [(post, name_term_post(names, post)) for post in list_term_posts(names.council)],
        "reasons": [(one.value, get_label(one, desk.lang)) for one in DepartureReason],
        "grades": [(one.value, get_label(one, desk.lang)) for one in YearlyGrade],
        "units": [(unit.id, names.unit(unit.id)) for unit in names.council.constituencies],
        "rows": _list_rows(desk, view),
    }


def _list_rows(desk: PageContext, view: TermView) -> dict[str, list[str]]:
    """List what is on record as sentences, in the order of the record."""
    names, term = view.names, view.term

    def day(when: date | None) -> str:
        return "" if when is None else f"{when:%d/%m/%Y}"

    def join(*parts: str) -> str:
        return ", ".join(filter(None, parts))

    return {
        "posts": [
            join(
                f"{names.person(one.person)}: {name_term_post(names, one.post)}",
                f"{day(one.since)} – {day(one.until)}",
                one.document,
            )
            for one in term.posts
        ],
        "departures": [
            join(
                f"{day(one.on)}: {names.person(one.person)}",
                get_label(one.reason, desk.lang),
                one.document,
            )
            for one in term.departures
        ],
        "by_elections": [
            join(f"{day(one.on)}: {names.unit(one.constituency)}", "; ".join(one.elected))
            for one in term.by_elections
        ],
        "confidence_votes": [
            f"{day(one.on)}: {names.person(one.person)}, {one.high}/{one.medium}/{one.low}"
            for one in term.confidence_votes
        ],
        "grades": [
            f"{one.year}: {names.person(one.person)}, {get_label(one.grade, desk.lang)}"
            for one in term.grades
        ],
    }
