"""Edits of an allocation table: numbers, organisations, people with own traits."""

import re
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from itertools import count
from typing import TypeVar

from cocau.app.files.text import make_printable
from cocau.app.web.desk.forms import clean_field
from cocau.app.web.desk.tables.grid import COLUMNS, TOTAL_FIELD, build_grid, get_free_profile_id
from cocau.constraints.errors import InputError, ItemId, Problem
from cocau.constraints.model.offers import Offers, Organisation, OrganisationKind, Profile
from cocau.constraints.model.people import Bloc, PartyRank, PeoplesCommitteeRole

MOST_PEOPLE = 500
"""The most people of a profile or an organisation; ten times as many in all."""
_CELL_NUMBER = re.compile(r"\d{1,4}")


def get_cell_values(offers: Offers) -> dict[str, str]:
    """Return every number of the grid by the name of its field."""
    return {slot.field: slot.value for _, slot in build_grid(offers).slots}


def get_changed_cells(offers: Offers, typed: Mapping[str, str]) -> dict[str, str]:
    """Return the typed numbers that differ from those of the offers."""
    held = get_cell_values(offers)
    stripped = {field: value.strip() for field, value in typed.items() if _is_number_field(field)}
    return {f: v for f, v in stripped.items() if _normalise_number(v) != _normalise_number(held.get(f, ""))}


def _is_number_field(field: str) -> bool:
    return field == TOTAL_FIELD or field.partition(".")[0] in {"n", "least", "most"}


def _normalise_number(value: str) -> str:
    return "" if value == "0" else value


def apply_edits(offers: Offers, typed: Mapping[str, str], known: Offers | None = None) -> Offers:
    """Apply typed numbers to the offers.

    `known`: an older version, whose profiles can come back.

    Raises:
        InputError: something typed is no number that can be, or an organisation is left with nobody.
    """
    numbers, problems = _parse_numbers(get_changed_cells(offers, typed))
    older = {org.id: org for org in known.organisations} if known is not None else {}
    left: list[Organisation] = []
    for org in offers.organisations:
        profiles = tuple(_edit_profiles(org, older.get(org.id), numbers))
        if not profiles:
            problems.append(_empty_organisation_problem(org))
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
        left.append(org.replace_unvalidated(profiles=profiles, **bounds))
    if problems:
        raise InputError(problems)
    total = numbers[TOTAL_FIELD] or None if TOTAL_FIELD in numbers else offers.total
    return offers.replace_unvalidated(organisations=tuple(left), total=total)


def _parse_numbers(typed: Mapping[str, str]) -> tuple[dict[str, int | None], list[Problem]]:
    numbers: dict[str, int | None] = {}
    problems: list[Problem] = []
    for field, value in typed.items():
        most = 10 * MOST_PEOPLE if field == TOTAL_FIELD else MOST_PEOPLE
        if not value:
            numbers[field] = None
        elif _CELL_NUMBER.fullmatch(value) and int(value) <= most:
            numbers[field] = int(value)
        else:
            problems.append(
                Problem(
                    "no_number",
                    (field,),
                    f"'{make_printable(value)}' phải là số nguyên từ 0 đến {most}; để trống nếu không có.",
                    f"'{make_printable(value)}' must be a whole number from 0 to {most}; "
                    "leave it empty for none.",
                )
            )
    return numbers, problems


def _edit_profiles(
    org: Organisation, older: Organisation | None, numbers: Mapping[str, int | None]
) -> Iterator[Profile]:
    """Yield the profiles that are kept, with their numbers; then new or restored ones."""
    for profile in org.profiles:
        number = numbers.get(f"n.{org.id}.{profile.id}", profile.at_most)
        if number:
            yield profile.replace_unvalidated(at_most=number)
    held = {profile.id for profile in org.profiles}
    gone = {profile.id: profile for profile in older.profiles} if older is not None else {}
    new = {get_free_profile_id(org, column): column for column in COLUMNS}
    prefix = f"n.{org.id}."
    for field, number in numbers.items():
        i = field.removeprefix(prefix)
        if not field.startswith(prefix) or i in held or not number:
            continue
        if i in gone:
            yield gone[i].replace_unvalidated(at_most=number)
        elif i in new:
            yield new[i].build_profile(i, number)


def _empty_organisation_problem(org: Organisation) -> Problem:
    return Problem(
        "nobody_left",
        ("offers", "organisations", ItemId(org.id)),
        f"{org.name}: cần ít nhất một loại người; nếu nơi này không giới thiệu ai thì bỏ cả dòng.",
        f"{org.name}: it needs people of some sort; if it introduces nobody, remove the whole row.",
    )


LONGEST_NAME = 200
_PEOPLE_NUMBER = re.compile(r"[0-9]{1,3}")
TypedValues = Mapping[str, str]
_TEXT_FIELDS = ("p-name", "p-ethnicity", "p-religion", "p-expert", "p-post")
EnumT = TypeVar("EnumT", bound=StrEnum)
DefaultT = TypeVar("DefaultT")


