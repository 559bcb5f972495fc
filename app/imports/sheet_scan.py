"""A first pass over the XML of a sheet: how much room it would take, and which cells hide something."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.imports.table import MOST_ROWS
from app.imports.xml_parts import DamagedXml, OtherRoot, local, parse_xml

_MOST_CELLS = 10_000_000  # the reader makes room for all of them, about 320 MB
_MOST_TEXT = 150_000_000  # characters of all cells together, shared ones counted each time
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_LETTERS = 26


@dataclass
class Marks:
    """By row from 1 and column from 0: what reading the values alone would not show.

    `hidden`: the error a cell shows, or "" for an uncalculated formula; `percents`: the decimals of a cell
    that shows its number as a percentage.
    """

    last_row: int = 0
    last_column: int = 0
    text: int = 0
    hidden: dict[tuple[int, int], str] = field(default_factory=dict)
    percents: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def too_many_rows(self) -> bool:
        """Whether rows reach further than any list; blank ones between count too."""
        return self.last_row > 2 * MOST_ROWS

    @property
    def too_wide(self) -> bool:
        """Whether a table of all cells from A1 on would take too much memory."""
        return self.last_row * (self.last_column + 1) > _MOST_CELLS

    @property
    def too_long(self) -> bool:
        """Whether the texts of all cells would take too much memory."""
        return self.text > _MOST_TEXT


def marks_of(xml: bytes, shared: Sequence[int], percents: Mapping[int, int]) -> Marks:
    """The marks of a worksheet; of any other part, none.

    Given are the lengths of the shared texts, and of each style that shows percentages its decimals.

    Raises:
        DamagedXml: not well-formed, or an impossible address or number.
    """
    scan = _Scan(shared, percents)
    try:
        parse_xml(xml, scan.start, scan.end, scan.characters)
    except OtherRoot:
        return Marks()
    return scan.marks


class _Scan:
    """Follows the elements of one worksheet."""

    def __init__(self, shared: Sequence[int], percents: Mapping[int, int]) -> None:
        self.marks = Marks()
        self._shared, self._percents = shared, percents
        self._row, self._column = 0, -1
        self._kind, self._text, self._style = "", "", 0
        self._formula = self._value = self._inside = self._begun = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "c":
            self._cell(attributes)
        elif tag == "v":
            self._inside = True
        elif tag == "f":
            self._formula = True
        elif tag == "is":
            self._value = True
        elif tag == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), -1
        elif not self._begun and tag != "worksheet":
            raise OtherRoot
        self._begun = True

    def _cell(self, attributes: dict[str, str]) -> None:
        self._kind, self._text = attributes.get("t", ""), ""
        self._style = int(attributes.get("s", 0))
        self._formula = self._value = False
        self._column += 1
        if address := attributes.get("r"):
            found = _ADDRESS.fullmatch(address)
            if found is None:
                raise DamagedXml(f"cell {address[:20]}")
            self._row, self._column = int(found[2]), column_number(found[1])

    def characters(self, text: str) -> None:
        if self._inside:
            self._text += text
            self._value = True

    def end(self, tag: str) -> None:
        tag = local(tag)
        if tag == "v":
            self._inside = False
        elif tag == "c":
            self._close()

    def _close(self) -> None:
        if self._kind == "e" or (self._formula and not self._value and self._kind != "str"):
            self.marks.hidden[self._row, self._column] = self._text
        if self._value:
            self.marks.last_row = max(self.marks.last_row, self._row)
            self.marks.last_column = max(self.marks.last_column, self._column)
            if self._kind == "s":
                self.marks.text += self._shared_length()
            elif self._style in self._percents:
                self.marks.percents[self._row, self._column] = self._percents[self._style]

    def _shared_length(self) -> int:
        number = int(self._text)
        return self._shared[number] if 0 <= number < len(self._shared) else 0


@lru_cache(maxsize=1_000)
def column_number(letters: str) -> int:
    """The number of a column, from 0 for A."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def column_letters(number: int) -> str:
    """The letters of a column, A for 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
