import io
import zipfile

import docx as word
import pytest

from cocau.app.present.papers.docx import build_template
from cocau.app.present.papers.layouts import LAYOUTS
from cocau.app.present.papers.templates import MAX_TEMPLATE, check_template
from cocau.constraints.errors import InputError
from tests.app.present.papers.test_docx import own_template


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_shipped_template_misses_nothing(layout: str) -> None:
    check = check_template(build_template(layout), layout)
    assert (check.missing, check.unknown, list(check.list_problems())) == ((), (), [])


def test_a_template_is_told_what_it_misses_and_what_nothing_fills() -> None:
    content = own_template("van-ban", "{{noi_nhan}}", "{{noi_nhaan}}")
    check = check_template(content, "van-ban")
    assert (check.missing, check.unknown) == (("noi_nhan",), ("noi_nhaan",))
    (problem,) = check.list_problems()
    assert problem.code == "unknown_field"
    assert "noi_nhan" in problem.vi


def test_a_template_for_a_table_must_have_a_place_for_it() -> None:
    check = check_template(own_template("phu-luc", "{{bang}}", "bảng"), "phu-luc")
    assert [problem.code for problem in check.list_problems()] == ["no_table_field"]


@pytest.mark.parametrize(
    "text",
    ["{{Nơi nhận}}", "{% if noi_nhan %}", "{{ noi_nhan }", "{{noi_nhan | upper}}", "{# ghi chú #}"],
)
def test_braces_that_are_no_field_would_be_printed_and_are_told(text: str) -> None:
    check = check_template(own_template("van-ban", "{{noi_nhan}}", f"Gửi: {text}"), "van-ban")
    assert check.broken == (text,)
    assert [problem.code for problem in check.list_problems()] == ["broken_field"]


@pytest.mark.parametrize("text", ["Danh sách: {{bang}}", "{{bang}} {{bang}}"])
def test_the_field_of_the_table_has_a_paragraph_of_its_own(text: str) -> None:
    check = check_template(own_template("phu-luc", "{{bang}}", text), "phu-luc")
    assert [problem.code for problem in check.list_problems()] == ["no_table_field"]


def test_fields_in_the_head_of_a_page_are_seen() -> None:
    document = word.Document()
    document.add_paragraph("{{bang}}")
    document.sections[0].header.paragraphs[0].text = "{{tieu_de}} {{khong_co}}"
    out = io.BytesIO()
    document.save(out)
    check = check_template(out.getvalue(), "phu-luc")
    assert check.unknown == ("khong_co",)
    assert "tieu_de" not in check.missing


def _package(**parts: str) -> bytes:
    out = io.BytesIO(build_template("van-ban"))
    with zipfile.ZipFile(out, "a") as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/"), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_document"),
        (b"PK\x03\x04 no zip", "no_document"),
        (b"x" * (MAX_TEMPLATE + 1), "too_big"),
        (_package(**{"word__vbaProject.bin": "x"}), "macros"),
        (_package(**{"word___rels__x.rels": '<R TargetMode="External"/>'}), "macros"),
        (_package(**{f"word__{n}": "" for n in range(400)}), "too_big"),
    ],
    ids=["empty", "no zip", "long", "macros", "links", "many parts"],
)
def test_what_is_no_plain_word_document_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(InputError) as refused:
        check_template(content, "van-ban")
    assert codes(refused) == [code]


def test_a_bomb_is_not_unpacked() -> None:
    out = io.BytesIO(build_template("van-ban"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/big.xml", b"0" * 25_000_000)
    assert len(out.getvalue()) < MAX_TEMPLATE
    with pytest.raises(InputError) as refused:
        check_template(out.getvalue(), "van-ban")
    assert codes(refused) == ["too_big"]


def test_no_part_of_a_bomb_is_unpacked_to_look_at_its_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each was small enough to be read, and there were hundreds: 400 MB of 0.6 MB."""
    out = io.BytesIO(build_template("van-ban"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for number in range(200):
            package.writestr(f"word/_rels/{number}.rels", b"0" * (MAX_TEMPLATE - 1))
    assert len(out.getvalue()) < MAX_TEMPLATE
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(InputError) as refused:
        check_template(out.getvalue(), "van-ban")
    assert codes(refused) == ["too_big"]
