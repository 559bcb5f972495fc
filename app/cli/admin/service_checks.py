"""What `cocau doctor` looks at where there is a service: settings, keys, database."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy.engine import make_url

from cocau.app.cli.admin.database import explain_store_errors, load_settings
from cocau.app.cli.environment_checks import EnvironmentCheck, run_check
from cocau.app.db.engine import build_engine
from cocau.app.db.opening import SchemaBehind, load_keyring
from cocau.app.db.schema import get_newest_revision, get_revision
from cocau.app.settings import Settings
from cocau.constraints.record import Text


def list_service_checks() -> Iterator[EnvironmentCheck]:
    """Look at what the settings name."""
    settings: list[Settings] = []

    def look_at_settings() -> Text:
        settings.append(load_settings())
        origins = ", ".join(settings[0].list_webhook_origins())
        vi, en = f"chế độ {settings[0].env}", f"{settings[0].env} mode"
        return Text(
            vi=f"{vi}; webhook được gửi đến: {origins or 'không nơi nào'}",
            en=f"{en}; webhooks may go to: {origins or 'nowhere'}",
        )

    yield run_check(Text(vi="Cấu hình", en="Settings"), look_at_settings)
    for found in settings:
        yield _check_state(found)
        yield run_check(Text(vi="Khóa", en="Keys"), partial(_look_at_keys, found))
        yield run_check(Text(vi="Cơ sở dữ liệu", en="Database"), partial(_look_at_database, found))


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
