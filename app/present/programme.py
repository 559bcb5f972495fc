"""A programme in words: the dashboard of its councils, and the effect of a withdrawal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from cocau.app.i18n.languages import say
from cocau.app.i18n.words import get_label
from cocau.app.present.blocks import (
    Block,
    BlockCell,
    BlockColumn,
    Heading,
    LineBlock,
    StyledText,
    TableBlock,
    Tone,
)
from cocau.app.present.names import Names
from cocau.app.present.proposal.moves import describe_move_reason, describe_part
from cocau.app.present.wording import Wording
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.procedure.gates import StepState
from cocau.constraints.procedure.reports import build_gates
from cocau.constraints.rulebook import Rulebook
from cocau.solver.model.slate_model import MOVE_TIERS
from cocau.solver.programme.entries import Programme
from cocau.solver.programme.parts import LOST_COUNCILS
from cocau.solver.programme.result import (
    CouncilFate,
    CouncilOutcome,
    LimitedPerson,
    ProgrammeExactness,
    ProgrammeResult,
    ProgrammeTier,
)
from cocau.solver.slate_differences import PersonMove

FATE_WORDS = {
    CouncilFate.SOLVED: ("lập được", "planned"),
    CouncilFate.CONFLICT: ("không thể", "in conflict"),
    CouncilFate.LIMITED: ("không thể vì giới hạn cấp", "impossible for the limit"),
    CouncilFate.OUT_OF_TIME: ("hết thời gian", "out of time"),
}

_FATE_TONES = {
    CouncilFate.SOLVED: Tone.GOOD,
    CouncilFate.CONFLICT: Tone.BAD,
    CouncilFate.LIMITED: Tone.BAD,
    CouncilFate.OUT_OF_TIME: Tone.CARE,
}
STEP_WORDS = {
    StepState.LATE: ("trễ", "late"),
    StepState.OUT_OF_ORDER: ("trái trình tự", "out of order"),
    StepState.OPEN: ("làm được ngay", "open"),
    StepState.WAITING: ("còn chờ", "waiting"),
    StepState.DONE_LATE: ("xong, trễ", "done late"),
    StepState.DONE: ("xong", "done"),
}
"""Where steps stand, in few words."""


@dataclass(frozen=True)
class ProgrammeBoard:
    """A programme's result in one language, with the rulebooks and steps to describe it."""

    title: str
    result: ProgrammeResult
    lang: str
    books: tuple[Rulebook, ...] = ()
    steps: Mapping[str, Counter[StepState]] = field(default_factory=dict)
    codes: bool = True

    def say(self, vi: str, en: str) -> str:
        """Return the words in the language of the board."""
        return say(self.lang, vi, en)

    def level(self, level: CouncilLevel) -> str:
        """Return a level in words."""
        return get_label(level, self.lang)

    def fate(self, council: CouncilOutcome) -> StyledText:
        """Return what became of a council, in a word."""
        return StyledText(self.say(*FATE_WORDS[council.fate]), _FATE_TONES[council.fate])

    def name_of(self, council_id: str) -> str:
        """Return a council's name, and among codes its id."""
        return f"{self._councils[council_id].name}{self.tag(council_id)}"

    def tag(self, item_id: str) -> str:
        """Return what stands after a name: an id in brackets, or nothing where no codes are shown."""
        return f" [{item_id}]" if self.codes else ""

    @cached_property
    def _councils(self) -> dict[str, CouncilOutcome]:
        return self.result.by_id

    @cached_property
    def rules(self) -> dict[str, Rulebook]:
        """Return the rulebook of each rule, by its id."""
        return {rule.id: book for book in self.books for rule in book.rules}

    def name_rule(self, rule_id: str) -> str:
        """Return a rule's id, or its words in quotes where no codes are shown."""
        book = self.rules.get(rule_id)
        return rule_id if book is None else Wording(book, self.lang, codes=self.codes).name_rule(rule_id)

    def is_ours(self, rule_id: str) -> bool:
        """Return whether a rule is a wish of the program."""
        book = self.rules.get(rule_id)
        return book is not None and book.is_ours(book.by_id[rule_id])

    def count_missed(self, council: CouncilOutcome) -> tuple[int, int]:
        """Return the numbers of missed aims of documents, and of own wishes."""
        ours = sum(map(self.is_ours, council.part.missed))
        return len(council.part.missed) - ours, ours


