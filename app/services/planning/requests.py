"""Requests for proposals: references followed, the scenario applied, all checked."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from cocau.app.auth.caller import Caller, Locality
from cocau.app.db.engine import Store
from cocau.app.permissions import Permission
from cocau.app.services.acts import requires
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import DocumentType, StoredVersion, read_document
from cocau.app.services.errors import Erased, Missing
from cocau.app.services.pools import POOLS
from cocau.app.services.rulebooks import find_own_version, resolve_rulebook
from cocau.app.services.scenarios import SCENARIOS
from cocau.app.settings import Settings
from cocau.constraints.checks.clashes import Clash, find_clashes
from cocau.constraints.errors import InputError, Loc, OverrideError, Problem
from cocau.constraints.library import choose_rulebook_name
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Record
from cocau.constraints.rulebook import Departure, Rulebook
from cocau.constraints.rules.rule import Strength
from cocau.solver.explain.scenario import Scenario, apply_scenario
from cocau.solver.plan import resolve_rulebook as plan_resolve_rulebook
from cocau.solver.request import Introductions, Pins, PlanRequest, find_request_problems

INLINE, BY_REF = "(inline)", "(ref)"
"""Branches of a union; `constraints.documents` leaves them out of the place of a fault."""


class DocumentReference(Record):
    """A reference to a stored document by its id; `version`: the newest, unless one is named."""

    ref: str = Field(pattern=r"^[a-z]{3}_[0-9a-z]{26}$", examples=["cnc_01k0000000000000000000000a"])
    version: int | None = Field(default=None, ge=1, le=2**31 - 1)


def _check_one_line(label: str) -> str:
    if not label.isprintable():
        raise PydanticCustomError("one_line", "one line of text")
    return label


Label = Annotated[str, AfterValidator(_check_one_line)]
"""One line of text, or nothing."""


def _get_branch(value: Any) -> str:  # noqa: ANN401  # whatever was sent
    """Return the branch of the union that is meant, so that only its faults are reported."""
    by_ref = isinstance(value, DocumentReference) or (isinstance(value, dict) and "ref" in value)
    return BY_REF if by_ref else INLINE


R = TypeVar("R", bound=Record)

InlineOrReference = Annotated[
    Annotated[R, Tag(INLINE)] | Annotated[DocumentReference, Tag(BY_REF)], Discriminator(_get_branch)
]
"""A value that is sent, or a reference to one that is kept here."""


class ProposalCreate(Record):
    """A proposal to create: fields of a plan request, or references to documents.

    `scenario` changes everything else as it would change a base; `locality`: whose proposal it is.
    """

    council: Annotated[
        InlineOrReference[Council],
        Field(description="a council, or a reference to one that is kept here"),
    ]
    pool: Annotated[
        InlineOrReference[Pool],
        Field(description="the people, or a reference to a pool that is kept here"),
    ]
    rulebook: str = Field(
        default="",
        max_length=300,
        description="empty: that of the council's election day; a shipped name, an own one (`rbk_…`,"
        " `rbk_…@2`), or several joined with `+`",
    )
    scenario: DocumentReference | None = Field(
        default=None, description="a what-if that is kept here, done to all of this"
    )
    overrides: dict[str, dict[str, int | None]] = Field(
        default_factory=dict, description="rule -> bound -> value"
    )
    raised: tuple[str, ...] = Field(default=(), description="aims to be kept as musts")
    pins: Pins = Pins()
    introducing: Introductions | None = None
    near: Slate | None = Field(default=None, description="a slate to move as few people against as can be")
    gone: dict[str, str] = Field(default_factory=dict, description="names of those in `near` only")
    seconds: float = Field(default=60, gt=0, le=3600, description="capped by the operator of this service")
    label: Label = Field(default="", max_length=300, description="to find it again by; no personal data")
    locality: Locality | None = Field(
        default=None, description="whose it is; by default its council's, else that of whoever asks"
    )


class VersionReference(Record):
    """One version of a stored document."""

    ref: str
    version: int


class ProposalReferences(Record):
    """The stored documents that a proposal was created from."""

    council: VersionReference | None = None
    pool: VersionReference | None = None
    rulebook: VersionReference | None = None
    scenario: VersionReference | None = None


@dataclass(frozen=True)
class ResolvedPart(Generic[R]):
    """A value sent inline, or the version referred to; neither if there is none."""

    inline: R | None = None
    held: StoredVersion[R] | None = None

    @property
    def body(self) -> R:
        """Return the value; call it only after the reader's check."""
        found = self.inline if self.held is None else self.held.body
        if found is None:
            raise AssertionError("asked for before the reader settled")
        return found

    @property
    def reference(self) -> VersionReference | None:
        """Return the version that was referred to; None if the value was sent inline."""
        if self.held is None:
            return None
        return VersionReference(ref=self.held.document.id, version=self.held.version.number)

    @property
    def locality(self) -> str | None:
        """Return the locality of the document."""
        return None if self.held is None else self.held.document.locality


