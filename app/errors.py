"""Every error of the service in one shape: RFC 9457 problem+json. No internals leave the house."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from cocau.app.access.errors import CrossSite, Forbidden, TooFast, Unauthenticated, WrongPassword
from cocau.app.api.errors import Malformed, NoCondition, NotAcceptable, NotMade, TooManyStreams, WrongMedia
from cocau.app.imports.safe_text import shown
from cocau.app.jobs.accepting import TooMany
from cocau.app.office.errors import Erased, Missing, NotReady, Refused, Stale
from cocau.app.office.replay import KeyReused
from cocau.app.problems import MEDIA_TYPE, Fault, document, of_input
from cocau.constraints.documents import problems_of
from cocau.constraints.errors import InputError, Problem

log = logging.getLogger("cocau")


class Busy(Exception):
    """Too much is being done at once; `seconds` is when to ask again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"busy for about {seconds} s")


class Unready(Exception):
    """The service cannot work now; each problem says what is missing."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.en for problem in self.problems))


def install(app: FastAPI) -> None:
    """Answer every error of an app in this shape."""
    for known in KNOWN:
        app.add_exception_handler(known, _known)
    app.add_exception_handler(Exception, _failure)


@dataclass(frozen=True)
class Told:
    """What is told of an error: the body of problem+json, and the headers that go with it."""

    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


def told(error: Exception, path: str) -> Told:
    """What is told of an error that was met at a path; of one that is not `KNOWN`: that it is ours."""
    for known, tell in _TELL.items():
        if isinstance(error, known):
            return tell(error, path)
    return Told(document(Fault.FAILURE, "The failure is in our log.", path))


def _known(request: Request, error: Exception) -> JSONResponse:
    return _answer(told(error, request.url.path))


def responses(*faults: Fault) -> dict[int | str, dict[str, Any]]:
    """The errors of an endpoint for its description."""
    return {
        fault.status: {"description": fault.title, "content": {MEDIA_TYPE: {"schema": REFERENCE}}}
        for fault in faults
    }


REFERENCE = {"$ref": "#/components/schemas/Problem"}
"""To `SCHEMA`, which stands in a description once."""

_TEXT = {"type": "string"}

SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "problems"],
    "properties": {
        "type": {**_TEXT, "enum": [f"urn:cocau:problem:{fault.slug}" for fault in Fault]},
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


def _answer(of: Told) -> JSONResponse:
    return JSONResponse(of.body, status_code=of.body["status"], media_type=MEDIA_TYPE, headers=of.headers)


def _input(error: InputError, path: str) -> Told:
    return Told(of_input(error, path))


class _FromBody:
    """FastAPI's list of errors, in the shape of pydantic's own, without the leading "body"."""

    def __init__(self, error: RequestValidationError) -> None:
        self._errors = error.errors()

    def errors(self, **_: bool) -> list[dict[str, Any]]:
        """See `pydantic.ValidationError.errors`."""
        return [
            e | {"loc": _inside(e["loc"]), "type": _KNOWN.get(e["type"], e["type"])} for e in self._errors
        ]


_KNOWN = {"model_attributes_type": "model_type"}
"""What FastAPI's way of validating calls differently."""


def _inside(path: tuple[int | str, ...]) -> tuple[int | str, ...]:
    return path[1:] if path[:1] == ("body",) else path


def _malformed(error: dict[str, Any]) -> str | None:
    """What is wrong with a body that is no JSON at all."""
    if error["type"] == "json_invalid":
        return f"Not JSON at character {error['loc'][-1]}: {error['ctx']['error']}."
    return "The Content-Type must be application/json." if isinstance(error.get("input"), bytes) else None


def _validation(error: RequestValidationError, path: str) -> Told:
    malformed = next(filter(None, map(_malformed, error.errors())), None)
    if malformed is not None:
        return Told(document(Fault.MALFORMED, malformed, path))
    problems = problems_of(cast("ValidationError", _FromBody(error)))
    return Told(of_input(InputError(problems), path))


