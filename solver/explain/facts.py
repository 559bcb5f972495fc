"""What makes a conflict so, as values: how near each rule comes, whom it is about, who can hold posts."""

from cocau.constraints.record import Record
from cocau.constraints.rule import Finding
from cocau.constraints.select import Selector
from cocau.constraints.slate import Slate


class Nearest(Record):
    """One rule of a conflict on `slate`, which keeps the others and comes as near to this one as any can.

    As near is the planner's measure: what the rows of the rule are missed by, together.
    """

    rule: str
    finding: Finding
    slate: Slate


class Described(Record):
    """The people of the pool whom members of a conflict count by one description, each id once.

    `barred`: standard -> those of them who miss it; `out`: those whom a pin of the conflict keeps off;
    `left`: everybody else.
    """

    who: Selector
    members: tuple[str, ...]
    left: tuple[str, ...]
    barred: dict[str, tuple[str, ...]] = {}
    out: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """How many the description fits."""
        barred = {i for ids in self.barred.values() for i in ids}
        return len({*self.left, *self.out, *barred})


class Wanted(Record):
    """People of whom a member needs `need` in these posts, and whom the other members keep out of them.

    `excluded`: member -> those whom it alone keeps out; `barred`: standard -> those who pass all members and
    miss it; `left`: those whom nothing keeps out.
    """

    posts: tuple[str, ...]
    member: str
    need: int
    people: tuple[str, ...]
    excluded: dict[str, tuple[str, ...]] = {}
    barred: dict[str, tuple[str, ...]] = {}
    left: tuple[str, ...] = ()
