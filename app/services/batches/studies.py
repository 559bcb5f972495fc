"""Studies: councils, each under every scenario, in batches; and estimates of them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from cocau.app.auth.caller import Caller
from cocau.app.db.models import BatchRunKind
from cocau.app.db.seals import open_column
from cocau.app.jobs.tasks.programmes import ProgrammeMember, SharedRulebooks
from cocau.app.jobs.tasks.studies import StudyBase, list_scenario_problems
from cocau.app.permissions import Permission
from cocau.app.services.acts import RequestIdentity, begin_read, compute_request_digest
from cocau.app.services.batches.parts import StudyPart
from cocau.app.services.batches.programmes import (
    PreparedProgramme,
    ProgrammeCreate,
    ProgrammeFolderCreate,
    choose_locality,
    prepare_folder,
    prepare_programme,
    resolve_councils,
)
from cocau.app.services.batches.runs import MAX_PROBLEMS, BatchRunRequest, get_run_row, submit_run
from cocau.app.services.computations import Services, Submission
from cocau.app.services.errors import ActRefused, Erased
from cocau.app.services.planning.requests import (
    DocumentReference,
    InlineOrReference,
    ProposalCreate,
    ReferenceReader,
    ResolvedRequest,
    resolve_named_rulebook,
)
from cocau.app.services.scenarios import SCENARIOS
from cocau.app.settings import Settings
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.rulebook import Rulebook
from cocau.solver.explain.scenario import Scenario

StudyScenarios = tuple[InlineOrReference[Scenario], ...]
"""Scenarios of a study, each sent with it or a reference to one that is kept here."""


class StudyCreate(ProgrammeCreate):
    """A study to be created: every council under every scenario.

    A scenario with nothing but a name is the councils as they are. The operator limits how many there are.
    """

    councils: tuple[ProposalCreate, ...] = ()
    scenarios: StudyScenarios = Field(min_length=1)


class StudyFolderCreate(ProgrammeFolderCreate):
    """What is sent beside the file of a study's councils."""

    scenarios: StudyScenarios = Field(min_length=1)


class EstimateCreate(StudyCreate):
    """A study to be estimated; `sample`: so many of its rows are computed."""

    sample: int = Field(default=24, ge=1, le=100, description="rows that are computed")


@dataclass(frozen=True)
class StudyCouncil:
    """A council of a study; `item`: JSON of a `ProgrammeMember`, `size`: people introduced."""

    item: str
    size: int
    seconds: float
    locality: str = ""
    pool: str | None = None


@dataclass(frozen=True)
class PreparedStudy:
    """A study that can be computed: what its batches share, and each council."""

    locality: str
    base: StudyBase
    councils: tuple[StudyCouncil, ...]
    label: str

    def build_run(self, kind: BatchRunKind, parts: tuple[StudyPart, ...]) -> BatchRunRequest:
        """Build the run that computes some parts of it."""
        longest = max(one.seconds for one in self.councils)
        return BatchRunRequest(
            kind=kind,
            base=self.base.model_dump_json(),
            parts=parts,
            seconds=max(longest, *(scenario.seconds or 0 for scenario in self.base.scenarios)),
            label=self.label,
            locality=self.locality,
            pools=frozenset(one.pool for one in self.councils if one.pool is not None),
        )


def create_study(
    services: Services, caller: Caller, create: StudyCreate, key: str | None = None
) -> Submission:
    """Create a study, or refuse it as a whole.

    Raises:
        Forbidden, Missing, InputError, Erased, QuotaExceeded, KeyReused: see `create_programme`.
    """
    request = RequestIdentity(key, compute_request_digest("study", create.model_dump_json()))
    return submit_run(services, caller, request, lambda: _build_study(_prepare(services, caller, create)))


