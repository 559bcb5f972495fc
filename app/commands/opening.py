"""The store for a command: what keeps it from being opened is said as any wrong input is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.app.settings import Settings
    from cocau.app.store import Store


def settings_given() -> "Settings":
    """The settings in the environment.

    Raises:
        InputError: one that cannot be.
    """
    from cocau.app.settings import from_environment

    try:
        return from_environment(os.environ)
    except ValueError as error:
        name = str(error).split(maxsplit=1)[0]
        vi = f"Giá trị đặt trong biến môi trường không hợp lệ: {error}."
        raise InputError([Problem("bad_setting", name, vi, f"{error}.")]) from None


@contextmanager
def store_opened(settings: "Settings", *, proven: bool = True) -> Iterator["Store"]:
    """The store under these settings, closed behind the block; `proven`: see `opened`.

    Raises:
        InputError: no keys, a key that is none, another schema, or no database there.
    """
    with told():
        from cocau.app.store.opening import opened

        store = opened(settings, proven=proven)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def told() -> Iterator[None]:
    """What keeps a store from being opened, as problems in both languages."""
    from sqlalchemy.exc import ArgumentError, OperationalError

    from cocau.app.store.opening import NoKeys, OtherKeys, SchemaBehind
    from cocau.app.store.sealed import BadKeys

    try:
        yield
    except (NoKeys, OtherKeys) as error:
        raise (_no_keys() if isinstance(error, NoKeys) else _other_keys()) from None
    except SchemaBehind as error:
        vi = f"Cơ sở dữ liệu ở bản {error.found or 'trống'}, chương trình cần {error.needed}: cocau migrate"
        en = (
            f"The database is at {error.found or 'nothing'}, this version needs {error.needed}: cocau migrate"
        )
        raise _refused("schema", "COCAU_DATABASE", vi, en) from None
    except OperationalError as error:
        why = str(error.orig).splitlines()[0]
        vi, en = f"Không mở được cơ sở dữ liệu: {why}", f"The database cannot be reached: {why}"
        raise _refused("no_database", "COCAU_DATABASE", vi, en) from None
    except ArgumentError:
        en = f"This is no database URL; right would be {_LIKE} or sqlite:///FILE."
        vi = f"Không phải URL cơ sở dữ liệu; đúng là {_LIKE} hoặc sqlite:///FILE."
        raise _refused("bad_setting", "COCAU_DATABASE", vi, en) from None
    except BadKeys as error:
        where = "COCAU_KEYS"
        raise _refused(
            "bad_key", where, f"{error.vi}. Tạo khóa: {_KEY}", f"{error.en}. Make one: {_KEY}"
        ) from None
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        vi, en = "Có khóa không hợp lệ; tạo khóa: ", "There is a key in it that is none; make one: "
        raise _refused("bad_key", "COCAU_KEYS", f"{vi}{_KEY}", f"{en}{_KEY}") from None


_KEY = "cocau key seal"
_LIKE = "postgresql://USER:PASSWORD@db.example/NAME"


def _refused(code: str, where: str, vi: str, en: str) -> InputError:
    return InputError([Problem(code, where, vi, en)])


def _no_keys() -> InputError:
    vi = "Thiếu COCAU_KEYS: ở chế độ production, dữ liệu chỉ được lưu dưới khóa do quản trị đặt. "
    en = "COCAU_KEYS is missing: in production, data is kept only under keys that the operator has set. "
    return _refused("no_keys", "COCAU_KEYS", f"{vi}Tạo khóa: {_KEY}", f"{en}Make one: {_KEY}")


def _other_keys() -> InputError:
    vi = "COCAU_KEYS không mở được niêm phong của cơ sở dữ liệu này; đặt lại khóa cũ (sau khóa mới). "
    en = "COCAU_KEYS do not open the seal of this database; give the old keys too, behind the new one. "
    vi, en = f"{vi}Nếu khóa đúng: cocau trail verify", f"{en}If they are right: cocau trail verify"
    return _refused("other_keys", "COCAU_KEYS", vi, en)
