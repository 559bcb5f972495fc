"""A layer with a deadline and a seat formula that nobody verified: no shipped text has such any more."""

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


FORMULA = """
rules:
  - id: seats-of-a-test
    kind: seats_formula
    strength: must
    in_force: 2018-01-01
    formulas:
      - {kind: urban_district, bands: [{up_to: 80000, seats: 30}], steps: [{per: 15000}], most: 35, mark: U}
    cites: [{source: thu, section: "2", mark: U}]
    says: {vi: Số đại biểu theo dân số., en: The number of deputies follows from the population.}
    broken: {vi: "{seats}, không phải {needed}.", en: "{seats}, and not {needed}."}
"""


def write_unsure_formula(folder: Path) -> str:
    """Write the layer with the formula and return a rulebook of it and the election law."""
    path = folder / "unsure.yaml"
    path.write_text(LAYER + FORMULA, encoding="utf-8")
    return f"luat-bau-cu-2015+{path}"


def write_unsure_book(folder: Path) -> str:
    """Write the layer and return a rulebook of it and the default one."""
    path = folder / "unsure.yaml"
    path.write_text(LAYER, encoding="utf-8")
    return f"ha-tinh-2021+{path}"
