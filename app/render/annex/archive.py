"""Archives that do not say when they were packed."""

import io
import zipfile

_FIRST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can hold."""


def timeless(archive: bytes) -> bytes:
    """The same archive, every file of it as of one fixed moment: the same content is the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _FIRST), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
