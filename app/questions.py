"""The one table of questions about a stored proposal; all else is derived from its rows.

A row names the model of the question (its parameters, and `solve`), the model of its answer, and the
renderer as ``module:name``, which is imported when it is needed: the help of the command line loads no
model and no engine. Derived from the rows are the kinds of jobs (`app.jobs.tasks`), the body and answers
of ``/v1/proposals/{id}/explanations``, the commands, the buttons and answers of the desk, `cocau schema`.
"""

# ruff: noqa: E501  # a sentence and its translation

from collections.abc import Mapping
from dataclasses import dataclass, field
from pkgutil import resolve_name
from types import MappingProxyType
from typing import Any

Words = tuple[str, str]
"""A text in Vietnamese and in English."""


@dataclass(frozen=True)
class QuestionOption:
    """An option of a command, for a field of a question or for how its answer is shown.

    `bounded`: the command line refuses what the bounds of the field exclude; if not, the solver does, with
    whatever else is wrong. `parse`: reads each value.
    `place`: how a problem's place begins where it is about the option, if not with the flag.
    """

    flag: str
    help: Words
    metavar: str | None = None
    bounded: bool = True
    parse: str | None = None
    place: str | None = None


@dataclass(frozen=True)
class CommandForm:
    """A question as a command: options by field; `display`: the renderer's parameters.

    `brief`: answered in a moment and printed only, without ``--seconds`` and ``-o``.
    """

    help: Words
    options: Mapping[str, QuestionOption] = field(default_factory=dict)
    display: Mapping[str, QuestionOption] = field(default_factory=dict)
    brief: bool = False


@dataclass(frozen=True)
class DeskButton:
    """A button on a proposal's page, lowest `rank` first; `fields`: what a click asks with."""

    rank: int
    words: Words
    hint: Words
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RequestExample:
    """A body that asks the question, for the API's description."""

    summary: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """A row of the table; `title` heads its answer, `schema` names it in `cocau schema`."""

    name: str
    title: Words
    model: str
    answer: str
    renderer: str
    command: CommandForm | None = None
    button: DeskButton | None = None
    example: RequestExample | None = None
    schema: str | None = None

    def load_model(self) -> Any:  # noqa: ANN401  # a class of ProposalQuestion, or ReplanQuestion
        """Import the model of the question."""
        return resolve_name(self.model)

    def load_answer(self) -> Any:  # noqa: ANN401  # a class of QuestionAnswer, or Proposal
        """Import the model of its answer."""
        return resolve_name(self.answer)

    def load_renderer(self) -> Any:  # noqa: ANN401  # (Names, Proposal, answer, **display) -> Iterable[Block]
        """Import the renderer of its answer."""
        return resolve_name(self.renderer)


_SOLVER, _PRESENT = "cocau.solver", "cocau.app.present"

