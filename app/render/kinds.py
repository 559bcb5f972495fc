"""Kinds of council in a few words: all of one sort together, the others one by one."""

from collections.abc import Iterable

from cocau.app.render.wording import Wording
from cocau.constraints.council import CouncilKind, Level

_LEVELS = {
    Level.PROVINCE: ("cấp tỉnh", "provincial level"),
    Level.DISTRICT: ("cấp huyện", "district level"),
    Level.COMMUNE: ("cấp xã", "commune level"),
}

_COMMUNES = frozenset({CouncilKind.COMMUNE, CouncilKind.MOUNTAINOUS_COMMUNE})

_TOGETHER: tuple[tuple[frozenset[CouncilKind], tuple[str, str]], ...] = (
    *((frozenset(k for k in CouncilKind if k.level is level), words) for level, words in _LEVELS.items()),
    (frozenset({CouncilKind.PROVINCE, CouncilKind.MOUNTAINOUS_PROVINCE}), ("mọi tỉnh", "every province")),
    (
        frozenset({CouncilKind.CITY, CouncilKind.SPECIAL_CITY}),
        ("mọi thành phố trực thuộc trung ương", "every centrally governed city"),
    ),
    (
        frozenset({CouncilKind.RURAL_DISTRICT, CouncilKind.MOUNTAINOUS_DISTRICT}),
        ("mọi huyện", "every rural district"),
    ),
    (_COMMUNES | {CouncilKind.TOWNLET}, ("xã, thị trấn", "communes and townlets")),
    (_COMMUNES, ("mọi xã", "every commune")),
)
"""The wider before the narrower."""


def kinds(wording: Wording, some: Iterable[CouncilKind]) -> str:
    """``cấp tỉnh; xã, thị trấn``: separated by semicolons, since the words themselves hold commas."""
    left = set(some)
    words: dict[CouncilKind, str] = {}
    for together, (vi, en) in _TOGETHER:
        if together <= left:
            words[_first(together)] = wording.say(vi, en)
            left -= together
    words |= {kind: _small(wording, kind) for kind in left}
    return "; ".join(words[kind] for kind in CouncilKind if kind in words)


def _small(wording: Wording, kind: CouncilKind) -> str:
    """The label within a sentence; only in English does one begin with a name."""
    label = wording.label(kind)
    named = wording.lang == "en" and kind is CouncilKind.SPECIAL_CITY
    return label if named else f"{label[:1].lower()}{label[1:]}"


def _first(some: Iterable[CouncilKind]) -> CouncilKind:
    order = list(CouncilKind)
    return min(some, key=order.index)
