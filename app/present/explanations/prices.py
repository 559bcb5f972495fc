"""The price of each must: what the aims gain without it, who changes, a step of bounds."""

from collections.abc import Iterable, Iterator, Sequence

from cocau.app.i18n.words import BOUNDS
from cocau.app.present.blocks import (
    Block,
    BlockColumn,
    ChartBar,
    ChartBlock,
    ChartRow,
    ChartSign,
    Heading,
    LineBlock,
    TableBlock,
    Tone,
)
from cocau.app.present.explanations.proofs import render_engines_word
from cocau.app.present.names import Names
from cocau.app.present.proposal.conflict import describe_moves, describe_pin
from cocau.app.present.wording import capitalise_first, count_noun
from cocau.constraints.kinds.share import ShareRule
from cocau.constraints.rules.rule import Verdict
from cocau.solver.explain.price_report import (
    AimEffect,
    PeopleSwap,
    PriceStep,
    RulePrice,
    RulePrices,
    TierChange,
)
from cocau.solver.model.slate_model import MOVE_TIERS
from cocau.solver.proposal import Proposal, ProposalOutcome
from cocau.solver.request import Pins


def render_prices(names: Names, proposal: Proposal, prices: RulePrices) -> Iterator[Block]:
    """Render the price of each must or pin that costs the aims something; the rest in short."""
    say = names.say
    yield Heading(names.council.name, level=1)
    if prices.outcome is ProposalOutcome.CONFLICT:
        yield LineBlock(
            say(
                "Chưa có phương án để so sánh: các quy định không thể đồng thời bảo đảm",
                "There is no plan to compare with: the rules cannot all be met",
            )
            + (say("; xem `cocau conflicts`.", "; see `cocau conflicts`.") if names.codes else "."),
            Tone.BAD,
        )
        return
    pins = proposal.request.pins
    notable = [price for price in prices.prices if _is_worth_telling(price)]
    yield from _render_summary(names, prices.prices)
    yield from render_engines_word(names)
    free = [price for price in prices.prices if price not in notable]
    if not names.codes:
        yield from _render_findings(names, notable, free, pins)
        return
    if notable:
        yield _build_table(names, notable, pins)
        yield from _render_swaps(names, notable, pins)
        yield from _render_steps(names, notable)
    yield from _render_free_rules(names, free)
    yield from _render_named_rules(names, notable)


def _is_worth_telling(price: RulePrice) -> bool:
    return price.effect is not AimEffect.SAME or any(
        step.effect is not AimEffect.SAME for step in price.steps
    )


def _render_summary(names: Names, prices: Sequence[RulePrice]) -> Iterator[Block]:
    say = names.say
    dear, free, left = (
        sum(price.effect is one for price in prices)
        for one in (AimEffect.BETTER, AimEffect.SAME, AimEffect.OPEN)
    )
    yield LineBlock(
        say(
            f"{len(prices)} quy định bắt buộc và yêu cầu: {dear} làm các mục tiêu kém đi, {free} không ảnh "
            "hưởng gì.",
            f"{count_noun(len(prices), 'must or pin', 'musts and pins')} priced: "
            f"{dear} at a cost to the aims, "
            f"{free} at none.",
        ),
        Tone.GOOD,
    )
    if left or not all(price.answered for price in prices):
        yield LineBlock(
            say(
                "Có chỗ chưa tìm xong (hết giờ hoặc đã dừng), ghi 'chưa rõ'; không có nghĩa là không đổi.",
                "Not everything was answered in time ('open'); that does not mean that nothing changes.",
            ),
            Tone.CARE,
        )
    yield LineBlock(
        say(
            "Quy định của luật không bỏ được; đây chỉ cho biết quy định đó làm các mục tiêu kém đi bao "
            "nhiêu. Số là mức thiếu của từng chỉ tiêu (người), xét lần lượt theo thứ tự ưu tiên.",
            "A must of law cannot be dropped; this only tells what it costs the aims. Numbers are the "
            "shortfall of a tier of aims, in people, the first priority first.",
        ),
        Tone.QUIET,
    )


