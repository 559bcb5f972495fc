"""Writes lists of people for others to fill in or to edit: a template with an example, or a whole pool."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cocau.app.imports.columns import COLUMNS
from cocau.app.imports.formulas import guarded
from cocau.app.imports.found import refusal
from cocau.app.imports.people_table import EXAMPLE
from cocau.app.imports.workbook import workbook, written
from cocau.app.unwritable import why
from cocau.constraints.people import (
    Bloc,
    ConfidenceVote,
    Discipline,
    Elsewhere,
    Grade,
    PartyRank,
    Person,
    Pool,
    Sanction,
    Sex,
)


def write_template(path: Path, lang: str = "vi") -> None:
    """An empty list with its headings, and one made-up person as an example, which no import reads.

    Raises:
        InputError: neither .csv nor .xlsx, or the file cannot be written.
    """
    _write(path, [_example(lang)], "", lang)


def write_pool(pool: Pool, path: Path, lang: str = "vi") -> None:
    """A pool as a list that can be edited and read again.

    Raises:
        InputError: neither .csv nor .xlsx, a text too long for a cell, or the file cannot be written.
    """
    _write(path, pool.people, pool.note, lang)


def template_bytes(suffix: str, lang: str = "vi") -> bytes:
    """What `write_template` writes into a file of this suffix.

    Raises:
        InputError: neither .csv nor .xlsx.
    """
    return _made(suffix, suffix, [_example(lang)], "", lang)


def pool_bytes(pool: Pool, suffix: str, lang: str = "vi") -> bytes:
    """What `write_pool` writes into a file of this suffix.

    Raises:
        InputError: neither .csv nor .xlsx, or a text too long for a cell.
    """
    return _made(suffix, suffix, pool.people, pool.note, lang)


def _made(suffix: str, name: str, people: Sequence[Person], note: str, lang: str) -> bytes:
    kinds = {".csv": _csv, ".xlsx": workbook}
    made = kinds.get(suffix.lower())
    if made is None:
        raise refusal(
            "suffix",
            name,
            "Chỉ ghi được tệp .csv hoặc .xlsx.",
            "Only .csv and .xlsx files are written.",
        )
    return made(people, note, lang)


def _write(path: Path, people: Sequence[Person], note: str, lang: str) -> None:
    content = _made(path.suffix, path.name, people, note, lang)
    try:
        path.write_bytes(content)
    except OSError as error:
        vi, en = why(error)
        raise refusal(
            "unwritable", path.name, f"Không ghi được: {vi}.", f"Cannot be written: {en}."
        ) from None


def _csv(people: Sequence[Person], note: str, lang: str) -> bytes:
    """With a byte-order mark: without it, Excel takes Vietnamese letters for another encoding."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if note:
        writer.writerow([guarded(f"# {note}")])
    writer.writerow([column.heading(lang) for column in COLUMNS.values()])
    for person in people:
        writer.writerow([written(column, getattr(person, field), lang) for field, column in COLUMNS.items()])
    return out.getvalue().encode("utf-8-sig")


def _example(lang: str) -> Person:
    """Somebody made up, with something in as many columns as one person can have."""
    texts = _EXAMPLE_TEXTS[lang == "en"]
    return Person(
        id="vi-du-01",
        name=f"{EXAMPLE[lang]}: Nguyễn Thị Ví Dụ",
        born=date(1980, 12, 31),
        sex=Sex.FEMALE,
        bloc=Bloc.FRONT,
        party_member=True,
        party_rank=PartyRank.COMMITTEE,
        work_place=texts[0],
        introduced_by=texts[0],
        locality=texts[1],
        re_standing=True,
        former_posts=(texts[2],),
        meant_full_time=True,
        planned_for=("head/legal", "deputy_head/legal"),
        discipline=(Discipline(sanction=Sanction.REPRIMAND, decided=date(2015, 5, 1)),),
        stands_elsewhere=(Elsewhere.COMMUNE,),
        voter_confidence=95,
        confidence_vote=ConfidenceVote(held=date(2019, 12, 1), high=60, some=35, low=5),
        yearly_grade=Grade.GOOD,
    )


_EXAMPLE_TEXTS = (
    ("Hội Liên hiệp Phụ nữ huyện (hư cấu)", "Xã Mẫu (hư cấu)", "Phó Chủ tịch Hội (hư cấu)"),
    ("Women's Union of a made-up district", "A made-up commune", "Vice-chair of the Union (made up)"),
)
