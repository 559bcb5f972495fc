"""Types of errors, and problem+json (RFC 9457) for the service and `--format json`."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, ClassVar

from cocau.constraints.errors import InputError, Problem

MEDIA_TYPE = "application/problem+json"


class ErrorType(Enum):
    """A type of error: its slug in `type`, its status, and its title."""

    MALFORMED = ("malformed", 400, "The request cannot be read")
    UNAUTHENTICATED = ("unauthenticated", 401, "Nobody is signed in")
    FORBIDDEN = ("forbidden", 403, "This is not allowed to this role")
    CROSS_SITE = ("cross-site", 403, "Another site asked for this")
    NOT_FOUND = ("not-found", 404, "There is nothing here")
    UNKNOWN_RULEBOOK = ("unknown-rulebook", 404, "There is no such rulebook")
    WRONG_METHOD = ("method-not-allowed", 405, "This method is not offered here")
    NOT_ACCEPTABLE = ("not-acceptable", 406, "This form is not offered here")
    TOO_SLOW = ("too-slow", 408, "The body came too slowly")
    REFUSED = ("refused", 409, "This contradicts what is recorded")
    NOT_READY = ("not-ready", 409, "This is not there yet")
    ERASED = ("erased", 410, "This was erased")
    STALE = ("stale", 412, "Somebody changed this in the meantime")
    TOO_LARGE = ("too-large", 413, "The body is too large")
    WRONG_MEDIA = ("unsupported-media-type", 415, "A body of this type is not read here")
    MISDIRECTED = ("misdirected", 421, "This host is not answered here")
    BAD_INPUT = ("bad-input", 422, "The input cannot be used")
    KEY_REUSED = ("key-reused", 422, "The Idempotency-Key was used for another request")
    NO_CONDITION = ("no-condition", 428, "An edit must say which version it is of")
    TOO_MANY_JOBS = ("too-many-jobs", 429, "Too many unfinished jobs of one caller")
    TOO_MANY_STREAMS = ("too-many-streams", 429, "Too many open streams")
    TOO_FAST = ("too-fast", 429, "Too many requests")
    FAILURE = ("failure", 500, "A failure of ours")
    ALTERED = ("content-altered", 500, "What is stored is not what was stored")
    BUSY = ("busy", 503, "Too much is being done at once")
    UNREADY = ("unready", 503, "The service is not ready")
    UNAVAILABLE = ("storage-unavailable", 503, "The database cannot be used now")
    AUDIT_LOG_BROKEN = ("audit-log-broken", 503, "The audit log was tampered with: nothing is written")

    def __init__(self, slug: str, status: int, title: str) -> None:
        self.slug, self.status, self.title = slug, status, title


class ProblemError(Exception):
    """An error for the caller: its type, both texts, and the headers that go with it."""

    type: ClassVar[ErrorType]

    def __init__(
        self, vi: str, en: str, *, where: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        self.vi, self.en, self.where = vi, en, where
        self.headers = dict(headers or {})
        super().__init__(en)

    def of(self, lang: str) -> str:
        """Return what is wrong in `lang` ("vi" or "en")."""
        return self.en if lang == "en" else self.vi

    def list_problems(self, path: str) -> tuple[Problem, ...]:
        """Return what is wrong, at the path where no part of the request is named."""
        code = self.type.slug.replace("-", "_")
        where = path if self.where is None else self.where
        return (Problem(code, (where,) if where else (), self.vi, self.en),)


def build_problem_document(
    fault: ErrorType, detail: str, instance: str | None = None, problems: Sequence[Problem] = ()
) -> dict[str, Any]:
    """Build the body of an error; `problems` lists everything wrong with an input."""
    return {
        "type": f"urn:cocau:problem:{fault.slug}",
        "title": fault.title,
        "status": fault.status,
        "detail": detail,
        "instance": instance,
        "problems": [problem.to_dict() for problem in problems],
    }


def build_input_problem(error: InputError, instance: str | None = None) -> dict[str, Any]:
    """Build the body for input that cannot be used, or names an unknown rulebook."""
    unknown = any(p.code == "unknown_rulebook" for p in error.problems)
    fault = ErrorType.UNKNOWN_RULEBOOK if unknown else ErrorType.BAD_INPUT
    count = len(error.problems)
    detail = f"{count} problem{'s' if count != 1 else ''} found; nothing was planned or judged."
    return build_problem_document(fault, detail, instance, error.problems)
