"""/v1/problems: every kind of error and every code of a problem there is, for programs and for people."""

from fastapi import APIRouter

from cocau.app.catalogue.codes import Issue, issues
from cocau.app.errors import responses
from cocau.app.office.errors import Missing
from cocau.app.problems import Fault
from cocau.constraints.record import Record

router = APIRouter(prefix="/v1/problems", tags=["problems"])


class Kind(Record):
    """A kind of error: the `type` of an answer, its status and its title."""

    type: str
    code: str
    status: int
    title: str


class Catalogue(Record):
    """All there is: kinds of errors, and codes of the problems that are listed in them."""

    kinds: tuple[Kind, ...]
    codes: tuple[Issue, ...]


@router.get("", operation_id="listProblems", responses=responses(Fault.FAILURE))
def list_problems() -> Catalogue:
    """The closed catalogue of errors: what is not in it is never answered."""
    return Catalogue(kinds=tuple(_kind(fault) for fault in Fault), codes=tuple(issues().values()))


@router.get("/{code}", operation_id="readProblem", responses=responses(Fault.NOT_FOUND, Fault.FAILURE))
def read_problem(code: str) -> Issue:
    """What one code means."""
    if code not in issues():
        raise Missing(code[:60])
    return issues()[code]


def _kind(fault: Fault) -> Kind:
    return Kind(
        type=f"urn:cocau:problem:{fault.slug}",
        code=fault.slug.replace("-", "_"),
        status=fault.status,
        title=fault.title,
    )
