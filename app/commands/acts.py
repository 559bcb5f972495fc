"""Acts of the office as the command line asks for them: what keeps one from being done is wrong input."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cocau.app.commands.opening import settings_given, store_opened
from cocau.app.commands.writing import put, show
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.app.store import Store


@contextmanager
def office_opened() -> Iterator["Store"]:
    """The store that the environment names, to act in; refusals are told as any wrong input is.

    Raises:
        InputError: it cannot be opened, or the act cannot be done.
    """
    from cocau.app.office.errors import Missing, Refused, Stale

    with store_opened(settings_given()) as store:
        try:
            yield store
        except Missing as error:
            vi, en = "Không có trong cơ sở dữ liệu này.", "There is no such thing in this database."
            raise InputError([Problem("not_found", error.subject, vi, en)]) from None
        except Refused as error:
            raise InputError([Problem("refused", "", error.vi, error.en)]) from None
        except Stale as error:
            vi, en = "Vừa có người khác sửa; hãy thử lại.", "Somebody else just changed it; try again."
            raise InputError([Problem("stale", error.subject, vi, en)]) from None


def told(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Rows of a list: as JSON, or one a line with two spaces between what they hold."""
    if as_json:
        put(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=1) + "\n")
    else:
        show("  ".join("-" if v is None else str(v) for v in row.values()) for row in rows)
