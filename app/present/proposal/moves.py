"""The changes of a re-planned slate against the one before, counted and person by person."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cocau.app.present.blocks import Block, BlockColumn, Heading, LineBlock, StyledText, TableBlock, Tone
from cocau.app.present.names import Names
from cocau.app.present.wording import count_noun
from cocau.solver.model.slate_model import (
    CONSTITUENCY_MOVES,
    INTRODUCTION_MOVES,
    MOVE_TIERS,
    PEOPLE_MOVES,
    POST_MOVES,
)
from cocau.solver.proposal import MoveTotal, Proposal
from cocau.solver.slate_differences import MoveReason, PersonMove, SlatePart

if TYPE_CHECKING:
    from cocau.solver.proofs.proof import ProposalProof

_TONES = {
    MoveReason.GONE: Tone.BAD,
    MoveReason.BARRED: Tone.BAD,
    MoveReason.LEFT_OUT: Tone.CARE,
    MoveReason.CAME_IN: Tone.GOOD,
}


def render_moves(names: Names, proposal: Proposal, proof: "ProposalProof | None" = None) -> Iterator[Block]:
    """Render the changes against the slate before; nothing for a new plan.

    `proof`: what was found to prove the proposal, if anything.
    """
    if not proposal.moved:
        return
    yield Heading(names.say("Thay đổi so với phương án trước", "Changes against the slate before"))
    yield LineBlock("; ".join(_describe_count(names, m) for m in proposal.moved) + ".")
    yield LineBlock(_describe_proof(names, proposal, proof), Tone.QUIET)
    if not proposal.differences:
        yield LineBlock(names.say("Không ai thay đổi.", "Nobody's part is another one."), Tone.GOOD)
        return
    say = names.say
    columns = (
        *((BlockColumn(names.label("id"), narrow=True),) if names.codes else ()),
        BlockColumn(names.label("name"), share=3),
        BlockColumn(say("Trước", "Before"), share=4),
        BlockColumn(say("Nay", "Now"), share=4),
        BlockColumn(say("Vì", "Because"), share=4),
    )
    yield TableBlock(columns, tuple(_move_row(names, proposal, move) for move in proposal.differences))


def _describe_count(names: Names, moved: MoveTotal) -> str:
    words = {
        PEOPLE_MOVES: names.say(
            "{} người được đưa vào, đưa ra hoặc đổi vị trí (không kể người không còn ứng cử được)",
            f"{count_noun(moved.value, 'person', 'people')} brought in, left out or moved"
            " (without those who may not stand any more)",
        ),
        POST_MOVES: names.say(
            "{} lượt đổi chức danh", f"{count_noun(moved.value, 'post', 'posts')} given or taken"
        ),
        INTRODUCTION_MOVES: names.say(
            "{} lượt đổi người được giới thiệu",
            f"{count_noun(moved.value, 'change', 'changes')} of who is introduced",
        ),
        CONSTITUENCY_MOVES: names.say(
            "{} người đổi đơn vị bầu cử",
            f"{count_noun(moved.value, 'person', 'people')} in another constituency",
        ),
    }
    return words[moved.what].format(moved.value)


def _describe_proof(names: Names, proposal: Proposal, proof: "ProposalProof | None") -> str:
    if not _is_proven_fewest(proposal):
        return names.say("Chưa chứng minh là ít nhất.", "That they are the fewest is not proven.")
    fewest = names.say(
        "không thể ít hơn, xét lần lượt người, chức danh, đơn vị bầu cử; các mục tiêu được xét sau đó.",
        "fewer are impossible, people first, then posts, then constituencies; aims come after.",
    )
    if proof is not None and proof.shows_exactly(MOVE_TIERS):
        return names.say("Đã chứng minh chính xác: ", "Proven exactly: ") + fewest
    return names.say("Theo bộ giải: ", "By the engines: ") + fewest


def _is_proven_fewest(proposal: Proposal) -> bool:
    """Return whether the moves are proven to be the fewest."""
    return all(m.proven for m in proposal.moved)


def _move_row(names: Names, proposal: Proposal, move: PersonMove) -> tuple[str | StyledText, ...]:
    gone = proposal.request.gone
    name = gone.get(move.person) or names.pool.by_id[move.person].name
    tone = _TONES.get(move.why, Tone.PLAIN)
    why = describe_move_reason(names, move, proven=_is_proven_fewest(proposal))
    was, now = describe_part(names, move.was), describe_part(names, move.now)
    code = (move.person,) if names.codes else ()
    return *code, StyledText(name, tone), was, now, why


def describe_part(names: Names, part: SlatePart | None) -> str:
    """Describe a person's part in a slate: constituency, intended or not, posts."""
    if part is None:
        return "—"
    meant = (
        names.say("đại biểu dự kiến", "intended deputy") if part.deputy else names.say("ứng cử", "candidate")
    )
    if part.constituency is None:
        return names.say("được giới thiệu", "introduced")
    unit = part.constituency
    return ", ".join([names.unit_code(unit), meant, *(names.post(post) for post in part.posts)])


def describe_move_reason(names: Names, move: PersonMove, *, proven: bool) -> str:
    """Describe why a person's part changed; `proven`: fewer moves are impossible."""
    if move.why is MoveReason.BARRED:
        rules = (names.book.by_id.get(i) for i in move.standards)
        said = "; ".join(
            f"{names.says(rule)}{names.tag(rule, strength=False)}" for rule in rules if rule is not None
        )
        return names.say("không đủ tiêu chuẩn: ", "misses a standard: ") + said
    for_rules = (
        names.say("để giữ các quy định", "to keep the rules")
        if proven
        else names.say("chưa chứng minh là cần", "not proven to be needed")
    )
    return {
        MoveReason.GONE: names.say(
            "đã rút hoặc không còn được giới thiệu", "withdrew, or no longer in the pool"
        ),
        MoveReason.LEFT_OUT: for_rules,
        MoveReason.CAME_IN: names.say("thay vào chỗ trống", "takes a place"),
        MoveReason.MOVED: for_rules,
    }[move.why]
