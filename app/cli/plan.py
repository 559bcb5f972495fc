"""`cocau plan` and `cocau replan`: a slate from a pool, and the one nearest to it after changes."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.cli.options import (
    JSON_FILES,
    AnswerFormat,
    FileFormatOption,
    LangOption,
    OutputOption,
    RulebookOption,
    build_pins,
    choose_format,
    convert_to_options,
    map_to_options,
    parse_constituencies,
    parse_overrides,
    parse_pairs,
)
from cocau.app.cli.output import (
    PLAIN_WIDTH,
    ExitCode,
    InterruptibleSearch,
    attempt,
    build_plan_search,
    check_output_path,
    get_width,
    handle_errors,
    is_styled,
    print_lines,
    print_note,
    print_text,
    save,
)
from cocau.app.cli.proposals import read_stored_proposal, warn_if_altered
from cocau.app.files.input_files import input_files
from cocau.app.i18n.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.solver.proposal import Proposal
    from cocau.solver.replanning import PlanChanges
    from cocau.solver.request import Pins, PlanRequest


TextList = list[str]


@dataclass(frozen=True)
class PlanArguments:
    """The arguments of `cocau plan`."""

    council: Path
    pool: Path
    rulebook: str | None
    sets: Sequence[str]
    raised: Sequence[str]
    candidates: Sequence[str]
    deputies: Sequence[str]
    out: Sequence[str]
    posts: Sequence[str]
    places: Sequence[str]
    seconds: float


def plan(  # noqa: PLR0913, PLR0917  # an option each
    council: Annotated[Path, typer.Argument(metavar="HỘI-ĐỒNG", help="Tệp YAML của hội đồng.")],
    pool: Annotated[Path, typer.Argument(metavar="NGUỒN", help="Danh sách giới thiệu: YAML, CSV hoặc XLSX.")],
    rulebook: RulebookOption = None,
    sets: Annotated[
        TextList | None,
        typer.Option("--set", metavar="QĐ.TRƯỜNG=SỐ", help="Đổi một giới hạn (số hoặc none); lặp lại được."),
    ] = None,
    raised: Annotated[
        TextList | None, typer.Option("--raise", metavar="QĐ", help="Nâng một mục tiêu thành bắt buộc.")
    ] = None,
    candidates: Annotated[
        TextList | None, typer.Option("--in", metavar="MÃ", help="Người này phải có trong danh sách ứng cử.")
    ] = None,
    deputies: Annotated[
        TextList | None, typer.Option("--deputy", metavar="MÃ", help="Người này phải là đại biểu dự kiến.")
    ] = None,
    out: Annotated[
        TextList | None, typer.Option("--out", metavar="MÃ", help="Người này không có trong danh sách nào.")
    ] = None,
    posts: Annotated[
        TextList | None,
        typer.Option("--post", metavar="CHỨC-DANH=MÃ", help="Ví dụ chair=p001, head/legal=p007."),
    ] = None,
    places: Annotated[
        TextList | None,
        typer.Option("--at", metavar="MÃ=ĐƠN-VỊ", help="Người này ứng cử ở đơn vị bầu cử này."),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", help="Thời gian tìm tối đa (0 < giây <= 3600).")
    ] = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Plan a slate from a council and a pool."""
    asked = PlanArguments(
        council,
        pool,
        rulebook,
        sets or (),
        raised or (),
        candidates or (),
        deputies or (),
        out or (),
        posts or (),
        places or (),
        seconds,
    )
    with handle_errors(lang, as_json=form is AnswerFormat.JSON), input_files("HỘI-ĐỒNG NGUỒN", council, pool):
        chosen = choose_format(form, output, JSON_FILES, AnswerFormat.TEXT)
        check_output_path(output, (council, pool, *map(Path, (rulebook or "").split("+"))))
        from cocau.app.files.locations import relocate_problems

        with relocate_problems(council, pool):
            proposal = InterruptibleSearch(build_plan_search(read_plan_request(asked)), lang).run()
        print_proposal(proposal, chosen, lang, output)
        raise typer.Exit(get_exit_code(proposal))


