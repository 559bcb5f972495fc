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


SIGHTS = (
    Sight("start", lambda stage: "/"),
    Sight("sign-in", lambda stage: "/sign-in", signed_out=True),
    Sight("council", lambda stage: f"/councils/{stage.province.council}"),
    Sight("pool", lambda stage: f"/pools/{stage.province.pool}?bloc=front"),
    Sight("person", lambda stage: f"/pools/{stage.province.pool}/1/1"),
    Sight("pool-versions", lambda stage: f"/pools/{stage.commune.pool}/versions"),
    Sight("proposals", lambda stage: f"/councils/{stage.province.council}/proposals"),
    Sight("proposal", lambda stage: f"/proposals/{stage.proposal}"),
    Sight("conflict", lambda stage: f"/proposals/{stage.conflict}"),
)
