"""What tells the seats of a chamber apart: each person's kind by bloc, sex, age, or another structure.

Every kind has a mark beside its colour: no colour is ever the only sign.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cocau.app.languages import Lang
from cocau.app.words import label
from cocau.constraints.council import Office
from cocau.constraints.people import Bloc, Person, Sex
from cocau.constraints.record import Text
from cocau.constraints.select import GROUPS


class By(StrEnum):
    """What a chamber is coloured by."""

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


TITLES: dict[By, Text] = {
    By.BLOC: Text(vi="Khối", en="Bloc"),
    By.SEX: Text(vi="Giới tính", en="Sex"),
    By.AGE: Text(vi="Độ tuổi", en="Age"),
    By.UNDER_40: Text(vi="Dưới 40 tuổi", en="Under 40"),
    By.ETHNICITY: Text(vi="Dân tộc", en="Ethnicity"),
    By.RELIGION: Text(vi="Tôn giáo", en="Religion"),
    By.PARTY: Text(vi="Đảng viên", en="Party membership"),
    By.FULL_TIME: Text(vi="Chuyên trách", en="Full-time"),
    By.RE_ELECTED: Text(vi="Tái cử", en="Standing again"),
    By.EXPERTS: Text(vi="Chuyên gia", en="Experts"),
    By.POST: Text(vi="Chức danh", en="Post"),
}


@dataclass(frozen=True)
class Kind:
    """One kind of people: its words, its mark on a seat, and the number of its colour."""

    key: str
    words: str
    mark: str
    colour: int


GREY = 12
"""The colour of whoever is not of the group that is looked for."""
_COLOURS = 12


@dataclass(frozen=True)
class Coloured:
    """Everybody's kind, and the kinds that there are, in their order."""

    kinds: tuple[Kind, ...]
    of: Mapping[str, Kind]


def coloured(
    people: Iterable[Person], by: By, day: date, lang: Lang, posts: Mapping[str, tuple[str, ...]]
) -> Coloured:
    """Each person's kind. `posts`: post -> who is meant for it."""
    people = tuple(people)
    kinds, kind_of = _KINDS[by](people, day, lang, posts)
    return Coloured(tuple(kinds), {p.id: kind_of(p) for p in people})


Posts = Mapping[str, tuple[str, ...]]
Found = tuple[Iterable[Kind], Callable[[Person], Kind]]
_Sorter = Callable[[tuple[Person, ...], date, Lang, Posts], Found]

# --- blocs --------------------------------------------------------------------------------------------------

_BLOC_MARKS: dict[Bloc, Text] = {
    Bloc.PARTY: Text(vi="Đ", en="P"),
    Bloc.COUNCIL: Text(vi="H", en="C"),
    Bloc.ADMINISTRATION: Text(vi="U", en="A"),
    Bloc.FRONT: Text(vi="M", en="F"),
    Bloc.ARMED_FORCES: Text(vi="V", en="M"),
    Bloc.JUDICIARY: Text(vi="T", en="J"),
    Bloc.PUBLIC_SERVICE: Text(vi="S", en="S"),
    Bloc.ECONOMIC: Text(vi="K", en="E"),
    Bloc.EXPERT: Text(vi="G", en="X"),
    Bloc.RELIGIOUS: Text(vi="R", en="R"),
    Bloc.GRASSROOTS: Text(vi="C", en="G"),
    Bloc.OTHER: Text(vi="…", en="…"),
}


def _blocs(_: tuple[Person, ...], __: date, lang: Lang, ___: Posts) -> Found:
    kinds = {
        bloc: Kind(str(bloc), label(bloc, lang), _BLOC_MARKS[bloc].of(lang), n) for n, bloc in enumerate(Bloc)
    }
    return kinds.values(), lambda p: kinds[p.bloc]


# --- ages ---------------------------------------------------------------------------------------------------

_AGES = (0, 35, 40, 50, 60)


def _ages(_: tuple[Person, ...], day: date, lang: Lang, __: Posts) -> Found:
    kinds = [_age(n, lang) for n in range(len(_AGES))]

    def kind_of(person: Person) -> Kind:
        age = person.age_on(day)
        return kinds[max(n for n, least in enumerate(_AGES) if age >= least)]

    return kinds, kind_of


def _age(n: int, lang: Lang) -> Kind:
    least, below = _AGES[n], (*_AGES, None)[n + 1]
    if not least:
        words = Text(vi=f"Dưới {below} tuổi", en=f"Under {below}")
    elif below is None:
        words = Text(vi=f"Từ {least} tuổi", en=f"{least} and over")
    else:
        words = Text(vi=f"{least}–{below - 1} tuổi", en=f"{least} to {below - 1}")
    return Kind(str(least), words.of(lang), f"<{below}" if not least else f"{least}", _AGE_COLOURS[n])


_AGE_COLOURS = (2, 1, 3, 0, 5)

# --- what people write themselves ---------------------------------------------------------------------------

_MOST = 8
"""So many values are told apart; the rest is one kind."""