def build_board(programme: Programme, result: ProgrammeResult, day: date, lang: str) -> ProgrammeBoard:
    """Build the board of a whole programme, with its steps as of a day."""
    asked = {entry.request.rulebook: entry for entry in programme.entries}
    steps = {
        entry.id: Counter(
            gate.state
            for gate in build_gates(
                entry.request.council, programme.load_rulebook(entry), entry.dossier, day
            ).states
        )
        for entry in programme.entries
        if entry.dossier is not None
    }
    books = tuple(programme.load_rulebook(entry) for entry in asked.values())
    title = programme.name or (say(lang, "Chương trình", "Programme"))
    return ProgrammeBoard(title, result, lang, books, steps)


def render_councils_without_slate(board: ProgrammeBoard) -> Iterator[Block]:
    """Render councils without a slate, with the rules in conflict."""
    without = [c for c in board.result.councils if c.fate in {CouncilFate.CONFLICT, CouncilFate.LIMITED}]
    if not without:
        return
    say = board.say
    yield Heading(say(f"Không lập được ({len(without)})", f"Without a slate ({len(without)})"))
    names = {one.person: one for one in board.result.left}
    for council in without:
        rules = ", ".join(board.name_rule(i) for i in council.part.conflict)
        yield LineBlock(f"{council.name}{board.tag(council.id)}: {rules}", Tone.BAD, mark="✗")
        for i in council.part.out if council.fate is CouncilFate.LIMITED else ():
            one = names[i]
            kept = ", ".join(board.level(level) for level in one.kept)
            yield LineBlock(
                say(
                    f"Cần {one.name}{board.tag(i)}, đã ở: {kept}; nhiều nhất {one.allowed} cấp.",
                    f"Needs {one.name}{board.tag(i)}, who stays at: {kept}; at most {one.allowed} levels.",
                ),
                indent=2,
            )


def render_aims_missed(board: ProgrammeBoard) -> Iterator[Block]:
    """Render missed aims, and in how many councils of each level."""
    counts: dict[str, Counter[CouncilLevel]] = {}
    for council in board.result.councils:
        for i in council.part.missed:
            counts.setdefault(i, Counter())[council.level] += 1
    if not counts:
        return
    say = board.say
    yield Heading(say("Mục tiêu chưa đạt", "Aims missed"))
    heads = (
        BlockColumn(say("Mục tiêu (° tiêu chí bổ sung)", "Aim (° an additional criterion)"), share=6),
        *(BlockColumn(board.level(level), narrow=True, right=True) for level in CouncilLevel),
    )
    order = sorted(counts, key=lambda i: (-counts[i].total(), i))
    yield TableBlock(
        heads,
        tuple(
            (_describe_aim(board, i), *(str(counts[i][level] or "·") for level in CouncilLevel))
            for i in order
        ),
    )


def _describe_aim(board: ProgrammeBoard, rule_id: str) -> str:
    if rule_id not in board.rules:
        return rule_id
    book = board.rules[rule_id]
    mark = "°" if board.is_ours(rule_id) else ""
    return f"{mark}{Wording(book, board.lang).says(book.by_id[rule_id])}{board.tag(rule_id)}"


def render_councils(board: ProgrammeBoard) -> Iterator[Block]:
    """Render a row for each council, the provincial one first."""
    say = board.say
    yield Heading(say("Từng hội đồng", "Each council"))
    heads = (
        BlockColumn(say("Hội đồng", "Council"), share=4),
        BlockColumn(say("Cấp", "Level"), narrow=True),
        BlockColumn(say("Kết quả", "Outcome"), share=2),
        BlockColumn(say("Chưa đạt", "Missed"), narrow=True, right=True),
        BlockColumn(say("Rời vì giới hạn", "Left for the limit"), narrow=True, right=True),
        *([BlockColumn(say("Các bước", "Steps"), share=3)] if board.steps else []),
    )
    order = sorted(board.result.councils, key=lambda c: (list(CouncilLevel).index(c.level), c.id))
    yield TableBlock(heads, tuple(_council_row(board, council) for council in order))


