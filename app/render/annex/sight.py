"""What the reader of an annex may see, and the numbers that are kept back from others."""

from collections.abc import Mapping
from typing import Self

from pydantic import Field, model_validator

from app.render.annex.form import KeptBack
from constraints.council import Council
from constraints.kinds.post_precedence import PostPrecedence
from constraints.people import Bloc
from constraints.record import Record
from constraints.rule import Rule
from constraints.select import Among

_FIELDS = frozenset({"ethnic_minority", "religious", "party_member", "rank_at_least"})
"""Words of selectors that ask for Party membership, ethnicity or religion."""

TELLING = frozenset({"non_party", "ethnic_minority", "religious_people", "committee_member_heads"})
"""Groups whose members are known by one of these."""

_BLOCS = frozenset(map(str, Bloc))
"""Some tell it too; the number of any of them would help to work out that of another."""


class Sight(Record):
    """`names`: who stands where; `sensitive`: Party, ethnicity and religion of people, which need names.

    `least`: the smallest number of a group that is shown.
    """

    names: bool = True
    sensitive: bool = True
    least: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _of_somebody(self) -> Self:
        if self.sensitive and not self.names:
            raise ValueError("nothing about people can be shown without their names")
        return self


EVERYTHING = Sight()


def telling(rule: Rule) -> bool:
    """Whether the figures of a rule may tell somebody's Party membership, ethnicity or religion."""
    return isinstance(rule, PostPrecedence) or _tells(
        rule.model_dump(mode="json", exclude={"says", "broken"})
    )


def pointing(rule: Rule, council: Council) -> bool:
    """Whether already the verdict of a rule may tell it, since the holders of few posts are known by name."""
    among = getattr(rule, "among", None)
    of_posts = isinstance(among, Among) and bool(among.posts(council))
    return isinstance(rule, PostPrecedence) or (of_posts and telling(rule))


def _tells(tree: object) -> bool:
    if isinstance(tree, dict):
        return any((name in _FIELDS and value is not None) or _tells(value) for name, value in tree.items())
    if isinstance(tree, list):
        return any(_tells(part) for part in tree)
    return tree in TELLING or tree in _BLOCS


def kept_back(sight: Sight, count: int, total: int) -> int | KeptBack:
    """A number, unless it or the rest of the total is so small that it may point at somebody."""
    small = 0 < count < sight.least or 0 < total - count < sight.least
    return KeptBack(least=sight.least) if small else count


def partition(sight: Sight, counts: Mapping[str, int]) -> dict[str, int | KeptBack]:
    """Numbers that sum to a known total: what is kept back may not be worked out from the others.

    So at least two are kept back, and those together are no fewer than the least that may be shown.
    """
    by_size = sorted((name for name in counts if counts[name]), key=lambda name: (counts[name], name))
    hidden = [name for name in by_size if counts[name] < sight.least]
    for name in by_size[len(hidden) :]:
        if not hidden or sum(counts[i] for i in hidden) >= sight.least:
            break
        hidden.append(name)
    return {name: KeptBack(least=sight.least) if name in hidden else count for name, count in counts.items()}
