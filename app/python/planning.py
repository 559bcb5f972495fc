"""Planning from Python: slates, slates after changes, structures without names, seats."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from cocau.app.files.locations import relocate_problems
from cocau.app.files.problems import attempt
from cocau.app.files.readers import read_draft, read_offers
from cocau.app.i18n.languages import Lang
from cocau.app.present.seats import render_seats
from cocau.app.present.structure import render_structure
from cocau.app.present.wording import Wording
from cocau.app.python.answers import NotebookAnswer, NotebookProposal, get_language
from cocau.app.python.inputs import (
    Bounds,
    CouncilSource,
    FilePath,
    Ids,
    PoolSource,
    ProposalSource,
    list_ids,
    open_proposal,
    read_given_council,
    read_given_pool,
    split_bounds,
    telling_problems,
)
from cocau.app.python.searches import InterruptibleSearch, abandon_search
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.library import DEFAULT_RULEBOOK, choose_rulebook_name, load_rulebook
from cocau.constraints.model.draft import CouncilDraft
from cocau.constraints.model.offers import Offers
from cocau.constraints.rulebook import Rulebook
from cocau.solver import plan as planning
from cocau.solver.apportionment.seat_plan import SeatPlan, SeatQuestion
from cocau.solver.apportionment.seats import build_council, plan_seats
from cocau.solver.outcome import OnProgress
from cocau.solver.replanning import PlanChanges, build_replan_request
from cocau.solver.request import Pins, PlanRequest
from cocau.solver.structure_plan import StructurePlan, build_structure_plan
from cocau.solver.structure_request import build_structure_request

ResultT = TypeVar("ResultT")

NO_BOUNDS: Bounds = {}
NO_PINS: Mapping[str, Any] = {}


def plan(  # noqa: PLR0913  # as many as `cocau plan` has options
    council: CouncilSource,
    pool: PoolSource,
    *,
    rulebook: str | Rulebook | None = None,
    set: Bounds = NO_BOUNDS,  # noqa: A002  # as the option --set
    raise_: Ids = (),
    in_: Ids = (),
    deputy: Ids = (),
    out: Ids = (),
    post: Mapping[str, Ids] = NO_PINS,
    at: Mapping[str, str] = NO_PINS,
    seconds: float = 60,
    progress: bool = True,
) -> NotebookProposal:
    """Plan a slate from a council and a pool, as `cocau plan` does.

    Ctrl-C (in a notebook: interrupt) keeps the best slate so far, as an outcome ``out_of_time``.

    Args:
        council: a council, or a path or an open file.
        pool: a pool, a path, an open file or a data frame.
        rulebook: a name, a path, several joined with ``+``, or a `Rulebook`; by default that of the day.
        set: bounds that differ from the rulebook, by ``rule.field``: people, or percent.
        raise_: aims to be kept as musts.
        in_: people who must be on a list.
        deputy: people who must be intended deputies.
        out: people who must be on no list.
        post: post -> who must hold it, for example ``{"chair": "p001"}``.
        at: person -> the constituency where he or she stands.
        seconds: wall-clock time at most (0 < seconds <= 3600); it never changes an optimum.
        progress: show a bar after a second, on a terminal or in a notebook.

    Raises:
        InputError: everything wrong with council, pool and options, at once.

    Example:
        >>> council = "fixtures/councils/xa-mau.yaml"
        >>> women = {"women-35-percent.at_least_percent": 40}
        >>> p = cocau.plan(council, "fixtures/pools/xa-mau.yaml", set=women)
        >>> p
        Proposal(outcome='solved', council='xa-mau', deputies=25, candidates=43, missed=3)
        >>> len(p.to_frame("lists"))
        43
    """
    with telling_problems():
        problems: list[Problem] = []
        read = attempt(partial(read_given_council, council), problems)
        people = attempt(partial(read_given_pool, pool), problems)
        overrides = attempt(partial(split_bounds, set), problems)
        if problems or read is None or people is None:
            raise InputError(problems)
        own = rulebook if isinstance(rulebook, Rulebook) else None
        with relocate_problems(read.file, people.origin):
            request = build_validated(
                PlanRequest,
                council=read.council,
                pool=people.pool,
                rulebook=own.name if own is not None else rulebook or "",
                overrides=overrides or {},
                raised=list_ids(raise_),
                pins=Pins(
                    candidates=list_ids(in_),
                    deputies=list_ids(deputy),
                    out=list_ids(out),
                    posts={held: list_ids(ids) for held, ids in post.items()},
                    constituencies=dict(at),
                ),
                seconds=seconds,
            )
            return NotebookProposal.of(search(partial(planning.plan, request, own), progress=progress))


def replan(  # noqa: PLR0913  # as many as `cocau replan` has options
    proposal: ProposalSource,
    *,
    withdraw: Ids = (),
    confidence: Mapping[str, int] = NO_PINS,
    unmet: Mapping[str, Ids] = NO_PINS,
    pool: PoolSource | None = None,
    set: Bounds = NO_BOUNDS,  # noqa: A002  # as the option --set
    raise_: Ids = (),
    secretary_not_chairing: str | None = None,
    seconds: float | None = None,
    progress: bool = True,
) -> NotebookProposal:
    """Plan the slate nearest to a proposal's after changes, as `cocau replan` does.

    Args:
        proposal: a proposal with a slate, or the path of its JSON.
        withdraw: people who no longer stand.
        confidence: person -> percent of the voters, 0 to 100.
        unmet: person -> standards that he or she misses.
        pool: a new pool in the place of the old one.
        set: bounds that differ from the rulebook, by ``rule.field``.
        raise_: aims to be kept as musts.
        secretary_not_chairing: the reason that is put on record.
        seconds: wall-clock time at most; by default as before.
        progress: show a bar after a second.

    Raises:
        InputError: everything wrong with the changes, at once; or there is no slate to stay near.

    Example:
        >>> gone = proposal.slate.deputies[0]
        >>> nearest = cocau.replan(proposal, withdraw=gone)
        >>> gone in nearest.slate.listed
        False
    """
    with telling_problems():
        problems: list[Problem] = []
        before = attempt(partial(open_proposal, proposal), problems)
        people = None if pool is None else attempt(partial(read_given_pool, pool), problems)
        overrides = attempt(partial(split_bounds, set), problems)
        if problems or before is None:
            raise InputError(problems)
        changes = build_validated(
            PlanChanges,
            pool=None if people is None else people.pool,
            withdrawn=list_ids(withdraw),
            confidence=dict(confidence),
            unmet={person: list_ids(standards) for person, standards in unmet.items()},
            overrides=overrides or {},
            raised=list_ids(raise_),
            secretary_not_chairing=secretary_not_chairing,
            seconds=seconds,
        )
        with relocate_problems(pool=None if people is None else people.origin):
            request, book = build_replan_request(before, changes)
            found = search(partial(planning.plan_with_rulebook, request, book), progress=progress)
        return NotebookProposal.of(found)


def structure(  # noqa: PLR0913  # as many as `cocau structure` has options
    council: CouncilSource,
    offers: Offers | FilePath,
    *,
    rulebook: str | None = None,
    set: Bounds = NO_BOUNDS,  # noqa: A002  # as the option --set
    raise_: Ids = (),
    seconds: float = 60,
    progress: bool = True,
) -> NotebookAnswer[StructurePlan]:
    """Plan how many people each organisation introduces, and of which profile.

    Args:
        council: a council, or a path or an open file.
        offers: what organisations may introduce, or the path of its YAML or JSON.
        rulebook: a name, a path, or several joined with ``+``; by default that of the day.
        set: bounds that differ from the rulebook, by ``rule.field``.
        raise_: aims to be kept as musts.
        seconds: wall-clock time at most.
        progress: show a bar after a second.

    Raises:
        InputError: everything wrong with council, offers and options, at once.

    Example:
        >>> cocau.structure("fixtures/councils/xa-mau.yaml", "fixtures/offers/xa-mau.yaml").outcome.value
        'solved'
    """
    with telling_problems():
        problems: list[Problem] = []
        read = attempt(partial(read_given_council, council), problems)
        offered = (
            offers if isinstance(offers, Offers) else attempt(partial(read_offers, Path(offers)), problems)
        )
        overrides = attempt(partial(split_bounds, set), problems)
        if problems or read is None or offered is None:
            raise InputError(problems)
        file = None if isinstance(offers, Offers) else Path(offers)
        with relocate_problems(read.file, offers=file):
            request = build_validated(
                build_structure_request,
                council=read.council,
                offers=offered,
                rulebook=rulebook or "",
                overrides=overrides or {},
                raised=list_ids(raise_),
                seconds=seconds,
            )
            proposal = search(partial(planning.plan, request, None), progress=progress)
            found = build_structure_plan(offered, proposal)
    return NotebookAnswer(found, partial(render_structure, found), more={"outcome": proposal.outcome})


def seats(  # noqa: PLR0913  # as many as `cocau seats` has options
    draft: CouncilDraft | Mapping[str, Any] | FilePath | None = None,
    *,
    kind: str | None = None,
    population: int | None = None,
    lower_units: int | None = None,
    seats: int | None = None,
    constituencies: int | None = None,
    on: date | None = None,
    rulebook: str | None = None,
) -> NotebookAnswer[SeatPlan]:
    """Plan seats, constituencies and lists, from a draft of a council or from a population.

    With a draft the answer has the whole `council` too, which `plan` takes.

    Args:
        draft: a draft, its fields, or the path of its YAML or JSON; without it the numbers below.
        kind: the kind of the council, such as ``commune``.
        population: people who live there.
        lower_units: units of the level below.
        seats: seats, where a decision has set them.
        constituencies: how many there are to be.
        on: the election day; by default the first day of the rulebook's term.
        rulebook: a name, a path, or several joined with ``+``.

    Raises:
        InputError: a number cannot be known, or the wish cannot be met; says what would be possible.

    Example:
        >>> cocau.seats(kind="commune", population=12_000).count.seats
        27
    """
    with telling_problems():
        if draft is not None:
            read, file = _read_given_draft(draft)
            book = load_rulebook(rulebook or choose_rulebook_name(read.election_day))
            with relocate_problems(draft=file):
                made, council = build_council(read, book)
            return NotebookAnswer(
                made, partial(_render_seats, book, made, council.name), more={"council": council}
            )
        book = load_rulebook(rulebook or (DEFAULT_RULEBOOK if on is None else choose_rulebook_name(on)))
        numbers = {
            "day": on or (None if book.term is None else book.term.first),
            "kind": kind,
            "population": population,
            "lower_units": lower_units,
            "seats": seats,
            "constituencies": constituencies,
        }
        asked = {name: value for name, value in numbers.items() if value is not None}
        made = plan_seats(build_validated(SeatQuestion, **asked), book)
        return NotebookAnswer(made, partial(_render_seats, book, made, None))


def _read_given_draft(draft: CouncilDraft | Mapping[str, Any] | FilePath) -> tuple[CouncilDraft, Path | None]:
    """Read a draft, and keep where its problems can be shown."""
    if isinstance(draft, CouncilDraft):
        return draft, None
    if isinstance(draft, Mapping):
        return build_validated(CouncilDraft.model_validate, obj=dict(draft)), None
    return read_draft(Path(draft)), Path(draft)


def _render_seats(book: Rulebook, made: SeatPlan, title: str | None, lang: Lang) -> Any:  # noqa: ANN401  # blocks
    return render_seats(Wording(book, lang), made, title)


def build_validated(build: Callable[..., ResultT], **fields: Any) -> ResultT:  # noqa: ANN401  # whatever the fields hold
    """Build a record of what was given.

    Raises:
        InputError: everything wrong with it.
    """
    try:
        return build(**fields)
    except ValidationError as error:
        raise InputError(list_validation_problems(error)) from None


def search(find: Callable[[OnProgress], ResultT], *, progress: bool) -> ResultT:
    """Search with a bar of progress; the first Ctrl-C keeps the best, the second leaves."""
    return InterruptibleSearch(find, get_language(), shown=progress, leave=abandon_search).run()