def _council_row(board: ProgrammeBoard, council: CouncilOutcome) -> tuple[BlockCell, ...]:
    theirs, ours = board.count_missed(council)
    missed = "—" if council.part.slate is None else f"{theirs} + {ours}°"
    return (
        f"{council.name}{board.tag(council.id)}",
        board.level(council.level),
        board.fate(council),
        missed,
        str(len(council.part.out) or "·"),
        *([_describe_steps(board, board.steps.get(council.id))] if board.steps else []),
    )


def _describe_steps(board: ProgrammeBoard, steps: Counter[StepState] | None) -> BlockCell:
    if steps is None:
        return StyledText("—", Tone.QUIET)
    parts = [f"{board.say(*words)} {steps[state]}" for state, words in STEP_WORDS.items() if steps[state]]
    bad = steps[StepState.LATE] + steps[StepState.OUT_OF_ORDER]
    return StyledText(", ".join(parts), Tone.BAD if bad else Tone.PLAIN)


def summarise_fates(board: ProgrammeBoard) -> str:
    """Return how many councils came to what, in a sentence."""
    fates = Counter(council.fate for council in board.result.councils)
    parts = [f"{fates[fate]} {board.say(*FATE_WORDS[fate])}" for fate in CouncilFate if fates[fate]]
    count = len(board.result.councils)
    return board.say(f"{count} hội đồng: ", f"{count} councils: ") + ", ".join(parts) + "."


def render_exactness(board: ProgrammeBoard) -> LineBlock:
    """Render how the joint plan compares with the best one."""
    words, result = _describe_exactness(board), board.result
    if result.anew is not None:
        words += board.say(
            f" Chỉ lập lại {len(result.anew)} hội đồng có người rút; các hội đồng khác giữ nguyên, và điều"
            " trên đúng khi chúng giữ nguyên.",
            f" Only the {len(result.anew)} councils with somebody who withdrew were planned anew; the others"
            " stay as they were, and this holds while they do.",
        )
    return LineBlock(words, Tone.PLAIN if result.exact else Tone.CARE)


def _describe_exactness(board: ProgrammeBoard) -> str:
    say, result = board.say, board.result
    if result.exactness is ProgrammeExactness.APART:
        return say(
            "Không ai ở quá số cấp cho phép: phương án riêng của các hội đồng là phương án chung tốt nhất.",
            "Nobody is at too many levels: the plans of the councils by themselves are the best joint plan.",
        )
    if result.exactness is ProgrammeExactness.SEARCHED:
        return say(
            f"Theo bộ giải: không có phương án chung nào tốt hơn (thử thêm {result.planned} phương án).",
            f"By the engines: no joint plan is better ({result.planned} further plans were tried).",
        )
    return say(
        "Chưa chứng minh là tốt nhất; có thể tốt hơn nhiều nhất bao nhiêu: xem cột cận dưới trong bảng cộng.",
        "Not proven the best; how much better it could be at most: see the last column of the sums.",
    )


def render_levels(board: ProgrammeBoard) -> Iterator[Block]:
    """Render the numbers of councils and people by level."""
    say = board.say
    yield Heading(say("Theo cấp", "By level"))
    heads = (
        BlockColumn(say("Cấp", "Level"), share=3),
        BlockColumn(say("Hội đồng", "Councils"), narrow=True, right=True),
        *(BlockColumn(say(*FATE_WORDS[fate]), narrow=True, right=True) for fate in CouncilFate),
        BlockColumn(say("Ứng cử", "Listed"), narrow=True, right=True),
        BlockColumn(say("Đại biểu", "Deputies"), narrow=True, right=True),
    )
    councils = board.result.councils
    rows = [
        _level_row(board.level(level), [c for c in councils if c.level is level])
        for level in CouncilLevel
        if any(c.level is level for c in councils)
    ]
    yield TableBlock(heads, (*rows, _level_row(say("Tất cả", "All"), councils)))


