"""The price of each must: what the aims gain without it, who would change, and one step of its bounds."""

from collections.abc import Iterable, Iterator, Sequence

from cocau.app.render.blocks import Block, Column, Heading, Line, Table, Tone
from cocau.app.render.numbers import counted
from cocau.app.render.reasons import moves_in_words, pin_in_words
from cocau.app.render.sheet import Sheet
from cocau.constraints.kinds.share import Share
from cocau.constraints.rule import Verdict
from cocau.solver.explain.pricing import Effect, Price, Prices, Step, Swap, TierChange
from cocau.solver.nearness import MOVES
from cocau.solver.proposal import Outcome, Proposal
from cocau.solver.request import Pins


def priced(sheet: Sheet, proposal: Proposal, found: Prices) -> Iterator[Block]:
    """What costs the aims something, with its steps and who would change; all else in a line each."""
    say = sheet.say
    yield Heading(sheet.council.name, level=1)
    if found.outcome is Outcome.CONFLICT:
        yield Line(
            say(
                "Chưa có phương án để tính giá: các quy định xung đột; xem `cocau conflicts`.",
                "There is no plan to price anything by: the rules are in conflict; see `cocau conflicts`.",
            ),
            Tone.BAD,
        )
        return
    pins = proposal.request.pins
    told = [price for price in found.prices if _worth_telling(price)]
    yield from _summary(sheet, found.prices)
    if told:
        yield from _table(sheet, told, pins)
        yield from _swaps(sheet, told, pins)
        yield from _steps(sheet, told)
    yield from _folded(sheet, [price for price in found.prices if price not in told])
    yield from _aims(sheet, told)


def _worth_telling(price: Price) -> bool:
    return price.effect is not Effect.SAME or any(step.effect is not Effect.SAME for step in price.steps)


def _summary(sheet: Sheet, prices: Sequence[Price]) -> Iterator[Block]:
    say = sheet.say
    dear, free, left = (
        sum(price.effect is one for price in prices) for one in (Effect.BETTER, Effect.SAME, Effect.OPEN)
    )
    yield Line(
        say(
            f"{len(prices)} quy định bắt buộc và yêu cầu: {dear} làm các mục tiêu kém đi, {free} không ảnh "
            "hưởng gì (đã chứng minh).",
            f"{counted(len(prices), 'must or pin', 'musts and pins')} priced: {dear} at a cost to the aims, "
            f"{free} at none (proven).",
        ),
        Tone.GOOD,
    )
    if left or not all(price.answered for price in prices):
        yield Line(
            say(
                "Có chỗ chưa tìm xong (hết giờ hoặc đã dừng), ghi 'chưa rõ'; không có nghĩa là không đổi.",
                "Not everything was answered in time ('open'); that does not mean that nothing changes.",
            ),
            Tone.CARE,
        )
    yield Line(
        say(
            "Quy định của luật không bỏ được; đây chỉ cho biết quy định đó làm các mục tiêu kém đi bao "
            "nhiêu. Số là mức thiếu của từng bậc mục tiêu (người), xét lần lượt theo thứ tự ưu tiên.",
            "A must of law cannot be dropped; this only tells what it costs the aims. Numbers are the "
            "shortfall of a tier of aims, in people, the first priority first.",
        ),
        Tone.QUIET,
    )


def _table(sheet: Sheet, prices: Iterable[Price], pins: Pins) -> Iterator[Block]:
    say = sheet.say
    columns = (
        Column(say("Quy định", "Rule"), share=3),
        Column(say("Nếu không có", "Without it"), share=2),
    )
    rows = [(_named(sheet, price, pins), _effect(sheet, price.effect, price.tiers)) for price in prices]
    yield Table(columns, tuple(rows), rules=True)


def _steps(sheet: Sheet, prices: Iterable[Price]) -> Iterator[Block]:
    """Each bound one step looser and one step tighter, written as a what-if is."""
    rows = [(f"{price.rule}.{step.field}", step) for price in prices for step in price.steps]
    if not rows:
        return
    yield Heading(sheet.say("Nới hoặc siết một bậc (viết như --set)", "One step, written as --set has it"))
    for bound, step in rows:
        yield Line(f"{bound}={step.now} ({_way(sheet, step)}): {_step(sheet, step)}", mark="•")


def _named(sheet: Sheet, price: Price, pins: Pins) -> str:
    if price.rule is None:
        return pin_in_words(sheet, price.pin or "", pins)
    rule = sheet.book.by_id[price.rule]
    return f"{sheet.says(rule)} — {sheet.clause(rule)} [{price.rule}]"


