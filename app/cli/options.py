"""Options that commands share, how their values are parsed, and problems at options."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError

from cocau.app.i18n.languages import Lang, say_help
from cocau.app.present.annex.formats import AnnexFormat
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import GivenValue, InputError, Problem, list_nearest
from cocau.constraints.model.selectors import EVERYONE, GROUPS, Among, Selector
from cocau.solver.request import Pins

Form = TypeVar("Form", bound=StrEnum)

_OTHER_ENDINGS = frozenset(
    (
        *(f".{form}" for form in AnnexFormat),
        *(".xls", ".ods", ".csv", ".doc", ".odt", ".html", ".htm", ".ics", ".yaml", ".yml", ".zip"),
    )
)
"""Endings that promise a format; any other name may hold text."""


_BINARY_FORMATS = frozenset(form for form in AnnexFormat if form.is_binary)


def choose_format(
    requested: Form | None, output: Path | None, endings: Mapping[str, Form], default: Form
) -> Form:
    """Return the requested format, or that of the file's ending, or the default.

    Raises:
        InputError: the name promises another format than what would be written.
    """
    suffix = "" if output is None else output.suffix.lower()
    promised = endings.get(suffix)
    form = requested or promised or default
    foreign = promised is not form if promised is not None else suffix in _OTHER_ENDINGS
    if foreign or (form in _BINARY_FORMATS and suffix not in {"", f".{form}"}):
        raise InputError([_build_wrong_ending(str(output), suffix, form, endings, default)])
    return form


def _build_wrong_ending(
    name: str, suffix: str, form: Form, endings: Mapping[str, Form], default: Form
) -> Problem:
    text = () if default in endings.values() else (f"{default} (.txt)",)
    written = ", ".join((*text, *(f"{one} ({end})" for end, one in endings.items())))
    return Problem(
        "suffix",
        ("-o", GivenValue(name)),
        f"Tên tệp có đuôi '{suffix}' nhưng kết quả ở dạng {form}; lệnh này ghi được: {written}.",
        f"The name ends in '{suffix}', but the answer is {form}; this command writes: {written}.",
    )


def _convert_to_options(problems: Iterable[Problem]) -> list[Problem]:
    """Convert problems of fields to problems of options: ``seconds`` to ``--seconds``."""
    return [p.at((f"--{p.where}",)) if p.loc else p for p in problems]


@contextmanager
def map_to_options(options: Mapping[str, str]) -> Iterator[None]:
    """Move problems raised inside from fields to options: ``withdrawn`` to ``--withdraw``.

    Raises:
        InputError: the same problems at their options.
    """
    try:
        yield
    except InputError as error:
        error.problems = tuple(_move_to_option(problem, options) for problem in error.problems)
        raise


def _move_to_option(problem: Problem, options: Mapping[str, str]) -> Problem:
    match problem.loc:
        case (str(field), GivenValue() as given) if field in options:
            return problem.at((options[field], given) if options[field] else (given,))
    return problem


EVERYBODY = "everybody"

T = TypeVar("T")


def parse_group(text: str) -> Selector:
    """Parse a value of ``--group``: a name, or fields like ``sex=female,age_under=35``.

    Raises:
        InputError: an unknown name, or everything wrong with the fields.
    """
    name = text.strip()
    if "=" in name:
        return _parse_selector(name)
    if name == EVERYBODY:
        return EVERYONE
    if name in GROUPS:
        return GROUPS[name]
    known = list_nearest(name, (EVERYBODY, *GROUPS))
    raise InputError(
        [
            Problem(
                "unknown_group",
                ("--group", GivenValue(text)),
                f"Không có nhóm này; gần nhất trước: {known}; hoặc mô tả như sex=female,age_under=35.",
                f"There is no such group; the nearest first: {known}; or describe one: "
                "sex=female,age_under=35.",
            )
        ]
    )


def _parse_selector(text: str) -> Selector:
    """Parse a description field by field; a field that is given twice is refused."""
    pairs = [tuple(part.strip() for part in piece.partition("=")) for piece in text.split(",")]
    fields = [field for field, _, _ in pairs]
    problems = [_build_unknown_field(text, field) for field in fields if field not in Selector.model_fields]
    problems += [
        _build_duplicate_field(text, field) for field in dict.fromkeys(fields) if fields.count(field) > 1
    ]
    if problems:
        raise InputError(problems)
    try:
        return Selector.model_validate({field: _parse_field_value(value) for field, _, value in pairs})
    except ValidationError as error:
        raise InputError([p.within(f"--group {text}") for p in list_validation_problems(error)]) from None


def _parse_field_value(written: str) -> str | int:
    """Return a whole number where one is written, else the text."""
    return int(written) if written.isascii() and written.isdecimal() else written


def _build_unknown_field(text: str, field: str) -> Problem:
    known = list_nearest(field, Selector.model_fields)
    return Problem(
        "unknown_field",
        ("--group", GivenValue(text)),
        f"Không có đặc điểm '{field}'; gần nhất trước: {known}.",
        f"There is no field '{field}'; the nearest first: {known}.",
    )


def _build_duplicate_field(text: str, field: str) -> Problem:
    return Problem(
        "twice",
        ("--group", GivenValue(text)),
        f"Đặc điểm '{field}' ghi hai lần; chỉ ghi một lần.",
        f"The field '{field}' is given twice; give it once.",
    )


def parse_considered(text: str) -> Any:  # noqa: ANN401  # a ConsideredPerson, slow to import
    """Parse a value of ``--considered``: ``ID=PERCENT``.

    Raises:
        InputError: it has another shape, or no percent.
    """
    from cocau.solver.explain.elections.candidate_gaps import ConsideredPerson

    person, equals, percent = text.rpartition("=")
    if equals and person.strip() and percent.strip().isdecimal() and int(percent) <= 100:  # noqa: PLR2004  # percent
        return ConsideredPerson(person=person.strip(), percent=int(percent))
    raise InputError(
        [
            Problem(
                "bad_value",
                ("--considered", GivenValue(text)),
                "Phải có dạng MÃ=TỶ-LỆ, tỷ lệ là số nguyên từ 0 đến 100.",
                "It must be ID=PERCENT, with a whole number from 0 to 100.",
            )
        ]
    )


def parse_among(text: str) -> Among:
    """Parse a value of ``--among``.

    Raises:
        InputError: no such set can be counted in.
    """
    from cocau.solver.explain.ranges import COUNTABLE

    name = text.strip()
    if name in COUNTABLE:
        return Among(name)
    known = list_nearest(name, COUNTABLE)
    raise InputError(
        [
            Problem(
                "unknown_set",
                ("--among", GivenValue(text)),
                f"Không đếm được trong tập này; gần nhất trước: {known}.",
                f"A plan has no such set to count in; the nearest first: {known}.",
            )
        ]
    )


class AnswerFormat(StrEnum):
    """The format of an answer."""

    TEXT = "text"
    JSON = "json"


JSON_FILES = {".json": AnswerFormat.JSON}
"""The ending that asks for JSON, where text is the rule."""


def parse_output_path(text: str) -> Path:
    """Parse the value of ``-o``.

    Raises:
        InputError: it is empty.
    """
    if not text.strip():
        vi, en = "Tên tệp để trống; hãy ghi tên tệp sau -o.", "The name is empty; give a file after -o."
        raise InputError([Problem("empty", ("-o",), vi, en)])
    return Path(text)


_GROUPED_DIGITS = re.compile(r"\d{1,3}(?:([.,' \u00a0\u202f])\d{3})(?:\1\d{3})*")


def parse_people_count(text: str) -> int:
    """Parse a number of people, also with grouped thousands: ``1288866``, ``1.288.866``.

    Raises:
        InputError: it is no whole number.
    """
    number = text.strip()
    if _GROUPED_DIGITS.fullmatch(number):
        number = "".join(c for c in number if c.isdigit())
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", number):
        vi = f"'{text}' phải là số nguyên, như 1288866 hoặc 1.288.866."
        en = f"'{text}' must be a whole number, like 1288866 or 1,288,866."
        raise InputError([Problem("bad_value", ("--population",), vi, en)])
    return int(number)


LangOption = Annotated[
    Lang,
    typer.Option(
        "--lang",
        help=say_help(
            "Ngôn ngữ: vi hoặc en (hoặc biến COCAU_LANG).", "Language: vi or en (or the variable COCAU_LANG)."
        ),
    ),
]
FormatOption = Annotated[
    AnswerFormat,
    typer.Option(
        "--format",
        help=say_help(
            "Dạng kết quả; lỗi cũng in theo dạng này.", "Format of the answer; errors take it too."
        ),
    ),
]
FileFormatOption = Annotated[
    AnswerFormat | None,
    typer.Option(
        "--format",
        help=say_help(
            "Dạng kết quả; mặc định text, hoặc json nếu TỆP là .json.",
            "Format; text, or json if the file is a .json.",
        ),
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="TỆP",
        parser=parse_output_path,
        help=say_help("Ghi vào tệp này thay cho màn hình.", "Write to this file instead of the screen."),
    ),
]
RulebookOption = Annotated[
    str | None,
    typer.Option(
        "--rulebook",
        metavar="TÊN",
        help=say_help(
            "Bộ quy định: tên, đường dẫn, hoặc nhiều bộ nối bằng +.",
            "Rulebook: a name, a path, or several joined with +.",
        ),
    ),
]
AsOfOption = Annotated[
    datetime | None,
    typer.Option(
        "--on",
        formats=["%Y-%m-%d"],
        metavar="NGÀY",
        help=say_help("Tính đến ngày này; mặc định hôm nay.", "As of this day; today by default."),
    ),
]


def get_day(on: datetime | None) -> date:
    """Return the day of `AsOfOption`: today, in the zone of this machine, if none was given."""
    return datetime.now(UTC).astimezone().date() if on is None else on.date()


CouncilArgument = Annotated[
    Path, typer.Argument(metavar="HỘI-ĐỒNG", help=say_help("Tệp YAML của hội đồng.", "The council, YAML."))
]
ProposalArgument = Annotated[
    Path,
    typer.Argument(
        metavar="PHƯƠNG-ÁN-JSON", help=say_help("Phương án JSON đã lưu.", "A stored proposal, JSON.")
    ),
]
SecondsOption = Annotated[
    float,
    typer.Option(
        "--seconds",
        help=say_help(
            "Thời gian tìm tối đa (0 < giây <= 3600).", "Seconds the search may take (0 < seconds <= 3600)."
        ),
        min=0,
        max=3600,
    ),
]


SetsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="QĐ.TRƯỜNG=SỐ",
        help=say_help(
            "Đổi một giới hạn (số hoặc none); lặp lại được.",
            "Change a bound (a number or none); may be repeated.",
        ),
    ),
]
RaisedOption = Annotated[
    list[str] | None,
    typer.Option(
        "--raise", metavar="QĐ", help=say_help("Nâng một mục tiêu thành bắt buộc.", "Raise an aim to a must.")
    ),
]
PlanSecondsOption = Annotated[
    float,
    typer.Option(
        "--seconds",
        help=say_help(
            "Thời gian tìm tối đa (0 < giây <= 3600).", "Seconds the search may take (0 < seconds <= 3600)."
        ),
    ),
]


def build_from_options(build: Callable[..., T], problems: list[Problem], **fields: object) -> T:
    """Build a request of what files and options say, unless they have problems already.

    Raises:
        InputError: all that is wrong with the files and the options, at once.
    """
    if problems:
        raise InputError(problems)
    try:
        return build(**fields)
    except ValidationError as error:
        raise InputError(_convert_to_options(list_validation_problems(error))) from None


def parse_overrides(texts: Iterable[str], problems: list[Problem]) -> dict[str, dict[str, int | None]]:
    """Parse ``--set women-35-percent.at_least_percent=40``; the value may be ``none``."""
    changed: dict[str, dict[str, int | None]] = {}
    for text in texts:
        target, equals, value = text.partition("=")
        rule, dot, field = target.strip().partition(".")
        if not (equals and dot and rule and field):
            problems.append(
                Problem(
                    "bad_set",
                    ("--set", GivenValue(text)),
                    "Phải có dạng QUY-ĐỊNH.TRƯỜNG=SỐ, ví dụ women-35-percent.at_least_percent=40.",
                    "Must look like RULE.FIELD=VALUE: women-35-percent.at_least_percent=40.",
                )
            )
        elif field in changed.get(rule, {}):
            problems.append(
                Problem(
                    "set_twice",
                    ("--set", GivenValue(text)),
                    "Giới hạn này được đặt hai lần.",
                    "This bound is set twice.",
                )
            )
        else:
            changed.setdefault(rule, {})[field] = _parse_bound(text, value.strip(), problems)
    return changed


def _parse_bound(text: str, value: str, problems: list[Problem]) -> int | None:
    if value == "none":
        return None
    try:
        return int(value)
    except ValueError:
        problems.append(
            Problem(
                "bad_value",
                ("--set", GivenValue(text)),
                f"'{value}' phải là số nguyên hoặc none.",
                f"'{value}' must be a whole number or none.",
            )
        )
        return None


def parse_pairs(option: str, texts: Iterable[str], problems: list[Problem]) -> list[tuple[str, str]]:
    """Parse ``KEY=VALUE`` options as pairs."""
    split = []
    for text in texts:
        key, _, value = (part.strip() for part in text.partition("="))
        if key and value:
            split.append((key, value))
        else:
            problems.append(
                Problem(
                    "bad_pair",
                    (option, GivenValue(text)),
                    "Phải có dạng KHÓA=GIÁ-TRỊ.",
                    "Must look like KEY=VALUE.",
                )
            )
    return split


def _parse_constituencies(texts: Iterable[str], problems: list[Problem]) -> list[tuple[str, str]]:
    """Parse ``--at ID=CONSTITUENCY``; nobody may stand at two."""
    split = parse_pairs("--at", texts, problems)
    people = [person for person, _ in split]
    problems.extend(
        Problem(
            "at_twice",
            ("--at", GivenValue(f"{person}={unit}")),
            "Người này được định đơn vị bầu cử hai lần.",
            "This person is given a constituency twice.",
        )
        for n, (person, unit) in enumerate(split)
        if person in people[:n]
    )
    return split


def build_pins(
    candidates: Sequence[str] | None,
    deputies: Sequence[str] | None,
    out: Sequence[str] | None,
    posts: Sequence[str] | None,
    places: Sequence[str] | None,
    problems: list[Problem],
) -> Pins:
    """Build the pins of a request; several people may be pinned to one post."""
    held: dict[str, tuple[str, ...]] = {}
    for post, person in parse_pairs("--post", posts or (), problems):
        held[post] = (*held.get(post, ()), person)
    return Pins(
        candidates=tuple(candidates or ()),
        deputies=tuple(deputies or ()),
        out=tuple(out or ()),
        posts=held,
        constituencies=dict(_parse_constituencies(places or (), problems)),
    )