def _level_row(name: str, councils: Iterable[CouncilOutcome]) -> tuple[BlockCell, ...]:
    councils = [*councils]
    fates = Counter(council.fate for council in councils)
    slates = [council.part.slate for council in councils if council.part.slate is not None]
    numbers = (len(councils), *(fates[fate] for fate in CouncilFate))
    people = (sum(len(s.listed) for s in slates), sum(len(s.deputies) for s in slates))
    return name, *(str(n) for n in (*numbers, *people))


def render_tiers(board: ProgrammeBoard) -> Iterator[Block]:
    """Render the sums of all councils by tier: planned apart, jointly, and the bound."""
    say = board.say
    shown = [tier for tier in board.result.tiers if tier.apart or tier.joint or tier.bound]
    if not shown:
        return
    yield Heading(
        say("Cộng các hội đồng, theo thứ tự so sánh", "All councils together, in the order compared")
    )
    heads = (
        BlockColumn(say("Bậc", "Tier"), share=3),
        BlockColumn(say("Lập riêng", "Apart"), narrow=True, right=True),
        BlockColumn(say("Lập chung", "Joint"), narrow=True, right=True),
        BlockColumn(say("Cận dưới", "At least"), narrow=True, right=True),
    )
    yield TableBlock(heads, tuple(_tier_row(board, tier) for tier in shown))


