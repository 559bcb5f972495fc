"""Every field of every published JSON Schema is described in both languages."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cocau.app.cli.files import SCHEMA_NAMES, render_schema
from cocau.app.i18n.schema_words import FIELD_ROWS, find_describer
from cocau.constraints.record import Record


def _list_objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a JSON Schema, at any depth."""
    if isinstance(node, dict):
        yield node
        for part in node.values():
            yield from _list_objects(part)
    elif isinstance(node, list):
        for part in node:
            yield from _list_objects(part)


def _is_described(field: str, description: str) -> bool:
    """Both languages, neither of them the field's name again."""
    languages = description.split(" · ")
    names = {field.casefold(), field.replace("_", " ").casefold()}
    return len(languages) == 2 and all(text and text.casefold() not in names for text in languages)


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_every_field_and_value_is_described_in_both_languages(name: str) -> None:
    schema = json.loads(render_schema(name))
    objects = [part for part in _list_objects(schema) if isinstance(part.get("properties"), dict)]
    assert objects
    assert [
        (part.get("title"), field)
        for part in objects
        for field, declared in part["properties"].items()
        if not _is_described(field, declared.get("description", ""))
    ] == []
    values = [part for part in schema.get("$defs", {}).values() if "enum" in part]
    assert [
        (part["title"], value)
        for part in values
        for value in part["enum"]
        if f"\n{value}: " not in part["description"]
    ] == []


def _list_models(model: type[Record]) -> Iterator[type[Record]]:
    for below in model.__subclasses__():
        yield below
        yield from _list_models(below)


def test_no_field_is_described_that_no_model_has() -> None:
    for name in SCHEMA_NAMES:
        render_schema(name)
    read = {
        (owner, field)
        for model in _list_models(Record)
        for field in model.model_fields
        if (owner := find_describer(model, field)) is not None
    }
    rows = [(owner, field) for owner, table in FIELD_ROWS for field in table]
    assert len(rows) == len(set(rows)), "a model described in two modules"
    assert set(rows) - read == set()
