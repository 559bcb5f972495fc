"""A form that was sent while nobody was signed in: it waits through signing in, and nothing of it is lost."""

import json
from dataclasses import dataclass
from typing import Self

from starlette.datastructures import FormData, UploadFile

Pairs = tuple[tuple[str, str], ...]
_PAIR = 2
_SECRETS = frozenset({"old", "new", "again", "password"})


@dataclass(frozen=True)
class Waiting:
    """What a form held, in its order. `files`: field and name of each file, to be chosen again.

    `whose`: the id of whoever was signed in last in the browser it came from; "" if that is not known.
    """

    fields: Pairs
    files: Pairs = ()
    whose: str = ""

    @property
    def secret(self) -> bool:
        """Whether a password is among it: it waits in no page, where the next at the machine reads it."""
        return any(name in _SECRETS and value for name, value in self.fields)

    @property
    def text(self) -> str:
        """All of it as one field of another form."""
        return json.dumps({"fields": self.fields, "files": self.files, "whose": self.whose})

    @classmethod
    def of(cls, form: FormData, whose: str) -> Self:
        """What was sent. A file that was not chosen has no name."""
        pairs = form.multi_items()
        fields = tuple((name, value) for name, value in pairs if isinstance(value, str))
        files = ((name, value.filename or "") for name, value in pairs if isinstance(value, UploadFile))
        return cls(fields, tuple(pair for pair in files if pair[1]), whose)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The same again; None if it is none."""
        try:
            held = json.loads(text)
            json.dumps(held, ensure_ascii=False).encode()  # half a surrogate pair could not be shown
        except (ValueError, RecursionError):
            return None
        if not isinstance(held, dict):
            return None
        return cls(_pairs(held.get("fields")), _pairs(held.get("files")), str(held.get("whose", "")))


def _pairs(held: object) -> Pairs:
    listed = held if isinstance(held, list) else []
    return tuple(
        (str(pair[0]), str(pair[1])) for pair in listed if isinstance(pair, list) and len(pair) == _PAIR
    )
