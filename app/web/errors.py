"""Errors of the service as problem+json (RFC 9457); nothing internal is told."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match

from cocau.app.files.problems import MOST_PROBLEMS, limit_problems
from cocau.app.files.text import make_printable
from cocau.app.problems import (
    MEDIA_TYPE,
    ErrorType,
    ProblemError,
    build_input_problem,
    build_problem_document,
)
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Problem


class MissingPrecondition(ProblemError):
    """An edit that does not say, in If-Match, which one version it is of."""

    type = ErrorType.NO_CONDITION

    def __init__(self) -> None:
        super().__init__(
            'Hãy ghi trong If-Match đúng một phiên bản đang sửa, như ETag đã cho: If-Match: "1".',
            'Say in If-Match which one version this is an edit of, as its ETag said: If-Match: "1".',
        )


class MalformedRequest(ProblemError):
    """A part of a request that cannot be read; `where` names it, the texts say what is right."""

    type = ErrorType.MALFORMED

    def __init__(self, where: str, vi: str, en: str) -> None:
        super().__init__(vi, en, where=where)


class ClientGone(ProblemError):
    """The client left before its file was read: nobody reads this answer."""

    type = ErrorType.MALFORMED

    def __init__(self) -> None:
        super().__init__("Người gửi đã ngắt kết nối.", "The client has left.")


class ComputationFailed(ProblemError):
    """A computation waited for has failed; the texts say why, `headers` where to look."""

    type = ErrorType.FAILURE


class TooManyStreams(ProblemError):
    """More event streams are open than one caller, or all together, may have."""

    type = ErrorType.TOO_MANY_STREAMS

    def __init__(self) -> None:
        super().__init__(
            "Đang mở quá nhiều luồng sự kiện; hãy đóng bớt, hoặc thỉnh thoảng đọc trạng thái.",
            "Too many event streams are open; close some, or look at the status now and then.",
            headers={"Retry-After": "5"},
        )


class UnsupportedMediaType(ProblemError):
    """A body of a media type that is not read here; `read` are those that are."""

    type = ErrorType.WRONG_MEDIA

    def __init__(self, found: str, read: Sequence[str]) -> None:
        sent, readable = make_printable(found), ", ".join(read)
        super().__init__(
            f"Không đọc được loại nội dung '{sent}' ở đây; dùng một trong: {readable}.",
            f"Bodies of type '{sent}' are not read here; use one of: {readable}.",
        )


class NotAcceptable(ProblemError):
    """No format that a client accepts is offered; `offered`: the media types that are."""

    type = ErrorType.NOT_ACCEPTABLE

    def __init__(self, offered: Sequence[str]) -> None:
        listed = ", ".join(offered)
        super().__init__(
            f"Không có dạng nào trong Accept; ở đây có: {listed}. Hoặc chọn bằng ?format=.",
            f"Accept takes none of the forms here: {listed}; or say ?format=.",
        )


class ServiceBusy(ProblemError):
    """Too much is being done at once; `seconds`: when to ask again."""

    type = ErrorType.BUSY

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"Đang có quá nhiều việc cùng lúc: hãy gửi lại sau khoảng {seconds} giây.",
            f"Too much is being done at once: ask again in about {seconds} seconds.",
            headers={"Retry-After": str(seconds)},
        )


class ServiceUnready(ProblemError):
    """The service cannot work now; each problem says what is missing."""

    type = ErrorType.UNREADY

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(p.vi for p in self.problems), "; ".join(p.en for p in self.problems))

    def list_problems(self, path: str) -> tuple[Problem, ...]:
        """Return what is missing."""
        del path
        return self.problems


class StorageUnavailable(ProblemError):
    """The database is away, full, or at another schema: what was asked for was not done."""

    type = ErrorType.UNAVAILABLE

    def __init__(self) -> None:
        super().__init__(
            "Cơ sở dữ liệu tạm thời không dùng được, yêu cầu chưa được thực hiện: hãy gửi lại sau.",
            "The database cannot be used now and nothing was done: ask again later.",
            headers={"Retry-After": "10"},
        )


log = logging.getLogger("cocau")

STORAGE_ERRORS = (OperationalError, InterfaceError, ProgrammingError, PoolTimeout)
"""What SQLAlchemy raises for a database away, full, locked, or of another version."""

KNOWN_ERRORS = (ProblemError, InputError, RequestValidationError, HTTPException, *STORAGE_ERRORS)
"""Errors that are answered to whoever asked; all others are failures of ours."""


def install_error_handlers(app: FastAPI) -> None:
    """Register the handler that answers every known error of an app as problem+json."""
    for known in KNOWN_ERRORS:
        app.add_exception_handler(known, respond_to_error)


@dataclass(frozen=True)
class ProblemResponse:
    """A response to an error: the body of problem+json, and its headers."""

    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


def build_problem_response(error: Exception, path: str) -> ProblemResponse:
    """Build the response to an error at a path; log it unless it is in `KNOWN_ERRORS`."""
    match error:
        case ProblemError():
            problems = error.list_problems(path)
            body = build_problem_document(error.type, error.en, path, problems)
            return ProblemResponse(body, error.headers)
        case InputError():
            return ProblemResponse(build_input_problem(error, path))
        case RequestValidationError():
            return _from_validation_error(error, path)
        case HTTPException():
            return _from_http_error(error, path)
        case OperationalError() | InterfaceError() | ProgrammingError() | PoolTimeout():
            log.error("the database cannot be used", exc_info=error)
            return build_problem_response(StorageUnavailable(), path)
        case _:
            log.error("failure", exc_info=error)
            body = build_problem_document(ErrorType.FAILURE, "The failure is in our log.", path)
            return ProblemResponse(body)


def respond_to_error(request: Request, error: Exception) -> JSONResponse:
    """Respond to an error with problem+json."""
    problem = build_problem_response(error, request.url.path)
    status, headers = problem.body["status"], problem.headers
    if status == ErrorType.WRONG_METHOD.status:
        headers = headers | {"Allow": ", ".join(_list_allowed_methods(request))}
    return JSONResponse(problem.body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def _list_allowed_methods(request: Request) -> list[str]:
    """List every method of a path; the framework names those of its first route alone."""
    scopes = {method: {**request.scope, "method": method} for method in _METHODS}
    return [
        method
        for method, scope in scopes.items()
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)
    ]


def describe_errors(*faults: ErrorType) -> dict[int | str, dict[str, Any]]:
    """Describe the errors of an endpoint for OpenAPI."""
    return {
        fault.status: {"description": fault.title, "content": {MEDIA_TYPE: {"schema": PROBLEM_REFERENCE}}}
        for fault in faults
    }


PROBLEM_REFERENCE = {"$ref": "#/components/schemas/Problem"}
"""To `PROBLEM_SCHEMA`, which stands in a description once."""

_TEXT = {"type": "string"}

PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "problems"],
    "properties": {
        "type": {**_TEXT, "enum": [f"urn:cocau:problem:{fault.slug}" for fault in ErrorType]},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "instance": {"type": ["string", "null"]},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "where", "vi", "en"],
                "properties": {"code": _TEXT, "where": _TEXT, "vi": _TEXT, "en": _TEXT},
            },
        },
    },
}


class _BodyErrors:
    """FastAPI's list of errors in the shape of pydantic's own, without the leading "body"."""

    def __init__(self, error: RequestValidationError) -> None:
        self._errors = error.errors()

    def errors(self, **_: bool) -> list[dict[str, Any]]:
        """Return the errors; see `pydantic.ValidationError.errors`."""
        return [
            e | {"loc": _strip_body_prefix(e["loc"]), "type": _TYPE_ALIASES.get(e["type"], e["type"])}
            for e in self._errors[:MOST_PROBLEMS]
        ]


_TYPE_ALIASES = {"model_attributes_type": "model_type"}
"""What FastAPI's way of validating calls differently."""


