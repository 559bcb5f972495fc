"""`replacements`: who could take a listed person's part, one for one, without breaking a rule."""

from typing import Literal

from pydantic import Field

from cocau.app.jobs.task import Answer, Kind, State
from cocau.app.jobs.tasks.posed import Posed, Question, at_fields
from cocau.constraints.record import Record
from cocau.solver.outcome import OnProgress
from cocau.solver.replacements import Replacements, replacements


class ReplacementsQuestion(Question):
    """Of these people; of everybody listed, where none is given."""

    question: Literal["replacements"] = "replacements"
    people: tuple[str, ...] | None = Field(default=None, description="ids")


class Replaceable(Record):
    """The replacements of each person asked about."""

    replacements: tuple[Replacements, ...]

    def to_json(self) -> str:
        """Canonical JSON."""
        return self.model_dump_json(indent=1) + "\n"


def compute(asked: Posed[ReplacementsQuestion], _: OnProgress) -> Answer:
    """See `solver.replacements.replacements`; it takes a moment, and is not stopped."""
    people = asked.question.people
    with at_fields({i: f"people: {i}" for i in people or ()}):
        return Replaceable(replacements=replacements(asked.proposal, people)), State.DONE


REPLACEMENTS = Kind("replacements", Posed[ReplacementsQuestion], compute)
