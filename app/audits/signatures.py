"""Signatures beside files: the bytes of a file, signed with an installation's Ed25519 key."""

import base64
import hashlib
from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationError

from cocau.app.audits.differences import StoredDifference
from cocau.constraints.record import CanonicalRecord

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SUFFIX = ".sig"
"""What a signature's file is called beyond the name of the file that is signed."""

LONGEST_SIGNATURE = 4_000
"""Bytes of a signature's file."""


class FileSignature(CanonicalRecord):
    """The signature of a file's bytes, with the name that its signer chose."""

    format: Literal["cocau/signature/1"] = "cocau/signature/1"
    signer: str = Field(max_length=300, description="as the installation calls itself; signed too")
    public_key: str = Field(description="Ed25519, in base64")
    signature: str = Field(description="in base64")


def sign_file(key: "Ed25519PrivateKey", content: bytes, signer: str) -> FileSignature:
    """Sign the bytes of a file, and the signer's name with them."""
    signature = base64.b64encode(key.sign(_build_message(content, signer))).decode()
    return FileSignature(signer=signer, public_key=format_public_key(key), signature=signature)


def format_public_key(key: "Ed25519PrivateKey") -> str:
    """Format the public half of a key in base64."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def read_signature(text: bytes) -> FileSignature | None:
    """Read the file of a signature; None: it is none."""
    try:
        return FileSignature.model_validate_json(text[: LONGEST_SIGNATURE + 1])
    except ValidationError:
        return None


def is_signed(found: FileSignature, content: bytes) -> bool:
    """Return whether a signature is of these bytes, by its key and under its name."""
    from cryptography.exceptions import InvalidSignature  # most files have no signature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(found.public_key, validate=True))
        key.verify(base64.b64decode(found.signature, validate=True), _build_message(content, found.signer))
    except (InvalidSignature, ValueError):
        return False
    return True


def _build_message(content: bytes, signer: str) -> bytes:
    return b"\0".join((b"cocau/signature/1", signer.encode(), hashlib.sha256(content).digest()))


WRONG_SIGNATURE = StoredDifference(
    "signature",
    "chữ ký kèm theo không phải của tệp này, hoặc tệp hay tên người ký đã bị sửa sau khi ký.",
    "the signature beside it is not of this file, or file or signer's name were changed after signing.",
)

OTHER_SIGNER = StoredDifference(
    "signer",
    "phương án không có chữ ký của khóa công khai đã nêu.",
    "the proposal is not signed with the public key that was named.",
)
