"""What is said about a published table itself, apart from any rule."""

from cocau.constraints.record import Record, Text
from cocau.constraints.rule import Fact


class Remark(Record):
    """One thing with its numbers. A `fault`: numbers of the table contradict one another."""

    code: str
    path: tuple[str | int, ...] = ()
    fault: bool = False
    says: Text
    numbers: dict[str, Fact] = {}


def remark(
    code: str, path: tuple[str | int, ...], vi: str, en: str, /, *, fault: bool = False, **numbers: Fact
) -> Remark:
    """A remark in few words."""
    return Remark(code=code, path=path, fault=fault, says=Text(vi=vi, en=en), numbers=numbers)