def _build_table(names: Names, prices: Iterable[RulePrice], pins: Pins) -> TableBlock:
    say = names.say
    columns = (
        BlockColumn(say("Quy định", "Rule"), share=3),
        BlockColumn(say("Nếu không có", "Without it"), share=2),
    )
    rows = [
        (name_price(names, price, pins), _describe_effect(names, price.effect, price.tiers))
        for price in prices
    ]
    return TableBlock(columns, tuple(rows), rules=True)


def _render_steps(names: Names, prices: Iterable[RulePrice]) -> Iterator[Block]:
    """Render each bound one step looser and one step tighter."""
    rows = [(f"{price.rule}.{step.field}", step) for price in prices for step in price.steps]
    if not rows:
        return
    yield Heading(names.say("Nới hoặc siết một bậc (viết như --set)", "One step, written as --set has it"))
    for bound, step in rows:
        yield LineBlock(
            f"{bound}={step.now} ({_describe_direction(names, step)}): {_describe_step(names, step)}",
            mark="•",
        )


def name_price(names: Names, price: RulePrice, pins: Pins) -> str:
    """Name a must or a pin that has a price."""
    if price.rule is None:
        return describe_pin(names, price.pin or "", pins)
    rule = names.book.by_id[price.rule]
    return names.rule_line(rule, strength=False)


def _describe_effect(names: Names, effect: AimEffect, tiers: Iterable[TierChange]) -> str:
    if effect in {AimEffect.BETTER, AimEffect.WORSE}:
        return ", ".join(_describe_tier(names, tier) for tier in tiers)
    return names.label(effect).lower()


def _describe_tier(sheet: Names, tier: TierChange) -> str:
    names = " + ".join(
        describe_moves(sheet, i) if i in MOVE_TIERS else sheet.name_rule(i) for i in tier.rules
    )
    was, now = (_format_shortfall(sheet, tier.rules, value) for value in (tier.was, tier.now))
    return f"{names}: {was} → {now}"


def _format_shortfall(names: Names, rules: Iterable[str], value: int) -> str:
    """Format a shortfall in people; shares, in hundredths, get decimals."""
    if not all(isinstance(names.book.by_id.get(i), ShareRule) for i in rules):
        return str(value)
    whole, part = divmod(value, 100)
    decimals = f"{part:02d}".rstrip("0")
    return f"{whole}{names.say(',', '.')}{decimals}" if decimals else str(whole)


def _describe_direction(names: Names, step: PriceStep) -> str:
    way = names.say("nới", "looser") if step.looser else names.say("siết", "tighter")
    return f"{way} {step.was} → {step.now}"


def _describe_step(names: Names, step: PriceStep) -> str:
    said = _describe_effect(names, step.effect, step.tiers)
    if step.conflict is None:
        return said
    return f"{said}: {', '.join((*step.conflict.rules, *step.conflict.pins))}"


def _render_swaps(names: Names, prices: Iterable[RulePrice], pins: Pins) -> Iterator[Block]:
    """Render the fewest people who would change without each rule."""
    gained = [price for price in prices if price.swap is not None]
    if not gained:
        return
    yield Heading(
        names.say("Nếu không có quy định đó, ít nhất ai thay đổi", "Who would change, at the fewest")
    )
    for price in gained:
        if price.swap is not None:
            name = price.rule or describe_pin(names, price.pin or "", pins)
            yield LineBlock(
                f"{name}: {_describe_swap(names, price.swap)}.{_describe_breach(names, price)}", mark="⇄"
            )


def _describe_breach(names: Names, price: RulePrice) -> str:
    """Describe how a dropped rule itself would be broken."""
    found = price.finding
    if found is None or found.verdict is not Verdict.BROKEN:
        return ""
    return f" {names.describe_breach(names.book.by_id[found.rule], found)}"


