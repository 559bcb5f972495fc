"""Questions about a stored proposal: why, alternatives, front, ranges, repairs and more."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

import typer

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
    parse_groups,
)
from cocau.app.cli.output import (
    PLAIN_WIDTH,
    ExitCode,
    InterruptibleSearch,
    check_output_path,
    get_width,
    handle_errors,
    is_styled,
    make_folder,
    print_lines,
    print_note,
    print_text,
    save,
)
from cocau.app.cli.plan import get_exit_code, print_proposal
from cocau.app.cli.proposals import read_stored_proposal, warn_if_altered
from cocau.app.files.input_files import input_files
from cocau.app.i18n.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.app.present.blocks import Block
    from cocau.app.present.names import Names
    from cocau.solver.explain.alternatives import Alternatives
    from cocau.solver.explain.elections.outcomes import ElectionOutcomes
    from cocau.solver.explain.pareto import ParetoFront
    from cocau.solver.explain.repairs.repair import Repair, Repairs
    from cocau.solver.explain.scenario_comparison import ScenarioComparison
    from cocau.solver.explain.why import WhyAnswers
    from cocau.solver.proposal import Proposal
    from cocau.solver.time_budget import TimeBudget


class QuestionAnswer(Protocol):
    """The answer to a question about a proposal."""

    def to_json(self) -> str: ...


A = TypeVar("A", bound=QuestionAnswer)


@dataclass(frozen=True)
class QuestionCommand:
    """A question about a stored proposal, as a command line asks it. `seconds` bounds the answer."""

    file: Path
    seconds: float
    form: AnswerFormat | None
    output: Path | None
    lang: Lang

    def run(
        self,
        ask: "Callable[[Proposal, TimeBudget], A]",
        render: "Callable[[Names, Proposal, A], Iterable[Block]]",
    ) -> A:
        """Ask, and print or save the answer; Ctrl-C keeps what is known.

        Raises:
            InputError: the file holds no proposal, or what is asked means nothing for it.
        """
        form = choose_format(self.form, self.output, JSON_FILES, AnswerFormat.TEXT)
        check_output_path(self.output, (self.file,))
        from cocau.solver.time_budget import TimeBudget

        proposal = read_stored_proposal(self.file)
        warn_if_altered(proposal, self.lang)
        answer = InterruptibleSearch(
            lambda tell: ask(proposal, TimeBudget(self.seconds, tell)), self.lang
        ).run()
        self._print_answer(proposal, answer, form, render)
        return answer

    def _print_answer(
        self,
        proposal: "Proposal",
        answer: A,
        form: AnswerFormat,
        render: "Callable[[Names, Proposal, A], Iterable[Block]]",
    ) -> None:
        from cocau.app.present.names import Names
        from cocau.app.present.terminal import render_lines

        sheet = Names.of(proposal, self.lang)
        if form is AnswerFormat.JSON:
            text = answer.to_json()
        else:
            wide, coloured = (get_width(), is_styled()) if self.output is None else (PLAIN_WIDTH, False)
            text = "\n".join(render_lines(render(sheet, proposal, answer), wide, styled=coloured)) + "\n"
        if self.output is None:
            print_text(text)
        else:
            save(text, self.output)
            print_note(f"{'Written' if self.lang is Lang.EN else 'Đã ghi'}: {self.output}")


def alternatives(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    number: Annotated[int, typer.Option("--number", metavar="SỐ", help="Bao nhiêu phương án khác.")] = 5,
    apart: Annotated[
        int, typer.Option("--apart", metavar="SỐ", help="Khác nhau ít nhất bao nhiêu người.")
    ] = 3,
    within: Annotated[
        list[str] | None,
        typer.Option("--within", metavar="QĐ", help="Không kém hơn ở mục tiêu này; lặp lại được."),
    ] = None,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Các phương án tốt kế tiếp, khác nhau ít nhất một số người; đã chứng minh là tốt nhất còn lại."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON), map_to_options(_ALTERNATIVES_OPTIONS):
        from cocau.app.present.explanations.alternatives import render_alternatives

        def ask(stored: "Proposal", effort: "TimeBudget") -> "Alternatives":
            from cocau.solver.explain.alternatives import find_alternatives as found

            return found(stored, number, apart, within or (), effort)

        answer = QuestionCommand(proposal, seconds, form, output, lang).run(ask, render_alternatives)
        raise typer.Exit(ExitCode.DONE if answer.complete else ExitCode.STOPPED)


_ALTERNATIVES_OPTIONS = {"number": "--number", "apart": "--apart", "within": "--within"}


def conflicts(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    aim: Annotated[
        str | None,
        typer.Option("--aim", metavar="QĐ", help="Những gì cản trở mục tiêu chưa đạt này."),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="SỐ", help="Nhiều nhất bao nhiêu nhóm.", min=1, max=1000)
    ] = 20,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Mọi nhóm quy định không thể cùng đạt, nhỏ nhất trước, và vì sao: còn những ai, ai bị loại."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON):
        from cocau.app.present.explanations.conflicts import render_conflicts as rendered
        from cocau.solver.conflicts.enumerate import find_conflicts as found

        inquiry = QuestionCommand(proposal, seconds, form, output, lang)
        answer = inquiry.run(lambda whole, effort: found(whole, effort, limit, aim), rendered)
        if not (answer.complete or answer.limited):
            raise typer.Exit(ExitCode.STOPPED)


def front(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    aims: Annotated[
        tuple[str, str], typer.Option("--aims", metavar="QĐ QĐ", help="Hai mục tiêu cần đánh đổi.")
    ],
    keep_earlier: Annotated[  # typer makes an option of it
        bool,
        typer.Option("--keep-earlier", help="Giữ các bậc mục tiêu xếp trước cả hai như trong phương án."),
    ] = False,
    limit: Annotated[int, typer.Option("--limit", metavar="SỐ", help="Nhiều nhất bao nhiêu điểm.")] = 100,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Đánh đổi giữa hai mục tiêu: mọi mức mà mục tiêu này chỉ tốt hơn khi mục tiêu kia kém đi."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON), map_to_options(_FRONT_OPTIONS):
        from cocau.app.present.explanations.pareto import render_front

        def ask(stored: "Proposal", effort: "TimeBudget") -> "ParetoFront":
            from cocau.solver.explain.pareto import trace_pareto_front as found

            return found(stored, aims, effort, keep_earlier=keep_earlier, limit=limit)

        answer = QuestionCommand(proposal, seconds, form, output, lang).run(ask, render_front)
        raise typer.Exit(ExitCode.DONE if answer.complete else ExitCode.STOPPED)


_FRONT_OPTIONS = {"aims": "--aims", "limit": "--limit"}


def outcomes(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    groups: Annotated[
        list[str] | None,
        typer.Option(
            "--group", metavar="NHÓM", help="Chỉ nhóm này, ví dụ women; lặp lại được. Mặc định: mọi nhóm."
        ),
    ] = None,
    by_constituency: Annotated[  # typer makes a flag of it
        bool, typer.Option("--by-constituency", help="Thêm bảng theo từng đơn vị bầu cử.")
    ] = False,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Cử tri còn quyết định gì: mỗi nhóm ít nhất, nhiều nhất bao nhiêu; chức danh nào có thể khuyết."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON), input_files("PHƯƠNG-ÁN-JSON", proposal):
        from cocau.solver.explain.elections.outcomes import compute_outcomes as asked

        def told(sheet: "Names", whole: "Proposal", answer: "ElectionOutcomes") -> "Iterable[Block]":
            from cocau.app.present.explanations.elections import render_outcomes as rendered

            return rendered(sheet, whole, answer, by_constituency=by_constituency)

        found = QuestionCommand(proposal, seconds, form, output, lang).run(
            lambda whole, effort: asked(whole, groups, effort=effort), told
        )
        if not found.complete:
            raise typer.Exit(ExitCode.STOPPED)


def prices(
    proposal: ProposalArgument,
    rules: Annotated[
        list[str] | None,
        typer.Option("--rule", metavar="QĐ", help="Chỉ quy định bắt buộc hoặc yêu cầu này; lặp lại được."),
    ] = None,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Mỗi quy định bắt buộc làm các mục tiêu kém đi bao nhiêu, và nới hoặc siết một bậc thì sao."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON), input_files("PHƯƠNG-ÁN-JSON", proposal):
        from cocau.app.present.explanations.prices import render_prices
        from cocau.solver.explain.prices import compute_prices as found_for
        from cocau.solver.proposal import ProposalOutcome

        answer = QuestionCommand(proposal, seconds, form, output, lang).run(
            lambda whole, effort: found_for(whole, effort, rules or ()), render_prices
        )
        if answer.outcome is ProposalOutcome.CONFLICT:
            raise typer.Exit(ExitCode.CONFLICT)
        raise typer.Exit(ExitCode.DONE if answer.complete else ExitCode.STOPPED)


def ranges(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    groups: Annotated[
        list[str] | None,
        typer.Option("--group", metavar="NHÓM", help="Chỉ nhóm này: tên, hoặc như sex=female,age_under=35."),
    ] = None,
    among: Annotated[
        list[str] | None,
        typer.Option("--among", metavar="TẬP", help="Chỉ đếm trong tập này, ví dụ candidates, deputies."),
    ] = None,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Mỗi nhóm ít nhất, nhiều nhất bao nhiêu người theo quy định, và khi mục tiêu ở mức tốt nhất."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON), input_files("PHƯƠNG-ÁN-JSON", proposal):
        who, sets = parse_groups(groups or (), among or ())
        from cocau.app.present.explanations.ranges import render_ranges
        from cocau.solver.explain.ranges import compute_ranges as found_for
        from cocau.solver.proposal import ProposalOutcome

        answer = QuestionCommand(proposal, seconds, form, output, lang).run(
            lambda whole, effort: found_for(whole, effort, who, sets), render_ranges
        )
        if answer.outcome is ProposalOutcome.CONFLICT:
            raise typer.Exit(ExitCode.CONFLICT)
        raise typer.Exit(ExitCode.DONE if answer.complete else ExitCode.STOPPED)


def repairs(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    limit: Annotated[
        int, typer.Option("--limit", metavar="SỐ", help="Nêu nhiều nhất bấy nhiêu cách.", min=1, max=1000)
    ] = 10,
    slates: Annotated[
        int,
        typer.Option(
            "--slates", metavar="SỐ", help="Lập phương án cho bấy nhiêu cách rẻ nhất.", min=0, max=100
        ),
    ] = 3,
    apply: Annotated[
        int | None,
        typer.Option(
            "--apply", metavar="THỨ-TỰ", help="Lập phương án theo cách thứ này, như `cocau plan`.", min=1
        ),
    ] = None,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Các cách rẻ nhất để tháo gỡ xung đột: nới gì bao nhiêu, bỏ yêu cầu nào, giới thiệu thêm ai."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON):
        asked = QuestionCommand(proposal, seconds, form, output, lang)
        if apply is not None:
            raise typer.Exit(get_exit_code(_apply_repair(asked, apply, max(limit, apply))))
        from cocau.app.present.explanations.repairs import render_repairs
        from cocau.solver.explain.repairs.repair import RepairsPart
        from cocau.solver.explain.repairs.search import find_repairs as repairs_of

        told = asked.run(lambda stored, effort: repairs_of(stored, effort, limit, slates), render_repairs)
        late = {*told.open} - {RepairsPart.ANSWERS}
        raise typer.Exit(ExitCode.STOPPED if late else ExitCode.DONE)


def _apply_repair(question: QuestionCommand, number: int, limit: int) -> "Proposal":
    """Plan with one repair applied, and print or save the proposal as `cocau plan` does.

    Raises:
        InputError: there are fewer repairs, or this one leaves out a must.
    """
    chosen = choose_format(question.form, question.output, JSON_FILES, AnswerFormat.TEXT)
    check_output_path(question.output, (question.file,))
    from cocau.solver.explain.repairs.search import find_repairs as repairs_of
    from cocau.solver.explain.repairs.search import plan_repair
    from cocau.solver.time_budget import TimeBudget

    whole = read_stored_proposal(question.file)
    warn_if_altered(whole, question.lang)

    def planned(effort: "TimeBudget") -> "Proposal":
        repair = _choose_repair(repairs_of(whole, effort, limit, 0), number)
        return plan_repair(whole, repair, effort)

    found = InterruptibleSearch(lambda tell: planned(TimeBudget(question.seconds, tell)), question.lang).run()
    if len(found.request.pool.people) > len(whole.request.pool.people):
        print_note(
            "Remark: the people to be found are stand-ins; put real people in their place and plan again."
            if question.lang is Lang.EN
            else "Lưu ý: người cần giới thiệu thêm chỉ là chỗ để trống; thay bằng người thật rồi lập lại."
        )
    print_proposal(found, chosen, question.lang, question.output)
    return found


def _choose_repair(answered: "Repairs", number: int) -> "Repair":
    known = len(answered.repairs)
    if number > known:
        vi = f"Chỉ có {known} cách tháo gỡ." if known else "Không có cách tháo gỡ nào để áp dụng."
        en = f"There are {known} repairs." if known else "There is no repair to apply."
        raise InputError([Problem("unknown_repair", f"--apply {number}", vi, en)])
    repair = answered.repairs[number - 1]
    if repair.patch.dropped:
        rules = ", ".join(repair.patch.dropped)
        raise InputError(
            [
                Problem(
                    "must_dropped",
                    f"--apply {number}",
                    f"Cách này bỏ hẳn quy định bắt buộc ({rules}): chỉ cho thấy điều gì cản trở, "
                    "không lập thành phương án.",
                    f"This one leaves out a must altogether ({rules}): it shows what stands in the way "
                    "and is not made into a proposal.",
                )
            ]
        )
    return repair


@contextmanager
def _map_to_person_option(people: Sequence[str]) -> Iterator[None]:
    """Move problems of the people asked about to ``--person``."""
    try:
        yield
    except InputError as error:
        error.problems = tuple(_move_to_person_option(p) if p.where in people else p for p in error.problems)
        raise


def _move_to_person_option(problem: Problem) -> Problem:
    return Problem(problem.code, f"--person {problem.where}", problem.vi, problem.en)


def replacements(
    proposal: Annotated[Path, typer.Argument(metavar="PHƯƠNG-ÁN-JSON", help="Phương án JSON đã lưu.")],
    people: Annotated[
        list[str] | None,
        typer.Option("--person", metavar="MÃ", help="Chỉ người này; lặp lại được. Mặc định: cả danh sách."),
    ] = None,
    form: FormatOption = AnswerFormat.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Với từng người trong danh sách: ai thay được đúng vị trí đó mà vẫn giữ mọi quy định."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON):
        from cocau.solver.explain.replacements import ReplacementsAnswer
        from cocau.solver.explain.replacements import find_replacements as found_for

        whole = read_stored_proposal(proposal)
        warn_if_altered(whole, lang)
        with _map_to_person_option(people or ()):
            found = ReplacementsAnswer(replacements=found_for(whole, people))
        if form is AnswerFormat.JSON:
            print_text(found.to_json())
        elif whole.slate is not None:
            from cocau.app.present.explanations.replacements import render_replacements
            from cocau.app.present.names import Names
            from cocau.app.present.terminal import render_lines

            sheet = Names.of(whole, lang)
            print_lines(
                render_lines(render_replacements(sheet, whole, found), get_width(), styled=is_styled())
            )


def scenarios(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    file: Annotated[Path, typer.Argument(metavar="KỊCH-BẢN", help="Các kịch bản: YAML hoặc JSON.")],
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", metavar="THƯ-MỤC", help="Ghi phương án của từng kịch bản vào thư mục này (JSON)."
        ),
    ] = None,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """So sánh các kịch bản trên một phương án: ai vào, ai ra, quy định và mục tiêu nào khác đi."""
    with (
        handle_errors(lang, as_json=form is AnswerFormat.JSON),
        input_files("PHƯƠNG-ÁN-JSON KỊCH-BẢN", proposal, file),
    ):
        _check_folder(folder)
        from cocau.app.files.readers import read_scenarios
        from cocau.app.present.explanations.scenarios import render_comparison
        from cocau.solver.explain.scenario_comparison import compare_scenarios as planned_together

        asked = read_scenarios(file).scenarios
        made: dict[str, Proposal] = {}

        def ask(base: "Proposal", effort: "TimeBudget") -> "ScenarioComparison":
            comparison, proposals = planned_together(base, asked, effort)
            made.update(proposals)
            return comparison

        found = QuestionCommand(proposal, seconds, form, output, lang).run(
            ask, lambda sheet, base, comparison: render_comparison(sheet, base, comparison, made)
        )
        if folder is not None:
            _write_proposals(folder, (each.name for each in asked), made, lang)
        raise typer.Exit(ExitCode.DONE if found.complete else ExitCode.STOPPED)


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
        raise InputError([Problem("no_folder", f"--folder {folder}", vi, en)])


def _write_proposals(folder: Path, names: Iterable[str], made: "dict[str, Proposal]", lang: Lang) -> None:
    """Save each proposal in a file named after its place in the list and its scenario."""
    make_folder(folder, f"--folder {folder}")
    for number, name in enumerate(names, start=1):
        if name not in made:
            continue
        plain = "".join(c if c.isalnum() else "-" for c in name).strip("-")
        path = folder / f"{number:02}-{plain}.json"
        save(made[name].to_json(), path, f"--folder {path}")
        print_note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {path}")


def why(  # noqa: PLR0913, PLR0917  # an option each
    proposal: ProposalArgument,
    people: Annotated[
        list[str], typer.Option("--person", metavar="MÃ", help="Hỏi về người này; lặp lại được.")
    ],
    part: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="VỊ-TRÍ",
            help="Hỏi về vị trí này: in, deputy, hoặc chức danh như chair, head/legal.",
        ),
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="ĐƠN-VỊ", help="Hỏi về đơn vị bầu cử này.")
    ] = None,
    seconds: SecondsOption = 60,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Vì sao một người có hay không có trong phương án, giữ hay không giữ chức danh; ngược lại thì sao."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON), map_to_options(_WHY_OPTIONS):
        from cocau.app.present.explanations.why import render_reasons

        def ask(stored: "Proposal", effort: "TimeBudget") -> "WhyAnswers":
            from cocau.solver.explain.questions import parse_questions
            from cocau.solver.explain.why import answer_questions as asked

            return asked(stored, parse_questions(stored, people, part, at), effort)

        answer = QuestionCommand(proposal, seconds, form, output, lang).run(ask, render_reasons)
        raise typer.Exit(ExitCode.DONE if answer.complete else ExitCode.STOPPED)


_WHY_OPTIONS = {"person": "--person", "as": "--as", "at": "--at"}
