"""Scans: the content decides what a file is, and every fault is told with what would be right."""

import pytest

from cocau.app.files.scans import MOST_BYTES, read_scan
from cocau.constraints.errors import InputError

PDF = b"%PDF-1.7\n" + b"x" * 100 + b"\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 100 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100 + b"IEND\xaeB`\x82"


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "12-QĐ.PDF", "application/pdf"),
        (JPEG, "bien-ban.jpeg", "image/jpeg"),
        (PNG, "C:\\quet\\bien-ban.png", "image/png"),
    ],
)
def test_the_content_says_what_a_scan_is(content: bytes, name: str, media_type: str) -> None:
    found = read_scan(content, name)
    assert (found.type.media_type, found.content) == (media_type, content)
    assert "\\" not in found.name


@pytest.mark.parametrize(
    ("content", "name", "code", "words"),
    [
        (b"", "a.pdf", "scan_missing", "Hãy chọn một tệp"),
        (PDF, "", "scan_missing", "Hãy chọn một tệp"),
        (b"<html>", "a.pdf", "scan_type", "nhận tệp PDF, JPEG hoặc PNG"),
        (b"x" + PDF, "a.pdf", "scan_type", "không phải bản quét"),
        (JPEG, "a.pdf", "scan_name", "đổi đuôi tên tệp thành .jpg"),
        (PDF[:-10], "a.pdf", "scan_cut", "bị thiếu phần cuối"),
        (PDF + b" " * MOST_BYTES + PDF, "a.pdf", "scan_too_large", "nặng 10,0 MB; mỗi tệp nhiều nhất 10 MB"),
    ],
)
def test_each_fault_of_a_scan_is_told(content: bytes, name: str, code: str, words: str) -> None:
    with pytest.raises(InputError) as refused:
        read_scan(content, name)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert words in problem.vi
