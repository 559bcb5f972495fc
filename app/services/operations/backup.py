"""Backup and restore in one format, which fits SQLite and PostgreSQL alike."""

import base64
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import JSON, Column, Date, Insert, LargeBinary, Table, bindparam, func, insert, select
from sqlalchemy import column as lightweight_column
from sqlalchemy import table as lightweight_table
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel

import cocau.app.db.models  # noqa: F401  # makes every table known
from cocau.app.audit_log.binding import bind_restored, has_unbound_seals, record_binding
from cocau.app.audit_log.verification import verify_session
from cocau.app.db.clock import UTCDateTime, now
from cocau.app.db.encryption import Unreadable
from cocau.app.db.engine import Store
from cocau.app.db.schema import get_newest_revision, is_known_revision, migrate, migrate_connection
from cocau.constraints.errors import FilePlace, InputError, Problem
from cocau.constraints.record import Record
from cocau.constraints.version import VERSION

FORMAT = "cocau/backup/1"
MANIFEST_NAME = "manifest.json"


class BackupPart(Record):
    """One table: how many rows, and the sha256 of its file."""

    table: str
    rows: int
    sha256: str

    @property
    def file(self) -> str:
        """Return the name of the table's file in the archive."""
        return f"tables/{self.table}.jsonl"


class BackupManifest(Record):
    """A backup as a whole. `trail_whole`: whether the audit log was whole when it was made."""

    format: str
    cocau: str
    revision: str
    made_at: datetime
    trail_seq: int
    trail_head: str
    trail_whole: bool
    parts: tuple[BackupPart, ...]


EXCLUDED_TABLES = frozenset({"sessions", "first_run_codes", "sign_in_attempts", "workers"})
"""Everybody signs in again: a session that has been ended must not come back.

Who computes is new each time.
"""


