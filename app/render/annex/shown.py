"""Values as text, in one language."""

from cocau.app.render.annex.form import KeptBack, Percent, Value
from cocau.app.render.numbers import number


def shown(value: Value, lang: str) -> str:
    """What is printed in a cell; nothing for one that is to be filled in."""
    match value:
        case None:
            return ""
        case str():
            return value
        case int():
            return number(value, lang)
        case Percent():
            whole, tenth = divmod(value.tenths, 10)
            return f"{whole}{'.' if lang == 'en' else ','}{tenth}%"
        case KeptBack():
            return "*"
