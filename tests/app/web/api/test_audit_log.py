from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from cocau.app.audit_log.entries import START, AuditLogFilter, list_entries
from cocau.app.auth.caller import DEVELOPER, Caller
from cocau.app.db.encryption import Keyring, generate_key
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentRow
from cocau.app.db.opening import open_store
from cocau.app.main import create_app
from cocau.app.permissions import UserRole
from cocau.app.services import users
from cocau.app.settings import Settings
from cocau.app.web.api.examples import build_new_council
from tests.app.audit_log.tampering import add, run, unguarded
from tests.app.client import LocalClient
from tests.app.web.api.acting import Acting

Run = Callable[..., Any]


@pytest.fixture
def served(store: Store) -> Iterator[TestClient]:
    with LocalClient(create_app(Settings(), store)) as client:
        yield client


def test_the_trail_is_read_by_pages(served: TestClient, store: Store) -> None:
    assert served.get("/v1/trail/head").json() == {"seq": 0, "hash": START}
    assert served.get("/v1/trail").json() == {"items": [], "next": None}
    add(store, 5)
    first = served.get("/v1/trail", params={"limit": 2}).json()
    assert [act["seq"] for act in first["items"]] == [5, 4]
    second = served.get("/v1/trail", params={"limit": 3, "after": first["next"]}).json()
    assert ([act["seq"] for act in second["items"]], second["next"]) == ([3, 2, 1], None)
    head = served.get("/v1/trail/head").json()
    assert head == {"seq": 5, "hash": first["items"][0]["hash"]}


def test_the_trail_is_narrowed(served: TestClient, store: Store) -> None:
    add(store, 3)

    def seqs(**wanted: str) -> list[int]:
        return [act["seq"] for act in served.get("/v1/trail", params=wanted).json()["items"]]

    assert seqs(subject="cnc_1") == [2]
    assert seqs(actor="development", action="make") == [3, 2, 1]
    assert seqs(actor="somebody") == []
    assert seqs(since="2100-01-01T00:00:00Z") == []
    assert seqs(since="2020-01-01T00:00:00+07:00") == [3, 2, 1]
    assert served.get("/v1/trail", params={"since": "2020-01-01T00:00:00"}).status_code == 422


@pytest.mark.parametrize("path", ["/v1/trail", "/v1/trail/head"])
@pytest.mark.parametrize("role", UserRole)
def test_only_an_administrator_reads_it(shared_service: Acting, path: str, role: UserRole) -> None:
    client = shared_service(Caller("usr_1", "ai đó", role))
    assert client.get(path).status_code == (200 if role is UserRole.ADMIN else 403)


def test_an_administrator_of_a_district_reads_of_that_district_only(store: Store) -> None:
    mine, theirs = "ha-tinh/can-loc", "ha-tinh/thach-ha"
    made = {
        place: users.create_user(store, DEVELOPER, place[-6:], UserRole.PLANNER, place)
        for place in (mine, theirs)
    }
    for user in made.values():
        users.create_key(store, DEVELOPER, user.id, "", 1)
    ours = list_entries(store, Caller("usr_1", "x", UserRole.ADMIN, mine), AuditLogFilter())
    assert [(e.action, e.kind) for e in ours] == [("make", "key"), ("make", "user")]
    assert ours[1].subject == made[mine].id
    assert len(list_entries(store, Caller("usr_1", "x", UserRole.ADMIN, "ha-tinh"), AuditLogFilter())) == 4


@pytest.fixture
def here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store that commands find."""
    monkeypatch.setenv("COCAU_STATE", str(settings.state))
    store = open_store(settings)
    yield store
    store.close()


def test_the_commands_show_and_verify(here: Store, run_: Run) -> None:
    assert "0 bản ghi" in run_("trail", "verify").out
    assert run_("trail", "show", "--lang", "en").out == "No entries.\n"
    add(here, 3)
    verified = run_("trail", "verify", "--lang", "en")
    assert verified.code == 0
    assert verified.out.startswith("THE TRAIL IS WHOLE: 3 entries.\n")
    noted = verified.out.split()[-1]
    assert run_("trail", "verify", "--head", noted.upper()).code == 0
    shown = run_("trail", "show", "--subject", "cnc_1").out.splitlines()
    assert len(shown) == 1
    assert shown[0].endswith("development  make council cnc_1 v1")
    assert run_("trail", "show", "--since", "2100-01-01", "--format", "json").out == "[]\n"
    unguarded(here)
    run(here, "UPDATE trail SET actor = 'x' WHERE seq = 2")
    broken = run_("trail", "verify", "--lang", "en")
    assert broken.code == 5
    assert "Entry 2 was altered: its content" in broken.out
    unknown = run_("trail", "verify", "--head", "0" * 63 + "1", "--format", "json")
    assert '"unknown_head"' in unknown.out


@pytest.fixture
def run_(run: Run) -> Run:
    return run


def test_a_trail_under_other_keys_is_not_called_whole(here: Store, run_: Run, tmp_path: Path) -> None:
    add(here, 1)
    other = Store(here.url, Keyring([generate_key()]))
    with Session(other.engine):
        pass
    other.close()
    (tmp_path / "state" / "keys").write_text(generate_key())
    assert "COCAU_KEYS" in run_("trail", "verify").out


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"COCAU_ENV": "production"}, "COCAU_KEYS is missing"),
        ({"COCAU_ENV": "production", "COCAU_KEYS": "abc"}, "COCAU_KEYS: key 1 is no key"),
        ({"COCAU_ENV": "prod"}, "COCAU_ENV: must be"),
        ({"COCAU_DATABASE": "nonsense"}, "This is no database URL"),
        ({"COCAU_DATABASE": "postgresql://127.0.0.1:1/x"}, "The database cannot be reached"),
        ({"COCAU_ENV": "production", "COCAU_KEYS": generate_key()}, "The database is at nothing"),
    ],
)
def test_what_keeps_a_store_closed_is_said(
    run_: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variables: dict[str, str], words: str
) -> None:
    for name, value in ({"COCAU_STATE": str(tmp_path)} | variables).items():
        monkeypatch.setenv(name, value)
    refused = run_("trail", "verify", "--lang", "en")
    assert (refused.code, refused.out) == (2, "")
    assert words in refused.err


def test_a_broken_head_stops_writing_with_an_alarm(served: TestClient, store: Store) -> None:
    assert served.get("/readyz").status_code == 200
    assert "cocau_audit_log_broken 0.0" in served.get("/metrics").text
    add(store, 2)
    run(store, "UPDATE trail_head SET seq = 1")
    ready = served.get("/readyz")
    assert (ready.status_code, [p["code"] for p in ready.json()["problems"]]) == (503, ["audit_log_broken"])
    refused = served.post("/v1/councils", json=build_new_council()["commune"]["value"])
    assert (refused.status_code, refused.json()["type"]) == (503, "urn:cocau:problem:audit-log-broken")
    assert int(refused.headers["retry-after"]) > 0
    with store.reading() as session:
        assert session.exec(select(DocumentRow)).first() is None
    served.app.state.stored = None  # type: ignore[attr-defined]  # as five seconds later
    assert "cocau_audit_log_broken 1.0" in served.get("/metrics").text
