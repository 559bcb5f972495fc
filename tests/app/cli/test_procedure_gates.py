"""`cocau gates`: states in words and as JSON, exit codes, stored proposals, and faults at their lines."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cocau.app.cli import procedure as command
from cocau.fixtures.run import SHIPPED
from cocau.solver.proposal import Proposal
from tests.app.cli.unsure_layer import write_unsure_book

Run = Callable[..., Any]

DOSSIERS = SHIPPED / "dossiers"
COUNCILS = SHIPPED / "councils"


def shipped(run: Run, name: str, on: str, *more: str) -> Any:
    return run("gates", COUNCILS / f"{name}.yaml", DOSSIERS / f"{name}.yaml", "--on", on, *more)


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [("ha-tinh", "2021-02-10", 0), ("thach-ha", "2021-02-20", 3), ("xa-mau", "2021-03-10", 0)],
)
def test_only_what_is_out_of_order_exits_3(run: Run, name: str, on: str, code: int) -> None:
    assert shipped(run, name, on).code == code


def test_an_open_gate_says_what_is_missing_from_whom_until_when_and_what_waits_for_it(run: Run) -> None:
    out = " ".join(shipped(run, "xa-mau", "2021-03-10", "--lang", "en").out.split())
    assert "Missing: The list of candidates whose dossiers are valid." in out
    assert "Who: Candidates, to the election committee" in out
    assert "Sun 2021-03-14 17:00 (D-70), 4 days left" in out
    assert "Not before it: Second consultation: makes the preliminary list [consultation-2]" in out


def test_a_day_derived_from_another_step_names_it(run: Run, tmp_path: Path) -> None:
    dossier = tmp_path / "d.yaml"
    dossier.write_text("council: ha-tinh\n", encoding="utf-8")
    out = run("gates", COUNCILS / "ha-tinh.yaml", dossier, "--on", "2021-01-18").out
    out = " ".join(out.split())
    assert (
        "Chậm nhất: thứ Tư 17/02/2021 (N-95, suy ra), còn 30 ngày Hạn đó là của: Hội nghị hiệp thương" in out
    )
    assert "N-95: 95 ngày trước đó" in out


def test_late_ones_come_first_under_a_summary(run: Run) -> None:
    out = shipped(run, "xa-mau", "2021-03-10", "--lang", "en").out
    late = "Late, not on record: 1; Out of order: 0; Open now: 5; Not arisen yet: 1; Waiting: 9; Done late: 1; Done: 6."
    assert late in " ".join(out.split())
    order = [
        out.index(f"\n{head} (")
        for head in ("Late, not on record", "Open now", "Waiting", "Done late", "Done")
    ]
    assert order == sorted(order)
    assert "6 days ago" in out


def test_an_opinion_against_is_shown_as_against_and_holds_nothing_up(run: Run) -> None:
    result = shipped(run, "ha-tinh", "2021-02-10")
    assert "Không tán thành. Đề nghị tăng đại biểu chuyên trách" in " ".join(result.out.split())
    states = json.loads(shipped(run, "ha-tinh", "2021-02-10", "--format", "json").out)["states"]
    by_step = {state["step"]: state for state in states}
    assert by_step["party-group-opinion"]["state"] == by_step["consultation-1"]["state"] == "done"
    assert by_step["party-group-opinion"]["records"][0]["position"] == "against"


def test_who_gave_the_opinion_is_shown(run: Run) -> None:
    out = " ".join(shipped(run, "thach-ha", "2021-02-20").out.split())
    assert "19/02/2021, Thường trực HĐND tỉnh (ví dụ): Ý kiến khác nhau." in out
    assert "Đã làm khi chưa có: Lấy ý kiến Thường trực HĐND địa phương" in out


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", ("Đã làm, nhưng trễ (1)", "Cho ý kiến sau khi đã làm: Hội nghị hiệp thương", "(08/02/2021)")),
        ("en", ("Done late (1)", "Given only after: First consultation", "(2021-02-08)")),
    ],
)
def test_an_opinion_given_after_the_consultation_is_no_opinion_in_time(
    run: Run, lang: str, words: tuple[str, ...]
) -> None:
    out = " ".join(shipped(run, "thach-ha", "2021-02-20", "--lang", lang).out.split())
    assert all(one in out for one in words)


AFTERWARDS = """\
council: ha-tinh
records:
  - {step: consultation-1, by: MTTQ, on: 2021-02-20, position: for, content: "Tán thành, nhất trí."}
  - {step: structure-plan, by: HĐND, on: 2021-02-21, content: x}
