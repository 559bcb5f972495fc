"""The command line as a whole: what is wrong with it is said in the language asked for, in one shape."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from cocau.app.commands.reporting import note, say_input
from cocau.app.commands.writing import abandon_stdout
from cocau.app.exits import INTERRUPTED, Exit
from cocau.app.languages import Lang, asked_for
from cocau.app.unwritable import why
from cocau.app.usage import asks_json, problem_of
from cocau.constraints.errors import InputError

_UsageError: Any = typer.BadParameter.__base__


class Asking(TyperGroup):
    """The commands; an error in how they are called is a problem like any other."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002  # typer's own signature
        windows_expand_args: bool = True,  # noqa: ARG002, FBT001, FBT002  # the same
        **extra: Any,  # noqa: ANN401  # the same
    ) -> Any:  # noqa: ANN401  # the same
        """Run the command that is asked for, and leave with its exit code."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        arguments = sys.argv[1:] if args is None else list(args)
        lang = asked_for(arguments, os.environ)
        sys.exit(self._code(arguments, lang, prog_name, **extra))

    def _code(self, arguments: list[str], lang: Lang, prog_name: str | None, **extra: Any) -> int:  # noqa: ANN401
        try:
            code = super().main(arguments, prog_name, standalone_mode=False, **extra)
        except _UsageError as error:
            if type(error).__name__ != "NoArgsIsHelpError":  # the help has been shown
                _say(InputError([problem_of(error)]), arguments, lang)
            return Exit.BAD_INPUT
        except InputError as error:  # a value that an option refuses
            _say(error, arguments, lang)
            return Exit.BAD_INPUT
        except OSError as error:  # help that cannot be printed
            abandon_stdout()
            vi, en = why(error)
            note(f"Cannot be printed: {en}." if lang is Lang.EN else f"Không in được: {vi}.")
            return Exit.FAILED
        if code == INTERRUPTED:  # Ctrl-C where there is nothing to keep
            note("Stopped (Ctrl-C); no answer." if lang is Lang.EN else "Đã dừng (Ctrl-C); chưa có kết quả.")
        return code if isinstance(code, int) else Exit.DONE


def _say(error: InputError, arguments: list[str], lang: Lang) -> None:
    say_input(error, lang, as_json=asks_json(arguments))
