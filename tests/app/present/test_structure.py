"""Tables of an allocation: what a cell shows."""

from cocau.app.files.readers import read_council
from cocau.app.present.blocks import BlockCell, StyledText, TableBlock
from cocau.app.present.names import Names
from cocau.app.present.structure import SORT_NUMERALS, STRUCTURE_HEADS, render_allocation
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.offers import Offers, OrganisationKind
from cocau.constraints.model.selectors import COUNTED_GROUPS
from cocau.constraints.model.slate import Slate
from cocau.fixtures.run import SHIPPED
from cocau.solver.structure_plan import build_allocation
from tests.constraints.model.test_offers import organisation, profile

COUNCIL = read_council(SHIPPED / "councils" / "xa-nho.yaml")


def shown(lang: str, slate: Slate, *organisations: object) -> list[list[list[str]]]:
    """The rows of each table, as plain text."""
    offers = Offers.model_validate({"organisations": organisations})
    pool = offers.build_pool(COUNCIL)
    sheet = Names(load_rulebook("ha-tinh-2021"), lang, COUNCIL, pool)
    blocks = render_allocation(sheet, build_allocation(COUNCIL, offers, pool, slate))
    return [[[_plain(cell) for cell in row] for row in b.rows] for b in blocks if isinstance(b, TableBlock)]


def _plain(cell: BlockCell) -> str:
    return cell.text if isinstance(cell, StyledText) else cell


TWO = Slate(
    candidates={"dv1": ("mttq.nu.1", "thon.nam.1")},
    deputies=("thon.nam.1",),
    introduced=("mttq.nu.1", "thon.nam.1"),
)
MTTQ = organisation(profile(at_most=2, under_40=True), at_least=1)
THON = organisation(profile("nam", sex="male", party_member=True), id="thon", name="Thôn", sort="locality")


def test_organisations_and_localities_have_their_sums_before_the_sum_of_all() -> None:
    introduced, council, whom = shown("vi", TWO, MTTQ, THON)
    assert introduced == [
        ["I. Cơ quan, tổ chức, đơn vị", "", "1", "1", "1", "1", *"–––––"],
        ["Mặt trận", "1–2", "1", "1", "1", "1", *"–––––"],
        ["II. Địa phương", "", "1", *"––––––––"],
        ["Thôn", "0–1", "1", *"––––––––"],
        ["Tổng số", "", "2", "1", "1", "1", *"–––––"],
        ["Tỷ lệ % trên tổng số", "", "", "50,0", "50,0", "50,0", *["0,0"] * 5],
    ]
    assert council[4] == ["Tổng số", "2", "1", *"––––––––"]
    assert whom == [["Mặt trận", "1 nữ, dưới 40 tuổi, ngoài Đảng"], ["Thôn", "1 nam (1)"]]


def test_whom_to_ask_for_is_said_in_the_language_asked_for() -> None:
    assert shown("en", TWO, MTTQ, THON)[-1] == [
        ["Mặt trận", "1 female, under 40, not in the Party"],
        ["Thôn", "1 male (1)"],
    ]


def test_where_nobody_is_meant_there_is_no_share_and_nobody_to_ask_for() -> None:
    nobody = Slate(candidates={}, deputies=(), introduced=())
    introduced, _, whom = shown("en", nobody, organisation(at_least=1, at_most=1))
    assert introduced[1][:3] == ["Mặt trận", "1", "–"]
    assert introduced[-1] == ["Percent of all", "", "", *"––––––––"]
    assert whom == [["Mặt trận", "none"]]


def test_every_structure_has_a_head_and_every_sort_a_number() -> None:
    assert tuple(STRUCTURE_HEADS) == COUNTED_GROUPS
    assert len(SORT_NUMERALS) == len(OrganisationKind)
