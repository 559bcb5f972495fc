"""`cocau replan`: what has changed since a proposal, and the slate that keeps the rules with fewest moves."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cocau.app.commands.audit import remark_if_altered, stored
from cocau.app.commands.endings import form_for
from cocau.app.commands.faults import as_options, options_of
from cocau.app.commands.options import JSON_FILES, FileFormatOption, Format, LangOption, OutputOption
from cocau.app.commands.plan import answer, exit_code
from cocau.app.commands.reporting import attempt, note, reported
from cocau.app.commands.search import Search, planning
from cocau.app.commands.what_if import overrides, pairs
from cocau.app.commands.writing import spare
from cocau.app.given import given
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.solver.changes import Changes
    from cocau.solver.request import Pins

Texts = list[str]


@dataclass(frozen=True)
class _Said:
    """What a command line says has changed."""

    pool: Path | None
    withdrawn: Sequence[str]
    confidence: Sequence[str]
    unmet: Sequence[str]
    sets: Sequence[str]
    raised: Sequence[str]
    reason: str | None
    seconds: float | None


def replan(  # noqa: PLR0913, PLR0917  # an option each
    proposal: Annotated[Path, typer.Argument(metavar="PHƯƠNG-ÁN-JSON", help="Phương án JSON đã lưu.")],
    withdrawn: Annotated[
        Texts | None, typer.Option("--withdraw", metavar="MÃ", help="Người này rút, không ứng cử nữa.")
    ] = None,
    confidence: Annotated[
        Texts | None,
        typer.Option("--confidence", metavar="MÃ=%", help="Tín nhiệm của cử tri với người này (phần trăm)."),
    ] = None,
    unmet: Annotated[
        Texts | None,
        typer.Option("--unmet", metavar="MÃ=TIÊU-CHUẨN", help="Người này chưa đạt một tiêu chuẩn."),
    ] = None,
    pool: Annotated[
        Path | None,
        typer.Option("--pool", metavar="NGUỒN", help="Danh sách giới thiệu mới, thay cho bản cũ."),
    ] = None,
    sets: Annotated[
        Texts | None,
        typer.Option("--set", metavar="QĐ.TRƯỜNG=SỐ", help="Đổi một giới hạn (số hoặc none); lặp lại được."),
    ] = None,
    raised: Annotated[
        Texts | None, typer.Option("--raise", metavar="QĐ", help="Nâng một mục tiêu thành bắt buộc.")
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            "--secretary-not-chairing", metavar="LÝ-DO", help="Lý do Bí thư không làm Chủ tịch HĐND."
        ),
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", help="Thời gian tìm tối đa (0 < giây <= 3600).")
    ] = None,
    form: FileFormatOption = None,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Điều chỉnh khi có thay đổi: giữ các quy định, đổi ít người, chức danh và đơn vị bầu cử nhất."""
    said = _Said(
        pool, withdrawn or (), confidence or (), unmet or (), sets or (), raised or (), reason, seconds
    )
    with reported(lang, as_json=form is Format.JSON), given("PHƯƠNG-ÁN-JSON", proposal, pool):
        chosen = form_for(form, output, JSON_FILES, Format.TEXT)
        spare(output, (proposal, *(() if pool is None else (pool,))))
        from cocau.solver.replan import replanning

        before = stored(proposal)
        remark_if_altered(before, lang)
        changes = _changes(said)
        with as_options(_OPTIONS), _in_new_pool(pool):
            request, book = replanning(before, changes)
            _say_released(before.request.pins, request.pins, lang)
            found = Search(planning(request, book), lang).run()
        answer(found, chosen, lang, output)
        raise typer.Exit(exit_code(found))


_OPTIONS = {"withdrawn": "--withdraw", "confidence": "--confidence", "unmet": "--unmet"}


def _in_new_pool(pool: Path | None) -> AbstractContextManager[None]:
    """Faults of people are told at their places in the new pool, where there is one."""
    from cocau.app.imports import pool_at_its_places

    return nullcontext() if pool is None else pool_at_its_places(pool)


def _say_released(before: "Pins", now: "Pins", lang: Lang) -> None:
    """Pins on people who may not stand any more are let go; say which people."""
    if gone := sorted(before.everybody - now.everybody):
        note(
            f"Pins let go, since these people may not stand any more: {', '.join(gone)}."
            if lang is Lang.EN
            else f"Đã bỏ các yêu cầu giữ người không còn ứng cử được: {', '.join(gone)}."
        )


def _changes(said: _Said) -> "Changes":
    """What has changed.

    Raises:
        InputError: all that is wrong with the options and the pool, at once.
    """
    from pydantic import ValidationError

    from cocau.app.imports import read_pool
    from cocau.constraints.documents import problems_of
    from cocau.solver.changes import Changes

    problems: list[Problem] = []
    path = said.pool
    pool = None if path is None else attempt(lambda: read_pool(path), problems)
    told = pairs("--confidence", said.confidence, problems)
    problems += [_twice(i, n) for i, n in Counter(i for i, _ in told).items() if n > 1]
    if said.reason is not None and not said.reason.strip():
        problems.append(_EMPTY)
    confidence = {i: _percent(i, value, problems) for i, value in told}
    unmet: dict[str, tuple[str, ...]] = {}
    for person, standard in pairs("--unmet", said.unmet, problems):
        unmet[person] = (*unmet.get(person, ()), standard)
    changed = overrides(said.sets, problems)
    if problems:
        raise InputError(problems)
    try:
        return Changes(
            pool=pool,
            withdrawn=tuple(said.withdrawn),
            confidence=confidence,
            unmet=unmet,
            overrides=changed,
            raised=tuple(said.raised),
            secretary_not_chairing=said.reason,
            seconds=said.seconds,
        )
    except ValidationError as error:
        raise InputError(options_of(problems_of(error))) from None


_EMPTY = Problem(
    "empty",
    "--secretary-not-chairing",
    "Lý do không được để trống.",
    "The reason must not be empty.",
)


def _twice(person: str, times: int) -> Problem:
    return Problem(
        "twice",
        f"--confidence {person}",
        f"Ghi {times} lần; chỉ ghi tỷ lệ thấp nhất của các hội nghị.",
        f"Given {times} times; give the lowest of the meetings only.",
    )


def _percent(person: str, value: str, problems: list[Problem]) -> int:
    try:
        return int(value)
    except ValueError:
        problems.append(
            Problem(
                "bad_value",
                f"--confidence {person}={value}",
                f"'{value}' phải là số nguyên từ 0 đến 100.",
                f"'{value}' must be a whole number from 0 to 100.",
            )
        )
        return 0