def add_organisation(offers: Offers, typed: TypedValues) -> Offers:
    """Add an organisation, which has people of one column to begin with.

    Raises:
        InputError: what was typed cannot be an organisation.
    """
    problems: list[Problem] = []
    name = clean_field(typed.get("o-name", ""), "o-name", problems)
    if len(name) > LONGEST_NAME or not (name or problems):
        problems.append(_missing_name_problem("o-name"))
    elif name.casefold() in {org.name.casefold() for org in offers.organisations}:
        problems.append(_duplicate_name_problem("o-name", name))
    locality = clean_field(typed.get("o-locality", ""), "o-locality", problems)
    number = _parse_people_number(typed.get("o-number", ""))
    if number is None:
        problems.append(_missing_number_problem("o-number"))
    column = next((c for c in COLUMNS if c.id == typed.get("o-column")), COLUMNS[0])
    if problems or number is None:
        raise InputError(problems)
    made = Organisation(
        id=_get_free_id("noi", {org.id for org in offers.organisations}),
        name=name,
        sort=OrganisationKind.LOCALITY if locality else OrganisationKind.ORGANISATION,
        bloc=_find_enum_value(Bloc, typed.get("o-bloc", ""), Bloc.OTHER),
        locality=locality or None,
        profiles=(column.build_profile(column.id, number),),
    )
    return offers.replace_unvalidated(organisations=(*offers.organisations, made))


def add_profile(offers: Offers, typed: TypedValues) -> Offers:
    """Add people with traits of their own to one organisation.

    Raises:
        InputError: there is no such organisation, or it is not said how many they are.
    """
    org = next((o for o in offers.organisations if o.id == typed.get("p-org")), None)
    number = _parse_people_number(typed.get("p-number", ""))
    problems = [*([_missing_name_problem("p-org")] if org is None else [])]
    if number is None:
        problems.append(_missing_number_problem("p-number"))
    texts = {
        field: clean_field(typed.get(field, ""), field, problems)[:LONGEST_NAME] for field in _TEXT_FIELDS
    }
    if org is None or number is None or problems:
        raise InputError(problems)
    profile = _build_profile(_get_free_id("tp", {p.id for p in org.profiles}), number, typed, texts)
    held = org.replace_unvalidated(profiles=(*org.profiles, profile))
    return offers.replace_unvalidated(
        organisations=tuple(held if o is org else o for o in offers.organisations)
    )


def _build_profile(profile_id: str, number: int, typed: TypedValues, texts: TypedValues) -> Profile:
    rank, planned = typed.get("p-rank", ""), texts["p-post"]
    column = next((c for c in COLUMNS if c.id == typed.get("p-column")), COLUMNS[0])
    return Profile(
        id=profile_id,
        name=texts["p-name"],
        at_most=number,
        sex=column.sex,
        under_40=column.young,
        party_member=column.party_member or bool(rank),
        party_rank=_find_enum_value(PartyRank, rank, None),
        ethnicity=texts["p-ethnicity"] or "Kinh",
        religion=texts["p-religion"] or None,
        expert_in=texts["p-expert"] or None,
        re_standing="p-again" in typed,
        meant_full_time="p-full-time" in typed,
        already_full_time="p-already" in typed,
        peoples_committee=_find_enum_value(PeoplesCommitteeRole, typed.get("p-committee", ""), None),
        heads_agency="p-agency" in typed,
        planned_for=(planned,) if planned else (),
    )


def remove_organisation(offers: Offers, organisation_id: str) -> Offers:
    """Remove an organisation.

    Raises:
        InputError: it is the last.
    """
    left = tuple(org for org in offers.organisations if org.id != organisation_id)
    if not left:
        vi, en = "Bảng phải còn ít nhất một nơi giới thiệu.", "At least one organisation has to stay."
        raise InputError([Problem("nobody_left", (), vi, en)])
    return offers.replace_unvalidated(organisations=left)


def _find_enum_value(kind: type[EnumT], value: str, default: DefaultT) -> EnumT | DefaultT:
    return next((one for one in kind if one.value == value), default)


def _parse_people_number(value: str) -> int | None:
    found = value.strip()
    return int(found) if _PEOPLE_NUMBER.fullmatch(found) and 1 <= int(found) <= MOST_PEOPLE else None


def _get_free_id(stem: str, taken: Collection[str]) -> str:
    return next(name for name in (f"{stem}-{n}" for n in count(1)) if name not in taken)


def _missing_name_problem(field: str) -> Problem:
    return Problem(
        "missing",
        (field,),
        f"Cần tên nơi giới thiệu, một dòng, nhiều nhất {LONGEST_NAME} ký tự.",
        f"The name of an organisation is needed: one line, at most {LONGEST_NAME} characters.",
    )


def _duplicate_name_problem(field: str, name: str) -> Problem:
    return Problem(
        "duplicate", (field,), f"Đã có một dòng tên '{name}'.", f"There is a row called '{name}' already."
    )


def _missing_number_problem(field: str) -> Problem:
    return Problem(
        "no_number",
        (field,),
        f"Cần số người, từ 1 đến {MOST_PEOPLE}.",
        f"The number of people is needed, from 1 to {MOST_PEOPLE}.",
    )
