"""A file given in another's place: said in one sentence, instead of every field that it lacks."""

from dataclasses import dataclass

from cocau.app.given import order
from cocau.app.imports.found import refusal
from cocau.constraints.errors import InputError


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
SCENARIOS = Sort("các kịch bản", "scenarios", frozenset({"scenarios"}))
PROPOSAL = Sort("phương án JSON đã lưu", "a stored proposal", frozenset({"provenance", "rulebook"}))
STRUCTURE = Sort("phân bổ cơ cấu đã lưu", "a stored structure plan", frozenset({"allocation"}))

_FORMATS = {"proposal": PROPOSAL, "structure": STRUCTURE}


def sort_of(tree: object) -> Sort | None:
    """What a file plainly is: by the format it says it has, else by fields that only one sort has."""
    if not isinstance(tree, dict):
        return None
    says = str(tree.get("format", "")).split("/")
    if says[0] == "cocau" and len(says) > 1 and says[1] in _FORMATS:
        return _FORMATS[says[1]]
    if isinstance(tree.get("places"), list):
        return DRAFT
    sorts = (COUNCIL, POOL, SLATE, OFFERS, DOSSIER, SCENARIOS, PROPOSAL, STRUCTURE)
    return next((sort for sort in sorts if sort.fields & tree.keys()), None)


def expected(tree: object, name: str, sort: Sort) -> object:
    """The tree, unless it is plainly another sort of file.

    Raises:
        InputError: it is.
    """
    found = sort_of(tree)
    if sort is COUNCIL and found is DRAFT:
        raise _no_seats_yet(name)
    known = isinstance(tree, dict) and bool(sort.fields & tree.keys())
    stored = found in {PROPOSAL, STRUCTURE}
    if found is not None and found is not sort and (stored or not known):
        raise _swapped(name, found, sort)
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
    vi, en = _remedy(COUNCIL)
    return refusal(
        "suffix",
        name,
        f"Tệp hội đồng là YAML hoặc JSON. Đây có lẽ là {POOL.vi}; {vi}.",
        f"A council is a YAML or JSON file. This is probably {POOL.en}; {en}.",
    )


def _swapped(name: str, found: Sort, wanted: Sort) -> InputError:
    vi, en = _remedy(wanted)
    return refusal("swapped", name, f"Đây là {found.vi}; {vi}.", f"This is {found.en}; {en}.")


def _remedy(wanted: Sort) -> tuple[str, str]:
    """What to give instead: in which order, where there are several arguments."""
    if wanted is DRAFT:
        return (
            f"hãy đưa {DRAFT.vi}: các nơi (places) và dân số, chưa có đơn vị bầu cử",
            f"give {DRAFT.en}: places with their people, no constituencies yet",
        )
    if (known := order()) is not None:
        return (
            f"không phải {wanted.vi}. Thứ tự là {known[0]}",
            f"not {wanted.en}. The order is {known[1]}",
        )
    return f"hãy đưa tệp {wanted.vi}", f"give {wanted.en}"
