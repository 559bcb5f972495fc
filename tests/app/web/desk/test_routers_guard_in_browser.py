"""Forms that one is long at are not left with something typed in them unless one is asked."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page

from cocau.app.auth.caller import DEVELOPER
from cocau.app.services.documents import create_document
from cocau.app.services.scenarios import SCENARIOS
from cocau.solver.explain.scenario import Scenario
from tests.app.web.desk.conftest import Site


def _create_scenario(site: Site) -> str:
    what_if, about = Scenario(name="Thử"), site.commune.council
    return create_document(site.store, DEVELOPER, SCENARIOS, what_if, about=about).document.id


FORMS: dict[str, tuple[Callable[[Site], str], str]] = {
    "person": (lambda site: f"/pools/{site.province.pool}/new", "#name"),
    "rule": (
        lambda site: f"/councils/{site.commune.council}/rules/local",
        "form[data-guard] input.form-control",
    ),
    "record": (
        lambda site: f"/councils/{site.commune.council}/gates/record?step=nominations",
        "form[data-guard] textarea",
    ),
    "scenario": (lambda site: f"/scenarios/{_create_scenario(site)}", "#name"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_with_something_typed_is_left_only_when_one_agrees(page: Page, site: Site, form: str) -> None:
    get_path, field = FORMS[form]
    page.goto(get_path(site))
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.once("dialog", leave)
    page.locator(field).first.fill("Sở Y tế")
    page.get_by_role("link", name="cocau").first.click()
    page.wait_for_url("**/")
    assert asked == ["beforeunload"]
