"""What every error of the service looks like."""

from typing import Any

from httpx2 import Response


def problem(response: Response, status: int, slug: str) -> dict[str, Any]:
    """The body of an error of this kind, whose every problem is told in both languages."""
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    body: dict[str, Any] = response.json()
    assert (body["type"], body["status"]) == (f"urn:cocau:problem:{slug}", status)
    assert all(p["vi"] and p["en"] and p["vi"] != p["en"] for p in body["problems"])
    return body


def codes(body: dict[str, Any]) -> list[str]:
    """The codes of its problems."""
    return [p["code"] for p in body["problems"]]
