"""`cocau calendar`: text, JSON and iCalendar of the same days, under either law."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from cocau.app.cli.procedure import CalendarFormat
from cocau.fixtures.run import SHIPPED
from tests.app.cli.unsure_layer import write_unsure_book

Run = Callable[..., Any]

COUNCIL = SHIPPED / "councils" / "xa-mau.yaml"


@pytest.fixture
def in_2026(tmp_path: Path) -> Path:
    """The commune, voting under the law of 2025."""
    return _on("2026-03-15", tmp_path)


def _on(day: str, folder: Path) -> Path:
    path = folder / "council.yaml"
    text = COUNCIL.read_text(encoding="utf-8")
    path.write_text(text.replace("election_day: 2021-05-23", f"election_day: {day}"), encoding="utf-8")
    return path


def test_the_days_are_listed_with_clause_actor_and_mark(run: Run, tmp_path: Path) -> None:
    result = run("calendar", COUNCIL, "--rulebook", write_unsure_book(tmp_path))
    assert result.code == 0
    for words in ("17/02/2021", "thứ Tư", "N-95", "Điều 50 khoản 1", "[consultation-1]", "14/03/2021 17:00"):
        assert words in result.out
    assert "28/04/2021 ?" in result.out
    assert "chưa kiểm chứng" in result.out


def test_in_english(run: Run, tmp_path: Path) -> None:
    out = run("calendar", COUNCIL, "--lang", "en", "--rulebook", write_unsure_book(tmp_path)).out
    for words in ("2021-02-17", "Wed", "D-95", "Art. 50(1)", "unverified", "Doubts"):
        assert words in out


def test_the_law_of_election_day_is_taken(run: Run, in_2026: Path) -> None:
    out = run("calendar", in_2026, "--rulebook", "national-2026").out
    assert "01/02/2026" in out
    assert "N-42" in out
    assert "chưa kiểm chứng –" not in out


def test_as_json(run: Run) -> None:
    body = json.loads(run("calendar", COUNCIL, "--format", "json").out)
    assert body["format"] == "cocau/calendar/1"
    by_step = {entry["step"]: entry for entry in body["entries"]}
    assert by_step["candidate-dossiers"] == {
        "step": "candidate-dossiers",
        "day": "2021-03-14",
        "mark": "V1",
        "time": "17:00",
    }
    assert {entry["mark"] for entry in body["entries"]} == {"V1"}
    assert {step["id"] for step in body["steps"]} >= set(by_step)
    assert body["not_sunday"] == []


def _events(text: str) -> dict[str, Any]:
    return {str(event["uid"]): event for event in Calendar.from_ical(text).walk("VEVENT")}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_icalendar_is_read_back(run: Run, lang: str) -> None:
    events = _events(run("calendar", COUNCIL, "--format", "ics", "--lang", lang).out)
    body = json.loads(run("calendar", COUNCIL, "--format", "json").out)
    assert {uid: event["dtstart"].dt for uid, event in events.items()} == {
        f"xa-mau.{entry['step']}@cocau": date.fromisoformat(entry["day"])
        for entry in (*body["entries"], *body["derived"])
    }
    for event in events.values():
        assert event["dtstart"].params["VALUE"] == "DATE"
        assert event["summary"].params["LANGUAGE"] == event["description"].params["LANGUAGE"] == lang
        first = "2018-07-09" if "standing-committee-opinion" in event["uid"] else "2015-09-01"
        assert event["dtstamp"].dt.isoformat() == f"{first}T00:00:00+00:00"
    plan = events["xa-mau.structure-plan@cocau"]
    assert ", " in str(plan["description"])  # commas are escaped in the file and come back as they were
    assert "\n" in str(plan["description"])


def test_unverified_days_are_tentative_and_say_so(run: Run, tmp_path: Path) -> None:
    book = write_unsure_book(tmp_path)
    events = _events(run("calendar", COUNCIL, "--format", "ics", "--lang", "en", "--rulebook", book).out)
    tentative = {uid for uid, event in events.items() if event["status"] == "TENTATIVE"}
    unverified = {"xa-mau.list-checked@cocau"}
    derived = {f"xa-mau.{i}@cocau" for i in ("nominations", "standing-committee-opinion", "voters-opinions")}
    assert tentative == unverified | derived
    for uid in unverified:
        assert str(events[uid]["summary"]).startswith("[unverified]")
        assert "not to be presented as law" in str(events[uid]["description"])


@pytest.mark.parametrize(
    ("lang", "begins", "why"),
    [
        ("vi", "[suy ra] Hạn: ", "Hạn suy ra: phải xong trước bước “Hội nghị hiệp thương lần thứ nhất"),
        ("en", "[derived] By: ", "Derived: it must come before “First consultation"),
    ],
)
def test_a_derived_day_says_from_which_step_it_is(run: Run, lang: str, begins: str, why: str) -> None:
    out = run("calendar", COUNCIL, "--format", "ics", "--lang", lang).out
    event = _events(out)["xa-mau.standing-committee-opinion@cocau"]
    assert event["dtstart"].dt == date(2021, 2, 17)
    assert str(event["summary"]).startswith(begins)
    assert why in str(event["description"])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "vi",
            ("Trước bước “Hội nghị hiệp thương lần thứ nhất", "chậm nhất thứ Tư 17/02/2021 (N-95, suy ra)"),
        ),
        ("en", ("Before “First consultation", "at the latest Wed 2021-02-17 (D-95, derived)")),
    ],
)
def test_opinions_have_the_day_of_the_consultation(run: Run, lang: str, words: tuple[str, str]) -> None:
    out = " ".join(run("calendar", COUNCIL, "--lang", lang).out.split())
    section = out[out.index("Các bước không có thời hạn" if lang == "vi" else "Steps without a deadline") :]
    assert all(one in section for one in words)


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", "N-95: 95 ngày trước đó"), ("en", "D-95: 95 days before it")]
)
def test_distances_are_explained(run: Run, lang: str, words: str) -> None:
    assert words in " ".join(run("calendar", COUNCIL, "--lang", lang).out.split())


def test_a_note_on_one_election_is_not_told_of_another(run: Run, tmp_path: Path) -> None:
    out = run("calendar", _on("2016-05-22", tmp_path), "--rulebook", "national-2016").out
    assert "Hạn chót tính cho ngày 23/5/2021" not in out
    assert "Ví dụ ngày 23/5/2021" in " ".join(out.split())


def test_the_hour_stands_in_the_summary(run: Run) -> None:
    event = _events(run("calendar", COUNCIL, "--format", "ics").out)["xa-mau.candidate-dossiers@cocau"]
    assert "(17:00)" in str(event["summary"])


def test_the_same_calendar_is_the_same_bytes(run: Run) -> None:
    first, again = (run("calendar", COUNCIL, "--format", "ics").out for _ in range(2))
    assert first == again


@pytest.mark.parametrize(
    ("name", "begins"), [("lich.ics", "BEGIN:VCALENDAR"), ("lich.json", "{"), ("lich.txt", "HĐND xã Mẫu")]
)
def test_a_file_takes_the_format_of_its_ending(run: Run, tmp_path: Path, name: str, begins: str) -> None:
    result = run("calendar", COUNCIL, "-o", tmp_path / name)
    assert (result.code, result.out) == (0, "")
    assert f"Đã ghi: {tmp_path / name}" in result.err
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_the_council_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    council = _on("2021-05-23", tmp_path)
    before = council.read_text(encoding="utf-8")
    assert run("calendar", council, "-o", council).code == 2
    assert council.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", "thứ Hai, không phải Chủ nhật"), ("en", "a Monday, not a Sunday")]
)
def test_another_day_than_a_sunday_is_told_with_the_clause(
    run: Run, tmp_path: Path, lang: str, words: str
) -> None:
    monday = _on("2021-05-24", tmp_path)
    out = run("calendar", monday, "--lang", lang).out
    assert words in out
    assert ("Điều 5" if lang == "vi" else "Art. 5") in out.split("\n\n")[0]
    event = _events(run("calendar", monday, "--lang", lang, "--format", "ics").out)[
        "xa-mau.election-day@cocau"
    ]
    assert words in str(event["description"])


def test_a_council_of_another_term_is_refused_at_its_line(run: Run, in_2026: Path) -> None:
    result = run("calendar", in_2026, "--rulebook", "ha-tinh-2021", "--lang", "en")
    assert result.code == 2
    assert result.err.startswith("council.yaml:7: election_day: ")
    assert "national-2026" in result.err


def test_a_council_for_which_there_is_no_step_is_refused(run: Run) -> None:
    result = run("calendar", COUNCIL, "--rulebook", "nq-1187-2021", "--format", "json")
    assert result.code == 2
    assert [p["code"] for p in json.loads(result.err)["problems"]] == ["no_steps"]


def test_text_and_json_do_not_import_the_calendar_library() -> None:
    code = (
        f"import sys; sys.argv = ['cocau', 'calendar', {str(COUNCIL)!r}]\nfrom cocau.app.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\nprint('icalendar' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "False"


def test_formats_are_three() -> None:
    assert [str(form) for form in CalendarFormat] == ["text", "ics", "json"]
