"""`cocau replan`: what has changed since a proposal, and the slate that keeps the rules with fewest moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.audit import stored
from app.commands.options import Format, LangOption
from app.commands.plan import answer, exit_code
from app.commands.reporting import attempt, reported
from app.commands.search import Search
from app.commands.what_if import overrides, pairs
from app.commands.writing import spare
from app.languages import Lang
from constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from solver.replan import Changes

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
    proposal: Annotated[Path, typer.Argument(metavar="PHƯƠNG-ÁN", help="Phương án JSON đã lưu.")],
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
    form: Annotated[
        Format | None,
        typer.Option("--format", help="Dạng kết quả; mặc định text, hoặc json nếu TỆP là .json."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="TỆP", help="Ghi vào tệp này thay cho màn hình.")
    ] = None,
    lang: LangOption = Lang.VI,
) -> None:
    """Điều chỉnh khi có thay đổi: giữ các quy định, đổi ít người, chức danh và đơn vị bầu cử nhất."""
    said = _Said(
        pool, withdrawn or (), confidence or (), unmet or (), sets or (), raised or (), reason, seconds
    )
    chosen = form or (Format.JSON if output is not None and output.suffix == ".json" else Format.TEXT)
    with reported(lang, as_json=form is Format.JSON):
        spare(output, (proposal, *(() if pool is None else (pool,))))
        from solver.replan import replanning

        request, book = replanning(stored(proposal), _changes(said))
        found = Search(request, lang, book).run()
        answer(found, chosen, lang, output)
        raise typer.Exit(exit_code(found))


def _changes(said: _Said) -> "Changes":
    """What has changed.

    Raises:
        InputError: all that is wrong with the options and the pool, at once.
    """
    from pydantic import ValidationError

    from app.imports import read_pool
    from constraints.documents import problems_of
    from solver.replan import Changes

    problems: list[Problem] = []
    path = said.pool
    pool = None if path is None else attempt(lambda: read_pool(path), problems)
    confidence = {
        i: _percent(i, value, problems) for i, value in pairs("--confidence", said.confidence, problems)
    }
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
        raise InputError(problems_of(error, "--")) from None


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
