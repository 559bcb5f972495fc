"""/proposals/{proposal_id}/hands: a slate changed by hand, each step judged at once."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Path
from starlette.responses import Response

from cocau.app.permissions import Permission
from cocau.app.present.blocks import Block
from cocau.app.present.names import Names
from cocau.app.present.proposal.conflict import render_conflict
from cocau.app.present.proposal.moves import render_moves
from cocau.app.services.errors import ActRefused, Missing, Stale
from cocau.app.services.planning.explanations import get_answer, get_explanation
from cocau.app.services.planning.proposals import cancel_proposal, get_proposal_status
from cocau.app.services.planning.slate_edits import (
    complete_edit,
    discard_edit,
    get_edit,
    move_pointer,
    open_edit,
    save_edit,
    take_step,
)
from cocau.app.web.api.explanations import ExplanationId
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep
from cocau.app.web.desk.page_route import PageRoute
from cocau.app.web.desk.proposals.board import Board, BoardPerson, list_changed_units
from cocau.app.web.desk.proposals.questions import PageLinks, list_offered_slates
from cocau.app.web.desk.proposals.standing import get_proposal_head
from cocau.constraints.errors import InputError
from cocau.constraints.model.slate_steps import SlateAct, SlateStep
from cocau.solver.proposal import Proposal

router = APIRouter(prefix="/proposals/{proposal_id}/hands", route_class=PageRoute, include_in_schema=False)

ExpectedField = Annotated[int, Form(ge=0, le=2**31 - 1)]
NumberField = Annotated[int, Form(ge=0, le=2**31 - 1)]
PickField = Annotated[int, Form(ge=1, le=1000)]
DoField = Annotated[str, Form(max_length=200)]


@dataclass(frozen=True)
class CompletionView:
    """What came of completing the rest: who moved and why, or why it is impossible."""

    proposal_id: str
    blocks: tuple[Block, ...]
    is_possible: bool
    locked: tuple[BoardPerson, ...] = ()


@router.get("", dependencies=[require_permission(Permission.ASK)])
def show_board(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Show the board as the caller left it."""
    return _render_board(desk, proposal_id)


def _read_board(desk: PageContext, proposal_id: str) -> Board:
    base, edit, _ = open_edit(desk.store, desk.caller, proposal_id)
    return Board(base, edit, desk.lang)


def _render_board(
    desk: PageContext, proposal_id: str, said: str = "", code: int = HTTPStatus.OK, *, words: str = ""
) -> Response:
    base, edit, settled = open_edit(desk.store, desk.caller, proposal_id)
    board = Board(base, edit, desk.lang)
    head = get_proposal_head(desk, proposal_id)
    return desk.page(
        "hands.html",
        code=code,
        head=head,
        place=head.place,
        proposal_id=proposal_id,
        board=board,
        said=said,
        completed=None if settled is None else _view_completion(desk, board, settled),
        words=words,
    )


@router.post("/tray", dependencies=[require_permission(Permission.ASK)])
def post_tray_search(
    proposal_id: ResourceId, desk: PageContextDep, words: Annotated[str, Form(max_length=100)] = ""
) -> Response:
    """Search those on no list by name; a name is sent, and stands in no address."""
    if not desk.partly:
        return _render_board(desk, proposal_id, words=words)
    board = _read_board(desk, proposal_id)
    return desk.page("part/board_tray.html", proposal_id=proposal_id, board=board, words=words)


@router.post("/steps")
def post_step(  # each is a field of the form
    proposal_id: ResourceId,
    desk: PageContextDep,
    do: DoField,
    expected: ExpectedField,
    person: NumberField = 0,
    other: NumberField = 0,
) -> Response:
    """Take a step, and answer with the parts of the board that it changes.

    `do`: the act and what it is about, as in ``move dv02``; people go by their numbers.
    """
    before = _read_board(desk, proposal_id)
    try:
        step = _parse_step(before, do, person, other)
        edit = take_step(desk.store, desk.caller, proposal_id, step, expected=expected)
    except InputError as error:
        return _answer_refusal(desk, proposal_id, _join(desk, error), HTTPStatus.UNPROCESSABLE_ENTITY)
    except Stale:
        return _answer_overtaken(desk, proposal_id)
    except ActRefused as refused:
        return _answer_refusal(desk, proposal_id, refused.of(desk.lang), HTTPStatus.CONFLICT)
    after = Board(before.base, edit, desk.lang)
    said = after.describe_step(step)
    told = f"{said[:1].upper()}{said[1:]}: {after.describe_news()}"
    return _answer_changes(desk, proposal_id, before, after, told)


@router.post("/act")
def post_act(
    proposal_id: ResourceId,
    desk: PageContextDep,
    do: DoField,
    person: NumberField = 0,
    other: NumberField = 0,
) -> Response:
    """Take a step that an answer offers, after whatever was done so far, and show the board."""
    board = _read_board(desk, proposal_id)
    return _take_offered(desk, proposal_id, board, lambda: _parse_step(board, do, person, other))


