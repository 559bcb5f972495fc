"""What the reader of an annex may see, and which rules tell the rest of it."""

from pydantic import Field

from cocau.constraints.council import Council
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.people import Bloc
from cocau.constraints.record import Record
from cocau.constraints.rule import Rule
from cocau.constraints.select import Among

_FIELDS = frozenset({"ethnic_minority", "religious", "party_member", "rank_at_least"})
"""Words of selectors that ask for Party membership, ethnicity or religion."""

TELLING = frozenset({"non_party", "ethnic_minority", "religious_people", "committee_member_heads"})
"""Groups whose members are known by one of these."""

_BLOCS = frozenset(map(str, Bloc))
"""Some tell it too; the number of any of them would help to work out that of another."""


class Sight(Record):
    """`sensitive`: Party, ethnicity and religion of people; `least`: without it, the smallest count shown."""

    sensitive: bool = True
    least: int = Field(default=0, ge=0)


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
