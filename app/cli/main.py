"""The command line `cocau`: commands, imported when called, and errors in calling them."""

import gc
import os
import sys
from collections.abc import Sequence
from copy import copy
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cocau.app.cli.commands import LazyCommands, translate_help
from cocau.app.cli.output import (
    ExitCode,
    abandon_stdout,
    build_epilog,
    print_input_error,
    print_missing_extra,
    print_note,
)
from cocau.app.files.problems import explain_os_error
from cocau.app.i18n.languages import Lang, get_requested_language, say, say_help
from cocau.app.python.searches import INTERRUPTED
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.version import VERSION

UsageError = Any
"""An error of typer's, or a parameter: classes that it keeps to itself."""

_Words = tuple[str, str]


def build_usage_problem(error: UsageError) -> Problem:
    """Build the problem of a usage error: the option, what is wrong, what may stand there."""
    kind = type(error).__name__
    said = _BY_KIND.get(kind)
    where, (vi, en) = said(error) if said is not None else _explain_other(error)
    help_vi, help_en = _point_to_help(error)
    return Problem("usage", (where,) if where else (), f"{vi} {help_vi}".strip(), f"{en} {help_en}".strip())


def is_json_requested(arguments: Sequence[str]) -> bool:
    """Return whether the arguments ask for errors as JSON."""
    pairs = zip(["", *arguments], arguments, strict=False)
    return any(one == "--format=json" or (before, one) == ("--format", "json") for before, one in pairs)


def _point_to_help(error: UsageError) -> _Words:
    path = getattr(getattr(error, "ctx", None), "command_path", "")
    return (f"Xem: {path} -h", f"See: {path} -h") if path else ("", "")


def _explain_unknown(error: UsageError) -> tuple[str, _Words]:
    near = ", ".join(sorted(error.possibilities or ()))
    vi, en = (f" Có lẽ là: {near}.", f" Perhaps: {near}.") if near else ("", "")
    return error.option_name, (f"Không có tùy chọn này.{vi}", f"There is no such option.{en}")


def _explain_missing(error: UsageError) -> tuple[str, _Words]:
    if getattr(error.param, "param_type_name", "") == "argument":
        return _get_name(error.param), ("Thiếu đối số này.", "This argument is missing.")
    return _get_name(error.param), ("Thiếu tùy chọn này.", "This option is missing.")


def _explain_misuse(error: UsageError) -> tuple[str, _Words]:
    if "does not take a value" in error.message:
        return error.option_name, ("Tùy chọn này không có giá trị.", "This option takes no value.")
    return error.option_name, ("Thiếu giá trị sau tùy chọn này.", "A value is missing after this option.")


def _explain_bad_value(error: UsageError) -> tuple[str, _Words]:
    shown = _get_value(error)
    where = f"{_get_place(error)} {shown}".strip()
    return where, _describe_allowed(error)


def _describe_allowed(error: UsageError) -> _Words:
    sort = getattr(error.param, "type_descriptor", None)
    if sort is not None and sort.choices:
        allowed = ", ".join(str(getattr(choice, "value", choice)) for choice in sort.choices)
        return f"Phải là một trong: {allowed}.", f"Must be one of: {allowed}."
    if sort is not None and sort.is_datetime:
        return "Phải là ngày có thật, dạng 2021-05-23.", "Must be a real day, like 2021-05-23."
    cause = error.__cause__
    if hasattr(cause, "errors"):
        from cocau.constraints.documents import list_validation_problems  # slow to import, and rarely needed

        first = list_validation_problems(cause)[0]
        return f"{first.vi[:1].upper()}{first.vi[1:]}", f"{first.en[:1].upper()}{first.en[1:]}"
    return "Giá trị không dùng được.", error.message


def _get_value(error: UsageError) -> str:
    cause = error.__cause__
    given = cause.errors(include_url=False)[0]["input"] if hasattr(cause, "errors") else ""
    return str(given)


def _get_place(error: UsageError) -> str:
    """Return the option, or the environment variable that stands in its place."""
    source = error.ctx.get_parameter_source(error.param.name) if error.ctx and error.param else None
    if source is not None and source.name == "ENVIRONMENT":
        return f"{error.param.envvar}"
    return _get_name(error.param)


def _get_name(parameter: UsageError) -> str:
    if getattr(parameter, "param_type_name", "") == "argument":
        return str(parameter.metavar or parameter.name)
    return str(max(parameter.opts, key=len)) if parameter is not None else ""


def _explain_other(error: UsageError) -> tuple[str, _Words]:
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
    "NoSuchOption": _explain_unknown,
    "MissingParameter": _explain_missing,
    "BadOptionUsage": _explain_misuse,
    "BadParameter": _explain_bad_value,
}
_BY_START = (
    ("No such command ", "Không có lệnh này.", "There is no such command."),
    ("Missing command", "Thiếu tên lệnh.", "The name of a command is missing."),
    ("Got unexpected extra argument(s) ", "Thừa đối số này.", "This argument is one too many."),
)


