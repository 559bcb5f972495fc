"""`cocau seats`: from population to seats and lists; a draft made into a council file."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
import yaml
from pydantic import ValidationError

from cocau.app.cli.options import (
    AnswerFormat,
    FormatOption,
    LangOption,
    RulebookOption,
    parse_output_path,
    parse_people_count,
)
from cocau.app.cli.output import (
    check_output_path,
    format_blocks,
    handle_errors,
    print_lines,
    print_text,
    print_written,
    save,
)
from cocau.app.files.locations import relocate_problems
from cocau.app.files.readers import read_draft
from cocau.app.i18n.languages import Lang, say_help
from cocau.app.present.seats import describe_caution, describe_origin, render_seats
from cocau.app.present.wording import Wording
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import GivenValue, InputError, Problem, format_loc
from cocau.constraints.library import DEFAULT_RULEBOOK, choose_rulebook_name, load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.draft import CouncilDraft
from cocau.constraints.rulebook import Rulebook
from cocau.solver.apportionment.seat_plan import SeatPlan, SeatQuestion
from cocau.solver.apportionment.seats import build_council, plan_seats

WholeNumber = int | None


DraftArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="[BẢN-THẢO]",
        help=say_help(
            "Tệp YAML: hội đồng khi chưa có số đại biểu.", "YAML: a council before its seats are known."
        ),
    ),
]
KindOption = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="LOẠI",
        help=say_help(
            "Loại đơn vị, ví dụ province, commune.", "Kind of unit, for example province, commune."
        ),
    ),
]
PopulationOption = Annotated[
    WholeNumber,
    typer.Option(
        "--population", metavar="SỐ", parser=parse_people_count, help=say_help("Dân số.", "Population.")
    ),
]
LowerUnitsOption = Annotated[
    WholeNumber,
    typer.Option(
        "--lower-units",
        metavar="SỐ",
        help=say_help("Số đơn vị hành chính cấp dưới.", "Units of the level below."),
    ),
]
SeatsOption = Annotated[
    WholeNumber,
    typer.Option(
        "--seats",
        metavar="SỐ",
        help=say_help("Số đại biểu đã được quyết định.", "The number of seats, as decided."),
    ),
]
ConstituenciesOption = Annotated[
    WholeNumber,
    typer.Option(
        "--constituencies",
        metavar="SỐ",
        help=say_help(
            "Số đơn vị bầu cử; để trống: ít nhất.", "How many constituencies; without it: the fewest."
        ),
    ),
]
ElectionDayOption = Annotated[
    datetime | None,
    typer.Option(
        "--on", formats=["%Y-%m-%d"], metavar="NGÀY", help=say_help("Ngày bầu cử.", "Election day.")
    ),
]
CouncilOutputOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="TỆP",
        parser=parse_output_path,
        help=say_help("Ghi tệp hội đồng, YAML hoặc JSON.", "Write the council file, YAML or JSON."),
    ),
]


def seats(  # noqa: PLR0913, PLR0917  # an option each
    draft: DraftArgument = None,
    kind: KindOption = None,
    population: PopulationOption = None,
    lower_units: LowerUnitsOption = None,
    given: SeatsOption = None,
    constituencies: ConstituenciesOption = None,
    on: ElectionDayOption = None,
    rulebook: RulebookOption = None,
    form: FormatOption = AnswerFormat.TEXT,
    output: CouncilOutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Plan seats, constituencies and lists from a population or a draft."""
    values: dict[str, object] = {
        "kind": kind,
        "population": population,
        "lower_units": lower_units,
        "seats": given,
        "constituencies": constituencies,
        "day": None if on is None else on.date(),
    }
    asked = {name: value for name, value in values.items() if value is not None}
    with handle_errors(lang, as_json=form is AnswerFormat.JSON):
        if draft is not None:
            _plan_from_draft(draft, asked, rulebook, form, output, lang)
        else:
            _plan_from_options(asked, rulebook, form, output, lang)


def _plan_from_draft(
    file: Path,
    other: dict[str, object],
    rulebook: str | None,
    form: AnswerFormat,
    output: Path | None,
    lang: Lang,
) -> None:
    if other:
        raise InputError([_DRAFT_AND_OPTIONS])
    _check_council_path(output)
    check_output_path(output, (file, *map(Path, (rulebook or "").split("+"))))

    draft = read_draft(file)
    with relocate_problems(draft=file):
        book = choose_rulebook(rulebook, draft.election_day)
        plan, council = build_council(draft, book)
    council = council.replace_unvalidated(note=_build_note(draft, file, plan, lang))
    if output is not None:
        save(format_council(council, as_json=output.suffix.lower() == ".json"), output)
    _print_plan(plan, book, form, lang, council=council)
    if output is not None:
        print_written(output, lang)


