"""/v1/scenarios: named what-ifs about a council, in versions."""

from fastapi import APIRouter

from cocau.app.auth.caller import Caller
from cocau.app.services.documents import StoredVersion
from cocau.app.services.scenarios import SCENARIOS
from cocau.app.web.api.examples import build_new_scenario, build_next_scenario
from cocau.app.web.bodies.requests import StrictBodyRoute
from cocau.app.web.documents import (
    AboutCouncil,
    DocumentHead,
    JsonDocumentRoutes,
    Note,
    build_head_fields,
    by_council,
)
from cocau.constraints.record import Record
from cocau.solver.explain.scenario import Scenario

router = APIRouter(prefix="/v1/scenarios", tags=["scenarios"], route_class=StrictBodyRoute)


class NewScenario(Record):
    """A scenario to be stored, and its council; its label is its own name."""

    about: AboutCouncil
    note: Note = ""
    scenario: Scenario


class NextScenario(Record):
    """A new version of a scenario."""

    note: Note = ""
    scenario: Scenario


class ScenarioDocument(DocumentHead):
    """One version of a stored scenario."""

    scenario: Scenario


def _build_scenario_document(held: StoredVersion[Scenario], caller: Caller) -> ScenarioDocument:
    del caller  # whoever may read one sees all of it
    return ScenarioDocument(**build_head_fields(held), scenario=held.body)


routes = JsonDocumentRoutes(
    router,
    SCENARIOS,
    name="Scenario",
    noun="a scenario",
    answer=ScenarioDocument,
    build=_build_scenario_document,
    read_body=lambda sent: sent.scenario,
)
routes.add_list(by_council)
routes.add_create(
    NewScenario,
    "Store a scenario. Rules, fields, posts and constituencies are checked now, people later.",
    examples=build_new_scenario(),
)
routes.add_read()
routes.add_edit(
    NextScenario,
    "Store a new version of a scenario: of an own one, or with the right to edit, of any.",
    examples=build_next_scenario(),
)
routes.add_erase("Erase every version of a scenario: of one's own, or with the right to erase, of anybody's.")
routes.add_versions()
