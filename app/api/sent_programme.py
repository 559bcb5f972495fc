"""A programme that was sent as one file: the ZIP file of its folder, as it is or in a form."""

from typing import Any

from pydantic import ValidationError

from cocau.app.api.uploads import ANY, FILE, FORM, Sent
from cocau.app.office.programme_folder import FolderAsk
from cocau.constraints.documents import problems_of
from cocau.constraints.errors import InputError

_TEXT: dict[str, Any] = {"type": "string"}
_BYTES: dict[str, Any] = {"type": "string", "format": "binary"}
_FIELDS: dict[str, Any] = {
    "label": _TEXT | {"maxLength": 300, "description": "to find it again by; no personal data"},
    "locality": _TEXT | {"maxLength": 200, "description": "whose it is; by default that of whoever asks"},
}


def folder_asked(sent: Sent) -> FolderAsk:
    """What was said beside the file.

    Raises:
        InputError: everything wrong with it.
    """
    try:
        return FolderAsk.model_validate(dict(sent.fields))
    except ValidationError as error:
        raise InputError(problems_of(error)) from None


def _described() -> dict[str, Any]:
    form = {
        "type": "object",
        "required": [FILE],
        "properties": _FIELDS | {FILE: _BYTES},
        "additionalProperties": False,
    }
    beside = {"name": _TEXT | {"maxLength": 255, "description": "what the file is called"}} | _FIELDS
    query = [{"name": name, "in": "query", "required": False, "schema": s} for name, s in beside.items()]
    content = {ANY: {"schema": _BYTES}, FORM: {"schema": form}}
    return {"parameters": query, "requestBody": {"required": True, "content": content}}


SENT_FOLDER = _described()
"""The body of a programme, for the description."""
