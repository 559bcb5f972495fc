"""What the exit codes of `cocau` mean."""

from enum import IntEnum


class Exit(IntEnum):
    """One code for each thing a script may want to tell apart."""

    DONE = 0
    FAILED = 1
    BAD_INPUT = 2
    CONFLICT = 3
    STOPPED = 4
    DIFFERS = 5


INTERRUPTED = 130
"""Ctrl-C where there is nothing to keep: 128 + SIGINT, as shells have it."""

MEANINGS = {
    Exit.DONE: (
        "xong; không vi phạm quy định bắt buộc nào",
        "done; no must is broken",
    ),
    Exit.FAILED: (
        "lỗi của chương trình, hoặc không chạy được",
        "our own failure, or it could not run",
    ),
    Exit.BAD_INPUT: (
        "dữ liệu vào sai; với `test`: có trường hợp không đạt",
        "bad input; for `test`: a case failed",
    ),
    Exit.CONFLICT: (
        (
            "các quy định xung đột; với `audit`: vi phạm quy định bắt buộc hoặc tiêu chuẩn; với `gates`: "
            "có việc trái trình tự; với `table`: bảng có chỗ sai; với `panel`: không có nhóm nào đúng hạn mức"
        ),
        (
            "the rules are in conflict; for `audit`: a must or a standard is broken; for `gates`: something "
            "happened out of order; for `table`: the table has faults; for `panel`: no panel is within the "
            "quotas"
        ),
    ),
    Exit.STOPPED: (
        "hết thời gian, hoặc bị dừng (Ctrl-C); giữ phương án tốt nhất đã có",
        "out of time or stopped (Ctrl-C); the best so far is kept",
    ),
    Exit.DIFFERS: (
        (
            "`audit`: kết luận đã lưu khác với khi chấm lại; `trail verify`, `backup`: nhật ký đã bị can "
            "thiệp; `migrate --check`: lược đồ ở bản khác"
        ),
        (
            "`audit`: the stored findings differ from the new ones; `trail verify`, `backup`: the trail was "
            "tampered with; `migrate --check`: the schema is another"
        ),
    ),
}


def epilog(lang: str) -> str:
    """The table of exit codes under `cocau --help`."""
    head = "Exit codes:" if lang == "en" else "Mã thoát:"
    rows = (f"{int(code)}  {words[lang == 'en']}" for code, words in MEANINGS.items())
    return "\n".join([head, *rows])
