"""The versions of an allocation table that a page is about, and the plans made of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cocau.app.db.models import JobState
from cocau.app.i18n.languages import Lang
from cocau.app.present.blocks import Block
from cocau.app.present.names import Names
from cocau.app.present.proposal.compliance import render_compliance, render_compliance_summary
from cocau.app.present.proposal.conflict import render_missed_aims
from cocau.app.present.proposal.outcome import render_outcome
from cocau.app.present.structure import render_allocation, render_introduction_bounds, render_nameless_note
from cocau.app.present.wording import Footnotes
from cocau.app.services.allocation_tables import ALLOCATION_TABLES
from cocau.app.services.documents import StoredVersion, read_document
from cocau.app.services.errors import Missing, NotReady
from cocau.app.services.planning.structure_plans import (
    StructurePlanStatus,
    get_structure_plan,
    get_structure_plan_status,
    list_structure_plans,
)
from cocau.app.web.deps import check_id
from cocau.app.web.desk.context import CouncilContext, PageContext, get_council_context
from cocau.app.web.desk.proposals.conflict_view import ConflictView
from cocau.app.web.desk.tables.edits import TypedValues
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.offers import Offers
from cocau.solver.structure_plan import StructurePlan


@dataclass(frozen=True)
class TablePlanView:
    """A plan of an allocation table as its page shows it: its status, and its result."""

    status: StructurePlanStatus
    structure: StructurePlan | None
    lang: Lang
    problems: tuple[Problem, ...] = ()

    @property
    def waiting(self) -> bool:
        """Return whether the plan is still being made."""
        return not self.status.state.final

    def is_of(self, offers: Offers) -> bool:
        """Return whether the plan was made of these offers, or may yet have been."""
        return self.structure is None or self.structure.offers.in_order() == offers.in_order()

    @cached_property
    def sheet(self) -> Names:
        """Return the names of everything in the plan."""
        made = self._finished_structure
        proposal = made.proposal
        return Names(
            proposal.rulebook, self.lang, proposal.request.council, made.pool(self.lang), codes=False
        )

    @property
    def _finished_structure(self) -> StructurePlan:
        if self.structure is None:
            raise LookupError("there is no plan yet")
        return self.structure

    @property
    def verdict(self) -> list[Block]:
        """Return the result in a sentence."""
        return list(render_outcome(self.sheet, self._finished_structure.proposal))

    @property
    def conflict(self) -> ConflictView | None:
        """Return the conflict that leaves no plan, if there is one."""
        proposal = self._finished_structure.proposal
        found = proposal.conflict
        return None if found is None else ConflictView(self.sheet, proposal, found, Footnotes(self.sheet))

    @property
    def asked(self) -> list[Block]:
        """Return the numbers behind the conflict's statements about introductions."""
        found = self._finished_structure.proposal.conflict
        return (
            []
            if found is None
            else list(render_introduction_bounds(self.sheet, self._finished_structure.offers, found))
        )

    @property
    def tables(self) -> list[Block]:
        """Return the tables of who introduces how many of what."""
        made = self._finished_structure.allocation
        return [] if made is None else list(render_allocation(self.sheet, made))

    @property
    def missed(self) -> list[Block]:
        """Return the missed aims with their reasons."""
        proposal = self._finished_structure.proposal
        return list(render_missed_aims(self.sheet, proposal.aims, proposal.request.pins))

    @property
    def compliance(self) -> list[Block]:
        """Return the verdict on every rule."""
        findings = self._finished_structure.proposal.findings
        if not findings:
            return []
        return [
            render_compliance_summary(self.sheet, findings),
            render_nameless_note(self.sheet),
            *render_compliance(self.sheet, findings),
        ]

    @property
    def totals(self) -> tuple[int, int, int] | None:
        """Return how many are introduced, on the lists, and intended for the council."""
        made = self._finished_structure.allocation
        if made is None:
            return None
        of = made.totals
        return of.introduced.people, of.listed.people, of.intended.people

    @property
    def taken(self) -> Iterator[tuple[str, int]]:
        """Yield the number introduced for each organisation and each profile of the grid."""
        made = self.structure.allocation if self.structure is not None else None
        for row in made.rows if made is not None else ():
            yield row.id, row.introduced.people
            for profile in row.profiles:
                yield f"{row.id}--{profile.id}", profile.introduced.people


@dataclass(frozen=True)
class TableVersions:
    """A table in its newest version, the version that was edited, and the council of both."""

    newest: StoredVersion[Offers]
    base: StoredVersion[Offers]
    since: StoredVersion[Offers]
    place: CouncilContext


def get_table_versions(desk: PageContext, table_id: str, typed: TypedValues) -> TableVersions:
    """Return the newest version of a table, and the versions that a form names.

    Raises:
        Forbidden, Missing, Erased: as `read_document`.
        InputError: what the form names is no version.
    """
    newest = read_document(desk.store, desk.caller, ALLOCATION_TABLES, table_id)
    number = newest.version.number
    base, since = (
        _parse_version_number(typed, "version", number),
        _parse_version_number(typed, "since", number),
    )
    return TableVersions(
        newest=newest,
        base=newest
        if base == number
        else read_document(desk.store, desk.caller, ALLOCATION_TABLES, table_id, base),
        since=newest
        if since == number
        else read_document(desk.store, desk.caller, ALLOCATION_TABLES, table_id, since),
        place=get_council_context(desk, f"{newest.document.about}"),
    )


def _parse_version_number(typed: TypedValues, field: str, default: int) -> int:
    """Parse the number of a version. Raises InputError: it is no number."""
    value = typed.get(field, "")
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 9):  # noqa: PLR2004  # what a version is
        vi, en = "Phải là số của một bản.", "It must be the number of a version."
        raise InputError([Problem("no_number", (field,), vi, en)])
    return int(value)


def get_newest_plan(desk: PageContext, held: StoredVersion[Offers]) -> TablePlanView | None:
    """Return the newest plan of a version; None: there is none, or it came to nothing."""
    table_id, number = held.document.id, held.version.number
    for one in list_structure_plans(desk.store, desk.caller, table_id, limit=1):
        if one.table_version == number and one.state not in {JobState.FAILED, JobState.STOPPED}:
            return get_plan(desk, table_id, one.id)
    return None


def get_plan(desk: PageContext, table_id: str, plan_id: str) -> TablePlanView | None:
    """Return a plan of a table; None: there is none."""
    if not plan_id:
        return None
    try:
        stands = get_structure_plan_status(desk.store, desk.caller, check_id(plan_id))
    except Missing:
        return None
    if stands.table != table_id:
        return None
    try:
        found = StructurePlan.model_validate_json(get_structure_plan(desk.store, desk.caller, plan_id))
    except NotReady:
        return TablePlanView(stands, None, desk.lang)
    except InputError as error:
        return TablePlanView(stands, None, desk.lang, error.problems)
    return TablePlanView(stands, found, desk.lang)
