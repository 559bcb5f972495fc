import pytest

from cocau.app.present.papers.build import PAPER_TYPES, PaperKind
from cocau.app.present.papers.formats import list_formats
from tests.app.web.desk.proposals.test_routes import Made, made

__all__ = ["made"]


def test_all_documents_stand_in_one_place_each_in_its_formats(made: Made) -> None:  # the fixture
    page = made.client.get(f"{made.path}/papers")
    assert page.status_code == 200
    for kind, paper_type in PAPER_TYPES.items():
        if kind in {PaperKind.CHANGES, PaperKind.COMPARISON, PaperKind.FORM_26}:
            continue
        assert paper_type.title.vi.partition("/")[0] in page.text
        for form in list_formats(paper_type):
            assert f"{made.path}/papers/{kind}.{form}" in page.text
    assert f'href="{made.path}/papers"' in made.client.get(made.path).text


def test_the_page_says_that_the_forms_of_2021_were_not_found(made: Made) -> None:
    assert "Chưa tìm được mẫu văn bản của cuộc bầu cử năm" in made.client.get(f"{made.path}/papers").text


@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf"])
def test_a_document_is_downloaded_under_its_name(made: Made, form: str) -> None:
    answer = made.client.get(f"{made.path}/papers/composition.{form}")
    assert answer.status_code == 200
    assert "filename*=UTF-8''Bi%E1%BB%83u" in answer.headers["content-disposition"]
    assert answer.content[:2] in {b"%P", b"PK"}


def test_what_cannot_be_made_is_told_on_a_page(made: Made) -> None:
    answer = made.client.get(f"{made.path}/papers/form-26.docx")
    assert answer.status_code == 422
    assert "hãy nhập kết quả ở phần Sau bầu cử" in answer.text
