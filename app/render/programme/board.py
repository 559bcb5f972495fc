"""What every part of the dashboard of a programme needs: the programme, its result, a day and a language."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from app.procedure import gates_of
from app.render.blocks import Tone, Words
from app.words import label
from constraints.council import Level
from constraints.gates import State
from constraints.rulebook import Rulebook
from solver.programme.entries import Programme
from solver.programme.result import CouncilOutcome, Fate, ProgrammeResult

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
    """A programme and its result, told in one language; `on`: the day on which steps are looked at."""

    programme: Programme
    result: ProgrammeResult
    on: date
    lang: str

    def say(self, vi: str, en: str) -> str:
        """The words in this language."""
        return en if self.lang == "en" else vi

    def level(self, level: Level) -> str:
        """A level in words."""
        return label(level, self.lang)

    def fate(self, council: CouncilOutcome) -> Words:
        """What became of a council, in a word."""
        return Words(self.say(*FATES[council.fate]), _TONES[council.fate])

    def book(self, council: CouncilOutcome) -> Rulebook:
        """The rulebook of a council."""
        return self.programme.book_of(self.programme.by_id[council.id])

    def missed(self, council: CouncilOutcome) -> tuple[list[str], list[str]]:
        """Missed aims of documents, and the program's own."""
        book = self.book(council)
        ours = [i for i in council.part.missed if i in book.by_id and book.is_ours(book.by_id[i])]
        return [i for i in council.part.missed if i not in ours], ours

    def steps(self, council: CouncilOutcome) -> Counter[State] | None:
        """How many steps of a council stand where; None without a dossier."""
        entry = self.programme.by_id[council.id]
        if entry.dossier is None:
            return None
        states = gates_of(entry.request.council, self.book(council), entry.dossier, self.on).states
        return Counter(gate.state for gate in states)

    def named(self, council: str) -> str:
        """A council by its name and id."""
        entry = self.programme.by_id.get(council)
        return council if entry is None else f"{entry.request.council.name} [{council}]"
