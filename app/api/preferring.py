"""How long a client would rather wait for an answer than be told where it will be (RFC 7240, Prefer)."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request

LONGEST = 60
"""Seconds for which a request is held open at the most; proxies close what takes longer."""

_PREFERENCE = re.compile(
    r'\s*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s;,"]*)))?\s*(?:;[^,]*)?'
)

PreferHeader = Annotated[
    str | None,
    Header(
        alias="Prefer",
        description=f"`wait=N`: answer with the result if it is there within N seconds (up to {LONGEST}); "
        "else, and without it: 202 and where to look.",
        examples=["wait=30"],
    ),
]


@dataclass(frozen=True)
class Preferred:
    """Seconds to wait; None: none were asked for, or asked for in a way that is not understood."""

    wait: int | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What was honoured."""
        return {} if self.wait is None else {"Preference-Applied": f"wait={self.wait}"}


async def preferred_of(request: Request, prefer: PreferHeader = None) -> Preferred:
    """What a client prefers. The first `wait` counts; what is not understood is passed over (section 2)."""
    del prefer  # declared for the description; a header may come in several lines
    given = [match for line in request.headers.getlist("Prefer") for match in _preferences(line)]
    waits = [value for name, value in given if name == "wait"]
    if not waits or not re.fullmatch("[0-9]{1,9}", waits[0], re.ASCII):
        return Preferred()
    return Preferred(min(int(waits[0]), LONGEST))


def _preferences(line: str) -> list[tuple[str, str]]:
    found = (_PREFERENCE.fullmatch(part) for part in line.split(","))
    return [(m[1].lower(), m[2] if m[2] is not None else m[3] or "") for m in found if m]


PreferDep = Annotated[Preferred, Depends(preferred_of)]
