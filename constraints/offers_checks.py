"""Faults of offers that no rule could judge: found all at once, before anything is planned.

`where` is a path into the offers, with ids for numbers: ``offers.organisations[ubnd].profiles[nu].at_most``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from constraints.council import Council, Office
from constraints.errors import Problem
from constraints.kinds.surplus import Surplus
from constraints.offers import Offers, Organisation, Profile
from constraints.people import PartyRank
from constraints.rulebook import Rulebook

_UNIQUE = (PartyRank.SECRETARY, PartyRank.STANDING_DEPUTY_SECRETARY)
_LINE = 40


def problems_with_offers(council: Council, offers: Offers, book: Rulebook) -> list[Problem]:
    """Everything wrong with offers, seen together with their council and the rules in force."""
    return [
        *_ids(offers),
        *(problem for org in offers.organisations for problem in _bounds(org)),
        *(problem for org in offers.organisations for problem in _profiles(council, org)),
        *_ranks(offers),
        *_total(council, offers, book),
    ]


def _at(org: Organisation, field: str = "") -> str:
    return f"offers.organisations[{org.id}]{field}"


def _ids(offers: Offers) -> Iterator[Problem]:
    orgs = offers.organisations
    yield from _twice((org.id, _at(org)) for org in orgs)
    yield from _twice((org.name.casefold(), _at(org, ".name")) for org in orgs)
    yield from _dotted((org.id, _at(org, ".id")) for org in orgs)
    for org in orgs:
        at = [(profile.id, _at(org, f".profiles[{profile.id}]")) for profile in org.profiles]
        yield from _twice(at)
        yield from _dotted((i, f"{where}.id") for i, where in at)


def _twice(named: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    named = list(named)
    for i, n in Counter(i for i, _ in named).items():
        if n > 1:
            yield Problem(
                "duplicate",
                ", ".join(dict.fromkeys(where for other, where in named if other == i)),
                f"'{i}' có {n} lần; phải chỉ có một.",
                f"'{i}' is given {n} times; it must be given once.",
            )


def _dotted(named: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """A dot would make ``a.b`` + ``c`` and ``a`` + ``b.c`` one and the same person."""
    for i, where in named:
        if "." in i:
            yield Problem(
                "dot_in_id",
                where,
                f"Mã '{i}' không được có dấu chấm; dùng '-' hoặc '_'.",
                f"The id '{i}' must not have a dot; use '-' or '_'.",
            )


def _bounds(org: Organisation) -> Iterator[Problem]:
    if org.at_most is not None and org.at_least > org.at_most:
        yield Problem(
            "at_least_over_at_most",
            _at(org, ".at_least"),
            f"Ít nhất {org.at_least} nhưng nhiều nhất {org.at_most}; số ít nhất không được lớn hơn.",
            f"At least {org.at_least} but at most {org.at_most}; the first must not be more.",
        )
    if org.at_least > org.capacity:
        yield Problem(
            "at_least_over_capacity",
            _at(org, ".at_least"),
            f"Phải giới thiệu ít nhất {org.at_least} người, các loại người cộng lại chỉ có {org.capacity}.",
            f"At least {org.at_least} are to be introduced, its profiles can supply {org.capacity}.",
        )


def _profiles(council: Council, org: Organisation) -> Iterator[Problem]:
    yield from _place(council, org.locality, _at(org, ".locality"))
    for profile in org.profiles:
        where = _at(org, f".profiles[{profile.id}]")
        yield from _place(council, profile.locality, f"{where}.locality")
        yield from _posts(council, profile, where)
        if profile.party_rank is not None and not profile.party_member:
            yield Problem(
                "rank_without_membership",
                f"{where}.party_rank",
                "Có chức vụ trong cấp ủy nhưng không phải đảng viên.",
                "A Party rank, but no Party member.",
            )
        if profile.under_40 and profile.typical_age >= _LINE:
            yield Problem(
                "age_against_under_40",
                f"{where}.age",
                f"Ghi dưới 40 tuổi nhưng tuổi là {profile.age}; bỏ một trong hai.",
                f"Said to be under 40, but the age is {profile.age}; leave one of them out.",
            )


def _place(council: Council, place: str | None, where: str) -> Iterator[Problem]:
    places = {place for unit in council.constituencies for place in unit.localities}
    if place is not None and places and place not in places:
        yield Problem(
            "unknown_locality",
            where,
            f"'{place}' không thuộc đơn vị bầu cử nào; để trống nếu không gắn với nơi nào.",
            f"'{place}' is in no constituency; leave it empty for no tie.",
        )


def _posts(council: Council, profile: Profile, where: str) -> Iterator[Problem]:
    known = tuple(dict.fromkeys((*council.posts, *map(str, Office))))
    for post in profile.planned_for:
        if post not in known:
            yield Problem(
                "unknown_post",
                f"{where}.planned_for",
                f"Không có chức danh '{post}'; các chức danh: {', '.join(known)}.",
                f"There is no post '{post}'; posts: {', '.join(known)}.",
            )


def _ranks(offers: Offers) -> Iterator[Problem]:
    for rank in _UNIQUE:
        found = [(o, p) for o in offers.organisations for p in o.profiles if p.party_rank is rank]
        number = sum(profile.at_most for _, profile in found)
        if number > 1:
            yield Problem(
                "rank_twice",
                ", ".join(dict.fromkeys(_at(o, f".profiles[{p.id}].party_rank") for o, p in found)),
                f"{number} người cùng là '{rank}'; chỉ có thể một.",
                f"{number} people are '{rank}'; there can be one.",
            )


def _total(council: Council, offers: Offers, book: Rulebook) -> Iterator[Problem]:
    least = sum(org.at_least for org in offers.organisations)
    supply = sum(org.supply for org in offers.organisations)
    total = offers.total
    if total is not None and not least <= total <= supply:
        yield Problem(
            "total_out_of_reach",
            "offers.total",
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
                    "offers.organisations" if total is None else "offers.total",
                    f"Giới thiệu nhiều nhất {most} người; danh sách ứng cử cần ít nhất {needed} [{rule.id}].",
                    f"At most {most} people are introduced; the lists need at least {needed} [{rule.id}].",
                )