def _describe_swap(names: Names, swap: PeopleSwap) -> str:
    say = names.say
    parts = (
        (say("vào danh sách", "onto the lists"), swap.listed),
        (say("ra khỏi danh sách", "off the lists"), swap.unlisted),
        (say("thành đại biểu dự kiến", "into the intended council"), swap.joined),
        (say("thôi là đại biểu dự kiến", "out of the intended council"), swap.left),
    )
    said = [f"{what}: {names.people(ids)}" for what, ids in parts if ids]
    said += [f"{names.post(post)}: {names.people(ids) or '—'}" for post, ids in swap.posts.items()]
    return "; ".join(said) or say("không ai", "nobody")


def _render_free_rules(sheet: Names, prices: Sequence[RulePrice]) -> Iterator[Block]:
    names = [price.rule or price.pin or "" for price in prices]
    if names:
        said = sheet.say(
            "Không ảnh hưởng gì, kể cả khi nới hoặc siết một bậc: ",
            "These cost nothing, and one step of their bounds changes nothing: ",
        )
        yield LineBlock(said + ", ".join(names) + ".", mark="✓")


def _render_named_rules(names: Names, prices: Iterable[RulePrice]) -> Iterator[Block]:
    """Render the rules that were named by their ids, in words and with clauses."""
    tiers = [tier for price in prices for tier in (*price.tiers, *(t for s in price.steps for t in s.tiers))]
    cores = [step.conflict.rules for price in prices for step in price.steps if step.conflict is not None]
    own = {price.rule for price in prices}
    named = [i for ids in (*(tier.rules for tier in tiers), *cores) for i in ids]
    rules = [names.book.by_id[i] for i in dict.fromkeys(named) if i in names.book.by_id and i not in own]
    if rules:
        yield Heading(names.say("Các quy định nói trên", "Rules named above"))
    for rule in rules:
        yield LineBlock(
            f"{rule.id}: {names.says(rule)} — {names.clause(rule)} [{names.strength(rule)}]", mark="•"
        )


# --- for readers who type no commands -----------------------------------------------------------------------


def _render_findings(
    names: Names, told: Sequence[RulePrice], free: Sequence[RulePrice], pins: Pins
) -> Iterator[Block]:
    """Render what each rule costs as a chart and a sentence per finding."""
    say = names.say
    costly = [price for price in told if price.effect is AimEffect.BETTER]
    if costly:
        yield _chart_prices(names, costly, pins)
    for price in told:
        if price.effect is not AimEffect.BETTER:
            said = names.label(price.effect).lower()
            yield LineBlock(f"{_say_without(names, price, pins)}: {said}.", mark="•")
        elif price.steps:
            yield LineBlock(f"{capitalise_first(name_price(names, price, pins))}:", mark="•")
        for step in price.steps:
            yield LineBlock(_describe_step_in_words(names, step), Tone.QUIET, mark="–", indent=2)
    if free:
        yield LineBlock(
            say(
                f"{len(free)} quy định còn lại không ảnh hưởng đến chỉ tiêu nào, kể cả khi nới hoặc siết một "
                "bậc.",
                f"{count_noun(len(free), 'other rule', 'other rules')}: no target depends on them, "
                "nor on one step of their bounds.",
            ),
            Tone.QUIET,
            mark="✓",
        )


def _chart_prices(names: Names, prices: Sequence[RulePrice], pins: Pins) -> ChartBlock:
    """Chart the shortfall of each target with the rule, and what would be gained without it."""
    say = names.say
    keys = (
        (ChartSign.LEFT, say("vẫn còn thiếu", "still missing")),
        (ChartSign.GAINED, say("đạt thêm nếu không có quy định", "gained without the rule")),
        (ChartSign.LOST, say("kém đi", "lost")),
    )
    tiers = [tier for price in prices for tier in price.tiers]
    top = max(_scale_shortfall(names, tier, max(tier.was, tier.now)) for tier in tiers)
    rows = tuple(_chart_row(names, price, tier, top, pins) for price in prices for tier in price.tiers)
    seen = {bar.sign for row in rows for bar in row.bars}
    table = _build_table(names, prices, pins)
    title = say("Số người còn thiếu so với chỉ tiêu", "People short of the target")
    return ChartBlock(title, rows, tuple(key for key in keys if key[0] in seen), table)