@router.post("/answers/{explanation_id}")
def post_answer_choice(
    proposal_id: ResourceId, explanation_id: ExplanationId, desk: PageContextDep, pick: PickField
) -> Response:
    """Adopt an answer's slate, by its number from 1: an alternative, or beside a why."""
    asked = get_explanation(desk.store, desk.caller, proposal_id, explanation_id)
    text = get_answer(desk.store, desk.caller, proposal_id, explanation_id)
    slates = list_offered_slates(asked.question, text)
    slate = slates[pick - 1] if pick <= len(slates) else None
    if slate is None:
        raise Missing(f"{pick}")
    board = _read_board(desk, proposal_id)
    return _take_offered(desk, proposal_id, board, lambda: SlateStep(act=SlateAct.ADOPT, slate=slate))


def _take_offered(
    desk: PageContext, proposal_id: str, board: Board, build_step: Callable[[], SlateStep]
) -> Response:
    try:
        step = build_step()
        take_step(desk.store, desk.caller, proposal_id, step, expected=board.edit.number)
    except InputError as error:
        return _render_board(desk, proposal_id, _join(desk, error), HTTPStatus.UNPROCESSABLE_ENTITY)
    except (ActRefused, Stale) as refused:
        return _render_board(desk, proposal_id, refused.of(desk.lang), HTTPStatus.CONFLICT)
    anchor = f"#p-{board.numbers[step.person]}" if step.person else ""
    return desk.go(f"/proposals/{proposal_id}/hands{anchor}")


def _parse_step(board: Board, do: str, person: int, other: int) -> SlateStep:
    """Parse a step of a form; whoever is on no list takes the part of the other in a swap.

    Raises:
        Missing: there is no such act, or nobody of this number.
    """
    act, _, about = do.partition(" ")
    if act not in set(SlateAct) or act == SlateAct.ADOPT:
        raise Missing(act)
    one, two = _find_person(board, person), _find_person(board, other)
    if act == SlateAct.SWAP and one and board.people[one].unit is None:
        one, two = two, one
    is_post = act in {SlateAct.APPOINT, SlateAct.RELIEVE}
    return SlateStep(
        act=SlateAct(act),
        person=one,
        other=two if act == SlateAct.SWAP else "",
        to=about if act == SlateAct.MOVE else "",
        post=about if is_post else "",
    )


def _find_person(board: Board, number: int) -> str:
    return next((i for i, n in board.numbers.items() if n == number), "")


def _answer_changes(desk: PageContext, proposal_id: str, before: Board, after: Board, said: str) -> Response:
    """Answer with the parts of the board that are different, and one sentence."""
    if not desk.partly:
        return desk.go(f"/proposals/{proposal_id}/hands")
    return desk.page(
        "part/board_changes.html",
        proposal_id=proposal_id,
        board=after,
        units=list_changed_units(before.units, after.units),
        posts=before.posts != after.posts,
        tray=before.tray_state != after.tray_state,
        said=said,
        completed=None,
    )


def _join(desk: PageContext, error: InputError) -> str:
    """Return everything wrong with an input as one text."""
    return " ".join(problem.of(desk.lang) for problem in error.problems)


def _answer_refusal(desk: PageContext, proposal_id: str, words: str, code: HTTPStatus) -> Response:
    """Answer that a step was not taken: with the whole board as it stands, and why."""
    if not desk.partly:
        return _render_board(desk, proposal_id, words, code)
    return _render_whole_board(desk, proposal_id, _read_board(desk, proposal_id), words, code=code)


def _render_whole_board(
    desk: PageContext,
    proposal_id: str,
    board: Board,
    said: str,
    completed: CompletionView | None = None,
    *,
    code: int = HTTPStatus.OK,
) -> Response:
    return desk.page(
        "part/board_changes.html",
        code=code,
        proposal_id=proposal_id,
        board=board,
        units=board.units,
        posts=True,
        tray=True,
        said=said,
        completed=completed,
    )


def _answer_overtaken(desk: PageContext, proposal_id: str) -> Response:
    """Answer that somebody else changed the edit first."""
    words = desk._("Bản sửa đã thay đổi ở nơi khác; bước vừa rồi chưa được ghi. Hãy làm lại.")
    return _answer_refusal(desk, proposal_id, words, HTTPStatus.CONFLICT)


@router.post("/undo")
def post_undo(proposal_id: ResourceId, desk: PageContextDep, expected: ExpectedField) -> Response:
    """Undo the last step."""
    return _move(desk, proposal_id, -1, expected)


@router.post("/redo")
def post_redo(proposal_id: ResourceId, desk: PageContextDep, expected: ExpectedField) -> Response:
    """Do again what was undone last."""
    return _move(desk, proposal_id, 1, expected)