"""


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "vi",
            (
                "Và trễ hạn 3 ngày (chậm nhất 17/02/2021, N-95).",
                "Làm sau bước phải chờ nó: Hội nghị hiệp thương",
                "Trễ hạn 14 ngày (chậm nhất 07/02/2021, N-105).",
                "MTTQ: Tán thành, nhất trí.",
            ),
        ),
        (
            "en",
            (
                "And late by 3 days (at the latest 2021-02-17, D-95).",
                "Done only after what had to wait for it: First consultation",
                "Late by 14 days (at the latest 2021-02-07, D-105).",
                "MTTQ: For. Tán thành, nhất trí.",
            ),
        ),
    ],
)
def test_what_is_out_of_order_or_overtaken_is_told_to_be_late_too(
    run: Run, tmp_path: Path, lang: str, words: tuple[str, ...]
) -> None:
    dossier = tmp_path / "d.yaml"
    dossier.write_text(AFTERWARDS, encoding="utf-8")
    result = run("gates", COUNCILS / "ha-tinh.yaml", dossier, "--on", "2021-03-01", "--lang", lang)
    out = " ".join(result.out.split())
    assert result.code == 3
    assert all(one in out for one in words)


def test_appointments_are_shown_one_by_one(run: Run) -> None:
    term = DOSSIERS / "ha-tinh-nhiem-ky.yaml"
    result = run("gates", COUNCILS / "ha-tinh.yaml", term, "--on", "2021-10-01", "--lang", "en")
    out = " ".join(result.out.split())
    assert result.code == 3
    assert "✓ Trần Văn Ví Dụ" in out
    assert "≠ Lê Thị Hư Cấu" in out
    assert "(appointed on 2021-09-13) Appointed before any opinion was asked for." in out


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", "– An, x (bổ nhiệm ngày 08/07/2018) Ngày đó quy định này chưa có hoặc không còn hiệu lực"),
        ("en", "– An, x (appointed on 2018-07-08) The clause was not in force on that day"),
    ],
)
def test_an_appointment_of_the_day_before_the_directive_needed_no_opinion(
    run: Run, tmp_path: Path, lang: str, words: str
) -> None:
    council, dossier = tmp_path / "c.yaml", tmp_path / "d.yaml"
    text = (COUNCILS / "ha-tinh.yaml").read_text(encoding="utf-8")
    days = "election_day: 2016-05-22\nplanned_on: 2019-06-02"
    council.write_text(text.replace("election_day: 2021-05-23", days), encoding="utf-8")
    dossier.write_text(
        "council: ha-tinh\nappointments: [{person: An, post: x, on: 2018-07-08}]\n", encoding="utf-8"
    )
    book = ("--rulebook", "ha-tinh-2016")
    result = run("gates", council, dossier, "--on", "2019-06-30", *book, "--lang", lang)
    assert result.code == 0
    assert words in " ".join(result.out.split())


APPOINTED = """\
council: ha-tinh
appointments:
  - person: An
    post: x
    on: 2021-09-10
    opinion: {by: Đảng đoàn, on: 2021-09-11, position: for, content: Tán thành việc bổ nhiệm.}
  - {person: Bình, post: x, on: 2021-09-10}
  - {person: Chi, post: x}
