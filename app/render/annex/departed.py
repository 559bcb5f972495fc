"""What is not as the rulebook has it, before everything else: changed bounds, and what was fixed."""

from collections.abc import Iterator

from cocau.app.law_words import BOUNDS
from cocau.app.render.annex.form import Column, Paragraph, Piece, Row, Table
from cocau.app.render.reasons import pin_in_words
from cocau.app.render.sheet import Sheet
from cocau.constraints.rulebook import Departure
from cocau.solver.proposal import Proposal
from cocau.solver.request import Pins


def departures(sheet: Sheet, proposal: Proposal) -> Iterator[Piece]:
    """A row for each departure, and a line for each pin; that there is none is said too."""
    if proposal.departures:
        yield Table(columns=_columns(sheet), rows=tuple(_row(sheet, one) for one in proposal.departures))
    else:
        nothing = sheet.say(
            "Không có: mọi giới hạn đúng như bộ quy định.", "None: every bound is as the rulebook has it."
        )
        yield Paragraph(text=nothing)
    yield from _pinned(sheet, proposal.request.pins)


def _columns(sheet: Sheet) -> tuple[Column, ...]:
    say = sheet.say
    return (
        Column(key="rule", head=say("Quy định", "Rule"), width=115),
        Column(key="clause", head=say("Căn cứ", "Clause"), width=62),
        Column(key="bound", head=say("Giới hạn được đổi", "Bound that was changed"), width=42),
        Column(key="was", head=say("Theo bộ quy định", "In the rulebook"), width=24),
        Column(key="now", head=say("Trong phương án này", "In this plan"), width=24),
    )


def _row(sheet: Sheet, departure: Departure) -> Row:
    rule = sheet.book.by_id.get(departure.rule)  # a stored proposal may name any
    says = f"[{departure.rule}]" if rule is None else f"{sheet.says(rule)} [{departure.rule}]"
    clause = "" if rule is None else sheet.clause(rule)
    return Row(values=(says, clause, *_change(sheet, departure)))


def _change(sheet: Sheet, departure: Departure) -> tuple[str, str | int, str | int]:
    say = sheet.say
    if departure.field == "priority" and departure.now is None:
        return say("mức ràng buộc", "how binding it is"), say("mục tiêu", "an aim"), say("bắt buộc", "a must")
    none = say("không đặt", "none")
    bound = BOUNDS[departure.field].of(sheet.lang) if departure.field in BOUNDS else departure.field
    was, now = (none if value is None else value for value in (departure.was, departure.now))
    return bound, was, now


def _pinned(sheet: Sheet, pins: Pins) -> Iterator[Piece]:
    named = [
        *(f"in:{i}" for i in pins.candidates),
        *(f"deputy:{i}" for i in pins.deputies),
        *(f"out:{i}" for i in pins.out),
        *(f"{post}:{i}" for post, people in pins.posts.items() for i in people),
        *(f"at:{i}" for i in pins.constituencies),
    ]
    if named:
        said = "Yêu cầu được định trước khi lập phương án:", "Fixed before the plan was made:"
        yield Paragraph(text=sheet.say(*said))
    for pin in named:
        yield Paragraph(text=pin_in_words(sheet, pin, pins), mark="•", indent=1)
