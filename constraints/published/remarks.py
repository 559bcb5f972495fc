"""Remarks on a published table apart from any rule, and the words for what tables count."""

from cocau.constraints.published.notice import NoticeStage, NoticeTotal, parse_age_line
from cocau.constraints.record import Record, Text
from cocau.constraints.rules.rule import Fact


class TableRemark(Record):
    """A remark on a table with its numbers. A `fault`: its numbers contradict one another."""

    code: str
    path: tuple[str | int, ...] = ()
    fault: bool = False
    says: Text
    numbers: dict[str, Fact] = {}


def build_remark(
    code: str, path: tuple[str | int, ...], vi: str, en: str, /, *, fault: bool = False, **numbers: Fact
) -> TableRemark:
    """Build a remark from its code, path, texts and numbers."""
    return TableRemark(code=code, path=path, fault=fault, says=Text(vi=vi, en=en), numbers=numbers)


TOTAL_WORDS: dict[str, Text] = {
    NoticeTotal.SEATS: Text(vi="số đại biểu được bầu", en="seats"),
    NoticeTotal.INTRODUCED: Text(vi="số người được giới thiệu", en="people introduced"),
    NoticeTotal.DOSSIERS: Text(vi="số hồ sơ ứng cử", en="dossiers"),
    NoticeTotal.PRELIMINARY: Text(vi="danh sách sơ bộ", en="preliminary list"),
    NoticeTotal.CANDIDATES: Text(vi="danh sách ứng cử", en="list of candidates"),
    NoticeTotal.DEPUTIES: Text(vi="số đại biểu", en="deputies"),
    NoticeTotal.OUTGOING: Text(vi="đại biểu nhiệm kỳ trước", en="outgoing deputies"),
}
STAGE_WORDS: dict[str, Text] = {
    NoticeStage.FIRST_CONSULTATION: Text(vi="hiệp thương lần thứ nhất", en="first consultation"),
    NoticeStage.ADJUSTMENT: Text(vi="điều chỉnh sau hiệp thương", en="adjustment after consultation"),
    NoticeStage.SECOND_CONSULTATION: Text(vi="hiệp thương lần thứ hai", en="second consultation"),
    NoticeStage.THIRD_CONSULTATION: Text(vi="hiệp thương lần thứ ba", en="third consultation"),
    NoticeStage.OFFICIAL_LIST: Text(vi="danh sách chính thức", en="official list"),
    NoticeStage.PLANNED_COUNCIL: Text(vi="cơ cấu dự kiến", en="planned council"),
    NoticeStage.ELECTED: Text(vi="kết quả bầu cử", en="elected"),
}
_GROUP_WORDS = {
    "women": Text(vi="Nữ", en="Women"),
    "non_party": Text(vi="Người ngoài Đảng", en="Not Party members"),
    "ethnic_minority": Text(vi="Người dân tộc thiểu số", en="Ethnic minorities"),
    "religious_people": Text(vi="Người theo tôn giáo", en="Religious people"),
    "re_elected": Text(vi="Đại biểu tái cử", en="Re-elected or standing again"),
    "full_time": Text(vi="Chuyên trách", en="Full-time"),
    "experts": Text(vi="Chuyên gia", en="Experts"),
    "committee_member_heads": Text(vi="Cấp ủy viên chuyên trách", en="Full-time Party committee members"),
}


def describe_group(group: str) -> Text:
    """Return the words for a group of structures."""
    age = parse_age_line(group)
    return _GROUP_WORDS[group] if age is None else Text(vi=f"Dưới {age} tuổi", en=f"Under {age}")
