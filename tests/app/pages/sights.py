"""Every page of the desk as it is worth looking at: one list for pictures and for axe."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.app.pages.stage import Stage


@dataclass(frozen=True)
class Sight:
    """A page: what its picture is called, where it is, and what must be seen before it is looked at."""

    name: str
    path: Callable[[Stage], str]
    until: str = "main h1"
    signed_out: bool = False


def _compared(stage: Stage) -> str:
    chosen = "&".join(f"of={one}" for one in stage.compared)
    return f"/councils/{stage.commune.council}/compare?{chosen}"


SIGHTS = (
    Sight("start", lambda stage: "/"),
    Sight("sign-in", lambda stage: "/sign-in", signed_out=True),
    Sight("council", lambda stage: f"/councils/{stage.province.council}"),
    Sight("proposals", lambda stage: f"/councils/{stage.province.council}/proposals"),
    Sight("proposal", lambda stage: f"/proposals/{stage.proposal}"),
    Sight("proposal-people", lambda stage: f"/proposals/{stage.proposal}/people"),
    Sight("proposal-person", lambda stage: f"/proposals/{stage.proposal}/people/p001"),
    Sight("conflict", lambda stage: f"/proposals/{stage.conflict}"),
    Sight("rules", lambda stage: f"/councils/{stage.province.council}/rules"),
    Sight("scenarios", lambda stage: f"/councils/{stage.commune.council}/scenarios"),
    Sight("scenario", lambda stage: f"/scenarios/{stage.scenario}", until=".scale .yes"),
    Sight("compare-choice", lambda stage: f"/councils/{stage.commune.council}/compare"),
    Sight("compare", _compared),
)
