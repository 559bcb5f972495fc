"""Every page of the desk as it is worth looking at: one list for pictures and for axe."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.app.web.desk.support.stage import Stage


@dataclass(frozen=True)
class Sight:
    """A page: what its picture is called, where it is, and what must be seen before it is looked at."""

    name: str
    path: Callable[[Stage], str]
    until: str = "main h1"

    def show(self, page: Page, stage: Stage) -> None:
        """Go there, and wait until it is worth looking at."""
        page.goto(self.path(stage))
        page.locator(self.until).first.wait_for(timeout=LONG)


LONG = 120_000
"""Milliseconds that an answer may take on a busy machine."""


SIGHTS = (
    Sight("start", lambda stage: "/"),
    Sight("archive", lambda stage: "/archive"),
    Sight("sign-in", lambda stage: "/sign-in"),
    Sight("council", lambda stage: f"/councils/{stage.shown.council}"),
    Sight("council-new", lambda stage: "/councils/new"),
    Sight("council-edit", lambda stage: f"/councils/{stage.shown.council}/edit"),
    Sight("council-facts", lambda stage: f"/councils/{stage.shown.council}/facts"),
    Sight("pool", lambda stage: f"/pools/{stage.shown.pool}?bloc=front"),
    Sight("person", lambda stage: f"/pools/{stage.shown.pool}/1/1"),
    Sight("person-new", lambda stage: f"/pools/{stage.shown.pool}/new"),
    Sight("pool-versions", lambda stage: f"/pools/{stage.commune.pool}/versions"),
    Sight("rules", lambda stage: f"/councils/{stage.shown.council}/rules"),
    Sight("local-rule", lambda stage: f"/councils/{stage.shown.council}/rules/local"),
    Sight("scenarios", lambda stage: f"/councils/{stage.shown.council}/scenarios"),
    Sight("scenario", lambda stage: f"/scenarios/{stage.scenario}", "rect.yes"),
    Sight("proposals", lambda stage: f"/councils/{stage.shown.council}/proposals"),
    Sight("proposal", lambda stage: f"/proposals/{stage.proposal}"),
    Sight("office", lambda stage: "/office?locality=ha-tinh"),
    Sight("directive-report", lambda stage: "/report"),
    Sight("papers", lambda stage: f"/proposals/{stage.proposal}/papers"),
    Sight("everybody", lambda stage: f"/proposals/{stage.proposal}/people"),
    Sight("in-the-plan", lambda stage: f"/proposals/{stage.proposal}/people/1"),
    Sight("hands", lambda stage: f"/proposals/{stage.proposal}/hands"),
    Sight("alike", lambda stage: f"/proposals/{stage.proposal}/alike"),
    Sight("gaps", lambda stage: f"/proposals/{stage.proposal}/gaps"),
    Sight("answer", lambda stage: f"/proposals/{stage.proposal}/answers/{stage.answer}"),
    Sight(
        "conflict",
        lambda stage: f"/proposals/{stage.conflict}/conflict",
        "ol.ways",
    ),
    Sight(
        "compare",
        lambda stage: f"/councils/{stage.shown.council}/compare?of={stage.proposal}&of={stage.other}",
    ),
    Sight("structure", lambda stage: f"/councils/{stage.shown.council}/structure"),
    Sight("table", lambda stage: f"/tables/{stage.table}", ".state-optimal"),
    Sight("gates", lambda stage: f"/councils/{stage.shown.council}/gates?on=2021-02-20"),
    Sight(
        "record",
        lambda stage: f"/councils/{stage.shown.council}/gates/record?step=structure-plan",
    ),
    Sight("appointments", lambda stage: f"/councils/{stage.province.council}/gates/appointments"),
    Sight("calendar", lambda stage: f"/councils/{stage.shown.council}/calendar"),
    Sight("approval", lambda stage: f"/proposals/{stage.proposal}/approval"),
    Sight("results", lambda stage: f"/councils/{stage.commune.council}/results"),
    Sight("results-form", lambda stage: f"/councils/{stage.commune.council}/results/edit"),
    Sight("term", lambda stage: f"/councils/{stage.commune.council}/term"),
    Sight("studies", lambda stage: "/studies"),
    Sight("study", lambda stage: f"/studies/{stage.study}", "table"),
    Sight("estimate", lambda stage: f"/estimates/{stage.estimate}"),
    Sight("programmes", lambda stage: "/programmes"),
    Sight("programme", lambda stage: f"/programmes/{stage.programme}", "table"),
    Sight("withdrawal", lambda stage: f"/programmes/{stage.programme}/people"),
    Sight("replanned", lambda stage: f"/programmes/{stage.replanned}", "#replanned"),
    Sight("help", lambda stage: "/help/people"),
    Sight("account", lambda stage: "/account"),
    Sight("users", lambda stage: "/users"),
    Sight("trail", lambda stage: "/trail"),
)
