"""Programmes: councils planned together; each batch, and the joint plan, is a job."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Self, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cocau.app.auth.caller import Caller, Locality, is_inside
from cocau.app.db.clock import today
from cocau.app.db.engine import Store
from cocau.app.db.models import BatchRunKind, JobRow, JobState
from cocau.app.db.seals import open_column
from cocau.app.files.programmes import CouncilFiles, ReadEntry, read_each, read_programme, unpack_programme
from cocau.app.jobs.calls import call_in_child
from cocau.app.jobs.tasks.programmes import JOINT, JointAnswer, ProgrammeMember, SharedRulebooks
from cocau.app.permissions import Permission
from cocau.app.services.acts import RequestIdentity, begin_read, compute_request_digest
from cocau.app.services.batches.parts import BatchPart
from cocau.app.services.batches.runs import MAX_PROBLEMS, BatchRunRequest, get_run_row, submit_run
from cocau.app.services.computations import Services, Submission
from cocau.app.services.errors import Erased, Missing, NotReady
from cocau.app.services.planning.requests import (
    Label,
    ProposalCreate,
    ResolvedRequest,
    ResolvedRulebook,
    resolve_request,
)
from cocau.app.settings import Settings
from cocau.constraints.errors import GivenValue, InputError, InputPart, Problem
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.record import Record
from cocau.fixtures.generators.country import SEED, list_province_councils, sample_numbers, sketch_council
from cocau.fixtures.generators.sizes import COUNCILS, RULEBOOK, TOTALS
from cocau.solver.programme.entries import Programme, ProgrammeEntry, find_programme_problems
from cocau.solver.programme.person_ids import unify_person_ids
from cocau.solver.programme.result import ProgrammeResult

MAX_COUNCILS = 1_000
"""Councils that are sent or referred to in one programme; made-up ones may be more."""


class MadeUpCouncils(Record):
    """Made-up councils under the rules of 2021: a province, a sample, or the country."""

    seed: int = Field(default=SEED, ge=0, le=2**31 - 1)
    province: int | None = Field(default=None, ge=1, le=TOTALS[CouncilLevel.PROVINCE].councils)
    count: int | None = Field(
        default=None, ge=1, le=COUNCILS, description="so many, spread evenly over all or over the province"
    )
    seconds: float = Field(default=60, gt=0, le=3600, description="for each council")

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the numbers of the councils in the made-up country."""
        if self.province is None:
            return sample_numbers(self.count or COUNCILS)
        family = list_province_councils(self.province, self.seed)
        many = min(self.count or len(family), len(family))
        return tuple(family[len(family) * k // many] for k in range(many))


class ProgrammeCreate(Record):
    """A programme to be created: `councils`, each as for a proposal, or `made_up`."""

    councils: tuple[ProposalCreate, ...] = Field(default=(), max_length=MAX_COUNCILS)
    made_up: MadeUpCouncils | None = Field(default=None, description="for drills: nobody in it exists")
    label: Label = Field(default="", max_length=300, description="to find it again by; no personal data")
    locality: Locality | None = Field(
        default=None, description="whose it is; by default what all its councils' localities lie in"
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.made_up is None) == (not self.councils):
            raise PydanticCustomError("one_of_both", "one of two", {"these": "councils, made_up"})
        return self


@dataclass(frozen=True)
class PreparedProgramme:
    """A programme that can be planned: what its councils share, and each of them."""

    locality: str
    seconds: float
    base: SharedRulebooks
    members: tuple[ProgrammeMember, ...]
    pools: frozenset[str] = frozenset()

    @property
    def shares_people(self) -> bool:
        """Return whether a person is in the pools of several councils."""
        requests = [member.request for member in self.members if member.request is not None]
        everybody = [person.id for request in requests for person in request.pool.people]
        return len(set(everybody)) < len(everybody)


def prepare_programme(
    store: Store, caller: Caller, settings: Settings, create: ProgrammeCreate
) -> PreparedProgramme:
    """Resolve and check all councils of a programme.

    Raises:
        Forbidden: the role does not allow to read what is referred to.
        Missing: the locality is not the caller's.
        InputError: everything wrong with the councils (the first hundred things), or between them.
    """
    if create.made_up is not None:
        return _prepare_drill(caller, settings, create.made_up, create.locality)
    gathered = resolve_councils(store, caller, settings, create, lambda found: found)
    locality, outside = choose_locality(caller, create, [one.locality for one in gathered])
    books = {one.request.rulebook: one.book for one in gathered}
    requests = [one.request for one in gathered]
    if all(one.references.pool is not None for one in gathered):
        requests = [*unify_person_ids(requests)]  # of stored lists, numbered each by itself
    entries = tuple(ProgrammeEntry(request=request) for request in requests)
    if problems := [*outside, *find_programme_problems(Programme(entries=entries, rulebooks=books))]:
        raise InputError(problems[:MAX_PROBLEMS])
    return PreparedProgramme(
        locality=locality,
        seconds=max(entry.request.seconds for entry in entries),
        base=SharedRulebooks(rulebooks=books),
        members=tuple(ProgrammeMember(request=entry.request) for entry in entries),
        pools=frozenset(one.references.pool.ref for one in gathered if one.references.pool is not None),
    )


Kept = TypeVar("Kept")


def resolve_councils(
    store: Store,
    caller: Caller,
    settings: Settings,
    create: ProgrammeCreate,
    keep: Callable[[ResolvedRequest], Kept],
) -> list[Kept]:
    """Resolve each council and keep what is wanted of it; load each rulebook named once.

    Raises:
        Forbidden, Missing, InputError: see `prepare_programme`.
    """
    found: list[Kept] = []
    problems: list[Problem] = []
    books: dict[str, ResolvedRulebook] = {}
    for number, one in enumerate(create.councils):
        try:
            resolved = resolve_request(store, caller, settings, one, books.get(one.rulebook))
        except InputError as error:
            problems += [problem.within(f"councils.{number}") for problem in error.problems]
        else:
            if one.rulebook and one.scenario is None:  # a scenario may bring another
                books.setdefault(one.rulebook, (resolved.book, resolved.references.rulebook))
            found.append(keep(resolved))
        if len(problems) >= MAX_PROBLEMS:
            break
    if problems:
        raise InputError(problems[:MAX_PROBLEMS])
    return found


def choose_locality(
    caller: Caller, create: ProgrammeCreate, localities: Sequence[str]
) -> tuple[str, list[Problem]]:
    """Choose the locality of councils together, and list those that lie outside it.

    Raises:
        Missing: it is not the caller's.
    """
    locality = create.locality or _find_common_locality(localities, caller.scope)
    if not caller.can_see(locality):
        raise Missing(locality)
    outside = [n for n, one in enumerate(localities) if not is_inside(one, locality)]
    return locality, [_build_outside_problem(n, localities[n]) for n in outside]


def _build_outside_problem(number: int, locality: str) -> Problem:
    return Problem(
        "outside_locality",
        ("councils", str(number), "locality", GivenValue(locality)),
        "Hội đồng ở ngoài địa phương của chương trình.",
        "The council lies outside the programme's locality.",
    )


def _find_common_locality(localities: Sequence[str], scope: str) -> str:
    """Find the smallest common locality; the caller's own if there is none."""
    paths = [locality.split("/") for locality in localities]
    same = takewhile(lambda names: len(set(names)) == 1, zip(*paths, strict=False))
    return "/".join(names[0] for names in same) or scope


def _prepare_drill(
    caller: Caller, settings: Settings, made_up: MadeUpCouncils, requested: str | None
) -> PreparedProgramme:
    """Prepare a programme of made-up councils.

    Raises:
        Missing: the locality is not the caller's.
    """
    locality = requested or caller.scope
    if not caller.can_see(locality):
        raise Missing(locality)
    seconds = min(made_up.seconds, settings.max_seconds)
    sketches = (sketch_council(number, made_up.seed) for number in made_up.numbers)
    return PreparedProgramme(
        locality=locality,
        seconds=seconds,
        base=SharedRulebooks(rulebooks={RULEBOOK: load_rulebook(RULEBOOK)}),
        members=tuple(ProgrammeMember(sketch=sketch, seconds=seconds) for sketch in sketches),
    )


IN_MEMORY = Path("/dev/shm")  # noqa: S108  # a folder in memory
"""Where a file that was sent is unpacked, if there is such a place: it is about people."""


class ProgrammeFolderCreate(Record):
    """What is sent beside the file. `locality`: of the programme; by default the caller's."""

    label: Label = Field(default="", max_length=300)
    locality: Locality | None = None


def prepare_folder(
    caller: Caller, settings: Settings, create: ProgrammeFolderCreate, content: bytes
) -> PreparedProgramme:
    """Read and check the councils of a folder; dossiers are checked and not stored.

    Raises:
        Missing: the locality is not the caller's.
        InputError: everything wrong with its files (the first hundred things).
    """
    locality = create.locality or caller.scope
    if not caller.can_see(locality):
        raise Missing(locality)
    try:
        with unpack_programme(content, "programme.zip", IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
            programme = read_programme(folder, today(), _read_in_children)
    except InputError as error:
        raise InputError(list(error.problems[:MAX_PROBLEMS])) from None
    if problems := [p for entry in programme.entries for p in _check_size(entry, settings.max_people)]:
        raise InputError(problems)
    entries = [_cap_seconds(entry, settings.max_seconds) for entry in programme.entries]
    return PreparedProgramme(
        locality=locality,
        seconds=max(entry.request.seconds for entry in entries),
        base=SharedRulebooks(
            rulebooks={entry.request.rulebook: programme.load_rulebook(entry) for entry in entries}
        ),
        members=tuple(ProgrammeMember(request=entry.request) for entry in entries),
    )


_READ_AT_ONCE = 8
"""Councils whose files are read in one child: starting one takes as long as one council."""


def _read_in_children(
    read: Callable[[CouncilFiles], ReadEntry], files: Sequence[CouncilFiles]
) -> Iterator[ReadEntry]:
    for start in range(0, len(files), _READ_AT_ONCE):
        yield from call_in_child(read_each, read, files[start : start + _READ_AT_ONCE])


def _cap_seconds(entry: ProgrammeEntry, max_seconds: float) -> ProgrammeEntry:
    return entry.replace_unvalidated(
        request=entry.request.replace_unvalidated(seconds=min(entry.request.seconds, max_seconds))
    )


def _check_size(entry: ProgrammeEntry, max_people: int) -> list[Problem]:
    count = len(entry.request.pool.people)
    if count <= max_people:
        return []
    vi, en = f"Có {count} người, nhiều nhất là {max_people}.", f"{count} people, at most {max_people}."
    return [Problem("too_many_people", (InputPart(entry.id), "pool", "people"), vi, en)]


def create_programme(
    services: Services, caller: Caller, create: ProgrammeCreate, key: str | None = None
) -> Submission:
    """Create a programme, or refuse it as a whole.

    Raises:
        Forbidden, Missing, InputError: see `prepare_programme`.
        Erased: a pool was, while this was being asked.
        QuotaExceeded: too many unfinished programmes of this caller.
        KeyReused: the Idempotency-Key was used for something else.
    """
    request = RequestIdentity(key, compute_request_digest("programme", create.model_dump_json()))

    def build() -> BatchRunRequest:
        return _build_run(prepare_programme(services.store, caller, services.settings, create), create.label)

    return submit_run(services, caller, request, build)


def create_programme_from_folder(
    services: Services, caller: Caller, create: ProgrammeFolderCreate, content: bytes, key: str | None = None
) -> Submission:
    """Create a programme from the ZIP file of its folder.

    Raises:
        Forbidden, QuotaExceeded, KeyReused: see `create_programme`.
        Missing, InputError: see `prepare_folder`.
    """
    sent = f"{create.model_dump_json()}{hashlib.sha256(content).hexdigest()}"
    request = RequestIdentity(key, compute_request_digest("programme folder", sent))

    def build() -> BatchRunRequest:
        return _build_run(prepare_folder(caller, services.settings, create, content), create.label)

    return submit_run(services, caller, request, build)


def _build_run(programme: PreparedProgramme, label: str) -> BatchRunRequest:
    return BatchRunRequest(
        kind=BatchRunKind.PROGRAMME,
        base=programme.base.model_dump_json(),
        parts=(BatchPart(first=0, items=tuple(map(ProgrammeMember.to_item, programme.members))),),
        seconds=programme.seconds,
        label=label,
        locality=programme.locality,
        pools=programme.pools,
        joins=programme.shares_people,
    )


def get_joint_plan(store: Store, caller: Caller, programme_id: str) -> ProgrammeResult:
    """Return the joint plan of a programme whose councils share people.

    Raises:
        Forbidden, Missing: see `get_run_status`; Missing too where there is none to come.
        NotReady: it is not there yet.
        Erased: it is gone.
    """
    with begin_read(store, caller, Permission.SEE_PEOPLE) as session:
        row = get_run_row(session, caller, BatchRunKind.PROGRAMME, programme_id)
        if row.erased_at is not None:
            raise Erased(programme_id)
        job = session.get(JobRow, f"{programme_id}.{JOINT.name}")
    if row.joins and row.ended_at is None:
        raise NotReady(programme_id, JobState.RUNNING)
    if job is None or job.output is None or job.failure is not None:
        raise Missing(f"{programme_id}.{JOINT.name}")
    found = JointAnswer.model_validate_json(open_column(store.ring, job, "output")).result
    if found is None:
        raise Missing(f"{programme_id}.{JOINT.name}")
    return found
