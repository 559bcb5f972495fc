"""A first pass over a workbook's XML: the memory it needs, and cells that hide something."""

import codecs
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NoReturn
from xml.parsers import expat

from cocau.app.files.tables.table import MOST_ROWS

StartHandler = Callable[[str, dict[str, str]], None]
EndHandler = Callable[[str], None]


class DamagedXml(Exception):
    """XML that does not parse, or holds what a workbook never does."""


class TooManyCells(Exception):
    """A sheet has more cells than are read."""


class OtherXmlRoot(Exception):
    """The root element is not the one that was expected."""


def parse_xml(
    xml: bytes, start: StartHandler, end: EndHandler | None = None, characters: EndHandler | None = None
) -> None:
    """Parse XML strictly, with a callback for each element and text.

    Names keep their prefix: see `strip_prefix`.

    Raises:
        DamagedXml: not well-formed, in an unknown encoding, or with a document type.
    """
    # Whatever encoding the file names: the reader that follows knows only this one, and must see the same.
    if xml.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in xml[:4]:
        raise DamagedXml("UTF-16")
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        parser.Parse(xml, True)  # noqa: FBT003  # takes no keyword
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise DamagedXml(str(error)) from None


def _refuse_document_type(*_: object) -> NoReturn:
    raise DamagedXml("document type")


def strip_prefix(tag: str) -> str:
    """Return the name of an element without its prefix."""
    return tag.rpartition(":")[2]


def read_elements(xml: bytes, name: str) -> list[dict[str, str]]:
    """Read the attributes of every element of this name.

    Raises:
        DamagedXml: see `parse_xml`.
    """
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if strip_prefix(tag) == name:
            found.append(attributes)

    parse_xml(xml, start)
    return found


_BUILT_IN = {"9": "0%", "10": "0.00%"}
_HIDDEN_PARTS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_MOST_DECIMALS = 15
_DECIMALS_PATTERN = re.compile(r"\.([0#?]+)")


def find_percent_styles(xml: bytes) -> dict[int, int]:
    """Find the cell styles that show 0.1429 as ``14.29%``, with their number of decimals.

    Raises:
        DamagedXml: see `parse_xml`.
    """
    styles = _StylesHandler()
    parse_xml(xml, styles.start, styles.end)
    codes = (styles.codes.get(number, "") for number in styles.numbers)
    found = ((style, _count_decimals(code)) for style, code in enumerate(codes))
    return {style: decimals for style, decimals in found if decimals is not None}


def _count_decimals(code: str) -> int | None:
    """Count the decimals of a number format such as ``0.00%``; None without a percentage."""
    positive = _HIDDEN_PARTS.sub("", code).partition(";")[0]
    if "%" not in positive:
        return None
    found = _DECIMALS_PATTERN.search(positive)
    return min(len(found[1]), _MOST_DECIMALS) if found else 0


class _StylesHandler:
    """The handler of the part with the styles: number formats, and the format of each style."""

    def __init__(self) -> None:
        self.codes = dict(_BUILT_IN)
        self.numbers: list[str] = []
        self._of_cells = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = strip_prefix(tag)
        if name == "cellXfs":
            self._of_cells = True
        elif name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and self._of_cells:
            self.numbers.append(attributes.get("numFmtId", ""))

    def end(self, tag: str) -> None:
        if strip_prefix(tag) == "cellXfs":
            self._of_cells = False


_SHORTEST = len("<si/>")


def read_text_lengths(parts: Iterable[bytes]) -> list[int]:
    """Read the length of each shared text, by its number.

    Raises:
        DamagedXml: not well-formed, two tables of texts, or more texts announced than there is room for.
    """
    tables = [lengths for xml in parts if (lengths := _read_lengths(xml)) is not None]
    if len(tables) > 1:
        raise DamagedXml("two tables of shared texts")
    return tables[0] if tables else []


