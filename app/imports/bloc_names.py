"""Printed names of blocs, in Vietnamese and English, to the blocs they can mean."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from cocau.app.imports.bloc_register import BELOW, DOUBTFUL, GROUPS, NEUTRAL, OF_BELOW, PLAIN, SEVERAL, WEAK
from cocau.app.imports.cells import spellings
from cocau.app.imports.safe_text import Refused, fold, shown
from cocau.app.words import BLOC
from cocau.constraints.council import Level
from cocau.constraints.people import Bloc
from cocau.constraints.record import Text

_PARTS = re.compile(r"[&,;/+()\[\]–—|-]|\b(?:va|and|cung|hoac|or)\b")


@dataclass(frozen=True)
class Reading:
    """What a printed name can mean; with a doubt unless it is plain."""

    blocs: tuple[Bloc, ...]
    doubt: Text | None = None


Told = dict[str, tuple[Bloc, ...]]
"""Readings that a user gave: folded name to blocs."""


def read_bloc(name: str, level: Level | None, told: Told) -> Reading:
    """What a printed bloc can stand for.

    Raises:
        Refused: a name, or a part of it, that is not in the register.
    """
    folded = plain(name)
    if folded in told:
        return Reading(told[folded])
    if folded in _labels():
        return Reading((Bloc(_labels()[folded]),))
    rest, found = _masked(folded, _register())
    rest, weak = _masked(rest, _weak(level))
    unknown = [part.strip() for part in _PARTS.split(rest) if not _understood(part)]
    if unknown or not (found or weak) or any(not entry.blocs for entry in found):
        raise _unknown(name, unknown[0] if unknown else folded)
    below = _Entry((Bloc.GRASSROOTS,), OF_BELOW)
    return _reading([*found, *([below] if _Entry((Bloc.GRASSROOTS,)) in weak else [])] if found else weak)


def plain(name: str) -> str:
    """A printed name as it is compared."""
    return fold(name.replace("’", "'"))


def _reading(found: list["_Entry"]) -> Reading:
    blocs = {bloc for entry in found for bloc in entry.blocs}
    texts = dict.fromkeys((e.doubt.vi, e.doubt.en) for e in found if e.doubt is not None)
    if len(blocs) > 1 and not texts:
        texts = {(SEVERAL.vi, SEVERAL.en): None}
    doubt = Text(vi=" ".join(vi for vi, _ in texts), en=" ".join(en for _, en in texts)) if texts else None
    return Reading(tuple(bloc for bloc in Bloc if bloc in blocs), doubt)


@dataclass(frozen=True)
class _Entry:
    blocs: tuple[Bloc, ...]
    doubt: Text | None = None


@cache
def _labels() -> dict[str, str]:
    return spellings(BLOC)


@cache
def _register() -> dict[str, _Entry]:
    found = {p: _Entry(blocs) for blocs, phrases in PLAIN.items() for p in phrases.split("|")}
    for phrases, (blocs, vi, en) in DOUBTFUL.items():
        found |= dict.fromkeys(phrases.split("|"), _Entry(blocs, Text(vi=vi, en=en)))
    for label, code in _labels().items():
        found.setdefault(label, _Entry((Bloc(code),)))
    for phrases in GROUPS.values():  # no blocs: whoever is in them works anywhere
        found |= dict.fromkeys(phrases.split("|"), _Entry(()))
    return found


@cache
def _weak(level: Level | None) -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    for phrases, (blocs, vi, en) in WEAK.items():
        found |= dict.fromkeys(phrases.split("|"), _Entry(blocs, Text(vi=vi, en=en)))
    below = "" if level is None else BELOW[level]
    return found | dict.fromkeys(filter(None, below.split("|")), _Entry((Bloc.GRASSROOTS,)))


def _masked(text: str, register: dict[str, _Entry]) -> tuple[str, list[_Entry]]:
    """The text with a mark for every phrase that is known, longest first, and what they mean."""
    found: list[_Entry] = []
    for phrase in sorted(register, key=len, reverse=True):
        if phrase in text:
            text, times = re.subn(rf"(?<![\w']){re.escape(phrase)}(?![\w'])", "\0", text)
            found += [register[phrase]] if times else []
    return text, found


def _understood(part: str) -> bool:
    """Whether a part of a name has a known phrase in it, or nothing but words that add none."""
    if "\0" in part:
        return True
    return all(word in NEUTRAL or word.isdigit() for word in re.findall(r"[\w']+", part))


def _unknown(name: str, part: str) -> Refused:
    known = [*_register(), *_weak(Level.PROVINCE)]
    near = ", ".join(map(_with_codes, get_close_matches(part, known, n=4, cutoff=0.3))) or ", ".join(Bloc)
    group = next((g for g, phrases in GROUPS.items() if _names(name, phrases)), None)
    vi = f" Nếu là cơ cấu kết hợp thì ghi ở cột '{group}'." if group else ""
    en = f" If it is a structure, it belongs in the column '{group}'." if group else ""
    return Refused(
        "unknown_bloc",
        f"Không rõ khối '{shown(name)}'; gần nhất: {near}.{vi} Nếu là tên khối, hãy nêu nghĩa:"
        f" --bloc '{shown(name)}=administration+economic', hoặc cột bloc_code (trường blocs).",
        f"There is no known bloc '{shown(name)}'; the nearest: {near}.{en} Say what it stands for:"
        f" --bloc '{shown(name)}=administration+economic', or a column bloc_code (a field blocs).",
    )


def _with_codes(phrase: str) -> str:
    """A known phrase with what it stands for: ``noi chinh (judiciary+…)``."""
    entry = _register().get(phrase) or _weak(Level.PROVINCE)[phrase]
    return f"{phrase} ({'+'.join(entry.blocs)})" if entry.blocs else phrase


def _names(name: str, phrases: str) -> bool:
    return bool(_masked(plain(name), dict.fromkeys(phrases.split("|"), _Entry(())))[1])


def read_codes(text: str) -> tuple[Bloc, ...]:
    """Blocs by their codes: ``administration+economic``.

    Raises:
        Refused: something that is no code.
    """
    codes = [fold(code).replace(" ", "_") for code in re.split(r"[+,;]", text)]
    if wrong := [code for code in codes if code not in list(Bloc)]:
        known = ", ".join(Bloc)
        raise Refused(
            "bloc_code",
            f"'{shown(wrong[0])}' không phải mã khối; các mã: {known}.",
            f"'{shown(wrong[0])}' is no code of a bloc; codes: {known}.",
        )
    return tuple(bloc for bloc in Bloc if bloc in codes)
