"""`cocau plan` and `cocau replan`: a slate from a pool, and the nearest after changes."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from cocau.app.cli.inputs import read_pool_aloud, read_proposal_aloud
from cocau.app.cli.options import (
    JSON_FILES,
    AnswerFormat,
    CouncilArgument,
    FileFormatOption,
    LangOption,
    OutputOption,
    PlanSecondsOption,
    ProposalArgument,
    RaisedOption,
    RulebookOption,
    SetsOption,
    build_from_options,
    build_pins,
    choose_format,
    map_to_options,
    parse_overrides,
    parse_pairs,
)
from cocau.app.cli.output import (
    ExitCode,
    check_output_path,
    deliver,
    get_layout,
    handle_errors,
    print_note,
)
from cocau.app.files.input_files import input_files
from cocau.app.files.locations import relocate_problems
from cocau.app.files.problems import attempt
from cocau.app.files.readers import read_council
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.present.proposal.document import render_text
from cocau.app.python.searches import InterruptibleSearch
from cocau.constraints.errors import GivenValue, Problem
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Rule
from cocau.solver import plan as planning
from cocau.solver.outcome import OnProgress
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.replanning import PlanChanges, build_replan_request
from cocau.solver.request import Pins, PlanRequest

Texts = list[str]

PoolArgument = Annotated[
    Path,
    typer.Argument(
        metavar="NGUỒN",
        help=say_help(
            "Danh sách giới thiệu: YAML, CSV hoặc XLSX.", "The introduced people: YAML, CSV or XLSX."
        ),
    ),
]
InOption = Annotated[
    Texts | None,
    typer.Option(
        "--in",
        metavar="MÃ",
        help=say_help("Người này phải có trong danh sách ứng cử.", "This person must be on a list."),
    ),
]
DeputyOption = Annotated[
    Texts | None,
    typer.Option(
        "--deputy",
        metavar="MÃ",
        help=say_help("Người này phải là đại biểu dự kiến.", "This person must be an intended deputy."),
    ),
]
OutOption = Annotated[
    Texts | None,
    typer.Option(
        "--out",
        metavar="MÃ",
        help=say_help("Người này không có trong danh sách nào.", "This person must be on no list."),
    ),
]
PostOption = Annotated[
    Texts | None,
    typer.Option(
        "--post",
        metavar="CHỨC-DANH=MÃ",
        help=say_help("Ví dụ chair=p001, head/legal=p007.", "For example chair=p001, head/legal=p007."),
    ),
]
AtOption = Annotated[
    Texts | None,
    typer.Option(
        "--at",
        metavar="MÃ=ĐƠN-VỊ",
        help=say_help("Người này ứng cử ở đơn vị bầu cử này.", "This person stands at this constituency."),
    ),
]


def plan(  # noqa: PLR0913, PLR0917  # an option each
    council: CouncilArgument,
    pool: PoolArgument,
    rulebook: RulebookOption = None,
    sets: SetsOption = None,
    raised: RaisedOption = None,
    candidates: InOption = None,
    deputies: DeputyOption = None,
    out: OutOption = None,
    posts: PostOption = None,
    places: AtOption = None,
    seconds: PlanSecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Plan a slate from a council and a pool."""
    problems: list[Problem] = []
    with handle_errors(lang, as_json=form is AnswerFormat.JSON), input_files("HỘI-ĐỒNG NGUỒN", council, pool):
        chosen = choose_format(form, output, JSON_FILES, AnswerFormat.TEXT)
        check_output_path(output, (council, pool, *map(Path, (rulebook or "").split("+"))))
        with relocate_problems(council, pool):
            request = build_from_options(
                PlanRequest,
                problems,
                council=attempt(lambda: read_council(council), problems),
                pool=attempt(lambda: read_pool_aloud(pool, lang), problems),
                rulebook=rulebook or "",
                overrides=parse_overrides(sets or (), problems),
                raised=tuple(raised or ()),
                pins=build_pins(candidates, deputies, out, posts, places, problems),
                seconds=seconds,
            )
            proposal = InterruptibleSearch(build_plan_search(request), lang).run()
        print_proposal(proposal, chosen, lang, output)
        raise typer.Exit(get_exit_code(proposal))


def get_exit_code(proposal: Proposal) -> ExitCode:
    """Return the exit code of a proposal's outcome."""
    return {
        ProposalOutcome.SOLVED: ExitCode.DONE,
        ProposalOutcome.CONFLICT: ExitCode.CONFLICT,
        ProposalOutcome.OUT_OF_TIME: ExitCode.STOPPED,
    }[proposal.outcome]


def print_proposal(proposal: Proposal, form: AnswerFormat, lang: Lang, output: Path | None) -> None:
    """Print a proposal, or save it whole or not at all to a file."""
    if form is AnswerFormat.JSON:
        content = proposal.to_json()
    else:
        width, styled = get_layout(output)
        content = "\n".join(render_text(proposal, lang, width, styled=styled)) + "\n"
    deliver(content, output, lang)


def build_plan_search(request: PlanRequest, book: Rulebook | None = None) -> Callable[[OnProgress], Proposal]:
    """Build the search for a proposal.

    `book`: rules to use as they are, instead of those that the request names.
    """
    if book is None:
        return lambda tell: planning.plan(request, on_progress=tell)
    return lambda tell: planning.plan_with_rulebook(request, book, tell)


