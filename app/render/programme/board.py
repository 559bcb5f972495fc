"""What every part of the dashboard of a programme needs: the programme, its result, a day and a language."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from cocau.app.procedure import gates_of
from cocau.app.render.blocks import Tone, Words
from cocau.app.words import label
from cocau.constraints.council import Level
from cocau.constraints.gates import State
from cocau.constraints.rulebook import Rulebook
from cocau.solver.programme.entries import Programme
from cocau.solver.programme.result import CouncilOutcome, Fate, ProgrammeResult

FATES = {
    Fate.SOLVED: ("lập được", "planned"),
    Fate.CONFLICT: ("không thể", "in conflict"),
    Fate.LIMITED: ("không thể vì giới hạn cấp", "impossible for the limit"),
    Fate.OUT_OF_TIME: ("hết thời gian", "out of time"),
}

_TONES = {
    Fate.SOLVED: Tone.GOOD,
    Fate.CONFLICT: Tone.BAD,
    Fate.LIMITED: Tone.BAD,
    Fate.OUT_OF_TIME: Tone.CARE,
}
STEPS = {
    State.LATE: ("trễ", "late"),
    State.OUT_OF_ORDER: ("trái trình tự", "out of order"),
    State.OPEN: ("làm được ngay", "open"),
    State.WAITING: ("còn chờ", "waiting"),
    State.DONE_LATE: ("xong, trễ", "done late"),
    State.DONE: ("xong", "done"),
}
"""Where steps stand, in few words."""


@dataclass(frozen=True)
class Board:
    """A result, told in one language. `books`: the rulebooks that its aims are of; `steps`: by council."""

    title: str
    result: ProgrammeResult
    lang: str
    books: tuple[Rulebook, ...] = ()
    steps: Mapping[str, Counter[State]] = field(default_factory=dict)

    def say(self, vi: str, en: str) -> str:
        """The words in this language."""
        return en if self.lang == "en" else vi

    def level(self, level: Level) -> str:
        """A level in words."""
        return label(level, self.lang)

    def fate(self, council: CouncilOutcome) -> Words:
        """What became of a council, in a word."""
        return Words(self.say(*FATES[council.fate]), _TONES[council.fate])

    def named(self, council: str) -> str:
        """A council by its name and id."""
        return f"{self._councils[council].name} [{council}]"

    @cached_property
    def _councils(self) -> dict[str, CouncilOutcome]:
        return self.result.by_id

    @cached_property
    def rules(self) -> dict[str, Rulebook]:
        """The rulebook of each rule, by its id."""
        return {rule.id: book for book in self.books for rule in book.rules}

    def is_ours(self, rule: str) -> bool:
        """Whether a rule is a wish of the program."""
        book = self.rules.get(rule)
        return book is not None and book.is_ours(book.by_id[rule])

    def missed(self, council: CouncilOutcome) -> tuple[int, int]:
        """How many aims of documents are missed, and how many of the program's own."""
        ours = sum(map(self.is_ours, council.part.missed))
        return len(council.part.missed) - ours, ours


def board_of(programme: Programme, result: ProgrammeResult, on: date, lang: str) -> Board:
    """The board of a whole programme; steps as of a day."""
    asked = {entry.request.rulebook: entry for entry in programme.entries}
    steps = {
        entry.id: Counter(
            gate.state
            for gate in gates_of(entry.request.council, programme.book_of(entry), entry.dossier, on).states
        )
        for entry in programme.entries
        if entry.dossier is not None
    }
    books = tuple(programme.book_of(entry) for entry in asked.values())
    title = programme.name or ("Programme" if lang == "en" else "Chương trình")
    return Board(title, result, lang, books, steps)
