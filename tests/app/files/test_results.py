"""Results in a table: headings of an office, figures once or in every row, and faults at their cells."""

import pytest

from cocau.app.files.results import HEADINGS, ReadResults, find_results_field, read_results_table
from cocau.app.files.tables.table import read_csv_table
from cocau.constraints.errors import InputError
from cocau.constraints.results.counts import VoteRound
from cocau.solver.proposal import Proposal

HEAD = "Đơn vị bầu cử,Lần bầu,Ngày bầu,Cử tri,Đã bỏ phiếu,Phát ra,Thu vào,Hợp lệ,Không hợp lệ,Họ tên,Ngày sinh,Số phiếu"


def read(proposal: Proposal, *rows: str, head: str = HEAD) -> ReadResults:
    """Read a table of these rows."""
    assert proposal.slate is not None
    text = "\n".join(("BIỂU TỔNG HỢP", head, *rows))
    table = read_csv_table(text.encode(), "kq.csv", find_results_field)
    request = proposal.request
    return read_results_table(table, request.council, request.pool, proposal.slate.candidates, "prp")


def list_rows(proposal: Proposal, **other: str) -> list[str]:
    """List the rows of the first constituency, 100 votes for everybody."""
    assert proposal.slate is not None
    unit = proposal.request.council.constituencies[0]
    people = proposal.request.pool.get_people(proposal.slate.candidates[unit.id])
    figures = other.get("figures", "1.000,900,900,900,890,10")
    first = f"{other.get('unit', unit.name)},,,{figures},{people[0].name},,{other.get('votes', '100')}"
    return [
        first,
        *(f",,,,,,,,,{person.name.upper()},,100" for person in people[1:]),
        "Tổng cộng,,,,,,,,,,,700",
    ]


def test_a_constituency_is_read_with_its_figures_and_everybodys_votes(proposal: Proposal) -> None:
    found = read(proposal, *list_rows(proposal))
    (count,) = found.results.counts
    assert (count.listed_voters, count.took_part, count.valid, count.round) == (
        1000,
        900,
        890,
        VoteRound.FIRST,
    )
    assert {vote.votes for vote in count.votes} == {100}
    assert found.results.proposal == "prp"
    by_number = read(proposal, *list_rows(proposal, unit="1")).results.counts
    assert by_number == (count,)


def test_every_fault_is_told_at_its_cell(proposal: Proposal) -> None:
    rows = list_rows(proposal, figures="1.000,chín trăm,900,900,890,10", votes="")
    rows[1] = ",,,,,,,,,Người Lạ,,100"
    with pytest.raises(InputError) as refused:
        read(proposal, *rows)
    told = [(problem.code, problem.where) for problem in refused.value.problems]
    assert told == [
        ("whole_number", "kq.csv:3: Đã bỏ phiếu"),
        ("whole_number", "kq.csv:3: Số phiếu"),
        ("not_a_candidate", "kq.csv:4: Họ tên"),
    ]


def test_who_was_forgotten_is_told_by_name(proposal: Proposal) -> None:
    rows = list_rows(proposal)
    with pytest.raises(InputError, match="Votes are missing for"):
        read(proposal, *rows[:2])


def test_columns_that_lack_and_unknown_constituencies_are_told(proposal: Proposal) -> None:
    with pytest.raises(InputError, match="Columns are missing: Valid ballots"):
        read(proposal, *list_rows(proposal), head=HEAD.replace(",Hợp lệ", ",Khác"))
    with pytest.raises(InputError, match="There is no constituency 'Thôn Không'"):
        read(proposal, *list_rows(proposal, unit="Thôn Không"))


def test_both_languages_are_known_as_headings() -> None:
    assert {find_results_field(text.of(lang)) for text in HEADINGS.values() for lang in ("vi", "en")} == set(
        HEADINGS
    )
