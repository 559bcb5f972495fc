"""Another slate beside the plan: what it costs, aim by aim, and whose part is another one."""

from collections.abc import Collection, Iterator, Sequence

from cocau.app.render.blocks import Block, Column, Line, Table, Tone
from cocau.app.render.moves import part_in_words
from cocau.app.render.numbers import number
from cocau.app.render.reasons import moves_in_words
from cocau.app.render.sheet import Sheet
from cocau.solver.explain.beside import Beside, TierBeside
from cocau.solver.nearness import MOVES


def costs(sheet: Sheet, other: Beside, *, but: Collection[str] = (), indent: int = 0) -> Iterator[Block]:
    """The aims (but for some) that come out otherwise than in the plan, in their order, worse ones with ▼."""
    for tier in apart_from(other, but):
        worse = tier.now > tier.was
        for line in _tier(sheet, other, tier):
            yield Line(line, Tone.CARE if worse else Tone.GOOD, mark="▼" if worse else "▲", indent=indent)


def apart_from(other: Beside, but: Collection[str]) -> tuple[TierBeside, ...]:
    """The tiers that come out otherwise, but for those that have only these aims."""
    return tuple(tier for tier in other.costs if not {*tier.rules} <= {*but})


def _tier(sheet: Sheet, other: Beside, tier: TierBeside) -> Iterator[str]:
    """A line for each aim of a tier that is missed by more or less; in people, as the audit counts."""
    if tier.rules[0] in MOVES:
        yield f"{moves_in_words(sheet, tier.rules[0])}: {_from_to(sheet, tier.was, tier.now)}"
        return
    changed = {change.now.rule: change for change in other.changed}
    told = [rule for rule in tier.rules if rule in changed]
    for rule_id in told or tier.rules:
        rule, change = sheet.book.by_id[rule_id], changed.get(rule_id)
        was, now = (tier.was, tier.now) if change is None else (change.was.short, change.now.short)
        yield (
            f"{sheet.says(rule)} — {sheet.clause(rule)} [{sheet.strength(rule)}, {rule_id}]: "
            f"{_from_to(sheet, was, now)}"
        )


def _from_to(sheet: Sheet, was: int, now: int) -> str:
    before, after = number(was, sheet.lang), number(now, sheet.lang)
    return sheet.say(f"thiếu {before} → {after}", f"short by {before} → {after}")


def cost_in_short(sheet: Sheet, tiers: Sequence[TierBeside]) -> str:
    """How many of these tiers are worse than in the plan, and how many better; for a cell."""
    worse = sum(tier.now > tier.was for tier in tiers)
    better = sum(tier.now < tier.was for tier in tiers)
    if not worse and not better:
        return sheet.say("ngang", "as good")
    return sheet.say(f"{worse} kém, {better} hơn", f"{worse} worse, {better} better")


def movers(sheet: Sheet, other: Beside) -> Iterator[Block]:
    """Person by person: the part in the plan, and here."""
    say = sheet.say
    if not other.moves:
        yield Line(say("Không ai thay đổi.", "Nobody's part is another one."), Tone.GOOD)
        return
    columns = (
        Column(say("Mã", "Id"), narrow=True),
        Column(say("Họ và tên", "Name"), share=3),
        Column(say("Trong phương án", "In the plan"), share=5),
        Column(say("Khi đó", "Then"), share=5),
    )
    rows = (
        (m.person, sheet.person(m.person), part_in_words(sheet, m.was), part_in_words(sheet, m.now))
        for m in other.moves
    )
    yield Table(columns, tuple(rows))
