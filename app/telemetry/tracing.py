"""Traces: OpenTelemetry spans around requests, jobs, searches; no-ops without an SDK.

Attributes say what kind of thing it was and how it ended: no names, no addresses, no query, no content.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()  # and no baggage: what others put there is not ours to carry on
_TRACER = trace.get_tracer("cocau")  # it follows whatever SDK is set up later
_PARENT = "traceparent"


@contextmanager
def request_span(method: str, headers: Mapping[str, str]) -> Iterator[Span]:
    """Open a span for a request, in the trace that its ``traceparent`` names, if it does."""
    carrier = {name: headers[name] for name in (_PARENT, "tracestate") if name in headers}
    context = _PROPAGATOR.extract(carrier) if carrier else None
    with _TRACER.start_as_current_span(
        method, context=context, kind=SpanKind.SERVER, record_exception=False
    ) as span:
        yield span


def record_response(span: Span, method: str, route: str, status: int, request_id: str) -> None:
    """Record the response of a request in its span."""
    if not span.is_recording():
        return
    span.update_name(f"{method} {route}")
    span.set_attributes(
        {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
            "cocau.request_id": request_id,
        }
    )


def get_traceparent() -> str | None:
    """Return the present trace as a ``traceparent``, to be stored with a job; None: no trace."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get(_PARENT)


@contextmanager
def job_span(kind: str, job_id: str, parent: str | None) -> Iterator[Span]:
    """Open a span for computing a job, in the trace of the request that asked for it."""
    context = _PROPAGATOR.extract({} if parent is None else {_PARENT: parent})
    with _TRACER.start_as_current_span(
        f"job {kind}", context=context, kind=SpanKind.CONSUMER, record_exception=False
    ) as span:
        span.set_attributes({"cocau.job.kind": kind, "cocau.job.id": job_id})
        yield span


@contextmanager
def solve_span(kind: str) -> Iterator[Span]:
    """Open a span for one search."""
    with _TRACER.start_as_current_span(f"solve {kind}", record_exception=False) as span:
        yield span
