"""Descriptions of people in words: whom a rule counts."""

from collections.abc import Callable
from typing import Any

from cocau.app.render.wording import Wording
from cocau.constraints.people import Grade, PartyRank
from cocau.constraints.select import EVERYONE, GROUPS, Selector

Say = Callable[[Wording, Any], str]

_YES_NO: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "ethnic_minority": (("dân tộc thiểu số", "of an ethnic minority"), ("dân tộc Kinh", "Kinh")),
    "religious": (("có tôn giáo", "religious"), ("không tôn giáo", "of no religion")),
    "party_member": (("đảng viên", "Party member"), ("ngoài Đảng", "not a Party member")),
    "re_standing": (("tái cử", "standing again"), ("ứng cử lần đầu", "standing for the first time")),
    "full_time": (("hoạt động chuyên trách", "full-time"), ("không chuyên trách", "not full-time")),
    "expert": (("chuyên gia", "expert"), ("không là chuyên gia", "no expert")),
    "in_peoples_committee": (
        ("dự kiến tham gia UBND", "meant for the People's Committee"),
        ("không tham gia UBND", "not meant for the People's Committee"),
    ),
}


def described(wording: Wording, who: Selector) -> str:
    """A description in words, within a sentence: ``nữ, dưới 40 tuổi``."""
    if who == EVERYONE:
        return wording.say("tất cả", "everybody")
    group = next((name for name, known in GROUPS.items() if known == who), None)
    if group is not None:
        return _small(wording.label(group))
    given = ((name, getattr(who, name)) for name in Selector.model_fields)
    return ", ".join(_part(wording, name, value) for name, value in given if value is not None)


def _part(wording: Wording, name: str, value: Any) -> str:  # noqa: ANN401  # what a field holds
    if name in _YES_NO:
        return wording.say(*_YES_NO[name][0 if value else 1])
    return _OTHERS[name](wording, value)


def _rank(wording: Wording, rank: PartyRank) -> str:
    label = wording.label(rank)
    return wording.say(f"từ {label} trở lên", f"{label} or higher")


def _grade(wording: Wording, grade: Grade) -> str:
    label = wording.label(grade)
    return wording.say(f"xếp loại từ '{label}' trở lên", f"graded '{label}' or better")


def _small(label: str) -> str:
    """The label within a sentence; names and short forms stay as they are."""
    return label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"


_OTHERS: dict[str, Say] = {
    "sex": lambda w, v: _small(w.label(v)),
    "bloc": lambda w, v: _small(w.label(v)),
    "age_under": lambda w, v: w.say(f"dưới {v} tuổi", f"under {v}"),
    "rank_at_least": _rank,
    "peoples_committee": lambda w, v: w.label(v),
    "grade_at_least": _grade,
    "low_confidence_over": lambda w, v: w.say(f"trên {v}% phiếu tín nhiệm thấp", f"over {v}% low votes"),
}
