"""The database for commands: opened with errors in words, migrated, backed up, erased."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlmodel import Session

from cocau.app.audit_log.binding import bind_seals, has_unbound_seals
from cocau.app.cli.options import LangOption
from cocau.app.cli.output import ExitCode, handle_errors, print_lines, print_note, print_text
from cocau.app.db.clock import now
from cocau.app.db.encryption import BadKeys
from cocau.app.db.engine import Store, build_engine
from cocau.app.db.key_rotation import RotationProgress
from cocau.app.db.opening import MissingKeys, SchemaBehind, SealsUnbound, WrongKeys, load_keyring, open_store
from cocau.app.db.schema import UnknownRevision, get_newest_revision, get_revision, is_known_revision
from cocau.app.db.schema import migrate as migrate_schema
from cocau.app.files.problems import explain_os_error
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.services.errors import ActRefused, Missing, Stale
from cocau.app.services.operations.backup import restore_backup, write_backup
from cocau.app.settings import BadSettings, Settings, read_settings
from cocau.constraints.errors import FilePlace, InputError, Problem


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        InputError: every one that cannot be.
    """
    try:
        return read_settings(os.environ)
    except BadSettings as error:
        raise InputError(
            [Problem("bad_setting", (name,), f"{vi}.", f"{en}.") for name, vi, en in error.faults]
        ) from None


@contextmanager
def open_database(
    settings: Settings, *, proven: bool = True, create: bool = False, kept: int = 10
) -> Iterator[Store]:
    """Open the store under these settings, and close it behind the block.

    `create`: an empty database gets its tables; `kept`: see `Store`.

    Raises:
        InputError: no keys, a key that is none, another schema, or no database there.
    """
    with explain_store_errors():
        try:
            store = open_store(settings, verify_keys=proven, create=create, kept=kept)
        except SealsUnbound:
            if not settings.development:
                raise
            _bind_all(settings, leave_unreadable=False)
            store = open_store(settings, verify_keys=proven, create=create, kept=kept)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def explain_store_errors() -> Iterator[None]:
    """Turn what keeps a store from being opened into problems in both languages."""
    try:
        yield
    except (MissingKeys, WrongKeys) as error:
        raise (_build_no_keys() if isinstance(error, MissingKeys) else _build_other_keys()) from None
    except (SchemaBehind, SealsUnbound) as error:
        raise _build_error("schema", "COCAU_DATABASE", *_explain_schema(error)) from None
    except OperationalError as error:
        why = str(error.orig).splitlines()[0]
        vi, en = f"Không mở được cơ sở dữ liệu: {why}", f"The database cannot be reached: {why}"
        raise _build_error("no_database", "COCAU_DATABASE", vi, en) from None
    except ArgumentError:
        en = f"This is no database URL; right would be {_EXAMPLE_URL} or sqlite:///FILE."
        vi = f"Không phải URL cơ sở dữ liệu; đúng là {_EXAMPLE_URL} hoặc sqlite:///FILE."
        raise _build_error("bad_setting", "COCAU_DATABASE", vi, en) from None
    except BadKeys as error:
        where = "COCAU_KEYS"
        raise _build_error(
            "bad_key", where, f"{error.vi}. Tạo khóa: {_KEY_COMMAND}", f"{error.en}. Make one: {_KEY_COMMAND}"
        ) from None
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        vi, en = "Có khóa không hợp lệ; tạo khóa: ", "There is a key in it that is none; make one: "
        raise _build_error("bad_key", "COCAU_KEYS", f"{vi}{_KEY_COMMAND}", f"{en}{_KEY_COMMAND}") from None


_KEY_COMMAND = "cocau key seal"
_EXAMPLE_URL = "postgresql://USER:PASSWORD@db.example/NAME"


def _explain_schema(error: SchemaBehind | SealsUnbound) -> tuple[str, str]:
    if isinstance(error, SealsUnbound):
        return (
            "Dữ liệu do bản cũ niêm phong. Sao chép cơ sở dữ liệu, rồi chạy với đủ COCAU_KEYS: cocau migrate",
            "An older version sealed what is stored. Copy it, then run with all of COCAU_KEYS: cocau migrate",
        )
    found, needed = error.found, error.needed
    if found is not None and not is_known_revision(found):
        return (
            f"Cơ sở dữ liệu ở bản {found}, do bản cocau mới hơn tạo; hãy dùng bản đó (bản này cần {needed}).",
            f"The database is at {found}, made by a later cocau; run that one (this one needs {needed}).",
        )
    vi = f"Cơ sở dữ liệu ở bản {found or 'trống'}, chương trình cần {needed}. "
    en = f"The database is at {found or 'nothing'}, this version needs {needed}. "
    return f"{vi}Sao chép cơ sở dữ liệu, rồi chạy: cocau migrate", f"{en}Copy it, then run: cocau migrate"


