"""Where one is on the desk: a council, and the parts of the work on it."""

from collections.abc import Callable
from dataclasses import dataclass

from cocau.app.access.roles import May
from cocau.app.office.councils import COUNCILS
from cocau.app.office.reading_documents import read
from cocau.app.office.shelf import Held
from cocau.app.pages.desk import Desk
from cocau.constraints.council import Council


@dataclass(frozen=True)
class Tab:
    """A part of the work on a council: a page of its own."""

    name: str
    path: str
    title: str


@dataclass(frozen=True)
class Place:
    """A council that is worked on, with the parts that this caller may see."""

    held: Held[Council]
    tabs: tuple[Tab, ...]

    @property
    def id(self) -> str:
        """The id of the council's document."""
        return self.held.document.id

    @property
    def name(self) -> str:
        """The council's name."""
        return self.held.body.name

    @property
    def council(self) -> Council:
        """The council."""
        return self.held.body


def place_of(desk: Desk, which: str) -> Place:
    """The place of a council.

    Raises:
        Forbidden, Missing, Erased: as `documents.read`.
    """
    return Place(read(desk.store, desk.caller, COUNCILS, which), tuple(_tabs(desk._, desk.may, which)))


def _tabs(_: Callable[[str], str], may: Callable[[May], bool], which: str) -> list[Tab]:
    own = f"/councils/{which}"
    tabs = [
        Tab("overview", own, _("Tổng quan")),
        Tab("people", f"{own}/people", _("Nhân sự")),
        Tab("rules", f"{own}/rules", _("Quy định")),
        Tab("proposals", f"{own}/proposals", _("Phương án")),
        Tab("compare", f"{own}/compare", _("So sánh")),
        Tab("structure", f"{own}/structure", _("Cơ cấu")),
        Tab("gates", f"{own}/gates", _("Quy trình")),
    ]
    unseen = set() if may(May.SEE_PEOPLE) else {"people", "compare"}
    return [tab for tab in tabs if tab.name not in unseen]
