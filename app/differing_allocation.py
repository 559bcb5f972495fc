"""What in a stored structure plan is not confirmed by its offers and its proposal."""

from collections.abc import Iterator

from cocau.app.difference import Difference
from cocau.solver.structure import Structure, introducing, structure_of


def of_structure(structure: Structure) -> Iterator[Difference]:
    """Offers that the proposal was not made from, and an allocation that counting again does not give."""
    request = structure.proposal.request
    pool = structure.offers.pool(request.council).in_order()
    if pool != request.pool or introducing(structure.offers) != request.introducing:
        yield Difference(
            "offers",
            "khả năng giới thiệu trong tệp không phải là cơ sở của phương án đã lưu.",
            "the offers in the file are not those that the stored proposal was made from.",
        )
    elif structure_of(structure.offers, structure.proposal).allocation != structure.allocation:
        yield Difference(
            "allocation",
            "bảng phân bổ đã lưu khác với số đếm lại từ phương án.",
            "the allocation stored differs from what counting the proposal again gives.",
        )
