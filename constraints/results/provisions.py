"""What the law says of results, later votes and by-elections, with its words and days."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from cocau.constraints.rules.rule import Citation, VerificationMark

LAW = "luat-bau-cu-2015"
ORGANISATION_LAW = "luat-tccqdp-2025"

AMENDED = date(2025, 7, 1)
"""From this day on Law 83/2025 amends the election law."""


class ResultProvision(Enum):
    """A provision that a result, or what follows from it, rests on."""

    SEATS_ON_BALLOT = "seats_on_ballot"
    SOMEBODY_ON_BALLOT = "somebody_on_ballot"
    TURNOUT = "turnout"
    MAJORITY = "majority"
    MOST_VOTES = "most_votes"
    OLDER = "older"
    EXTRA_VOTE = "extra_vote"
    EXTRA_DAY = "extra_day"
    EXTRA_ONCE = "extra_once"
    EXTRA_LIST = "extra_list"
    REPEAT_VOTE = "repeat_vote"
    REPEAT_DAY = "repeat_day"
    REPEAT_STANDS = "repeat_stands"
    ANNULLED = "annulled"
    ANNULLED_DAY = "annulled_day"
    BY_ELECTION = "by_election"
    BY_ELECTION_THIRD = "by_election_third"
    BY_ELECTION_DECIDED = "by_election_decided"
    BY_ELECTION_SUNDAY = "by_election_sunday"
    TERM = "term"


@dataclass(frozen=True)
class DatedProvision:
    """A provision as one text has it; `days`: the number of days it gives."""

    provision: ResultProvision
    cite: Citation
    days: int | None = None
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether this wording holds on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


def get_provision(provision: ResultProvision, day: date) -> DatedProvision:
    """Return a provision in the wording of a day."""
    return next(one for one in PROVISIONS if one.provision is provision and one.holds_on(day))


def _cite(article: int, clause: int, quote: str, point: str | None = None, source: str = LAW) -> Citation:
    return Citation(
        source=source, article=article, clause=clause, point=point, mark=VerificationMark.V1, quote=quote
    )


_DAYS_BEFORE, _DAYS_SINCE = 15, 7
_WITHIN = "ngày bầu cử được tiến hành chậm nhất là {:02} ngày sau ngày bầu cử đầu tiên"
_EXTRA_LIST = (
    "cử tri chỉ chọn bầu trong danh sách những người ứng cử tại cuộc bầu cử đầu tiên nhưng không trúng cử"
)


def _both_wordings(provision: ResultProvision, article: int, clause: int) -> tuple[DatedProvision, ...]:
    return (
        DatedProvision(
            provision, _cite(article, clause, _WITHIN.format(_DAYS_BEFORE)), _DAYS_BEFORE, until=AMENDED
        ),
        DatedProvision(
            provision, _cite(article, clause, _WITHIN.format(_DAYS_SINCE)), _DAYS_SINCE, since=AMENDED
        ),
    )


PROVISIONS: tuple[DatedProvision, ...] = (
    DatedProvision(
        ResultProvision.SEATS_ON_BALLOT,
        _cite(
            74,
            1,
            "Phiếu để số người được bầu nhiều hơn số lượng đại biểu được bầu đã ấn định cho đơn vị bầu cử",
            "c",
        ),
    ),
    DatedProvision(
        ResultProvision.SOMEBODY_ON_BALLOT, _cite(74, 1, "Phiếu gạch xóa hết tên những người ứng cử", "d")
    ),
    DatedProvision(
        ResultProvision.TURNOUT,
        _cite(
            78,
            1,
            "chỉ được công nhận khi đã có quá một nửa tổng số cử tri trong danh sách cử tri tại đơn vị bầu "
            "cử tham gia bầu cử",
        ),
    ),
    DatedProvision(
        ResultProvision.MAJORITY,
        _cite(
            78,
            2,
            "Người trúng cử phải là người ứng cử đạt số phiếu bầu quá một nửa tổng số phiếu bầu hợp lệ.",
        ),
    ),
    DatedProvision(
        ResultProvision.MOST_VOTES,
        _cite(78, 3, "những người trúng cử là những người có số phiếu bầu cao hơn"),
    ),
    DatedProvision(
        ResultProvision.OLDER,
        _cite(
            78,
            4,
            "có nhiều người được số phiếu bầu bằng nhau và nhiều hơn số lượng đại biểu được bầu đã ấn định "
            "cho đơn vị bầu cử thì người nhiều tuổi hơn là người trúng cử",
        ),
    ),
    DatedProvision(
        ResultProvision.EXTRA_VOTE,
        _cite(
            79,
            2,
            "nếu số người trúng cử đại biểu Hội đồng nhân dân chưa đủ hai phần ba số lượng đại biểu được bầu "
            "đã ấn định cho đơn vị bầu cử",
        ),
    ),
    *_both_wordings(ResultProvision.EXTRA_DAY, 79, 3),
    DatedProvision(ResultProvision.EXTRA_LIST, _cite(79, 3, _EXTRA_LIST)),
    DatedProvision(ResultProvision.EXTRA_ONCE, _cite(79, 3, "không tổ chức bầu cử thêm lần thứ hai")),
    DatedProvision(
        ResultProvision.REPEAT_VOTE,
        _cite(
            80,
            3,
            "quyết định ngày bầu cử lại ở đơn vị bầu cử có số cử tri đi bỏ phiếu chưa đạt quá một nửa tổng "
            "số cử tri ghi trong danh sách cử tri",
        ),
    ),
    *_both_wordings(ResultProvision.REPEAT_DAY, 80, 4),
    DatedProvision(
        ResultProvision.REPEAT_STANDS,
        _cite(80, 4, "kết quả bầu cử lại được công nhận mà không tổ chức bầu cử lại lần thứ hai"),
    ),
    DatedProvision(
        ResultProvision.ANNULLED,
        _cite(
            81,
            1,
            "hủy bỏ kết quả bầu cử ở khu vực bỏ phiếu, đơn vị bầu cử có vi phạm pháp luật nghiêm trọng và "
            "quyết định ngày bầu cử lại",
        ),
    ),
    *_both_wordings(ResultProvision.ANNULLED_DAY, 81, 2),
    DatedProvision(
        ResultProvision.BY_ELECTION,
        _cite(
            89,
            2,
            "Việc bầu cử bổ sung đại biểu Hội đồng nhân dân trong nhiệm kỳ chỉ được tiến hành khi thời gian "
            "còn lại của nhiệm kỳ nhiều hơn 18 tháng",
        ),
    ),
    DatedProvision(
        ResultProvision.BY_ELECTION_THIRD,
        _cite(
            89,
            2,
            "Hội đồng nhân dân thiếu trên một phần ba tổng số đại biểu Hội đồng nhân dân đã được bầu ở đầu "
            "nhiệm kỳ",
            "a",
        ),
    ),
    DatedProvision(
        ResultProvision.BY_ELECTION_DECIDED,
        _cite(89, 3, "quyết định và công bố ngày bầu cử bổ sung đại biểu Hội đồng nhân dân cấp tỉnh"),
    ),
    DatedProvision(
        ResultProvision.BY_ELECTION_SUNDAY,
        _cite(
            89,
            4,
            "Ngày bầu cử bổ sung phải là ngày chủ nhật và được công bố chậm nhất là 30 ngày trước ngày bầu "
            "cử",
        ),
        days=30,
    ),
    DatedProvision(
        ResultProvision.TERM,
        _cite(
            5,
            4,
            "Nhiệm kỳ của mỗi khóa Hội đồng nhân dân là 05 năm kể từ ngày khai mạc kỳ họp thứ nhất của Hội "
            "đồng nhân dân khóa đó",
            source=ORGANISATION_LAW,
        ),
        since=AMENDED,
    ),
)
