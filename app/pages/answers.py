"""Answers to questions about a proposal as blocks, and the questions in words.

The renderers are imported where they are needed: they speak of what the engines found, and bring those in.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cocau.app.render.blocks import Block, Heading
from cocau.app.render.sheet import Sheet
from cocau.solver.proposal import Proposal

Render = Callable[[Sheet, Proposal, str], Iterable[Block]]


def answer_blocks(
    sheet: Sheet, proposal: Proposal, question: str, text: str, *, whole: bool = True
) -> list[Block]:
    """An answer, without the name of the council, which stands above it on a page.

    Not `whole`: without what only a page of its own has room for.
    """
    blocks = (
        _outcomes(sheet, proposal, text, by_constituency=whole)
        if question == "outcomes"
        else RENDERERS[question](sheet, proposal, text)
    )
    return [block for block in blocks if not (isinstance(block, Heading) and block.level == 1)]


def _why(sheet: Sheet, proposal: Proposal, text: str) -> Iterable[Block]:
    from cocau.app.render.why import reasons
    from cocau.solver.explain.why import Reasons

    return reasons(sheet, proposal, Reasons.model_validate_json(text))


def _outcomes(sheet: Sheet, _: Proposal, text: str, *, by_constituency: bool = True) -> Iterable[Block]:
    from cocau.app.render.outcomes import outcomes
    from cocau.solver.explain.outcomes import Outcomes

    return outcomes(sheet, Outcomes.model_validate_json(text), by_constituency=by_constituency)


def _prices(sheet: Sheet, proposal: Proposal, text: str) -> Iterable[Block]:
    from cocau.app.render.prices import priced
    from cocau.solver.explain.pricing import Prices

    return priced(sheet, proposal, Prices.model_validate_json(text))


def _ranges(sheet: Sheet, proposal: Proposal, text: str) -> Iterable[Block]:
    from cocau.app.render.ranges import ranged
    from cocau.solver.explain.ranges import Ranges

    return ranged(sheet, proposal, Ranges.model_validate_json(text))


def _alternatives(sheet: Sheet, proposal: Proposal, text: str) -> Iterable[Block]:
    from cocau.app.render.alternatives import others
    from cocau.solver.explain.alternatives import Alternatives

    return others(sheet, proposal, Alternatives.model_validate_json(text))


def _front(sheet: Sheet, proposal: Proposal, text: str) -> Iterable[Block]:
    from cocau.app.render.front import fronts
    from cocau.solver.explain.front import Front

    return fronts(sheet, proposal, Front.model_validate_json(text))


def _conflicts(sheet: Sheet, proposal: Proposal, text: str) -> Iterable[Block]:
    from cocau.app.render.conflicts import conflicts
    from cocau.solver.explain.conflicts import Conflicts

    return conflicts(sheet, proposal, Conflicts.model_validate_json(text))


def _repairs(sheet: Sheet, proposal: Proposal, text: str) -> Iterable[Block]:
    from cocau.app.render.repairs import ways_out
    from cocau.solver.explain.repair import Repairs

    return ways_out(sheet, proposal, Repairs.model_validate_json(text))


def _scenarios(sheet: Sheet, proposal: Proposal, text: str) -> Iterable[Block]:
    from cocau.app.render.scenarios import compared
    from cocau.solver.explain.scenarios import Comparison

    return compared(sheet, proposal, Comparison.model_validate_json(text), {})


def _proposal(sheet: Sheet, _: Proposal, text: str) -> Iterable[Block]:
    from cocau.app.render.text import blocks

    return blocks(Proposal.model_validate_json(text), sheet.lang)


RENDERERS: Mapping[str, Render] = {
    "why": _why,
    "outcomes": _outcomes,
    "prices": _prices,
    "ranges": _ranges,
    "alternatives": _alternatives,
    "front": _front,
    "conflicts": _conflicts,
    "repairs": _repairs,
    "repaired": _proposal,
    "replan": _proposal,
    "scenarios": _scenarios,
}
"""One for each kind of question, but for `replacements`: those are people, and shown as such."""


def in_words(sheet: Sheet, question: str, asked: Mapping[str, Any] | None) -> str:
    """A question as it is listed; whom it is about by name, where that is known."""
    vi, en = _WORDS[question]
    people = (asked or {}).get("people") or ()
    about = sheet.people(people, most=3)
    part = _part(sheet, asked or {})
    return ": ".join(words for words in (sheet.say(vi, en), about + part) if words)


def _part(sheet: Sheet, asked: Mapping[str, Any]) -> str:
    part, at = asked.get("part"), asked.get("at")
    if at:
        return f" · {sheet.unit(at)}"
    if not part:
        return ""
    words = {
        "in": ("có hay không có trong danh sách", "on a list or not"),
        "deputy": ("có hay không là đại biểu dự kiến", "an intended deputy or not"),
    }
    return " · " + (sheet.say(*words[part]) if part in words else sheet.post(part))


_WORDS: Mapping[str, tuple[str, str]] = {
    "why": ("Vì sao", "Why"),
    "outcomes": ("Cử tri còn quyết định được gì", "What voters may still decide"),
    "replacements": ("Ai thay được ai", "Who could replace whom"),
    "prices": ("Mỗi quy định làm các mục tiêu kém đi bao nhiêu", "What each rule costs the aims"),
    "ranges": ("Mỗi nhóm có thể có bao nhiêu người", "How many of each group there could be"),
    "alternatives": ("Các phương án tốt kế tiếp", "The next best slates"),
    "front": ("Đánh đổi giữa hai mục tiêu", "The trade between two aims"),
    "conflicts": ("Các quy định không thể cùng đạt", "Rules that cannot hold together"),
    "repairs": ("Các cách tháo gỡ", "Ways out"),
    "repaired": ("Phương án sau khi tháo gỡ", "The slate of a way out"),
    "replan": ("Lập lại với ít thay đổi nhất", "Planned again with the fewest changes"),
    "scenarios": ("So sánh các kịch bản", "Scenarios compared"),
}


def same(asked: Mapping[str, Any] | None, wanted: str) -> bool:
    """Whether what was asked is this question, given as JSON."""
    return asked is not None and dict(asked) == json.loads(wanted)
