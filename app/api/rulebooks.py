"""/v1/rulebooks: the rules that may be asked for, by name and by day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.access.roles import May
from app.api.asking import allowed
from app.errors import responses
from app.problems import Fault
from constraints.errors import Problem, RulebookError
from constraints.library import SHIPPED, load, names
from constraints.record import Record, Text
from constraints.rulebook import Rulebook

router = APIRouter(prefix="/v1/rulebooks", tags=["rulebooks"], dependencies=[allowed(May.READ)])


class Listed(Record):
    """A rulebook that a request may name."""

    name: str
    title: Text


@router.get("")
def list_rulebooks() -> list[Listed]:
    """Every rulebook a request may name; several, or single layers of them, may be joined with ``+``."""
    return [Listed(name=name, title=title) for name, title in names().items()]


@router.get("/{name}", response_model=Rulebook, responses=responses(Fault.UNKNOWN_RULEBOOK, Fault.BAD_INPUT))
def read_rulebook(
    name: str, on: Annotated[date | None, Query(description="only the rules in force on this day")] = None
) -> Response:
    """One rulebook, with clauses, doubts, and the provisions that are left to people."""
    book = load(shipped(name))
    chosen = book if on is None else book.on(on)
    return Response(chosen.model_dump_json(indent=1) + "\n", media_type="application/json")


def shipped(name: str) -> str:
    """The name, if it names shipped rulebooks only: a request must not make us read files of this machine.

    Raises:
        RulebookError: anything else.
    """
    layers = {path.stem for path in SHIPPED.glob("*.yaml")} - {"combinations", "sources"}
    known = [*names(), *sorted(layers)]
    if not {part.strip() for part in name.split("+")} <= set(known):
        options = ", ".join(known)
        raise RulebookError(
            [
                Problem(
                    "unknown_rulebook",
                    name,
                    f"Không có bộ quy định này; các bộ: {options}.",
                    f"There is no such rulebook; rulebooks: {options}.",
                )
            ]
        )
    return name
