"""What a sweep is asked for with: a base, and what is different in each what-if."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, JsonValue, Tag, ValidationError
from pydantic_core import PydanticCustomError

from cocau.app.jobs.tasks.sweep import Different
from cocau.app.office.ask import Ask, Label
from cocau.app.office.merging import merged
from cocau.constraints.documents import problems_of
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.record import Record
from cocau.solver.request import PlanRequest

MOST = 10_000
"""What-ifs in one sweep."""

TOLD = 100
"""Problems that are told at once."""


class OfProposal(Record):
    """The request of a proposal that was asked for before."""

    proposal: str = Field(pattern=r"^prp_[0-9a-z]{26}$", examples=["prp_01k0000000000000000000000a"])


def _branch(value: Any) -> str:  # noqa: ANN401  # whatever was sent
    known = isinstance(value, OfProposal) or (isinstance(value, dict) and "proposal" in value)
    return "(ref)" if known else "(inline)"


def _named(name: str) -> str:
    if not name.strip() or not name.isprintable():
        raise PydanticCustomError("one_line", "one line of text")
    return name


class Change(Record):
    """One what-if: a merge patch (RFC 7396) of `overrides`, `raised`, `pins`, `introducing` and `seconds`."""

    name: Annotated[str, AfterValidator(_named)] = Field(max_length=60)
    patch: dict[str, JsonValue] = Field(examples=[{"raised": ["more-experts"]}])


class Asked(Record):
    """A sweep asked for."""

    base: Annotated[
        Annotated[Ask, Tag("(inline)")] | Annotated[OfProposal, Tag("(ref)")],
        Discriminator(_branch),
        Field(description="a request as for a proposal, or a proposal whose request it is"),
    ]
    changes: tuple[Change, ...] = Field(min_length=1, max_length=MOST)
    label: Label = Field(default="", max_length=300, description="to find it again by; no personal data")


def differences(base: PlanRequest, changes: Sequence[Change], most_seconds: float) -> tuple[Different, ...]:
    """What each what-if has instead of the base's.

    Raises:
        InputError: everything wrong with the patches (the first hundred things), and names that come twice.
    """
    fields = set(Different.model_fields) - {"name"}
    before = base.model_dump(mode="json", include=fields)
    found: list[Different] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, change in enumerate(changes):
        if change.name in seen:
            problems.append(
                Problem("twice", f"changes.{number}.name", "Tên ghi hai lần.", "A name given twice.")
            )
        seen.add(change.name)
        try:
            found.append(_different(before, change, most_seconds))
        except ValidationError as error:
            problems += [problem.at(f"changes.{number}.patch") for problem in problems_of(error)]
        if len(problems) >= TOLD:
            break
    if problems:
        raise InputError(problems)
    return tuple(found)


def _different(before: dict[str, Any], change: Change, most_seconds: float) -> Different:
    touched = {field: before[field] for field in change.patch if field in before}
    after = merged(touched, change.patch)
    gone = {field: _default(field) for field in touched if field not in after}
    different = Different.model_validate({"name": change.name} | after | gone)
    if "seconds" in different.model_fields_set:
        return different.but(seconds=min(different.seconds, most_seconds))
    return different


def _default(field: str) -> Any:  # noqa: ANN401  # of any type
    return Different.model_fields[field].get_default(call_default_factory=True)
