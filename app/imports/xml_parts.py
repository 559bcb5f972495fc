"""The XML parts of a workbook, read strictly: well-formed, and without a document type (they have none)."""

import codecs
from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class DamagedXml(Exception):
    """XML that does not parse, or holds what a workbook never does."""


class OtherRoot(Exception):
    """The part is not of the sort that was looked for."""


def parse_xml(xml: bytes, start: Start, end: End | None = None, characters: End | None = None) -> None:
    """Calls back for each element and text. Names keep their prefix: see `local`.

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
    parser.StartDoctypeDeclHandler = _no_document_type
    try:
        parser.Parse(xml, True)  # noqa: FBT003  # takes no keyword
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise DamagedXml(str(error)) from None


def _no_document_type(*_: object) -> NoReturn:
    raise DamagedXml("document type")


def local(tag: str) -> str:
    """The name of an element without its prefix."""
    return tag.rpartition(":")[2]


def elements(xml: bytes, name: str) -> list[dict[str, str]]:
    """The attributes of every element of this name.

    Raises:
        DamagedXml: see `parse_xml`.
    """
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == name:
            found.append(attributes)

    parse_xml(xml, start)
    return found