def list_tables() -> list[Table]:
    """List every table of a backup, each after those that it refers to."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in EXCLUDED_TABLES]


def dump_row(row: Iterable[tuple[str, Any]]) -> bytes:
    """Dump a row as a line of JSON."""
    return (
        json.dumps(dict(row), default=_to_plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    )


def parse_row(text: bytes, table: Table, *, is_older: bool = False) -> dict[str, Any]:
    """Parse a line as a row of a table; one of an older schema may lack columns.

    Raises:
        ValueError: it is no line of this table.
    """
    facts = json.loads(text)
    columns = {column.name: column for column in table.columns}
    if (
        not isinstance(facts, dict)
        or set(facts) - set(columns)
        or (len(facts) < len(columns) and not is_older)
    ):
        raise ValueError(f"not a row of {table.name}")
    return {name: _from_plain(columns[name], plain) for name, plain in facts.items()}


def build_insert(table: Table, names: Iterable[str]) -> Insert:
    """Build an insert into these columns only: an older schema lacks some with defaults.

    Empty JSON columns are kept empty instead of null.
    """
    columns = [table.columns[name] for name in names]
    target = lightweight_table(table.name, *(lightweight_column(c.name, c.type) for c in columns))
    plain = {c.name: bindparam(c.name, type_=JSON(none_as_null=True)) for c in columns if _is_json(c)}
    return insert(target).values({c.name: plain.get(c.name, bindparam(c.name)) for c in columns})


def sort_parents_first(rows: Iterable[dict[str, Any]], table: Table) -> Iterator[dict[str, Any]]:
    """Sort rows so that each follows the row of the same table that it refers to."""
    own = next((c.name for c in table.columns for key in c.foreign_keys if key.column.table is table), None)
    if own is None:
        yield from rows
        return
    known: set[str] = set()
    waiting: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row[own] is not None and row[own] not in known:
            waiting.setdefault(row[own], []).append(row)
            continue
        ready = [row]
        while ready:
            following = ready.pop()
            known.add(following["id"])
            ready += waiting.pop(following["id"], [])
            yield following
    for rest in waiting.values():  # the database's error says what is wrong with them
        yield from rest


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)


def _to_plain(value: Any) -> str:  # noqa: ANN401  # whatever a column holds
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    raise TypeError(f"no plain form for {type(value).__name__}")


def _from_plain(column: Column[Any], plain: Any) -> Any:  # noqa: ANN401  # as `_to_plain`
    if plain is None or _is_json(column):
        return plain
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(plain, validate=True)
    if isinstance(column.type, UTCDateTime):
        return datetime.fromisoformat(plain)
    return date.fromisoformat(plain) if isinstance(column.type, Date) else plain


INSERT_BATCH = 200


def restore_backup(store: Store, path: Path) -> BackupManifest:
    """Restore a backup into a database without any content; create its schema.

    Raises:
        InputError: no backup, a damaged one, one of another schema, a database that is not empty, or a trail
            that these keys did not seal; the database has no more in it than before.
        OSError: the file cannot be read.
    """
    with _open_archive(path) as archive:
        manifest = _read_manifest(archive, path)
        _check_digests(archive, manifest, path)
        migrate(store.engine)
        tables, is_older = {t.name: t for t in list_tables()}, manifest.revision != get_newest_revision()
        with store.writing() as session:
            _check_empty(session)
            migrate_connection(session.connection(), manifest.revision)
            for part in manifest.parts:
                _load_table(session, archive, part, tables[part.table], path, is_older=is_older)
            migrate_connection(session.connection())
            is_unbound = has_unbound_seals(session)
            if is_unbound:
                _bind(session, store)
            _check_audit_log(session, store, manifest)
            if is_unbound:
                record_binding(session, store.ring)
    return manifest


def _bind(session: Session, store: Store) -> None:
    """Bind the seals of an older version.

    Raises:
        InputError: no key opens one of them.
    """
    try:
        bind_restored(session, store.ring)
    except Unreadable as error:
        raise InputError([Problem("trail", ("COCAU_KEYS",), error.vi, error.en)]) from None


@contextmanager
def _open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        vi, en = "Tệp sao lưu bị hỏng hoặc không phải tệp sao lưu.", "The backup is damaged, or it is none."
        raise InputError([Problem("damaged", (FilePlace(path.name),), vi, en)]) from None


def _read_manifest(archive: zipfile.ZipFile, path: Path) -> BackupManifest:
    try:
        manifest = BackupManifest.model_validate_json(archive.read(MANIFEST_NAME))
    except (KeyError, ValidationError):
        vi, en = (
            f"Không có {MANIFEST_NAME} đúng dạng {FORMAT}.",
            f"There is no {MANIFEST_NAME} of the format {FORMAT}.",
        )
        raise InputError([Problem("no_backup", (FilePlace(path.name),), vi, en)]) from None
    names, listed = [table.name for table in list_tables()], [part.table for part in manifest.parts]
    is_current = manifest.revision == get_newest_revision()
    if (
        manifest.format != FORMAT
        or not is_known_revision(manifest.revision)
        or (listed != names if is_current else set(listed) - set(names))
    ):
        theirs, ours, version = manifest.revision, get_newest_revision(), manifest.cocau
        vi = f"Bản sao lưu có lược đồ {theirs}, chương trình cần {ours}: khôi phục bằng cocau {version}, "
        en = f"The backup is of schema {theirs}, this version needs {ours}: restore it with cocau {version}, "
        raise InputError(
            [
                Problem(
                    "schema", (FilePlace(path.name),), f"{vi}rồi cocau migrate.", f"{en}then cocau migrate."
                )
            ]
        )
    return manifest


def _check_digests(archive: zipfile.ZipFile, manifest: BackupManifest, path: Path) -> None:
    """Check the digests of all files before anything is written."""
    problems = []
    for part in manifest.parts:
        if part.file not in archive.namelist() or _compute_digest(archive, part.file) != part.sha256:
            vi, en = "Nội dung không khớp với mã băm.", "The content does not fit its digest."
            problems.append(Problem("damaged", (FilePlace(f"{path.name} {part.file}"),), vi, en))
    if problems:
        raise InputError(problems)


def _compute_digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _check_empty(session: Session) -> None:
    counts = {
        t.name: session.connection().execute(select(func.count()).select_from(t)).scalar()
        for t in list_tables()
    }
    full = ", ".join(f"{name} ({count})" for name, count in counts.items() if count)
    if full:
        vi = f"Chỉ khôi phục vào cơ sở dữ liệu trống; ở đây có: {full}."
        en = f"A backup is restored into an empty database only; here is: {full}."
        raise InputError([Problem("not_empty", ("COCAU_DATABASE",), vi, en)])


def _load_table(
    session: Session,
    archive: zipfile.ZipFile,
    part: BackupPart,
    table: Table,
    path: Path,
    *,
    is_older: bool,
) -> None:
    count = 0
    with archive.open(part.file) as file:
        try:
            rows = sort_parents_first((parse_row(text, table, is_older=is_older) for text in file), table)
            while some := list(islice(rows, INSERT_BATCH)):
                session.connection().execute(build_insert(table, some[0]), some)
                count += len(some)
        except (ValueError, SQLAlchemyError) as error:
            raise _build_load_error(f"{path.name} {part.file}", type(error).__name__) from None
    if count != part.rows:
        raise _build_load_error(f"{path.name} {part.file}", f"{count} != {part.rows}")


def _build_load_error(where: str, reason: Any) -> InputError:  # noqa: ANN401  # what is wrong, never a value of a row
    vi, en = f"Không nạp được dữ liệu ({reason}).", f"The data cannot be taken in ({reason})."
    return InputError([Problem("damaged", (FilePlace(where),), vi, en)])


def _check_audit_log(session: Session, store: Store, manifest: BackupManifest) -> None:
    """Check that the audit log is as whole as it was, and ends where it did."""
    session.flush()
    report = verify_session(session, store.ring)
    same_end = (report.last, report.head) == (manifest.trail_seq, manifest.trail_head)
    if same_end and (report.whole or not manifest.trail_whole):
        return
    found = report.breaks[0].text if report.breaks else None
    vi = f"Nhật ký trong bản sao lưu không nguyên vẹn: {found.vi if found else 'kết thúc khác.'}"
    en = f"The trail in the backup is not whole: {found.en if found else 'it ends elsewhere.'}"
    raise InputError([Problem("trail", ("trail",), vi, en)])


READ_BATCH = 500


def write_backup(store: Store, path: Path) -> BackupManifest:
    """Write a backup to a new file; remove it when something fails.

    Raises:
        FileExistsError: there is such a file; it is not touched.
        OSError: it cannot be written.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _write_archive(store, archive)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise
    return manifest


def _write_archive(store: Store, archive: zipfile.ZipFile) -> BackupManifest:
    with store.snapshot() as session:
        parts = tuple(_write_table(session, archive, table) for table in list_tables())
        trail = verify_session(session, store.ring)
    manifest = BackupManifest(
        format=FORMAT,
        cocau=VERSION,
        revision=get_newest_revision(),
        made_at=now(),
        trail_seq=trail.last,
        trail_head=trail.head,
        trail_whole=trail.whole,
        parts=parts,
    )
    archive.writestr(MANIFEST_NAME, manifest.model_dump_json(indent=1))
    return manifest


def _write_table(session: Session, archive: zipfile.ZipFile, table: Table) -> BackupPart:
    digest, count = hashlib.sha256(), 0
    chosen = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=READ_BATCH)
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
        for row in session.connection().execute(chosen).mappings():
            text = dump_row((str(name), value) for name, value in row.items())
            digest.update(text)
            out.write(text)
            count += 1
    return BackupPart(table=table.name, rows=count, sha256=digest.hexdigest())
