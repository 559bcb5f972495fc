"""What is wrong with a command line itself, in both languages: unknown options, values of the wrong sort."""

from collections.abc import Sequence
from typing import Any

from cocau.constraints.errors import Problem

Wrong = Any
"""An error of typer's, or a parameter: classes that it keeps to itself."""

_Words = tuple[str, str]


def problem_of(error: Wrong) -> Problem:
    """A usage error as a problem: the option, what is wrong with it, and what may stand there."""
    kind = type(error).__name__
    said = _BY_KIND.get(kind)
    where, (vi, en) = said(error) if said is not None else _other(error)
    help_vi, help_en = _help(error)
    return Problem("usage", where, f"{vi} {help_vi}".strip(), f"{en} {help_en}".strip())


def asks_json(arguments: Sequence[str]) -> bool:
    """Whether errors are wanted as JSON, as far as a command line that cannot be read says so."""
    pairs = zip(["", *arguments], arguments, strict=False)
    return any(one == "--format=json" or (before, one) == ("--format", "json") for before, one in pairs)


def _help(error: Wrong) -> _Words:
    path = getattr(getattr(error, "ctx", None), "command_path", "")
    return (f"Xem: {path} -h", f"See: {path} -h") if path else ("", "")


def _unknown(error: Wrong) -> tuple[str, _Words]:
    near = ", ".join(sorted(error.possibilities or ()))
    vi, en = (f" Có lẽ là: {near}.", f" Perhaps: {near}.") if near else ("", "")
    return error.option_name, (f"Không có tùy chọn này.{vi}", f"There is no such option.{en}")


def _missing(error: Wrong) -> tuple[str, _Words]:
    if getattr(error.param, "param_type_name", "") == "argument":
        return _name(error.param), ("Thiếu đối số này.", "This argument is missing.")
    return _name(error.param), ("Thiếu tùy chọn này.", "This option is missing.")


def _misused(error: Wrong) -> tuple[str, _Words]:
    if "does not take a value" in error.message:
        return error.option_name, ("Tùy chọn này không có giá trị.", "This option takes no value.")
    return error.option_name, ("Thiếu giá trị sau tùy chọn này.", "A value is missing after this option.")


def _bad_value(error: Wrong) -> tuple[str, _Words]:
    shown = _given(error)
    where = f"{_place(error)} {shown}".strip()
    return where, _should_be(error)


def _should_be(error: Wrong) -> _Words:
    sort = getattr(error.param, "type_descriptor", None)
    if sort is not None and sort.choices:
        allowed = ", ".join(str(getattr(choice, "value", choice)) for choice in sort.choices)
        return f"Phải là một trong: {allowed}.", f"Must be one of: {allowed}."
    if sort is not None and sort.is_datetime:
        return "Phải là ngày có thật, dạng 2021-05-23.", "Must be a real day, like 2021-05-23."
    cause = error.__cause__
    if hasattr(cause, "errors"):
        from cocau.constraints.documents import problems_of  # slow to import, and rarely needed

        first = problems_of(cause)[0]
        return f"{first.vi[:1].upper()}{first.vi[1:]}", f"{first.en[:1].upper()}{first.en[1:]}"
    return "Giá trị không dùng được.", error.message


def _given(error: Wrong) -> str:
    cause = error.__cause__
    given = cause.errors(include_url=False)[0]["input"] if hasattr(cause, "errors") else ""
    return str(given)


def _place(error: Wrong) -> str:
    """The option, or the variable that stands in its place."""
    source = error.ctx.get_parameter_source(error.param.name) if error.ctx and error.param else None
    if source is not None and source.name == "ENVIRONMENT":
        return f"{error.param.envvar}"
    return _name(error.param)


def _name(parameter: Wrong) -> str:
    if getattr(parameter, "param_type_name", "") == "argument":
        return str(parameter.metavar or parameter.name)
    return str(max(parameter.opts, key=len)) if parameter is not None else ""


def _other(error: Wrong) -> tuple[str, _Words]:
    for start, vi, en in _BY_START:
        if error.message.startswith(start):
            told = error.message.removeprefix(start).strip(" .").strip("()")
            name, _, near = told.partition(". Did you mean ")
            near = near.strip("?").replace("'", "")
            name = name.strip("'")
            more_vi, more_en = (f" Có lẽ là: {near}.", f" Perhaps: {near}.") if near else ("", "")
            return name, (f"{vi}{more_vi}", f"{en}{more_en}")
    return "", ("Dòng lệnh sai.", error.message)


_BY_KIND = {
    "NoSuchOption": _unknown,
    "MissingParameter": _missing,
    "BadOptionUsage": _misused,
    "BadParameter": _bad_value,
}
_BY_START = (
    ("No such command ", "Không có lệnh này.", "There is no such command."),
    ("Missing command", "Thiếu tên lệnh.", "The name of a command is missing."),
    ("Got unexpected extra argument(s) ", "Thừa đối số này.", "This argument is one too many."),
)
