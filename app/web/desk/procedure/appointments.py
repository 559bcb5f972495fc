"""/councils/{council_id}/gates/appointments: who is to be appointed, with opinions."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.responses import Response

from cocau.app.db.clock import today
from cocau.app.permissions import Permission
from cocau.app.present.procedure.wording import ProcedureWording
from cocau.app.services.errors import Missing, Stale
from cocau.app.services.gates import DossierEdit, get_calendar, get_dossier, save_dossier
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.forms import FormValuesDep, clean_field
from cocau.app.web.desk.page_route import PageRoute
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.procedure.dossier import Appointment, OpinionPosition

router = APIRouter(
    prefix="/councils/{council_id}/gates/appointments", route_class=PageRoute, include_in_schema=False
)

Row = dict[str, str]
"""One appointment as it is typed: a text for each field of it and of its opinion."""

_OWN = ("person", "post", "on")
_OPINION = ("by", "on", "position", "document", "content")
_FIELDS = (*_OWN, *(f"opinion_{name}" for name in _OPINION))
_MOST_ROWS = 300
_LONGEST = {"opinion_content": 10_000}
_SHORT = 300


@router.get("", dependencies=[require_permission(Permission.EDIT)])
def show_appointments(council_id: ResourceId, desk: PageContextDep) -> Response:
    """Show every appointment as a form, and one empty form."""
    now = get_dossier(desk.store, desk.caller, council_id)
    return _render(desk, council_id, [_list_values(one) for one in now.dossier.appointments], now.version)


@router.post("", dependencies=[require_permission(Permission.EDIT)])
def post_appointments(council_id: ResourceId, desk: PageContextDep, typed: FormValuesDep) -> Response:
    """Save all appointments as one version of the dossier, or tell each fault at its field."""
    rows = _read_rows(typed)
    expected = int(typed["expected"][:9]) if typed.get("expected", "").isdecimal() else 0
    try:
        appointments = _parse_rows(rows)
        now = get_dossier(desk.store, desk.caller, council_id)
        dossier = now.dossier.replace_unvalidated(appointments=appointments)
        note = desk._("Cập nhật nhân sự dự kiến bổ nhiệm")
        save_dossier(desk.store, desk.caller, council_id, dossier, DossierEdit(expected, note))
    except InputError as error:
        refused = HTTPStatus.UNPROCESSABLE_ENTITY
        return _render(desk, council_id, rows, expected, code=refused, problems=error.problems)
    except Stale as stale:
        overtaken = HTTPStatus.PRECONDITION_FAILED
        return _render(desk, council_id, rows, stale.now, code=overtaken)
    return desk.go(f"/councils/{council_id}/gates?told=appointments")


def _list_values(one: Appointment) -> Row:
    """List the fields of an appointment as texts."""
    tree: dict[str, Any] = one.model_dump(mode="json")
    opinion = tree.pop("opinion") or {}
    tree |= {f"opinion_{name}": opinion.get(name) for name in _OPINION}
    return {name: tree.get(name) or "" for name in _FIELDS}


def _read_rows(typed: Mapping[str, str]) -> list[Row]:
    """Read the rows that are not empty and not to be left out, as they were typed."""
    found = []
    for at in range(_MOST_ROWS):
        row = {name: typed.get(f"{at}.{name}", "")[: _LONGEST.get(name, _SHORT)].strip() for name in _FIELDS}
        given = any(value for name, value in row.items() if name != "opinion_position")
        if given and not typed.get(f"{at}.drop"):
            found.append(row)
    return found


def _parse_rows(rows: list[Row]) -> tuple[Appointment, ...]:
    """Parse what was typed.

    Raises:
        InputError: everything wrong with it, each at its row and field.
    """
    found, problems = [], list[Problem]()
    for at, row in enumerate(rows):
        unusable: list[Problem] = []
        tree = _build_tree(row, unusable)
        problems += [problem.at(("dossier", "appointments", at, problem.field)) for problem in unusable]
        try:
            found.append(Appointment.model_validate(tree))
        except ValidationError as error:
            told = {problem.field for problem in unusable}
            problems += [
                problem.at(("dossier", "appointments", at, *problem.loc))
                for problem in list_validation_problems(error)
                if "_".join(map(str, problem.loc)) not in told
            ]
    if problems:
        raise InputError(problems)
    return tuple(found)


def _build_tree(row: Row, unusable: list[Problem]) -> dict[str, Any]:
    clean = {
        name: clean_field(value, name, unusable) or None
        for name, value in row.items()
        if name not in _LONGEST
    }
    lines = (clean_field(line, "opinion_content", unusable) for line in row["opinion_content"].splitlines())
    clean["opinion_content"] = "\n".join(lines) or None
    opinion = {name: clean[f"opinion_{name}"] for name in _OPINION}
    is_given = any(value for name, value in opinion.items() if name != "position")
    opinion["position"] = opinion["position"] or OpinionPosition.NONE_STATED
    return {name: clean[name] for name in _OWN} | {"opinion": opinion if is_given else None}


def _render(  # what goes on a form
    desk: PageContext,
    council_id: str,
    rows: list[Row],
    expected: int,
    *,
    code: int = HTTPStatus.OK,
    problems: tuple[Problem, ...] | list[Problem] = (),
) -> Response:
    _, about, book = get_calendar(desk.store, desk.caller, council_id)
    course = ProcedureWording(book, desk.lang, about, codes=False)
    step = next((step for step in course.steps.values() if step.appointment), None)
    if step is None:
        raise Missing("appointments")
    return desk.page(
        "appointments.html",
        code=code,
        place=get_council_context(desk, council_id),
        course=course,
        step=step,
        rows=[*rows, dict.fromkeys(_FIELDS, "")],
        expected=expected,
        wrong=_group_problems(problems),
        latest=today(),
        positions=list(OpinionPosition),
        overtaken=code == HTTPStatus.PRECONDITION_FAILED,
    )


def _group_problems(problems: tuple[Problem, ...] | list[Problem]) -> dict[str, list[Problem]]:
    """Group problems by ``<row>.<field>``; "" for those of no row."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        steps = [str(step) for step in problem.loc[2:]]
        field = "_".join(steps[1:]) or "person"
        place = f"{steps[0]}.{field}" if steps and field in _FIELDS else ""
        found.setdefault(place, []).append(problem)
    return found