def read_plan_request(arguments: PlanArguments) -> "PlanRequest":
    """Read the files and options of a command line into a request.

    Raises:
        InputError: all that is wrong with the files and the options, at once.
    """
    from pydantic import ValidationError

    from cocau.app.files.readers import read_council, read_pool
    from cocau.constraints.documents import list_validation_problems
    from cocau.constraints.library import DEFAULT_RULEBOOK
    from cocau.solver.request import PlanRequest

    problems: list[Problem] = []
    council = attempt(lambda: read_council(arguments.council), problems)
    pool = attempt(lambda: read_pool(arguments.pool), problems)
    changed = parse_overrides(arguments.sets, problems)
    fixed = build_pins(
        arguments.candidates,
        arguments.deputies,
        arguments.out,
        parse_pairs("--post", arguments.posts, problems),
        parse_constituencies(arguments.places, problems),
    )
    if problems or council is None or pool is None:
        raise InputError(problems)
    try:
        return PlanRequest(
            council=council,
            pool=pool,
            rulebook=arguments.rulebook or DEFAULT_RULEBOOK,
            overrides=changed,
            raised=tuple(arguments.raised),
            pins=fixed,
            seconds=arguments.seconds,
        )
    except ValidationError as error:
        raise InputError(convert_to_options(list_validation_problems(error))) from None


def get_exit_code(proposal: "Proposal") -> ExitCode:
    """Return the exit code of a proposal's outcome."""
    from cocau.solver.proposal import ProposalOutcome

    return {
        ProposalOutcome.SOLVED: ExitCode.DONE,
        ProposalOutcome.CONFLICT: ExitCode.CONFLICT,
        ProposalOutcome.OUT_OF_TIME: ExitCode.STOPPED,
    }[proposal.outcome]


def print_proposal(proposal: "Proposal", form: AnswerFormat, lang: Lang, output: Path | None) -> None:
    """Print a proposal, or save it whole or not at all to a file."""
    from cocau.app.present.proposal.document import render_text

    if output is None and form is AnswerFormat.JSON:
        print_text(proposal.to_json())
    elif output is None:
        print_lines(render_text(proposal, lang, get_width(), styled=is_styled()))
    else:
        plain = render_text(proposal, lang, PLAIN_WIDTH)
        save(proposal.to_json() if form is AnswerFormat.JSON else "\n".join(plain) + "\n", output)
        print_note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {output}")


Texts = list[str]


@dataclass(frozen=True)
class _ReplanArguments:
    """The arguments of `cocau replan`: what has changed."""

    pool: Path | None
    withdrawn: Sequence[str]
    confidence: Sequence[str]
    unmet: Sequence[str]
    sets: Sequence[str]
    raised: Sequence[str]
    reason: str | None
    seconds: float | None


