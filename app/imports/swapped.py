"""A file given in another's place: said in one sentence, instead of every field that it lacks."""

from dataclasses import dataclass

from app.imports.found import refusal
from constraints.errors import InputError

_ORDER = "HỘI-ĐỒNG NGUỒN"


@dataclass(frozen=True)
class Sort:
    """A sort of file, and the fields that only such a file has."""

    vi: str
    en: str
    fields: frozenset[str]


COUNCIL = Sort(
    "hội đồng", "a council", frozenset({"constituencies", "election_day", "committees", "prior_term"})
)
POOL = Sort("danh sách giới thiệu", "a pool", frozenset({"people"}))
SLATE = Sort("phương án", "a slate", frozenset({"candidates", "deputies"}))
_PROPOSAL = Sort("phương án JSON đã lưu", "a stored proposal", frozenset({"provenance", "rulebook"}))


def expected(tree: object, name: str, sort: Sort) -> object:
    """The tree, unless it is plainly another sort of file.

    Raises:
        InputError: it is.
    """
    if isinstance(tree, dict) and not sort.fields & tree.keys():
        for other in (COUNCIL, POOL, SLATE, _PROPOSAL):
            if other.fields & tree.keys():
                raise _swapped(name, other, sort)
    return tree


def table_for_council(name: str) -> InputError:
    """A table where a council belongs."""
    return refusal(
        "suffix",
        name,
        f"Tệp hội đồng là YAML hoặc JSON; đây có lẽ là {POOL.vi}. Thứ tự là {_ORDER}.",
        f"A council is a YAML or JSON file; this is probably {POOL.en}. The order is COUNCIL POOL.",
    )


def _swapped(name: str, found: Sort, wanted: Sort) -> InputError:
    slate = SLATE in {found, wanted}
    order_vi, order_en = (f"{_ORDER} PHƯƠNG-ÁN", "COUNCIL POOL SLATE") if slate else (_ORDER, "COUNCIL POOL")
    return refusal(
        "swapped",
        name,
        f"Đây là {found.vi}, không phải {wanted.vi}; thứ tự là {order_vi}.",
        f"This is {found.en}, not {wanted.en}; the order is {order_en}.",
    )