"""


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "vi",
            (
                "11/09/2021, Đảng đoàn: Tán thành việc bổ nhiệm. Ý kiến có sau khi đã bổ nhiệm.",
                "Bình, x (bổ nhiệm ngày 10/09/2021) Đã bổ nhiệm khi chưa lấy ý kiến.",
                "Chi, x (chưa bổ nhiệm) Còn thiếu: ý kiến về lần bổ nhiệm này; chưa có thì chưa được bổ nhiệm.",
            ),
        ),
        (
            "en",
            (
                "Đảng đoàn: For. Tán thành việc bổ nhiệm. The opinion came after the appointment.",
                "Bình, x (appointed on 2021-09-10) Appointed before any opinion was asked for.",
                "Chi, x (not appointed yet) Missing: the opinion on this appointment, which may not come before it.",
            ),
        ),
    ],
)
def test_each_appointment_says_what_it_was_made_without(
    run: Run, tmp_path: Path, lang: str, words: tuple[str, ...]
) -> None:
    dossier = tmp_path / "d.yaml"
    dossier.write_text(APPOINTED, encoding="utf-8")
    result = run("gates", COUNCILS / "ha-tinh.yaml", dossier, "--on", "2021-10-01", "--lang", lang)
    out = " ".join(result.out.split())
    assert result.code == 3
    for one in words:
        assert one in out


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "vi",
            "Ngày bổ nhiệm 22/05/2021 trước ngày bầu cử 23/05/2021: lúc đó chưa có đại biểu của HĐND này.",
        ),
        ("en", "there were no deputies of this council yet."),
    ],
)
def test_an_appointment_before_the_council_was_elected_is_refused_at_its_line(
    run: Run, tmp_path: Path, lang: str, words: str
) -> None:
    dossier = tmp_path / "d.yaml"
    dossier.write_text(APPOINTED.replace("    on: 2021-09-10", "    on: 2021-05-22"), encoding="utf-8")
    result = run("gates", COUNCILS / "ha-tinh.yaml", dossier, "--on", "2021-10-01", "--lang", lang)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("d.yaml:5: appointments[0].on: ")
    assert words in result.err


def test_as_json(run: Run) -> None:
    result = shipped(run, "thach-ha", "2021-02-20", "--format", "json")
    body = json.loads(result.out)
    assert (result.code, body["format"], body["on"]) == (3, "cocau/gates/1", "2021-02-20")
    first = next(s for s in body["states"] if s["step"] == "consultation-1")
    assert (first["state"], first["lacking"]) == ("out_of_order", ["standing-committee-opinion"])
    assert {s["step"] for s in body["states"]} <= {step["id"] for step in body["steps"]}


def test_unverified_deadlines_are_called_so(run: Run, tmp_path: Path) -> None:
    book = write_unsure_book(tmp_path)
    out = " ".join(shipped(run, "xa-mau", "2021-05-20", "--lang", "en", "--rulebook", book).out.split())
    assert "(D-25), 22 days ago; unverified – not to be presented as law" in out


def test_what_has_not_come_waits_for_election_day(run: Run) -> None:
    out = " ".join(shipped(run, "xa-mau", "2021-03-10", "--lang", "en").out.split())
    assert "Waits for: election day" in out


def test_after_election_day_no_days_are_left_to_it(run: Run) -> None:
    assert "; election day 2021-05-23. Rulebook" in " ".join(
        shipped(run, "xa-mau", "2021-05-24", "--lang", "en").out.split()
    )


def test_a_proposal_brings_its_council_and_its_rulebook(run: Run, stored: Path) -> None:
    result = run("gates", stored, DOSSIERS / "xa-mau.yaml", "--on", "2021-03-10", "--format", "json")
    assert result.code == 0
    whole = json.loads(shipped(run, "xa-mau", "2021-03-10", "--format", "json").out)
    assert json.loads(result.out)["states"] == whole["states"]


def test_a_proposal_takes_no_other_rulebook(run: Run, stored: Path) -> None:
    result = run("gates", stored, DOSSIERS / "xa-mau.yaml", "--rulebook", "national-2021", "--format", "json")
    assert result.code == 2
    assert [p["code"] for p in json.loads(result.err)["problems"]] == ["own_rulebook"]


def test_a_proposal_from_before_there_were_steps_is_refused(
    run: Run, proposal: Proposal, tmp_path: Path
) -> None:
    body = json.loads(proposal.to_json())
    del body["rulebook"]["steps"]
    old = tmp_path / "old.json"
    old.write_text(json.dumps(body), encoding="utf-8")
    result = run("gates", old, DOSSIERS / "xa-mau.yaml", "--on", "2021-03-10", "--format", "json")
    assert result.code == 2
    assert [p["code"] for p in json.loads(result.err)["problems"]] == ["no_steps"]


def test_a_council_may_be_json_that_is_no_proposal(run: Run, proposal: Proposal, tmp_path: Path) -> None:
    council = tmp_path / "council.json"
    council.write_text(proposal.request.council.model_dump_json(), encoding="utf-8")
    assert run("gates", council, DOSSIERS / "xa-mau.yaml", "--on", "2021-03-10").code == 0


def test_without_a_day_it_is_today(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "get_day", lambda _: date(2021, 3, 10))
    out = run("gates", COUNCILS / "xa-mau.yaml", DOSSIERS / "xa-mau.yaml", "--format", "json").out
    assert json.loads(out)["on"] == "2021-03-10"


def test_a_record_is_not_of_a_day_after_the_one_looked_at(run: Run) -> None:
    result = shipped(run, "xa-mau", "2021-03-02", "--lang", "en")
    assert result.code == 2
    assert result.err.startswith(
        "dossiers/xa-mau.yaml:16: records[7].on: 2021-03-03 is after the day looked at (2021-03-02)"
    )


FAULTY = """\
council: xa
records:
  - {step: consultation-9, by: MTTQ, on: 2021-02-10, content: x}
  - step: structure-plan
    by: HĐND
    on: 2021-02-09
    content: x
