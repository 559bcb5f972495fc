"""Prices: what each must and pin costs the aims, and what one step of each bound is worth."""

from collections.abc import Iterator, Sequence
from functools import partial

from cocau.constraints.errors import InputError, Problem
from cocau.constraints.nearest import nearest_first
from cocau.constraints.rule import Rule, Strength
from cocau.solver.asked import Asked, asked_of
from cocau.solver.effort import Effort
from cocau.solver.explain.base import trusted_tiers
from cocau.solver.explain.bound_steps import Stepping
from cocau.solver.explain.dropping import Dropping
from cocau.solver.explain.pricing import Effect, Price, Prices
from cocau.solver.pinned import PIN
from cocau.solver.proposal import Outcome, Proposal


def prices(proposal: Proposal, effort: Effort, names: Sequence[str] = ()) -> Prices:
    """The prices of these musts (ids) and pins (``in:p001``); without names, of all there are.

    Raises:
        InputError: names that no must or pin has; a proposal altered, or its optimum not proven.
        AuditDisagreesError: a defect of ours.
    """
    asked = asked_of(proposal, effort)
    if problems := [*_problems(asked, names)]:
        raise InputError(problems)
    if proposal.outcome is Outcome.CONFLICT:
        return Prices(of=proposal.provenance, outcome=proposal.outcome)
    if proposal.slate is None or proposal.outcome is not Outcome.SOLVED:
        raise InputError([_UNPROVEN])
    tiers = trusted_tiers(proposal, asked, proposal.slate)
    wanted = [name for name in _priced(asked) if not names or name.removeprefix(PIN) in names]
    dropping = Dropping(asked, proposal.slate, tiers)
    found = asked.effort.each([partial(dropping.price, tag) for tag in wanted])
    priced = [_open(tag) if price is None else price for tag, price in zip(wanted, found, strict=True)]
    stepped = Stepping(asked, proposal.slate, tiers).stepped(priced)
    whole = all(price.answered for price in stepped)
    return Prices(of=proposal.provenance, outcome=proposal.outcome, prices=stepped, complete=whole)


def _priced(asked: Asked) -> tuple[str, ...]:
    """The musts in the order of their documents, then the pins."""
    musts = (rule.id for rule in asked.book.rules if rule.strength is Strength.MUST)
    return (*dict.fromkeys(musts), *(tag for tag in asked.model.program.tags() if tag.startswith(PIN)))


def _open(tag: str) -> Price:
    pin = tag.removeprefix(PIN) if tag.startswith(PIN) else None
    return Price(rule=None if pin else tag, pin=pin, effect=Effect.OPEN)


def _problems(asked: Asked, names: Sequence[str]) -> Iterator[Problem]:
    known = [tag.removeprefix(PIN) for tag in _priced(asked)] if names else []
    for name in dict.fromkeys(names):
        if name in known:
            continue
        rule = asked.book.by_id.get(name)
        yield _unknown(name, known) if rule is None else _no_must(rule)


def _unknown(name: str, known: Sequence[str]) -> Problem:
    nearest = nearest_first(name, known)
    return Problem(
        "unknown_rule",
        name,
        f"Không có quy định bắt buộc hoặc yêu cầu nào mang mã này; gần nhất trước: {nearest}.",
        f"No must and no pin has this id; the nearest first: {nearest}.",
    )


def _no_must(rule: Rule) -> Problem:
    if rule.strength is Strength.STANDARD:
        return Problem(
            "standard",
            rule.id,
            "Đây là tiêu chuẩn: không vì cơ cấu mà hạ thấp tiêu chuẩn, nên không tính giá.",
            "This is a standard; standards are never lowered for the sake of structure, so it has no price.",
        )
    return Problem(
        "not_a_must",
        rule.id,
        "Đây là mục tiêu, không buộc phương án phải nhường; chỉ quy định bắt buộc mới có giá.",
        "This is an aim; it gives way by itself. Only musts have a price.",
    )


_UNPROVEN = Problem(
    "unproven",
    "proposal",
    "Phương án hết thời gian trước khi chứng minh được mức tốt nhất, nên chưa tính được giá; hãy lập lại với "
    "--seconds lớn hơn.",
    "Time ran out before its optimum was proven, so nothing can be priced against it; plan again with more "
    "--seconds.",
)
