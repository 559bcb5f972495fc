"""Whole numbers as they are written in a language."""


def number(value: int, lang: str) -> str:
    """``1.288.866``, in English ``1,288,866``."""
    grouped = f"{value:,}"
    return grouped if lang == "en" else grouped.replace(",", ".")


def counted(value: int, one: str, many: str) -> str:
    """A number with its English noun: ``1 case``, ``2 cases``."""
    return f"{value:,} {one if value == 1 else many}"