def _plan_from_options(
    values: dict[str, object], rulebook: str | None, form: AnswerFormat, output: Path | None, lang: Lang
) -> None:
    if output is not None:
        raise InputError([_NEEDS_DRAFT])
    if not {"population", "seats"} & values.keys():
        raise InputError([_NOTHING_ASKED])

    given = values.get("day")
    day = given if isinstance(given, date) else None
    book = choose_rulebook(rulebook, day)
    asked = _build_request(values | {"day": day or _get_first_day(book)})
    with _map_to_options():
        plan = plan_seats(asked, book)
    _print_plan(plan, book, form, lang)


_DRAFT_AND_OPTIONS = Problem(
    "draft_and_options",
    (),
    "Đã có bản thảo thì không dùng --kind, --population, --lower-units, --seats, --constituencies, --on;"
    " hãy ghi các số đó trong tệp.",
    "With a draft, --kind, --population, --lower-units, --seats, --constituencies and --on are not used;"
    " write them in the file.",
)
_NEEDS_DRAFT = Problem(
    "no_draft",
    ("-o",),
    "Chỉ ghi được tệp hội đồng từ một bản thảo: cocau seats BẢN-THẢO -o TỆP.",
    "A council file is made of a draft only: cocau seats DRAFT -o FILE.",
)
_NOTHING_ASKED = Problem(
    "nothing_asked",
    (),
    "Hãy đưa một bản thảo hội đồng, hoặc --kind và --population, hoặc --seats.",
    "Give a draft of a council, or --kind and --population, or --seats.",
)


def _check_council_path(output: Path | None) -> None:
    if output is not None and output.suffix.lower() not in {".yaml", ".yml", ".json"}:
        raise InputError(
            [
                Problem(
                    "suffix",
                    ("-o", GivenValue(output)),
                    "Tệp hội đồng là YAML hoặc JSON; đặt tên có đuôi .yaml hoặc .json.",
                    "A council file is YAML or JSON; give it a name that ends in .yaml or .json.",
                )
            ]
        )


def choose_rulebook(rulebook: str | None, day: date | None) -> Rulebook:
    """Load the named rulebook, or a shipped one whose term has the day."""
    return load_rulebook(rulebook or (DEFAULT_RULEBOOK if day is None else choose_rulebook_name(day)))


def _get_first_day(book: Rulebook) -> date:
    if book.term is None:
        raise InputError(
            [
                Problem(
                    "no_day",
                    ("--on",),
                    f"'{book.name}' không ghi dùng cho cuộc bầu cử nào; hãy đưa ngày bầu cử.",
                    f"'{book.name}' does not say for which elections it is; give the election day.",
                )
            ]
        )
    return book.term.first


def _build_request(values: dict[str, object]) -> SeatQuestion:

    with _map_to_options():
        try:
            return SeatQuestion.model_validate(values)
        except ValidationError as error:
            raise InputError([p.at(("draft", *p.loc)) for p in list_validation_problems(error)]) from None


_OPTIONS = {"election_day": "on", "lower_units": "lower-units", "day": "on"}


@contextmanager
def _map_to_options() -> Iterator[None]:
    """Move problems of a draft's fields to the options that stand for them."""
    try:
        yield
    except InputError as error:
        error.problems = tuple(_move_to_option(problem) for problem in error.problems)
        raise


def _move_to_option(problem: Problem) -> Problem:
    field = format_loc(problem.loc[1:] if problem.loc[:1] == ("draft",) else problem.loc)
    return problem.at((f"--{_OPTIONS.get(field, field)}",) if field else ())


def _build_note(draft: CouncilDraft, file: Path, plan: SeatPlan, lang: Lang) -> str:
    """Build the note of a council: a caution, the draft's note, the origin of its numbers."""
    return " ".join(
        filter(None, (describe_caution(plan, lang), draft.note, describe_origin(file.name, plan, lang)))
    )


def format_council(council: Council, *, as_json: bool = False) -> str:
    """Format a council as the YAML or JSON that `cocau plan` reads, without defaults."""
    value = council.model_dump(mode="json", exclude_defaults=True)
    value["election_day"] = f"{council.election_day}" if as_json else council.election_day
    order = [field for field in type(council).model_fields if field in value]
    ordered = {field: value[field] for field in order}
    if as_json:
        return f"{json.dumps(ordered, ensure_ascii=False, indent=1)}\n"
    return yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=110)


def _print_plan(
    plan: SeatPlan, book: Rulebook, form: AnswerFormat, lang: Lang, *, council: Council | None = None
) -> None:
    if form is AnswerFormat.JSON:
        print_lines([plan.model_dump_json(indent=1)])
        return

    title = None if council is None else council.name
    print_text(format_blocks(render_seats(Wording(book, lang), plan, title)))
