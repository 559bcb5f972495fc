"""Bodies of requests: strict JSON, YAML, files and forms.

JSON is read as strictly as files are: a key that is given twice is refused. A body of YAML becomes a field
of the JSON body it stands for. Files are kept in memory and never put into a temporary file: they are about
people, and nothing of them stands unencrypted on a disk.
"""

import asyncio
import io
import threading
import zipfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException as HTTPError
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Receive, Scope

from cocau.app.files.programmes import MOST_FILES
from cocau.app.files.text import decode_text
from cocau.app.files.tree import parse_json
from cocau.app.files.uploads import MEDIA_TYPES
from cocau.app.jobs.calls import CallFailed
from cocau.app.permissions import Permission
from cocau.app.problems import ErrorType, ProblemError
from cocau.app.web.bodies.json_bodies import (
    MOST_OBJECTS_HERE,
    MOST_VALUES,
    MOST_VALUES_HERE,
    MalformedBody,
    MalformedJsonError,
    count_values,
    decode_utf8,
    parse_json_body,
    read_large_body,
)
from cocau.app.web.deps import CallerDep, get_caller
from cocau.app.web.errors import MalformedRequest, UnsupportedMediaType
from cocau.app.web.field_selection import SelectingRoute
from cocau.app.web.limits import ImportLimiterDep, get_import_limiter
from cocau.constraints.errors import InputError
from cocau.constraints.record import Record


class StrictBodyRoute(SelectingRoute):
    """A route whose JSON body is read strictly, its councils and people as clean as in files."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, given a request that reads strictly."""
        handle = super().get_route_handler()
        model = self._get_body_model()

        async def strictly(request: Request) -> Response:
            try:
                form = self.choose_request_type(request)
                return await handle(form(request.scope, request.receive, model))
            except HTTPError as error:
                if isinstance(error.__cause__, _NOT_OF_THE_BODY):
                    raise error.__cause__ from None
                raise

        return strictly

    def choose_request_type(self, request: Request) -> "type[StrictRequest]":
        """Return how a request is read."""
        del request
        return StrictRequest

    def _get_body_model(self) -> type[Record] | None:
        """Return the record that a body is; None if it is none, or one of several."""
        model = None if self.body_field is None else self.body_field.field_info.annotation
        return model if isinstance(model, type) and issubclass(model, Record) else None


_NOT_OF_THE_BODY = (InputError, ProblemError, CallFailed)
"""Errors met while a body is parsed that say more than that it cannot be."""


class StrictRequest(Request):
    """A request whose JSON is read strictly; `model`: the record that it must be."""

    def __init__(self, scope: Scope, receive: Receive, model: type[Record] | None = None) -> None:
        super().__init__(scope, receive)
        self._model = model

    async def json(self) -> Any:  # noqa: ANN401  # whatever the body holds
        """Parse the body strictly; return a large one, read in a child, as its record.

        Raises:
            HTTPException: 400, no JSON as it must be; 413, too many values.
            InputError: a text of a council or of people that no file may have; all faults of a large body.
            Unauthenticated, Forbidden, ServiceBusy, ClientGone: a large body.
        """
        body = await self.body()
        values = count_values(body)
        most = MOST_VALUES_HERE if self._model is None else MOST_VALUES
        if values > most:
            raise HTTPException(ErrorType.TOO_LARGE.status, f"At most {most} values are read.")
        is_large = values > MOST_VALUES_HERE or body.count(b"{") > MOST_OBJECTS_HERE
        if self._model is not None and is_large:
            return await self._read_in_child(body, self._model)
        try:
            return parse_json_body(body)
        except MalformedJsonError as error:
            raise HTTPException(ErrorType.MALFORMED.status, str(error)) from None

    async def _read_in_child(self, body: bytes, model: type[Record]) -> Record:
        caller = await get_caller(self)
        caller.require(Permission.ASK)
        turns = await get_import_limiter(self)
        sent = UploadedBody(JSON_TYPE, body)
        with turns.waiting_slot(caller.id), _watching(self, sent):
            found = await run_in_threadpool(turns.call, read_large_body, body, model, gone=sent.gone)
        if isinstance(found, MalformedBody):
            raise HTTPException(ErrorType.MALFORMED.status, found.reason)
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

    def choose_request_type(self, request: Request) -> type[StrictRequest]:
        """Return a request that shows YAML as the JSON it stands for."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        return _YamlRequest if kind in _YAML_TYPES else StrictRequest


class _YamlRequest(StrictRequest):
    def __init__(self, scope: Scope, receive: Receive, model: type[Record] | None = None) -> None:
        others = [(name, value) for name, value in scope["headers"] if name != b"content-type"]
        headers = [*others, (b"content-type", b"application/json")]
        super().__init__({**scope, "headers": headers}, receive, model)

    async def json(self) -> Any:  # noqa: ANN401  # the base class's signature
        try:
            return dict(self.query_params) | {"yaml": decode_utf8(await self.body())}
        except MalformedJsonError as error:
            raise HTTPException(ErrorType.MALFORMED.status, str(error)) from None


def describe_yaml_body(fields: Iterable[str]) -> dict[str, Any]:
    """Describe for OpenAPI that a body may be YAML, with these fields in the query then."""
    query = [{"name": f, "in": "query", "required": False, "schema": {"type": "string"}} for f in fields]
    for parameter in query:
        parameter["description"] = f"with a body of {YAML_TYPE} only: as the field of the JSON body"
    return {
        "parameters": query,
        "requestBody": {"content": {YAML_TYPE: {"schema": {"type": "string"}}}},
    }
