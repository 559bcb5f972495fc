"""What was typed into the grid of an allocation table, as offers: all that is wrong is told at once."""

import re
from collections.abc import Iterator, Mapping

from cocau.app.imports.safe_text import shown
from cocau.app.pages.grid import COLUMNS, TOTAL, free_id, grid_of
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.offers import Offers, Organisation, Profile

MOST = 500
"""People of one profile, or of one organisation; also the most to be introduced in all, ten times."""
_WHOLE = re.compile(r"\d{1,4}")


def values_of(offers: Offers) -> dict[str, str]:
    """Every number of the grid by the name of its field."""
    return {slot.field: slot.value for _, slot in grid_of(offers).slots}


def changed(offers: Offers, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed that is not what the offers have."""
    held = values_of(offers)
    stripped = {field: value.strip() for field, value in typed.items() if _is_number_field(field)}
    return {f: v for f, v in stripped.items() if _same(v) != _same(held.get(f, ""))}


def _is_number_field(field: str) -> bool:
    return field == TOTAL or field.partition(".")[0] in {"n", "least", "most"}


def _same(value: str) -> str:
    return "" if value == "0" else value


def edited(offers: Offers, typed: Mapping[str, str], known: Offers | None = None) -> Offers:
    """The offers with what was typed. `known`: an older version, whose profiles can come back.

    Raises:
        InputError: something typed is no number that can be, or an organisation is left with nobody.
    """
    numbers, problems = _numbers(changed(offers, typed))
    older = {org.id: org for org in known.organisations} if known is not None else {}
    left: list[Organisation] = []
    for org in offers.organisations:
        profiles = tuple(_profiles(org, older.get(org.id), numbers))
        if not profiles:
            problems.append(_nobody(org))
            continue
        bounds = {
            name: numbers[field]
            for name, field in (("at_least", f"least.{org.id}"), ("at_most", f"most.{org.id}"))
            if field in numbers
        }
        if "at_least" in bounds:
            bounds["at_least"] = bounds["at_least"] or 0
        if "at_most" in bounds:
            bounds["at_most"] = bounds["at_most"] or None
        left.append(org.but(profiles=profiles, **bounds))
    if problems:
        raise InputError(problems)
    total = numbers[TOTAL] or None if TOTAL in numbers else offers.total
    return offers.but(organisations=tuple(left), total=total)


def _numbers(typed: Mapping[str, str]) -> tuple[dict[str, int | None], list[Problem]]:
    numbers: dict[str, int | None] = {}
    problems: list[Problem] = []
    for field, value in typed.items():
        most = 10 * MOST if field == TOTAL else MOST
        if not value:
            numbers[field] = None
        elif _WHOLE.fullmatch(value) and int(value) <= most:
            numbers[field] = int(value)
        else:
            problems.append(
                Problem(
                    "no_number",
                    field,
                    f"'{shown(value)}' phải là số nguyên từ 0 đến {most}; để trống nếu không có.",
                    f"'{shown(value)}' must be a whole number from 0 to {most}; leave it empty for none.",
                )
            )
    return numbers, problems


def _profiles(
    org: Organisation, older: Organisation | None, numbers: Mapping[str, int | None]
) -> Iterator[Profile]:
    """Those that are kept, with their numbers; then those that are new, or back."""
    for profile in org.profiles:
        number = numbers.get(f"n.{org.id}.{profile.id}", profile.at_most)
        if number:
            yield profile.but(at_most=number)
    held = {profile.id for profile in org.profiles}
    gone = {profile.id: profile for profile in older.profiles} if older is not None else {}
    new = {free_id(org, column): column for column in COLUMNS}
    prefix = f"n.{org.id}."
    for field, number in numbers.items():
        i = field.removeprefix(prefix)
        if not field.startswith(prefix) or i in held or not number:
            continue
        if i in gone:
            yield gone[i].but(at_most=number)
        elif i in new:
            yield new[i].profile(i, number)


def _nobody(org: Organisation) -> Problem:
    return Problem(
        "nobody_left",
        f"offers.organisations[{org.id}]",
        f"{org.name}: cần ít nhất một loại người; nếu nơi này không giới thiệu ai thì bỏ cả dòng.",
        f"{org.name}: it needs people of some sort; if it introduces nobody, remove the whole row.",
    )
