"""Papers: proposals as documents to sign, for callers who may see people."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cocau.app.audit_log.entries import ReadAccess, log_read
from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.permissions import Permission
from cocau.app.present.annex.formats import AnnexFormat
from cocau.app.present.papers.build import (
    ALLOCATION_LAYOUT,
    PAPER_TYPES,
    PaperKind,
    PaperType,
    build_allocation_paper,
    build_paper,
    list_offered,
)
from cocau.app.present.papers.formats import render_paper
from cocau.app.present.papers.office import OfficeSettings
from cocau.app.present.papers.request import PaperRequest
from cocau.app.present.papers.wording import PaperWording
from cocau.app.services.office.settings import get_settings, get_template
from cocau.app.services.planning.proposals import get_completed_proposal
from cocau.app.services.planning.structure_plans import get_structure_plan, get_structure_plan_status
from cocau.constraints.errors import GivenValue, InputError, Problem
from cocau.constraints.version import VERSION
from cocau.solver.proposal import Proposal
from cocau.solver.structure_plan import StructurePlan


@dataclass(frozen=True)
class PaperOrder:
    """Which paper is wanted, and what only some of them need.

    `other`: the id of the proposal to compare with; `elected`: places in the pool of those elected, from 1.
    """

    kind: PaperKind
    form: AnnexFormat
    other: str | None = None
    elected: Sequence[int] = ()


@dataclass(frozen=True)
class PreparedPaper:
    """A paper that can be rendered; `tag`: the ETag of its bytes, known before."""

    tag: str
    _texts: tuple[str, ...]
    _order: PaperOrder
    _office: OfficeSettings
    _template: bytes | None

    def render_file(self) -> tuple[bytes, str]:
        """Render the file, and return it with a name.

        Raises:
            InputError: the paper cannot be made of this proposal.
        """
        first, *others = (Proposal.model_validate_json(text) for text in self._texts)
        elected = _get_ids(first, self._order.elected)
        request = PaperRequest(first, self._office, next(iter(others), None), elected)
        paper = build_paper(self._order.kind, request)
        name = "".join(" " if letter in '\\/:*?"<>|' else letter for letter in paper.title)
        content = render_paper(paper, self._order.form, self._template)
        return content, f"{name[:120].strip(' .')}.{self._order.form}"


def _get_ids(proposal: Proposal, places: Sequence[int]) -> tuple[str, ...]:
    """Return the ids of people by their places in the pool, from 1.

    Raises:
        InputError: nobody stands at such a place.
    """
    people = proposal.request.pool.people
    wrong = [place for place in places if not 1 <= place <= len(people)]
    if wrong:
        raise InputError([_build_nobody_there(place, len(people)) for place in wrong])
    return tuple(people[place - 1].id for place in places)


def _build_nobody_there(place: int, most: int) -> Problem:
    return Problem(
        "nobody_there",
        ("elected", GivenValue(str(place))),
        f"Không có người ở thứ tự này trong danh sách giới thiệu; có từ 1 đến {most}.",
        f"Nobody has this place in the pool; there are 1 to {most}.",
    )


def prepare_paper(store: Store, caller: Caller, proposal_id: str, order: PaperOrder) -> PreparedPaper:
    """Prepare a paper of a proposal for a caller who may see people.

    Raises:
        Forbidden: the role does not allow to see people.
        InputError: the paper has no such format.
        Missing, Erased, NotReady: see `get_completed_proposal`, of either proposal.
    """
    caller.require(Permission.SEE_PEOPLE)
    if order.form is AnnexFormat.XLSX and not PAPER_TYPES[order.kind].has_table:
        raise InputError([_NO_TABLE])
    found = [
        get_completed_proposal(store, caller, one) for one in (proposal_id, order.other) if one is not None
    ]
    locality = found[0].row.locality
    office = get_settings(store, caller, locality)
    template = get_template(store, caller, locality, PAPER_TYPES[order.kind].layout)
    log_read(store, caller, ReadAccess("proposal", proposal_id, action="export"))
    parts = (
        *(str(one.row.proposal_digest) for one in found),
        order.kind,
        order.form,
        *map(str, order.elected),
        office.model_dump_json(),
        "" if template is None else hashlib.sha256(template).hexdigest(),
        VERSION,
    )
    tag = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return PreparedPaper(f'"{tag}"', tuple(one.text for one in found), order, office, template)


_NO_TABLE = Problem(
    "no_table",
    ("format",),
    "Văn bản này không có bảng nên không lập thành bảng tính; hãy lấy dạng docx hoặc pdf.",
    "This paper has no table, so there is no workbook of it; take docx or pdf.",
)


def list_papers(store: Store, caller: Caller, proposal_id: str) -> tuple[PaperType, ...]:
    """List the papers that a proposal can be made into, in the order of work.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing, Erased, NotReady: see `get_completed_proposal`.
    """
    caller.require(Permission.SEE_PEOPLE)
    text = get_completed_proposal(store, caller, proposal_id).text
    return list_offered(Proposal.model_validate_json(text))


def render_allocation_paper(
    store: Store, caller: Caller, plan_id: str, form: AnnexFormat
) -> tuple[bytes, str]:
    """Render the composition annex of a structure plan, and return it with a name.

    Raises:
        Forbidden, Missing, Erased, NotReady, InputError: see `get_structure_plan`; it has no allocation.
    """
    caller.require(Permission.SEE_PEOPLE)
    status = get_structure_plan_status(store, caller, plan_id)
    plan = StructurePlan.model_validate_json(get_structure_plan(store, caller, plan_id))
    if plan.allocation is None:
        raise InputError([_NO_ALLOCATION])
    office = get_settings(store, caller, status.locality)
    template = get_template(store, caller, status.locality, ALLOCATION_LAYOUT)
    wording = PaperWording(plan.proposal.request.council, office)
    paper = build_allocation_paper(wording, plan.allocation)
    return render_paper(paper, form, template), f"{paper.title}.{form}"


_NO_ALLOCATION = Problem(
    "no_slate",
    ("plan",),
    "Chưa phân bổ được nên chưa lập được văn bản.",
    "Nothing was allocated, so there is nothing to make a paper of.",
)
