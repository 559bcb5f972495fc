"""What a request fixes beforehand, as rows: people, posts, constituencies, and how many are introduced."""

from collections import defaultdict
from typing import TYPE_CHECKING

from cocau.constraints.select import EVERYONE, Among
from cocau.solver.request import Introducing, Pins

if TYPE_CHECKING:
    from cocau.solver.model import SlateModel

PIN = "pin:"
"""What the tag of every pin begins with."""

INTRODUCED = "introduced"


def pin_people(model: "SlateModel", pins: Pins) -> None:
    """Rows ``pin:<what>:<id>``: in, deputy, out, a post, at."""
    post = model.program.add
    for i in pins.candidates:
        post(f"pin:in:{i}", model.stands(i) >= 1)
    for i in pins.deputies:
        post(f"pin:deputy:{i}", model.stands(i, Among.DEPUTIES) >= 1)
    for i in pins.out:
        post(f"pin:out:{i}", model.stands(i) <= 0)
    for name, people in pins.posts.items():
        for i in people:
            post(f"pin:{name}:{i}", model.holds(i, name) >= 1)
    for i, unit in pins.constituencies.items():
        post(f"pin:at:{i}", model.places.placed(i, unit) >= 1)


def pin_introductions(model: "SlateModel", introducing: Introducing) -> None:
    """Rows ``pin:introduced:<organisation>``, and ``pin:introduced`` for the total."""
    by_organisation: dict[str, list[str]] = defaultdict(list)
    for person in model.pool.people:
        if person.introduced_by is not None:
            by_organisation[person.introduced_by].append(person.id)
    for name in sorted({*introducing.at_least, *introducing.at_most}):
        tag, chosen = f"pin:{INTRODUCED}:{name}", model.introduced(by_organisation[name])
        if name in introducing.at_least:
            model.program.add(tag, chosen >= introducing.at_least[name])
        if name in introducing.at_most:
            model.program.add(tag, chosen <= introducing.at_most[name])
    everybody = model.count(EVERYONE, Among.INTRODUCED)
    if introducing.total is None:
        listed = sum((model.stands(i) for ids in by_organisation.values() for i in ids), 0 * everybody)
        model.program.add(f"pin:{INTRODUCED}", everybody.equals(listed))
    else:
        model.program.add(f"pin:{INTRODUCED}", everybody.equals(introducing.total))
