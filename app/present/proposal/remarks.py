"""Remarks on people of a slate in words: discipline, investigation, confidence, full-time without a post."""

from collections.abc import Iterable, Iterator

from cocau.app.present.blocks import Block, Heading, LineBlock, Tone
from cocau.app.present.names import Names
from cocau.app.present.wording import lower_first
from cocau.constraints.checks.remarks import LOW_CONFIDENCE, PERIOD_MONTHS, PersonRemark, RemarkKind
from cocau.constraints.kinds.discipline_free import DisciplineFree
from cocau.constraints.kinds.voter_confidence import VoterConfidence
from cocau.constraints.record import Text

REMARK_MARK = "!"
REMARKS_TITLE = Text(vi="Người cần lưu ý", en="People to take note of")


def render_remarks(names: Names, remarks: Iterable[PersonRemark]) -> Iterator[Block]:
    """Render every remark, those of one kind together, and whether a rule here makes a standard of it."""
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
            "; thời hạn theo Hướng dẫn 36-HD/BTCTW, cách áp dụng của Đồng Tháp (V2), tính đến hiệp thương "
            "lần thứ hai",
            "; the periods are those of Guidance 36-HD/BTCTW as Đồng Tháp applies it (V2), up to the second "
            "consultation",
        )
        if kind is RemarkKind.DISCIPLINED
        else ""
    )
    return say(
        f"Không văn bản nào trong bộ quy định này coi đây là tiêu chuẩn{period}. Cấp có thẩm quyền xem xét.",
        f"No text of this rulebook makes a standard of it{period}. It is for the competent body to consider.",
    )
