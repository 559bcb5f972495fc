"""`cocau seats`: from population to seats, constituencies and lists; and a draft made into a council file."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.options import (
    Format,
    FormatOption,
    LangOption,
    RulebookOption,
    output_path,
    whole_people,
)
from cocau.app.commands.reporting import note, reported
from cocau.app.commands.writing import save, show, spare, styled, width
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.app.render.wording import Wording
    from cocau.constraints.council import Council
    from cocau.constraints.draft import Draft
    from cocau.constraints.rulebook import Rulebook
    from cocau.solver.seat_plan import Asked, SeatPlan

Whole = int | None


def seats(  # noqa: PLR0913, PLR0917  # an option each
    draft: Annotated[
        Path | None, typer.Argument(metavar="[BẢN-THẢO]", help="Tệp YAML: hội đồng khi chưa có số đại biểu.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="LOẠI", help="Loại đơn vị, ví dụ province, commune.")
    ] = None,
    population: Annotated[
        Whole, typer.Option("--population", metavar="SỐ", parser=whole_people, help="Dân số.")
    ] = None,
    lower_units: Annotated[
        Whole, typer.Option("--lower-units", metavar="SỐ", help="Số đơn vị hành chính cấp dưới.")
    ] = None,
    given: Annotated[
        Whole, typer.Option("--seats", metavar="SỐ", help="Số đại biểu đã được quyết định.")
    ] = None,
    constituencies: Annotated[
        Whole, typer.Option("--constituencies", metavar="SỐ", help="Số đơn vị bầu cử; để trống: ít nhất.")
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], metavar="NGÀY", help="Ngày bầu cử."),
    ] = None,
    rulebook: RulebookOption = None,
    form: FormatOption = Format.TEXT,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="TỆP",
            parser=output_path,
            help="Ghi tệp hội đồng, YAML hoặc JSON.",
        ),
    ] = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Tính số đại biểu theo dân số, chia về đơn vị bầu cử, và số người trong danh sách ứng cử."""
    values: dict[str, object] = {
        "kind": kind,
        "population": population,
        "lower_units": lower_units,
        "seats": given,
        "constituencies": constituencies,
        "day": None if on is None else on.date(),
    }
    asked = {name: value for name, value in values.items() if value is not None}
    with reported(lang, as_json=form is Format.JSON):
        if draft is not None:
            _of_draft(draft, asked, rulebook, form, output, lang)
        else:
            _of_options(asked, rulebook, form, output, lang)


def _of_draft(
    file: Path, other: dict[str, object], rulebook: str | None, form: Format, output: Path | None, lang: Lang
) -> None:
    if other:
        raise InputError([_IN_THE_FILE])
    _fit_for_a_council(output)
    spare(output, (file, *map(Path, (rulebook or "").split("+"))))
    from cocau.app.imports import draft_at_its_places, read_draft
    from cocau.solver.seats import council_of

    draft = read_draft(file)
    with draft_at_its_places(file):
        book = book_for(rulebook, draft.election_day)
        plan, council = council_of(draft, book)
    council = council.but(note=_note(draft, file, plan, lang))
    if output is not None:
        save(council_text(council, as_json=output.suffix.lower() == ".json"), output)
    _answer(plan, book, form, lang, council=council)
    if output is not None:
        note(f"{'Written' if lang is Lang.EN else 'Đã ghi'}: {output}")


def _of_options(
    values: dict[str, object], rulebook: str | None, form: Format, output: Path | None, lang: Lang
) -> None:
    if output is not None:
        raise InputError([_ONLY_OF_A_DRAFT])
    if not {"population", "seats"} & values.keys():
        raise InputError([_NOTHING_ASKED])
    from cocau.solver.seats import seat_plan

    given = values.get("day")
    day = given if isinstance(given, date) else None
    book = book_for(rulebook, day)
    asked = _asked(values | {"day": day or _first_day(book)})
    with _named_as_options():
        plan = seat_plan(asked, book)
    _answer(plan, book, form, lang)


