"""Lots of many people are those of each."""

from cocau.solver.model.tie_breaks import LOT_LIMIT, draw_lot, draw_lots


def test_lots_drawn_together_are_those_drawn_one_by_one() -> None:
    ids = ("an", "chau", "nguyễn-văn-đ", "x" * 200)
    together = draw_lots("hà-tĩnh", "head/legal", ids)
    assert together == tuple(draw_lot("hà-tĩnh", "head/legal", i) for i in ids)
    assert max(together) < LOT_LIMIT
    assert len(set(together)) == len(ids)


def test_nobody_draws_nothing() -> None:
    assert draw_lots("hà-tĩnh", "list", ()) == ()
