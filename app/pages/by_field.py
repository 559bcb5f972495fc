"""Problems beside the fields of a form that they are about."""

from collections.abc import Collection, Sequence

from cocau.constraints.errors import Problem

Problems = Sequence[Problem]


def by_field(problems: Problems, fields: Collection[str] | None = None) -> dict[str, list[Problem]]:
    """Problems by the last name of their place; "" for what is about no field that is shown."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        name = problem.where.rpartition(".")[2]
        found.setdefault(name if fields is None or name in fields else "", []).append(problem)
    return found
