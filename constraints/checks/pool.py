"""Checks of a pool for faults that no rule could judge: people twice, impossible ranks."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from cocau.constraints.errors import ItemId, Loc, Problem
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.people import PartyRank, Person, Pool
from cocau.constraints.model.person_fields import belongs_to_dossier
from cocau.constraints.model.traits import get_last_grade
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import format_citation


def check_pool(council: Council, pool: Pool, book: Rulebook) -> Iterator[Problem]:
    """Check a pool for this council together with the rules in force."""
    if not pool.people:
        yield Problem(
            "empty_pool", ("pool", "people"), "Chưa có ai trong danh sách giới thiệu.", "The pool is empty."
        )
    yield from check_pool_people(council, pool)
    yield from check_pool_alone(pool)
    yield from _check_size(council, pool, book)


def check_pool_alone(pool: Pool) -> Iterator[Problem]:
    """Check a pool alone: people who stand twice, ranks that cannot be."""
    yield from _check_ranks(pool)
    yield from _check_records(pool)
    yield from _check_duplicates(pool)


def check_pool_people(council: Council, pool: Pool) -> Iterator[Problem]:
    """Check people against their council: its election day, its places and its posts."""
    for person in pool.people:
        if person.born >= council.election_day:
            yield Problem(
                "born_later",
                _locate(person.id, "born"),
                f"Ngày sinh {person.born} sau ngày bầu cử {council.election_day}.",
                f"Born on {person.born}, after the election day {council.election_day}.",
            )
    yield from _check_places(council, pool)
    yield from _check_planned_posts(council, pool)


def _check_places(council: Council, pool: Pool) -> Iterator[Problem]:
    """Check that each place is in a constituency: once a place, with everybody who names it."""
    named = defaultdict(list)
    places = {person.locality for person in pool.people if person.locality is not None}
    unknown = {place for place in places if not may_have_locality(council, place)}
    for person in pool.people if unknown else ():
        if person.locality is not None and person.locality in unknown:
            named[person.locality].append(_locate(person.id, "locality"))
    for place, (first, *others) in named.items():
        yield build_unknown_locality(place, first, others)


def _check_planned_posts(council: Council, pool: Pool) -> Iterator[Problem]:
    named = defaultdict(list)
    for person in pool.people:
        for post in person.planned_for:
            if post not in (*council.posts, *CouncilOffice):
                named[post].append(_locate(person.id, "planned_for"))
    for post, (first, *others) in named.items():
        yield build_unknown_post(council, post, first, others)


def may_have_locality(council: Council, place: str) -> bool:
    """Return whether a place may be in a constituency; yes if one lists no places of its own."""
    units = council.constituencies
    return not units or any(not u.localities or place in u.localities for u in units)


def build_unknown_locality(place: str, loc: Loc, others: Iterable[Loc] = ()) -> Problem:
    """Build the problem of a place in no constituency."""
    return Problem(
        "unknown_locality",
        loc,
        f"'{place}' không thuộc đơn vị bầu cử nào; để trống nếu không gắn với nơi nào.",
        f"'{place}' is in no constituency; leave it empty for no tie.",
        tuple(others),
    )


def build_unknown_post(council: Council, post: str, loc: Loc, others: Iterable[Loc] = ()) -> Problem:
    """Build the problem of a post that the council does not have: with those that it has."""
    names = ", ".join(committee.name or committee.id for committee in council.committees)
    vi = "Chủ tịch HĐND, Phó Chủ tịch HĐND" + (f"; Trưởng ban, Phó Trưởng ban của: {names}" if names else "")
    en = "Chair, Vice-chair" + (f"; Head or Deputy head of: {names}" if names else "")
    return Problem(
        "unknown_post",
        loc,
        f"Hội đồng này không có {_name_missing(post)}; có: {vi}.",
        f"This council has no post '{post}'; it has: {en}.",
        tuple(others),
    )


def _name_missing(post: str) -> str:
    """Name a post that a council lacks, in Vietnamese and without codes."""
    title = {"head": "Trưởng ban", "deputy_head": "Phó Trưởng ban"}.get(post.partition("/")[0])
    return f"chức danh '{post}'" if title is None else f"ban của chức danh {title} đã ghi"


def _check_ranks(pool: Pool) -> Iterator[Problem]:
    holders = defaultdict(list)
    for person in pool.people:
        holders[person.party_rank].append(person.id)
        if person.party_rank is not None and not person.party_member:
            yield Problem(
                "rank_without_membership",
                _locate(person.id, "party_rank"),
                "Có chức vụ trong cấp ủy nhưng không phải đảng viên.",
                "A Party rank, but no Party member.",
            )
    for rank in (PartyRank.SECRETARY, PartyRank.STANDING_DEPUTY_SECRETARY):
        if len(holders[rank]) > 1:
            first, *others = (_locate(i, "party_rank") for i in dict.fromkeys(holders[rank]))
            yield Problem(
                "rank_twice",
                first,
                f"Nhiều người cùng là '{rank}': {_join_ids(holders[rank])}; chỉ có thể một.",
                f"Several people are '{rank}': {_join_ids(holders[rank])}; there can be one.",
                tuple(others),
            )


def _check_records(pool: Pool) -> Iterator[Problem]:
    """Check what is told twice of a person, in a newer and an older field."""
    for person in pool.people:
        yield from _check_party_record(person)
        if person.self_nominated and person.introduced_by:
            yield Problem(
                "nominated_and_introduced",
                _locate(person.id, "self_nominated"),
                f"Ghi tự ứng cử nhưng có nơi giới thiệu '{person.introduced_by}'; chỉ giữ một.",
                f"Self-nominated, but introduced by '{person.introduced_by}'; keep one.",
            )
        yield from _check_extra_columns(person)
        if person.yearly_grades and person.yearly_grade is not get_last_grade(person.yearly_grades):
            yield Problem(
                "grades_differ",
                _locate(person.id, "yearly_grades"),
                "Xếp loại năm gần nhất khác với cột xếp loại hằng năm.",
                "The grade of the last year is not the yearly grade.",
            )


def _check_party_record(person: Person) -> Iterator[Problem]:
    if person.joined_party is not None and not person.party_member:
        yield Problem(
            "joined_without_membership",
            _locate(person.id, "joined_party"),
            "Có ngày vào Đảng nhưng ghi không phải đảng viên; sửa một trong hai.",
            "There is a date of joining the Party, but this person is recorded as not a member; correct one.",
        )
    if person.joined_party is not None and person.joined_party <= person.born:
        yield Problem(
            "joined_before_birth",
            _locate(person.id, "joined_party"),
            f"Ngày vào Đảng {person.joined_party} trước ngày sinh {person.born}.",
            f"Joined the Party on {person.joined_party}, before the birth on {person.born}.",
        )


def _check_extra_columns(person: Person) -> Iterator[Problem]:
    for part in person.extra:
        if belongs_to_dossier(part.heading):
            yield Problem(
                "column_left_out",
                _locate(person.id, "extra"),
                f"'{part.heading}' thuộc hồ sơ, không đưa vào danh sách: số giấy tờ, gia đình, sức khỏe,"
                " lương, liên hệ riêng.",
                f"'{part.heading}' belongs to the dossier, not to this list: numbers of papers, family,"
                " health, pay, private contacts.",
            )


def _check_duplicates(pool: Pool) -> Iterator[Problem]:
    for i, n in Counter(p.id for p in pool.people).items():
        if n > 1:
            yield Problem(
                "duplicate_id",
                _locate(i),
                f"Mã '{i}' dùng cho {n} người.",
                f"Id '{i}' is used for {n} people.",
            )
    alike: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for p in _list_namesakes(pool.people):
        alike[p.name.casefold(), p.born, p.sex, p.work_place.casefold()].append(p.id)
    for ids in alike.values():
        if len(set(ids)) > 1:
            first, *others = (_locate(i) for i in dict.fromkeys(ids))
            yield Problem(
                "same_person",
                first,
                f"Cùng tên, ngày sinh và nơi làm việc: {_join_ids(ids)}."
                " Bỏ một người, hoặc ghi rõ nơi làm việc.",
                f"Same name, birth date and work place: {_join_ids(ids)}."
                " Remove one, or tell their work places apart.",
                tuple(others),
            )


def _list_namesakes(people: Sequence[Person]) -> list[Person]:
    """List those who share a name and a birth date with somebody: few, of many people."""
    keys = [(p.born, p.name.casefold()) for p in people]
    times = Counter(keys)
    return [p for p, key in zip(people, keys, strict=True) if times[key] > 1]


def _check_size(council: Council, pool: Pool, book: Rulebook) -> Iterator[Problem]:
    for rule in book.rules:
        if isinstance(rule, Surplus) and pool.people:
            needed = sum(rule.needed(u) for u in council.constituencies) - rule.missing
            if len(pool.people) < needed:
                clause = format_citation(rule.cites[0])
                yield Problem(
                    "pool_too_small",
                    ("pool", "people"),
                    f"Có {len(pool.people)} người; danh sách ứng cử cần ít nhất {needed} [{clause.vi}].",
                    f"{len(pool.people)} people; the lists need at least {needed} [{clause.en}].",
                )


def _locate(person: str, *field: str) -> Loc:
    return ("pool", "people", ItemId(person), *field)


def _join_ids(ids: Iterable[str]) -> str:
    return ", ".join(ids)
