"""Which cell styles of a workbook show a fraction as a percentage, and with how many decimals."""

import re

from cocau.app.imports.xml_parts import local, parse_xml

_BUILT_IN = {"9": "0%", "10": "0.00%"}
_UNSHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_MOST_DECIMALS = 15
_DECIMALS = re.compile(r"\.([0#?]+)")


def percent_styles(xml: bytes) -> dict[int, int]:
    """The decimals of each style, by its number, that shows 0.1429 as ``14.29%``; other styles are not in it.

    Raises:
        DamagedXml: see `parse_xml`.
    """
    styles = _Styles()
    parse_xml(xml, styles.start, styles.end)
    codes = (styles.codes.get(number, "") for number in styles.numbers)
    found = ((style, _decimals(code)) for style, code in enumerate(codes))
    return {style: decimals for style, decimals in found if decimals is not None}


def _decimals(code: str) -> int | None:
    """The decimals of a number format such as ``0.00%``; None where it shows no percentage."""
    positive = _UNSHOWN.sub("", code).partition(";")[0]
    if "%" not in positive:
        return None
    found = _DECIMALS.search(positive)
    return min(len(found[1]), _MOST_DECIMALS) if found else 0


class _Styles:
    """Follows the part with the styles: number formats by their ids, and that of each style of a cell."""

    def __init__(self) -> None:
        self.codes = dict(_BUILT_IN)
        self.numbers: list[str] = []
        self._of_cells = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "cellXfs":
            self._of_cells = True
        elif name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and self._of_cells:
            self.numbers.append(attributes.get("numFmtId", ""))

    def end(self, tag: str) -> None:
        if local(tag) == "cellXfs":
            self._of_cells = False
