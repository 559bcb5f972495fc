"""Questions about a stored proposal: commands built from rows of `cocau.app.questions`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import Parameter, Signature
from pathlib import Path
from pkgutil import resolve_name
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import typer
from pydantic.fields import FieldInfo

from cocau.app.cli.inputs import read_proposal_aloud
from cocau.app.cli.options import (
    JSON_FILES,
    AnswerFormat,
    FileFormatOption,
    FormatOption,
    LangOption,
    OutputOption,
    ProposalArgument,
    SecondsOption,
    choose_format,
    map_to_options,
)
from cocau.app.cli.output import (
    PLAIN_WIDTH,
    ExitCode,
    check_output_path,
    get_width,
    handle_errors,
    is_styled,
    make_folder,
    print_note,
    print_text,
    save,
)
from cocau.app.cli.plan import get_exit_code, print_proposal
from cocau.app.files.input_files import input_files
from cocau.app.files.problems import attempt
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.present.names import Names
from cocau.app.present.terminal import render_lines
from cocau.app.python.searches import InterruptibleSearch
from cocau.app.questions import QUESTIONS, CommandForm, Question, QuestionOption
from cocau.constraints.errors import GivenValue, InputError, Problem
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.question import QuestionAnswer
from cocau.solver.time_budget import TimeBudget

AnswerT = TypeVar("AnswerT", bound=QuestionAnswer)


@dataclass(frozen=True)
class QuestionCall:
    """A question as a command line asks it; `seconds` bounds the answer, `values`: options."""

    row: Question
    command: CommandForm
    file: Path
    values: Mapping[str, Any]
    form: AnswerFormat | None
    lang: Lang
    seconds: float = 60
    output: Path | None = None

    def build_question(self) -> Any:  # noqa: ANN401  # a ProposalQuestion, which the solver checks
        """Build the question of the options that are given.

        Raises:
            InputError: everything wrong with values that an option parses.
        """
        problems: list[Problem] = []
        fields: dict[str, Any] = {"seconds": self.seconds}
        for name, option in self.command.options.items():
            value = self.values[name]
            if value is not None:
                fields[name] = _parse_values(option, value, problems) if isinstance(value, list) else value
        if problems:
            raise InputError(problems)
        return self.row.load_model().model_construct(**fields)

    def ask(self, solve: Callable[[Proposal, TimeBudget], AnswerT], **shown: Any) -> AnswerT:  # noqa: ANN401  # as the renderer takes it
        """Ask, and print or save the answer; Ctrl-C keeps what is known.

        Raises:
            InputError: the file holds no proposal, or what is asked means nothing for it.
        """
        form = choose_format(self.form, self.output, JSON_FILES, AnswerFormat.TEXT)
        check_output_path(self.output, (self.file,))
        proposal = read_proposal_aloud(self.file, self.lang)
        if self.command.brief:
            answer = solve(proposal, TimeBudget(self.seconds))
        else:
            answer = self.search(lambda effort: solve(proposal, effort))
        self._print_answer(proposal, answer, form, shown)
        return answer

    def search(self, solve: Callable[[TimeBudget], Any]) -> Any:  # noqa: ANN401  # whatever `solve` returns
        """Return what `solve` finds in time; Ctrl-C ends it soon."""
        return InterruptibleSearch(lambda tell: solve(TimeBudget(self.seconds, tell)), self.lang).run()

    def _print_answer(
        self, proposal: Proposal, answer: QuestionAnswer, form: AnswerFormat, shown: Mapping[str, Any]
    ) -> None:
        if form is AnswerFormat.JSON:
            text = answer.to_json()
        else:
            shown = {**shown, **{name: self.values[name] for name in self.command.display}}
            blocks = self.row.load_renderer()(Names.of(proposal, self.lang), proposal, answer, **shown)
            wide, coloured = (get_width(), is_styled()) if self.output is None else (PLAIN_WIDTH, False)
            text = "\n".join(render_lines(blocks, wide, styled=coloured)) + "\n"
        if self.output is None:
            print_text(text)
        else:
            save(text, self.output)
            print_note(f"{say(self.lang, 'Đã ghi', 'Written')}: {self.output}")


def _parse_values(option: QuestionOption, texts: Iterable[str], problems: list[Problem]) -> tuple[Any, ...]:
    if option.parse is None:
        return tuple(texts)
    read = resolve_name(option.parse)
    return tuple(attempt(partial(read, text), problems) for text in texts)


def run_question(call: QuestionCall) -> ExitCode:
    """Ask the question, print its answer, and return how it ended."""
    answer = call.ask(call.build_question().solve)
    if getattr(answer, "outcome", None) is ProposalOutcome.CONFLICT:
        return ExitCode.CONFLICT
    return ExitCode.DONE if answer.in_time else ExitCode.STOPPED


def _run_repairs(call: QuestionCall) -> ExitCode:
    """Find the repairs, or plan with one of them applied."""
    number = call.values["apply"]
    return run_question(call) if number is None else get_exit_code(_apply_repair(call, number))


def _apply_repair(call: QuestionCall, number: int) -> Proposal:
    """Plan with one repair applied, and print or save the proposal as `cocau plan` does.

    Raises:
        InputError: there are fewer repairs, or this one leaves out a must.
    """
    from cocau.solver.explain.repairs.search import find_repairs, plan_repair

    form = choose_format(call.form, call.output, JSON_FILES, AnswerFormat.TEXT)
    check_output_path(call.output, (call.file,))
    base = read_proposal_aloud(call.file, call.lang)

    def solve(effort: TimeBudget) -> Proposal:
        found = find_repairs(base, effort, max(call.values["limit"], number), 0)
        return plan_repair(base, _choose_repair(found, number), effort)

    planned: Proposal = call.search(solve)
    if len(planned.request.pool.people) > len(base.request.pool.people):
        vi = "Lưu ý: người cần giới thiệu thêm chỉ là chỗ để trống; thay bằng người thật rồi lập lại."
        en = "Remark: the people to be found are stand-ins; put real people in their place and plan again."
        print_note(say(call.lang, vi, en))
    print_proposal(planned, form, call.lang, call.output)
    return planned


def _choose_repair(answered: Any, number: int) -> Any:  # noqa: ANN401  # Repairs and Repair, slow to import
    known = len(answered.repairs)
    if number > known:
        vi = f"Chỉ có {known} cách tháo gỡ." if known else "Không có cách tháo gỡ nào để áp dụng."
        en = f"There are {known} repairs." if known else "There is no repair to apply."
        raise InputError([Problem("unknown_repair", ("--apply", GivenValue(number)), vi, en)])
    repair = answered.repairs[number - 1]
    if repair.patch.dropped:
        rules = ", ".join(repair.patch.dropped)
        raise InputError(
            [
                Problem(
                    "must_dropped",
                    ("--apply", GivenValue(number)),
                    f"Cách này bỏ hẳn quy định bắt buộc ({rules}): chỉ cho thấy điều gì cản trở, "
                    "không lập thành phương án.",
                    f"This one leaves out a must altogether ({rules}): it shows what stands in the way "
                    "and is not made into a proposal.",
                )
            ]
        )
    return repair


def _run_scenarios(call: QuestionCall) -> ExitCode:
    """Compare the scenarios of a file, and save the proposal of each where a folder is named."""
    from cocau.app.files.readers import read_scenarios
    from cocau.solver.explain.scenario_comparison import ScenarioComparison, compare_scenarios

    file, folder = call.values["file"], call.values["folder"]
    with input_files("PHƯƠNG-ÁN-JSON KỊCH-BẢN", call.file, file):
        _check_folder(folder)
        asked = read_scenarios(file).scenarios
        made: dict[str, Proposal] = {}

        def solve(base: Proposal, effort: TimeBudget) -> ScenarioComparison:
            comparison, proposals = compare_scenarios(base, asked, effort)
            made.update(proposals)
            return comparison

        answer = call.ask(solve, proposals=made)
        if folder is not None:
            _write_proposals(folder, (each.name for each in asked), made, call.lang)
    return ExitCode.DONE if answer.complete else ExitCode.STOPPED


def _check_folder(folder: Path | None) -> None:
    """Refuse a path that cannot be a folder, before any work is done.

    Raises:
        InputError: it, or the nearest above it that is there, is a file.
    """
    if folder is None:
        return
    there = next(p for p in (folder.absolute(), *folder.absolute().parents) if p.exists())
    if not there.is_dir():
        vi, en = f"{there} là một tệp, không phải thư mục.", f"{there} is a file, not a folder."
        raise InputError([Problem("no_folder", ("--folder", GivenValue(folder)), vi, en)])


def _write_proposals(folder: Path, names: Iterable[str], made: Mapping[str, Proposal], lang: Lang) -> None:
    """Save each proposal in a file named after its place in the list and its scenario."""
    make_folder(folder, f"--folder {folder}")
    for number, name in enumerate(names, start=1):
        if name not in made:
            continue
        plain = "".join(c if c.isalnum() else "-" for c in name).strip("-")
        path = folder / f"{number:02}-{plain}.json"
        save(made[name].to_json(), path, f"--folder {path}")
        print_note(f"{say(lang, 'Đã ghi', 'Written')}: {path}")


_OWN_RUNS: Mapping[str, Callable[[QuestionCall], ExitCode]] = {
    "repairs": _run_repairs,
    "scenarios": _run_scenarios,
}
"""What answers a command that does more than its question."""


def build_question_command(row: Question, command: CommandForm) -> Callable[..., None]:
    """Build a question's command as typer takes it: a function with a parameter per option."""
    answer = _OWN_RUNS.get(row.name, run_question)
    places = {
        name: option.flag if option.place is None else option.place
        for name, option in command.options.items()
    }

    def run(proposal: Path, form: AnswerFormat | None, lang: Lang, **given: Any) -> None:  # noqa: ANN401  # options
        common = {name: given.pop(name) for name in ("seconds", "output") if name in given}
        call = QuestionCall(row, command, proposal, given, form, lang, **common)
        with handle_errors(lang, as_json=form is AnswerFormat.JSON), map_to_options(places):
            raise typer.Exit(answer(call))

    run.__dict__["__signature__"] = Signature([*_build_parameters(row, command)])
    return run


