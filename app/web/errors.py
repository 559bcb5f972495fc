"""Errors of the service as problem+json (RFC 9457); nothing internal is told."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from cocau.app.files.text import make_printable
from cocau.app.jobs.lifecycle import QuotaExceeded
from cocau.app.permissions import (
    CrossSiteRequest,
    Forbidden,
    RateLimited,
    Unauthenticated,
    WrongPassword,
)
from cocau.app.problems import MEDIA_TYPE, ErrorType, build_input_problem, build_problem_document
from cocau.app.services.acts import KeyReused
from cocau.app.services.errors import ActRefused, Erased, Missing, NotReady, Stale
from cocau.constraints.documents import list_validation_problems
from cocau.constraints.errors import InputError, Problem


class MissingPrecondition(Exception):
    """An edit that does not say, in If-Match, which one version it is of."""


class MalformedRequest(Exception):
    """A part of a request that cannot be read; `where` names it, the texts say what is right."""

    def __init__(self, where: str, vi: str, en: str) -> None:
        self.where, self.vi, self.en = where, vi, en
        super().__init__(f"{where}: {en}")


class ComputationFailed(Exception):
    """A computation that was waited for has failed; the texts say why, `headers` where to look."""

    def __init__(self, vi: str, en: str, headers: dict[str, str]) -> None:
        self.vi, self.en, self.headers = vi, en, headers
        super().__init__(en)


class TooManyStreams(Exception):
    """More event streams are open than one caller, or all together, may have."""


class UnsupportedMediaType(Exception):
    """A body of a media type that is not read here; `read` are those that are."""

    def __init__(self, found: str, read: Sequence[str]) -> None:
        self.found, self.read = found, tuple(read)
        super().__init__(f"{found} is not read here")


class NotAcceptable(Exception):
    """None of the formats that a client accepts is offered; `offered`: the media types that are."""

    def __init__(self, offered: tuple[str, ...]) -> None:
        self.offered = offered
        super().__init__(f"offered are {', '.join(offered)}")


log = logging.getLogger("cocau")


class ServiceBusy(Exception):
    """Too much is being done at once; `seconds`: when to ask again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"busy for about {seconds} s")


class ServiceUnready(Exception):
    """The service cannot work now; each problem says what is missing."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.en for problem in self.problems))


def install_error_handlers(app: FastAPI) -> None:
    """Register the handlers that answer every error of an app as problem+json."""
    for known in KNOWN_ERRORS:
        app.add_exception_handler(known, _handle_known_error)
    app.add_exception_handler(Exception, _handle_failure)


@dataclass(frozen=True)
class ProblemResponse:
    """A response to an error: the body of problem+json, and its headers."""

    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


def build_problem_response(error: Exception, path: str) -> ProblemResponse:
    """Build the response to an error met at a path; errors that are not `KNOWN_ERRORS` are failures."""
    for known, tell in _RESPONSE_BUILDERS.items():
        if isinstance(error, known):
            return tell(error, path)
    return ProblemResponse(build_problem_document(ErrorType.FAILURE, "The failure is in our log.", path))


def _handle_known_error(request: Request, error: Exception) -> JSONResponse:
    return _to_json_response(build_problem_response(error, request.url.path))


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


def _to_json_response(problem: ProblemResponse) -> JSONResponse:
    return JSONResponse(
        problem.body, status_code=problem.body["status"], media_type=MEDIA_TYPE, headers=problem.headers
    )


def _from_input_error(error: InputError, path: str) -> ProblemResponse:
    return ProblemResponse(build_input_problem(error, path))


class _BodyErrors:
    """FastAPI's list of errors in the shape of pydantic's own, without the leading "body"."""

    def __init__(self, error: RequestValidationError) -> None:
        self._errors = error.errors()

    def errors(self, **_: bool) -> list[dict[str, Any]]:
        """Return the errors; see `pydantic.ValidationError.errors`."""
        return [
            e | {"loc": _strip_body_prefix(e["loc"]), "type": _TYPE_ALIASES.get(e["type"], e["type"])}
            for e in self._errors
        ]


_TYPE_ALIASES = {"model_attributes_type": "model_type"}
"""What FastAPI's way of validating calls differently."""


def _strip_body_prefix(path: tuple[int | str, ...]) -> tuple[int | str, ...]:
    return path[1:] if path[:1] == ("body",) else path


def _describe_malformed_body(error: dict[str, Any]) -> str | None:
    """Describe what is wrong with a body that is no JSON at all."""
    if error["type"] == "json_invalid":
        return f"Not JSON at character {error['loc'][-1]}: {error['ctx']['error']}."
    return "The Content-Type must be application/json." if isinstance(error.get("input"), bytes) else None


