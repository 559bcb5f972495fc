"""Who could replace whom, for a page: people as links, and the aims that a swap costs by numbered notes."""

from collections.abc import Sequence
from dataclasses import dataclass

from cocau.app.pages.people_of import Part, Row, rows_of
from cocau.app.render.sheet import Sheet
from cocau.constraints.rule import Rule
from cocau.solver.proposal import Proposal
from cocau.solver.replacements import Replacements


@dataclass(frozen=True)
class Note:
    """An aim that some swaps cost; `wish`: one of the program's own, which is no law."""

    number: int
    says: str
    clause: str
    wish: bool


@dataclass(frozen=True)
class Swaps:
    """People who cost the same aims: none, where `notes` is empty."""

    notes: tuple[Note, ...]
    people: tuple[Row, ...]


@dataclass(frozen=True)
class Replaced:
    """Somebody on a list, and who could take the very part: those who keep most first."""

    row: Row
    swaps: tuple[Swaps, ...]


@dataclass(frozen=True)
class ReplacedSheet:
    """The rows, and the notes that they speak of."""

    rows: tuple[Replaced, ...]
    notes: tuple[Note, ...]


def replaced(sheet: Sheet, proposal: Proposal, found: Sequence[Replacements]) -> ReplacedSheet:
    """Everybody asked about, by constituency, intended deputies first."""
    people = rows_of(sheet, proposal)
    named = sorted({aim for each in found for costly in each.costly for aim in costly.aims})
    by_id = sheet.book.by_id
    ordered = sorted(
        (by_id[i] for i in named), key=lambda rule: (sheet.book.is_ours(rule), rule.priority or 0)
    )
    notes = {rule.id: _note(sheet, n, rule) for n, rule in enumerate(ordered, start=1)}

    def row(each: Replacements) -> Replaced:
        groups: dict[tuple[str, ...], list[Row]] = {(): [people[i] for i in each.keeping]}
        for costly in each.costly:
            groups.setdefault(costly.aims, []).append(people[costly.person])
        swaps = (
            Swaps(tuple(sorted((notes[aim] for aim in aims), key=lambda n: n.number)), tuple(rows))
            for aims, rows in groups.items()
            if rows
        )
        return Replaced(people[each.person], tuple(sorted(swaps, key=_dear)))

    units = [unit.id for unit in sheet.council.constituencies]
    shown = sorted(
        map(row, found),
        key=lambda one: (
            units.index(one.row.unit or units[0]),
            one.row.part is not Part.DEPUTY,
            one.row.person.id,
        ),
    )
    return ReplacedSheet(tuple(shown), tuple(notes.values()))


def _note(sheet: Sheet, number: int, rule: Rule) -> Note:
    return Note(number, sheet.says(rule), sheet.clause(rule), sheet.book.is_ours(rule))


def _dear(swaps: Swaps) -> tuple[int, int, list[int]]:
    """Aims of documents weigh more than the program's wishes."""
    law = sum(not note.wish for note in swaps.notes)
    return law, len(swaps.notes), [note.number for note in swaps.notes]
