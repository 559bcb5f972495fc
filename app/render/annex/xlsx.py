"""An annex as a workbook: a sheet for each part, ready to print; no formula, no link, numbers as numbers."""

import io
from datetime import datetime
from itertools import groupby

import xlsxwriter

from cocau.app.render.annex.form import Annex, Part
from cocau.app.render.annex.sheets import Page, Styles
from cocau.constraints.record import Text

_NAMES = {
    Part.FRONT: Text(vi="Phụ lục", en="Annex"),
    Part.CHANGES: Text(vi="Thay đổi", en="Changes"),
    Part.COMPOSITION: Text(vi="Cơ cấu", en="Composition"),
    Part.LISTS: Text(vi="Danh sách ứng cử", en="Lists"),
    Part.LEADERSHIP: Text(vi="Chức danh", en="Leadership"),
    Part.COMPLIANCE: Text(vi="Đối chiếu", en="Compliance"),
    Part.REMARKS: Text(vi="Ghi chú", en="Remarks"),
    Part.PROVENANCE: Text(vi="Nguồn gốc", en="Provenance"),
}

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def xlsx(annex: Annex) -> bytes:
    """The workbook; the same annex is the same bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        title = f"{annex.head.label}: {annex.head.title}"
        created = datetime(2021, 1, 1)  # noqa: DTZ001  # Excel has no time zones
        book.set_properties({"title": title, "author": "cocau", "created": created})
        styles = Styles(book)
        for part, sections in groupby(annex.sections, key=lambda section: section.part):
            sheet = book.add_worksheet(_NAMES[part].of(annex.lang))
            _fill(Page(sheet, styles, annex, tuple(sections)), annex, part)
    return out.getvalue()


def _fill(page: Page, annex: Annex, part: Part) -> None:
    if part is Part.FRONT:
        page.head(annex.head, annex.left_out)
    for section in page.sections:
        page.section(section)
