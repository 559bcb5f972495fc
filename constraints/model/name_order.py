"""The order of names on lists: given, family and middle name, then the earlier birth date.

Forms 14 and 15 of Resolution 40/NQ-HĐBCQG, note 4. Letters stand as in the Vietnamese alphabet, Đ after every
D; tones count only where letters are equal.
"""

import unicodedata
from datetime import date
from functools import lru_cache

from cocau.constraints.model.people import Person

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACE = {letter: place for place, letter in enumerate(_LETTERS, start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Grave, hook, tilde, acute, dot: the order of dictionaries; without a mark comes first."""

_WordKey = tuple[tuple[int, ...], tuple[int, ...]]
NameKey = tuple[tuple[_WordKey, ...], ...]


def get_person_order(person: Person) -> tuple[NameKey, date, str]:
    """Return the sort key of a person; people of one name and birth date follow their ids."""
    return get_name_order(person), person.born, person.id


def get_name_order(person: Person) -> NameKey:
    """Return the sort key of a person's name alone."""
    return tuple(get_text_order(part) for part in split_name(person))


def split_name(person: Person) -> tuple[str, str, str]:
    """Split a name into given, family and middle name: as noted, else last, first, the rest."""
    given, family, middle = _split_words(person.name)
    return person.given_name or given, person.family_name or family, person.middle_name or middle


def get_full_name_order(name: str) -> NameKey:
    """Return the sort key of a name whose parts are not given separately."""
    return tuple(map(get_text_order, _split_words(name)))


def _split_words(name: str) -> tuple[str, str, str]:
    first, *others = name.split() or [""]
    *middle, last = others or [first]
    return last, first if others else "", " ".join(middle)


def get_text_order(text: str) -> tuple[_WordKey, ...]:
    """Return the sort key of any text, word by word in the Vietnamese order of letters."""
    return tuple(map(_get_word_key, text.split()))


@lru_cache(maxsize=10_000)
def _get_word_key(word: str) -> _WordKey:
    letters: list[int] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", word.casefold()):
        parts = unicodedata.normalize("NFD", character)
        toneless = "".join(c for c in parts if c not in _TONES)
        letter = unicodedata.normalize("NFC", toneless)
        letters.append(_PLACE.get(letter, 1000 + ord(letter[0])))
        tones.append(next((_TONES[c] for c in parts if c in _TONES), 0))
    return tuple(letters), tuple(tones)
