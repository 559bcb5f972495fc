"""The two languages of the desk, and which of them a command line asks for."""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Lang(StrEnum):
    """Vietnamese unless English is asked for."""

    VI = "vi"
    EN = "en"


def asked_for(arguments: Sequence[str], environment: Mapping[str, str]) -> Lang:
    """The language of the help, which is shown before any option is read."""
    wanted = environment.get("COCAU_LANG", "")
    for before, argument in zip(["", *arguments], arguments, strict=False):
        name, _, value = argument.partition("=")
        if before == "--lang":
            wanted = argument
        elif name == "--lang" and value:
            wanted = value
    return Lang.EN if wanted == Lang.EN else Lang.VI
