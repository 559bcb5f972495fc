"""Where answers go: files, links, pipes, devices, and places that take nothing."""

import errno
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.app.cli import output
from cocau.app.cli.output import check_output_path, save
from cocau.app.files.problems import explain_os_error
from cocau.constraints.errors import InputError
from cocau.fixtures.run import SHIPPED
from tests.app.conftest import COUNCIL
from tests.patience import PATIENCE

Run = Callable[..., Any]

ROOT = Path(__file__).parents[3]


def test_a_link_stays_and_what_it_points_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "real.txt", tmp_path / "link.txt"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    save("mới", link)
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "mới"
    assert sorted(path.name for path in target.parent.iterdir()) == ["real.txt"]


def test_a_link_to_nothing_yet_makes_what_it_points_to(tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "later.txt")
    save(b"x", link)
    assert link.is_symlink()
    assert (tmp_path / "later.txt").read_bytes() == b"x"


def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    save("lịch", pipe)
    reader.join(timeout=PATIENCE)
    assert read == ["lịch".encode()]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_the_null_device_takes_everything_and_stays_a_device(run: Run) -> None:
    assert run("calendar", COUNCIL, "-o", "/dev/null").code == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_stdout_under_its_name_in_dev_is_added_to_and_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("before\n", encoding="utf-8")
    with out.open("a", encoding="utf-8") as file:
        arguments = ["calendar", str(COUNCIL), "--format", "ics", "-o", "/dev/stdout"]
        subprocess.run(
            [sys.executable, "-m", "cocau", *arguments],
            stdout=file,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            check=True,
        )
    assert out.read_text(encoding="utf-8").startswith("before\nBEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("lang", "folder", "nowhere"),
    [
        ("vi", "đây là thư mục; hãy thêm tên tệp", "chưa có thư mục chứa tệp này; hãy tạo"),
        ("en", "this is a folder; add the name of a file", "the folder of this file does not exist; make it"),
    ],
)
def test_a_folder_and_a_path_into_none_are_refused_with_a_remedy(
    run: Run, tmp_path: Path, lang: str, folder: str, nowhere: str
) -> None:
    result = run("calendar", COUNCIL, "-o", tmp_path, "--lang", lang)
    assert result.code == 2
    assert result.err.startswith(f"-o {tmp_path}: ")
    assert folder in result.err
    file = tmp_path / "none" / "lich.txt"
    result = run("calendar", COUNCIL, "-o", file, "--lang", lang)
    assert result.code == 2
    assert result.err.startswith(f"-o {file}: ")
    assert nowhere in result.err


def test_a_folder_is_refused_when_written_to_as_well(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this is a folder"):
        save("x", tmp_path)


def test_a_place_that_can_take_nothing_is_refused_before_the_work(tmp_path: Path) -> None:
    check_output_path(tmp_path / "new.txt", ())
    for path in (tmp_path, tmp_path / "none" / "new.txt"):
        with pytest.raises(InputError):
            check_output_path(path, ())


@pytest.mark.parametrize(("lang", "words"), [("vi", "-o: Tên tệp để trống"), ("en", "-o: The name is empty")])
def test_an_empty_name_is_called_empty(run: Run, lang: str, words: str) -> None:
    result = run("calendar", COUNCIL, "-o", "", "--lang", lang)
    assert result.code == 2
    assert result.err.startswith(words)


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> tuple[int, str]:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(output.tempfile, "mkstemp", full)
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        save("new", path)
    assert path.read_text(encoding="utf-8") == "old"
    assert caught.value.problems[0].vi.startswith("Không ghi được: ổ đĩa đã đầy; hãy ")


NUMBERS = ("ENOENT", "EISDIR", "ENOTDIR", "EACCES", "EPERM", "ENOSPC", "EDQUOT", "EROFS", "ENAMETOOLONG")


@pytest.mark.parametrize("name", NUMBERS)
def test_each_known_reason_has_a_remedy_in_both_languages(name: str) -> None:
    number = getattr(errno, name)
    vi, en = explain_os_error(OSError(number, os.strerror(number)))
    assert "; hãy " in vi
    assert "; " in en
    assert os.strerror(number) not in vi


def test_other_reasons_are_told_by_their_number() -> None:
    vi, en = explain_os_error(OSError(errno.ETXTBSY, "Text file busy"))
    assert vi == f"hệ điều hành báo lỗi ({errno.ETXTBSY}, Text file busy)"
    assert en.endswith(f"({errno.ETXTBSY}, Text file busy)")


def _shell(line: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A command line with `cocau` in it, run by a shell that redirects its output."""
    command = line.replace("cocau", f'"{sys.executable}" -m cocau')
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        ["sh", "-c", command, "sh", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=environment,
        check=False,
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("cocau rules >&-", "Không in được kết quả ra màn hình (stdout): nơi này đã đóng."),
        ("cocau rules --lang en >&-", "The answer cannot be printed (stdout): it is closed."),
        ("cocau schema > /dev/full", "Không in được kết quả ra màn hình (stdout): ổ đĩa đã đầy;"),
        ("cocau -h --lang en > /dev/full", "Cannot be printed: the disk is full;"),
    ],
)
def test_a_stdout_that_takes_nothing_is_one_sentence_and_exit_1(line: str, words: str) -> None:
    ran = _shell(line)
    assert ran.returncode == 1
    assert ran.stderr.startswith(words)
    assert len(ran.stderr.splitlines()) == 1


def test_a_report_on_tables_is_json_where_the_name_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    result = run("table", SHIPPED / "tables" / "notices.yaml", "-o", path)
    assert result.err == f"Đã ghi: {path}\n"
    assert json.loads(path.read_text(encoding="utf-8"))["format"].startswith("cocau/table/")
