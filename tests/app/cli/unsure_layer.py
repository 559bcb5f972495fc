"""A layer with one step whose deadline nobody verified: no shipped text has such a deadline any more."""

from pathlib import Path

LAYER = """
title: {vi: Lớp thử, en: A layer of a test}
sources:
  thu:
    kind: directive
    number: null
    title: {vi: Văn bản thử, en: Document of a test}
    issuer: {vi: Nơi thử, en: Issuer of a test}
    dated: null
    in_force: 2018-01-01
    verified: null
steps:
  - id: list-checked
    in_force: 2018-01-01
    days_before: 25
    mark: U
    record: list
    cites: [{source: thu, section: "1", mark: U}]
    says: {vi: Rà soát danh sách., en: The list is checked.}
    actor: {vi: Cơ quan thử, en: The body of the test}
    content: {vi: Danh sách., en: The list.}
    doubt:
      vi: "Ghi theo trí nhớ: không trình bày như luật."
      en: "From memory: not presented as law."
"""


def write_unsure_book(folder: Path) -> str:
    """Write the layer and return a rulebook of it and the default one."""
    path = folder / "unsure.yaml"
    path.write_text(LAYER, encoding="utf-8")
    return f"ha-tinh-2021+{path}"
