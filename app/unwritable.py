"""Why the operating system does not let something be written, in both languages, and what to do about it."""

import errno

_NO_RIGHT = (
    "không có quyền ghi ở đây; hãy ghi vào thư mục khác",
    "you have no right to write here; write into another folder",
)
_FULL = (
    "ổ đĩa đã đầy; hãy giải phóng chỗ, hoặc ghi ra nơi khác",
    "the disk is full; free some room, or write elsewhere",
)
_REASONS = {
    errno.ENOENT: (
        "chưa có thư mục chứa tệp này; hãy tạo thư mục trước, hoặc sửa đường dẫn",
        "the folder of this file does not exist; make it first, or mend the path",
    ),
    errno.ENOTDIR: (
        "một phần của đường dẫn là tệp, không phải thư mục; hãy sửa đường dẫn",
        "a part of the path is a file and not a folder; mend the path",
    ),
    errno.EISDIR: (
        "đây là thư mục; hãy thêm tên tệp vào sau",
        "this is a folder; add the name of a file",
    ),
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: (
        "ổ đĩa này chỉ cho đọc; hãy ghi ra nơi khác",
        "this disk can only be read; write elsewhere",
    ),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.ENAMETOOLONG: ("tên tệp quá dài; hãy đặt tên ngắn hơn", "the name is too long; take a shorter one"),
    errno.EBADF: ("nơi này đã đóng", "it is closed"),
    errno.EIO: ("ổ đĩa báo lỗi khi ghi", "the disk reports an error"),
}


def why(error: OSError) -> tuple[str, str]:
    """The reason in Vietnamese and in English; one we have no words for by its number."""
    number = error.errno or 0
    told = f"{number}, {error.strerror or error}"
    other = (f"hệ điều hành báo lỗi ({told})", f"the operating system reports an error ({told})")
    return _REASONS.get(number, other)
