"""Words for counted results and the term that follows, in both languages."""

from cocau.app.i18n.words import WordTable
from cocau.constraints.record import bilingual
from cocau.constraints.results.counts import VoteRound
from cocau.constraints.results.term import ByElectionNeed, DepartureReason
from cocau.constraints.results.verdicts import CandidateOutcome, NextVote

FIGURE_WORDS: WordTable = {
    "listed_voters": bilingual("Tổng số cử tri", "Voters listed"),
    "took_part": bilingual("Số cử tri đã tham gia bỏ phiếu", "Voters who took part"),
    "issued": bilingual("Số phiếu phát ra", "Ballots handed out"),
    "collected": bilingual("Số phiếu thu vào", "Ballots collected"),
    "valid": bilingual("Số phiếu hợp lệ", "Valid ballots"),
    "invalid": bilingual("Số phiếu không hợp lệ", "Invalid ballots"),
}
"""The figures of a count, as the minutes call them (Art. 77)."""

ENUMS: dict[type, WordTable] = {
    VoteRound: {
        VoteRound.FIRST: bilingual("Bầu cử đầu tiên", "First vote"),
        VoteRound.REPEAT: bilingual("Bầu cử lại", "Repeated vote"),
        VoteRound.EXTRA: bilingual("Bầu cử thêm", "Extra vote"),
    },
    CandidateOutcome: {
        CandidateOutcome.ELECTED: bilingual("Trúng cử", "Elected"),
        CandidateOutcome.ELECTED_AS_OLDER: bilingual(
            "Trúng cử (bằng phiếu, nhiều tuổi hơn)", "Elected (equal votes, older)"
        ),
        CandidateOutcome.SEATS_TAKEN: bilingual(
            "Quá nửa nhưng đã đủ số đại biểu", "Over half, but all seats are taken"
        ),
        CandidateOutcome.YOUNGER: bilingual(
            "Không trúng cử (bằng phiếu, ít tuổi hơn)", "Not elected (equal votes, younger)"
        ),
        CandidateOutcome.EQUAL: bilingual("Bằng phiếu, cùng ngày sinh", "Equal votes, same birth date"),
        CandidateOutcome.NOT_HALF: bilingual(
            "Chưa quá nửa số phiếu hợp lệ", "Not over half of the valid ballots"
        ),
        CandidateOutcome.NOT_RECOGNISED: bilingual("Kết quả không được công nhận", "Result not recognised"),
    },
    NextVote: {
        NextVote.NOTHING: bilingual("Đã xong", "Complete"),
        NextVote.COUNT: bilingual("Chưa nhập kết quả", "No count entered"),
        NextVote.REPEAT: bilingual("Phải bầu cử lại", "Must be voted on again"),
        NextVote.EXTRA: bilingual("Phải bầu cử thêm", "Needs an extra vote"),
        NextVote.DECISION: bilingual(
            "Bằng phiếu, cùng ngày sinh: chờ cơ quan có thẩm quyền quyết định",
            "Equal votes, same birth date: to be decided by the authority",
        ),
    },
    DepartureReason: {
        DepartureReason.RESIGNED: bilingual("Xin thôi làm nhiệm vụ đại biểu", "Resigned"),
        DepartureReason.TRANSFERRED: bilingual("Chuyển công tác khỏi địa bàn", "Transferred elsewhere"),
        DepartureReason.DISMISSED: bilingual("Bị bãi nhiệm", "Dismissed"),
        DepartureReason.LOST_MANDATE: bilingual("Mất quyền đại biểu", "Lost the mandate"),
        DepartureReason.DIED: bilingual("Từ trần", "Died"),
        DepartureReason.OTHER: bilingual("Lý do khác", "Other reason"),
    },
    ByElectionNeed: {
        ByElectionNeed.NO_VACANCY: bilingual("Không khuyết đại biểu", "No seat is vacant"),
        ByElectionNeed.TOO_FEW_VACANT: bilingual(
            "Không bầu cử bổ sung: chưa thiếu trên một phần ba tổng số đại biểu",
            "No by-election: no more than a third of the deputies lack",
        ),
        ByElectionNeed.TOO_LATE: bilingual(
            "Không bầu cử bổ sung: nhiệm kỳ còn lại không quá 18 tháng",
            "No by-election: no more than 18 months of the term are left",
        ),
        ByElectionNeed.MAY_BE_HELD: bilingual(
            "Đủ điều kiện bầu cử bổ sung", "The conditions of a by-election are met"
        ),
        ByElectionNeed.TERM_UNKNOWN: bilingual(
            "Chưa xét được: nhập ngày kết thúc nhiệm kỳ", "Not judged yet: enter the end of the term"
        ),
    },
}
_MEMBER = bilingual("Ủy viên", "Member")


def get_member_label(lang: str) -> str:
    """Return the word for membership of a committee."""
    return _MEMBER.of(lang)
