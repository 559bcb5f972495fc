"""An office's own templates in place of the shipped: read safely, fields checked."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cocau.app.present.papers.layouts import FIELD_REGEX, LAYOUTS, TABLE_FIELD
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record

if TYPE_CHECKING:
    from docx.document import Document

MAX_TEMPLATE = 2_000_000
"""Bytes of a template as it is sent."""
_MAX_UNPACKED, _MAX_PARTS = 20_000_000, 300
_MACRO_PARTS = ("vbaproject.bin", "activex", "oleobject", "embeddings/")


class TemplateCheck(Record):
    """The fields of a template against those of its layout.

    `missing`: what papers of this layout fill and the template has no place for; `unknown`: what stands in
    double braces and nothing fills; `broken`: texts with braces that are no field, which would be printed.
    """

    layout: str
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()

    def list_problems(self) -> Iterator[Problem]:
        """Yield why the template cannot be taken: wrong fields, or no place for the table."""
        known = ", ".join(sorted(LAYOUTS[self.layout].list_fields()))
        for name in self.unknown:
            yield Problem(
                "unknown_field",
                ("template", name),
                f"Mẫu có trường {{{{{name}}}}} mà văn bản loại này không có; các trường dùng được: {known}.",
                f"The template has a field {{{{{name}}}}} that such papers lack; there are: {known}.",
            )
        for text in self.broken:
            yield Problem(
                "broken_field",
                ("template", text),
                f"Chỗ điền viết sai, sẽ bị in nguyên văn: “{text}”. Mỗi chỗ điền là một tên trường "
                f"trong hai dấu ngoặc nhọn, không có lệnh; các trường dùng được: {known}.",
                f'A field is miswritten and would be printed as it is: "{text}". A field is one name '
                f"in double braces, without commands; there are: {known}.",
            )
        if TABLE_FIELD in self.missing:
            yield Problem(
                "no_table_field",
                ("template",),
                f"Mẫu phải có một đoạn chỉ gồm {{{{{TABLE_FIELD}}}}}, nơi đặt bảng.",
                f"The template must have a paragraph with nothing but {{{{{TABLE_FIELD}}}}}, for the table.",
            )


def check_template(content: bytes, layout_key: str) -> TemplateCheck:
    """Check which fields a template misses and which it does not know.

    Raises:
        InputError: no Word document without macros, or too large.
    """
    texts = list(_list_texts(_open(content)))
    found = {name for text in texts for name in FIELD_REGEX.findall(text)}
    wanted = LAYOUTS[layout_key].list_fields()
    placed = found if any(_is_table_place(text) for text in texts) else found - {TABLE_FIELD}
    return TemplateCheck(
        layout=layout_key,
        missing=tuple(sorted(wanted - placed)),
        unknown=tuple(sorted(found - wanted)),
        broken=tuple(
            dict.fromkeys(_shorten(text) for text in texts if _BRACES_REGEX.search(FIELD_REGEX.sub("", text)))
        ),
    )


def _is_table_place(text: str) -> bool:
    """Return whether a paragraph is nothing but the field of the table."""
    return FIELD_REGEX.findall(text) == [TABLE_FIELD] and not FIELD_REGEX.sub("", text).strip()


_BRACES_REGEX = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_LONGEST_SHOWN = 60


def _shorten(text: str) -> str:
    """Return a text from its first brace, short enough for a message."""
    shown = text[text.find("{") if "{" in text else 0 :].strip()
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"


def _open(content: bytes) -> "Document":
    import docx as word  # slow to import, and rarely needed
    from docx.opc.exceptions import PackageNotFoundError

    if len(content) > MAX_TEMPLATE:
        raise InputError([_TOO_LARGE])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
                raise InputError([_TOO_LARGE])  # before any of them is unpacked
            relations = [package.read(part) for part in parts if part.filename.endswith(".rels")]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise InputError([_NO_DOCUMENT]) from None
    names = [part.filename.lower() for part in parts]
    if any(mark in name for name in names for mark in _MACRO_PARTS):
        raise InputError([_ACTIVE])
    if any(b'TargetMode="External"' in relation for relation in relations):
        raise InputError([_ACTIVE])
    try:
        document = word.Document(io.BytesIO(content))
    except (PackageNotFoundError, SyntaxError, KeyError, ValueError):
        raise InputError([_NO_DOCUMENT]) from None
    if document.element.body.sectPr is None:
        raise InputError([_NO_DOCUMENT])
    return document


def _list_texts(document: "Document") -> Iterator[str]:
    from docx.oxml.ns import qn

    margins = (
        part
        for section in document.sections
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer)
        if not part.is_linked_to_previous
    )
    containers = [document.element.body, *(part._element for part in margins)]  # noqa: SLF001  # python-docx hides it
    for container in containers:
        for paragraph in container.iter(qn("w:p")):
            yield "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


_NO_DOCUMENT = Problem(
    "no_document", ("template",), "Phải là tệp Word (.docx).", "It must be a Word document (.docx)."
)
_TOO_LARGE = Problem(
    "too_big",
    ("template",),
    f"Tệp mẫu quá lớn; nhiều nhất {MAX_TEMPLATE:,} byte.",
    f"The template is too large; at most {MAX_TEMPLATE:,} bytes.",
)
_ACTIVE = Problem(
    "macros",
    ("template",),
    "Mẫu không được có macro, tệp nhúng hay liên kết ra ngoài; hãy lưu lại thành .docx thường.",
    "A template may have no macros, embedded files or links to elsewhere; save it as a plain .docx.",
)
