"""What somebody is shown of a proposal: whole, or without whatever tells of a person more than lists do."""

from app.access.caller import Caller
from app.access.hiding import hidden
from app.access.roles import May


def shown_to(caller: Caller, text: str, least: int) -> str:
    """The JSON of a proposal for this caller; who may not see people gets the view of `app.access.hiding`.

    `least`: counts of fewer people are kept back in it.
    """
    return text if caller.may(May.SEE_PEOPLE) else hidden(text, least)