def _from_validation_error(error: RequestValidationError, path: str) -> ProblemResponse:
    malformed = next(filter(None, map(_describe_malformed_body, error.errors())), None)
    if malformed is not None:
        return ProblemResponse(build_problem_document(ErrorType.MALFORMED, malformed, path))
    problems = list_validation_problems(cast("ValidationError", _BodyErrors(error)))
    return ProblemResponse(build_input_problem(InputError(problems), path))


_TYPES_BY_STATUS = {
    fault.status: fault
    for fault in (ErrorType.NOT_FOUND, ErrorType.WRONG_METHOD, ErrorType.TOO_LARGE, ErrorType.MISDIRECTED)
}


def respond_to_http_error(request: Request, error: HTTPException) -> JSONResponse:
    """Respond to an error that the framework raised with a status code."""
    return _to_json_response(_from_http_error(error, request.url.path))


def _from_http_error(error: HTTPException, path: str) -> ProblemResponse:
    fault = _TYPES_BY_STATUS.get(
        error.status_code,
        ErrorType.MALFORMED if error.status_code < ErrorType.FAILURE.status else ErrorType.FAILURE,
    )
    body = build_problem_document(fault, str(error.detail), path) | {"status": error.status_code}
    return ProblemResponse(body, dict(error.headers or {}))


def _from_unready(error: ServiceUnready, path: str) -> ProblemResponse:
    return ProblemResponse(build_problem_document(ErrorType.UNREADY, str(error), path, error.problems))


def _from_refusal(error: Exception, path: str) -> ProblemResponse:
    fault, vi, en, headers = _REFUSAL_TEXTS[type(error)](error)
    problem = Problem(fault.slug.replace("-", "_"), getattr(error, "where", path), vi, en)
    return ProblemResponse(build_problem_document(fault, en, path, [problem]), headers)


_RefusalText = tuple[ErrorType, str, str, dict[str, str]]


def _describe_unauthenticated(_: Unauthenticated) -> _RefusalText:
    en = "Send an API key (Authorization: Bearer) or sign in at /v1/session."
    vi = "Hãy gửi khóa API (Authorization: Bearer) hoặc đăng nhập ở /v1/session."
    return ErrorType.UNAUTHENTICATED, vi, en, {"WWW-Authenticate": "Bearer"}


def _describe_wrong_password(_: WrongPassword) -> _RefusalText:
    en = "No user has this name with this password."
    return ErrorType.UNAUTHENTICATED, "Tên hoặc mật khẩu không đúng.", en, {"WWW-Authenticate": "Bearer"}


def _describe_cross_site(_: CrossSiteRequest) -> _RefusalText:
    en = "A page of another site asked for this; only pages of this host may change anything for you."
    vi = "Một trang của nơi khác gửi yêu cầu này; chỉ trang của dịch vụ này mới được thay đổi dữ liệu."
    return ErrorType.CROSS_SITE, vi, en, {}


def _describe_rate_limited(error: RateLimited) -> _RefusalText:
    en = f"Ask again in {error.seconds} seconds."
    headers = {
        "Retry-After": str(error.seconds),
        "RateLimit-Policy": error.policy,
        "RateLimit": f'"rate";r=0;t={error.seconds}',
    }
    return ErrorType.TOO_FAST, f"Hãy gửi lại sau {error.seconds} giây.", en, headers


def _describe_forbidden(error: Forbidden) -> _RefusalText:
    en = f"Your role does not allow: {error.what}."
    return ErrorType.FORBIDDEN, f"Vai trò của bạn không được phép: {error.what}.", en, {}


def _describe_missing(error: Missing) -> _RefusalText:
    return ErrorType.NOT_FOUND, f"Không có {error.subject}.", f"There is no {error.subject}.", {}


def _describe_erased(error: Erased) -> _RefusalText:
    return ErrorType.ERASED, f"{error.subject} đã bị xóa.", f"{error.subject} was erased.", {}


def _describe_stale(error: Stale) -> _RefusalText:
    en = f"{error.subject} is at version {error.now} now: read it again, then edit that version."
    vi = f"{error.subject} nay ở phiên bản {error.now}: hãy đọc lại rồi sửa trên phiên bản đó."
    return ErrorType.STALE, vi, en, {"ETag": f'"{error.now}"'}


def _describe_not_ready(error: NotReady) -> _RefusalText:
    en = f"{error.subject} is {error.state}: there is nothing of this kind to be had from it."
    return (
        ErrorType.NOT_READY,
        f"{error.subject} đang ở trạng thái {error.state}: chưa có kết quả này.",
        en,
        {},
    )


