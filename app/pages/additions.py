"""What is added to an allocation table: an organisation, or people with traits of their own."""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from itertools import count
from typing import TypeVar

from cocau.app.pages.cells import MOST
from cocau.app.pages.grid import COLUMNS
from cocau.app.pages.typed import text_of
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.offers import Offers, Organisation, Profile, Sort
from cocau.constraints.people import Bloc, PartyRank

LONGEST = 200
_WHOLE = re.compile(r"[0-9]{1,3}")
Typed = Mapping[str, str]
_TEXTS = ("p-name", "p-ethnicity", "p-religion", "p-expert", "p-post")
E = TypeVar("E", bound=StrEnum)
D = TypeVar("D")


def with_organisation(offers: Offers, typed: Typed) -> Offers:
    """The offers with one organisation more, which has people of one column to begin with.

    Raises:
        InputError: what was typed cannot be an organisation.
    """
    problems: list[Problem] = []
    name = text_of(typed.get("o-name", ""), "o-name", problems)
    if len(name) > LONGEST or not (name or problems):
        problems.append(_name_needed("o-name"))
    elif name.casefold() in {org.name.casefold() for org in offers.organisations}:
        problems.append(_there_already("o-name", name))
    locality = text_of(typed.get("o-locality", ""), "o-locality", problems)
    number = _number(typed.get("o-number", ""))
    if number is None:
        problems.append(_number_needed("o-number"))
    column = next((c for c in COLUMNS if c.id == typed.get("o-column")), COLUMNS[0])
    if problems or number is None:
        raise InputError(problems)
    made = Organisation(
        id=_free("noi", {org.id for org in offers.organisations}),
        name=name,
        sort=Sort.LOCALITY if locality else Sort.ORGANISATION,
        bloc=_of(Bloc, typed.get("o-bloc", ""), Bloc.OTHER),
        locality=locality or None,
        profiles=(column.profile(column.id, number),),
    )
    return offers.but(organisations=(*offers.organisations, made))


def with_profile(offers: Offers, typed: Typed) -> Offers:
    """The offers with people of a description of its own at one organisation.

    Raises:
        InputError: there is no such organisation, or it is not said how many they are.
    """
    org = next((o for o in offers.organisations if o.id == typed.get("p-org")), None)
    number = _number(typed.get("p-number", ""))
    problems = [*([_name_needed("p-org")] if org is None else [])]
    if number is None:
        problems.append(_number_needed("p-number"))
    texts = {field: text_of(typed.get(field, ""), field, problems)[:LONGEST] for field in _TEXTS}
    if org is None or number is None or problems:
        raise InputError(problems)
    profile = _profile(_free("tp", {p.id for p in org.profiles}), number, typed, texts)
    held = org.but(profiles=(*org.profiles, profile))
    return offers.but(organisations=tuple(held if o is org else o for o in offers.organisations))


def _profile(i: str, number: int, typed: Typed, texts: Typed) -> Profile:
    rank, planned = typed.get("p-rank", ""), texts["p-post"]
    column = next((c for c in COLUMNS if c.id == typed.get("p-column")), COLUMNS[0])
    return Profile(
        id=i,
        name=texts["p-name"],
        at_most=number,
        sex=column.sex,
        under_40=column.young,
        party_member=column.party_member or bool(rank),
        party_rank=_of(PartyRank, rank, None),
        ethnicity=texts["p-ethnicity"] or "Kinh",
        religion=texts["p-religion"] or None,
        expert_in=texts["p-expert"] or None,
        re_standing="p-again" in typed,
        meant_full_time="p-full-time" in typed,
        planned_for=(planned,) if planned else (),
    )


def without_organisation(offers: Offers, i: str) -> Offers:
    """The offers without one organisation.

    Raises:
        InputError: it is the last.
    """
    left = tuple(org for org in offers.organisations if org.id != i)
    if not left:
        vi, en = "Bảng phải còn ít nhất một nơi giới thiệu.", "At least one organisation has to stay."
        raise InputError([Problem("nobody_left", "", vi, en)])
    return offers.but(organisations=left)


def _of(kind: type[E], value: str, default: D) -> E | D:
    return next((one for one in kind if one.value == value), default)


def _number(value: str) -> int | None:
    found = value.strip()
    return int(found) if _WHOLE.fullmatch(found) and 1 <= int(found) <= MOST else None


def _free(stem: str, taken: Collection[str]) -> str:
    return next(name for name in (f"{stem}-{n}" for n in count(1)) if name not in taken)


def _name_needed(where: str) -> Problem:
    return Problem(
        "missing",
        where,
        f"Cần tên nơi giới thiệu, một dòng, nhiều nhất {LONGEST} ký tự.",
        f"The name of an organisation is needed: one line, at most {LONGEST} characters.",
    )


def _there_already(where: str, name: str) -> Problem:
    return Problem(
        "duplicate", where, f"Đã có một dòng tên '{name}'.", f"There is a row called '{name}' already."
    )


def _number_needed(where: str) -> Problem:
    return Problem(
        "no_number",
        where,
        f"Cần số người, từ 1 đến {MOST}.",
        f"The number of people is needed, from 1 to {MOST}.",
    )