def _written(read: Callable[[Person], str | None], none: Text) -> _Sorter:
    """By a field that anything may stand in: the frequent first, each with the shortest mark of its own."""

    def sorted_by(people: tuple[Person, ...], _: date, lang: Lang, __: Posts) -> Found:
        counts = Counter(read(p) or "" for p in people)
        ordered = sorted(counts, key=lambda value: (-counts[value], value))
        told, rest = ordered[:_MOST], Kind("*", Text(vi="Khác", en="Other").of(lang), "…", GREY)
        marks = dict(_marks([value or none.of(lang) for value in told]))
        kinds = {
            value: Kind(value or "-", words, marks[words], n)
            for n, (value, words) in enumerate((value, value or none.of(lang)) for value in told)
        }
        shown = [*kinds.values(), *([rest] if len(ordered) > _MOST else [])]
        return shown, lambda p: kinds.get(read(p) or "", rest)

    return sorted_by


def _marks(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for word in words:
        marks = (word[:n].capitalize() for n in range(1, len(word) + 1))
        mark = next((mark for mark in marks if mark not in taken), word)
        taken.add(mark)
        yield word, mark


# --- yes or no ----------------------------------------------------------------------------------------------


def _either(group: str, yes: tuple[Text, str], no: tuple[Text, str], colour: int = 4) -> _Sorter:
    """By whether somebody is of a group of the composition tables."""

    def sorted_by(_: tuple[Person, ...], day: date, lang: Lang, __: Posts) -> Found:
        inside = Kind(group, yes[0].of(lang), yes[1], colour)
        outside = Kind(f"not_{group}", no[0].of(lang), no[1], GREY)
        return (inside, outside), lambda p: inside if GROUPS[group].matches(p, day) else outside

    return sorted_by


def _sexes(_: tuple[Person, ...], __: date, lang: Lang, ___: Posts) -> Found:
    kinds = {
        Sex.FEMALE: Kind("female", label(Sex.FEMALE, lang), "♀", 6),
        Sex.MALE: Kind("male", label(Sex.MALE, lang), "♂", 4),
    }
    return kinds.values(), lambda p: kinds[p.sex]


def _members(_: tuple[Person, ...], __: date, lang: Lang, ___: Posts) -> Found:
    inside = Kind("party", Text(vi="Đảng viên", en="Party members").of(lang), "Đ", 5)
    outside = Kind("non_party", Text(vi="Ngoài Đảng", en="Not in the Party").of(lang), "N", 1)
    return (inside, outside), lambda p: inside if p.party_member else outside


# --- posts --------------------------------------------------------------------------------------------------


def _posts(_: tuple[Person, ...], __: date, lang: Lang, posts: Posts) -> Found:
    kinds = {
        office: Kind(str(office), label(office, lang), mark, colour)
        for office, (mark, colour) in _OFFICE_MARKS.items()
    }
    none = Kind("none", Text(vi="Không giữ chức danh", en="No post").of(lang), "", GREY)
    held: dict[str, Kind] = {}
    for post, ids in sorted(posts.items(), key=lambda one: -list(Office).index(Office(_office(one[0])))):
        held |= dict.fromkeys(ids, kinds[Office(_office(post))])  # the highest of several posts comes last
    return (*kinds.values(), none), lambda p: held.get(p.id, none)


def _office(post: str) -> str:
    return post.partition("/")[0]


_OFFICE_MARKS = {
    Office.CHAIR: ("★", 5),
    Office.VICE_CHAIR: ("☆", 0),
    Office.HEAD: ("T", 4),
    Office.DEPUTY_HEAD: ("P", 1),
}

_KINDS: dict[By, _Sorter] = {
    By.BLOC: _blocs,
    By.SEX: _sexes,
    By.AGE: _ages,
    By.UNDER_40: _either(
        "under_40",
        (Text(vi="Dưới 40 tuổi", en="Under 40"), "<"),
        (Text(vi="Từ 40 tuổi", en="40 and over"), ""),
        2,
    ),
    By.ETHNICITY: _written(lambda p: p.ethnicity.strip(), Text(vi="Chưa rõ", en="Not given")),
    By.RELIGION: _written(lambda p: p.religion, Text(vi="Không tôn giáo", en="No religion")),
    By.PARTY: _members,
    By.FULL_TIME: _either(
        "full_time",
        (Text(vi="Chuyên trách", en="Full-time"), "C"),
        (Text(vi="Không chuyên trách", en="Not full-time"), ""),
    ),
    By.RE_ELECTED: _either(
        "re_elected",
        (Text(vi="Tái cử", en="Standing again"), "T"),
        (Text(vi="Ứng cử lần đầu", en="First time"), ""),
        3,
    ),
    By.EXPERTS: _either(
        "experts",
        (Text(vi="Chuyên gia", en="Experts"), "G"),
        (Text(vi="Không là chuyên gia", en="Not experts"), ""),
        0,
    ),
    By.POST: _posts,
}
