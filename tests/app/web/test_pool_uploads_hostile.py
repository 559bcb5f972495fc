"""Files sent to take the service's time: each is refused in words, by a child, while others are served."""

import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from fastapi.testclient import TestClient
from hypothesis import settings

from cocau.app.files import uploads
from cocau.app.jobs.calls import CallAbandoned, call_in_child
from cocau.app.main import create_app
from cocau.app.settings import Settings
from cocau.constraints.errors import InputError
from tests.app.client import LocalClient
from tests.app.files.support.hostile_files import GOOD, GOOD_CSV
from tests.app.files.support.small_files import SHEET, parts_of
from tests.app.web.api.problems import problem
from tests.examples import SHORT
from tests.patience import PATIENCE

WHERE = {"label": "Danh sách", "locality": "ha-tinh"}
MIB = 2**20


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with LocalClient(
        create_app(Settings(state=tmp_path_factory.mktemp("state"), solves=0)), raise_server_exceptions=False
    ) as client:
        yield client


def _laugh() -> bytes:
    lines = ["a0: &a0 [x, x]", *(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12))]
    return "\n".join(lines).encode()


def _wide() -> bytes:
    letters = [
        chr(65 + a) + chr(65 + b) + chr(65 + c) for a in range(24) for b in range(26) for c in range(26)
    ]
    cells = "".join(f'<c r="{column}1" t="inlineStr"><is><t>x</t></is></c>' for column in letters[:16_000])
    return _workbook(f'<row r="1">{cells}</row>'.encode())


def _workbook(rows: bytes) -> bytes:
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts_of(GOOD).items():
            package.writestr(name, head + rows + b"</sheetData></worksheet>" if name == SHEET else content)
    return out.getvalue()


@cache
def _bomb() -> bytes:
    return _workbook(b" " * 160 * MIB)


def _much(count: int) -> int:
    """Return so many in a long run, a fifth in a short one: still far beyond the limit that refuses them."""
    return count // 5 if settings.get_current_profile_name() == SHORT else count


