"""A first pass over the XML of a sheet: how much room it would take, and which cells hide something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cocau.app.imports.table import MOST_ROWS
from cocau.app.imports.xml_parts import DamagedXml, OtherRoot, local, parse_xml

_MOST_CELLS = 10_000_000  # the reader makes room for all of them, about 320 MB
_MOST_TEXT = 150_000_000  # characters of all cells together, shared ones counted each time
_DIGITS = "0123456789"
_MOST_LETTERS, _MOST_DIGITS = 3, 7
_LETTERS = 26


@dataclass
class Marks:
    """By row from 1 and column from 0: what reading the values alone would not show.

    `hidden`: the error a cell shows, or "" for an uncalculated formula; `percents`: the decimals of a cell
    that shows its number as a percentage; `formulas`: how many cells hold one, and where the first does.
    """

    last_row: int = 0
    last_column: int = 0
    text: int = 0
    formulas: int = 0
    first_formula: tuple[int, int] | None = None
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
    glance = _Glance(percents)
    try:
        parse_xml(xml, glance.start)
        marks = glance.marks(max(shared, default=0))
        if glance.plain and not (marks.too_many_rows or marks.too_wide or marks.too_long):
            return marks
        scan = _Scan(shared, percents)
        parse_xml(xml, scan.start, scan.end, scan.characters)
    except OtherRoot:
        return Marks()
    return scan.marks


class _Glance:
    """Follows where the elements of a worksheet begin, and no more: most sheets are plain, and need no more.

    `plain`: no cell holds a formula, an error or a percentage. What the marks say of a plain sheet is an
    upper bound: cells without a value count too, and every text is as long as the longest.
    """

    def __init__(self, percents: Mapping[int, int]) -> None:
        self.plain = True
        self._percents = {str(style) for style in percents}
        self._columns: dict[str, int] = {}
        self._row = ""
        self._last_row = self._cells = 0
        self._begun = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = local(tag)
        if tag == "c":
            self._cells += 1
            self._cell(attributes.get("r"))
            if attributes.get("t") == "e" or attributes.get("s") in self._percents:
                self.plain = False
        elif tag == "f":
            self.plain = False
        elif not self._begun:
            if tag != "worksheet":
                raise OtherRoot
            self._begun = True

    def _cell(self, address: str | None) -> None:
        if address is None:  # its place depends on the cells before it
            self.plain = False
            return
        letters = address.rstrip(_DIGITS)
        digits = address[len(letters) :]
        if letters in self._columns and digits == self._row:
            return
        row, self._columns[letters] = _place(address)
        self._row, self._last_row = digits, max(row, self._last_row)

    def marks(self, longest: int) -> Marks:
        """An upper bound of the marks, where no text is longer than this."""
        column = max(self._columns.values(), default=0)
        return Marks(last_row=self._last_row, last_column=column, text=self._cells * longest)


class _Scan:
    """Follows the elements of one worksheet. It is called five times a cell: nothing is done twice here."""

    def __init__(self, shared: Sequence[int], percents: Mapping[int, int]) -> None:
        self.marks = Marks()
        self._shared, self._percents = shared, percents
        self._row, self._column = 0, -1
        self._cell: dict[str, str] = {}
        self._text = ""
        self._formula = self._value = self._inside = self._begun = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = local(tag)
        if tag == "c":
            self._cell, self._text = attributes, ""
            self._formula = self._value = False
            self._column += 1
            if address := attributes.get("r"):
                self._row, self._column = _place(address)
        elif tag == "v":
            self._inside = True
        elif tag == "f":
            self._formula = True
        elif tag == "is":
            self._value = True
        else:
            self._open(tag, attributes)

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), -1
        elif not self._begun and tag != "worksheet":
            raise OtherRoot
        self._begun = True

    def characters(self, text: str) -> None:
        if self._inside:
            self._text += text
            self._value = True

    def end(self, tag: str) -> None:
        if ":" in tag:
            tag = local(tag)
        if tag == "v":
            self._inside = False
        elif tag == "c":
            self._close()

    def _close(self) -> None:
        kind = self._cell.get("t", "")
        if self._formula:
            self._note_formula()
        if kind == "e" or (self._formula and not self._value and kind != "str"):
            self.marks.hidden[self._row, self._column] = self._text
        if self._value:
            self._reach()
            if kind == "s":
                self.marks.text += self._shared_length()
            elif (decimals := self._percents.get(int(self._cell.get("s", 0)))) is not None:
                self.marks.percents[self._row, self._column] = decimals

    def _reach(self) -> None:
        marks = self.marks
        marks.last_row = max(marks.last_row, self._row)
        marks.last_column = max(marks.last_column, self._column)

    def _note_formula(self) -> None:
        self.marks.formulas += 1
        self.marks.first_formula = self.marks.first_formula or (self._row, self._column)

    def _shared_length(self) -> int:
        number = int(self._text)
        return self._shared[number] if 0 <= number < len(self._shared) else 0


def _place(address: str) -> tuple[int, int]:
    """Row from 1 and column from 0 of an address such as ``AB12``."""
    letters = address.rstrip(_DIGITS)
    digits = address[len(letters) :]
    column = column_number(letters) if 0 < len(letters) <= _MOST_LETTERS else -1
    if column < 0 or not 0 < len(digits) <= _MOST_DIGITS:
        raise DamagedXml(f"cell {address[:20]}")
    return int(digits), column


@lru_cache(maxsize=1_000)
def column_number(letters: str) -> int:
    """The number of a column, from 0 for A; -1 for what are no letters."""
    if not (letters.isascii() and letters.isalpha()):
        return -1
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
