"""JSON Schemas whose fields and values are described in both languages, for editors."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode
from pydantic_core import core_schema

from cocau.app.i18n.field_words import answers, cases, councils, joint, plans, records, rules, what_ifs
from cocau.app.i18n.words import WordTable, list_word_tables
from cocau.constraints.record import Text

JsonSchema = dict[str, Any]

_TABLES = (answers, cases, councils, joint, plans, records, rules, what_ifs)
FIELD_ROWS = [(model, table) for module in _TABLES for model, table in module.FIELDS.items()]
"""What the fields of each model are for."""
_FIELDS: Mapping[str, WordTable] = dict(FIELD_ROWS)


class BilingualJsonSchema(GenerateJsonSchema):
    """The JSON Schema of a model, its fields and values described in both languages."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchema:
        """Describe the fields of a model."""
        body = super().model_schema(schema)
        for field, declared in body.get("properties", {}).items():
            owner = find_describer(schema["cls"], field)
            if owner is not None:
                declared["description"] = _format(_FIELDS[owner][field])
        return body

    def generate(self, schema: core_schema.CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchema:
        """Describe the values of enumerations, below what their classes say."""
        body = super().generate(schema, mode)
        for name, definition in body.get("$defs", {}).items():
            words = _list_value_words().get(name, {})
            values = [
                f"{value}: {_format(words[value])}" for value in definition.get("enum", ()) if value in words
            ]
            if values:
                definition["description"] = "\n".join(
                    [*filter(None, [definition.get("description")]), *values]
                )
        return body


def find_describer(model: type[BaseModel], field: str) -> str | None:
    """Find the nearest of a model's classes that has words for a field."""
    return next((c.__name__ for c in model.__mro__ if field in _FIELDS.get(c.__name__, {})), None)


@cache
def _list_value_words() -> dict[str, WordTable]:
    """Return the words of values by the name of their enumeration, those of files alone too."""
    shown = {values.__name__: words for values, words in list_word_tables().items()}
    return shown | answers.VALUES | cases.VALUES | joint.VALUES | plans.VALUES | what_ifs.VALUES


def _format(words: Text) -> str:
    return " · ".join(f"{text[:1].upper()}{text[1:]}" for text in (words.vi, words.en))