def replan(  # noqa: PLR0913, PLR0917  # an option each
    proposal: Annotated[Path, typer.Argument(metavar="PHƯƠNG-ÁN-JSON", help="Phương án JSON đã lưu.")],
    withdrawn: Annotated[
        Texts | None, typer.Option("--withdraw", metavar="MÃ", help="Người này rút, không ứng cử nữa.")
    ] = None,
    confidence: Annotated[
        Texts | None,
        typer.Option("--confidence", metavar="MÃ=%", help="Tín nhiệm của cử tri với người này (phần trăm)."),
    ] = None,
    unmet: Annotated[
        Texts | None,
        typer.Option("--unmet", metavar="MÃ=TIÊU-CHUẨN", help="Người này chưa đạt một tiêu chuẩn."),
    ] = None,
    pool: Annotated[
        Path | None,
        typer.Option("--pool", metavar="NGUỒN", help="Danh sách giới thiệu mới, thay cho bản cũ."),
    ] = None,
    sets: Annotated[
        Texts | None,
        typer.Option("--set", metavar="QĐ.TRƯỜNG=SỐ", help="Đổi một giới hạn (số hoặc none); lặp lại được."),
    ] = None,
    raised: Annotated[
        Texts | None, typer.Option("--raise", metavar="QĐ", help="Nâng một mục tiêu thành bắt buộc.")
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            "--secretary-not-chairing", metavar="LÝ-DO", help="Lý do Bí thư không làm Chủ tịch HĐND."
        ),
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", help="Thời gian tìm tối đa (0 < giây <= 3600).")
    ] = None,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Plan the slate nearest to a stored one after changes."""
    said = _ReplanArguments(
        pool, withdrawn or (), confidence or (), unmet or (), sets or (), raised or (), reason, seconds
    )
    with (
        handle_errors(lang, as_json=form is AnswerFormat.JSON),
        input_files("PHƯƠNG-ÁN-JSON", proposal, pool),
    ):
        chosen = choose_format(form, output, JSON_FILES, AnswerFormat.TEXT)
        check_output_path(output, (proposal, *(() if pool is None else (pool,))))
        from cocau.solver.replanning import build_replan_request

        before = read_stored_proposal(proposal)
        warn_if_altered(before, lang)
        changes = _read_changes(said)
        with map_to_options(_REPLAN_OPTIONS), _relocate_in_pool(pool):
            request, book = build_replan_request(before, changes)
            _print_released_pins(before.request.pins, request.pins, lang)
            found = InterruptibleSearch(build_plan_search(request, book), lang).run()
        print_proposal(found, chosen, lang, output)
        raise typer.Exit(get_exit_code(found))


_REPLAN_OPTIONS = {"withdrawn": "--withdraw", "confidence": "--confidence", "unmet": "--unmet"}


def _relocate_in_pool(pool: Path | None) -> AbstractContextManager[None]:
    """Move problems of people to their places in the new pool, where there is one."""
    from cocau.app.files.locations import relocate_pool_problems

    return nullcontext() if pool is None else relocate_pool_problems(pool)


def _print_released_pins(before: "Pins", now: "Pins", lang: Lang) -> None:
    """Print which people lost their pins because they may not stand any more."""
    if gone := sorted(before.everybody - now.everybody):
        print_note(
            f"Pins let go, since these people may not stand any more: {', '.join(gone)}."
            if lang is Lang.EN
            else f"Đã bỏ các yêu cầu giữ người không còn ứng cử được: {', '.join(gone)}."
        )


def _read_changes(arguments: _ReplanArguments) -> "PlanChanges":
    """Read the changes from the options and the new pool.

    Raises:
        InputError: all that is wrong with the options and the pool, at once.
    """
    from pydantic import ValidationError

    from cocau.app.files.readers import read_pool
    from cocau.constraints.documents import list_validation_problems
    from cocau.solver.replanning import PlanChanges

    problems: list[Problem] = []
    path = arguments.pool
    pool = None if path is None else attempt(lambda: read_pool(path), problems)
    told = parse_pairs("--confidence", arguments.confidence, problems)
    problems += [_build_duplicate_confidence(i, n) for i, n in Counter(i for i, _ in told).items() if n > 1]
    if arguments.reason is not None and not arguments.reason.strip():
        problems.append(_EMPTY_REASON)
    confidence = {i: _parse_percent(i, value, problems) for i, value in told}
    unmet: dict[str, tuple[str, ...]] = {}
    for person, standard in parse_pairs("--unmet", arguments.unmet, problems):
        unmet[person] = (*unmet.get(person, ()), standard)
    changed = parse_overrides(arguments.sets, problems)
    if problems:
        raise InputError(problems)
    try:
        return PlanChanges(
            pool=pool,
            withdrawn=tuple(arguments.withdrawn),
            confidence=confidence,
            unmet=unmet,
            overrides=changed,
            raised=tuple(arguments.raised),
            secretary_not_chairing=arguments.reason,
            seconds=arguments.seconds,
        )
    except ValidationError as error:
        raise InputError(convert_to_options(list_validation_problems(error))) from None


_EMPTY_REASON = Problem(
    "empty",
    "--secretary-not-chairing",
    "Lý do không được để trống.",
    "The reason must not be empty.",
)


def _build_duplicate_confidence(person: str, times: int) -> Problem:
    return Problem(
        "twice",
        f"--confidence {person}",
        f"Ghi {times} lần; chỉ ghi tỷ lệ thấp nhất của các hội nghị.",
        f"Given {times} times; give the lowest of the meetings only.",
    )


def _parse_percent(person: str, value: str, problems: list[Problem]) -> int:
    try:
        return int(value)
    except ValueError:
        problems.append(
            Problem(
                "bad_value",
                f"--confidence {person}={value}",
                f"'{value}' phải là số nguyên từ 0 đến 100.",
                f"'{value}' must be a whole number from 0 to 100.",
            )
        )
        return 0
