"""Buttons on the way to a council that store nothing: rows, cells, committees, seats."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from cocau.app.db.clock import today
from cocau.app.files.constituencies import parse_pasted
from cocau.app.files.text import fold
from cocau.app.present.blocks import Block
from cocau.app.present.seats import render_apportionment, render_seat_count
from cocau.app.present.wording import Wording
from cocau.app.services.councils import SeatsAnswer, plan_draft_seats, plan_seats
from cocau.app.services.results.council_terms import get_term
from cocau.app.services.rulebooks import resolve_rulebook
from cocau.app.web.deps import check_id
from cocau.app.web.desk.context import PageContext
from cocau.app.web.desk.councils.council_form import (
    CouncilFormReader,
    find_field,
    read_election_day,
    read_kind,
    read_units,
)
from cocau.app.web.desk.councils.council_texts import (
    MOST_ROWS,
    CouncilTexts,
    add_rows,
    get_free_row,
    is_blank_row,
    list_rows,
    list_usual_committees,
    put_usual_committees,
    remove_row,
    replace_units,
)
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.council import CouncilOffice
from cocau.constraints.model.draft import MOST_SEATS, CouncilDraft, DraftPlace
from cocau.solver.apportionment.seat_plan import SeatQuestion

_ROWS_ADDED = 5


@dataclass(frozen=True)
class CouncilFormPage:
    """What the form's page shows: texts, problems, and the answer to an act on the way.

    `told`: an answer's sentence; `seats`, `division`: its blocks. `since`: the version that was edited when
    somebody saved another one; `theirs`: what they wrote into fields that were typed into as well.
    """

    texts: CouncilTexts
    expected: int = 0
    problems: Sequence[Problem] = ()
    code: int = 200
    note: str = ""
    pasted: str = ""
    told: str = ""
    seats: tuple[Block, ...] = ()
    division: tuple[Block, ...] = ()
    since: int | None = None
    theirs: Mapping[str, str] = field(default_factory=dict)


def refuse(sent: CouncilFormPage, problems: Sequence[Problem]) -> CouncilFormPage:
    """Return the form with its problems."""
    return replace(sent, problems=tuple(problems), code=HTTPStatus.UNPROCESSABLE_ENTITY)


def perform_act(desk: PageContext, act: str, sent: CouncilFormPage) -> CouncilFormPage:
    """Answer a button that stores nothing: the same form with more in it."""
    sort, _, row = act.removeprefix("drop:").partition(".")
    if act.startswith("drop:"):
        return replace(sent, texts=remove_row(sent.texts, sort, row))
    if act in {"unit", "committee"}:
        number = _ROWS_ADDED if act == "unit" else 1
        return replace(sent, texts=add_rows(sent.texts, act, number))
    perform = {
        "paste": _put_pasted,
        "divide": _divide_seats,
        "committees": _put_committees,
        "prior": _put_prior,
    }
    try:
        return perform.get(act, _tell_seats)(desk, sent)
    except InputError as error:
        return refuse(sent, error.problems)


def _tell_seats(desk: PageContext, sent: CouncilFormPage) -> CouncilFormPage:
    return replace(sent, seats=render_seats(desk, count_seats(desk, sent.texts)))


def _put_prior(desk: PageContext, sent: CouncilFormPage) -> CouncilFormPage:
    """Put the counted results of a council, and its officers now, as the previous term."""
    council_id = sent.texts.get("prior.from", "")
    now = get_term(desk.store, desk.caller, check_id(council_id)) if council_id else None
    if now is None or now.election is None:
        raise InputError([_NO_RESULTS])
    if now.election.verdict.open:
        raise InputError([_NOT_SETTLED])
    prior = now.election.build_prior_term()
    texts = sent.texts | {
        "prior.deputies": str(prior.deputies),
        "prior.people": "" if prior.introduced is None else str(prior.introduced),
        "prior.source": prior.source,
    }
    texts |= {f"prior.count.{group}": str(number) for group, number in prior.counts.items()}
    texts |= {f"prior.introduced.{group}": str(number) for group, number in prior.introduced_counts.items()}
    if holders := now.term.list_holders(today()):
        offices = Counter(one.post.partition("/")[0] for one in holders)
        texts |= {f"sitting.{office}": str(offices[office]) for office in CouncilOffice}
        names = now.election.list_officers(holders)
        texts |= {f"officers.{office}": "; ".join(names.get(office, ())) for office in CouncilOffice}
    told = desk._("Đã lấy số liệu nhiệm kỳ trước từ kết quả bầu cử đã nhập; xem lại rồi lưu.")
    return replace(sent, texts=texts, told=told)


_NO_RESULTS = Problem(
    "no_results",
    ("prior.from",),
    "Chọn hội đồng đã nhập kết quả bầu cử.",
    "Choose a council whose results were entered.",
)
_NOT_SETTLED = Problem(
    "not_settled",
    ("prior.from",),
    "Hội đồng này còn đơn vị bầu cử chưa có kết quả cuối cùng.",
    "Some constituencies of this council are not settled yet.",
)


def _put_committees(_: PageContext, sent: CouncilFormPage) -> CouncilFormPage:
    reader = CouncilFormReader(sent.texts, [])
    kind, day = read_kind(reader), read_election_day(reader)
    if kind is None or day is None:
        raise InputError(reader.problems)
    return replace(sent, texts=put_usual_committees(sent.texts, list_usual_committees(kind, day)))


def _put_pasted(desk: PageContext, sent: CouncilFormPage) -> CouncilFormPage:
    """Put pasted rows into the grid: a known name fills its row, others are new."""
    rows = parse_pasted(sent.pasted)
    if not rows:
        raise InputError([_NOTHING_PASTED])
    texts = dict(sent.texts)
    for row in list_rows(texts, "unit"):
        if is_blank_row(texts, "unit", row):
            texts = remove_row(texts, "unit", row)
    known = {fold(texts[f"unit.{row}.name"]): row for row in list_rows(texts, "unit")}
    for pasted in rows:
        row = known.get(fold(pasted.name)) or get_free_row(texts, "unit")
        known[fold(pasted.name)] = row
        given = {name: value for name, value in vars(pasted).items() if value}
        old = {name: texts.get(f"unit.{row}.{name}", "") for name in vars(pasted)}
        texts |= {f"unit.{row}.{name}": value for name, value in (old | given).items()}
        if len(list_rows(texts, "unit")) >= MOST_ROWS:
            break
    told = desk._("Đã đưa vào bảng %(n)s đơn vị bầu cử.") % {"n": len(rows)}
    return replace(sent, texts=texts, pasted="", told=told)


_NOTHING_PASTED = Problem(
    "nothing_pasted",
    ("pasted",),
    "Chưa đọc được dòng nào: chép các ô trong bảng tính (tên, số đại biểu, dân số, địa bàn) rồi dán vào đây.",
    "No row could be read: copy cells of a spreadsheet (name, seats, population, area) and paste them here.",
)


def count_seats(desk: PageContext, texts: CouncilTexts) -> SeatsAnswer:
    """Count the seats by the formula, or by the decision that was typed.

    Raises:
        InputError: what is not known, each at its field.
    """
    reader = CouncilFormReader(texts, [])
    kind, day = read_kind(reader), read_election_day(reader)
    seats, decided = reader.read_number("seats", 1), reader.read_text("seats_decided_by")
    population, units = reader.read_number("population", 1), reader.read_number("lower_units")
    if population is None and not any(p.field == "population" for p in reader.problems):
        population = _sum_typed_people(texts)
    if kind is None or day is None or reader.problems:
        raise InputError(reader.problems)
    question = SeatQuestion(
        day=day,
        kind=kind,
        population=population,
        lower_units=units,
        seats=min(seats, MOST_SEATS) if seats is not None and decided else None,
        decided_by=decided or None,
    )
    try:
        return plan_seats(desk.store, desk.caller, question)
    except InputError as error:
        raise InputError([_move_to_form(problem) for problem in error.problems]) from None


def _sum_typed_people(texts: CouncilTexts) -> int | None:
    rows = [row for row in list_rows(texts, "unit") if not is_blank_row(texts, "unit", row)]
    reader = CouncilFormReader(texts, [])
    people = [reader.read_number(f"unit.{row}.population", 1) for row in rows]
    return sum(n for n in people if n is not None) if people and None not in people else None


def _divide_seats(desk: PageContext, sent: CouncilFormPage) -> CouncilFormPage:
    """Divide the seats among the typed constituencies by their people."""
    draft = _read_draft(sent.texts)
    try:
        answer = plan_draft_seats(desk.store, desk.caller, draft)
    except InputError as error:
        raise InputError([_move_to_form(problem) for problem in error.problems]) from None
    made = () if answer.council is None else answer.council.constituencies
    texts = replace_units(sent.texts, made, desk.lang)
    if draft.seats is None and texts["seats"].strip():  # a number without a decision gives way to the formula
        texts["seats"] = str(answer.plan.count.seats)
    book = resolve_rulebook(desk.store, desk.caller, answer.plan.rulebook)
    wording = Wording(book.for_kind(draft.kind, draft.election_day), desk.lang)
    return replace(
        sent,
        texts=texts,
        seats=render_seats(desk, answer),
        division=tuple(render_apportionment(wording, answer.plan)),
    )


def _read_draft(texts: CouncilTexts) -> CouncilDraft:
    """Read the draft of a council whose seats are to be divided.

    Raises:
        InputError: what is not known, each at its field.
    """
    reader = CouncilFormReader(texts, [])
    kind, day = read_kind(reader), read_election_day(reader)
    units, wanted = read_units(reader, with_seats=False), reader.read_number("wanted", 1)
    seats, decided = reader.read_number("seats", 1), reader.read_text("seats_decided_by")
    population, lower = reader.read_number("population", 1), reader.read_number("lower_units")
    if reader.problems or kind is None or day is None:
        raise InputError(reader.problems)
    places = [{name: value for name, value in unit.items() if name != "seats"} for unit in units]
    return CouncilDraft(
        id="draft",
        name=texts["name"] or "—",
        kind=kind,
        election_day=day,
        population=population,
        lower_units=lower,
        merged_from=reader.read_number("merged_from", 1),
        places=tuple(DraftPlace(**place) for place in places),
        constituencies=wanted,
        seats=seats if decided else None,
        seats_decided_by=decided or None,
    )


def render_seats(desk: PageContext, answer: SeatsAnswer) -> tuple[Block, ...]:
    """Render how many seats there are, and where the number comes from."""
    plan = answer.plan
    book = resolve_rulebook(desk.store, desk.caller, plan.rulebook)
    here = book if plan.kind is None else book.for_kind(plan.kind, plan.election_day)
    return tuple(render_seat_count(Wording(here, desk.lang), plan))


_FORM_WORDS = {
    "too_little_known": Problem(
        "too_little_known",
        ("population",),
        "Ghi dân số để tính số đại biểu theo công thức; hoặc ghi số đại biểu đã có quyết định.",
        "Enter the population to count seats by the formula, or the number that was decided.",
    ),
    "no_formula": Problem(
        "no_formula",
        ("seats",),
        "Chưa có công thức cho loại đơn vị này vào ngày bầu cử: ghi số đại biểu và văn bản quyết định.",
        "There is no formula for this kind of unit on that day: enter the seats and the decision.",
    ),
    "decided_above": Problem(
        "decided_above",
        ("seats",),
        "Với số đơn vị cấp dưới này, số đại biểu do Ủy ban Thường vụ Quốc hội quyết định: ghi cả văn bản.",
        "With so many lower units the National Assembly's Standing Committee decides: enter its decision.",
    ),
    "seats_decided_by": Problem(
        "seats_decided_by",
        ("seats_decided_by",),
        "Ghi cả số đại biểu và văn bản quyết định; nếu không, số đại biểu tính theo dân số.",
        "Enter both the seats and the decision; without both, seats follow from the population.",
    ),
    "no_council": Problem(
        "no_council",
        ("population",),
        "Với dân số này, đơn vị không thành lập Hội đồng nhân dân.",
        "With so few people the unit elects no council.",
    ),
    "too_many_places": Problem(
        "too_many_places",
        ("units",),
        "Nhiều đơn vị hơn số đại biểu: gộp các đơn vị nhỏ vào một dòng, địa bàn cách nhau bằng dấu phẩy.",
        "There are more constituencies than seats: join small ones in one row, areas set apart by commas.",
    ),
}
"""What the form says where the service speaks of the fields of a file."""


def _move_to_form(problem: Problem) -> Problem:
    """Return a problem of a draft as one of the form's fields."""
    if (words := _FORM_WORDS.get(problem.code)) is not None:
        return words
    name = "wanted" if problem.code == "constituencies_impossible" else find_field(problem.loc)
    return problem.at((name,))