_BY_STATUS = {
    fault.status: fault for fault in (Fault.NOT_FOUND, Fault.WRONG_METHOD, Fault.TOO_LARGE, Fault.MISDIRECTED)
}


def answered(request: Request, refused: HTTPException) -> JSONResponse:
    """What the framework refuses by a status code."""
    return _answer(_http(refused, request.url.path))


def _http(error: HTTPException, path: str) -> Told:
    fault = _BY_STATUS.get(
        error.status_code, Fault.MALFORMED if error.status_code < Fault.FAILURE.status else Fault.FAILURE
    )
    body = document(fault, str(error.detail), path) | {"status": error.status_code}
    return Told(body, dict(error.headers or {}))


def _unready(error: Unready, path: str) -> Told:
    return Told(document(Fault.UNREADY, str(error), path, error.problems))


def _refused(error: Exception, path: str) -> Told:
    fault, vi, en, headers = _REFUSALS[type(error)](error)
    problem = Problem(fault.slug.replace("-", "_"), getattr(error, "where", path), vi, en)
    return Told(document(fault, en, path, [problem]), headers)


_Refusal = tuple[Fault, str, str, dict[str, str]]


def _unauthenticated(_: Unauthenticated) -> _Refusal:
    en = "Send an API key (Authorization: Bearer) or sign in at /v1/session."
    vi = "Hãy gửi khóa API (Authorization: Bearer) hoặc đăng nhập ở /v1/session."
    return Fault.UNAUTHENTICATED, vi, en, {"WWW-Authenticate": "Bearer"}


def _wrong_password(_: WrongPassword) -> _Refusal:
    en = "No user has this name with this password."
    return Fault.UNAUTHENTICATED, "Tên hoặc mật khẩu không đúng.", en, {"WWW-Authenticate": "Bearer"}


def _cross_site(_: CrossSite) -> _Refusal:
    en = "A page of another site asked for this; only pages of this host may change anything for you."
    vi = "Một trang của nơi khác gửi yêu cầu này; chỉ trang của dịch vụ này mới được thay đổi dữ liệu."
    return Fault.CROSS_SITE, vi, en, {}


def _too_fast(error: TooFast) -> _Refusal:
    en = f"Ask again in {error.seconds} seconds."
    headers = {
        "Retry-After": str(error.seconds),
        "RateLimit-Policy": error.policy,
        "RateLimit": f'"rate";r=0;t={error.seconds}',
    }
    return Fault.TOO_FAST, f"Hãy gửi lại sau {error.seconds} giây.", en, headers


def _forbidden(error: Forbidden) -> _Refusal:
    en = f"Your role does not allow: {error.what}."
    return Fault.FORBIDDEN, f"Vai trò của bạn không được phép: {error.what}.", en, {}


def _missing(error: Missing) -> _Refusal:
    return Fault.NOT_FOUND, f"Không có {error.subject}.", f"There is no {error.subject}.", {}


def _erased(error: Erased) -> _Refusal:
    return Fault.ERASED, f"{error.subject} đã bị xóa.", f"{error.subject} was erased.", {}


def _stale(error: Stale) -> _Refusal:
    en = f"{error.subject} is at version {error.now} now: read it again, then edit that version."
    vi = f"{error.subject} nay ở phiên bản {error.now}: hãy đọc lại rồi sửa trên phiên bản đó."
    return Fault.STALE, vi, en, {"ETag": f'"{error.now}"'}


def _not_ready(error: NotReady) -> _Refusal:
    en = f"{error.subject} is {error.state}: there is nothing of this kind to be had from it."
    return Fault.NOT_READY, f"{error.subject} đang ở trạng thái {error.state}: chưa có kết quả này.", en, {}


def _no_condition(_: NoCondition) -> _Refusal:
    en = 'Say in If-Match which one version this is an edit of, as its ETag said: If-Match: "1".'
    vi = 'Hãy ghi trong If-Match đúng một phiên bản đang sửa, như ETag đã cho: If-Match: "1".'
    return Fault.NO_CONDITION, vi, en, {}


