"""How templates become pages: a Jinja environment per language, and static files.

Every address of a static file carries a digest of its content, so that a browser may keep it for a year.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from fastapi import APIRouter
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from cocau.app.db.clock import VIETNAM, today
from cocau.app.i18n.languages import Lang, say
from cocau.app.i18n.translations import get_translations
from cocau.app.i18n.words import get_label
from cocau.app.permissions import Permission
from cocau.app.present.blocks import (
    ChartBlock,
    Heading,
    LineBlock,
    TableBlock,
    Tone,
    divide_by_heading,
)
from cocau.app.present.wording import format_number
from cocau.app.web.help_stages import find_help_stage

STATIC_PREFIX = "/static"
_CACHE_YEAR = "public, max-age=31536000, immutable"
_CACHE_DAY = "public, max-age=86400"


def _list_folders() -> dict[str, Path]:
    """List the folders that serve the names below the static prefix."""
    return {
        "desk": Path(str(files("cocau.app.web.desk") / "static")),
        "font": Path(str(files("fontpkg_be_vietnam_pro") / "files")),
    }


class _CachedFiles(StaticFiles):
    """Static files for a browser's cache: by digest for a year, else for a day."""

    def file_response(self, full_path, stat_result, scope: Scope, status_code: int = 200) -> Response:  # type: ignore[no-untyped-def]  # noqa: ANN001  # as StaticFiles has it
        answer = super().file_response(full_path, stat_result, scope, status_code)
        answer.headers["Cache-Control"] = _CACHE_YEAR if scope["query_string"] else _CACHE_DAY
        return answer


def mount_static_files(router: APIRouter) -> None:
    """Serve the static files, compressed.

    Pages are not compressed: a length must not tell of what is secret in a page.
    """
    for name, folder in _list_folders().items():
        router.mount(
            f"{STATIC_PREFIX}/{name}", GZipMiddleware(_CachedFiles(directory=folder)), name=f"static-{name}"
        )


@cache
def get_asset_url(name: str) -> str:
    """Return the address of a file such as ``desk/desk.css``.

    Raises:
        FileNotFoundError: there is none.
    """
    folder, _, path = name.partition("/")
    digest = hashlib.sha256((_list_folders()[folder] / path).read_bytes()).hexdigest()
    return f"{STATIC_PREFIX}/{name}?{digest[:12]}"


@cache
def get_environment(lang: Lang) -> Environment:
    """Return the Jinja environment of a language; an unknown name in a template is an error."""
    made = Environment(
        loader=PackageLoader("cocau.app.web.desk"),
        auto_reload=False,  # else each page asks of each of its templates whether the file has changed
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(get_translations(lang), newstyle=True)  # type: ignore[attr-defined]  # by the extension
    made.globals.update(lang=lang, asset=get_asset_url, May=Permission, today=today, Lang=Lang)
    made.filters.update(_build_filters(lang))
    made.tests.update(
        heading=lambda block: isinstance(block, Heading),
        line=lambda block: isinstance(block, LineBlock),
        table=lambda block: isinstance(block, TableBlock),
        chart=lambda block: isinstance(block, ChartBlock),
    )
    return made


class _Bilingual(Protocol):
    """What says something in both languages: a text, a problem, a refusal."""

    def of(self, lang: str, /) -> str: ...


def _build_filters(lang: Lang) -> dict[str, object]:
    """Build the filters: `day` and `moment` in Vietnam's time, `word`, `of`, `number`, `tone`."""

    def day(when: date) -> str:
        return say(lang, f"{when:%d/%m/%Y}", f"{when.day} {when:%B %Y}")

    def moment(when: datetime) -> str:
        here = when.astimezone(VIETNAM)
        return f"{day(here.date())}, {here:%H:%M}"

    def word(value: StrEnum) -> str:
        return get_label(value, lang)

    def of(text: _Bilingual | Mapping[str, str]) -> str:
        return text[lang] if isinstance(text, Mapping) else text.of(lang)

    def number(value: int) -> str:
        return format_number(value, lang)

    def tone(value: Tone) -> str:
        return "" if value is Tone.PLAIN else f"tone-{value.name.lower()}"

    return {
        "day": day,
        "moment": moment,
        "word": word,
        "of": of,
        "number": number,
        "tone": tone,
        "help_stage": find_help_stage,
        "sections": divide_by_heading,
    }
