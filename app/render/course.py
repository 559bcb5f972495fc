"""Steps of procedure in words: days, deadlines and clauses, in one language."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cocau.app.render.clauses import clauses, verified
from cocau.app.render.wording import Wording
from cocau.constraints.council import Council
from cocau.constraints.record import Text
from cocau.constraints.rule import Mark
from cocau.constraints.steps import Step

_DAYS = (
    ("thứ Hai", "Monday"),
    ("thứ Ba", "Tuesday"),
    ("thứ Tư", "Wednesday"),
    ("thứ Năm", "Thursday"),
    ("thứ Sáu", "Friday"),
    ("thứ Bảy", "Saturday"),
    ("Chủ nhật", "Sunday"),
)


@dataclass(frozen=True)
class Course(Wording):
    """A council and the steps of its election and term."""

    council: Council

    @cached_property
    def steps(self) -> dict[str, Step]:
        """The steps of this council by id."""
        return {step.id: step for step in self.book.steps_for(self.council)}

    def day(self, day: date) -> str:
        """A day as it is written in this language."""
        return self.say(f"{day:%d/%m/%Y}", f"{day}")

    def weekday(self, day: date) -> str:
        """The name of the day of the week."""
        return self.say(*_DAYS[day.weekday()])

    def short_weekday(self, day: date) -> str:
        """The same, for the column of a table."""
        vi, en = _DAYS[day.weekday()]
        return self.say(vi, en[:3])

    def distance(self, day: date) -> str:
        """How far a day is from election day, as plans write it: ``N-95``, ``D-95``."""
        days = (day - self.council.election_day).days
        letter = self.say("N", "D")
        return f"{letter}{days:+d}" if days else letter

    def distances(self) -> str:
        """What those distances mean."""
        return self.say(
            "N: ngày bầu cử; N-95: 95 ngày trước đó; N+10: 10 ngày sau đó.",
            "D: election day; D-95: 95 days before it; D+10: 10 days after it.",
        )

    def clause_of(self, step: Step) -> str:
        """The clauses of a step."""
        return clauses(step.cites, self.book.sources, self.lang)

    def title(self, i: str) -> str:
        """What a step says, without its full stop, and its id."""
        return f"{self.steps[i].says.of(self.lang).rstrip('.')} [{i}]"

    def caution(self, mark: Mark | None) -> str:
        """What must be said beside a deadline that was not compared with the text; nothing for V1."""
        return "" if mark is None or mark is Mark.V1 else verified(mark, self.lang)

    def not_sunday(self, i: str) -> str:
        """That the day of a step should be a Sunday and is none, with the clause."""
        day = self.council.election_day
        clause = self.clause_of(self.steps[i])
        return self.say(
            f"Ngày bầu cử {self.day(day)} là {self.weekday(day)}, không phải Chủ nhật ({clause}).",
            f"Election day {self.day(day)} is a {self.weekday(day)}, not a Sunday ({clause}).",
        )


def step_doubts(step: Step) -> list[Text]:
    """What is uncertain about a step or about its clauses."""
    return [text for text in (step.doubt, *(cite.doubt for cite in step.cites)) if text is not None]
