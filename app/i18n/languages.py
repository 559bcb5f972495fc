"""The two languages of the program, and which of them a command line asks for."""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Lang(StrEnum):
    """A language of the program: Vietnamese unless English is asked for."""

    VI = "vi"
    EN = "en"


def get_requested_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Lang:
    """Return the language that the help is shown in, before any option is read."""
    wanted = environment.get("COCAU_LANG", "")
    for before, argument in zip(["", *arguments], arguments, strict=False):
        name, _, value = argument.partition("=")
        if before == "--lang":
            wanted = argument
        elif name == "--lang" and value:
            wanted = value
    return Lang.EN if wanted == Lang.EN else Lang.VI


def say(lang: str, vi: str, en: str) -> str:
    """Return the text in `lang`, for words of one place; what is passed on is a `Text`."""
    return en if lang == Lang.EN else vi


_ENGLISH_HELP: dict[str, str] = {}


def say_help(vi: str, en: str) -> str:
    """Return the Vietnamese help of a command or an option, and keep its English."""
    _ENGLISH_HELP[vi] = en
    return vi


def find_english_help(vi: str) -> str:
    """Return the English of a help said with `say_help`; any other text as it is."""
    return _ENGLISH_HELP.get(vi, vi)