def create_study_from_folder(
    services: Services, caller: Caller, create: StudyFolderCreate, content: bytes, key: str | None = None
) -> Submission:
    """Create a study of the councils in the ZIP file of a programme's folder.

    Raises:
        Forbidden, Missing, InputError, QuotaExceeded, KeyReused: see `create_programme_from_folder`.
    """
    sent = f"{create.model_dump_json()}{hashlib.sha256(content).hexdigest()}"
    request = RequestIdentity(key, compute_request_digest("study folder", sent))

    def build() -> BatchRunRequest:
        scenarios, named = _resolve_scenarios(services, caller, create.scenarios)
        programme = prepare_folder(caller, services.settings, create, content)
        _check_number(_COUNCILS, len(programme.members), services.settings.study_councils)
        return _build_study(_convert_programme(programme, scenarios, named, create.label))

    return submit_run(services, caller, request, build)


def _build_study(study: PreparedStudy) -> BatchRunRequest:
    items = tuple(one.item for one in study.councils)
    part = StudyPart(first=0, items=items, scenarios=len(study.base.scenarios))
    return study.build_run(BatchRunKind.STUDY, (part,))


def create_estimate(
    services: Services, caller: Caller, create: EstimateCreate, key: str | None = None
) -> Submission:
    """Create an estimate of a study, or refuse it as a whole.

    Raises:
        Forbidden, Missing, InputError, Erased, QuotaExceeded, KeyReused: see `create_programme`.
    """
    text = create.model_dump_json(exclude_defaults=True)
    request = RequestIdentity(key, compute_request_digest("estimate", text))

    def build() -> BatchRunRequest:
        study = _prepare(services, caller, create)
        base = study.base.replace_unvalidated(asked=text)
        whole = PreparedStudy(study.locality, base, study.councils, study.label)
        return whole.build_run(BatchRunKind.ESTIMATE, choose_sample(study, create.sample))

    return submit_run(services, caller, request, build)


def create_study_from_estimate(
    services: Services, caller: Caller, estimate_id: str, key: str | None = None
) -> Submission:
    """Create the study that was estimated; references are followed anew.

    Raises:
        Missing: there is no such estimate, or it is not the caller's.
        Erased: it was erased.
        Forbidden, InputError, QuotaExceeded, KeyReused: see `create_study`.
    """
    with begin_read(services.store, caller, Permission.ASK) as session:
        row = get_run_row(session, caller, BatchRunKind.ESTIMATE, estimate_id)
        if row.base is None:
            raise Erased(estimate_id)
        asked = StudyBase.model_validate_json(open_column(services.store.ring, row, "base")).asked
    if asked is None:
        raise ActRefused("Ước tính này không giữ yêu cầu.", "This estimate holds no request.")
    estimated = EstimateCreate.model_validate_json(asked)
    fields = {name: getattr(estimated, name) for name in estimated.model_fields_set - {"sample"}}
    return create_study(services, caller, StudyCreate(**fields), key)


