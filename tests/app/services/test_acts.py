"""Acts: permission, transaction, audit log and idempotency in one place."""

import re
from pathlib import Path

import pytest

import cocau.app
from cocau.app.auth.caller import Caller
from cocau.app.permissions import Forbidden, Permission, UserRole
from cocau.app.services.acts import requires

APP = Path(cocau.app.__file__).resolve().parent
ASK_THEMSELVES = {
    "services/acts.py": 3,  # what everything else goes through
    "services/computations.py": 1,  # `submit`, before a computation is prepared
    "services/documents.py": 3,  # of a kind, and of whose document it is
    "services/office/settings.py": 1,  # of a kind
    "services/planning/curation.py": 1,  # only of an approved proposal
    "audit_log/entries.py": 2,  # which services stand upon
    "web/deps.py": 1,  # `require_permission`
    "web/bodies/requests.py": 3,  # before any of a body is read
    "web/api/service.py": 1,  # only of a caller with no token of the metrics
}


def test_a_permission_is_asked_for_by_acts_and_by_what_routes_declare() -> None:
    found = {str(path.relative_to(APP)): path.read_text(encoding="utf-8") for path in APP.rglob("*.py")}
    asked = {name: len(re.findall(r"\.require\(", text)) for name, text in found.items()}
    assert {name: count for name, count in asked.items() if count} == ASK_THEMSELVES


def test_a_service_that_requires_a_permission_is_not_begun_without_it() -> None:
    begun: list[str] = []

    @requires(Permission.EDIT)
    def rename(place: str, caller: Caller, name: str, *, again: bool = False) -> str:
        """Rename it."""
        begun.append(name)
        return f"{place} {caller.id} {name} {again}"

    assert rename("a", Caller("usr_1", "p", UserRole.PLANNER), "b", again=True) == "a usr_1 b True"
    with pytest.raises(Forbidden):
        rename("a", Caller("usr_2", "v", UserRole.VIEWER), "c")
    assert (begun, rename.__name__, rename.__doc__) == (["b"], "rename", "Rename it.")