def _move(desk: PageContext, proposal_id: str, by: int, expected: int) -> Response:
    before = _read_board(desk, proposal_id)
    try:
        edit = move_pointer(desk.store, desk.caller, proposal_id, by, expected=expected)
    except (Stale, ActRefused):
        return _answer_overtaken(desk, proposal_id)
    after = Board(before.base, edit, desk.lang)
    moved = before.summary.undo if by < 0 else before.summary.redo
    words = desk._("Đã hoàn tác: %s.") if by < 0 else desk._("Đã làm lại: %s.")
    return _answer_changes(desk, proposal_id, before, after, words % (moved or "—"))


@router.post("/discard")
def post_discard(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Discard every step, and go back to the proposal."""
    discard_edit(desk.store, desk.caller, proposal_id)
    return desk.go(f"/proposals/{proposal_id}")


@router.post("/complete")
def post_completion(
    proposal_id: ResourceId, desk: PageContextDep, expected: ExpectedField, keep: DoField = "locked"
) -> Response:
    """Plan the rest around what is locked, or around everybody who was touched."""
    try:
        complete_edit(
            desk.office, desk.caller, proposal_id, expected=expected, keep_touched=keep == "touched"
        )
    except InputError as error:
        return _answer_refusal(desk, proposal_id, _join(desk, error), HTTPStatus.UNPROCESSABLE_ENTITY)
    except (Stale, ActRefused):
        return _answer_overtaken(desk, proposal_id)
    board = _read_board(desk, proposal_id)
    return _answer_changes(desk, proposal_id, board, board, desk._("Đang hoàn thành phần còn lại…"))


@router.get("/completion", dependencies=[require_permission(Permission.ASK)])
def show_completion(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Show what completing the rest gave, as parts of the board; nothing until then."""
    base, edit, settled = open_edit(desk.store, desk.caller, proposal_id)
    board = Board(base, edit, desk.lang)
    if settled is None and board.summary.completing:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    if not desk.partly:
        return desk.go(f"/proposals/{proposal_id}/hands")
    completed = None if settled is None else _view_completion(desk, board, settled)
    done = completed is not None and completed.is_possible
    said = desk._("Đã hoàn thành phần còn lại.") if done else desk._("Chưa hoàn thành được phần còn lại.")
    return _render_whole_board(desk, proposal_id, board, said, completed)


@router.post("/stop")
def post_completion_stop(proposal_id: ResourceId, desk: PageContextDep) -> Response:
    """Stop completing the rest; the best slate so far is taken."""
    running = get_edit(desk.store, desk.caller, proposal_id).completion
    if running is not None and not get_proposal_status(desk.store, desk.caller, running).state.final:
        cancel_proposal(desk.office, desk.caller, running)
    return desk.go(f"/proposals/{proposal_id}/hands")


def _view_completion(desk: PageContext, board: Board, proposal: Proposal) -> CompletionView:
    """Build what came of a completion: the moves, or the conflict with the locks in it."""
    names = Names.of(proposal, desk.lang, codes=False)
    made = next((s.origin for s in reversed(board.edit.steps[: board.edit.pointer]) if s.origin), "")
    link = PageLinks(names, made or board.edit.proposal).link_blocks
    if proposal.slate is not None:
        return CompletionView(made, tuple(link(render_moves(names, proposal))), is_possible=True)
    found = proposal.conflict
    if found is None:
        return CompletionView(made, (), is_possible=False)
    held = {pin.rpartition(":")[2] for pin in found.pins}
    locked = tuple(board.people[i] for i in board.judged.locked if i in held)
    blocks = tuple(link(render_conflict(names, found, proposal.request.pins)))
    return CompletionView(made, blocks, is_possible=False, locked=locked)


@router.post("/save")
def post_save(
    proposal_id: ResourceId,
    desk: PageContextDep,
    expected: ExpectedField,
    label: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Save what was done as a proposal of its own, and go to it."""
    try:
        saved = save_edit(desk.office, desk.caller, proposal_id, label.strip(), expected=expected)
    except (Stale, ActRefused) as refused:
        return _answer_refusal(desk, proposal_id, refused.of(desk.lang), HTTPStatus.CONFLICT)
    return desk.go(f"/proposals/{saved}")


@router.get("/people/{number}", dependencies=[require_permission(Permission.ASK)])
def show_menu(
    proposal_id: ResourceId, number: Annotated[int, Path(ge=1, le=2**31 - 1)], desk: PageContextDep
) -> Response:
    """Show what can be done with a person, each move with what it would break."""
    board = _read_board(desk, proposal_id)
    person = _find_person(board, number)
    if not person:
        raise Missing(f"{number}")
    row = board.people[person]
    targets = [
        (unit, board.forecast(SlateStep(act=SlateAct.MOVE, person=person, to=unit.id)))
        for unit in board.units
        if unit.id != row.unit and not row.locked
    ]
    targets.sort(key=lambda target: target[1])
    head = None if desk.partly else get_proposal_head(desk, proposal_id)
    return desk.page(
        "part/board_menu.html" if desk.partly else "hands_person.html",
        head=head,
        place=None if head is None else head.place,
        proposal_id=proposal_id,
        board=board,
        row=row,
        targets=targets,
    )
