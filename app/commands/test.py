"""`cocau test`: rule fixtures, like `opa test`: 0 all pass, 2 a case failed, 1 could not run."""

# ruff: noqa: PT028  # a command called `test` is not a test

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cocau.app.commands.options import LangOption
from cocau.app.commands.reporting import reported
from cocau.app.commands.writing import show
from cocau.app.languages import Lang


class Report(StrEnum):
    """The formats of `fixtures.report` (a test holds the two together)."""

    PRETTY = "pretty"
    JSON = "json"
    GITHUB = "github"
    JUNIT = "junit"


def test(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[ĐƯỜNG-DẪN]...", help="Tệp hoặc thư mục; để trống: bộ có sẵn."),
    ] = None,
    form: Annotated[Report, typer.Option("--format", help="Dạng báo cáo.")] = Report.PRETTY,
    rulebooks: Annotated[
        str | None,
        typer.Option("--rulebooks", metavar="TÊN", help="Dùng bộ quy định này thay cho bộ ghi trong tệp."),
    ] = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Chạy các trường hợp kiểm thử của quy định (YAML); dùng được trong CI."""
    with reported(lang, as_json=form is Report.JSON):
        from cocau.fixtures.command import run_paths
        from cocau.fixtures.report import exit_code, render

        results = run_paths(paths or [], rulebooks)
        show(render(results, form, lang))
        raise typer.Exit(exit_code(results))
