"""What is looked for beside a conflict, and shown as a part of its page: ways out, and other conflicts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cocau.app.access.roles import May
from cocau.app.api.which import checked_id
from cocau.app.jobs.tasks.conflicts import ConflictsQuestion
from cocau.app.jobs.tasks.repairs import RepairsQuestion
from cocau.app.office.errors import Missing, NotReady
from cocau.app.office.explaining import Asking, ExplanationStatus, answer, explanation
from cocau.app.office.ways_out import sought
from cocau.app.pages.conflict_sheet import ConflictSheet
from cocau.app.pages.desk import Desk
from cocau.app.pages.ways_sheet import WaysSheet
from cocau.app.render.notes import Notes
from cocau.app.render.sheet import Sheet
from cocau.solver.explain.conflicts import Conflicts
from cocau.solver.explain.repair import Repairs
from cocau.solver.proposal import Proposal


@dataclass(frozen=True)
class Asked:
    """A question about a proposal that was asked, and its answer once there is one."""

    status: ExplanationStatus
    text: str | None

    @property
    def waiting(self) -> bool:
        """Whether it is still being answered."""
        return not self.status.state.final


@dataclass(frozen=True)
class Aside:
    """What is looked for beside the conflict itself: the part of the page that it is, and what that shows."""

    part: str
    question: Asking
    told: Callable[[Desk, str, Proposal, Asked | None], dict[str, Any]]


def newest(desk: Desk, which: str, asked: Asking) -> Asked | None:
    """The same question as it was asked last; None: nobody has."""
    known = sought(desk.store, desk.caller, which, asked)
    return None if known is None else _with_answer(desk, known)


def asked_of(desk: Desk, which: str, one: str, question: str) -> Asked:
    """Raises Missing: there is none, or it is another question."""
    desk.caller.must(May.SEE_PEOPLE)
    known = explanation(desk.store, desk.caller, which, checked_id(one))
    if known.question != question:
        raise Missing(one)
    return _with_answer(desk, known)


def _with_answer(desk: Desk, known: ExplanationStatus) -> Asked:
    try:
        return Asked(known, answer(desk.store, desk.caller, known.proposal, known.id))
    except NotReady:
        return Asked(known, None)


def _ways(desk: Desk, which: str, proposal: Proposal, asked: Asked | None) -> dict[str, Any]:
    known = None
    if asked is not None and asked.text is not None:
        known = WaysSheet(Sheet.of(proposal, desk.lang), proposal, Repairs.model_validate_json(asked.text))
    return {"which": which, "ways_asked": asked, "ways": known}


def _others(desk: Desk, which: str, proposal: Proposal, asked: Asked | None) -> dict[str, Any]:
    known = None if asked is None or asked.text is None else Conflicts.model_validate_json(asked.text)
    sheet = Sheet.of(proposal, desk.lang)
    notes = Notes(sheet)
    each = [ConflictSheet(sheet, proposal, one, notes) for one in known.conflicts] if known else []
    return {"which": which, "others_asked": asked, "others": known, "each": each}


WAYS = Aside("ways", RepairsQuestion(), _ways)
OTHERS = Aside("others", ConflictsQuestion(), _others)