def _strip_body_prefix(path: tuple[int | str, ...]) -> tuple[int | str, ...]:
    return path[1:] if path[:1] == ("body",) else path


def _from_validation_error(error: RequestValidationError, path: str) -> ProblemResponse:
    if any(isinstance(one.get("input"), bytes) for one in error.errors()):  # nothing was parsed
        detail = "The Content-Type must be application/json."
        return ProblemResponse(build_problem_document(ErrorType.MALFORMED, detail, path))
    first = list_validation_problems(cast("ValidationError", _BodyErrors(error)), limit=MOST_PROBLEMS)
    problems = limit_problems(first, len(error.errors()), ())
    return ProblemResponse(build_input_problem(InputError(problems), path))


_TYPES_BY_STATUS = {
    fault.status: fault
    for fault in (
        ErrorType.NOT_FOUND,
        ErrorType.WRONG_METHOD,
        ErrorType.TOO_SLOW,
        ErrorType.TOO_LARGE,
        ErrorType.MISDIRECTED,
    )
}


def _from_http_error(error: HTTPException, path: str) -> ProblemResponse:
    fault = _TYPES_BY_STATUS.get(
        error.status_code,
        ErrorType.MALFORMED if error.status_code < ErrorType.FAILURE.status else ErrorType.FAILURE,
    )
    body = build_problem_document(fault, str(error.detail), path) | {"status": error.status_code}
    return ProblemResponse(body, dict(error.headers or {}))
