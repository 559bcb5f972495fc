"""`cocau doctor`: what is installed, reachable and out of date; nothing is changed."""

import json
import platform
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec

import typer
from packaging.requirements import Requirement

from cocau.app.cli.environment_checks import EnvironmentCheck, run_check
from cocau.app.cli.options import AnswerFormat, FormatOption, LangOption
from cocau.app.cli.output import ExitCode, handle_errors, print_lines
from cocau.app.i18n.languages import Lang, say
from cocau.constraints.library import DEFAULT_RULEBOOK, load_rulebook
from cocau.constraints.record import Text
from cocau.constraints.version import VERSION

_SERVICE_EXTRAS = ("documents", "service")
"""Those that a service has."""


def doctor(form: FormatOption = AnswerFormat.TEXT, lang: LangOption = Lang.VI) -> None:
    """Tell what is installed, reachable and out of date."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON):
        checks = list(list_checks())
        if form is AnswerFormat.JSON:
            rows = [
                {"subject": c.subject.en, "passed": c.passed, "vi": c.found.vi, "en": c.found.en}
                for c in checks
            ]
            print_lines([json.dumps(rows, ensure_ascii=False, indent=1)])
        else:
            marks = {True: say(lang, "ĐẠT", "OK"), False: say(lang, "SAI", "WRONG")}
            print_lines(f"{marks[c.passed]:5} {c.subject.of(lang)}: {c.found.of(lang)}" for c in checks)
        if not all(check.passed for check in checks):
            raise typer.Exit(ExitCode.FAILED)


def list_checks() -> Iterator[EnvironmentCheck]:
    """Look at the installation, then at the service if it is there."""
    versions = (
        f"cocau {VERSION}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    )
    yield EnvironmentCheck(
        Text(vi="Chương trình", en="Program"), passed=True, found=Text(vi=versions, en=versions)
    )
    yield _check_packages()
    yield run_check(Text(vi="Bộ quy định", en="Rulebooks"), _look_at_rulebook)
    if _has_service():
        yield from import_module("cocau.app.cli.admin.service_checks").list_service_checks()
    else:
        vi, en = "chưa cài đặt; cần thì chạy: {}", "not installed; to have it, run: {}"
        command = "pip install 'cocau[service]'"
        found = Text(vi=vi.format(command), en=en.format(command))
        yield EnvironmentCheck(Text(vi="Dịch vụ", en="Service"), passed=True, found=found)


def _has_service() -> bool:
    return find_spec("sqlalchemy") is not None


def _check_packages() -> EnvironmentCheck:
    """Compare every package that is needed with the one that is installed."""
    extras = ("", *(_SERVICE_EXTRAS if _has_service() else ()))
    wrong, count = [], 0
    for requirement in (Requirement(line) for line in requires("cocau") or ()):
        marker = requirement.marker
        if marker is not None and not any(marker.evaluate({"extra": extra}) for extra in extras):
            continue
        count += 1
        try:
            installed = version(requirement.name)
        except PackageNotFoundError:
            wrong.append((f"thiếu {requirement}", f"{requirement} is missing"))
            continue
        if not requirement.specifier.contains(installed, prereleases=True):
            wrong.append((f"{requirement.name} {installed}, cần {requirement.specifier}",) * 2)
    vi = "; ".join(one[0] for one in wrong) or f"đủ {count} gói"
    en = "; ".join(one[1].replace(", cần ", ", needed ") for one in wrong) or f"all {count} are here"
    return EnvironmentCheck(Text(vi="Gói phần mềm", en="Packages"), not wrong, Text(vi=vi, en=en))


def _look_at_rulebook() -> Text:
    count = len(load_rulebook(DEFAULT_RULEBOOK).rules)
    return Text(vi=f"{DEFAULT_RULEBOOK}: {count} quy định", en=f"{DEFAULT_RULEBOOK}: {count} rules")
