"""A calendar as iCalendar (RFC 5545): whole-day events that stay the same between exports."""

from datetime import UTC, datetime, time

from icalendar import Calendar as Ics
from icalendar import Event

from cocau.app.present.procedure.wording import ProcedureWording, list_step_doubts
from cocau.constraints.procedure.calendar import CalendarEntry, DerivedCalendarEntry
from cocau.constraints.procedure.reports import ElectionCalendar
from cocau.constraints.rules.rule import VerificationMark
from cocau.constraints.version import VERSION


def render_ics(wording: ProcedureWording, answer: ElectionCalendar) -> str:
    """Render a calendar as iCalendar; the same council and rulebook give the same bytes."""
    whole = Ics()
    whole.add("prodid", f"-//cocau//{VERSION}//{wording.lang.upper()}")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("x-wr-calname", wording.council.name)
    for entry in (*answer.entries, *answer.derived):
        whole.add_component(_build_event(wording, answer, entry))
    content: bytes = whole.to_ical()
    return content.decode()


def _build_event(wording: ProcedureWording, answer: ElectionCalendar, entry: CalendarEntry) -> Event:
    step, language = wording.steps[entry.step], {"LANGUAGE": wording.lang}
    tentative = entry.mark is VerificationMark.UNVERIFIED or isinstance(entry, DerivedCalendarEntry)
    event = Event()
    event.add("uid", f"{answer.council}.{entry.step}@cocau")
    event.add("dtstamp", datetime.combine(step.in_force, time(), UTC))  # no clock: the step's own first day
    event.add("dtstart", entry.day)
    event.add("summary", _describe_summary(wording, entry), parameters=language)
    event.add("description", _describe_event(wording, answer, entry), parameters=language)
    event.add("status", "TENTATIVE" if tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _describe_summary(wording: ProcedureWording, entry: CalendarEntry) -> str:
    says = wording.steps[entry.step].says.of(wording.lang).rstrip(".")
    hour = "" if entry.time is None else f" ({entry.time})"
    unverified = (
        wording.say("[chưa kiểm chứng] ", "[unverified] ")
        if entry.mark is VerificationMark.UNVERIFIED
        else ""
    )
    latest = "" if wording.steps[entry.step].sunday else wording.say("Hạn: ", "By: ")
    derived = wording.say("[suy ra] ", "[derived] ") if isinstance(entry, DerivedCalendarEntry) else ""
    return f"{unverified}{derived}{latest}{says}{hour}"


def _describe_event(wording: ProcedureWording, answer: ElectionCalendar, entry: CalendarEntry) -> str:
    step, say = wording.steps[entry.step], wording.say
    lines = [
        f"{say('Người làm', 'Who')}: {step.actor.of(wording.lang)}",
        f"{say('Căn cứ', 'Clause')}: {wording.clause_of(step)} ({wording.distance(entry.day)})",
        _describe_derivation(wording, entry),
        wording.caution(entry.mark).capitalize(),
        *(wording.not_sunday(i) for i in answer.not_sunday if i == entry.step),
        *(doubt.of(wording.lang) for doubt in list_step_doubts(step)),
    ]
    return "\n".join(line for line in lines if line)


def _describe_derivation(wording: ProcedureWording, entry: CalendarEntry) -> str:
    """Describe why a step has a day that no text gives it."""
    if not isinstance(entry, DerivedCalendarEntry):
        return ""
    return wording.say(
        f"Hạn suy ra: phải xong trước bước “{wording.title(entry.of)}”, chậm nhất ngày này.",
        f"Derived: it must come before “{wording.title(entry.of)}”, which is due on this day.",
    )
