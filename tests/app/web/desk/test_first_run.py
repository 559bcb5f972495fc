"""The first-run page: from an installation without users to a signed-in administrator, once."""

from pathlib import Path

from fastapi.testclient import TestClient

from cocau.app.db.engine import Store
from cocau.app.services.operations.first_run import issue_code
from cocau.app.settings import SecondFactorRule
from tests.app.auth.callers import PASSWORD, in_production, served
from tests.app.web.desk.support.users import BROWSER


def form(code: str, **other: str) -> dict[str, str]:
    return {"code": code, "name": "quan-tri", "password": PASSWORD, "again": PASSWORD} | other


def sent(client: TestClient, fields: dict[str, str]) -> tuple[int, str]:
    answer = client.post("/first-run", data=fields, headers=BROWSER, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", "") or answer.text


def test_the_page_leads_to_the_first_council_and_is_gone_afterwards(one_store: Store, tmp_path: Path) -> None:
    code = issue_code(one_store)
    assert code is not None
    with served(one_store, in_production(tmp_path)) as client:
        nobody = client.get("/", headers=BROWSER).text
        assert 'href="/first-run"' in nobody
        assert 'name="password"' not in nobody, "nobody could sign in yet"
        assert client.get("/first-run", headers=BROWSER).status_code == 200
        assert sent(client, form(code)) == (303, "/")
        assert 'href="/councils/new"' in client.get("/", headers=BROWSER).text, "signed in already"
        assert client.get("/first-run", headers=BROWSER).status_code == 404
        assert sent(client, form(code)) == (303, "/sign-in?told=first-run")
        assert "first-run" not in client.get("/sign-in", headers=BROWSER).text


def test_all_that_is_wrong_stands_in_place_and_no_password_is_sent_back(
    one_store: Store, tmp_path: Path
) -> None:
    code = issue_code(one_store)
    assert code is not None
    with served(one_store, in_production(tmp_path)) as client:
        status, html = sent(client, form(code, name="Quản trị", again="khác"))
        assert status == 422
        weak = sent(client, form(code, name="Quản trị", password="ngan", again="khac"))[1]
        assert all(f'id="{field}-wrong"' in weak for field in ("name", "password", "again"))
        assert 'id="name-wrong"' in html
        assert 'id="again-wrong"' in html
        assert PASSWORD not in html
        assert f'value="{code}"' in html
        status, html = sent(client, form("sai"))
        assert (status, 'id="code-wrong"' in html) == (422, True)


def test_where_it_is_required_the_second_factor_is_set_up_at_once(one_store: Store, tmp_path: Path) -> None:
    code = issue_code(one_store)
    assert code is not None
    with served(one_store, in_production(tmp_path, second_factor=SecondFactorRule.REQUIRED)) as client:
        status, page = sent(client, form(code))
        assert (status, 'class="secret"' in page, 'action="/sign-in/second-factor"' in page) == (
            200,
            True,
            True,
        )
        assert client.get("/users", headers=BROWSER).status_code == 401


def test_codes_cannot_be_guessed_fast(one_store: Store, tmp_path: Path) -> None:
    issue_code(one_store)
    with served(one_store, in_production(tmp_path, sign_in_rate="3/minute")) as client:
        assert [sent(client, form("sai"))[0] for _ in range(4)] == [422, 422, 422, 429]


def test_in_development_there_is_no_such_page(visitor: TestClient) -> None:
    assert visitor.get("/first-run").status_code == 404
    assert sent(visitor, form("x"))[0] == 404
