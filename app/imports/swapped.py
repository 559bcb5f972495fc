"""A file given in another's place: said in one sentence, instead of every field that it lacks."""

from dataclasses import dataclass

from app.imports.found import refusal
from constraints.errors import InputError

_ORDER = "HỘI-ĐỒNG NGUỒN"
_STRUCTURE = ("HỘI-ĐỒNG KHẢ-NĂNG", "COUNCIL OFFERS")
_GATES = ("HỘI-ĐỒNG HỒ-SƠ", "COUNCIL DOSSIER")


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
OFFERS = Sort("khả năng giới thiệu", "offers of organisations", frozenset({"organisations"}))
DRAFT = Sort("bản thảo hội đồng", "a draft of a council", COUNCIL.fields | {"places"})
DOSSIER = Sort("hồ sơ quy trình", "a dossier", frozenset({"records", "appointments"}))
_PROPOSAL = Sort("phương án JSON đã lưu", "a stored proposal", frozenset({"provenance", "rulebook"}))


def expected(tree: object, name: str, sort: Sort) -> object:
    """The tree, unless it is plainly another sort of file.

    Raises:
        InputError: it is.
    """
    if sort is COUNCIL and isinstance(tree, dict) and isinstance(tree.get("places"), list):
        raise _no_seats_yet(name)
    if isinstance(tree, dict) and not sort.fields & tree.keys():
        for other in (COUNCIL, POOL, SLATE, OFFERS, DOSSIER, _PROPOSAL):
            if other.fields & tree.keys():
                raise _swapped(name, other, sort)
    return tree


def expected_draft(tree: object, name: str) -> object:
    """The tree, unless it is plainly another sort of file: a council too, whose constituencies are listed.

    Raises:
        InputError: it is.
    """
    if isinstance(tree, dict) and isinstance(tree.get("constituencies"), list):
        raise _swapped(name, COUNCIL, DRAFT)
    return expected(tree, name, DRAFT)


def _no_seats_yet(name: str) -> InputError:
    return refusal(
        "swapped",
        name,
        f"Đây là {DRAFT.vi}, chưa có số đại biểu; hãy lập tệp hội đồng trước:"
        f" cocau seats {name} -o TỆP.yaml.",
        f"This is {DRAFT.en}, without seats; make the council of it first: cocau seats {name} -o FILE.yaml.",
    )


def table_for_council(name: str) -> InputError:
    """A table where a council belongs."""
    return refusal(
        "suffix",
        name,
        f"Tệp hội đồng là YAML hoặc JSON; đây có lẽ là {POOL.vi}. Thứ tự là {_ORDER}.",
        f"A council is a YAML or JSON file; this is probably {POOL.en}. The order is COUNCIL POOL.",
    )


def _swapped(name: str, found: Sort, wanted: Sort) -> InputError:
    slate, offers = SLATE in {found, wanted}, wanted is OFFERS
    order_vi, order_en = (f"{_ORDER} PHƯƠNG-ÁN", "COUNCIL POOL SLATE") if slate else (_ORDER, "COUNCIL POOL")
    if offers:
        order_vi, order_en = _STRUCTURE
    if wanted is DOSSIER:
        order_vi, order_en = _GATES
    if wanted is DRAFT:
        return refusal(
            "swapped",
            name,
            f"Đây là {found.vi}; hãy đưa {wanted.vi}: các nơi (places) và dân số, chưa có đơn vị bầu cử.",
            f"This is {found.en}; give {wanted.en}: places with their people, no constituencies yet.",
        )
    return refusal(
        "swapped",
        name,
        f"Đây là {found.vi}, không phải {wanted.vi}; thứ tự là {order_vi}.",
        f"This is {found.en}, not {wanted.en}; the order is {order_en}.",
    )
