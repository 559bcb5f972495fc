"""The ends of ranges: that a group can have no fewer people, and no more."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cocau.solver.proofs.answers.impossibility import AskedPlan, Impossibility

if TYPE_CHECKING:
    from cocau.solver.explain.ranges import GroupRanges


def list_range_ends(asked: AskedPlan, answer: "GroupRanges") -> Iterator[Impossibility]:
    """List both ends of each range, by the musts alone and at the optimum of the aims."""
    for i, group in enumerate(answer.groups):
        number = asked.model.count(group.who, group.among)
        regions = (
            ("possible", group.possible, asked.musts, ()),
            ("at_optimum", group.at_optimum, asked.model.program, asked.named.hold(asked.tiers)),
        )
        for region, ends, part, held in regions:
            for end, value, sign in (
                ("least", None if ends is None else ends.least, 1),
                ("most", None if ends is None else ends.most, -1),
            ):
                if value is not None:
                    yield Impossibility(
                        place=("groups", i, region, end),
                        alike=f"group {i} {end}",
                        variables=asked.named.variables,
                        part=part,
                        held=held,
                        objective=sign * number,
                        bound=sign * value,
                    )