def _tier_row(board: ProgrammeBoard, tier: ProgrammeTier) -> tuple[BlockCell, ...]:
    named = {LOST_COUNCILS: board.say("hội đồng không lập được", "councils without a slate")} | {
        move: board.say(*words)
        for move, words in zip(
            MOVE_TIERS,
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


def render_left_levels(board: ProgrammeBoard) -> Iterator[Block]:
    """Render the people who left a level because of the limit."""
    say, left = board.say, board.result.left
    if not left:
        return
    yield Heading(say(f"Rời một cấp vì giới hạn ({len(left)})", f"Left a level for the limit ({len(left)})"))
    heads = (
        BlockColumn(say("Người", "Person"), share=3),
        BlockColumn(say("Ở lại", "Stays"), share=2),
        BlockColumn(say("Rời", "Leaves"), share=2),
        BlockColumn(say("Hội đồng", "Council"), share=3),
    )
    yield TableBlock(heads, tuple(_left_level_row(board, one) for one in left))


def _left_level_row(board: ProgrammeBoard, left: LimitedPerson) -> tuple[BlockCell, ...]:
    filed = ", ".join(get_label(body, board.lang) for body in left.filed)
    kept = ", ".join(board.level(level) for level in left.kept) or "—"
    return (
        f"{left.name}{board.tag(left.person)}",
        f"{kept}; {board.say('hồ sơ', 'filed for')}: {filed}" if filed else kept,
        ", ".join(board.level(level) for level in left.left),
        ", ".join(board.name_of(council) for council in left.councils),
    )


def render_same_level_lists(board: ProgrammeBoard) -> Iterator[Block]:
    """Render people on several lists of one level, which the law does not limit."""
    say = board.say
    twice = [one for one in board.result.standings if one.twice_at]
    if not twice:
        return
    yield Heading(
        say(f"Cùng cấp, nhiều hội đồng ({len(twice)})", f"One level, several councils ({len(twice)})")
    )
    yield LineBlock(
        say(
            "Luật giới hạn số cấp, không nói đến hai hội đồng cùng cấp; hãy tự xem xét.",
            "The law limits levels and does not speak of two councils of one level; please look at these.",
        ),
        Tone.CARE,
    )
    for one in twice:
        yield LineBlock(
            f"{one.name}{board.tag(one.person)}: {', '.join(map(board.name_of, one.councils))}", mark="?"
        )


@dataclass(frozen=True)
class ReplannedCouncil:
    """A council planned anew. `was`, `now`: None where there is no plan, or not yet."""

    sheet: Names
    was: CouncilFate | None
    now: CouncilFate | None
    moves: tuple[PersonMove, ...]


@dataclass(frozen=True)
class WithdrawalReport:
    """The effect of a withdrawal. `names`: by id; `kept`: the number of unchanged councils."""

    people: tuple[str, ...]
    names: Mapping[str, str]
    anew: tuple[ReplannedCouncil, ...]
    kept: int
    lang: str
    codes: bool = True

    def tag(self, item_id: str) -> str:
        """Return what stands after a name: an id in brackets, or nothing where no codes are shown."""
        return f" [{item_id}]" if self.codes else ""

    def say(self, vi: str, en: str) -> str:
        """Return the words in the language of the report."""
        return say(self.lang, vi, en)


def render_withdrawal(report: WithdrawalReport) -> Iterator[Block]:
    """Render who withdrew, and what changed in the councils planned anew."""
    who = ", ".join(f"{report.names[i]}{report.tag(i)}" for i in report.people)
    yield LineBlock(report.say(f"Rút: {who}.", f"Withdrew: {who}."), Tone.STRONG)
    yield LineBlock(
        report.say(
            f"Lập lại {len(report.anew)} hội đồng; {report.kept} hội đồng khác giữ nguyên.",
            f"Planned anew: {len(report.anew)}; kept as they were: {report.kept}.",
        )
    )
    for one in report.anew:
        yield from _render_replanned_council(report, one)


def _render_replanned_council(report: WithdrawalReport, replanned: ReplannedCouncil) -> Iterator[Block]:
    council = replanned.sheet.council
    yield Heading(f"{council.name}{report.tag(council.id)}", level=3)
    if replanned.now is None:
        yield LineBlock(report.say("Chưa có phương án mới.", "No new plan yet."), Tone.QUIET)
        return
    fate = report.say(*FATE_WORDS[replanned.now])
    if replanned.was is not replanned.now:
        before = (
            report.say("chưa lập", "not planned")
            if replanned.was is None
            else report.say(*FATE_WORDS[replanned.was])
        )
        yield LineBlock(
            report.say(f"Trước: {before}; nay: {fate}.", f"Before: {before}; now: {fate}."), Tone.CARE
        )
    if not replanned.moves:
        yield LineBlock(report.say("Không ai thay đổi vị trí.", "Nobody's part is another one."), Tone.GOOD)
        return
    heads = (
        BlockColumn(get_label("name", report.lang), share=3),
        BlockColumn(report.say("Trước", "Before"), share=4),
        BlockColumn(report.say("Nay", "Now"), share=4),
        BlockColumn(report.say("Vì", "Because"), share=3),
    )
    yield TableBlock(heads, tuple(_replanned_row(report, replanned, move) for move in replanned.moves))


def _replanned_row(
    report: WithdrawalReport, replanned: ReplannedCouncil, move: PersonMove
) -> tuple[str, ...]:
    return (
        f"{report.names[move.person]}{report.tag(move.person)}",
        describe_part(replanned.sheet, move.was),
        describe_part(replanned.sheet, move.now),
        describe_move_reason(replanned.sheet, move, proven=replanned.now is not CouncilFate.OUT_OF_TIME),
    )


def render_dashboard(board: ProgrammeBoard) -> Iterator[Block]:
    """Render the result of a whole programme."""
    yield Heading(board.title, level=1)
    yield from render_dashboard_body(board)


def render_dashboard_body(board: ProgrammeBoard) -> Iterator[Block]:
    """Render the result of a programme without its title."""
    yield LineBlock(summarise_fates(board), Tone.STRONG)
    yield render_exactness(board)
    yield from render_levels(board)
    yield from render_left_levels(board)
    yield from render_councils_without_slate(board)
    yield from render_same_level_lists(board)
    yield from render_aims_missed(board)
    yield from render_tiers(board)
    yield from render_councils(board)