_IN_THE_FILE = Problem(
    "draft_and_options",
    "",
    "Đã có bản thảo thì không dùng --kind, --population, --lower-units, --seats, --constituencies, --on;"
    " hãy ghi các số đó trong tệp.",
    "With a draft, --kind, --population, --lower-units, --seats, --constituencies and --on are not used;"
    " write them in the file.",
)
_ONLY_OF_A_DRAFT = Problem(
    "no_draft",
    "-o",
    "Chỉ ghi được tệp hội đồng từ một bản thảo: cocau seats BẢN-THẢO -o TỆP.",
    "A council file is made of a draft only: cocau seats DRAFT -o FILE.",
)
_NOTHING_ASKED = Problem(
    "nothing_asked",
    "",
    "Hãy đưa một bản thảo hội đồng, hoặc --kind và --population, hoặc --seats.",
    "Give a draft of a council, or --kind and --population, or --seats.",
)


def _fit_for_a_council(output: Path | None) -> None:
    if output is not None and output.suffix.lower() not in {".yaml", ".yml", ".json"}:
        raise InputError(
            [
                Problem(
                    "suffix",
                    f"-o {output}",
                    "Tệp hội đồng là YAML hoặc JSON; đặt tên có đuôi .yaml hoặc .json.",
                    "A council file is YAML or JSON; give it a name that ends in .yaml or .json.",
                )
            ]
        )


def book_for(rulebook: str | None, day: date | None) -> "Rulebook":
    """The rulebook named; without a name, a shipped one whose term has the day, the default one first."""
    from cocau.constraints.library import DEFAULT, fitting, load

    if rulebook is not None or day is None:
        return load(rulebook or DEFAULT)
    return load(next(iter(fitting(day)), DEFAULT))


def _first_day(book: "Rulebook") -> date:
    if book.term is None:
        raise InputError(
            [
                Problem(
                    "no_day",
                    "--on",
                    f"'{book.name}' không ghi dùng cho cuộc bầu cử nào; hãy đưa ngày bầu cử.",
                    f"'{book.name}' does not say for which elections it is; give the election day.",
                )
            ]
        )
    return book.term.first


def _asked(values: dict[str, object]) -> "Asked":
    from pydantic import ValidationError

    from cocau.constraints.documents import problems_of
    from cocau.solver.seat_plan import Asked

    with _named_as_options():
        try:
            return Asked.model_validate(values)
        except ValidationError as error:
            raise InputError([p.at("draft.") for p in problems_of(error)]) from None


_OPTIONS = {"election_day": "on", "lower_units": "lower-units", "day": "on"}


@contextmanager
def _named_as_options() -> Iterator[None]:
    """Fields of a draft as the options that stand for them."""
    try:
        yield
    except InputError as error:
        error.problems = tuple(_as_option(problem) for problem in error.problems)
        raise


def _as_option(problem: Problem) -> Problem:
    field = problem.where.removeprefix("draft.").removeprefix(": ")
    where = f"--{_OPTIONS.get(field, field)}" if field else ""
    return Problem(problem.code, where, problem.vi, problem.en)


def _note(draft: "Draft", file: Path, plan: "SeatPlan", lang: Lang) -> str:
    """The draft's note, and what is to be said about the numbers that `cocau seats` made: a caution first."""
    from cocau.app.render.seats import caution, origin

    return " ".join(filter(None, (caution(plan, lang), draft.note, origin(file.name, plan, lang))))


def council_text(council: "Council", *, as_json: bool = False) -> str:
    """A council as the YAML (or JSON) that `cocau plan` reads; fields that say nothing are left out."""
    import json

    import yaml

    value = council.model_dump(mode="json", exclude_defaults=True)
    value["election_day"] = f"{council.election_day}" if as_json else council.election_day
    order = [field for field in type(council).model_fields if field in value]
    ordered = {field: value[field] for field in order}
    if as_json:
        return f"{json.dumps(ordered, ensure_ascii=False, indent=1)}\n"
    return yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=110)


def _answer(
    plan: "SeatPlan", book: "Rulebook", form: Format, lang: Lang, *, council: "Council | None" = None
) -> None:
    if form is Format.JSON:
        show([plan.model_dump_json(indent=1)])
        return
    from cocau.app.render.paper import lines
    from cocau.app.render.seats import seats as rendered

    title = None if council is None else council.name
    show(lines(rendered(_wording(book, lang), plan, title), width(), styled=styled()))


def _wording(book: "Rulebook", lang: Lang) -> "Wording":
    from cocau.app.render.wording import Wording

    return Wording(book, lang)
