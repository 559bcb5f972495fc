"""The first lines of a programme: how many councils came to what, how near the whole is to the best."""

from collections import Counter
from collections.abc import Iterable, Iterator

from cocau.app.render.blocks import Block, Cell, Column, Heading, Line, Table, Tone
from cocau.app.render.programme.board import FATES, Board
from cocau.constraints.council import Level
from cocau.solver.nearness import MOVES
from cocau.solver.programme.losses import COUNCILS
from cocau.solver.programme.result import CouncilOutcome, Exactness, Fate, Together


def summary(board: Board) -> str:
    """How many councils came to what."""
    fates = Counter(council.fate for council in board.result.councils)
    told = [f"{fates[fate]} {board.say(*FATES[fate])}" for fate in Fate if fates[fate]]
    count = len(board.result.councils)
    return board.say(f"{count} hội đồng: ", f"{count} councils: ") + ", ".join(told) + "."


def exactness(board: Board) -> Line:
    """How the joint plan compares with the best one."""
    words, result = _compared(board), board.result
    if result.anew is not None:
        words += board.say(
            f" Chỉ lập lại {len(result.anew)} hội đồng có người rút; các hội đồng khác giữ nguyên, và điều"
            " trên đúng khi chúng giữ nguyên.",
            f" Only the {len(result.anew)} councils with somebody who withdrew were planned anew; the others"
            " stay as they were, and this holds while they do.",
        )
    return Line(words, Tone.PLAIN if result.exact else Tone.CARE)


def _compared(board: Board) -> str:
    say, result = board.say, board.result
    if result.exactness is Exactness.APART:
        return say(
            "Không ai ở quá số cấp cho phép: phương án riêng của các hội đồng là phương án chung tốt nhất.",
            "Nobody is at too many levels: the plans of the councils by themselves are the best joint plan.",
        )
    if result.exactness is Exactness.SEARCHED:
        return say(
            f"Đã chứng minh: không có phương án chung nào tốt hơn (thử thêm {result.planned} phương án).",
            f"Proven: no joint plan is better ({result.planned} further plans were tried).",
        )
    return say(
        "Chưa chứng minh là tốt nhất; có thể tốt hơn nhiều nhất bao nhiêu: xem cột cận dưới trong bảng cộng.",
        "Not proven the best; how much better it could be at most: see the last column of the sums.",
    )


def by_level(board: Board) -> Iterator[Block]:
    say = board.say
    yield Heading(say("Theo cấp", "By level"))
    heads = (
        Column(say("Cấp", "Level"), share=3),
        Column(say("Hội đồng", "Councils"), narrow=True, right=True),
        *(Column(say(*FATES[fate]), narrow=True, right=True) for fate in Fate),
        Column(say("Ứng cử", "Listed"), narrow=True, right=True),
        Column(say("Đại biểu", "Deputies"), narrow=True, right=True),
    )
    councils = board.result.councils
    rows = [
        _level(board.level(level), [c for c in councils if c.level is level])
        for level in Level
        if any(c.level is level for c in councils)
    ]
    yield Table(heads, (*rows, _level(say("Tất cả", "All"), councils)))


def _level(name: str, councils: Iterable[CouncilOutcome]) -> tuple[Cell, ...]:
    councils = [*councils]
    fates = Counter(council.fate for council in councils)
    slates = [council.part.slate for council in councils if council.part.slate is not None]
    numbers = (len(councils), *(fates[fate] for fate in Fate))
    people = (sum(len(s.listed) for s in slates), sum(len(s.deputies) for s in slates))
    return name, *(str(n) for n in (*numbers, *people))


def together(board: Board) -> Iterator[Block]:
    """The sums over all councils, tier by tier: those planned apart, the joint plan, the least possible."""
    say = board.say
    shown = [tier for tier in board.result.tiers if tier.apart or tier.joint or tier.bound]
    if not shown:
        return
    yield Heading(
        say("Cộng các hội đồng, theo thứ tự so sánh", "All councils together, in the order compared")
    )
    heads = (
        Column(say("Bậc", "Tier"), share=3),
        Column(say("Lập riêng", "Apart"), narrow=True, right=True),
        Column(say("Lập chung", "Joint"), narrow=True, right=True),
        Column(say("Cận dưới", "At least"), narrow=True, right=True),
    )
    yield Table(heads, tuple(_tier(board, tier) for tier in shown))


def _tier(board: Board, tier: Together) -> tuple[Cell, ...]:
    named = {COUNCILS: board.say("hội đồng không lập được", "councils without a slate")} | {
        move: board.say(*words)
        for move, words in zip(
            MOVES,
            (
                ("người đổi chỗ", "people moved"),
                ("chức danh đổi", "posts changed"),
                ("đơn vị bầu cử đổi", "constituencies changed"),
                ("người được giới thiệu đổi", "introductions changed"),
            ),
            strict=True,
        )
    }
    priority = board.say(
        f"thiếu so với mục tiêu ưu tiên {tier.what}", f"short of aims of priority {tier.what}"
    )
    return named.get(tier.what, priority), str(tier.apart), str(tier.joint), str(tier.bound)
