"""Audits from Python: proposals judged again, typed slates, published tables."""

from collections.abc import Iterable, Mapping
from functools import partial
from os import PathLike
from pathlib import Path
from typing import overload

from cocau.app.audits.proposals import Audit, AuditRequest, ReauditFindings, audit_slate, reaudit
from cocau.app.audits.tables import audit_tables
from cocau.app.files.locations import relocate_problems
from cocau.app.files.notices.reader import parse_readings, read_notices
from cocau.app.files.problems import attempt
from cocau.app.files.readers import read_slate
from cocau.app.i18n.languages import Lang
from cocau.app.present.audits import render_audit, render_reaudit
from cocau.app.present.blocks import Block
from cocau.app.present.names import Names
from cocau.app.present.published_tables import render_report
from cocau.app.python.answers import NotebookAnswer
from cocau.app.python.inputs import (
    CouncilSource,
    FilePath,
    PoolSource,
    ProposalSource,
    open_proposal,
    read_given_council,
    read_given_pool,
    telling_problems,
)
from cocau.app.python.planning import NO_PINS, build_validated
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.published.audit import TableReport
from cocau.constraints.rulebook import Rulebook
from cocau.solver.proposal import Proposal


@overload
def audit(file: ProposalSource) -> NotebookAnswer[ReauditFindings]: ...


@overload
def audit(
    file: CouncilSource, pool: PoolSource, slate: Slate | FilePath, *, rulebook: str | None = None
) -> NotebookAnswer[Audit]: ...


def audit(
    file: ProposalSource | CouncilSource,
    pool: PoolSource | None = None,
    slate: Slate | FilePath | None = None,
    *,
    rulebook: str | None = None,
) -> NotebookAnswer[ReauditFindings] | NotebookAnswer[Audit]:
    """Judge a proposal or a slate by every rule, without a solver, as `cocau audit` does.

    Of a proposal `differences` says where what is stored differs from what is found now.

    Args:
        file: a proposal or the path of its JSON; or the council, if pool and slate follow.
        pool: a pool, a path, an open file or a data frame.
        slate: who stands where, who is meant for the council and for posts; or the path of its YAML.
        rulebook: a name, a path, or several joined with ``+``; by default that of the day. A proposal is
            judged by the rulebook inside it.

    Raises:
        InputError: a proposal, council, pool, slate or rulebook that cannot be judged, all problems at once.
        TypeError: one argument that is no proposal, or two.

    Example:
        >>> cocau.audit(proposal).differences
        ()
        >>> cocau.audit(proposal.request.council, proposal.request.pool, proposal.slate).kept
        True
    """
    with telling_problems():
        if pool is not None and slate is not None and not isinstance(file, Proposal):
            return _audit_typed(file, pool, slate, rulebook)
        if pool is None and slate is None and isinstance(file, str | PathLike | Proposal):
            return _audit_stored(file)
    raise TypeError("audit takes a proposal, or a council, a pool and a slate")


def _audit_stored(proposal: ProposalSource) -> NotebookAnswer[ReauditFindings]:
    base = open_proposal(proposal)
    again = reaudit(base)
    return NotebookAnswer(again, partial(_render_reaudit, base, again), "findings")


def _audit_typed(
    council: CouncilSource, pool: PoolSource, slate: Slate | FilePath, rulebook: str | None
) -> NotebookAnswer[Audit]:
    problems: list[Problem] = []
    read = attempt(partial(read_given_council, council), problems)
    people = attempt(partial(read_given_pool, pool), problems)
    typed = slate if isinstance(slate, Slate) else attempt(partial(read_slate, Path(slate)), problems)
    if problems or read is None or people is None or typed is None:
        raise InputError(problems)
    with relocate_problems(read.file, people.origin):
        request = build_validated(
            AuditRequest, council=read.council, pool=people.pool, slate=typed, rulebook=rulebook or ""
        )
        verdict, book = audit_slate(request)
    render = partial(_render_audit, book, request.council, request.pool, verdict)
    return NotebookAnswer(verdict, render, "findings")


def table(
    file: FilePath | Iterable[FilePath],
    *,
    before: FilePath | Iterable[FilePath] = (),
    bloc: Mapping[str, str] = NO_PINS,
    rulebook: str | None = None,
) -> NotebookAnswer[TableReport]:
    """Judge published composition tables by their numbers and by the rules of their day.

    Args:
        file: CSV, YAML or JSON files with tables.
        before: tables of the term before, to compare with.
        bloc: what printed names of blocs stand for, for example ``{"Khối A": "administration"}``.
        rulebook: a name, a path, or several joined with ``+``; by default that of each table's term.

    Raises:
        InputError: everything wrong with any of them, each problem with its place.

    Example:
        >>> report = cocau.table("fixtures/tables/notices.yaml")
        >>> len(report.tables) > 0
        True
    """
    with telling_problems():
        problems: list[Problem] = []
        told = attempt(partial(parse_readings, [f"{name}={code}" for name, code in bloc.items()]), problems)
        read = attempt(partial(read_notices, _list_paths(file), _list_paths(before), told or {}), problems)
        if problems or read is None:
            raise InputError(problems)
        audited = audit_tables(*read, rulebook)
    return NotebookAnswer(audited.report, partial(render_report, audited), "tables")


def _list_paths(files: FilePath | Iterable[FilePath]) -> list[Path]:
    """Return one path, or several, as a list."""
    return [Path(files)] if isinstance(files, str | PathLike) else [Path(one) for one in files]


def _render_reaudit(proposal: Proposal, again: ReauditFindings, lang: Lang) -> Iterable[Block]:
    return render_reaudit(Names.of(proposal, lang), proposal, again)


def _render_audit(
    book: Rulebook, council: Council, pool: Pool, verdict: Audit, lang: Lang
) -> Iterable[Block]:
    return render_audit(Names(book, lang, council, pool), verdict)
