"""What python-docx has no words for, as elements: fonts for every script, the language, fields."""

from xml.sax.saxutils import escape

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement

FONT = "Times New Roman"

_LOOKS = {"b": "<w:b/>", "i": "<w:i/>", "u": '<w:u w:val="single"/>'}
_SCRIPTS = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")


def fonts(properties: BaseOxmlElement) -> None:
    """The font for every script: else Word takes another one for letters that it counts as Asian."""
    element = properties.find(qn("w:rFonts"))
    if element is None:
        element = OxmlElement("w:rFonts")
        properties.insert(0, element)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        element.attrib.pop(qn(f"w:{theme}"), None)
    for script in _SCRIPTS:
        element.set(qn(script), FONT)


def language(properties: BaseOxmlElement, lang: str) -> None:
    """The language for proofing."""
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), "en-GB" if lang == "en" else "vi-VN")
    properties.append(element)


def field(name: str, before: str = "") -> tuple[BaseOxmlElement, ...]:
    """A field that whatever shows the document fills in: PAGE, NUMPAGES."""
    simple = f'<w:fldSimple {nsdecls("w")} w:instr="{name}">{run("1", size=9)}</w:fldSimple>'
    lead = (parse_xml(run(before, size=9, declared=True)),) if before else ()
    return (*lead, parse_xml(simple))


def run(text: str, *, size: float, look: str = "", declared: bool = False) -> str:
    """A run as XML; `look` holds ``b`` for bold, ``i`` for italic, ``u`` for underlined; `size` in points."""
    looks = "".join(_LOOKS[one] for one in look if one in "bi")
    line = _LOOKS["u"] if "u" in look else ""
    spaces = f" {nsdecls('w')}" if declared else ""
    return (
        f'<w:r{spaces}><w:rPr>{looks}<w:sz w:val="{round(2 * size)}"/>{line}</w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )
