"""`cocau doctor`: what is installed, reachable and out of date; nothing is changed."""

import json
import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import typer
from packaging.requirements import Requirement
from sqlalchemy.engine import make_url

from cocau.app.cli.admin.database import explain_store_errors, load_settings
from cocau.app.cli.options import AnswerFormat, FormatOption, LangOption
from cocau.app.cli.output import ExitCode, handle_errors, print_lines
from cocau.app.db.engine import build_engine
from cocau.app.db.opening import SchemaBehind, load_keyring
from cocau.app.db.schema import get_newest_revision, get_revision
from cocau.app.i18n.languages import Lang, say
from cocau.app.settings import Settings
from cocau.constraints.errors import InputError
from cocau.constraints.library import DEFAULT_RULEBOOK, load_rulebook
from cocau.constraints.record import Text
from cocau.constraints.version import VERSION

_EXTRAS = ("", "documents", "service")
"""Those that a service has: this command is one of them."""


@dataclass(frozen=True)
class EnvironmentCheck:
    """One thing that was looked at: what, whether it is as it must be, and what was found."""

    subject: Text
    passed: bool
    found: Text


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
    """Look at the installation, then at what the settings name."""
    versions = (
        f"cocau {VERSION}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    )
    yield EnvironmentCheck(
        Text(vi="Chương trình", en="Program"), passed=True, found=Text(vi=versions, en=versions)
    )
    yield _check_packages()
    yield _check(Text(vi="Bộ quy định", en="Rulebooks"), _look_at_rulebook)
    settings: list[Settings] = []

    def look_at_settings() -> Text:
        settings.append(load_settings())
        return Text(vi=f"chế độ {settings[0].env}", en=f"{settings[0].env} mode")

    yield _check(Text(vi="Cấu hình", en="Settings"), look_at_settings)
    for found in settings:
        yield _check_state(found)
        yield _check(Text(vi="Khóa", en="Keys"), partial(_look_at_keys, found))
        yield _check(Text(vi="Cơ sở dữ liệu", en="Database"), partial(_look_at_database, found))


def _check(subject: Text, look: Callable[[], Text]) -> EnvironmentCheck:
    try:
        return EnvironmentCheck(subject, passed=True, found=look())
    except InputError as error:
        vi, en = ("; ".join(f"{p.where}: {p.of(lang)}" for p in error.problems) for lang in ("vi", "en"))
        return EnvironmentCheck(subject, passed=False, found=Text(vi=vi, en=en))


def _check_packages() -> EnvironmentCheck:
    """Compare every package that is needed with the one that is installed."""
    wrong, count = [], 0
    for requirement in (Requirement(line) for line in requires("cocau") or ()):
        marker = requirement.marker
        if marker is not None and not any(marker.evaluate({"extra": extra}) for extra in _EXTRAS):
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


def _check_state(settings: Settings) -> EnvironmentCheck:
    folder = settings.state
    place = next((one for one in (folder, *folder.absolute().parents) if one.exists()), Path("/"))
    passed = place.is_dir() and os.access(place, os.W_OK)
    vi, en = f"{folder}: ghi được", f"{folder}: can be written"
    if not passed:
        vi, en = f"COCAU_STATE: không ghi được vào {folder}", f"COCAU_STATE: {folder} cannot be written"
    return EnvironmentCheck(Text(vi="Thư mục dữ liệu", en="State folder"), passed, Text(vi=vi, en=en))


def _look_at_keys(settings: Settings) -> Text:
    if settings.development and not settings.keys:
        return Text(vi="chế độ phát triển tự tạo", en="made by itself in development")
    with explain_store_errors():
        load_keyring(settings)
    count = len(settings.keys.split(","))
    return Text(vi=f"{count} khóa", en=f"{count} keys" if count > 1 else "1 key")


def _look_at_database(settings: Settings) -> Text:
    """Look whether the database can be reached, and at its schema.

    Raises:
        InputError: it cannot, or has another schema.
    """
    with explain_store_errors():
        url = make_url(settings.database_url)
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
            return Text(vi="chưa có; cocau serve sẽ tạo", en="none yet; cocau serve makes it")
        engine = build_engine(settings.database_url)
        try:
            found, needed = get_revision(engine), get_newest_revision()
        finally:
            engine.dispose()
        if found is None:
            return Text(vi="trống; cocau serve sẽ tạo bảng", en="empty; cocau serve makes its tables")
        if found != needed:
            raise SchemaBehind(found, needed)
    return Text(vi=f"kết nối được, lược đồ {found}", en=f"reached, schema {found}")
