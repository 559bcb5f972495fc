"""The reference of commands and options, from the commands' own help: docs/commands.md."""

import sys
from pathlib import Path
from typing import Any

import typer
from typer.cli import get_docs_for_click

from cocau.app.cli.main import cocau
from cocau.app.i18n.languages import Lang

HEAD = "<!-- Written by ./run pages from the help of the commands. -->\n\n"


def render_reference() -> str:
    """Render the help of `cocau` and all its commands as Markdown, in English."""
    command: Any = typer.main.get_command(cocau)
    command.translate(Lang.EN)
    context = command.context_class(command, info_name="cocau")
    command.epilog = None  # the exit codes: docs/cli.md has them
    _show_whole_help(command)
    pages: str = get_docs_for_click(obj=command, ctx=context, name="cocau")
    return HEAD + pages.strip() + "\n"


def _show_whole_help(command: Any) -> None:  # noqa: ANN401  # a command of typer, or a group of them
    """Let the lists of commands tell all that each is for, not the beginning of it."""
    for below in getattr(command, "commands", {}).values():
        below.short_help = below.help
        _show_whole_help(below)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render_reference(), encoding="utf-8")
