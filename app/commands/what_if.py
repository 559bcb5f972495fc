"""What-ifs and pins of a command line: ``RULE.FIELD=VALUE``, ``POST=ID``, ``ID=CONSTITUENCY``."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cocau.constraints.errors import Problem

if TYPE_CHECKING:  # pydantic is slow to import, and `cocau --help` comes this way
    from cocau.solver.request import Pins


def overrides(given: Iterable[str], problems: list[Problem]) -> dict[str, dict[str, int | None]]:
    """``--set women-35-percent.at_least_percent=40``; the value is a whole number or ``none``."""
    changed: dict[str, dict[str, int | None]] = {}
    for text in given:
        target, equals, value = text.partition("=")
        rule, dot, field = target.strip().partition(".")
        if not (equals and dot and rule and field):
            problems.append(
                Problem(
                    "bad_set",
                    f"--set {text}",
                    "Phải có dạng QUY-ĐỊNH.TRƯỜNG=SỐ, ví dụ women-35-percent.at_least_percent=40.",
                    "Must look like RULE.FIELD=VALUE: women-35-percent.at_least_percent=40.",
                )
            )
        elif field in changed.get(rule, {}):
            problems.append(
                Problem(
                    "set_twice", f"--set {text}", "Giới hạn này được đặt hai lần.", "This bound is set twice."
                )
            )
        else:
            changed.setdefault(rule, {})[field] = _value(text, value.strip(), problems)
    return changed


def _value(text: str, value: str, problems: list[Problem]) -> int | None:
    if value == "none":
        return None
    try:
        return int(value)
    except ValueError:
        problems.append(
            Problem(
                "bad_value",
                f"--set {text}",
                f"'{value}' phải là số nguyên hoặc none.",
                f"'{value}' must be a whole number or none.",
            )
        )
        return None


def pairs(option: str, given: Iterable[str], problems: list[Problem]) -> list[tuple[str, str]]:
    """``KEY=VALUE`` options as pairs."""
    split = []
    for text in given:
        key, _, value = (part.strip() for part in text.partition("="))
        if key and value:
            split.append((key, value))
        else:
            problems.append(
                Problem(
                    "bad_pair", f"{option} {text}", "Phải có dạng KHÓA=GIÁ-TRỊ.", "Must look like KEY=VALUE."
                )
            )
    return split


def placed(given: Iterable[str], problems: list[Problem]) -> list[tuple[str, str]]:
    """``--at ID=CONSTITUENCY``; nobody stands at two."""
    split = pairs("--at", given, problems)
    people = [person for person, _ in split]
    problems.extend(
        Problem(
            "at_twice",
            f"--at {person}={unit}",
            "Người này được định đơn vị bầu cử hai lần.",
            "This person is given a constituency twice.",
        )
        for n, (person, unit) in enumerate(split)
        if person in people[:n]
    )
    return split


def pins(
    candidates: Sequence[str],
    deputies: Sequence[str],
    out: Sequence[str],
    posts: Iterable[tuple[str, str]],
    constituencies: Sequence[tuple[str, str]],
) -> "Pins":
    """The pins of a request; several people may be pinned to one post."""
    from cocau.solver.request import Pins

    held: dict[str, tuple[str, ...]] = {}
    for post, person in posts:
        held[post] = (*held.get(post, ()), person)
    return Pins(
        candidates=tuple(candidates),
        deputies=tuple(deputies),
        out=tuple(out),
        posts=held,
        constituencies=dict(constituencies),
    )
