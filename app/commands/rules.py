"""`cocau rules`: what a rulebook asks, on which clause it rests, and what it leaves to people."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.options import Format, FormatOption, LangOption, RulebookOption
from cocau.app.commands.reporting import note, reported
from cocau.app.commands.writing import save, show, styled, width
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.app.render.coverage import Coverage
    from cocau.constraints.rulebook import Rulebook


class LevelName(StrEnum):
    """`constraints.council.Level`, without what it costs to import (a test holds the two together)."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


def rules(  # noqa: PLR0913, PLR0917  # an option each
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on", formats=["%Y-%m-%d"], metavar="NGÀY", help="Chỉ quy định có hiệu lực vào ngày này."
        ),
    ] = None,
    rulebook: RulebookOption = None,
    level: Annotated[LevelName | None, typer.Option("--level", help="Chỉ quy định của cấp này.")] = None,
    coverage: Annotated[  # noqa: FBT002  # typer makes a flag of it
        bool,
        typer.Option("--coverage", help="Từng ý của chỉ thị, cái trả lời ý đó và trường hợp chứng minh."),
    ] = False,
    pages: Annotated[
        Path | None,
        typer.Option(
            "--pages", metavar="THƯ-MỤC", help="Viết mỗi văn bản một trang Markdown vào thư mục này."
        ),
    ] = None,
    form: FormatOption = Format.TEXT,
    lang: LangOption = Lang.VI,
) -> None:
    """Liệt kê quy định: mức bắt buộc, căn cứ, nội dung, nghi vấn, và những điều để con người quyết định."""
    with reported(lang, as_json=form is Format.JSON):
        if pages is not None and (coverage or form is Format.JSON):
            raise InputError([_PAGES_ALONE])
        day = None if on is None else on.date()
        _outside(rulebook, day, lang, of_all=coverage or pages is not None)
        if pages is not None:
            _write(selected(rulebook, day, level, of_all=True), pages, lang)
        elif coverage:
            _cover(selected(rulebook, day, level, of_all=True), form, lang)
        elif form is Format.JSON:
            show([selected(rulebook, day, level).model_dump_json(indent=1)])
        else:
            _list(selected(rulebook, day, level), lang)


_PAGES_ALONE = Problem(
    "pages_alone",
    "--pages",
    "--pages viết các trang Markdown; không dùng cùng --coverage hoặc --format json.",
    "--pages writes Markdown pages; it does not go with --coverage or --format json.",
)


def _outside(name: str | None, on: date | None, lang: Lang, *, of_all: bool) -> None:
    """Say, beside what is printed, that a rulebook is not for an election on this day, and which ones are."""
    from cocau.constraints.library import DEFAULT, fitting, load

    if on is None or (of_all and name is None):
        return
    book, fit = load(name or DEFAULT), ", ".join(fitting(on))
    term = book.term
    if term is not None and not term.first <= on <= term.last:
        vi = f"'{book.name}' dùng cho các cuộc bầu cử từ {term.first} đến {term.last}, không có ngày {on}."
        en = f"'{book.name}' is for elections between {term.first} and {term.last}, not on {on}."
        vi += f" Bộ quy định dùng được cho ngày đó: {fit or 'chưa có'}."
        en += f" Rulebooks for that day: {fit or 'none'}."
        note(f"--on: {en if lang is Lang.EN else vi}")


def selected(name: str | None, on: date | None, level: str | None, *, of_all: bool = False) -> "Rulebook":
    """A rulebook, or the part of it that is in force on a day and speaks of a level.

    Without a name it is the default one, or everything that is shipped.
    """
    from cocau.constraints.library import DEFAULT, load
    from cocau.constraints.shelf import shelf

    book = shelf() if of_all and name is None else load(name or DEFAULT)
    book = book if on is None else book.on(on)
    if level is None:
        return book
    return book.but(
        rules=tuple(r for r in book.rules if level in r.levels),
        steps=tuple(s for s in book.steps if level in s.levels),
    )


def _list(book: "Rulebook", lang: Lang) -> None:
    from cocau.app.render.paper import lines
    from cocau.app.render.rules import rules as rendered
    from cocau.app.render.wording import Wording

    show(lines(rendered(Wording(book, lang)), width(), styled=styled()))


def _cover(book: "Rulebook", form: Format, lang: Lang) -> None:
    import json

    from cocau.app.render.coverage import coverage, plain
    from cocau.app.render.paper import lines

    covered = _coverages(book, lang)
    if form is Format.JSON:
        show([json.dumps([plain(one) for one in covered], ensure_ascii=False, indent=1)])
        return
    for one in covered:
        show(lines(coverage(one), width(), styled=styled()))


def _coverages(book: "Rulebook", lang: Lang) -> "list[Coverage]":
    """One for each document with a register that the book cites.

    Raises:
        InputError: there is none.
    """
    from cocau.app.render.coverage import Coverage
    from cocau.app.render.wording import Wording
    from cocau.constraints.clauses import registers
    from cocau.fixtures.proofs import counts

    known = [register for source, register in registers().items() if source in book.sources]
    if not known:
        vi = "Bộ quy định này không dẫn văn bản nào có sổ ghi từng ý."
        en = "This rulebook cites no document whose clauses are registered."
        raise InputError([Problem("no_register", "--coverage", vi, en)])
    by_subject = counts()
    return [Coverage(Wording(book, lang), register, by_subject) for register in known]


def _generated(page: Path) -> bool:
    """Whether an earlier run wrote it."""
    from cocau.app.render.law_pages import MARK

    return page.is_file() and page.read_bytes().rstrip().endswith(MARK.encode())


def _somebodys_own(page: Path) -> Problem:
    return Problem(
        "not_generated",
        f"--pages {page}",
        "Tệp này không do lệnh này viết ra nên không ghi đè; hãy chọn thư mục khác, hoặc chuyển tệp đi.",
        "This file was not written by this command and is not replaced; take another folder, or move it.",
    )


def _write(book: "Rulebook", folder: Path, lang: Lang) -> None:
    """Every page of the book's documents, each whole or not at all; those of an earlier run are removed.

    Raises:
        InputError: no such folder, a file there that is somebody's own, or one that cannot be written.
    """
    from cocau.app.render.law_pages import pages
    from cocau.constraints.clauses import registers

    if not folder.is_dir():
        vi, en = "Không có thư mục này; hãy tạo trước.", "There is no such folder; make it first."
        raise InputError([Problem("no_folder", f"--pages {folder}", vi, en)])
    known = {source: register for source, register in registers().items() if source in book.sources}
    written = pages(book, known)
    ours = {path.name for path in folder.glob("*.md") if _generated(path)}
    if own := sorted(name for name in written if name not in ours and (folder / name).exists()):
        raise InputError([_somebodys_own(folder / name) for name in own])
    for name in sorted(ours - written.keys()):
        (folder / name).unlink()
    for name, text in written.items():
        save(text, folder / name, f"--pages {folder / name}")
    note(
        f"Written: {len(written)} pages in {folder}"
        if lang is Lang.EN
        else f"Đã ghi: {len(written)} trang vào {folder}"
    )