def _read_lengths(xml: bytes) -> list[int] | None:
    table = _SharedStringsHandler(len(xml) // _SHORTEST)
    try:
        parse_xml(xml, table.start, None, table.characters)
    except OtherXmlRoot:
        return None
    return table.lengths


class _SharedStringsHandler:
    """The handler of the part with the shared texts; any other part ends it at once."""

    def __init__(self, most: int) -> None:
        self.lengths: list[int] = []
        self._most = most
        self._begun = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._begun:
            self._check_root(strip_prefix(tag), attributes)
        elif strip_prefix(tag) == "si":
            self.lengths.append(0)

    def _check_root(self, name: str, attributes: dict[str, str]) -> None:
        if name != "sst":
            raise OtherXmlRoot
        self._begun = True
        # The reader makes room for so many texts before it has seen one, and the process ends if it cannot.
        if int(attributes.get("uniqueCount", 0)) > self._most:
            raise DamagedXml("uniqueCount")

    def characters(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


MOST_CELLS = 2_500_000  # the reader makes room for all of them; 20,000 people with 125 columns
_MOST_TEXT = 150_000_000  # characters of all cells together, shared ones counted each time
_DIGITS = "0123456789"
_MOST_LETTERS, _MOST_DIGITS = 3, 7
_LETTERS = 26


@dataclass
class SheetMarks:
    """A sheet's marks, by row from 1 and column from 0: what values alone do not show.

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
        """Return whether the rows reach further than any list; blank ones count too."""
        return self.last_row > 2 * MOST_ROWS

    @property
    def too_wide(self) -> bool:
        """Return whether a table of all cells from A1 on would take too much memory."""
        return self.last_row * (self.last_column + 1) > MOST_CELLS

    @property
    def too_long(self) -> bool:
        """Return whether the texts of all cells would take too much memory."""
        return self.text > _MOST_TEXT


def scan_sheet(xml: bytes, shared: Sequence[int], percents: Mapping[int, int]) -> SheetMarks:
    """Scan a worksheet for its marks; any other part has none.

    Given are the lengths of the shared texts, and of each style that shows percentages its decimals.

    Raises:
        DamagedXml: not well-formed, or an impossible address or number.
    """
    glance = _QuickScan(percents)
    try:
        parse_xml(xml, glance.start)
        marks = glance.marks(max(shared, default=0))
        if glance.plain and not (marks.too_many_rows or marks.too_wide or marks.too_long):
            return marks
        scan = _FullScan(shared, percents)
        parse_xml(xml, scan.start, scan.end, scan.characters)
    except OtherXmlRoot:
        return SheetMarks()
    return scan.marks


class _QuickScan:
    """A quick scan of where a worksheet's elements begin: most sheets need no more.

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
            tag = strip_prefix(tag)
        if tag == "c":
            self._cells += 1
            if self._cells > MOST_CELLS:
                raise TooManyCells
            self._cell(attributes.get("r"))
            if attributes.get("t") == "e" or attributes.get("s") in self._percents:
                self.plain = False
        elif tag == "f":
            self.plain = False
        elif not self._begun:
            if tag != "worksheet":
                raise OtherXmlRoot
            self._begun = True

    def _cell(self, address: str | None) -> None:
        if address is None:  # its place depends on the cells before it
            self.plain = False
            return
        letters = address.rstrip(_DIGITS)
        digits = address[len(letters) :]
        if letters in self._columns and digits == self._row:
            return
        row, self._columns[letters] = _parse_address(address)
        self._row, self._last_row = digits, max(row, self._last_row)

    def marks(self, longest: int) -> SheetMarks:
        """Return an upper bound of the marks, given the length of the longest text."""
        column = max(self._columns.values(), default=0)
        return SheetMarks(last_row=self._last_row, last_column=column, text=self._cells * longest)


class _FullScan:
    """A full scan of a worksheet, called five times a cell: nothing is done twice."""

    def __init__(self, shared: Sequence[int], percents: Mapping[int, int]) -> None:
        self.marks = SheetMarks()
        self._shared, self._percents = shared, percents
        self._row, self._column = 0, -1
        self._cell: dict[str, str] = {}
        self._text = ""
        self._formula = self._value = self._inside = self._begun = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = strip_prefix(tag)
        if tag == "c":
            self._cell, self._text = attributes, ""
            self._formula = self._value = False
            self._column += 1
            if address := attributes.get("r"):
                self._row, self._column = _parse_address(address)
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
            raise OtherXmlRoot
        self._begun = True

    def characters(self, text: str) -> None:
        if self._inside:
            self._text += text
            self._value = True

    def end(self, tag: str) -> None:
        if ":" in tag:
            tag = strip_prefix(tag)
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


def _parse_address(address: str) -> tuple[int, int]:
    """Parse an address such as ``AB12`` into its row from 1 and its column from 0."""
    letters = address.rstrip(_DIGITS)
    digits = address[len(letters) :]
    column = parse_column(letters) if 0 < len(letters) <= _MOST_LETTERS else -1
    if column < 0 or not 0 < len(digits) <= _MOST_DIGITS:
        raise DamagedXml(f"cell {address[:20]}")
    return int(digits), column


@lru_cache(maxsize=1_000)
def parse_column(letters: str) -> int:
    """Return the number of a column, from 0 for A; -1 for what are no letters."""
    if not (letters.isascii() and letters.isalpha()):
        return -1
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def format_column(number: int) -> str:
    """Return the letters of a column, A for 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
