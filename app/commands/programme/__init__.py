"""`cocau programme`: the councils of a province planned together, re-planned, and audited."""

import typer

from cocau.app.commands.programme.audit import audit
from cocau.app.commands.programme.plan import plan
from cocau.app.commands.programme.replan import replan

programme = typer.Typer(
    name="programme",
    no_args_is_help=True,
    help="Chương trình: nhiều hội đồng của một tỉnh lập cùng nhau, không ai ở quá số cấp cho phép.",
)
programme.command()(plan)
programme.command()(replan)
programme.command()(audit)
