"""Making a backup: every table in one consistent view, while the service goes on."""

import hashlib
import os
import zipfile
from pathlib import Path

from sqlalchemy import Table, select
from sqlmodel import Session

from cocau.app.backup.manifest import FORMAT, NAME, Manifest, Part
from cocau.app.backup.portable import line, tables
from cocau.app.store.engine import Store
from cocau.app.store.migrating import newest
from cocau.app.store.moment import now
from cocau.app.trail.verify import verified
from cocau.constraints.version import VERSION

BATCH = 500


def back_up(store: Store, path: Path) -> Manifest:
    """Write a backup to a file that is not there yet; none is left when something fails.

    Raises:
        FileExistsError: there is such a file; it is not touched.
        OSError: it cannot be written.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _written(store, archive)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise
    return manifest


def _written(store: Store, archive: zipfile.ZipFile) -> Manifest:
    with store.snapshot() as session:
        parts = tuple(_part(session, archive, table) for table in tables())
        trail = verified(session, store.ring)
    manifest = Manifest(
        format=FORMAT,
        cocau=VERSION,
        revision=newest(),
        made_at=now(),
        trail_seq=trail.last,
        trail_head=trail.head,
        trail_whole=trail.whole,
        parts=parts,
    )
    archive.writestr(NAME, manifest.model_dump_json(indent=1))
    return manifest


def _part(session: Session, archive: zipfile.ZipFile, table: Table) -> Part:
    digest, count = hashlib.sha256(), 0
    chosen = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
        for row in session.connection().execute(chosen).mappings():
            text = line((str(name), value) for name, value in row.items())
            digest.update(text)
            out.write(text)
            count += 1
    return Part(table=table.name, rows=count, sha256=digest.hexdigest())
