"""/v1/rulebooks/{name}/tests: rule cases run against a rulebook, as `cocau test` does."""

from typing import Annotated

from fastapi import APIRouter, Body

from cocau.app.access.roles import May
from cocau.app.api.asking import CallerDep, StoreDep
from cocau.app.api.examples import sent_cases
from cocau.app.api.papers import MAKE_ERRORS
from cocau.app.api.reading_turns import ReadingTurnsDep
from cocau.app.api.yaml_body import YamlBody, yaml_too
from cocau.app.errors import responses
from cocau.app.office.rulebooks import Yaml, resolve
from cocau.app.problems import Fault
from cocau.constraints.record import Record, Text
from cocau.fixtures.result import Result, Status, in_words
from cocau.fixtures.run_sent import run_sent

router = APIRouter(prefix="/v1/rulebooks/{name}/tests", tags=["rulebooks"], route_class=YamlBody)


class Cases(Record):
    """Cases in YAML, as in a file of cases; their `rulebook` is the one in the address."""

    yaml: Yaml


class CaseResult(Record):
    """One case: its line, its sentence, and what it says if it did not pass."""

    line: int
    name: str
    status: Status
    messages: tuple[Text, ...]


class Tested(Record):
    """Every case. `passed`: all of them did; one left for later is no pass."""

    rulebook: str
    rulebook_digest: str
    passed: bool
    results: tuple[CaseResult, ...]


@router.post(
    "",
    operation_id="testRulebook",
    responses=MAKE_ERRORS | responses(Fault.UNKNOWN_RULEBOOK, Fault.BUSY),
    openapi_extra=yaml_too(()),
)
def test_rulebook(
    name: str,
    store: StoreDep,
    caller: CallerDep,
    turns: ReadingTurnsDep,
    body: Annotated[Cases, Body(openapi_examples=sent_cases())],
) -> Tested:
    """Run cases (audits and gates) against a rulebook. A case that fails is an answer, not an error."""
    caller.must(May.ASK)
    book = resolve(store, caller, name)
    with turns.room(), turns.taken():
        results = run_sent(body.yaml, "yaml", book)
    return Tested(
        rulebook=book.name,
        rulebook_digest=book.digest,
        passed=all(result.status is Status.PASS for result in results),
        results=tuple(_shown(result) for result in results),
    )


def _shown(result: Result) -> CaseResult:
    messages = tuple(Text(vi=in_words(m, "vi"), en=in_words(m, "en")) for m in result.messages)
    return CaseResult(line=result.line, name=result.name, status=result.status, messages=messages)
