"""A calendar as iCalendar (RFC 5545): whole-day events that stay the same from one export to the next."""

from datetime import UTC, datetime, time

from icalendar import Calendar as Ics
from icalendar import Event

from cocau.app.procedure import Calendar
from cocau.app.render.course import Course, step_doubts
from cocau.constraints.calendar import DerivedEntry, Entry
from cocau.constraints.rule import Mark
from cocau.constraints.version import VERSION


def ics(course: Course, answer: Calendar) -> str:
    """The calendar; the same council under the same rulebook is the same bytes."""
    whole = Ics()
    whole.add("prodid", f"-//cocau//{VERSION}//{course.lang.upper()}")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("x-wr-calname", course.council.name)
    for entry in (*answer.entries, *answer.derived):
        whole.add_component(_event(course, answer, entry))
    content: bytes = whole.to_ical()
    return content.decode()


def _event(course: Course, answer: Calendar, entry: Entry) -> Event:
    step, language = course.steps[entry.step], {"LANGUAGE": course.lang}
    tentative = entry.mark is Mark.UNVERIFIED or isinstance(entry, DerivedEntry)
    event = Event()
    event.add("uid", f"{answer.council}.{entry.step}@cocau")
    event.add("dtstamp", datetime.combine(step.in_force, time(), UTC))  # no clock: the step's own first day
    event.add("dtstart", entry.day)
    event.add("summary", _summary(course, entry), parameters=language)
    event.add("description", _description(course, answer, entry), parameters=language)
    event.add("status", "TENTATIVE" if tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _summary(course: Course, entry: Entry) -> str:
    says = course.steps[entry.step].says.of(course.lang).rstrip(".")
    hour = "" if entry.time is None else f" ({entry.time})"
    unverified = course.say("[chưa kiểm chứng] ", "[unverified] ") if entry.mark is Mark.UNVERIFIED else ""
    latest = "" if course.steps[entry.step].sunday else course.say("Hạn: ", "By: ")
    derived = course.say("[suy ra] ", "[derived] ") if isinstance(entry, DerivedEntry) else ""
    return f"{unverified}{derived}{latest}{says}{hour}"


def _description(course: Course, answer: Calendar, entry: Entry) -> str:
    step, say = course.steps[entry.step], course.say
    lines = [
        f"{say('Người làm', 'Who')}: {step.actor.of(course.lang)}",
        f"{say('Căn cứ', 'Clause')}: {course.clause_of(step)} ({course.distance(entry.day)})",
        _derived(course, entry),
        course.caution(entry.mark).capitalize(),
        *(course.not_sunday(i) for i in answer.not_sunday if i == entry.step),
        *(doubt.of(course.lang) for doubt in step_doubts(step)),
    ]
    return "\n".join(line for line in lines if line)


def _derived(course: Course, entry: Entry) -> str:
    """Why a step has this day that no text gives it."""
    if not isinstance(entry, DerivedEntry):
        return ""
    return course.say(
        f"Hạn suy ra: phải xong trước bước “{course.title(entry.of)}”, chậm nhất ngày này.",
        f"Derived: it must come before “{course.title(entry.of)}”, which is due on this day.",
    )
