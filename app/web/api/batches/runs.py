"""Routes that sweeps and programmes share: list, status, stop, erasure."""

from dataclasses import dataclass
from typing import Annotated, Any, Generic

from fastapi import APIRouter, Path, Request, Response
from pydantic import AfterValidator

from cocau.app.auth.caller import Caller
from cocau.app.problems import ErrorType
from cocau.app.services.batches.runs import (
    BatchRunStatus,
    BatchRunType,
    StatusType,
    cancel_run,
    erase_run,
    get_run_status,
    list_runs,
)
from cocau.app.services.computations import Services, Submission
from cocau.app.web.api.proposals.routes import READ_ERRORS
from cocau.app.web.deps import EXAMPLE_ID, CallerDep, ServicesDep, StoreDep, check_id
from cocau.app.web.errors import describe_errors
from cocau.app.web.http_headers import LINK, REPLAYED_HEADER, SUBMISSION_HEADERS
from cocau.app.web.paging import PagingDep, ResultPage, build_page
from cocau.app.web.responses import respond_accepted

RUN_ERRORS = (*READ_ERRORS, ErrorType.NOT_FOUND)
RUN_ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"description": "Accepted for good", "headers": SUBMISSION_HEADERS}
}


@dataclass(frozen=True)
class BatchRunRoutes(Generic[StatusType]):
    """The routes of one type of batch run; each `add_` method adds one to the router.

    `name`: of the type, in names of routes and in the path of one run; `many`: its plural.
    """

    router: APIRouter
    run_type: BatchRunType[StatusType]
    name: str
    many: str = ""

    @property
    def plural(self) -> str:
        """Return the plural of the name."""
        return self.many or f"{self.name}s"

    @property
    def path(self) -> str:
        """Return the path of one run, below that of the router."""
        return f"/{{{self.name.lower()}_id}}"

    @property
    def run_id(self) -> Any:  # noqa: ANN401  # an annotation
        """Return the annotation of a run's id in the path."""
        place = Path(alias=f"{self.name.lower()}_id", description="its id", examples=[EXAMPLE_ID])
        return Annotated[str, AfterValidator(check_id), place]

    def respond_accepted(self, office: Services, caller: Caller, submission: Submission) -> Response:
        """Respond 202 with the status of a run that was asked for, and where it is."""
        now = get_run_status(office.store, caller, self.run_type, submission.id)
        headers = {"Location": f"{self.router.prefix}/{submission.id}"}
        return respond_accepted(now, headers | (REPLAYED_HEADER if submission.replayed else {}))

    def add_list(self) -> None:
        """Add the list of the runs of a locality."""

        @self.router.get(
            "",
            operation_id=f"list{self.plural}",
            summary=f"List {self.plural}",
            description=f"List the {self.plural.lower()} of your locality, newest first.",
            response_model=ResultPage[self.run_type.status],  # type: ignore[name-defined]  # known when it runs
            responses=describe_errors(*READ_ERRORS) | {200: {"headers": LINK}},
        )
        def runs(
            request: Request, response: Response, store: StoreDep, caller: CallerDep, paging: PagingDep
        ) -> ResultPage[StatusType]:
            found = list_runs(store, caller, self.run_type, after=paging.after, limit=paging.fetch_limit)
            return build_page(request, response, paging, found, lambda status: status)

    def add_status(self, description: str) -> None:
        """Add the status of a run."""

        @self.router.get(
            self.path,
            operation_id=f"read{self.name}",
            summary=f"Read {self.name}",
            description=description,
            response_model=self.run_type.status,
            responses=describe_errors(*RUN_ERRORS),
        )
        def status(run_id: self.run_id, store: StoreDep, caller: CallerDep) -> BatchRunStatus:  # type: ignore[name-defined]
            return get_run_status(store, caller, self.run_type, run_id)

    def add_cancel(self) -> None:
        """Add the stop of a run."""

        @self.router.post(
            f"{self.path}/cancel",
            operation_id=f"cancel{self.name}",
            summary=f"Cancel {self.name}",
            description="Stop it; the rows that are there stay. One that has ended stays as it is.",
            response_model=self.run_type.status,
            responses=describe_errors(*RUN_ERRORS),
        )
        def cancel(run_id: self.run_id, office: ServicesDep, caller: CallerDep) -> BatchRunStatus:  # type: ignore[name-defined]
            return cancel_run(office, caller, self.run_type, run_id)

    def add_erase(self, description: str) -> None:
        """Add the erasure of a run."""

        @self.router.delete(
            self.path,
            operation_id=f"erase{self.name}",
            summary=f"Erase {self.name}",
            description=description,
            response_model=self.run_type.status,
            responses=describe_errors(*RUN_ERRORS, ErrorType.ERASED),
        )
        def erase(run_id: self.run_id, store: StoreDep, caller: CallerDep) -> BatchRunStatus:  # type: ignore[name-defined]
            return erase_run(store, caller, self.run_type, run_id)
