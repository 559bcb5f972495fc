"""What somebody sends who sends a pool: JSON, a file as it is, or a form with one file in it.

It is kept in memory and never put into a temporary file: it is about people, and nothing of them stands
unsealed on a disk. It is read here and understood in the handler, which has a thread of its own.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from cocau.app.api.asking import CallerDep
from cocau.app.api.errors import Malformed, WrongMedia
from cocau.app.api.reading_turns import ReadingTurnsDep
from cocau.app.imports.encoding import decode
from cocau.app.imports.tree import Lines, json_tree
from cocau.app.imports.uploads import MEDIA_TYPES, Uploaded, pool_of_tree, pool_uploaded
from cocau.constraints.errors import InputError, Problem

FORM = "multipart/form-data"
JSON = "application/json"
FILE = "file"
BODY = "body.json"
ANY = "application/octet-stream"
_MOST_FIELDS = 10
_LONGEST_FIELD = 4_000


@dataclass(frozen=True)
class Sent:
    """A body as it came. `fields`: what was said beside the file, in the form or in the query."""

    media_type: str
    content: bytes
    name: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)

    def tree(self) -> dict[str, Any] | None:
        """The JSON object that was sent; None where a file was.

        Raises:
            Malformed: it is no JSON object.
        """
        if self.name is not None or self.media_type != JSON:
            return None
        try:
            found = json_tree(decode(self.content, BODY), BODY)
        except InputError as error:
            reason = error.problems[0]
            raise Malformed(reason.where, reason.vi, reason.en) from None
        if not isinstance(found, dict):
            raise Malformed(BODY, "Nội dung phải là một đối tượng JSON.", "The body must be a JSON object.")
        return found

    def pool(self, tree: dict[str, Any] | None, most: int) -> Uploaded:
        """The people, from the field `pool` of a JSON object or from the file.

        Raises:
            InputError: everything wrong with them.
        """
        if tree is None:
            return pool_uploaded(self.content, self.name, self.media_type, most)
        if "pool" not in tree:
            vi, en = "Thiếu danh sách (pool).", "The pool is missing."
            raise InputError([Problem("missing", "pool", vi, en)])
        return Uploaded(pool_of_tree(tree["pool"], Lines("pool", ""), "pool", most))


async def sent_of(request: Request, caller: CallerDep, turns: ReadingTurnsDep) -> AsyncIterator[Sent]:
    """The body of a request of somebody who is known, while there is room for it.

    Raises:
        WrongMedia: a media type that is not read here.
        Malformed: a form that is none, or holds no file or several.
        HTTPException: 413, too long.
        Busy: too many pools are being read.
    """
    del caller  # nothing is read of a body before somebody is known
    kind = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    with turns.room():
        if kind == FORM:
            yield await _form(request)
        elif kind in {JSON, ANY, *MEDIA_TYPES}:
            fields = dict(request.query_params)
            yield Sent(kind, await request.body(), fields.pop("name", None), fields)
        else:
            raise WrongMedia(kind, (JSON, FORM, ANY, *MEDIA_TYPES))


SentDep = Annotated[Sent, Depends(sent_of)]


class _InMemory(MultiPartParser):
    spool_max_size = 0  # that is: never into a file


async def form_in_memory(request: Request) -> FormData:
    """A form with one file; to be closed.

    Raises:
        Malformed: it is none, or has several files, or too much beside them.
    """
    parser = _InMemory(
        request.headers, request.stream(), max_files=1, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD
    )
    try:
        return await parser.parse()
    except MultiPartException as error:
        raise Malformed(
            FORM,
            "Biểu mẫu (multipart) sai: cần đúng một tệp trong trường 'file', các trường khác ngắn.",
            f"Not a form as it must be: {error.message} One file in its field 'file', other fields short.",
        ) from None


async def _form(request: Request) -> Sent:
    form = await form_in_memory(request)
    try:
        return await _sent(form)
    finally:
        await form.close()


async def _sent(form: FormData) -> Sent:
    files = [(name, value) for name, value in form.multi_items() if isinstance(value, UploadFile)]
    if [name for name, _ in files] != [FILE]:
        vi = "Biểu mẫu phải có đúng một tệp, trong trường 'file'."
        raise Malformed(FORM, vi, "A form must hold one file, in its field 'file'.")
    given = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    fields = dict(given)
    if len(fields) < len(given):
        vi = "Một trường của biểu mẫu được ghi hai lần."
        raise Malformed(FORM, vi, "A field of the form is given twice.")
    file = files[0][1]
    kind = (file.content_type or "").partition(";")[0].strip().lower()
    return Sent(kind or ANY, await file.read(), file.filename, fields)