def _describe_missing_precondition(_: MissingPrecondition) -> _RefusalText:
    en = 'Say in If-Match which one version this is an edit of, as its ETag said: If-Match: "1".'
    vi = 'Hãy ghi trong If-Match đúng một phiên bản đang sửa, như ETag đã cho: If-Match: "1".'
    return ErrorType.NO_CONDITION, vi, en, {}


def _describe_malformed_part(error: MalformedRequest) -> _RefusalText:
    return ErrorType.MALFORMED, error.vi, error.en, {}


def _describe_too_many_streams(_: TooManyStreams) -> _RefusalText:
    en = "Too many event streams are open; close some, or look at the status now and then."
    vi = "Đang mở quá nhiều luồng sự kiện; hãy đóng bớt, hoặc thỉnh thoảng đọc trạng thái."
    return ErrorType.TOO_MANY_STREAMS, vi, en, {"Retry-After": "5"}


def _describe_not_acceptable(error: NotAcceptable) -> _RefusalText:
    offered = ", ".join(error.offered)
    vi = f"Không có dạng nào trong Accept; ở đây có: {offered}. Hoặc chọn bằng ?format=."
    return (
        ErrorType.NOT_ACCEPTABLE,
        vi,
        f"Accept takes none of the forms here: {offered}; or say ?format=.",
        {},
    )


def _describe_key_reused(error: KeyReused) -> _RefusalText:
    en = f"The Idempotency-Key {error.key!r} was used for another request; take a new one."
    vi = f"Idempotency-Key {error.key!r} đã dùng cho yêu cầu khác; hãy dùng khóa mới."
    return ErrorType.KEY_REUSED, vi, en, {}


def _describe_computation_failed(error: ComputationFailed) -> _RefusalText:
    return ErrorType.FAILURE, error.vi, error.en, error.headers


def _describe_refused_act(error: ActRefused) -> _RefusalText:
    return ErrorType.REFUSED, error.vi, error.en, {}


def _describe_quota_exceeded(error: QuotaExceeded) -> _RefusalText:
    en = f"You have {error.most} unfinished jobs, and that is the limit: wait for some to end, or stop some."
    vi = f"Bạn đang có {error.most} việc chưa xong, đó là giới hạn: hãy chờ hoặc dừng bớt."
    return ErrorType.TOO_MANY_JOBS, vi, en, {"Retry-After": str(error.seconds)}


def _describe_unsupported_media_type(error: UnsupportedMediaType) -> _RefusalText:
    found, read = make_printable(error.found), ", ".join(error.read)
    vi = f"Không đọc được loại nội dung '{found}' ở đây; dùng một trong: {read}."
    return ErrorType.WRONG_MEDIA, vi, f"Bodies of type '{found}' are not read here; use one of: {read}.", {}


def _describe_busy(error: ServiceBusy) -> _RefusalText:
    en = f"Too much is being done at once: ask again in about {error.seconds} seconds."
    vi = f"Đang có quá nhiều việc cùng lúc: hãy gửi lại sau khoảng {error.seconds} giây."
    return ErrorType.BUSY, vi, en, {"Retry-After": str(error.seconds)}


_REFUSAL_TEXTS: dict[type[Exception], Callable[[Any], _RefusalText]] = {
    Unauthenticated: _describe_unauthenticated,
    WrongPassword: _describe_wrong_password,
    CrossSiteRequest: _describe_cross_site,
    RateLimited: _describe_rate_limited,
    Forbidden: _describe_forbidden,
    Missing: _describe_missing,
    Erased: _describe_erased,
    ServiceBusy: _describe_busy,
    Stale: _describe_stale,
    NotReady: _describe_not_ready,
    ActRefused: _describe_refused_act,
    MissingPrecondition: _describe_missing_precondition,
    NotAcceptable: _describe_not_acceptable,
    MalformedRequest: _describe_malformed_part,
    QuotaExceeded: _describe_quota_exceeded,
    TooManyStreams: _describe_too_many_streams,
    KeyReused: _describe_key_reused,
    ComputationFailed: _describe_computation_failed,
    UnsupportedMediaType: _describe_unsupported_media_type,
}


_RESPONSE_BUILDERS: dict[type[Exception], Callable[[Any, str], ProblemResponse]] = {
    InputError: _from_input_error,
    RequestValidationError: _from_validation_error,
    HTTPException: _from_http_error,
    ServiceUnready: _from_unready,
    **dict.fromkeys(_REFUSAL_TEXTS, _from_refusal),
}

KNOWN_ERRORS = tuple(_RESPONSE_BUILDERS)
"""Errors that are answered to whoever asked; all others are failures of ours."""


def _handle_failure(request: Request, error: Exception) -> JSONResponse:
    log.error("failure", exc_info=error)
    return _to_json_response(build_problem_response(error, request.url.path))
