"""Whether a rulebook can say anything of the procedure of a council at all."""

from constraints.checks import term_problems
from constraints.council import Council
from constraints.errors import Problem
from constraints.rulebook import Rulebook


def course_problems(book: Rulebook, council: Council) -> list[Problem]:
    """A council of another term, or of a level or day for which the book has no step."""
    problems = list(term_problems(book, council.election_day, "council.election_day"))
    if not problems and not book.steps_for(council):
        day, level = council.election_day, council.level
        problems.append(
            Problem(
                "no_steps",
                "council.election_day",
                f"'{book.name}' không có bước quy trình nào cho hội đồng cấp này ({level}), bầu ngày {day}.",
                f"'{book.name}' has no step of procedure for a council of this level ({level}) on {day}.",
            )
        )
    return problems
