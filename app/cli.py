"""The command line `cocau`: what is registered here is only names; each command imports what it needs."""

import os
import sys
from typing import Annotated, Any

import typer

from cocau.app.asking import Asking
from cocau.app.commands.alternatives import alternatives
from cocau.app.commands.audit import audit
from cocau.app.commands.backup import backup
from cocau.app.commands.calendar import calendar
from cocau.app.commands.conflicts import conflicts
from cocau.app.commands.erase import erase
from cocau.app.commands.export import export
from cocau.app.commands.front import front
from cocau.app.commands.gates import gates
from cocau.app.commands.key import key
from cocau.app.commands.migrate import migrate
from cocau.app.commands.outcomes import outcomes
from cocau.app.commands.panel import panel
from cocau.app.commands.plan import plan
from cocau.app.commands.prices import prices
from cocau.app.commands.programme import programme
from cocau.app.commands.ranges import ranges
from cocau.app.commands.repairs import repairs
from cocau.app.commands.replacements import replacements
from cocau.app.commands.replan import replan
from cocau.app.commands.restore import restore
from cocau.app.commands.rules import rules
from cocau.app.commands.scenarios import scenarios
from cocau.app.commands.schema import schema
from cocau.app.commands.seats import seats
from cocau.app.commands.serve import serve
from cocau.app.commands.structure import structure
from cocau.app.commands.table import table
from cocau.app.commands.template import template
from cocau.app.commands.test import test
from cocau.app.commands.trail import trail
from cocau.app.commands.user import user
from cocau.app.commands.why import why
from cocau.app.commands.worker import worker
from cocau.app.exits import epilog
from cocau.app.help_words import spoken
from cocau.app.languages import Lang, asked_for
from cocau.constraints.version import VERSION

cocau = typer.Typer(
    name="cocau",
    cls=Asking,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _defaults(group: Any, given: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401  # a group, as typer has it
    """The same options for every command, at any depth."""
    below = group.commands.items()
    return {name: _defaults(each, given) if hasattr(each, "commands") else given for name, each in below}


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cocau {VERSION}")
        raise typer.Exit


@cocau.callback(epilog=epilog("vi"))
def _root(
    context: typer.Context,
    lang: Annotated[
        Lang | None,
        typer.Option("--lang", envvar="COCAU_LANG", help="Ngôn ngữ: vi hoặc en (hoặc biến COCAU_LANG)."),
    ] = None,
    version: Annotated[  # noqa: ARG001  # its callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, help="In phiên bản.")
    ] = False,
) -> None:
    """Lập phương án cơ cấu Hội đồng nhân dân theo quy định có căn cứ, và chứng minh phương án đạt."""
    if lang is not None:  # the commands have the same option; what stands here is their default
        context.default_map = _defaults(typer.main.get_command(cocau), {"lang": lang})


for command in (
    seats,
    plan,
    structure,
    replan,
    replacements,
    why,
    alternatives,
    front,
    ranges,
    prices,
    conflicts,
    repairs,
    scenarios,
    outcomes,
    audit,
    export,
    table,
    calendar,
    gates,
    rules,
    test,
    schema,
    template,
    panel,
    serve,
    migrate,
    backup,
    restore,
    erase,
    worker,
):
    cocau.command(name=command.__name__)(command)

for group in (programme, trail, user, key):
    cocau.add_typer(group)


def main() -> None:
    """The entry point: help in the language asked for, and no traceback for anybody's input."""
    lang = asked_for(sys.argv[1:], os.environ)
    spoken(typer.main.get_command(cocau), lang)(prog_name="cocau")
