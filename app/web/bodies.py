"""Bodies of requests: strict JSON, YAML, files and forms.

JSON is read as strictly as files are: a key that is given twice is refused. A body of YAML becomes a field
of the JSON body it stands for. Files are kept in memory and never put into a temporary file: they are about
people, and nothing of them stands unencrypted on a disk.
"""

import asyncio
import io
import json
import re
import threading
import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException as HTTPError
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Receive, Scope

from cocau.app.files.programmes import MOST_FILES
from cocau.app.files.text import LONGEST_TEXT, decode_text
from cocau.app.files.tree import parse_json, try_clean_tree
from cocau.app.files.uploads import MEDIA_TYPES
from cocau.app.permissions import Permission
from cocau.app.web.deps import CallerDep
from cocau.app.web.errors import MalformedRequest, UnsupportedMediaType
from cocau.app.web.field_selection import SelectingRoute
from cocau.app.web.limits import ImportLimiterDep
from cocau.constraints.errors import InputError

_HALF_CHARACTER_REGEX = re.compile(rb"\\u[dD][89a-fA-F]")


class StrictBodyRoute(SelectingRoute):
    """A route whose JSON body is read strictly, its councils and people as clean as in files."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, given a request that reads strictly."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            try:
                return await handle(StrictRequest(request.scope, request.receive))
            except HTTPError as error:
                if isinstance(error.__cause__, InputError):  # of a text in the body, not of the body
                    raise error.__cause__ from None
                raise

        return strictly


class StrictRequest(Request):
    """A request whose JSON is read strictly."""

    async def json(self) -> Any:  # noqa: ANN401  # whatever the body holds
        """Parse the body strictly.

        Raises:
            HTTPException: 400, not UTF-8, a key given twice, or half of a surrogate pair.
            json.JSONDecodeError: not JSON.
            InputError: a text of a council or of people that no file may have.
        """
        body = await self.body()
        text = decode_utf8(body)
        value = json.loads(text, object_pairs_hook=_reject_duplicate_keys)
        if _HALF_CHARACTER_REGEX.search(body):
            _reject_half_characters(value)
        if _is_plain(text):
            return value
        return _clean_documents(value)


def _is_plain(text: str) -> bool:
    """Return whether a JSON text holds nothing to clean: most do, and need not be walked."""
    if "\\" in text or _LONG_TEXT_REGEX.search(text):
        return False
    return text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable()


_LONG_TEXT_REGEX = re.compile(rf'"[^"]{{{LONGEST_TEXT + 1}}}')
_DOCUMENTS = frozenset({"council", "pool", "slate", "offers", "dossier"})
"""Keys of what may stand in a body in place of a stored document or a file."""
_DEEPEST_DOCUMENT = 5


def _clean_documents(tree: Any, depth: int = 0) -> Any:  # noqa: ANN401  # whatever the body holds
    """Return a body with every text of its documents as clean as in a file.

    Raises:
        InputError: texts that cannot be cleaned, each at its place.
    """
    if isinstance(tree, list) and depth < _DEEPEST_DOCUMENT:
        return [_clean_documents(part, depth + 1) for part in tree]
    if not isinstance(tree, dict) or depth == _DEEPEST_DOCUMENT:
        return tree
    return {key: _clean_part(key, part, depth) for key, part in tree.items()}


def _clean_part(key: str, part: Any, depth: int) -> Any:  # noqa: ANN401  # as above
    if key not in _DOCUMENTS or not isinstance(part, list | dict):
        return _clean_documents(part, depth + 1)
    cleaned, refused = try_clean_tree(part, key)
    if refused:
        raise InputError([reason.to_problem((key, *path)) for path, reason in refused.items()])
    return cleaned


def decode_utf8(body: bytes) -> str:
    """Decode a body in UTF-8.

    Raises:
        HTTPException: 400, it is not UTF-8.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"The body is not UTF-8 (byte {error.start}).") from None


