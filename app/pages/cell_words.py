"""The cells of an allocation table in words: an organisation, and its column or what is particular in it."""

from collections.abc import Callable, Iterator

from cocau.app.languages import Lang
from cocau.app.pages.grid import COLUMNS, Grid, grid_of
from cocau.constraints.offers import Offers


class CellWords:
    """What the cells of a table are called; where versions differ, as in the first of them.

    Made once for an answer: a form can hold thousands of cells with something wrong in each.
    """

    def __init__(self, _: Callable[[str], str], lang: Lang, *versions: Offers) -> None:
        self._words: dict[str, str] = {}
        for offers in versions:
            self._words = dict(_named(_, lang, grid_of(offers))) | self._words
        self._names = {org.id: org.name for offers in versions for org in offers.organisations}

    def of(self, field: str) -> str:
        """A cell in words; of one that no version has, only its organisation, if that."""
        return self._words.get(field) or self._names.get(field.partition(".")[2], "")


def _named(_: Callable[[str], str], lang: Lang, grid: Grid) -> Iterator[tuple[str, str]]:
    yield grid.total.field, _("Tổng số người được giới thiệu")
    for row in grid.rows:
        name = row.organisation.name
        yield row.least.field, f"{name} · {_('ít nhất')}"
        yield row.most.field, f"{name} · {_('nhiều nhất')}"
        for column, cell in zip(COLUMNS, row.cells, strict=True):
            for slot in cell:
                yield slot.field, f"{name} · {(slot.name or column.head).of(lang)}"
