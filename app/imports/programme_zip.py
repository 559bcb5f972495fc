"""A programme in one ZIP file, unpacked within limits into a folder that is gone afterwards."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from cocau.app.imports.files import bytes_of
from cocau.app.imports.found import refusal
from cocau.app.imports.programme_folder import FOLDERS
from cocau.app.imports.safe_text import shown
from cocau.app.imports.zip_errors import ZIP_ERRORS

MOST_FILES = 5_000
MOST_BYTES = 200_000_000
MOST_IN_ONE = 20_000_000


@contextmanager
def folder_of(path: Path) -> Iterator[Path]:
    """The folder of a programme: as it is, or unpacked from a ``.zip`` while the block lasts.

    Raises:
        InputError: neither, or a ZIP file that cannot be read or takes too much room.
    """
    if path.is_dir():
        yield path
        return
    if path.suffix.lower() != ".zip":
        raise refusal(
            "suffix",
            shown(path.name),
            "Chương trình là một thư mục, hoặc một tệp .zip của thư mục ấy.",
            "A programme is a folder, or one .zip file of it.",
        )
    with unpacked(*bytes_of(path)) as folder:
        yield folder


@contextmanager
def unpacked(content: bytes, name: str, within: Path | None = None) -> Iterator[Path]:
    """The folder packed in a ZIP file, while the block lasts; in a temporary folder `within` another one.

    Raises:
        InputError: it cannot be read, it takes too much room, or a file in it has no place in a folder.
    """
    with TemporaryDirectory(prefix="cocau-programme-", dir=within) as made:
        folder = Path(made)
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                _unpack(package, folder, name)
        except ZIP_ERRORS as error:
            raise refusal(
                "damaged",
                name,
                "Tệp ZIP bị hỏng, bị cắt cụt hoặc có mật khẩu; hãy nén lại.",
                f"The ZIP file is damaged, cut short or has a password ({shown(str(error))}); pack it again.",
            ) from None
        inner = [*folder.iterdir()]
        whole = len(inner) == 1 and inner[0].is_dir() and inner[0].name not in FOLDERS
        yield inner[0] if whole else folder


def _unpack(package: zipfile.ZipFile, folder: Path, name: str) -> None:
    members = [one for one in package.infolist() if not one.is_dir() and not _noise(one.filename)]
    size = sum(one.file_size for one in members)
    if len(members) > MOST_FILES or size > MOST_BYTES or any(one.file_size > MOST_IN_ONE for one in members):
        raise refusal(
            "too_big",
            name,
            f"Khi giải nén có {len(members):,} tệp, {size:,} byte; nhiều nhất {MOST_FILES:,} tệp,"
            f" {MOST_BYTES:,} byte, mỗi tệp {MOST_IN_ONE:,}.",
            f"Unpacked it has {len(members):,} files, {size:,} bytes; at most {MOST_FILES:,} files,"
            f" {MOST_BYTES:,} bytes, {MOST_IN_ONE:,} in one.",
        )
    for one in members:
        inner = PurePosixPath(one.filename.replace("\\", "/"))
        if inner.is_absolute() or ".." in inner.parts or ":" in one.filename or "\0" in one.filename:
            raise refusal(
                "outside",
                f"{name}: {shown(one.filename)}",
                "Đường dẫn trong tệp ZIP ra ngoài thư mục; hãy nén lại thư mục chương trình.",
                "A path in the ZIP file leads outside; pack the programme's folder again.",
            )
        target = folder / inner
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(package.read(one))


def _noise(name: str) -> bool:
    """What systems put beside files when they pack."""
    parts = PurePosixPath(name).parts
    return (
        "__MACOSX" in parts
        or any(part.startswith(".") and part != ".." for part in parts)
        or parts[-1] == "Thumbs.db"
    )