HEAD = "Họ và tên,Ngày sinh,Giới tính\n".encode()
ATTACKS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "YAML of 5 MB": ("a.yaml", lambda: b"people: [" + b"1," * 2_500_000 + b"1]", "too_big"),
    "YAML of nothing but commas": ("a.yaml", lambda: b"people: [" + b"1," * 1_900_000 + b"1]", "too_big"),
    "YAML with a reference at its end": ("a.yaml", lambda: b"- {a: b}\n" * 400_000 + b"- *a", "too_big"),
    "a billion laughs": ("a.yaml", _laugh, "reference"),
    "nested YAML": ("a.yaml", lambda: b"[" * 3_900_000, "too_deep"),
    "nested JSON": ("a.json", lambda: b"[" * 19_000_000, "too_deep"),
    "a million fields": (
        "a.json",
        lambda: b'{"people":[],' + b",".join(b'"k%d":1' % i for i in range(_much(1_000_000))) + b"}",
        "too_big",
    ),
    "nine million people": (
        "a.json",
        lambda: b'{"people":[' + b"1," * _much(9_000_000) + b"1]}",
        "too_many_people",
    ),
    "19 MB of commas": ("a.csv", lambda: b"," * _much(19_000_000), "empty"),
    "19 MB of semicolons and commas": ("a.csv", lambda: b";," * _much(9_500_000), "too_many_columns"),
    "nine million columns": ("a.csv", lambda: HEAD + b"1," * _much(9_000_000), "too_many_columns"),
    "200,000 short rows": ("a.csv", lambda: HEAD + b"x\n" * 190_000, "too_many_rows"),
    "three million rows": ("a.csv", lambda: HEAD + b"1,2,3\n" * _much(3_000_000), "too_many_rows"),
    "a cell of 5 MB": ("a.csv", lambda: HEAD + b"1," + b"x" * 5_000_000 + b",2\n", "csv"),
    "bytes of zero": ("a.csv", lambda: HEAD + b"\0" * 1_000, "encoding"),
    "a bomb": ("a.xlsx", _bomb, "too_big"),
    "16,000 columns": ("a.xlsx", _wide, "too_many_columns"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_file_sent_to_take_time_is_refused_in_words(client: TestClient, attack: str) -> None:
    name, build, code = ATTACKS[attack]
    answer = client.post("/v1/pools", files={"file": (name, build())}, data=WHERE)
    found = problem(answer, 422, "bad-input")["problems"][0]
    assert found["code"] == code
    assert found["vi"] != found["en"]


def test_work_grows_as_the_file_does() -> None:
    """The attacks of twice the size take about twice the time: nothing here is quadratic."""
    for part in (b"1,", b";", b"x\n"):
        small, large = (_measure(part * times) for times in (2_000, 8_000))
        assert large < 16 * max(small, 0.5)


def _measure(content: bytes) -> float:
    start = time.thread_time()
    with pytest.raises(InputError):
        uploads.read_uploaded_pool(HEAD + content, "a.csv", "", 20_000)
    return time.thread_time() - start


def test_others_are_served_while_a_file_is_read(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, over = threading.Event(), threading.Event()

    def wait(*_: object, **__: object) -> None:
        inside.set()
        over.wait(PATIENCE)
        raise CallAbandoned

    monkeypatch.setattr("cocau.app.web.limits.call_in_child", wait)
    answers = []
    sender = threading.Thread(
        target=lambda: answers.append(
            client.post("/v1/pools", files={"file": ("a.csv", GOOD_CSV)}, data=WHERE)
        )
    )
    sender.start()
    assert inside.wait(PATIENCE)
    assert client.get("/v1/pools").status_code == 200
    over.set()
    sender.join(PATIENCE)
    assert answers[0].status_code == 400


def _package_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "x")
        for number in range(200):
            package.writestr(f"_rels/{number}.rels", b"0" * MIB)
    return out.getvalue()


OTHER_ATTACKS: dict[str, tuple[str, str, Callable[[], bytes], str]] = {
    "nested YAML of tables": ("/v1/tables/audits", "a.yaml", lambda: b"[" * 190_000, "too_deep"),
    "tables that laugh": ("/v1/tables/audits", "a.yaml", _laugh, "reference"),
    "a workbook of tables that is a bomb": ("/v1/tables/audits", "a.xlsx", _bomb, "too_big"),
    "a template that is a bomb": ("/v1/office/templates/van-ban/check", "a.docx", _package_bomb, "too_big"),
    "a template that is none": (
        "/v1/office/templates/van-ban/check",
        "a.docx",
        lambda: b"PK" + b"0" * MIB,
        "no_document",
    ),
}


@pytest.mark.parametrize("attack", OTHER_ATTACKS)
def test_other_files_are_read_in_children_too(
    client: TestClient, attack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, name, build, code = OTHER_ATTACKS[attack]
    called = _note_calls(monkeypatch)
    answer = client.post(path, files={"file": (name, build())})
    assert problem(answer, 422, "bad-input")["problems"][0]["code"] == code
    assert called


def _note_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what is called in children: the web process parses nothing of it before."""
    called: list[str] = []

    def note(function: Callable[..., object], *arguments: object, **options: object) -> object:
        called.append(function.__name__)
        return call_in_child(function, *arguments, **options)  # type: ignore[arg-type]  # as it takes them

    for module in (
        "web.limits",
        "services.allocation_tables",
        "services.rulebooks",
    ):
        monkeypatch.setattr(f"cocau.app.{module}.call_in_child", note)
    return called


def test_a_rulebook_is_read_in_a_child(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    called = _note_calls(monkeypatch)
    layers = {"reference": _laugh().decode(), "too_deep": "[" * 290_000}
    for code, layer in layers.items():
        body = {"label": "Riêng", "locality": "ha-tinh", "yaml": layer}
        answer = client.post("/v1/rulebooks", json=body)
        assert problem(answer, 422, "bad-input")["problems"][0]["code"] == code
    assert called.count("load_layer_text") == len(layers)
