"""Remarks on people of a slate in words, and how many structures each of them combines."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from cocau.app.present.blocks import Block, BlockColumn, Heading, LineBlock, TableBlock, Tone
from cocau.app.present.names import Names
from cocau.app.present.wording import lower_first
from cocau.constraints.checks.remarks import LOW_CONFIDENCE, PERIOD_MONTHS, PersonRemark, RemarkKind
from cocau.constraints.kinds.discipline_free import DisciplineFree
from cocau.constraints.kinds.voter_confidence import VoterConfidence
from cocau.constraints.record import Text

REMARK_MARK = "!"
MANY_STRUCTURES = 3
"""From so many structures on a person is named."""

REMARKS_TITLE = Text(vi="Người cần lưu ý", en="People to take note of")
STRUCTURES_TITLE = Text(vi="Kết hợp cơ cấu", en="Combined structures")


def render_remarks(names: Names, remarks: Iterable[PersonRemark]) -> Iterator[Block]:
    """Render remarks by kind, and whether a rule here makes a standard of each."""
    remarks = tuple(remarks)
    if not remarks:
        return
    yield Heading(REMARKS_TITLE.of(names.lang))
    for kind in RemarkKind:
        of_kind = [remark for remark in remarks if remark.kind is kind]
        for remark in of_kind:
            words = f"{names.person(remark.person)}: {describe_remark(names, remark)}."
            yield LineBlock(words, Tone.CARE, mark=REMARK_MARK)
        if of_kind:
            yield LineBlock(_describe_standing(names, kind), Tone.QUIET, indent=2)


def describe_remark(names: Names, remark: PersonRemark) -> str:
    """Describe one remark, without the person's name."""
    say = names.say
    match remark.kind:
        case RemarkKind.UNDER_INVESTIGATION:
            return say("đang bị điều tra, xem xét kỷ luật", "under investigation")
        case RemarkKind.DISCIPLINED:
            return _describe_sanction(names, remark)
        case RemarkKind.LOW_CONFIDENCE:
            return say(
                f"tín nhiệm của cử tri {remark.percent}%, không quá {LOW_CONFIDENCE}%",
                f"{remark.percent}% of the voters' meeting have confidence, not more than {LOW_CONFIDENCE}%",
            )
        case RemarkKind.FULL_TIME_WITHOUT_POST:
            return say(
                "được ghi hoạt động chuyên trách nhưng không giữ chức danh nào của HĐND",
                "entered as full-time without a post of the council",
            )


def _describe_sanction(names: Names, remark: PersonRemark) -> str:
    """Describe a sanction, its day, and until when the guidance's period runs."""
    if remark.sanction is None or remark.decided is None or remark.until is None:
        return names.say("bị kỷ luật", "disciplined")
    sanction, months = lower_first(names.label(remark.sanction)), PERIOD_MONTHS[remark.sanction]
    return names.say(
        f"bị {sanction} ngày {remark.decided:%d/%m/%Y}, chưa quá {months} tháng "
        f"(đến {remark.until:%d/%m/%Y})",
        f"{sanction} on {remark.decided}, less than {months} months before (until {remark.until})",
    )


def _describe_standing(names: Names, kind: RemarkKind) -> str:
    """Describe what the rules in force make of a kind of remark."""
    say, rules = names.say, names.book.rules
    if kind is RemarkKind.FULL_TIME_WITHOUT_POST:
        return say(
            "Chuyên trách theo ghi nhận của cơ quan lập phương án: luật chỉ biết đại biểu chuyên trách theo "
            "chức danh, nên không tính vào số đại biểu chuyên trách.",
            "Full-time by the planning body's own word: the law knows full-time deputies by their posts, so "
            "they are not counted among them.",
        )
    of_kind = VoterConfidence if kind is RemarkKind.LOW_CONFIDENCE else DisciplineFree
    if any(isinstance(rule, of_kind) for rule in rules):
        return say("Bộ quy định này coi đây là tiêu chuẩn.", "The rulebook makes a standard of it.")
    period = (
        say(
            "; thời hạn theo Hướng dẫn 36-HD/BTCTW, cách áp dụng của Đồng Tháp, tính đến hiệp thương "
            "lần thứ hai",
            "; the periods are those of Guidance 36-HD/BTCTW as Đồng Tháp applies it, up to the second "
            "consultation",
        )
        if kind is RemarkKind.DISCIPLINED
        else ""
    )
    return say(
        f"Không văn bản nào trong bộ quy định này coi đây là tiêu chuẩn{period}. Cấp có thẩm quyền xem xét.",
        f"No text of this rulebook makes a standard of it{period}. It is for the competent body to consider.",
    )


def render_structures(
    names: Names, structures: Mapping[str, Sequence[str]], deputies: Collection[str]
) -> Iterator[Block]:
    """Render how many structures the people on the lists combine, and who combines most."""
    if not structures:
        return
    say = names.say
    yield Heading(STRUCTURES_TITLE.of(names.lang))
    depths = Counter(len(groups) for groups in structures.values())
    intended = Counter(len(groups) for i, groups in structures.items() if i in deputies)
    columns = (
        BlockColumn(say("Số cơ cấu một người kết hợp", "Structures of one person"), share=2),
        BlockColumn(say("Danh sách ứng cử", "Candidate list"), right=True, share=1),
        BlockColumn(say("Đại biểu dự kiến", "Intended council"), right=True, share=1),
    )
    rows = ((str(n), str(depths[n]), str(intended[n])) for n in range(max(depths) + 1))
    yield TableBlock(columns, tuple(rows))
    most = [(i, groups) for i, groups in structures.items() if len(groups) >= MANY_STRUCTURES]
    for i, groups in sorted(most, key=lambda one: (-len(one[1]), one[0])):
        words = ", ".join(lower_first(names.label(group)) for group in groups)
        yield LineBlock(f"{names.person(i)}: {words}.", mark=str(len(groups)))
    yield LineBlock(
        say(
            "Nữ, dưới 40 tuổi, ngoài Đảng, dân tộc thiểu số, tôn giáo. Không văn bản nào đã đọc giới hạn số "
            "cơ cấu một người kết hợp.",
            "Women, under 40, outside the Party, ethnic minority, religious. No text that was read limits "
            "how many structures one person combines.",
        ),
        Tone.QUIET,
    )