appointments:
  - {person: An, post: x}
"""


def test_faults_are_told_at_once_each_at_its_line(run: Run, tmp_path: Path) -> None:
    dossier = tmp_path / "d.yaml"
    dossier.write_text(FAULTY, encoding="utf-8")
    result = run("gates", COUNCILS / "xa-mau.yaml", dossier, "--on", "2021-03-01", "--lang", "en")
    assert (result.code, result.out) == (2, "")
    assert [line.split(": ")[:2] for line in result.err.splitlines()[:-1]] == [
        ["d.yaml:1", "council"],
        ["d.yaml:3", "records[0].step"],
        ["d.yaml:6", "records[1].on"],
        ["d.yaml:8", "appointments"],
    ]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("by: HĐND", "by: ''", "d.yaml:5: records[1].by"),
        ("on: 2021-02-09", "on: 2021-02-29", "d.yaml:6: records[1].on"),
        ("content: x\nappoint", "position: agreed\n    content: x\nappoint", "d.yaml:7: records[1].position"),
        ("{person: An, post: x}", "{post: x}", "d.yaml:9: appointments[0].person"),
        ("council: xa\n", "", "d.yaml:1: council"),
        ("    content: x\nappoint", "    contents: x\nappoint", "d.yaml:7: records[1].contents"),
    ],
)
def test_fields_of_a_dossier_are_checked_at_their_lines(
    run: Run, tmp_path: Path, old: str, new: str, where: str
) -> None:
    assert old in FAULTY
    dossier = tmp_path / "d.yaml"
    dossier.write_text(FAULTY.replace(old, new), encoding="utf-8")
    result = run("gates", COUNCILS / "xa-mau.yaml", dossier)
    assert result.code == 2
    assert where in result.err


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", "không áp dụng cho hội đồng cấp này"), ("en", "'party-group-opinion' is no step of this level")],
)
def test_a_step_of_another_level_is_not_called_unknown(
    run: Run, tmp_path: Path, lang: str, words: str
) -> None:
    dossier = tmp_path / "d.yaml"
    record = "{step: party-group-opinion, by: x, on: 2021-02-02, content: x}"
    dossier.write_text(f"council: xa-mau\nrecords: [{record}]\n", encoding="utf-8")
    result = run("gates", COUNCILS / "xa-mau.yaml", dossier, "--on", "2021-03-01", "--lang", lang)
    assert result.code == 2
    assert words in " ".join(result.err.split())


def test_both_files_are_complained_of_together(run: Run, tmp_path: Path) -> None:
    result = run("gates", tmp_path / "none.yaml", tmp_path / "neither.yaml")
    assert result.code == 2
    assert "none.yaml" in result.err
    assert "neither.yaml" in result.err


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_council_is_no_dossier(run: Run, lang: str) -> None:
    council = COUNCILS / "xa-mau.yaml"
    result = run("gates", council, council, "--lang", lang)
    assert result.code == 2
    assert ("HỘI-ĐỒNG HỒ-SƠ" if lang == "vi" else "COUNCIL DOSSIER") in result.err


def test_another_day_than_a_sunday_is_told(run: Run, tmp_path: Path) -> None:
    council = tmp_path / "council.yaml"
    text = (COUNCILS / "xa-mau.yaml").read_text(encoding="utf-8").replace("2021-05-23", "2021-05-24")
    council.write_text(text, encoding="utf-8")
    out = run("gates", council, DOSSIERS / "xa-mau.yaml", "--on", "2021-03-10", "--lang", "en").out
    assert "Election day 2021-05-24 is a Monday, not a Sunday (Law 85/2015/QH13 Art. 5)." in " ".join(
        out.split()
    )


def test_rules_list_the_steps_with_their_deadlines(run: Run) -> None:
    out = run("rules", "--lang", "en", "--rulebook", "luat-bau-cu-2015").out
    assert "candidate-dossiers [at the latest 17:00 on the day 70 days before election day]" in out
    assert "results-published [at the latest 10 days after election day]" in out
    assert "official-list [at the latest 25 days before election day]" in out
    assert "nominations [no deadline of its own]" in out
    assert "election-day [election day]" in out
    steps = json.loads(run("rules", "--format", "json", "--level", "district").out)["steps"]
    assert "party-group-opinion" not in {step["id"] for step in steps}
    assert "standing-committee-opinion" in {step["id"] for step in steps}


def test_a_book_without_steps_has_no_section_of_steps(run: Run) -> None:
    assert "Steps of procedure" not in run("rules", "--lang", "en", "--rulebook", "nq-1187-2021").out


def test_what_was_overtaken_says_by_what_and_the_broken_order_names_the_clause(
    run: Run, tmp_path: Path
) -> None:
    dossier = tmp_path / "d.yaml"
    text = (DOSSIERS / "thach-ha.yaml").read_text(encoding="utf-8")
    begins = text.index("  - {step: standing-committee-opinion")
    dossier.write_text(text[:begins], encoding="utf-8")
    result = run("gates", COUNCILS / "thach-ha.yaml", dossier, "--on", "2021-02-16", "--lang", "en")
    out = " ".join(result.out.split())
    assert result.code == 3
    assert "Happened without it: First consultation" in out
    assert "1 day left" in out
    assert "[standing-committee-opinion] — Directive of" in out
    assert "S2.12" in out


def test_a_province_that_appointed_nobody_is_told_what_each_appointment_needs(
    run: Run, tmp_path: Path
) -> None:
    dossier = tmp_path / "d.yaml"
    dossier.write_text("council: ha-tinh\n", encoding="utf-8")
    result = run("gates", COUNCILS / "ha-tinh.yaml", dossier, "--on", "2020-12-01")
    assert result.code == 0
    out = " ".join(result.out.split())
    assert "Mỗi lần cần ý kiến trước: Đảng đoàn HĐND tỉnh." in out
    assert "Chưa phát sinh: 2; " in out  # and nobody was lost from a list
    assert "Chưa phát sinh (2)" in out


def test_the_course_of_a_special_zone_of_2026_is_in_order(run: Run) -> None:
    zone = "dac-khu-hon-xa.yaml"
    files = (SHIPPED / "councils" / zone, SHIPPED / "dossiers" / zone)
    told = run("gates", *files, "--rulebook", "national-2026", "--on", "2026-02-05", "--format", "json")
    assert told.code == 0
    states = {step["step"]: step["state"] for step in json.loads(told.out)["states"]}
    assert {step for step, state in states.items() if state == "open"} == {
        "voters-opinions",
        "residence-meetings",
    }
    assert {
        states[step] for step in ("workplace-meetings", "hamlet-introductions", "introductions-closed")
    } == {"done"}
    assert "late" not in states.values()