def _reject_half_characters(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise HTTPException(400, "A text holds half of a surrogate pair, which is no character.") from None


def _reject_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise HTTPException(400, f"The key {twice[:60]!r} is given twice in one object.")
    return found


FORM_TYPE = "multipart/form-data"
JSON_TYPE = "application/json"
FILE_FIELD = "file"
BODY_NAME = "body.json"
BINARY_TYPE = "application/octet-stream"
_MAX_FIELDS = 10
_MAX_FIELD_LENGTH = 4_000


@dataclass(frozen=True)
class UploadedBody:
    """A body as it came. `fields`: what was said beside the file, in the form or in the query.

    `gone`: set once its client has left.
    """

    media_type: str
    content: bytes
    name: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    gone: threading.Event = field(default_factory=threading.Event)

    @property
    def is_json(self) -> bool:
        """Return whether a JSON object was sent, and no file."""
        return self.name is None and self.media_type == JSON_TYPE

    def read_json_object(self) -> dict[str, Any] | None:
        """Return the JSON object that was sent; None where a file was.

        Raises:
            MalformedRequest: it is no JSON object.
        """
        if not self.is_json:
            return None
        try:
            found = parse_json(decode_text(self.content, BODY_NAME), BODY_NAME)
        except InputError as error:
            raise build_malformed_json(error) from None
        if not isinstance(found, dict):
            raise build_no_object()
        return found


def build_malformed_json(error: InputError) -> MalformedRequest:
    """Build the error of a body that is no JSON."""
    reason = error.problems[0]
    return MalformedRequest(reason.where, reason.vi, reason.en)


def build_no_object() -> MalformedRequest:
    """Build the error of a JSON body that is no object."""
    return MalformedRequest(
        BODY_NAME, "Nội dung phải là một đối tượng JSON.", "The body must be a JSON object."
    )


async def receive_body(
    request: Request, caller: CallerDep, turns: ImportLimiterDep
) -> AsyncIterator[UploadedBody]:
    """Receive the body of an authenticated request, while there is room for it.

    Raises:
        Forbidden: a role that may not have anything of it read.
        UnsupportedMediaType: a media type that is not read here.
        MalformedRequest: a form that is none, or holds no file or several.
        HTTPException: 413, too long.
        ServiceBusy: too many pools are being read.
    """
    caller.require(Permission.ASK)  # nothing is read of a body before somebody is known who may send one
    kind = request.headers.get("content-type", JSON_TYPE).partition(";")[0].strip().lower()
    with turns.waiting_slot(caller.id):
        if kind == FORM_TYPE:
            sent = await _receive_form(request)
        elif kind in {JSON_TYPE, BINARY_TYPE, *MEDIA_TYPES}:
            fields = dict(request.query_params)
            sent = UploadedBody(kind, await request.body(), fields.pop("name", None), fields)
        else:
            raise UnsupportedMediaType(kind, (JSON_TYPE, FORM_TYPE, BINARY_TYPE, *MEDIA_TYPES))
        with _watching(request, sent):
            yield sent


@contextmanager
def _watching(request: Request, sent: UploadedBody) -> Iterator[None]:
    """Note inside this context when the client leaves."""
    watch = asyncio.create_task(_note_departure(request, sent.gone))
    try:
        yield
    finally:
        watch.cancel()


async def _note_departure(request: Request, gone: threading.Event) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    gone.set()


UploadedBodyDep = Annotated[UploadedBody, Depends(receive_body)]


async def receive_folder(
    request: Request, caller: CallerDep, turns: ImportLimiterDep
) -> AsyncIterator[UploadedBody]:
    """Receive a folder that a browser sends file by file, as the ZIP file of that folder.

    Raises:
        Forbidden, UnsupportedMediaType, MalformedRequest, HTTPException, ServiceBusy: as `receive_body`.
    """
    caller.require(Permission.ASK)  # as `receive_body`
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise UnsupportedMediaType(kind, (FORM_TYPE,))
    with turns.waiting_slot(caller.id):
        form = await parse_form_in_memory(request, MOST_FILES)
        try:
            sent = await _pack_folder(form)
        finally:
            await form.close()
        with _watching(request, sent):
            yield sent


FolderBodyDep = Annotated[UploadedBody, Depends(receive_folder)]


async def _pack_folder(form: FormData) -> UploadedBody:
    """Pack the files of a form by their paths; a browser sends each path as the file's name."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for _, value in form.multi_items():
            if isinstance(value, UploadFile) and value.filename:
                package.writestr(value.filename, await value.read())
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    return UploadedBody(BINARY_TYPE, content.getvalue(), "folder.zip", fields)


class _InMemoryParser(MultiPartParser):
    spool_max_size = 0  # that is: never into a file


async def parse_form_in_memory(request: Request, most_files: int = 1) -> FormData:
    """Parse a form with files in memory; the caller closes it.

    Raises:
        MalformedRequest: it is none, or has too many files, or too much beside them.
    """
    parser = _InMemoryParser(
        request.headers,
        request.stream(),
        max_files=most_files,
        max_fields=_MAX_FIELDS,
        max_part_size=_MAX_FIELD_LENGTH,
    )
    try:
        return await parser.parse()
    except MultiPartException as error:
        raise MalformedRequest(
            FORM_TYPE,
            f"Biểu mẫu (multipart) sai: nhiều nhất {most_files} tệp trong trường 'file', "
            "các trường khác ngắn.",
            f"Not a form as it must be: {error.message} At most {most_files} files in its field 'file', "
            "other fields short.",
        ) from None


async def _receive_form(request: Request) -> UploadedBody:
    form = await parse_form_in_memory(request)
    try:
        return await _extract_file(form)
    finally:
        await form.close()


async def _extract_file(form: FormData) -> UploadedBody:
    files = [(name, value) for name, value in form.multi_items() if isinstance(value, UploadFile)]
    if [name for name, _ in files] != [FILE_FIELD]:
        vi = "Biểu mẫu phải có đúng một tệp, trong trường 'file'."
        raise MalformedRequest(FORM_TYPE, vi, "A form must hold one file, in its field 'file'.")
    given = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    fields = dict(given)
    if len(fields) < len(given):
        vi = "Một trường của biểu mẫu được ghi hai lần."
        raise MalformedRequest(FORM_TYPE, vi, "A field of the form is given twice.")
    file = files[0][1]
    kind = (file.content_type or "").partition(";")[0].strip().lower()
    return UploadedBody(kind or BINARY_TYPE, await file.read(), file.filename, fields)


YAML_TYPE = "application/yaml"
_YAML_TYPES = {YAML_TYPE, "application/x-yaml", "text/yaml", "text/x-yaml"}


class YamlBodyRoute(StrictBodyRoute):
    """A route whose body may also be YAML, which is then its field `yaml`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, given a request that shows YAML as the JSON it stands for."""
        handle = super(StrictBodyRoute, self).get_route_handler()

        async def either(request: Request) -> Response:
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            form = _YamlRequest if kind in _YAML_TYPES else StrictRequest
            return await handle(form(request.scope, request.receive))

        return either


class _YamlRequest(StrictRequest):
    def __init__(self, scope: Scope, receive: Receive) -> None:
        others = [(name, value) for name, value in scope["headers"] if name != b"content-type"]
        headers = [*others, (b"content-type", b"application/json")]
        super().__init__({**scope, "headers": headers}, receive)

    async def json(self) -> Any:  # noqa: ANN401  # the base class's signature
        return dict(self.query_params) | {"yaml": decode_utf8(await self.body())}


def describe_yaml_body(fields: Iterable[str]) -> dict[str, Any]:
    """Describe for OpenAPI that a body may be YAML, with these fields in the query then."""
    query = [{"name": f, "in": "query", "required": False, "schema": {"type": "string"}} for f in fields]
    for parameter in query:
        parameter["description"] = f"with a body of {YAML_TYPE} only: as the field of the JSON body"
    return {
        "parameters": query,
        "requestBody": {"content": {YAML_TYPE: {"schema": {"type": "string"}}}},
    }