_TyperUsageError: Any = typer.BadParameter.__base__


class CocauGroup(TyperGroup):
    """The group of commands; an error in how they are called is a problem like any other."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  # as typer gives them
        """Take the settings of typer, and the commands from the table."""
        super().__init__(**settings)
        self.commands: Any = LazyCommands()

    def translate(self, lang: Lang) -> "CocauGroup":
        """Set the help of this group, and of each command once it is loaded, to one language."""
        self.commands.lang = lang
        translate_help(self, lang)
        return self

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  # as typer has them
        """Write the help of the group without importing its commands."""
        shown = copy(self)
        shown.commands = self.commands.list_unloaded()
        TyperGroup.format_help(shown, ctx, formatter)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # typer's own signature
        windows_expand_args: bool = True,  # noqa: ARG002  # the same
        **extra: Any,  # noqa: ANN401  # the same
    ) -> Any:  # noqa: ANN401  # the same
        """Run the requested command, and leave with its exit code."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        arguments = sys.argv[1:] if args is None else list(args)
        lang = get_requested_language(arguments, os.environ)
        sys.exit(self._run_command(arguments, lang, prog_name, **extra))

    def _run_command(self, arguments: list[str], lang: Lang, prog_name: str | None, **extra: Any) -> int:  # noqa: ANN401
        try:
            code = super().main(arguments, prog_name, standalone_mode=False, **extra)
        except _TyperUsageError as error:
            if type(error).__name__ != "NoArgsIsHelpError":  # the help has been shown
                _print_error(InputError([build_usage_problem(error)]), arguments, lang)
            return ExitCode.BAD_INPUT
        except InputError as error:  # a value that an option refuses
            _print_error(error, arguments, lang)
            return ExitCode.BAD_INPUT
        except ModuleNotFoundError as error:  # of a command, as it is imported
            if not print_missing_extra(error, lang, as_json=is_json_requested(arguments)):
                raise
            return ExitCode.FAILED
        except OSError as error:  # help that cannot be printed
            abandon_stdout()
            vi, en = explain_os_error(error)
            print_note(say(lang, f"Không in được: {vi}.", f"Cannot be printed: {en}."))
            return ExitCode.FAILED
        if code == INTERRUPTED:  # Ctrl-C where there is nothing to keep
            print_note(say(lang, "Đã dừng (Ctrl-C); chưa có kết quả.", "Stopped (Ctrl-C); no answer."))
        return code if isinstance(code, int) else ExitCode.DONE


def _print_error(error: InputError, arguments: list[str], lang: Lang) -> None:
    print_input_error(error, lang, as_json=is_json_requested(arguments))


cocau = typer.Typer(
    name="cocau",
    cls=CocauGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cocau {VERSION}")
        raise typer.Exit


@cocau.callback(
    epilog=build_epilog("vi"),
    help=say_help(
        ("Lập phương án cơ cấu Hội đồng nhân dân theo quy định có căn cứ, và chứng minh phương án đạt."),
        (
            "Plan the composition of a People's Council under dated, cited rules, and prove that "
            "the plan keeps them."
        ),
    ),
)
def _root(
    context: typer.Context,
    lang: Annotated[
        Lang | None,
        typer.Option(
            "--lang",
            envvar="COCAU_LANG",
            help=say_help(
                "Ngôn ngữ: vi hoặc en (hoặc biến COCAU_LANG).",
                "Language: vi or en (or the variable COCAU_LANG).",
            ),
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001  # its callback answers
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help=say_help("In phiên bản.", "Print the version."),
        ),
    ] = False,
) -> None:
    """Take the options of every command."""
    if lang is not None:  # the commands have the same option; what stands here is their default
        default = {"lang": lang}
        group: Any = context.command
        name = context.invoked_subcommand or ""
        below = getattr(group.commands[name], "commands", ())
        context.default_map = {name: default | dict.fromkeys(below, default)}


def build_command(lang: Lang) -> CocauGroup:
    """Build the command line with its help in one language."""
    group = typer.main.get_command(cocau)
    if not isinstance(group, CocauGroup):
        raise TypeError(type(group))
    return group.translate(lang)


def main() -> None:
    """Run the command line in the requested language, without a traceback for any input."""
    lang = get_requested_language(sys.argv[1:], os.environ)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy multiplies no matrices here: threads only wait
    gc.disable()  # until the command is imported: nothing of that is garbage
    try:
        build_command(lang)(prog_name="cocau")
    finally:
        gc.enable()
