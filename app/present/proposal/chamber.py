"""The intended council as a hemicycle: where seats are, their colours, the legend.

Every kind of people has a mark beside its colour: no colour is ever the only sign.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from parliamentarch.geometry import (  # type: ignore[import-untyped]
    get_nrows_from_nseats,
    get_row_thickness,
    get_seats_centers,
)

from cocau.app.i18n.languages import Lang, say
from cocau.app.i18n.words import get_label
from cocau.app.present.names import number_people
from cocau.app.present.proposal.slate_rows import GroupShare
from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.people import Bloc, Person, Pool, Sex
from cocau.constraints.model.selectors import GROUPS
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Text, bilingual


class ColourBy(StrEnum):
    """A property of people that a chamber is coloured by."""

    BLOC = "bloc"
    SEX = "sex"
    AGE = "age"
    UNDER_40 = "under_40"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"
    PARTY = "party"
    FULL_TIME = "full_time"
    RE_ELECTED = "re_elected"
    EXPERTS = "experts"
    POST = "post"


COLOURING_TITLES: dict[ColourBy, Text] = {
    ColourBy.BLOC: bilingual("Khối", "Bloc"),
    ColourBy.SEX: bilingual("Giới tính", "Sex"),
    ColourBy.AGE: bilingual("Độ tuổi", "Age"),
    ColourBy.UNDER_40: bilingual("Dưới 40 tuổi", "Under 40"),
    ColourBy.ETHNICITY: bilingual("Dân tộc", "Ethnicity"),
    ColourBy.RELIGION: bilingual("Tôn giáo", "Religion"),
    ColourBy.PARTY: bilingual("Đảng viên", "Party membership"),
    ColourBy.FULL_TIME: bilingual("Chuyên trách", "Full-time"),
    ColourBy.RE_ELECTED: bilingual("Tái cử", "Standing again"),
    ColourBy.EXPERTS: bilingual("Chuyên gia", "Experts"),
    ColourBy.POST: bilingual("Chức danh", "Post"),
}


@dataclass(frozen=True)
class SeatKind:
    """One kind of people: its words, its mark on a seat, and the number of its colour."""

    key: str
    words: str
    mark: str
    colour: int


GREY = 12
"""The colour of people outside the group that is searched for."""


@dataclass(frozen=True)
class SeatKinds:
    """The kinds of people in their order, and the kind of each person."""

    kinds: tuple[SeatKind, ...]
    of: Mapping[str, SeatKind]


def classify_people(
    people: Iterable[Person], by: ColourBy, day: date, lang: Lang, posts: Mapping[str, tuple[str, ...]]
) -> SeatKinds:
    """Classify people by a property. `posts`: post -> its holders."""
    people = tuple(people)
    kinds, kind_of = _CLASSIFIERS[by](people, day, lang, posts)
    return SeatKinds(tuple(kinds), {p.id: kind_of(p) for p in people})


HoldersByPost = Mapping[str, tuple[str, ...]]
Classification = tuple[Iterable[SeatKind], Callable[[Person], SeatKind]]
_Classifier = Callable[[tuple[Person, ...], date, Lang, HoldersByPost], Classification]

# --- blocs --------------------------------------------------------------------------------------------------

_BLOC_MARKS: dict[Bloc, Text] = {
    Bloc.PARTY: bilingual("Đ", "P"),
    Bloc.COUNCIL: bilingual("H", "C"),
    Bloc.ADMINISTRATION: bilingual("U", "A"),
    Bloc.FRONT: bilingual("M", "F"),
    Bloc.ARMED_FORCES: bilingual("V", "M"),
    Bloc.JUDICIARY: bilingual("T", "J"),
    Bloc.PUBLIC_SERVICE: bilingual("S", "S"),
    Bloc.ECONOMIC: bilingual("K", "E"),
    Bloc.EXPERT: bilingual("G", "X"),
    Bloc.RELIGIOUS: bilingual("R", "R"),
    Bloc.GRASSROOTS: bilingual("C", "G"),
    Bloc.OTHER: bilingual("…", "…"),
}


def _classify_by_bloc(_: tuple[Person, ...], __: date, lang: Lang, ___: HoldersByPost) -> Classification:
    kinds = {
        bloc: SeatKind(str(bloc), get_label(bloc, lang), _BLOC_MARKS[bloc].of(lang), n)
        for n, bloc in enumerate(Bloc)
    }
    return kinds.values(), lambda p: kinds[p.bloc]


# --- ages ---------------------------------------------------------------------------------------------------

_AGES = (0, 35, 40, 50, 60)


def _classify_by_age(_: tuple[Person, ...], day: date, lang: Lang, __: HoldersByPost) -> Classification:
    kinds = [_build_age_kind(n, lang) for n in range(len(_AGES))]

    def kind_of(person: Person) -> SeatKind:
        age = person.age_on(day)
        return kinds[max(n for n, least in enumerate(_AGES) if age >= least)]

    return kinds, kind_of


def _build_age_kind(n: int, lang: Lang) -> SeatKind:
    least, below = _AGES[n], (*_AGES, None)[n + 1]
    if not least:
        words = bilingual(f"Dưới {below} tuổi", f"Under {below}")
    elif below is None:
        words = bilingual(f"Từ {least} tuổi", f"{least} and over")
    else:
        words = bilingual(f"{least}–{below - 1} tuổi", f"{least} to {below - 1}")
    return SeatKind(str(least), words.of(lang), f"<{below}" if not least else f"{least}", _AGE_COLOURS[n])


_AGE_COLOURS = (2, 1, 3, 0, 5)

# --- what people write themselves ---------------------------------------------------------------------------

_MOST_VALUES = 8
"""So many values are told apart; the rest is one kind."""


def _classify_by_text(read: Callable[[Person], str | None], none: Text) -> _Classifier:
    """Build a classifier by a free text: the frequent values first, each with a short mark."""

    def sorted_by(people: tuple[Person, ...], _: date, lang: Lang, __: HoldersByPost) -> Classification:
        counts = Counter(read(p) or "" for p in people)
        ordered = sorted(counts, key=lambda value: (-counts[value], value))
        told, rest = ordered[:_MOST_VALUES], SeatKind("*", say(lang, "Khác", "Other"), "…", GREY)
        marks = dict(_assign_marks([value or none.of(lang) for value in told]))
        kinds = {
            value: SeatKind(value or "-", words, marks[words], n)
            for n, (value, words) in enumerate((value, value or none.of(lang)) for value in told)
        }
        shown = [*kinds.values(), *([rest] if len(ordered) > _MOST_VALUES else [])]
        return shown, lambda p: kinds.get(read(p) or "", rest)

    return sorted_by


def _assign_marks(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for word in words:
        marks = (word[:n].capitalize() for n in range(1, len(word) + 1))
        mark = next((mark for mark in marks if mark not in taken), word)
        taken.add(mark)
        yield word, mark


# --- yes or no ----------------------------------------------------------------------------------------------


def _classify_by_group(
    group: str, yes: tuple[Text, str], no: tuple[Text, str], colour: int = 4
) -> _Classifier:
    """Build a classifier by whether a person is in a group of the composition tables."""

    def sorted_by(_: tuple[Person, ...], day: date, lang: Lang, __: HoldersByPost) -> Classification:
        inside = SeatKind(group, yes[0].of(lang), yes[1], colour)
        outside = SeatKind(f"not_{group}", no[0].of(lang), no[1], GREY)
        return (inside, outside), lambda p: inside if GROUPS[group].matches(p, day) else outside

    return sorted_by


def _classify_by_sex(_: tuple[Person, ...], __: date, lang: Lang, ___: HoldersByPost) -> Classification:
    kinds = {
        Sex.FEMALE: SeatKind("female", get_label(Sex.FEMALE, lang), "♀", 6),
        Sex.MALE: SeatKind("male", get_label(Sex.MALE, lang), "♂", 4),
    }
    return kinds.values(), lambda p: kinds[p.sex]


def _classify_by_party(_: tuple[Person, ...], __: date, lang: Lang, ___: HoldersByPost) -> Classification:
    inside = SeatKind("party", say(lang, "Đảng viên", "Party members"), "Đ", 5)
    outside = SeatKind("non_party", say(lang, "Ngoài Đảng", "Not in the Party"), "N", 1)
    return (inside, outside), lambda p: inside if p.party_member else outside


# --- posts --------------------------------------------------------------------------------------------------


def _classify_by_post(_: tuple[Person, ...], __: date, lang: Lang, posts: HoldersByPost) -> Classification:
    kinds = {
        office: SeatKind(str(office), get_label(office, lang), mark, colour)
        for office, (mark, colour) in _OFFICE_MARKS.items()
    }
    none = SeatKind("none", say(lang, "Không giữ chức danh", "No post"), "", GREY)
    held: dict[str, SeatKind] = {}
    for post, ids in sorted(
        posts.items(), key=lambda one: -list(CouncilOffice).index(CouncilOffice(_parse_office(one[0])))
    ):
        # the highest of several posts comes last
        held |= dict.fromkeys(ids, kinds[CouncilOffice(_parse_office(post))])
    return (*kinds.values(), none), lambda p: held.get(p.id, none)


def _parse_office(post: str) -> str:
    return post.partition("/")[0]


_OFFICE_MARKS = {
    CouncilOffice.CHAIR: ("★", 5),
    CouncilOffice.VICE_CHAIR: ("☆", 0),
    CouncilOffice.HEAD: ("T", 4),
    CouncilOffice.DEPUTY_HEAD: ("P", 1),
}

_CLASSIFIERS: dict[ColourBy, _Classifier] = {
    ColourBy.BLOC: _classify_by_bloc,
    ColourBy.SEX: _classify_by_sex,
    ColourBy.AGE: _classify_by_age,
    ColourBy.UNDER_40: _classify_by_group(
        "under_40",
        (bilingual("Dưới 40 tuổi", "Under 40"), "<"),
        (bilingual("Từ 40 tuổi", "40 and over"), ""),
        2,
    ),
    ColourBy.ETHNICITY: _classify_by_text(lambda p: p.ethnicity.strip(), bilingual("Chưa rõ", "Not given")),
    ColourBy.RELIGION: _classify_by_text(lambda p: p.religion, bilingual("Không tôn giáo", "No religion")),
    ColourBy.PARTY: _classify_by_party,
    ColourBy.FULL_TIME: _classify_by_group(
        "full_time",
        (bilingual("Chuyên trách", "Full-time"), "C"),
        (bilingual("Không chuyên trách", "Not full-time"), ""),
    ),
    ColourBy.RE_ELECTED: _classify_by_group(
        "re_elected",
        (bilingual("Tái cử", "Standing again"), "T"),
        (bilingual("Ứng cử lần đầu", "First time"), ""),
        3,
    ),
    ColourBy.EXPERTS: _classify_by_group(
        "experts",
        (bilingual("Chuyên gia", "Experts"), "G"),
        (bilingual("Không là chuyên gia", "Not experts"), ""),
        0,
    ),
    ColourBy.POST: _classify_by_post,
}


WIDTH = 400
"""Units across; half as many up, and a little more for the seats at the ends of the rows."""
_HALF = WIDTH / 2
_SEAT_SHARE = 0.88
"""How much of the room between two rows a seat takes."""


@dataclass(frozen=True)
class SeatSpot:
    """The middle of a seat."""

    x: float
    y: float


@dataclass(frozen=True)
class HemicyclePlan:
    """A hemicycle's seats: their middles, the radius of each, the drawing's height."""

    spots: tuple[SeatSpot, ...]
    radius: float
    height: float


@cache
def lay_out_seats(seats: int) -> HemicyclePlan:
    """Lay out so many seats, from the left end to the right end, wedge by wedge."""
    if seats < 1:
        return HemicyclePlan((), 0, 0)
    thickness = get_row_thickness(get_nrows_from_nseats(seats))
    radius = round(min(thickness, 0.2) * _SEAT_SHARE * _HALF, 2)
    centres = get_seats_centers(seats)
    ordered = sorted(centres, key=lambda at: (-centres[at], at))
    spots = tuple(SeatSpot(round(x * _HALF, 2), round((1 - y) * _HALF, 2)) for x, y in ordered)
    return HemicyclePlan(spots, radius, round(max(spot.y for spot in spots) + radius + 2, 2))


@dataclass(frozen=True)
class ChamberSeat:
    """A seat of the chamber; nobody's yet, if `person` is None. `number`: see `number_people`."""

    x: float
    y: float
    person: str | None = None
    name: str = ""
    kind: SeatKind | None = None
    number: int | None = None


