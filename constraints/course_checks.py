"""Whether a rulebook can say anything of the procedure of a council at all."""

from cocau.constraints.checks import term_problems
from cocau.constraints.council import Council, Level
from cocau.constraints.errors import Problem
from cocau.constraints.kinds.level_exists import LevelExists
from cocau.constraints.record import Text
from cocau.constraints.rulebook import Rulebook

_LEVELS = {
    Level.PROVINCE: Text(vi="cấp tỉnh", en="province"),
    Level.DISTRICT: Text(vi="cấp huyện", en="district"),
    Level.COMMUNE: Text(vi="cấp xã", en="commune"),
}


def course_problems(book: Rulebook, council: Council) -> list[Problem]:
    """A council of another term, or of a level or day for which the book has no step."""
    problems = list(term_problems(book, council.election_day, "council.election_day"))
    if not problems and not book.steps_for(council):
        problems.append(_no_steps(book, council))
    return problems


def _no_steps(book: Rulebook, council: Council) -> Problem:
    """Names the levels that have steps then, and says so where the law has abolished the council's level."""
    day, level, why = council.election_day, _LEVELS[council.level], _abolished(book, council)
    others = [_LEVELS[one] for one in Level if any(one in step.levels for step in book.on(day).steps)]
    vi = ", ".join(text.vi for text in others) or "không cấp nào"
    en = ", ".join(text.en for text in others) or "no level"
    return Problem(
        "no_steps",
        "council.election_day",
        f"'{book.name}' không có bước quy trình nào cho HĐND {level.vi} bầu ngày {day:%d/%m/%Y}"
        f" (vào ngày đó có cho: {vi}). {why.vi}".rstrip(),
        f"'{book.name}' has no step of procedure for a {level.en} council elected on {day}"
        f" (on that day it has steps for: {en}). {why.en}".rstrip(),
    )


def _abolished(book: Rulebook, council: Council) -> Text:
    """What the book says of the levels there are, if the council's is none of them."""
    rules = (rule for rule in book.for_council(council).rules if isinstance(rule, LevelExists))
    return next((rule.says for rule in rules if council.level not in rule.among), Text(vi="", en=""))