@dataclass
class ReferenceReader:
    """A reader of references as one caller may, which collects what could not be read."""

    store: Store
    caller: Caller
    problems: list[Problem] = field(default_factory=list)

    def read(
        self, document_type: DocumentType[R], given: R | DocumentReference, where: str
    ) -> ResolvedPart[R]:
        """Return what was sent, or read the version referred to; note a problem if missing."""
        if not isinstance(given, DocumentReference):
            return ResolvedPart(inline=given)
        try:
            return ResolvedPart(
                held=read_document(self.store, self.caller, document_type, given.ref, given.version)
            )
        except Missing:
            self.problems.append(_build_missing_problem((where, "ref"), given.ref))
        except Erased:
            self.problems.append(_build_erased_problem((where, "ref"), given.ref))
        return ResolvedPart()

    def raise_if_incomplete(self) -> None:
        """Raise if anything referred to is missing.

        Raises:
            InputError: all that was not found.
        """
        if self.problems:
            raise InputError(self.problems)


def _build_missing_problem(loc: Loc, ref: str) -> Problem:
    return Problem(
        "unknown_reference",
        loc,
        f"Không có tài liệu {ref} (hoặc không có phiên bản này).",
        f"There is no document {ref}, or not in this version.",
    )


def _build_erased_problem(loc: Loc, ref: str) -> Problem:
    return Problem("erased_reference", loc, f"Tài liệu {ref} đã bị xóa.", f"The document {ref} was erased.")


def resolve_named_rulebook(reader: ReferenceReader, name: str) -> tuple[Rulebook, VersionReference | None]:
    """Load a whole rulebook, and return the first own version joined in it, if any.

    The name of the rulebook says in which version each own part was taken.

    Raises:
        Forbidden, RulebookError: see `app.services.rulebooks.resolve_rulebook`.
    """
    book = resolve_rulebook(reader.store, reader.caller, name)
    own = find_own_version(book.name)
    return book, None if own is None else VersionReference(ref=own[0], version=own[1])


ChangedRequest = tuple[PlanRequest, Rulebook, VersionReference | None]


def _apply_scenario(
    reader: ReferenceReader,
    request: PlanRequest,
    book: Rulebook,
    of_book: VersionReference | None,
    scenario: Scenario,
) -> ChangedRequest:
    """Apply a scenario to a request and return it with its rulebook.

    Pins of the request on people who may not stand any more are let go; the scenario's own come to the rest.

    Raises:
        InputError: everything wrong with the changes, as far as no rule is asked.
    """
    if scenario.rulebook is not None:
        book, of_book = resolve_named_rulebook(reader, scenario.rulebook)
        request = request.replace_unvalidated(rulebook=book.name)
    try:
        changed = apply_scenario(request, scenario, lambda changed: book.for_council(changed.council))
    except InputError as error:
        raise InputError([problem.within("scenario") for problem in error.problems]) from None
    return changed, book, of_book


@dataclass(frozen=True)
class ResolvedRequest:
    """A request in canonical order with its whole rulebook, and where its parts came from.

    `book`: as loaded, with no what-if in it; `bound`: the rules that bind the request.
    """

    request: PlanRequest
    book: Rulebook
    bound: Rulebook
    references: ProposalReferences
    label: str
    locality: str


ResolvedRulebook = tuple[Rulebook, VersionReference | None]


