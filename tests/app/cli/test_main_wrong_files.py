"""Files of another sort, broken or doubtful ones, and where their faults are said to stand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cocau.app.files.writers import write_pool
from cocau.fixtures.run import SHIPPED
from cocau.solver.proposal import Proposal
from tests.app.conftest import COUNCIL, POOL

Run = Callable[..., Any]

DRAFT, OFFERS = SHIPPED / "drafts" / "xa-mau.yaml", SHIPPED / "offers" / "xa-mau.yaml"


@pytest.fixture(scope="module")
def structure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A text that calls itself a stored structure plan."""
    path = tmp_path_factory.mktemp("structure") / "s.json"
    path.write_text('{"format": "cocau/structure/1", "offers": {}, "proposal": {}}', encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["replan", "replacements"])
def test_a_command_that_takes_a_proposal_says_so_of_another_file(
    run: Run, structure: Path, command: str
) -> None:
    result = run(command, COUNCIL)
    assert result.code == 2
    assert result.err.startswith(
        f"{COUNCIL}: Phải là phương án JSON, do `cocau plan` hoặc `cocau replan` ghi"
    )
    result = run(command, structure, "--lang", "en")
    assert result.code == 2
    assert result.err.startswith(
        f"{structure}: This is a stored structure plan. It must be a proposal, JSON,"
    )


@pytest.mark.parametrize("command", ["replan", "replacements", "audit"])
def test_broken_json_is_told_with_its_line(run: Run, tmp_path: Path, command: str) -> None:
    path = tmp_path / "p.json"
    path.write_text('{\n "format": "cocau/proposal/1",\n "outcome": \n}', encoding="utf-8")
    result = run(command, path)
    assert result.code == 2
    assert result.err.startswith(f"{path}:4: JSON sai: thiếu giá trị, hoặc tệp bị cắt cụt.")


@pytest.mark.parametrize("command", ["replan", "replacements", "audit"])
def test_a_key_given_twice_deep_in_a_proposal_is_refused(run: Run, stored: Path, command: str) -> None:
    text = stored.read_text(encoding="utf-8")
    stored.write_text(text.replace('"sex":', '"sex": "male", "sex":', 1), encoding="utf-8")
    result = run(command, stored, "--lang", "en")
    assert result.code == 2
    assert result.err.startswith(f"{stored}: Not valid JSON: duplicate key 'sex'.")


def test_a_key_given_twice_in_a_structure_plan_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text('{"format": "cocau/structure/1", "offers": {"total": 1, "total": 2}}', encoding="utf-8")
    result = run("audit", path)
    assert result.code == 2
    assert "khóa 'total' ghi hai lần" in result.err


@pytest.mark.parametrize(
    ("arguments", "vi", "en"),
    [
        (
            ("calendar", POOL),
            "Đây là danh sách giới thiệu; hãy đưa tệp hội đồng.",
            "This is a pool; give a council.",
        ),
        (("gates", POOL, POOL), "Thứ tự là HỘI-ĐỒNG HỒ-SƠ.", "The order is COUNCIL DOSSIER."),
        (("plan", POOL, COUNCIL), "Thứ tự là HỘI-ĐỒNG NGUỒN.", "The order is COUNCIL POOL."),
        (("structure", COUNCIL, POOL), "Thứ tự là HỘI-ĐỒNG KHẢ-NĂNG.", "The order is COUNCIL OFFERS."),
        (
            ("audit", COUNCIL, POOL, COUNCIL),
            "Thứ tự là HỘI-ĐỒNG NGUỒN PHƯƠNG-ÁN.",
            "The order is COUNCIL POOL SLATE.",
        ),
        (
            ("structure", COUNCIL, DRAFT),
            "Đây là bản thảo hội đồng; không phải",
            "This is a draft of a council;",
        ),
    ],
)
def test_another_sort_of_file_is_told_the_order_of_this_command(
    run: Run, arguments: tuple[object, ...], vi: str, en: str
) -> None:
    assert vi in run(*arguments).err
    assert en in run(*arguments, "--lang", "en").err


@pytest.mark.parametrize("command", ["seats", "calendar"])
def test_a_proposal_and_a_structure_plan_are_recognised_where_a_council_belongs(
    run: Run, stored: Path, structure: Path, command: str
) -> None:
    assert run(command, stored).err.startswith("proposal.json: Đây là phương án JSON đã lưu; hãy đưa ")
    assert run(command, structure).err.startswith("s.json: Đây là phân bổ cơ cấu đã lưu; hãy đưa ")


def test_two_inputs_of_one_name_are_told_apart(run: Run, tmp_path: Path) -> None:
    for folder, source in (("a", COUNCIL), ("b", POOL)):
        (tmp_path / folder).mkdir()
        text = source.read_text(encoding="utf-8").replace("name:", "nam:")
        (tmp_path / folder / "x.yaml").write_text(text, encoding="utf-8")
    result = run("plan", tmp_path / "a" / "x.yaml", tmp_path / "b" / "x.yaml")
    assert result.code == 2
    assert "\nb/x.yaml:" in result.err
    assert result.err.startswith("a/x.yaml:")


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (("--withdraw", "nobody"), "--withdraw nobody"),
        (("--confidence", "x=40"), "--confidence x"),
        (("--unmet", "x=y"), "--unmet x"),
        (("--seconds", "-1"), "--seconds"),
    ],
)
def test_what_is_wrong_with_a_change_is_told_at_its_option(
    run: Run, stored: Path, arguments: tuple[str, ...], where: str
) -> None:
    result = run("replan", stored, *arguments)
    assert result.code == 2
    assert result.err.startswith(f"{where}: ")


def test_seconds_that_cannot_be_are_told_at_their_option(run: Run) -> None:
    assert run("plan", COUNCIL, POOL, "--seconds", "0").err.startswith("--seconds: ")
    assert run("structure", COUNCIL, OFFERS, "--seconds", "0").err.startswith("--seconds: ")


def test_somebody_on_no_list_is_told_at_the_option(run: Run, stored: Path) -> None:
    result = run("replacements", stored, "--person", "nobody")
    assert result.code == 2
    assert result.err.startswith("--person nobody: ")


def test_faults_of_a_new_pool_are_told_at_their_rows(
    run: Run, stored: Path, tmp_path: Path, proposal: Proposal
) -> None:
    first, *rest = proposal.request.pool.people
    pool = proposal.request.pool.replace_unvalidated(
        people=(first.replace_unvalidated(planned_for=("head/none",)), *rest)
    )
    write_pool(pool, tmp_path / "new.csv")
    result = run("replan", stored, "--pool", tmp_path / "new.csv")
    assert result.code == 2
    assert result.err.startswith("new.csv:3: ")