WithdrawOption = Annotated[
    Texts | None,
    typer.Option(
        "--withdraw",
        metavar="MÃ",
        help=say_help("Người này rút, không ứng cử nữa.", "This person withdraws."),
    ),
]
ConfidenceOption = Annotated[
    Texts | None,
    typer.Option(
        "--confidence",
        metavar="MÃ=%",
        help=say_help(
            "Tín nhiệm của cử tri với người này (phần trăm).",
            "The voters' confidence in this person (percent).",
        ),
    ),
]
UnmetOption = Annotated[
    Texts | None,
    typer.Option(
        "--unmet",
        metavar="MÃ=TIÊU-CHUẨN",
        help=say_help("Người này chưa đạt một tiêu chuẩn.", "This person misses a standard."),
    ),
]
NewPoolOption = Annotated[
    Path | None,
    typer.Option(
        "--pool",
        metavar="NGUỒN",
        help=say_help(
            "Danh sách giới thiệu mới, thay cho bản cũ.", "A new pool in the place of the old one."
        ),
    ),
]
ReasonOption = Annotated[
    str | None,
    typer.Option(
        "--secretary-not-chairing",
        metavar="LÝ-DO",
        help=say_help("Lý do Bí thư không làm Chủ tịch HĐND.", "Why the Party secretary does not chair."),
    ),
]
OptionalSecondsOption = Annotated[
    float | None,
    typer.Option(
        "--seconds",
        help=say_help(
            "Thời gian tìm tối đa (0 < giây <= 3600).", "Seconds the search may take (0 < seconds <= 3600)."
        ),
    ),
]


def replan(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    withdrawn: WithdrawOption = None,
    confidence: ConfidenceOption = None,
    unmet: UnmetOption = None,
    pool: NewPoolOption = None,
    sets: SetsOption = None,
    raised: RaisedOption = None,
    reason: ReasonOption = None,
    seconds: OptionalSecondsOption = None,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Plan the slate nearest to a stored one after changes."""
    problems: list[Problem] = []
    with (
        handle_errors(lang, as_json=form is AnswerFormat.JSON),
        input_files("PHƯƠNG-ÁN-JSON", proposal, pool),
    ):
        chosen = choose_format(form, output, JSON_FILES, AnswerFormat.TEXT)
        check_output_path(output, (proposal, *(() if pool is None else (pool,))))
        before = read_proposal_aloud(proposal, lang)
        read = None if pool is None else attempt(lambda: read_pool_aloud(pool, lang), problems)
        told = _parse_confidence(confidence or (), problems)
        changes = build_from_options(
            PlanChanges,
            problems,
            pool=read,
            withdrawn=tuple(withdrawn or ()),
            secretary_not_chairing=_check_reason(reason, problems),
            confidence={person: _parse_percent(person, value, problems) for person, value in told},
            unmet=_parse_unmet(unmet or (), problems),
            overrides=parse_overrides(sets or (), problems),
            raised=tuple(raised or ()),
            seconds=seconds,
        )
        with map_to_options(_REPLAN_OPTIONS), relocate_problems(pool=pool):
            found = _plan_nearest(before, changes, lang)
        print_proposal(found, chosen, lang, output)
        raise typer.Exit(get_exit_code(found))


def _plan_nearest(before: Proposal, changes: PlanChanges, lang: Lang) -> Proposal:
    request, book = build_replan_request(before, changes)
    _print_released_pins(before.request.pins, request.pins, lang)
    found = InterruptibleSearch(build_plan_search(request, book), lang).run()
    if found.conflict is not None and not request.council.secretary_not_chairing:
        _print_option_of_reason([book.by_id[rule_id] for rule_id in found.conflict.rules], lang)
    return found


def _print_option_of_reason(rules: Sequence[Rule], lang: Lang) -> None:
    """Print the option that records why the secretary does not chair."""
    if any(isinstance(rule, PostPrecedence) for rule in rules):
        print_note(
            say(
                lang,
                "Ghi lý do Bí thư không làm Chủ tịch bằng --secretary-not-chairing LÝ-DO.",
                "Record why the secretary does not chair with --secretary-not-chairing REASON.",
            )
        )


_REPLAN_OPTIONS = {"withdrawn": "--withdraw", "confidence": "--confidence", "unmet": "--unmet"}


def _print_released_pins(before: Pins, now: Pins, lang: Lang) -> None:
    """Print which people lost their pins because they may not stand any more."""
    if gone := sorted(before.everybody - now.everybody):
        print_note(
            say(
                lang,
                f"Đã bỏ các yêu cầu giữ người không còn ứng cử được: {', '.join(gone)}.",
                f"Pins let go, since these people may not stand any more: {', '.join(gone)}.",
            )
        )


def _parse_confidence(texts: Sequence[str], problems: list[Problem]) -> list[tuple[str, str]]:
    """Parse ``--confidence ID=PERCENT``; each person may be given once."""
    told = parse_pairs("--confidence", texts, problems)
    problems += [_build_duplicate_confidence(i, n) for i, n in Counter(i for i, _ in told).items() if n > 1]
    return told


def _parse_unmet(texts: Sequence[str], problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    """Parse ``--unmet ID=STANDARD``; a person may miss several."""
    unmet: dict[str, tuple[str, ...]] = {}
    for person, standard in parse_pairs("--unmet", texts, problems):
        unmet[person] = (*unmet.get(person, ()), standard)
    return unmet


def _check_reason(reason: str | None, problems: list[Problem]) -> str | None:
    if reason is not None and not reason.strip():
        problems.append(_EMPTY_REASON)
    return reason


_EMPTY_REASON = Problem(
    "empty",
    ("--secretary-not-chairing",),
    "Lý do không được để trống.",
    "The reason must not be empty.",
)


def _build_duplicate_confidence(person: str, times: int) -> Problem:
    return Problem(
        "twice",
        ("--confidence", GivenValue(person)),
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
                ("--confidence", GivenValue(f"{person}={value}")),
                f"'{value}' phải là số nguyên từ 0 đến 100.",
                f"'{value}' must be a whole number from 0 to 100.",
            )
        )
        return 0