@dataclass(frozen=True)
class LegendEntry:
    """One kind in the legend, with its count and its share."""

    kind: SeatKind
    count: int
    percent: str


@dataclass(frozen=True)
class ChamberFigure:
    """A chamber coloured by a property of its people."""

    by: ColourBy
    title: str
    plan: HemicyclePlan
    seats: tuple[ChamberSeat, ...]
    legend: tuple[LegendEntry, ...]
    empty: int

    @property
    def total(self) -> int:
        """Return how many are intended for the council."""
        return len(self.seats) - self.empty


def draw_chamber(council: Council, pool: Pool, slate: Slate, by: ColourBy, lang: Lang) -> ChamberFigure:
    """Draw the chamber of a slate."""
    people = pool.get_people(i for i in slate.deputies if i in pool.by_id)
    sorted_by = classify_people(people, by, council.election_day, lang, slate.posts)
    order = {kind: n for n, kind in enumerate(sorted_by.kinds)}
    seated = sorted(people, key=lambda p: (order[sorted_by.of[p.id]], p.id))
    at = number_people(pool)
    plan = lay_out_seats(max(council.seats, len(seated)))
    taken = [
        ChamberSeat(spot.x, spot.y, p.id, p.name, sorted_by.of[p.id], at[p.id])
        for spot, p in zip(plan.spots, seated, strict=False)
    ]
    free = [ChamberSeat(spot.x, spot.y) for spot in plan.spots[len(seated) :]]
    counts = Counter(kind.key for kind in sorted_by.of.values())
    return ChamberFigure(
        by=by,
        title=COLOURING_TITLES[by].of(lang),
        plan=plan,
        seats=(*taken, *free),
        legend=tuple(
            LegendEntry(kind, counts[kind.key], GroupShare(counts[kind.key], len(people)).percent(lang))
            for kind in sorted_by.kinds
            if counts[kind.key]
        ),
        empty=len(free),
    )


def list_colourings(lang: Lang) -> Mapping[ColourBy, str]:
    """List everything that a chamber may be coloured by, in words."""
    return {by: COLOURING_TITLES[by].of(lang) for by in ColourBy}