def resolve_request(
    store: Store,
    caller: Caller,
    settings: Settings,
    create: ProposalCreate,
    known_book: ResolvedRulebook | None = None,
) -> ResolvedRequest:
    """Resolve everything that is to be planned, and check it.

    `known_book`: a rulebook to take instead of looking for the one that is named.

    Raises:
        Forbidden: the role does not allow to read what is referred to.
        Missing: the locality is not the caller's.
        InputError: everything wrong with the references; else everything wrong with the request.
    """
    reader = ReferenceReader(store, caller)
    council = reader.read(COUNCILS, create.council, "council")
    pool = reader.read(POOLS, create.pool, "pool")
    scenario = None if create.scenario is None else reader.read(SCENARIOS, create.scenario, "scenario")
    reader.raise_if_incomplete()
    name = create.rulebook or choose_rulebook_name(council.body.election_day)
    book, of_book = resolve_named_rulebook(reader, name) if known_book is None else known_book
    locality = _choose_locality(caller, create.locality, council.locality)
    request = _build_request(create, council.body, pool.body).replace_unvalidated(rulebook=book.name)
    if scenario is not None:
        request, book, of_book = _apply_scenario(reader, request, book, of_book, scenario.body)
    references = ProposalReferences(
        council=council.reference,
        pool=pool.reference,
        rulebook=of_book,
        scenario=None if scenario is None else scenario.reference,
    )
    request = request.replace_unvalidated(seconds=min(request.seconds, settings.max_seconds)).in_order()
    return ResolvedRequest(
        request, book, check_request(request, book, settings), references, create.label, locality
    )


def check_request(request: PlanRequest, book: Rulebook, settings: Settings) -> Rulebook:
    """Check a request and return the rules that bind it.

    Raises:
        InputError: everything wrong with it.
    """
    too_many = _check_size(request.pool, settings.max_people)
    if too_many:
        raise InputError(too_many)
    try:
        bound = plan_resolve_rulebook(request, book)
    except OverrideError as error:
        unchanged = book.for_council(request.council)
        raise type(error)([*error.problems, *find_request_problems(request, unchanged)]) from None
    if problems := find_request_problems(request, bound):
        raise InputError(problems)
    return bound


def _build_request(create: ProposalCreate, council: Council, pool: Pool) -> PlanRequest:
    return PlanRequest(
        council=council,
        pool=pool,
        rulebook=create.rulebook,
        overrides=create.overrides,
        raised=create.raised,
        pins=create.pins,
        introducing=create.introducing,
        near=create.near,
        gone=create.gone,
        seconds=create.seconds,
    )


def _choose_locality(caller: Caller, requested: str | None, home: str | None) -> str:
    """Choose the locality of a proposal, which must be the caller's.

    Raises:
        Missing: it is not the caller's.
    """
    locality = requested or home or caller.scope
    if not caller.can_see(locality):
        raise Missing(locality)
    return locality


def _check_size(pool: Pool, max_people: int) -> list[Problem]:
    if len(pool.people) <= max_people:
        return []
    vi = f"Có {len(pool.people)} người, nhiều nhất là {max_people}."
    return [
        Problem(
            "too_many_people", ("pool", "people"), vi, f"{len(pool.people)} people, at most {max_people}."
        )
    ]


class CheckedRequest(Record):
    """What a request binds; `rules`: number by strength, `barred`: misses by standard."""

    rulebook: str
    rulebook_digest: str
    rules: dict[Strength, int]
    departures: tuple[Departure, ...]
    people: int
    seats: int
    barred: dict[str, int]
    able: int
    clashes: tuple[Clash, ...]
    seconds: float
    references: ProposalReferences


@requires(Permission.ASK)
def preview_request(
    store: Store, caller: Caller, settings: Settings, create: ProposalCreate
) -> CheckedRequest:
    """Check a request as if a proposal were created, without planning it.

    Raises:
        Forbidden, Missing, InputError: see `create_proposal`.
    """
    ready = resolve_request(store, caller, settings, create)
    request, bound = ready.request, ready.bound
    barred = bound.list_barred_by_standard(request.council, request.pool)
    return CheckedRequest(
        rulebook=bound.name,
        rulebook_digest=bound.digest,
        rules={strength: sum(r.strength is strength for r in bound.rules) for strength in Strength},
        departures=bound.departures,
        people=len(request.pool.people),
        seats=request.council.seats,
        barred={rule: len(ids) for rule, ids in barred.items()},
        able=len(request.pool.people) - len({i for ids in barred.values() for i in ids}),
        clashes=find_clashes(bound, request.council),
        seconds=request.seconds,
        references=ready.references,
    )
