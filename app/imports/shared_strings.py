"""How long the shared texts of a workbook are: the reader copies them into every cell that names them."""

from collections.abc import Iterable

from cocau.app.imports.xml_parts import DamagedXml, OtherRoot, local, parse_xml

_SHORTEST = len("<si/>")


def text_lengths(parts: Iterable[bytes]) -> list[int]:
    """The length of each shared text, by its number.

    Raises:
        DamagedXml: not well-formed, two tables of texts, or more texts announced than there is room for.
    """
    tables = [lengths for xml in parts if (lengths := _lengths(xml)) is not None]
    if len(tables) > 1:
        raise DamagedXml("two tables of shared texts")
    return tables[0] if tables else []


def _lengths(xml: bytes) -> list[int] | None:
    table = _Table(len(xml) // _SHORTEST)
    try:
        parse_xml(xml, table.start, None, table.characters)
    except OtherRoot:
        return None
    return table.lengths


class _Table:
    """Follows the elements of the part with the shared texts; any other part ends it at once."""

    def __init__(self, most: int) -> None:
        self.lengths: list[int] = []
        self._most = most
        self._begun = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._begun:
            self._root(local(tag), attributes)
        elif local(tag) == "si":
            self.lengths.append(0)

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        if name != "sst":
            raise OtherRoot
        self._begun = True
        # The reader makes room for so many texts before it has seen one, and the process ends if it cannot.
        if int(attributes.get("uniqueCount", 0)) > self._most:
            raise DamagedXml("uniqueCount")

    def characters(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)
