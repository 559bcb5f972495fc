"""Restoring a backup: into an empty database, whole or not at all."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Table, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from cocau.app.backup.manifest import FORMAT, NAME, Manifest, Part
from cocau.app.backup.portable import inserting, parents_first, row_of, tables
from cocau.app.store.engine import Store
from cocau.app.store.migrating import migrate, newest
from cocau.app.trail.verify import verified
from cocau.constraints.errors import InputError, Problem

BATCH = 200


def restore(store: Store, path: Path) -> Manifest:
    """Take a backup into a database without any content; its schema is made.

    Raises:
        InputError: no backup, a damaged one, one of another schema, a database that is not empty, or a trail
            that these keys did not seal; the database has no more in it than before.
        OSError: the file cannot be read.
    """
    with _archive(path) as archive:
        manifest = _manifest(archive, path)
        _undamaged(archive, manifest, path)
        migrate(store.engine)
        with store.writing() as session:
            _must_be_empty(session)
            for part, table in zip(manifest.parts, tables(), strict=True):
                _load(session, archive, part, table, path)
            _trail_holds(session, store, manifest)
    return manifest


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        vi, en = "Tệp sao lưu bị hỏng hoặc không phải tệp sao lưu.", "The backup is damaged, or it is none."
        raise InputError([Problem("damaged", path.name, vi, en)]) from None


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        manifest = Manifest.model_validate_json(archive.read(NAME))
    except (KeyError, ValidationError):
        vi, en = f"Không có {NAME} đúng dạng {FORMAT}.", f"There is no {NAME} of the format {FORMAT}."
        raise InputError([Problem("no_backup", path.name, vi, en)]) from None
    names = [table.name for table in tables()]
    if (
        manifest.format != FORMAT
        or manifest.revision != newest()
        or [p.table for p in manifest.parts] != names
    ):
        theirs, ours, version = manifest.revision, newest(), manifest.cocau
        vi = f"Bản sao lưu có lược đồ {theirs}, chương trình cần {ours}: khôi phục bằng cocau {version}, "
        en = f"The backup is of schema {theirs}, this version needs {ours}: restore it with cocau {version}, "
        raise InputError(
            [Problem("schema", path.name, f"{vi}rồi cocau migrate.", f"{en}then cocau migrate.")]
        )
    return manifest


def _undamaged(archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    """Everything is read once before anything is written."""
    problems = []
    for part in manifest.parts:
        if part.file not in archive.namelist() or _digest(archive, part.file) != part.sha256:
            vi, en = "Nội dung không khớp với mã băm.", "The content does not fit its digest."
            problems.append(Problem("damaged", f"{path.name} {part.file}", vi, en))
    if problems:
        raise InputError(problems)


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _must_be_empty(session: Session) -> None:
    counts = {
        t.name: session.connection().execute(select(func.count()).select_from(t)).scalar() for t in tables()
    }
    full = ", ".join(f"{name} ({count})" for name, count in counts.items() if count)
    if full:
        vi = f"Chỉ khôi phục vào cơ sở dữ liệu trống; ở đây có: {full}."
        en = f"A backup is restored into an empty database only; here is: {full}."
        raise InputError([Problem("not_empty", "COCAU_DATABASE", vi, en)])


def _load(session: Session, archive: zipfile.ZipFile, part: Part, table: Table, path: Path) -> None:
    count = 0
    with archive.open(part.file) as file:
        try:
            rows = parents_first((row_of(text, table) for text in file), table)
            while some := list(islice(rows, BATCH)):
                session.connection().execute(inserting(table), some)
                count += len(some)
        except (ValueError, SQLAlchemyError) as error:
            raise _unfit(f"{path.name} {part.file}", type(error).__name__) from None
    if count != part.rows:
        raise _unfit(f"{path.name} {part.file}", f"{count} != {part.rows}")


def _unfit(where: str, why: Any) -> InputError:  # noqa: ANN401  # what is wrong, never a value of a row
    vi, en = f"Không nạp được dữ liệu ({why}).", f"The data cannot be taken in ({why})."
    return InputError([Problem("damaged", where, vi, en)])


def _trail_holds(session: Session, store: Store, manifest: Manifest) -> None:
    """The trail must be as whole as it was, and end where it did."""
    session.flush()
    report = verified(session, store.ring)
    same_end = (report.last, report.head) == (manifest.trail_seq, manifest.trail_head)
    if same_end and (report.whole or not manifest.trail_whole):
        return
    found = report.breaks[0].text if report.breaks else None
    vi = f"Nhật ký trong bản sao lưu không nguyên vẹn: {found.vi if found else 'kết thúc khác.'}"
    en = f"The trail in the backup is not whole: {found.en if found else 'it ends elsewhere.'}"
    raise InputError([Problem("trail", "trail", vi, en)])