def _effect(sheet: Sheet, effect: Effect, tiers: Iterable[TierChange]) -> str:
    if effect in {Effect.BETTER, Effect.WORSE}:
        return ", ".join(_tier(sheet, tier) for tier in tiers)
    return sheet.label(effect).lower()


def _tier(sheet: Sheet, tier: TierChange) -> str:
    names = " + ".join(moves_in_words(sheet, i) if i in MOVES else i for i in tier.rules)
    was, now = (_shortfall(sheet, tier.rules, value) for value in (tier.was, tier.now))
    return f"{names}: {was} → {now}"


def _shortfall(sheet: Sheet, rules: Iterable[str], value: int) -> str:
    """In people; of shares, which are reckoned in hundredths of one, with decimals."""
    if not all(isinstance(sheet.book.by_id.get(i), Share) for i in rules):
        return str(value)
    whole, part = divmod(value, 100)
    decimals = f"{part:02d}".rstrip("0")
    return f"{whole}{sheet.say(',', '.')}{decimals}" if decimals else str(whole)


def _way(sheet: Sheet, step: Step) -> str:
    way = sheet.say("nới", "looser") if step.looser else sheet.say("siết", "tighter")
    return f"{way} {step.was} → {step.now}"


def _step(sheet: Sheet, step: Step) -> str:
    said = _effect(sheet, step.effect, step.tiers)
    if step.conflict is None:
        return said
    return f"{said}: {', '.join((*step.conflict.rules, *step.conflict.pins))}"


def _swaps(sheet: Sheet, prices: Iterable[Price], pins: Pins) -> Iterator[Block]:
    """Who would change, at the fewest, without each rule that costs something."""
    gained = [price for price in prices if price.swap is not None]
    if not gained:
        return
    yield Heading(
        sheet.say("Nếu không có quy định đó, ít nhất ai thay đổi", "Who would change, at the fewest")
    )
    for price in gained:
        if price.swap is not None:
            name = price.rule or pin_in_words(sheet, price.pin or "", pins)
            yield Line(f"{name}: {_swap(sheet, price.swap)}.{_broken(sheet, price)}", mark="⇄")


def _broken(sheet: Sheet, price: Price) -> str:
    """How the rule itself would be judged then, where it would be broken."""
    found = price.finding
    if found is None or found.verdict is not Verdict.BROKEN:
        return ""
    return f" {sheet.broken(sheet.book.by_id[found.rule], found)}"


def _swap(sheet: Sheet, swap: Swap) -> str:
    say = sheet.say
    parts = (
        (say("vào danh sách", "onto the lists"), swap.listed),
        (say("ra khỏi danh sách", "off the lists"), swap.unlisted),
        (say("thành đại biểu dự kiến", "into the intended council"), swap.joined),
        (say("thôi là đại biểu dự kiến", "out of the intended council"), swap.left),
    )
    said = [f"{what}: {sheet.people(ids)}" for what, ids in parts if ids]
    said += [f"{sheet.post(post)}: {sheet.people(ids) or '—'}" for post, ids in swap.posts.items()]
    return "; ".join(said) or say("không ai", "nobody")


def _folded(sheet: Sheet, prices: Sequence[Price]) -> Iterator[Block]:
    names = [price.rule or price.pin or "" for price in prices]
    if names:
        said = sheet.say(
            "Không ảnh hưởng gì, kể cả khi nới hoặc siết một bậc: ",
            "These cost nothing, and one step of their bounds changes nothing: ",
        )
        yield Line(said + ", ".join(names) + ".", mark="✓")


def _aims(sheet: Sheet, prices: Iterable[Price]) -> Iterator[Block]:
    """The aims and conflicting rules that were named by their ids, in words and with their clauses."""
    tiers = [tier for price in prices for tier in (*price.tiers, *(t for s in price.steps for t in s.tiers))]
    cores = [step.conflict.rules for price in prices for step in price.steps if step.conflict is not None]
    own = {price.rule for price in prices}
    named = [i for ids in (*(tier.rules for tier in tiers), *cores) for i in ids]
    rules = [sheet.book.by_id[i] for i in dict.fromkeys(named) if i in sheet.book.by_id and i not in own]
    if rules:
        yield Heading(sheet.say("Các quy định nói trên", "Rules named above"))
    for rule in rules:
        yield Line(f"{rule.id}: {sheet.says(rule)} — {sheet.clause(rule)} [{sheet.strength(rule)}]", mark="•")
