"""Steps of procedure in words: days, deadlines and clauses, in one language."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cocau.app.present.citations import describe_citations, describe_verification
from cocau.app.present.wording import Wording
from cocau.constraints.model.council import Council
from cocau.constraints.record import Text
from cocau.constraints.rules.rule import VerificationMark
from cocau.constraints.rules.steps import ProcedureStep

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
class ProcedureWording(Wording):
    """Wording for the steps of a council's election and term."""

    council: Council

    @cached_property
    def steps(self) -> dict[str, ProcedureStep]:
        """Return the steps of the council by id."""
        return {step.id: step for step in self.book.steps_for(self.council)}

    def day(self, day: date) -> str:
        """Format a day."""
        return self.say(f"{day:%d/%m/%Y}", f"{day}")

    def weekday(self, day: date) -> str:
        """Return the name of a day's weekday."""
        return self.say(*_DAYS[day.weekday()])

    def short_weekday(self, day: date) -> str:
        """Return the short name of a day's weekday, for a table column."""
        vi, en = _DAYS[day.weekday()]
        return self.say(vi, en[:3])

    def distance(self, day: date) -> str:
        """Return the distance of a day from election day: ``N-95``, ``D-95``."""
        days = (day - self.council.election_day).days
        letter = self.say("N", "D")
        return f"{letter}{days:+d}" if days else letter

    def distances(self) -> str:
        """Explain the notation of distances from election day."""
        return self.say(
            "N: ngày bầu cử; N-95: 95 ngày trước đó; N+10: 10 ngày sau đó.",
            "D: election day; D-95: 95 days before it; D+10: 10 days after it.",
        )

    def clause_of(self, step: ProcedureStep) -> str:
        """Return the clauses of a step."""
        return describe_citations(step.cites, self.book.sources, self.lang, sections=self.codes)

    def title(self, step_id: str) -> str:
        """Return what a step says, without its full stop, and among codes its id."""
        said = self.plain(self.steps[step_id].says).rstrip(".")
        return f"{said} [{step_id}]" if self.codes else said

    def caution(self, mark: VerificationMark | None) -> str:
        """Return the warning for a deadline not compared with the text; nothing for V1."""
        return "" if mark is None or mark is VerificationMark.V1 else describe_verification(mark, self.lang)

    def not_sunday(self, step_id: str) -> str:
        """Say that the day of a step should be a Sunday and is none, with the clause."""
        day = self.council.election_day
        clause = self.clause_of(self.steps[step_id])
        return self.say(
            f"Ngày bầu cử {self.day(day)} là {self.weekday(day)}, không phải Chủ nhật ({clause}).",
            f"Election day {self.day(day)} is a {self.weekday(day)}, not a Sunday ({clause}).",
        )


def list_step_doubts(step: ProcedureStep) -> list[Text]:
    """List what is uncertain about a step or about its clauses."""
    return [text for text in (step.doubt, *(cite.doubt for cite in step.cites)) if text is not None]