def _build_parameters(row: Question, command: CommandForm) -> Iterator[Parameter]:
    yield _parameter("proposal", ProposalArgument)
    fields = row.load_model().model_fields
    for name, option in command.options.items():
        kind, default = _get_option_type(fields[name])
        yield _parameter(name, Annotated[kind, _build_option(option, fields[name])], default)
    for name, option in command.display.items():
        yield _parameter(name, Annotated[bool, _build_option(option)], default=False)
    yield from _OWN_PARAMETERS.get(row.name, ())
    if command.brief:
        yield _parameter("form", FormatOption, AnswerFormat.TEXT)
    else:
        yield _parameter("seconds", SecondsOption, 60)
        yield _parameter("form", FileFormatOption, None)
        yield _parameter("output", OutputOption, None)
    yield _parameter("lang", LangOption, Lang.VI)


def _parameter(name: str, annotation: object, default: object = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _get_option_type(field: FieldInfo) -> tuple[Any, Any]:
    """Return type and default of a field as an option: what is repeated is a list."""
    kind: Any = field.annotation
    if get_origin(kind) in {Union, UnionType}:
        (kind,) = (each for each in get_args(kind) if each is not NoneType)
    repeated = get_args(kind)[1:] == (...,)
    if repeated:
        kind = list[str]
    if field.is_required():
        return kind, Parameter.empty
    return (kind | None, None) if repeated or field.default is None else (kind, field.default)


def _build_option(option: QuestionOption, field: FieldInfo | None = None) -> Any:  # noqa: ANN401  # as typer has it
    bounds: dict[str, Any] = {}
    if field is not None and option.bounded:
        bounds = {"min": _get_bound(field, "ge"), "max": _get_bound(field, "le")}
    return typer.Option(option.flag, metavar=option.metavar, help=say_help(*option.help), **bounds)


def _get_bound(field: FieldInfo, name: str) -> int | None:
    return next((getattr(each, name) for each in field.metadata if hasattr(each, name)), None)


_OWN_PARAMETERS: Mapping[str, tuple[Parameter, ...]] = {
    "repairs": (
        _parameter(
            "apply",
            Annotated[
                int | None,
                typer.Option(
                    "--apply",
                    metavar="THỨ-TỰ",
                    help=say_help(
                        "Lập phương án theo cách thứ này, như `cocau plan`.",
                        "Plan the way out of this number, as `cocau plan` does.",
                    ),
                    min=1,
                ),
            ],
            None,
        ),
    ),
    "scenarios": (
        _parameter(
            "file",
            Annotated[
                Path,
                typer.Argument(
                    metavar="KỊCH-BẢN",
                    help=say_help("Các kịch bản: YAML hoặc JSON.", "The scenarios: YAML or JSON."),
                ),
            ],
        ),
        _parameter(
            "folder",
            Annotated[
                Path | None,
                typer.Option(
                    "--folder",
                    metavar="THƯ-MỤC",
                    help=say_help(
                        "Ghi phương án của từng kịch bản vào thư mục này (JSON).",
                        "Write each scenario's proposal into this folder (JSON).",
                    ),
                ),
            ],
            None,
        ),
    ),
}


def __getattr__(name: str) -> Callable[..., None]:
    """Return the command of a question, which the table of commands names as an attribute."""
    row = QUESTIONS.get(name)
    if row is None or row.command is None:
        raise AttributeError(name)
    return build_question_command(row, row.command)