def _build_error(code: str, where: str, vi: str, en: str) -> InputError:
    return InputError([Problem(code, (where,), vi, en)])


def _build_no_keys() -> InputError:
    vi = "Thiếu COCAU_KEYS: ở chế độ production, dữ liệu chỉ được lưu dưới khóa do quản trị đặt. "
    en = "COCAU_KEYS is missing: in production, data is kept only under keys that the operator has set. "
    return _build_error(
        "no_keys", "COCAU_KEYS", f"{vi}Tạo khóa: {_KEY_COMMAND}", f"{en}Make one: {_KEY_COMMAND}"
    )


def _build_other_keys() -> InputError:
    vi = "COCAU_KEYS không mở được niêm phong của cơ sở dữ liệu này; đặt lại khóa cũ (sau khóa mới). "
    en = "COCAU_KEYS do not open the seal of this database; give the old keys too, behind the new one. "
    vi, en = f"{vi}Nếu khóa đúng: cocau trail verify", f"{en}If they are right: cocau trail verify"
    return _build_error("other_keys", "COCAU_KEYS", vi, en)


@contextmanager
def open_for_acts() -> Iterator[Store]:
    """Open the store of the environment to act in; refusals become input errors.

    Raises:
        InputError: it cannot be opened, or the act cannot be done.
    """
    with open_database(load_settings()) as store:
        try:
            yield store
        except Missing as error:
            vi, en = "Không có trong cơ sở dữ liệu này.", "There is no such thing in this database."
            raise InputError([Problem("not_found", (error.subject,), vi, en)]) from None
        except ActRefused as error:
            raise InputError([Problem("refused", (), error.vi, error.en)]) from None
        except Stale as error:
            vi, en = "Vừa có người khác sửa; hãy thử lại.", "Somebody else just changed it; try again."
            raise InputError([Problem("stale", (error.subject,), vi, en)]) from None


