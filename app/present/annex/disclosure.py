"""What the reader of an annex may see: a proposal redacted, small counts suppressed."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import Field

from cocau.app.auth.redaction import list_criteria
from cocau.app.auth.suppression import suppress_counts as suppress_cells
from cocau.app.present.annex.model import SuppressedCount
from cocau.app.present.proposal.slate_rows import CompositionRow
from cocau.constraints.kinds.combined_structures import CombinedStructures
from cocau.constraints.kinds.post_precedence import PostPrecedence
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import PERSON_FIELDS
from cocau.constraints.model.person_fields import FieldDisclosure
from cocau.constraints.model.selectors import BLOC_GROUPS, GROUPS, Among
from cocau.constraints.record import Record
from cocau.constraints.rules.rule import Rule
from cocau.solver.proposal import AimResult, Proposal, RuleConflict

ShownCount = int | SuppressedCount
StageCounts = tuple[ShownCount | None, ShownCount, ShownCount]
"""A group in the previous term (None: not given), on the lists, and as intended."""

_NO_GROUP = ""
"""People who are in none of the groups."""


def list_all_counts(groups: Sequence[CompositionRow]) -> dict[str, StageCounts]:
    """Return the counts of every group without suppression."""
    return {f.group: (_get_prior_count(f), f.listed.count or 0, f.intended.count or 0) for f in groups}


def suppress_counts(groups: Sequence[CompositionRow], least: int) -> dict[str, StageCounts]:
    """Return the counts of disjoint groups with small ones suppressed.

    The lists mark who is meant for the council, so those on them are counted as these and the others.
    """
    past = {f.group: before for f in groups if (before := _get_prior_count(f)) is not None}
    prior = suppress_cells(_count_rows("before", past, _get_prior_total(groups)), least)
    meant = {f.group: f.intended.count or 0 for f in groups}
    others = {f.group: (f.listed.count or 0) - meant[f.group] for f in groups}
    listed, intended = groups[0].listed.total, groups[0].intended.total
    rows = [*_count_rows("meant", meant, intended), *_count_rows("others", others, listed - intended)]
    now = suppress_cells(rows, least)

    def wrap_count(number: int | None) -> ShownCount:
        return SuppressedCount(least=least) if number is None else number

    return {
        f.group: (
            wrap_count(prior.cells["before"][f.group]) if f.group in past else None,
            wrap_count(now.values[f.group]),
            wrap_count(now.cells["meant"][f.group]),
        )
        for f in groups
    }


def _count_rows(name: str, counts: Mapping[str, int], total: int) -> Iterator[tuple[str, str, int]]:
    yield from ((name, group, count) for group, count in counts.items())
    yield name, _NO_GROUP, total - sum(counts.values())


def _get_prior_total(groups: Sequence[CompositionRow]) -> int:
    return next((f.before.total for f in groups if f.before is not None), 0)


def _get_prior_count(figure: CompositionRow) -> int | None:
    return None if figure.before is None else figure.before.count


SENSITIVE_FIELDS = frozenset(
    name for name, declared in PERSON_FIELDS.items() if declared.disclosure is FieldDisclosure.SENSITIVE
)
"""Fields of a person that tell Party membership, ethnicity or religion."""

_SENSITIVE_CRITERIA = frozenset(
    criterion for name in SENSITIVE_FIELDS for criterion in PERSON_FIELDS[name].criteria
)

SENSITIVE_GROUPS = frozenset(
    group for group, who in GROUPS.items() if list_criteria(who) & _SENSITIVE_CRITERIA
)
"""Groups whose members are known by one of these."""

_BLOC_NAMES = frozenset(BLOC_GROUPS)
"""Some tell it too; the number of any of them would help to work out that of another."""


class AnnexDisclosure(Record):
    """What the reader of an annex may see. `least`: the smallest count shown otherwise."""

    sensitive: bool = True
    least: int = Field(default=0, ge=0)


FULL_DISCLOSURE = AnnexDisclosure()


def is_sensitive_rule(rule: Rule) -> bool:
    """Return whether figures of a rule may reveal Party membership, ethnicity or religion."""
    return isinstance(rule, PostPrecedence | CombinedStructures) or _mentions_sensitive(
        rule.model_dump(mode="json", exclude={"says", "broken"})
    )


def is_identifying_rule(rule: Rule, council: Council) -> bool:
    """Return whether the verdict of a rule alone may reveal a sensitive trait."""
    among = getattr(rule, "among", None)
    of_posts = isinstance(among, Among) and bool(among.list_posts(council))
    return isinstance(rule, PostPrecedence) or (of_posts and is_sensitive_rule(rule))


def _mentions_sensitive(tree: object) -> bool:
    if isinstance(tree, dict):
        return any(
            (name in _SENSITIVE_CRITERIA and value is not None) or _mentions_sensitive(value)
            for name, value in tree.items()
        )
    if isinstance(tree, list):
        return any(_mentions_sensitive(part) for part in tree)
    return tree in SENSITIVE_GROUPS or tree in _BLOC_NAMES


def redact_proposal(proposal: Proposal) -> Proposal:
    """Return a proposal without explanations that name people.

    The lists themselves stay: whose Party membership, ethnicity and religion they hold is left out later.
    """
    return proposal.replace_unvalidated(
        barred={},
        interchangeable=(),
        differences=(),
        remarks=(),
        structures={},
        clashes=tuple(clash.replace_unvalidated(uncounted=()) for clash in proposal.clashes),
        conflict=None if proposal.conflict is None else _redact_conflict(proposal.conflict),
        aims=tuple(_redact_aim(aim) for aim in proposal.aims),
    )


def _redact_conflict(conflict: RuleConflict) -> RuleConflict:
    return conflict.replace_unvalidated(nearest=(), described=(), wanted=())


def _redact_aim(aim: AimResult) -> AimResult:
    return (
        aim
        if aim.blocked_by is None
        else aim.replace_unvalidated(blocked_by=_redact_conflict(aim.blocked_by))
    )