def choose_sample(study: PreparedStudy, many: int) -> tuple[StudyPart, ...]:
    """Choose parts of one row each, up to so many; larger councils more often than small ones.

    Councils are put in order by their people and cut into strata of about as many people each; of each
    stratum the middle council is computed, under one scenario after another.
    """
    scenarios = len(study.base.scenarios)
    order = sorted(study.councils, key=lambda one: -one.size)
    strata: dict[int, list[StudyCouncil]] = {}
    total, before = sum(one.size + 1 for one in order), 0
    for one in order:
        strata.setdefault(before * many // total, []).append(one)
        before += one.size + 1
    return tuple(
        StudyPart(
            first=number,
            items=(stratum[len(stratum) // 2].item,),
            scenarios=1,
            from_scenario=number % scenarios,
            stands_for=len(stratum) * scenarios,
        )
        for number, stratum in enumerate(strata.values())
    )


def _prepare(services: Services, caller: Caller, create: StudyCreate) -> PreparedStudy:
    """Resolve and check all councils and scenarios of a study.

    Of each council only its JSON is kept: thousands of them are read.
    """
    settings = services.settings
    many = len(create.councils) if create.made_up is None else len(create.made_up.numbers)
    _check_number(_COUNCILS, many, settings.study_councils)
    scenarios, named = _resolve_scenarios(services, caller, create.scenarios)
    if create.made_up is not None:
        programme = prepare_programme(services.store, caller, settings, create)
        return _convert_programme(programme, scenarios, named, create.label)
    books = dict(named)

    def keep(found: ResolvedRequest) -> StudyCouncil:
        books.setdefault(found.request.rulebook, found.book)
        pool = found.references.pool
        return StudyCouncil(
            item=ProgrammeMember(request=found.request).model_dump_json(exclude_defaults=True),
            size=len(found.request.pool.people),
            seconds=found.request.seconds,
            locality=found.locality,
            pool=None if pool is None else pool.ref,
        )

    councils = resolve_councils(services.store, caller, settings, create, keep)
    locality, outside = choose_locality(caller, create, [one.locality for one in councils])
    if outside:
        raise InputError(outside[:MAX_PROBLEMS])
    return PreparedStudy(
        locality, StudyBase(rulebooks=books, scenarios=scenarios), tuple(councils), create.label
    )


def _convert_programme(
    programme: PreparedProgramme, scenarios: tuple[Scenario, ...], named: Mapping[str, Rulebook], label: str
) -> PreparedStudy:
    councils = tuple(
        StudyCouncil(
            item=member.model_dump_json(exclude_defaults=True),
            size=member.size,
            seconds=programme.seconds,
        )
        for member in programme.members
    )
    base: SharedRulebooks = programme.base
    return PreparedStudy(
        programme.locality,
        StudyBase(rulebooks={**base.rulebooks, **named}, scenarios=scenarios),
        councils,
        label,
    )


def _resolve_scenarios(
    services: Services, caller: Caller, given: Sequence[Scenario | DocumentReference]
) -> tuple[tuple[Scenario, ...], dict[str, Rulebook]]:
    """Resolve scenarios, and the rulebooks that they name.

    Raises:
        InputError: everything wrong with them, as far as it can be told without a council.
    """
    settings: Settings = services.settings
    _check_number(_SCENARIOS, len(given), settings.study_scenarios)
    reader = ReferenceReader(services.store, caller)
    parts = [reader.read(SCENARIOS, one, f"scenarios.{n}") for n, one in enumerate(given)]
    reader.raise_if_incomplete()
    found = [part.body for part in parts]
    problems = list(list_scenario_problems(found))
    if problems:
        raise InputError(problems[:MAX_PROBLEMS])
    books: dict[str, Rulebook] = {}

    def settle(number: int, scenario: Scenario) -> Scenario:
        changes: dict[str, object] = {}
        if scenario.seconds is not None:
            changes["seconds"] = min(scenario.seconds, settings.max_seconds)
        if scenario.rulebook is not None:
            try:
                book, _ = resolve_named_rulebook(reader, scenario.rulebook)
            except InputError as error:
                raise InputError([one.within(f"scenarios.{number}") for one in error.problems]) from None
            books[book.name], changes["rulebook"] = book, book.name
        return scenario.replace_unvalidated(**changes) if changes else scenario

    return tuple(settle(n, scenario) for n, scenario in enumerate(found)), books


_COUNCILS, _SCENARIOS = ("councils", "hội đồng", "councils"), ("scenarios", "kịch bản", "scenarios")


def _check_number(what: tuple[str, str, str], many: int, most: int) -> None:
    """Raise if there are more than the operator allows.

    Raises:
        InputError: there are.
    """
    place, vi, en = what
    if many > most:
        raise InputError(
            [
                Problem(
                    "too_many_in_study",
                    (place,),
                    f"Có {many} {vi}, nhiều nhất là {most}.",
                    f"{many} {en}, at most {most}.",
                )
            ]
        )