def _malformed_part(error: Malformed) -> _Refusal:
    return Fault.MALFORMED, error.vi, error.en, {}


def _too_many_streams(_: TooManyStreams) -> _Refusal:
    en = "Too many event streams are open; close some, or look at the status now and then."
    vi = "Đang mở quá nhiều luồng sự kiện; hãy đóng bớt, hoặc thỉnh thoảng đọc trạng thái."
    return Fault.TOO_MANY_STREAMS, vi, en, {"Retry-After": "5"}


def _not_acceptable(error: NotAcceptable) -> _Refusal:
    offered = ", ".join(error.offered)
    vi = f"Không có dạng nào trong Accept; ở đây có: {offered}. Hoặc chọn bằng ?format=."
    return Fault.NOT_ACCEPTABLE, vi, f"Accept takes none of the forms here: {offered}; or say ?format=.", {}


def _key_reused(error: KeyReused) -> _Refusal:
    en = f"The Idempotency-Key {error.key!r} was used for another request; take a new one."
    vi = f"Idempotency-Key {error.key!r} đã dùng cho yêu cầu khác; hãy dùng khóa mới."
    return Fault.KEY_REUSED, vi, en, {}


def _not_made(error: NotMade) -> _Refusal:
    return Fault.FAILURE, error.vi, error.en, error.headers


def _refused_act(error: Refused) -> _Refusal:
    return Fault.REFUSED, error.vi, error.en, {}


def _too_many(error: TooMany) -> _Refusal:
    en = f"You have {error.most} unfinished jobs, and that is the limit: wait for some to end, or stop some."
    vi = f"Bạn đang có {error.most} việc chưa xong, đó là giới hạn: hãy chờ hoặc dừng bớt."
    return Fault.TOO_MANY_JOBS, vi, en, {"Retry-After": str(error.seconds)}


def _wrong_media(error: WrongMedia) -> _Refusal:
    found, read = shown(error.found), ", ".join(error.read)
    vi = f"Không đọc được loại nội dung '{found}' ở đây; dùng một trong: {read}."
    return Fault.WRONG_MEDIA, vi, f"Bodies of type '{found}' are not read here; use one of: {read}.", {}


def _busy(error: Busy) -> _Refusal:
    en = f"Too much is being done at once: ask again in about {error.seconds} seconds."
    vi = f"Đang có quá nhiều việc cùng lúc: hãy gửi lại sau khoảng {error.seconds} giây."
    return Fault.BUSY, vi, en, {"Retry-After": str(error.seconds)}


_REFUSALS: dict[type[Exception], Callable[[Any], _Refusal]] = {
    Unauthenticated: _unauthenticated,
    WrongPassword: _wrong_password,
    CrossSite: _cross_site,
    TooFast: _too_fast,
    Forbidden: _forbidden,
    Missing: _missing,
    Erased: _erased,
    Busy: _busy,
    Stale: _stale,
    NotReady: _not_ready,
    Refused: _refused_act,
    NoCondition: _no_condition,
    NotAcceptable: _not_acceptable,
    Malformed: _malformed_part,
    TooMany: _too_many,
    TooManyStreams: _too_many_streams,
    KeyReused: _key_reused,
    NotMade: _not_made,
    WrongMedia: _wrong_media,
}


_TELL: dict[type[Exception], Callable[[Any, str], Told]] = {
    InputError: _input,
    RequestValidationError: _validation,
    HTTPException: _http,
    Unready: _unready,
    **dict.fromkeys(_REFUSALS, _refused),
}

KNOWN = tuple(_TELL)
"""Errors that are answered to whoever asked; all others are failures of ours."""


def _failure(request: Request, error: Exception) -> JSONResponse:
    log.error("failure", exc_info=error)
    return _answer(told(error, request.url.path))
