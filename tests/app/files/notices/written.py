"""Published tables written into files, and what reading them comes to."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from cocau.app.files.notices.reader import read_notices
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.published.notice import Notice

Rows = Sequence[Sequence[object]]
HEAD = ("locality", "level", "term", "stage", "seats", "base_total", "base", "bloc", "count", "percent")
PARTY = ("Tỉnh A", "tỉnh", "2021-2026", "hiệp thương lần thứ nhất", 12, 20, "introduced", "Đảng", 8, "40,0")
FRONT = (*PARTY[:7], "Mặt trận", 12, "60%")
WIDE = ("locality", "level", "term", "stage", "N_base", "seats", "women", "women_pct", "young", "nonparty")


def write_csv(folder: Path, rows: Rows, name: str = "t.csv") -> Path:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    path = folder / name
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def write_xlsx(folder: Path, rows: Rows) -> Path:
    path = folder / "t.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Bảng")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value != "":
                    sheet.write(r, c, value)
    return path


def write_yaml(folder: Path, text: str, name: str = "t.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(*paths: Path) -> list[Notice]:
    return read_notices(paths)[0]


def list_problems(*paths: Path, before: Sequence[Path] = ()) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_notices(paths, before)
    assert all(p.vi != p.en for p in caught.value.problems)
    return caught.value.problems


def list_told(*paths: Path) -> list[tuple[str, str]]:
    return [(p.code, p.where) for p in list_problems(*paths)]
