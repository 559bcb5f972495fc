"""What somebody is shown of a proposal: whole, or without whatever tells of a person."""

import json
from typing import Any

from app.access.caller import Caller
from app.access.roles import May
from app.office.aggregate import Aggregate


def shown_to(caller: Caller, text: str, aggregate: Aggregate) -> str:
    """The JSON of a proposal for this caller; who may not see people gets its numbers only."""
    if caller.may(May.SEE_PEOPLE):
        return text
    return redacted(aggregate)


def redacted(aggregate: Aggregate) -> str:
    """The numbers in the place of a proposal, and said to be that."""
    body: dict[str, Any] = {"format": "cocau/aggregate/1"} | aggregate.model_dump(mode="json")
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"
