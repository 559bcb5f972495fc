"""A paper as PDF/A, set by typst from our template."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Any

from cocau.app.present.annex.layout import format_value, insert_breaks
from cocau.app.present.annex.model import AnnexRow, RowKind
from cocau.app.present.annex.pdf import compile_pdf
from cocau.app.present.papers.layouts import (
    LAYOUTS,
    RULE_SHARES,
    TABLE_FIELD,
    FilledLine,
    LayoutColumns,
    LayoutLine,
    PaperLayout,
    PaperStyle,
    fill_lines,
)
from cocau.app.present.papers.model import Paper, PaperSheet, PaperTable

_UNBROKEN = 80
"""Millimetres of a word that is never broken: blanks of dots are longer."""


def render_pdf(paper: Paper) -> bytes:
    """Render a paper as PDF/A in the shipped layout; the same paper gives the same bytes.

    A letter that no font of ours has makes it a plain PDF, as with annexes.
    """
    layout = LAYOUTS[paper.layout]
    data = {
        "title": paper.title,
        "landscape": layout.landscape,
        "margins": layout.margins,
        "sheets": [list(_list_parts(sheet, layout)) for sheet in paper.sheets],
    }
    return compile_pdf(_read_template(), {"paper": json.dumps(data, ensure_ascii=False)})


@cache
def _read_template() -> bytes:
    return resources.files("cocau.app.present.papers").joinpath("paper.typ").read_bytes()


def _list_parts(sheet: PaperSheet, layout: PaperLayout) -> Iterator[dict[str, Any]]:
    for part in layout.parts:
        if isinstance(part, LayoutColumns):
            yield {
                "sort": "columns",
                "share": part.left_share,
                "left": _list_lines(part.left, sheet, layout),
                "right": _list_lines(part.right, sheet, layout),
            }
            continue
        for line in fill_lines((part,), sheet.fields):
            if TABLE_FIELD not in line.fields:
                yield _build_line(line, layout)
            elif sheet.table is not None:
                size = layout.get_look(PaperStyle.TABLE_TEXT).size
                yield _build_table(sheet.table, size) | {"inset": 0.6 if sheet.is_one_page else 1}


def _list_lines(lines: Iterable[LayoutLine], sheet: PaperSheet, layout: PaperLayout) -> list[dict[str, Any]]:
    return [_build_line(line, layout) for line in fill_lines(lines, sheet.fields)]


def _build_line(line: FilledLine, layout: PaperLayout) -> dict[str, Any]:
    look = layout.get_look(line.style)
    return {
        "sort": "line",
        "text": insert_breaks(line.text, _UNBROKEN),
        "size": look.size,
        "look": look.look,
        "align": look.align,
        "before": look.before if line.is_first else 0,
        "after": look.after,
        "first": look.first_line,
        "rule": 0 if line.rule is None else RULE_SHARES[line.rule],
        "kept": line.style is PaperStyle.UNDER_TABLE,
    }


def _build_table(table: PaperTable, size: float) -> dict[str, Any]:
    return {
        "sort": "table",
        "size": size,
        "columns": [{"width": column.width, "align": column.align} for column in table.columns],
        "heads": list(_list_heads(table)),
        "rows": [_build_row(table, row) for row in table.rows],
    }


def _list_heads(table: PaperTable) -> Iterator[dict[str, Any]]:
    """Yield the heads of the first line, then those under heads over several columns."""
    deep = 2 if table.has_groups else 1
    at, lower = 0, []
    for group, span in table.list_head_spans():
        if group:
            yield {"text": group, "colspan": span, "rowspan": 1}
            lower += [column.head for column in table.columns[at : at + span]]
        else:
            yield {"text": table.columns[at].head, "colspan": 1, "rowspan": deep}
        at += span
    yield from ({"text": head, "colspan": 1, "rowspan": 1} for head in lower)


def _build_row(table: PaperTable, row: AnnexRow) -> dict[str, Any]:
    texts = [format_value(value, "vi") for value in row.values]
    if row.kind is RowKind.GROUP:
        return {"kind": row.kind, "cells": [insert_breaks(texts[0])]}
    widths = (column.width for column in table.columns)
    return {"kind": row.kind, "cells": [insert_breaks(t, w) for t, w in zip(texts, widths, strict=True)]}
