"""The command line `cocau`: what is registered here is only names; each command imports what it needs."""

import os
import sys
from typing import Annotated, Any

import typer

from app.asking import Asking
from app.commands.alternatives import alternatives
from app.commands.audit import audit
from app.commands.backup import backup
from app.commands.calendar import calendar
from app.commands.conflicts import conflicts
from app.commands.erase import erase
from app.commands.export import export
from app.commands.front import front
from app.commands.gates import gates
from app.commands.key import key
from app.commands.migrate import migrate
from app.commands.outcomes import outcomes
from app.commands.panel import panel
from app.commands.plan import plan
from app.commands.prices import prices
from app.commands.programme import programme
from app.commands.ranges import ranges
from app.commands.repairs import repairs
from app.commands.replacements import replacements
from app.commands.replan import replan
from app.commands.restore import restore
from app.commands.rules import rules
from app.commands.scenarios import scenarios
from app.commands.schema import schema
from app.commands.seats import seats
from app.commands.serve import serve
from app.commands.structure import structure
from app.commands.table import table
from app.commands.template import template
from app.commands.test import test
from app.commands.trail import trail
from app.commands.user import user
from app.commands.why import why
from app.commands.worker import worker
from app.exits import epilog
from app.help_words import spoken
from app.languages import Lang, asked_for
from constraints.version import VERSION

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
