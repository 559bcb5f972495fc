"""Papers: proposals as documents to sign, for callers who may see people."""

import hashlib
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
from cocau.app.services.acts import requires
from cocau.app.services.office.settings import get_settings, get_template
from cocau.app.services.planning.proposals import get_completed_proposal
from cocau.app.services.planning.structure_plans import get_structure_plan, get_structure_plan_status
from cocau.app.services.results.election_results import find_election
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.version import VERSION
from cocau.solver.proposal import Proposal
from cocau.solver.structure_plan import StructurePlan


@dataclass(frozen=True)
class PaperOrder:
    """Which paper is wanted, and what only some of them need.

    `other`: the id of the proposal to compare with.
    """

    kind: PaperKind
    form: AnnexFormat
    other: str | None = None


@dataclass(frozen=True)
class PreparedPaper:
    """A paper that can be rendered; `tag`: the ETag of its bytes, known before."""

    tag: str
    _texts: tuple[str, ...]
    _order: PaperOrder
    _office: OfficeSettings
    _template: bytes | None
    _elected: tuple[str, ...] = ()

    def render_file(self) -> tuple[bytes, str]:
        """Render the file, and return it with a name.

        Raises:
            InputError: the paper cannot be made of this proposal.
        """
        first, *others = (Proposal.model_validate_json(text) for text in self._texts)
        request = PaperRequest(first, self._office, next(iter(others), None), self._elected)
        paper = build_paper(self._order.kind, request)
        name = "".join(" " if letter in '\\/:*?"<>|' else letter for letter in paper.title)
        content = render_paper(paper, self._order.form, self._template)
        return content, f"{name[:120].strip(' .')}.{self._order.form}"


@requires(Permission.SEE_PEOPLE)
def prepare_paper(store: Store, caller: Caller, proposal_id: str, order: PaperOrder) -> PreparedPaper:
    """Prepare a paper of a proposal for a caller who may see people.

    Raises:
        Forbidden: the role does not allow to see people.
        InputError: the paper has no such format.
        Missing, Erased, NotReady: see `get_completed_proposal`, of either proposal.
    """
    if order.form is AnnexFormat.XLSX and not PAPER_TYPES[order.kind].has_table:
        raise InputError([_NO_TABLE])
    found = [
        get_completed_proposal(store, caller, one) for one in (proposal_id, order.other) if one is not None
    ]
    locality = found[0].row.locality
    office = get_settings(store, caller, locality)
    template = get_template(store, caller, locality, PAPER_TYPES[order.kind].layout)
    elected: tuple[str, ...] = ()
    if order.kind is PaperKind.FORM_26:
        elected = _list_elected(store, caller, found[0].row.council_id, proposal_id)
    log_read(store, caller, ReadAccess("proposal", proposal_id, action="export"))
    parts = (
        *(str(one.row.proposal_digest) for one in found),
        order.kind,
        order.form,
        *elected,
        office.model_dump_json(),
        "" if template is None else hashlib.sha256(template).hexdigest(),
        VERSION,
    )
    tag = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    texts = tuple(one.text for one in found)
    return PreparedPaper(f'"{tag}"', texts, order, office, template, elected)


def _list_elected(store: Store, caller: Caller, council_id: str | None, proposal_id: str) -> tuple[str, ...]:
    """List who was elected by the counted results that were entered of a proposal.

    Raises:
        InputError: none were, or of another proposal.
    """
    election = None if council_id is None else find_election(store, caller, council_id)
    if election is None or election.lists.proposal_id != proposal_id:
        raise InputError([_NO_RESULTS])
    return election.verdict.elected


_NO_RESULTS = Problem(
    "no_results",
    ("proposal",),
    "Mẫu 26 lập từ kết quả bầu cử đã nhập theo phương án này: hãy nhập kết quả ở phần Sau bầu cử.",
    "Form 26 is made of the results entered of this proposal: enter them first, under After the election.",
)


_NO_TABLE = Problem(
    "no_table",
    ("format",),
    "Văn bản này không có bảng nên không lập thành bảng tính; hãy lấy dạng docx hoặc pdf.",
    "This paper has no table, so there is no workbook of it; take docx or pdf.",
)


@requires(Permission.SEE_PEOPLE)
def list_papers(store: Store, caller: Caller, proposal_id: str) -> tuple[PaperType, ...]:
    """List the papers that a proposal can be made into, in the order of work.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing, Erased, NotReady: see `get_completed_proposal`.
    """
    text = get_completed_proposal(store, caller, proposal_id).text
    return list_offered(Proposal.model_validate_json(text))


@requires(Permission.SEE_PEOPLE)
def render_allocation_paper(
    store: Store, caller: Caller, plan_id: str, form: AnnexFormat
) -> tuple[bytes, str]:
    """Render the composition annex of a structure plan, and return it with a name.

    Raises:
        Forbidden, Missing, Erased, NotReady, InputError: see `get_structure_plan`; it has no allocation.
    """
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
