import re
from html import unescape

from cocau.app.present.papers.docx import build_template
from tests.app.present.papers.conftest import opened, words
from tests.app.present.papers.test_docx import own_template
from tests.app.web.desk.proposals.test_routes import Made, made

__all__ = ["made"]
PATH = "/office?locality=ha-tinh"


def test_what_is_typed_stands_on_the_papers(made: Made) -> None:  # the fixture
    page = made.client.get(f"{made.path}/papers").text
    assert 'href="/office?locality=' in page
    where = unescape(page.partition('href="/office?locality=')[2].partition('"')[0])
    path = f"/office?locality={where}"
    typed = {
        "expected": "0",
        "session": "XX",
        "groups": ["women", "non_party"],
        "standing_committee.number": "7",
        "standing_committee.recipients": "Như trên;\nLưu: VT.",
        "standing_committee.signatory": "Nguyễn Văn Mẫu",
        "bloc.party": "Khối Đảng ủy",
    }
    shown = made.client.post(path, data=typed).text
    assert "Đã lưu" in shown
    assert f'href="{made.path}/papers"' in shown, "the way back to where one came from"
    assert 'value="Nguyễn Văn Mẫu"' in shown
    assert "Lưu: VT." in shown
    texts = words(opened(made.client.get(f"{made.path}/papers/covering.docx").content))
    assert "- Lưu: VT." in texts
    table = words(opened(made.client.get(f"{made.path}/papers/composition.docx").content))
    assert "Khối Đảng ủy" in table
    assert "Tái cử" not in table
    stale = made.client.post(path, data=typed | {"session": "XXI"})
    assert stale.status_code == 412
    assert 'value="XXI"' in stale.text


def test_without_a_locality_one_is_chosen(made: Made) -> None:
    choice = made.client.get("/office").text
    assert "Chọn địa phương" in choice
    paths = re.findall(r'href="(/office\?locality=[^"]+)"', choice)
    assert len(paths) > 1
    assert all("Lưu" in made.client.get(path).text for path in paths)


def test_what_is_wrong_is_told_and_nothing_is_lost(made: Made) -> None:
    typed = {"expected": "0", "session": "XX", "front.on": "31/02", "front.name": "MTTQ"}
    answer = made.client.post("/office?locality=quang-binh", data=typed)
    assert answer.status_code == 422
    assert 'value="XX"' in answer.text
    assert "<strong>Ủy ban Mặt trận Tổ quốc Việt Nam, Ngày ban hành</strong>" in answer.text
    for odd in ("None", "-1", "9" * 40):
        refused = made.client.post("/office?locality=ha-tinh", data=typed | {"expected": odd})
        assert refused.status_code in {412, 422}
    assert "MTTQ" in answer.text


def test_a_template_is_put_in_place_and_dropped_again(made: Made) -> None:
    own = own_template("phu-luc", "{{cuoi_bang}}", "")
    form = {"locality": "ha-tinh", "layout": "phu-luc"}
    file = {"file": ("mau.docx", own)}
    assert (
        made.client.post("/office/templates", data=form, files=file, follow_redirects=False).status_code
        == 303
    )
    page = made.client.get(PATH).text
    assert "Mẫu này không có chỗ cho: cuoi_bang." in page
    there = "/office/templates/file?layout=phu-luc&locality=ha-tinh"
    assert made.client.get(there).content == own
    gone = made.client.post("/office/templates/drop", data=form | {"expected": "1"}, follow_redirects=False)
    assert gone.status_code == 303
    assert made.client.get(there).content == build_template("phu-luc")
    refused = made.client.post("/office/templates", data=form, files={"file": ("a.docx", b"x")})
    assert (refused.status_code, "Phải là tệp Word" in refused.text) == (422, True)
    assert "<code>template" not in refused.text, "a name of the program"
