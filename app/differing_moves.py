"""What a re-planned proposal says of its moves and of clauses that clash, against what its own parts give."""

from collections.abc import Iterator

from cocau.app.difference import NOTHING, Difference
from cocau.constraints.clashes import clashes
from cocau.solver.differences import Move, counted
from cocau.solver.differences import differences as moves_between
from cocau.solver.proposal import Outcome, Proposal


def of_clashes(proposal: Proposal) -> Iterator[Difference]:
    """Clauses said to clash, against what the rules in the file give; nothing where none were stored."""
    if "clashes" not in proposal.model_fields_set:
        return
    if proposal.clashes != clashes(proposal.rulebook, proposal.request.council):
        yield Difference(
            "clashes",
            "các quy định vướng nhau đã lưu không khớp với bộ quy định và hội đồng trong tệp.",
            "the clashes stored do not match the rulebook and the council in the file.",
        )


def of_moves(proposal: Proposal) -> Iterator[Difference]:
    """The changes told, person by person and in number, against the two slates in the file."""
    request, slate = proposal.request, proposal.slate
    expected: tuple[Move, ...] = ()
    numbers: dict[str, int] = {}
    if request.near is not None and slate is not None:
        barred = proposal.rulebook.barred_by(request.council, request.pool)
        pool = frozenset(request.pool.by_id)
        expected = moves_between(request.near, slate, pool, barred)
        numbers = counted(request.near, slate, pool.difference(*barred.values()))
    if proposal.differences != expected:
        yield Difference(
            "differences",
            "các thay đổi từng người đã lưu không khớp với phương án trước và phương án nay trong tệp.",
            "the changes stored person by person do not match the two slates in the file.",
        )
    if {m.what: m.value for m in proposal.moved} != numbers:
        stored = ", ".join(f"{m.what} {m.value}" for m in proposal.moved) or "—"
        now = ", ".join(f"{what} {n}" for what, n in numbers.items()) or "—"
        yield Difference(
            "moved", f"số thay đổi đã lưu: {stored}; tính lại: {now}.", f"moves stored: {stored}; now: {now}."
        )
    yield from _unproven(proposal)


def of_open_tier(proposal: Proposal) -> Iterator[Difference]:
    """Where a search out of time is said to have ended, against its first tier that is not proven."""
    if proposal.outcome is not Outcome.OUT_OF_TIME or proposal.slate is None:
        return
    moves = ((m.what,) for m in proposal.moved if not m.proven)
    priority = min((aim.priority for aim in proposal.aims if not aim.proven), default=None)
    aims = tuple(aim.rule for aim in proposal.aims if aim.priority == priority)
    found = next(moves, aims)
    if proposal.open_tier != found:
        stored, now = (", ".join(rules) or NOTHING for rules in (proposal.open_tier, found))
        yield Difference(
            "open_tier",
            f"ghi là còn dở ở: {stored}; theo các mức đã lưu là: {now}.",
            f"said to have ended at: {stored}; by what was stored as reached and proven it is: {now}.",
        )


def _unproven(proposal: Proposal) -> Iterator[Difference]:
    """A solved proposal has proven every tier; no bound lies above what was reached."""
    for what, value, bound in (
        *((m.what, m.value, m.bound) for m in proposal.moved),
        *((f"aims.{a.rule}", a.tier_value, a.tier_bound) for a in proposal.aims),
    ):
        solved = proposal.outcome is Outcome.SOLVED
        if bound > value or value < 0 or (solved and bound != value):
            yield Difference(
                what,
                f"đạt {value}, cận đã chứng minh {bound}: không thể đúng với kết quả đã lưu.",
                f"{value} was reached and {bound} proven: that cannot be for the outcome stored.",
            )