def print_rows(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Print rows of a list: as JSON, or one a line."""
    if as_json:
        print_text(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=1) + "\n")
    else:
        print_lines("  ".join("-" if v is None else str(v) for v in row.values()) for row in rows)


def backup(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TỆP",
            help=say_help("Tệp sao lưu (.zip), chưa có.", "The backup (.zip), a file that is not there yet."),
        ),
    ],
    lang: LangOption = Lang.VI,
) -> None:
    """Back the database up into one file."""
    with handle_errors(lang), open_database(load_settings(), proven=False) as store:
        try:
            manifest = write_backup(store, file)
        except FileExistsError:
            vi, en = "Tệp đã có; không ghi đè.", "There is such a file; it is not replaced."
            raise InputError([Problem("exists", (FilePlace(str(file)),), vi, en)]) from None
        except OSError as error:
            vi, en = explain_os_error(error)
            print_note(say(lang, f"Không ghi được {file}: {vi}.", f"{file} cannot be written: {en}."))
            raise typer.Exit(ExitCode.FAILED) from None
        rows = sum(part.rows for part in manifest.parts)
        with file.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        print_lines(
            [
                f"{say(lang, 'Đã ghi', 'Written')}: {file}",
                f"{rows} {say(lang, 'dòng', 'rows')}, schema {manifest.revision}",
                f"{say(lang, 'nhật ký', 'trail')}: {manifest.trail_seq}  {manifest.trail_head}",
                f"sha256: {digest}",
            ]
        )
        if not manifest.trail_whole:
            print_note(say(lang, *_BROKEN_LOG))
            raise typer.Exit(ExitCode.DIFFERS)


_BROKEN_LOG = (
    "Chú ý: nhật ký không nguyên vẹn; xem cocau trail verify.",
    "Note: the trail is not whole; see cocau trail verify.",
)


def erase(
    due: Annotated[  # typer makes a flag of it
        bool,
        typer.Option(
            "--due",
            help=say_help(
                "Xóa mọi danh sách và phương án đã hết hạn lưu.",
                "Erase every pool and proposal that is past its day.",
            ),
        ),
    ] = False,
    dry_run: Annotated[  # the same
        bool,
        typer.Option("--dry-run", help=say_help("Chỉ liệt kê, không xóa.", "Only list them, erase nothing.")),
    ] = False,
    lang: LangOption = Lang.VI,
) -> None:
    """Erase the data of people whose retention period has ended."""
    with handle_errors(lang):
        if not due:
            print_note(say(lang, "Hãy nêu xóa gì: --due.", "Say what is to be erased: --due."))
            raise typer.Exit(ExitCode.BAD_INPUT)
        from cocau.app.services.operations.retention import erase_due, list_due  # slow: it knows all jobs

        with open_database(load_settings()) as store:
            erased = (list_due if dry_run else erase_due)(store, now())
        print_lines(f"{one.id}\t{one.kind}\t{one.kept_until or '-'}" for one in erased)
        print_note(_describe_erasure(len(erased), dry_run=dry_run, lang=lang))


def _describe_erasure(count: int, *, dry_run: bool, lang: Lang) -> str:
    if dry_run:
        return say(lang, f"Sẽ xóa {count} mục.", f"{count} would be erased.")
    return say(lang, f"Đã xóa {count} mục.", f"{count} erased.")


def migrate(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="BẢN",
            help=say_help(
                "Đưa về bản này; base: xóa mọi bảng và dữ liệu.",
                "Bring it to this revision; base: drop every table with all data.",
            ),
        ),
    ] = "head",
    check: Annotated[  # a flag
        bool, typer.Option("--check", help=say_help("Chỉ xem, không sửa.", "Only look, change nothing."))
    ] = False,
    leave_unreadable: Annotated[  # a flag
        bool,
        typer.Option(
            "--leave-unreadable",
            help=say_help(
                "Để lại, không đọc được nữa, dữ liệu của bản cũ mà không khóa nào mở được.",
                "Leave what an older version sealed and no key opens; it stays unreadable.",
            ),
        ),
    ] = False,
    lang: LangOption = Lang.VI,
) -> None:
    """Bring the database to the schema, and its seals to the format, that are needed."""
    with handle_errors(lang), explain_store_errors():
        settings = load_settings()
        engine = build_engine(settings.database_url)
        try:
            if not check:
                _migrate_to(engine, to)
            found = get_revision(engine)
        finally:
            engine.dispose()
        if found == get_newest_revision() and not check:
            _report_binding(_bind_all(settings, leave_unreadable=leave_unreadable), lang, leave_unreadable)
        print_lines([_describe_revision(found, get_newest_revision(), lang)])
        raise typer.Exit(ExitCode.DONE if found == get_newest_revision() or not check else ExitCode.DIFFERS)


def _migrate_to(engine: Engine, to: str) -> None:
    try:
        migrate_schema(engine, to)
    except UnknownRevision:
        vi, en = f"Không có bản {to}.", f"There is no revision {to}."
        raise InputError([Problem("unknown_revision", ("--to",), vi, en)]) from None


def _bind_all(settings: Settings, *, leave_unreadable: bool) -> dict[str, RotationProgress]:
    """Bind the seals of an older database; return what was done in each table."""
    engine = build_engine(settings.database_url)
    try:
        with Session(engine) as session:
            if not has_unbound_seals(session):
                return {}
    finally:
        engine.dispose()
    store = Store(settings.database_url, load_keyring(settings))
    try:
        return {one.table: one for one in bind_seals(store, leave_unreadable=leave_unreadable)}
    finally:
        store.close()


def _report_binding(bound: Mapping[str, RotationProgress], lang: Lang, leave_unreadable: bool) -> None:
    if not bound:
        return
    count = sum(one.reencrypted for one in bound.values())
    vi = f"Đã niêm phong lại {count} giá trị vào đúng vị trí của chúng."
    print_note(say(lang, vi, f"{count} values were sealed again, each to its place."))
    if lost := [place for one in bound.values() for place in one.unreadable]:
        print_note("\n  ".join([say(lang, "Không khóa nào mở được:", "No key opens:"), *lost]))
        if not leave_unreadable:
            raise typer.Exit(ExitCode.FAILED)


def _describe_revision(found: str | None, needed: str, lang: Lang) -> str:
    return say(
        lang,
        f"Cơ sở dữ liệu ở bản {found or 'trống'}; chương trình cần {needed}.",
        f"The database is at {found or 'nothing'}; this version needs {needed}.",
    )


def restore(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TỆP", help=say_help("Tệp do cocau backup ghi.", "A file that cocau backup wrote.")
        ),
    ],
    lang: LangOption = Lang.VI,
) -> None:
    """Restore a backup into an empty database."""
    with handle_errors(lang), explain_store_errors():
        settings = load_settings()
        store = Store(settings.database_url, load_keyring(settings))
        try:
            manifest = restore_backup(store, file)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            print_note(say(lang, f"Không đọc được {file}: {reason}.", f"{file} cannot be read: {reason}."))
            raise typer.Exit(ExitCode.FAILED) from None
        finally:
            store.close()
        rows = sum(part.rows for part in manifest.parts)
        trail = f"{manifest.trail_seq}  {manifest.trail_head}"
        print_lines(
            [
                say(
                    lang,
                    f"Đã khôi phục {rows} dòng; nhật ký: {trail}",
                    f"Restored: {rows} rows; trail: {trail}",
                )
            ]
        )
