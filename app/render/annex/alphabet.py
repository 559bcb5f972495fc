"""The Vietnamese order of names, as Art. 57(5) of the election law asks for: by the given name."""

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACE = {letter: place for place, letter in enumerate(_LETTERS, start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Grave, hook, tilde, acute, dot below: the order of dictionaries; without a mark comes first."""

Key = tuple[tuple[int, ...], tuple[int, ...]]


def by_name(name: str) -> tuple[Key, ...]:
    """A key to sort by: the given name (the last word), then the family name and the middle names."""
    words = name.split()
    return tuple(_key(word) for word in (*words[-1:], *words[:-1]))


def _key(word: str) -> Key:
    """Letters first; tones only where the letters are the same."""
    letters: list[int] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", word.casefold()):
        parts = unicodedata.normalize("NFD", character)
        toneless = "".join(c for c in parts if c not in _TONES)
        letter = unicodedata.normalize("NFC", toneless)
        letters.append(_PLACE.get(letter, 1000 + ord(letter[0])))
        tones.append(next((_TONES[c] for c in parts if c in _TONES), 0))
    return tuple(letters), tuple(tones)
