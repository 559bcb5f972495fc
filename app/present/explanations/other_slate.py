"""Another slate beside the plan: what it costs, aim by aim, and who changes."""

from collections.abc import Collection, Iterator, Sequence

from cocau.app.present.blocks import Block, BlockColumn, LineBlock, TableBlock, Tone
from cocau.app.present.names import Names
from cocau.app.present.proposal.conflict import describe_moves
from cocau.app.present.proposal.moves import describe_part
from cocau.app.present.wording import format_number
from cocau.solver.explain.proven_plan import AlternativeSlate, TierComparison
from cocau.solver.model.slate_model import MOVE_TIERS


def render_costs(
    names: Names, other: AlternativeSlate, *, excluded: Collection[str] = (), indent: int = 0
) -> Iterator[Block]:
    """Render the aims that come out otherwise than in the plan; worse ones with ▼."""
    for tier in exclude_aims(other, excluded):
        worse = tier.now > tier.was
        for line in _describe_tier(names, other, tier):
            yield LineBlock(
                line, Tone.CARE if worse else Tone.GOOD, mark="▼" if worse else "▲", indent=indent
            )


def exclude_aims(other: AlternativeSlate, excluded: Collection[str]) -> tuple[TierComparison, ...]:
    """Return the tiers that changed, without those that hold only the given aims."""
    return tuple(tier for tier in other.costs if not {*tier.rules} <= {*excluded})


def _describe_tier(names: Names, other: AlternativeSlate, tier: TierComparison) -> Iterator[str]:
    """Yield a line for each aim of a tier whose shortfall changed, in people."""
    if tier.rules[0] in MOVE_TIERS:
        yield (
            f"{describe_moves(names, tier.rules[0])}: {_describe_shortfall_change(names, tier.was, tier.now)}"
        )
        return
    changed = {change.now.rule: change for change in other.changed}
    changed_rules = [rule for rule in tier.rules if rule in changed]
    for rule_id in changed_rules or tier.rules:
        rule, change = names.book.by_id[rule_id], changed.get(rule_id)
        was, now = (tier.was, tier.now) if change is None else (change.was.short, change.now.short)
        yield (f"{names.rule_line(rule)}: {_describe_shortfall_change(names, was, now)}")


def _describe_shortfall_change(names: Names, was: int, now: int) -> str:
    before, after = format_number(was, names.lang), format_number(now, names.lang)
    return names.say(f"thiếu {before} → {after}", f"short by {before} → {after}")


def summarise_costs(names: Names, tiers: Sequence[TierComparison]) -> str:
    """Return how many tiers are worse and how many better, for a table cell."""
    worse = sum(tier.now > tier.was for tier in tiers)
    better = sum(tier.now < tier.was for tier in tiers)
    if not worse and not better:
        return names.say("ngang", "as good")
    return names.say(f"{worse} kém, {better} hơn", f"{worse} worse, {better} better")


def render_movers(names: Names, other: AlternativeSlate) -> Iterator[Block]:
    """Render each person's part in the plan and in the other slate."""
    say = names.say
    if not other.moves:
        yield LineBlock(say("Không ai thay đổi.", "Nobody's part is another one."), Tone.GOOD)
        return
    columns = (
        *((BlockColumn(names.label("id"), narrow=True),) if names.codes else ()),
        BlockColumn(names.label("name"), share=3),
        BlockColumn(say("Trong phương án", "In the plan"), share=5),
        BlockColumn(say("Khi đó", "Then"), share=5),
    )
    rows = (
        (
            *((m.person,) if names.codes else ()),
            names.person(m.person),
            describe_part(names, m.was),
            describe_part(names, m.now),
        )
        for m in other.moves
    )
    yield TableBlock(columns, tuple(rows))