def _chart_row(names: Names, price: RulePrice, tier: TierChange, top: float, pins: Pins) -> ChartRow:
    was, now = (_scale_shortfall(names, tier, value) for value in (tier.was, tier.now))
    low, high = sorted((was, now))
    bars = (
        ChartBar(ChartSign.LEFT, 0, low),
        ChartBar(ChartSign.GAINED if now < was else ChartSign.LOST, low, high),
    )
    says = f"{capitalise_first(_describe_gain(names, tier))}."
    if tier is price.tiers[0]:
        says += _describe_who_changes(names, price)
    return ChartRow(_say_without(names, price, pins), says, top, bars[low == 0 :])


def _say_without(names: Names, price: RulePrice, pins: Pins) -> str:
    """Return the words "without this rule", or without this demand."""
    if price.rule is None:
        return names.say("Nếu không có yêu cầu: ", "Without the demand: ") + describe_pin(
            names, price.pin or "", pins
        )
    return names.say("Nếu không có quy định ", "Without the rule ") + names.name_rule(price.rule)


def _describe_who_changes(names: Names, price: RulePrice) -> str:
    """Describe who would change without a rule, and how it would be broken itself."""
    swap, breach = "", _describe_breach(names, price)
    if price.swap is not None:
        said = _describe_swap(names, price.swap)
        swap = names.say(f" Ít nhất sẽ thay đổi: {said}.", f" The fewest changes: {said}.")
    if breach:
        breach = names.say(" Khi đó quy định bị vi phạm:", " The rule itself is broken then:") + breach
    return swap + breach


def _describe_gain(names: Names, tier: TierChange) -> str:
    """Describe how much nearer or farther the targets of a tier come, in people."""
    say = names.say
    targets = ", ".join(
        describe_moves(names, i) if i in MOVE_TIERS else names.name_rule(i) for i in tier.rules
    )
    many = _format_shortfall(names, tier.rules, abs(tier.was - tier.now))
    left = _format_shortfall(names, tier.rules, tier.now)
    people = "person" if many == "1" else "people"
    if tier.now > tier.was:
        return say(f"kém đi {many} người ở chỉ tiêu {targets}", f"{many} {people} farther from {targets}")
    rest = say(f"còn thiếu {left}", f"{left} still missing") if tier.now else say("đạt đủ", "met in full")
    return say(
        f"đạt thêm {many} người ở chỉ tiêu {targets} ({rest})",
        f"{many} {people} nearer to {targets} ({rest})",
    )


def _scale_shortfall(names: Names, tier: TierChange, value: int) -> float:
    """Return a shortfall in people; shares are kept in hundredths."""
    share = all(isinstance(names.book.by_id.get(i), ShareRule) for i in tier.rules)
    return value / 100 if share else value


def _describe_step_in_words(names: Names, step: PriceStep) -> str:
    """Describe what one step of a bound does."""
    bound = BOUNDS[step.field].of(names.lang) if step.field in BOUNDS else step.field
    head = names.say("Nới " if step.looser else "Siết ", "Loosen " if step.looser else "Tighten ")
    head += names.say(f"{bound} từ {step.was} thành {step.now}", f"{bound} from {step.was} to {step.now}")
    if step.effect in {AimEffect.BETTER, AimEffect.WORSE}:
        return f"{head}: {'; '.join(_describe_gain(names, tier) for tier in step.tiers)}."
    if step.conflict is None:
        return f"{head}: {names.label(step.effect).lower()}."
    rules = "; ".join(names.name_rule(i) for i in step.conflict.rules)
    because = names.say(
        f"không còn phương án nào, vì không đồng thời bảo đảm được {rules}",
        f"no plan is left, since these cannot all be met: {rules}",
    )
    return f"{head}: {because}."
