"""What is kept in versions, on both databases: one dossier a council, own scenarios, rulebooks by name."""

import threading

import pytest

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.permissions import Forbidden, UserRole
from cocau.app.services import gates, rulebooks
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import create_document, erase_document, revise_document
from cocau.app.services.errors import Erased, Missing, Stale
from cocau.app.services.rulebooks import RULEBOOKS
from cocau.app.services.scenarios import SCENARIOS
from cocau.app.web.api.examples import build_commune
from cocau.constraints.documents import read_text
from cocau.constraints.errors import RulebookError
from cocau.constraints.model.council import Council
from cocau.constraints.procedure.dossier import StepRecord
from cocau.fixtures.run import SHIPPED
from cocau.solver.explain.scenario import Scenario

ADMIN = Caller("usr_1", "tỉnh", UserRole.ADMIN)
ANALYST = Caller("usr_2", "phân tích", UserRole.ANALYST, "ha-tinh")
COLLEAGUE = Caller("usr_3", "đồng nghiệp", UserRole.ANALYST, "ha-tinh")
ELSEWHERE = Caller("usr_4", "nơi khác", UserRole.ADMIN, "nghe-an")
RECORD = StepRecord.model_validate(
    {"step": "structure-plan", "by": "x", "on": "2021-02-05", "content": "Hư cấu."}
)


def _council(store: Store) -> str:
    council = Council.model_validate(build_commune()["council"])
    return create_document(store, ADMIN, COUNCILS, council, locality="ha-tinh/x", label="x").document.id


def test_a_council_has_one_dossier_however_many_begin_it(store: Store) -> None:
    council = _council(store)
    met: list[str] = []

    def one() -> None:
        try:
            gates.add_record(store, ADMIN, council, RECORD, gates.DossierEdit(0))
            met.append("kept")
        except Stale as stale:
            met.append(f"stale {stale.now}")

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(met) == ["kept", *["stale 1"] * 3]
    assert gates.get_dossier(store, ADMIN, council).version == 1


def test_scenarios_are_ones_own(store: Store) -> None:
    council = _council(store)
    which = create_document(store, ANALYST, SCENARIOS, Scenario(name="một"), about=council).document.id
    assert (
        revise_document(store, ANALYST, SCENARIOS, which, Scenario(name="hai"), expected=1).document.label
        == "hai"
    )
    with pytest.raises(Forbidden):
        revise_document(store, COLLEAGUE, SCENARIOS, which, Scenario(name="ba"), expected=2)
    with pytest.raises(Missing):
        revise_document(store, ELSEWHERE, SCENARIOS, which, Scenario(name="ba"), expected=2)
    erase_document(store, ANALYST, SCENARIOS, which, expected=2)
    erase_document(store, ADMIN, COUNCILS, council, expected=1)
    with pytest.raises(Erased):
        create_document(store, ANALYST, SCENARIOS, Scenario(name="một"), about=council)


def test_an_own_rulebook_is_resolved_in_its_version(store: Store) -> None:
    text = read_text(SHIPPED / "layers" / "phieu-va-xep-loai.yaml")
    own = rulebooks.OwnRulebook(yaml=text)
    which = create_document(store, ADMIN, RULEBOOKS, own, locality="ha-tinh", label="x").document.id
    assert (
        rulebooks.resolve_rulebook(store, ANALYST, f"national-2021+{which}").name
        == f"national-2021+{which}@1"
    )
    for name in (f"{which}@2", f"{which}@01", "rbk_x", str(SHIPPED / "layers" / "phieu-va-xep-loai.yaml")):
        with pytest.raises(RulebookError):
            rulebooks.resolve_rulebook(store, ANALYST, name)
    with pytest.raises(RulebookError):
        rulebooks.resolve_rulebook(store, ELSEWHERE, which)
