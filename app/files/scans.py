"""Scans of signed documents: what a file is by its content, whatever its name says."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from cocau.app.files.text import make_printable
from cocau.constraints.errors import InputError, Problem

MOST_BYTES = 10_000_000
"""Bytes of one scan: some twenty pages at the usual resolution."""
_LONGEST_NAME = 150
_FILE = ("file",)
_TAIL = 2_048  # bytes at the end among which a whole file has its mark


@dataclass(frozen=True)
class ScanType:
    """A type of scan: how such a file begins, what stands near its end, its suffixes."""

    label: str
    media_type: str
    suffixes: tuple[str, ...]
    start: bytes
    end: bytes

    def is_whole(self, content: bytes) -> bool:
        """Return whether the end of the file is there."""
        return self.end in content[-_TAIL:]


SCAN_TYPES = (
    ScanType("PDF", "application/pdf", (".pdf",), b"%PDF-", b"%%EOF"),
    ScanType("JPEG", "image/jpeg", (".jpg", ".jpeg"), b"\xff\xd8\xff", b"\xff\xd9"),
    ScanType("PNG", "image/png", (".png",), b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
)
SCAN_SUFFIXES = tuple(suffix for scan_type in SCAN_TYPES for suffix in scan_type.suffixes)


@dataclass(frozen=True)
class Scan:
    """A scan that was checked: its name, without folders, and its content."""

    name: str
    content: bytes

    @property
    def type(self) -> ScanType:
        """Return the type of its content."""
        return next(one for one in SCAN_TYPES if self.content.startswith(one.start))


def read_scan(content: bytes, name: str | None) -> Scan:
    """Check an uploaded scan.

    Raises:
        InputError: everything wrong with it.
    """
    plain = PureWindowsPath(PurePosixPath(name or "").name).name
    if problems := list(_list_faults(content, plain)):
        raise InputError(problems)
    return Scan(make_printable(plain, _LONGEST_NAME), content)


def _list_faults(content: bytes, name: str) -> Iterator[Problem]:
    if not name or not content:
        yield Problem(
            "scan_missing", _FILE, "Hãy chọn một tệp có nội dung.", "Choose a file that is not empty."
        )
        return
    if len(content) > MOST_BYTES:
        most, megabytes = MOST_BYTES // 1_000_000, f"{len(content) / 1_000_000:.1f}"
        yield Problem(
            "scan_too_large",
            _FILE,
            f"Tệp '{name}' nặng {megabytes.replace('.', ',')} MB; mỗi tệp nhiều nhất {most} MB. Quét đen "
            "trắng ở 200 dpi, hoặc chia thành nhiều tệp.",
            f"'{name}' has {megabytes} MB; a file may have {most} MB. Scan it in black and white at 200 dpi, "
            "or split it.",
        )
    found = next((one for one in SCAN_TYPES if content.startswith(one.start)), None)
    if found is None:
        yield Problem(
            "scan_type",
            _FILE,
            f"Tệp '{name}' không phải bản quét; nhận tệp PDF, JPEG hoặc PNG (xét theo nội dung của tệp).",
            f"'{name}' is no scan; PDF, JPEG and PNG are taken (the content decides).",
        )
    elif PurePosixPath(name).suffix.lower() not in found.suffixes:
        yield Problem(
            "scan_name",
            _FILE,
            f"Nội dung tệp '{name}' là {found.label}; đổi đuôi tên tệp thành {found.suffixes[0]}.",
            f"The content of '{name}' is {found.label}; change its file ending to {found.suffixes[0]}.",
        )
    elif not found.is_whole(content):
        yield Problem(
            "scan_cut",
            _FILE,
            f"Tệp '{name}' bị thiếu phần cuối; quét hoặc sao chép lại.",
            f"The end of '{name}' is missing; scan or copy it again.",
        )
