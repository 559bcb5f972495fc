"""Checks of offers for faults that no rule could judge, all found before any planning.

`where` is a path into the offers, with ids for numbers: ``offers.organisations[ubnd].profiles[nu].at_most``.
Where an id is given more than once, its number among them follows: ``offers.organisations[ubnd#2].at_most``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from cocau.constraints.checks.pool import build_unknown_locality, build_unknown_post, may_have_locality
from cocau.constraints.errors import ItemId, Loc, Problem
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.offers import Offers, Organisation, Profile
from cocau.constraints.model.people import PartyRank
from cocau.constraints.rulebook import Rulebook

_UNIQUE_RANKS = (PartyRank.SECRETARY, PartyRank.STANDING_DEPUTY_SECRETARY)
_AGE_LINE = 40

T = TypeVar("T", Organisation, Profile)
Located = tuple[Loc, T]
"""A path, and what is there."""


def check_offers(council: Council, offers: Offers, book: Rulebook) -> list[Problem]:
    """Check offers together with their council and the rules in force."""
    known = [
        problem
        for where, org in _locate_organisations(offers)
        for problem in _check_known_names(council, where, org)
    ]
    return [*check_offers_alone(offers), *known, *_check_total(council, offers, book)]


def check_offers_alone(offers: Offers) -> list[Problem]:
    """Check offers alone."""
    orgs = _locate_organisations(offers)
    return [
        *_check_ids(orgs),
        *(problem for where, org in orgs for problem in _check_bounds(where, org)),
        *(problem for where, org in orgs for problem in _check_profiles(where, org)),
        *_check_ranks(orgs),
    ]


def _locate_organisations(offers: Offers) -> list[Located[Organisation]]:
    return list(_locate(("offers", "organisations"), offers.organisations))


def _locate(where: Loc, records: Sequence[T]) -> Iterator[Located[T]]:
    """Yield each record with its path."""
    all_of, so_far = Counter(record.id for record in records), Counter[str]()
    for record in records:
        so_far[record.id] += 1
        nth = so_far[record.id] if all_of[record.id] > 1 else None
        yield (*where, ItemId(record.id, nth)), record


def _locate_profiles(where: Loc, org: Organisation) -> Iterator[Located[Profile]]:
    return _locate((*where, "profiles"), org.profiles)


def _check_ids(orgs: Sequence[Located[Organisation]]) -> Iterator[Problem]:
    yield from _check_duplicates((org.id, where) for where, org in orgs)
    yield from _check_duplicates((org.name.casefold(), (*where, "name")) for where, org in orgs)
    yield from _check_dots((org.id, (*where, "id")) for where, org in orgs)
    for at, org in orgs:
        profiles = list(_locate_profiles(at, org))
        yield from _check_duplicates((profile.id, where) for where, profile in profiles)
        yield from _check_dots((profile.id, (*where, "id")) for where, profile in profiles)


def _check_duplicates(named: Iterable[tuple[str, Loc]]) -> Iterator[Problem]:
    named = list(named)
    for i, n in Counter(i for i, _ in named).items():
        if n > 1:
            first, *others = (where for other, where in named if other == i)
            yield Problem(
                "duplicate",
                first,
                f"'{i}' có {n} lần; phải chỉ có một.",
                f"'{i}' is given {n} times; it must be given once.",
                tuple(others),
            )


def _check_dots(named: Iterable[tuple[str, Loc]]) -> Iterator[Problem]:
    """Check that ids have no dots.

    A dot would make ``a.b`` + ``c`` and ``a`` + ``b.c`` one and the same person.
    """
    for i, where in named:
        if "." in i:
            yield Problem(
                "dot_in_id",
                where,
                f"Mã '{i}' không được có dấu chấm; dùng '-' hoặc '_'.",
                f"The id '{i}' must not have a dot; use '-' or '_'.",
            )


def _check_bounds(where: Loc, org: Organisation) -> Iterator[Problem]:
    if org.at_most is not None and org.at_least > org.at_most:
        yield Problem(
            "at_least_over_at_most",
            (*where, "at_least"),
            f"Ít nhất {org.at_least} nhưng nhiều nhất {org.at_most}; số ít nhất không được lớn hơn.",
            f"At least {org.at_least} but at most {org.at_most}; the first must not exceed the second.",
        )
    if org.at_least > org.capacity:
        yield Problem(
            "at_least_over_capacity",
            (*where, "at_least"),
            f"Phải giới thiệu ít nhất {org.at_least} người, các loại người cộng lại chỉ có {org.capacity}.",
            f"At least {org.at_least} are to be introduced, its profiles can supply {org.capacity}.",
        )


def _check_known_names(council: Council, at: Loc, org: Organisation) -> Iterator[Problem]:
    """Check that the council has every locality and post that is named."""
    yield from _check_locality(council, org.locality, (*at, "locality"))
    for where, profile in _locate_profiles(at, org):
        yield from _check_locality(council, profile.locality, (*where, "locality"))
        yield from _check_posts(council, profile, where)


def _check_profiles(at: Loc, org: Organisation) -> Iterator[Problem]:
    for where, profile in _locate_profiles(at, org):
        if profile.party_rank is not None and not profile.party_member:
            yield Problem(
                "rank_without_membership",
                (*where, "party_rank"),
                "Có chức vụ trong cấp ủy nhưng không phải đảng viên.",
                "A Party rank, but no Party member.",
            )
        if profile.under_40 and profile.typical_age >= _AGE_LINE:
            yield Problem(
                "age_against_under_40",
                (*where, "age"),
                f"Ghi dưới 40 tuổi nhưng tuổi là {profile.age}; bỏ một trong hai.",
                f"Said to be under 40, but the age is {profile.age}; leave one of them out.",
            )


def _check_locality(council: Council, place: str | None, where: Loc) -> Iterator[Problem]:
    if place is not None and not may_have_locality(council, place):
        yield build_unknown_locality(place, where)


def _check_posts(council: Council, profile: Profile, where: Loc) -> Iterator[Problem]:
    for post in profile.planned_for:
        if post not in (*council.posts, *CouncilOffice):
            yield build_unknown_post(council, post, (*where, "planned_for"))


def _check_ranks(orgs: Sequence[Located[Organisation]]) -> Iterator[Problem]:
    everyone = [placed for where, org in orgs for placed in _locate_profiles(where, org)]
    for rank in _UNIQUE_RANKS:
        found = [(where, profile) for where, profile in everyone if profile.party_rank is rank]
        number = sum(profile.at_most for _, profile in found)
        if number > 1:
            first, *others = ((*where, "party_rank") for where, _ in found)
            yield Problem(
                "rank_twice",
                first,
                f"{number} người cùng là '{rank}'; chỉ có thể một.",
                f"{number} people are '{rank}'; there can be one.",
                tuple(others),
            )


def _check_total(council: Council, offers: Offers, book: Rulebook) -> Iterator[Problem]:
    least = sum(org.at_least for org in offers.organisations)
    supply = sum(org.supply for org in offers.organisations)
    total = offers.total
    if total is not None and not least <= total <= supply:
        yield Problem(
            "total_out_of_reach",
            ("offers", "total"),
            f"Tổng số {total} nằm ngoài khoảng các cơ quan, đơn vị giới thiệu được: {least} đến {supply}.",
            f"The total {total} is not between what the organisations can introduce: {least} to {supply}.",
        )
    most = supply if total is None else total
    for rule in book.rules:
        if isinstance(rule, Surplus):
            needed = sum(rule.needed(unit) for unit in council.constituencies) - rule.missing
            if most < needed:
                yield Problem(
                    "total_too_small",
                    ("offers", "organisations") if total is None else ("offers", "total"),
                    f"Giới thiệu nhiều nhất {most} người; danh sách ứng cử cần ít nhất {needed} [{rule.id}].",
                    f"At most {most} people are introduced; the lists need at least {needed} [{rule.id}].",
                )
