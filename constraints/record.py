"""Record: the base of every value that crosses an edge; frozen, no unknown fields."""

import hashlib
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema

LONGEST_NAME = 300
"""Characters of the name of a person, a council or a part of one."""


def _make_integers_strict(schema: Any, record: type[BaseModel]) -> None:  # noqa: ANN401  # a tree of pydantic's own
    """Accept only whole numbers as whole numbers in a record; those inside it were walked.

    Pydantic would count `true` as one and read texts as numbers.
    """
    if isinstance(schema, dict):
        if schema.get("type") == "int":
            schema["strict"] = True
        elif (
            schema.get("type") == "model"
            and schema["cls"] is not record
            and issubclass(schema["cls"], Record)
        ):
            return
        schema = tuple(schema.values())
    if isinstance(schema, list | tuple):
        for part in schema:
            _make_integers_strict(part, record)


class Record(BaseModel):
    """A frozen pydantic value: unknown fields are errors, and a change makes a new value."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        schema = handler(source)
        if not cls.__dict__.get("__pydantic_complete__"):  # a finished one was walked before
            _make_integers_strict(schema, cls)
        return schema

    def __getstate__(self) -> dict[Any, Any]:
        state = super().__getstate__()
        fields = {name: state["__dict__"][name] for name in type(self).model_fields}
        return state | {"__dict__": fields}  # cached properties may be what nobody can pickle

    def replace_unvalidated(self, **changes: Any) -> Self:  # noqa: ANN401  # the fields of whatever class it is
        """Return a copy with some fields changed, without validating anything again.

        Unlike `model_copy` it does not carry cached properties over to the new value.
        """
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return self.model_construct(self.model_fields_set | changes.keys(), **(fields | changes))


class CanonicalRecord(Record):
    """A record that is stored and sent as canonical JSON: equal values give equal bytes."""

    def to_json(self) -> str:
        """Return the value as indented JSON, fields in the order of their class."""
        return self.model_dump_json(indent=1) + "\n"


def compute_digest(value: Record) -> str:
    """Return the sha256 of a value's JSON, fields in the order of their class."""
    return hashlib.sha256(dump_bytes(value)).hexdigest()


def dump_bytes(value: Record, *, exclude_defaults: bool = False) -> bytes:
    """Return the bytes of `model_dump_json`, without holding a text of the whole beside them."""
    return TypeAdapter(type(value)).dump_json(value, exclude_defaults=exclude_defaults)


class Text(Record):
    """One sentence in both languages of the product."""

    vi: str
    en: str

    def of(self, lang: str) -> str:
        """Return the sentence in `lang` ("vi" or "en")."""
        return self.en if lang == "en" else self.vi


def bilingual(vi: str, en: str) -> Text:
    """Return a text in both languages."""
    return Text(vi=vi, en=en)
