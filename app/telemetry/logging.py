"""Logs: a JSON object a line in production, readable lines in development; on stderr.

Only listed fields are logged. Requests are about people, so anything else stays out: no
bodies, query strings, headers, names, or error messages, which quote the input.
"""

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

FIELDS = (
    "event", "level", "timestamp", "logger", "request_id", "caller", "method", "route", "status",
    "milliseconds", "job", "kind", "state", "worker", "tries", "code", "error", "frames", "trace_id",
)  # fmt: skip
"""Every field that a line may have."""

ROOT = Path(__file__).parents[3]

_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


def configure_logging(*, production: bool) -> None:
    """Send everything that is logged, by us and by others, to stderr in one shape."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    shown: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if production
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                redact_exception,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                keep_known_fields,
                shown,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name, level in _LEVELS.items():
        logging.getLogger(name).setLevel(level)


_LEVELS = {"cocau": logging.INFO, "uvicorn": logging.INFO, "uvicorn.access": logging.CRITICAL}
"""Others log warnings only; the server's own line for each request has its query."""


def redact_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and place; its message may quote the input."""
    raised = _get_exception_info(event.pop("exc_info", None))
    if raised is not None:
        kind, _error, where = raised
        event["error"] = kind.__name__
        event["frames"] = [_format_frame(frame) for frame in traceback.extract_tb(where)]
    return event


def keep_known_fields(_: WrappedLogger, __: str, event: EventDict) -> Mapping[str, Any]:
    """Keep the fields of the list, in its order."""
    known: MutableMapping[str, Any] = {name: event[name] for name in FIELDS if name in event}
    return known


def _get_exception_info(info: Any) -> _Raised | None:  # noqa: ANN401  # as logging takes it
    if isinstance(info, BaseException):
        return type(info), info, info.__traceback__
    if isinstance(info, tuple):
        return info if info[0] is not None else None
    if not info:
        return None
    kind, error, where = sys.exc_info()
    return None if kind is None or error is None else (kind, error, where)


def _format_frame(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    ours = path.is_relative_to(ROOT) and "site-packages" not in path.parts
    name = path.relative_to(ROOT).as_posix() if ours else Path(*path.parts[-2:]).as_posix()
    return f"{name}:{frame.lineno} {frame.name}"
