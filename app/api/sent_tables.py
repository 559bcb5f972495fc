"""Published tables that were sent: a file as it is, or JSON with several and what their words stand for."""

import json
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from cocau.app.api.examples import sent_tables
from cocau.app.api.uploads import FILE, FORM, JSON, Sent
from cocau.app.imports.bloc_names import Told
from cocau.app.imports.found import refusal
from cocau.app.imports.notices import Sent as File
from cocau.app.imports.notices import readings
from cocau.app.imports.safe_text import shown
from cocau.app.imports.uploads import MEDIA_TYPES, called_as
from cocau.constraints.documents import problems_of
from cocau.constraints.errors import InputError
from cocau.constraints.record import Record

R = TypeVar("R", bound=Record)

MOST_BYTES = 200_000
"""Bytes of tables in one request; a published table has some thousand."""

_NOTICE = {"$ref": "#/components/schemas/Notice"}


class TablesAsked(Record):
    """Tables to be audited. `blocs`: printed names of blocs, and the codes that they stand for."""

    notices: tuple[dict[str, Any], ...] = Field(min_length=1)
    before: tuple[dict[str, Any], ...] = Field(default=(), description="of the term before, to compare with")
    blocs: dict[str, str] = Field(default_factory=dict, description='{"Khu kinh tế": "administration"}')
    rulebook: str | None = Field(default=None, max_length=500, description="None: that of each table's term")


class FileAsked(Record):
    """What is said beside a file. `blocs`: a line for each, ``PRINTED NAME=codes``."""

    blocs: str = ""
    rulebook: str | None = Field(default=None, max_length=500)


@dataclass(frozen=True)
class Asked:
    """What is to be audited, how, and beside what."""

    tables: tuple[File, ...]
    before: tuple[File, ...]
    told: Told
    rulebook: str | None


def asked_by(sent: Sent) -> Asked:
    """What somebody sent.

    Raises:
        Malformed: no JSON object.
        InputError: everything wrong with what is said beside the tables; a file of a kind that is not read.
    """
    if len(sent.content) > MOST_BYTES:
        raise _too_big(sent)
    tree = sent.tree()
    if tree is None:
        said = _validated(FileAsked, dict(sent.fields))
        file = (sent.content, shown(called_as(sent.name, sent.media_type), _LONGEST_NAME))
        return Asked((file,), (), readings(said.blocs.splitlines()), said.rulebook)
    asked = _validated(TablesAsked, tree)
    told = readings([f"{name}={codes}" for name, codes in asked.blocs.items()])
    before = (_as_file(asked.before, "before.json"),) if asked.before else ()
    return Asked((_as_file(asked.notices, "tables.json"),), before, told, asked.rulebook)


_LONGEST_NAME = 255


def _validated(model: type[R], tree: dict[str, Any]) -> R:
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise InputError(problems_of(error)) from None


def _as_file(notices: tuple[dict[str, Any], ...], name: str) -> File:
    """As the file would be: its blocs are read by their names, its faults are told in the same words."""
    return json.dumps({"notices": notices}, ensure_ascii=False).encode("utf-8", "surrogatepass"), name


def _too_big(sent: Sent) -> InputError:
    return refusal(
        "too_big",
        shown(sent.name or sent.media_type, _LONGEST_NAME),
        f"Có {len(sent.content):,} byte, nhiều nhất là {MOST_BYTES:,}.",
        f"There are {len(sent.content):,} bytes; at most {MOST_BYTES:,} are read.",
    )


def _described() -> dict[str, Any]:
    text, data = {"type": "string"}, {"type": "string", "format": "binary"}
    fields = {
        "rulebook": text | {"maxLength": 500, "description": "without it, that of the table's term"},
        "blocs": text | {"description": "a line for each: PRINTED NAME=codes"},
    }
    whole = TablesAsked.model_json_schema()
    for field in ("notices", "before"):
        whole["properties"][field]["items"] = _NOTICE
    form = {"type": "object", "required": [FILE], "properties": fields | {FILE: data}}
    content: dict[str, Any] = {
        JSON: {"schema": whole, "examples": sent_tables()},
        FORM: {"schema": form | {"additionalProperties": False}},
    }
    content |= {kind: {"schema": data} for kind in MEDIA_TYPES if kind != JSON}
    beside = {"name": text | {"maxLength": 255, "description": "what the file is called"}} | fields
    query = [{"name": name, "in": "query", "required": False, "schema": s} for name, s in beside.items()]
    return {"parameters": query, "requestBody": {"required": True, "content": content}}


SENT = _described()
"""The body of an audit, for the description."""