_ROWS = (
    Question(
        "replacements",
        ("Ai thay được ai", "Who could replace whom"),
        f"{_SOLVER}.explain.replacements:ReplacementsQuestion",
        f"{_SOLVER}.explain.replacements:ReplacementsAnswer",
        f"{_PRESENT}.explanations.replacements:render_replacements",
        CommandForm(
            (
                "Với từng người trong danh sách: ai thay được đúng vị trí đó mà vẫn giữ mọi quy định.",
                "For each listed person: who could take the very same part and keep every rule.",
            ),
            {
                "people": QuestionOption(
                    "--person",
                    (
                        "Chỉ người này; lặp lại được. Mặc định: cả danh sách.",
                        "Only this person; repeatable. Default: everybody listed.",
                    ),
                    "MÃ",
                )
            },
            brief=True,
        ),
        DeskButton(
            2,
            ("Ai thay được ai, nếu có người rút?", "Who could replace whom, should somebody withdraw?"),
            ("Một đổi một, giữ nguyên mọi vị trí khác.", "One for one, with everybody else where they are."),
        ),
    ),
    Question(
        "gaps",
        ("Khuyết người ứng cử", "Lost candidates"),
        f"{_SOLVER}.explain.elections.candidate_gaps:CandidateGapsQuestion",
        f"{_SOLVER}.explain.elections.candidate_gaps:CandidateGaps",
        f"{_PRESENT}.explanations.candidate_gaps:render_candidate_gaps",
        CommandForm(
            (
                "Khuyết người ứng cử sau khi công bố danh sách chính thức: được giữ, bổ sung hay giảm số đại biểu.",
                "A candidate is lost after the official list: what may be kept, added or cut.",
            ),
            {
                "lost": QuestionOption(
                    "--lost", ("Người khuyết; lặp lại được.", "Who is lost; repeatable."), "MÃ"
                ),
                "posted": QuestionOption(
                    "--posted", ("Danh sách đã niêm yết.", "The list is posted already.")
                ),
                "days": QuestionOption(
                    "--days",
                    ("Số ngày còn lại đến ngày niêm yết.", "Days left until the list is posted."),
                    "SỐ",
                    bounded=True,
                ),
                "considered": QuestionOption(
                    "--considered",
                    (
                        "Người còn lại của hiệp thương lần thứ ba và tỷ lệ phiếu tín nhiệm; lặp lại được.",
                        "Somebody left of the third consultation, and the percent of its votes; repeatable.",
                    ),
                    "MÃ=TỶ-LỆ",
                    parse="cocau.app.cli.options:parse_considered",
                ),
            },
            brief=True,
        ),
        example=RequestExample("Somebody is lost after the official list", {"lost": ["p001"]}),
        schema="gaps",
    ),
    Question(
        "why",
        ("Vì sao", "Why"),
        f"{_SOLVER}.explain.why:WhyQuestion",
        f"{_SOLVER}.explain.why:WhyAnswers",
        f"{_PRESENT}.explanations.why:render_reasons",
        CommandForm(
            (
                "Vì sao một người có hay không có trong phương án, giữ hay không giữ chức danh; ngược lại thì sao.",
                "Why somebody is in a plan or not, in a post or not; what the opposite would take.",
            ),
            {
                "people": QuestionOption(
                    "--person",
                    ("Hỏi về người này; lặp lại được.", "Ask about this person; repeatable."),
                    "MÃ",
                ),
                "part": QuestionOption(
                    "--as",
                    (
                        "Hỏi về vị trí này: in, deputy, hoặc chức danh như chair, head/legal.",
                        "Ask about this part: in, deputy, or a post such as chair, head/legal.",
                    ),
                    "VỊ-TRÍ",
                ),
                "at": QuestionOption(
                    "--at", ("Hỏi về đơn vị bầu cử này.", "Ask about this constituency."), "ĐƠN-VỊ"
                ),
            },
        ),
        example=RequestExample("Why is somebody in it, or not", {"people": ["p001"]}),
        schema="why",
    ),
    Question(
        "alternatives",
        ("Các phương án tốt kế tiếp", "The next best slates"),
        f"{_SOLVER}.explain.alternatives:AlternativesQuestion",
        f"{_SOLVER}.explain.alternatives:Alternatives",
        f"{_PRESENT}.explanations.alternatives:render_alternatives",
        CommandForm(
            (
                "Các phương án tốt kế tiếp, khác nhau ít nhất một số người; mỗi phương án là tốt nhất còn lại.",
                "The next best slates, each at least so many people away from the others; each the best that is left.",
            ),
            {
                "number": QuestionOption(
                    "--number",
                    ("Bao nhiêu phương án khác.", "How many alternatives."),
                    "SỐ",
                    bounded=False,
                ),
                "apart": QuestionOption(
                    "--apart",
                    ("Khác nhau ít nhất bao nhiêu người.", "By how many people they differ at least."),
                    "SỐ",
                    bounded=False,
                ),
                "within": QuestionOption(
                    "--within",
                    (
                        "Không kém hơn ở mục tiêu này; lặp lại được.",
                        "No worse than the plan in this aim; repeatable.",
                    ),
                    "QĐ",
                ),
            },
        ),
        DeskButton(
            4,
            (
                "Còn phương án nào tốt ngang hoặc gần bằng?",
                "Which other slates are as good, or nearly?",
            ),
            (
                "3 phương án tốt kế tiếp, khác ít nhất ba người.",
                "The 3 next best, at least three people apart.",
            ),
            {"number": 3},
        ),
        RequestExample("The next best slates", {"number": 2}),
        schema="alternatives",
    ),
    Question(
        "front",
        ("Đánh đổi giữa hai mục tiêu", "The trade between two aims"),
        f"{_SOLVER}.explain.pareto:FrontQuestion",
        f"{_SOLVER}.explain.pareto:ParetoFront",
        f"{_PRESENT}.explanations.pareto:render_front",
        CommandForm(
            (
                "Đánh đổi giữa hai mục tiêu: mọi mức mà mục tiêu này chỉ tốt hơn khi mục tiêu kia kém đi.",
                "The trade-off of two aims: every level at which one grows better only as the other grows worse.",
            ),
            {
                "aims": QuestionOption("--aims", ("Hai mục tiêu cần đánh đổi.", "The two aims."), "QĐ QĐ"),
                "keep_earlier": QuestionOption(
                    "--keep-earlier",
                    (
                        "Giữ các chỉ tiêu xếp trước cả hai như trong phương án.",
                        "Hold the tiers of aims before both as in the plan.",
                    ),
                ),
                "limit": QuestionOption(
                    "--limit",
                    ("Nhiều nhất bao nhiêu điểm.", "How many points at most."),
                    "SỐ",
                    bounded=False,
                ),
            },
        ),
        schema="front",
    ),
    Question(
        "ranges",
        ("Mỗi nhóm có thể có bao nhiêu người", "How many of each group there could be"),
        f"{_SOLVER}.explain.ranges:RangesQuestion",
        f"{_SOLVER}.explain.ranges:GroupRanges",
        f"{_PRESENT}.explanations.ranges:render_ranges",
        CommandForm(
            (
                "Mỗi nhóm ít nhất, nhiều nhất bao nhiêu người theo quy định, và khi mục tiêu ở mức tốt nhất.",
                "Of each group, the least and the most people the rules allow, and at the optimum of the aims.",
            ),
            {
                "groups": QuestionOption(
                    "--group",
                    (
                        "Chỉ nhóm này: tên, hoặc như sex=female,age_under=35.",
                        "Only this group: a name, or like sex=female,age_under=35.",
                    ),
                    "NHÓM",
                    parse="cocau.app.cli.options:parse_group",
                ),
                "among": QuestionOption(
                    "--among",
                    (
                        "Chỉ đếm trong tập này, ví dụ candidates, deputies.",
                        "Count only in this set, for example candidates, deputies.",
                    ),
                    "TẬP",
                    parse="cocau.app.cli.options:parse_among",
                ),
            },
        ),
        DeskButton(
            5,
            ("Mỗi nhóm có thể có từ bao nhiêu đến bao nhiêu người?", "How many of each group could be?"),
            (
                "Khoảng có thể theo quy định bắt buộc, và khi mọi mục tiêu ở mức tốt nhất.",
                "What the musts allow, and what is left with every aim at its best.",
            ),
        ),
        RequestExample("How many women could there be", {"groups": ["women"]}),
        schema="ranges",
    ),
    Question(
        "prices",
        ("Mỗi quy định làm các mục tiêu kém đi bao nhiêu", "What each rule costs the aims"),
        f"{_SOLVER}.explain.prices:PricesQuestion",
        f"{_SOLVER}.explain.price_report:RulePrices",
        f"{_PRESENT}.explanations.prices:render_prices",
        CommandForm(
            (
                "Mỗi quy định bắt buộc làm các mục tiêu kém đi bao nhiêu, và nới hoặc siết một bậc thì sao.",
                "What each must costs the aims, and what one step of its bounds is worth.",
            ),
            {
                "rules": QuestionOption(
                    "--rule",
                    (
                        "Chỉ quy định bắt buộc hoặc yêu cầu này; lặp lại được.",
                        "Only this must or pin; may be repeated.",
                    ),
                    "QĐ",
                    place="",
                )
            },
        ),
        DeskButton(
            3,
            ("Mỗi quy định đòi hỏi đánh đổi gì?", "What does each rule cost?"),
            (
                "Các mục tiêu sẽ tốt hơn bao nhiêu nếu không có từng quy định bắt buộc.",
                "How much nearer the aims would be without each must.",
            ),
        ),
        RequestExample("What the rules cost", {"rules": ["women-35-percent"]}),
        schema="prices",
    ),
    Question(
        "conflicts",
        ("Các quy định không thể cùng đạt", "Rules that cannot hold together"),
        f"{_SOLVER}.conflicts.enumerate:ConflictsQuestion",
        f"{_SOLVER}.conflicts.enumerate:ProposalConflicts",
        f"{_PRESENT}.explanations.conflicts:render_conflicts",
        CommandForm(
            (
                "Mọi nhóm quy định không thể cùng đạt, nhỏ nhất trước, và vì sao: còn những ai, ai bị loại.",
                "Every set of rules that cannot hold together, the smallest first, and why: who is left, who is ruled out.",
            ),
            {
                "aim": QuestionOption(
                    "--aim",
                    (
                        "Những gì cản trở mục tiêu chưa đạt này.",
                        "What stands in the way of this missed aim.",
                    ),
                    "QĐ",
                ),
                "limit": QuestionOption(
                    "--limit",
                    ("Nhiều nhất bao nhiêu nhóm.", "At most so many sets."),
                    "SỐ",
                ),
            },
        ),
        schema="conflicts",
    ),
    Question(
        "repairs",
        ("Các cách tháo gỡ", "Ways out"),
        f"{_SOLVER}.explain.repairs.search:RepairsQuestion",
        f"{_SOLVER}.explain.repairs.repair:Repairs",
        f"{_PRESENT}.explanations.repairs:render_repairs",
        CommandForm(
            (
                "Các cách rẻ nhất để tháo gỡ xung đột: nới gì bao nhiêu, bỏ yêu cầu nào, giới thiệu thêm ai.",
                "The cheapest ways out of a conflict: what to move by how much, which demands to let go, whom to introduce.",
            ),
            {
                "limit": QuestionOption(
                    "--limit",
                    ("Nêu nhiều nhất bấy nhiêu cách.", "Tell at most so many ways out."),
                    "SỐ",
                ),
                "slates": QuestionOption(
                    "--slates",
                    (
                        "Lập phương án cho bấy nhiêu cách rẻ nhất.",
                        "Plan the slates of so many of the cheapest.",
                    ),
                    "SỐ",
                ),
            },
        ),
        schema="repairs",
    ),
    Question(
        "repaired",
        ("Phương án sau khi tháo gỡ", "The slate of a way out"),
        f"{_SOLVER}.explain.repairs.search:RepairedQuestion",
        f"{_SOLVER}.proposal:Proposal",
        f"{_PRESENT}.proposal.document:render_planned_answer",
    ),
    Question(
        "scenarios",
        ("So sánh các kịch bản", "Scenarios compared"),
        f"{_SOLVER}.explain.scenario_comparison:ScenariosQuestion",
        f"{_SOLVER}.explain.scenario_comparison:ScenarioComparison",
        f"{_PRESENT}.explanations.scenarios:render_comparison",
        CommandForm(
            (
                "So sánh các kịch bản trên một phương án: ai vào, ai ra, quy định và mục tiêu nào khác đi.",
                "Compare scenarios over one proposal: who comes in, who goes out, which rules and aims differ.",
            )
        ),
        schema="comparison",
    ),
    Question(
        "outcomes",
        ("Cử tri còn quyết định được gì", "What voters may still decide"),
        f"{_SOLVER}.explain.elections.outcomes:OutcomesQuestion",
        f"{_SOLVER}.explain.elections.outcomes:ElectionOutcomes",
        f"{_PRESENT}.explanations.elections:render_outcomes",
        CommandForm(
            (
                "Cử tri còn quyết định gì: mỗi nhóm ít nhất, nhiều nhất bao nhiêu; chức danh nào có thể khuyết.",
                "What the voters may still decide: the least and most of each group; which posts are exposed.",
            ),
            {
                "groups": QuestionOption(
                    "--group",
                    (
                        "Chỉ nhóm này, ví dụ women; lặp lại được. Mặc định: mọi nhóm.",
                        "Only this group, for example women; repeatable. Default: every group.",
                    ),
                    "NHÓM",
                )
            },
            {
                "by_constituency": QuestionOption(
                    "--by-constituency",
                    ("Thêm bảng theo từng đơn vị bầu cử.", "Add a table by constituency."),
                )
            },
        ),
        DeskButton(
            1,
            ("Cử tri còn quyết định được gì?", "What may voters still decide?"),
            (
                "Mỗi nhóm ít nhất và nhiều nhất có thể được bầu bao nhiêu, quy định nào còn tùy cử tri.",
                "The least and the most of each group that may be elected, and which rules are up to voters.",
            ),
        ),
        RequestExample("What voters may still decide"),
        schema="outcomes",
    ),
    Question(
        "proof",
        ("Được chứng minh thế nào", "How it is proven"),
        f"{_SOLVER}.proofs.question:ProofQuestion",
        f"{_SOLVER}.proofs.proof:ProposalProof",
        f"{_PRESENT}.explanations.proofs:render_proof",
        button=DeskButton(
            6,
            ("Phương án được chứng minh thế nào?", "How is the proposal proven?"),
            (
                "Từng điều “không thể tốt hơn”: chính xác, hay theo bộ giải.",
                "Each claim that nothing is better: exactly, or by engines.",
            ),
        ),
        example=RequestExample("How the proposal is proven"),
        schema="proof",
    ),
    Question(
        "answer_proof",
        ("Trả lời được chứng minh thế nào", "How an answer is proven"),
        "cocau.app.jobs.tasks.answer_proofs:AnswerProofQuestion",
        f"{_SOLVER}.proofs.answers.answer_proof:AnswerProof",
        f"{_PRESENT}.explanations.answer_proofs:render_answer_proof",
        example=RequestExample("How an answer is proven", {"explanation": "exp_01k…"}),
        schema="answer-proof",
    ),
    Question(
        "replan",
        ("Lập lại với ít thay đổi nhất", "Planned again with the fewest changes"),
        f"{_SOLVER}.replanning:ReplanQuestion",
        f"{_SOLVER}.proposal:Proposal",
        f"{_PRESENT}.proposal.document:render_planned_answer",
        example=RequestExample("Somebody has left", {"withdrawn": ["p001"]}),
    ),
)

QUESTIONS: Mapping[str, Question] = MappingProxyType({row.name: row for row in _ROWS})
