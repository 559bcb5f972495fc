"""Words for what published tables count: stages, totals and groups, as they stand in remarks."""

from cocau.constraints.notice import Stage, Total, age_line
from cocau.constraints.record import Text

TOTALS: dict[str, Text] = {
    Total.SEATS: Text(vi="số đại biểu được bầu", en="seats"),
    Total.INTRODUCED: Text(vi="số người được giới thiệu", en="people introduced"),
    Total.DOSSIERS: Text(vi="số hồ sơ ứng cử", en="dossiers"),
    Total.PRELIMINARY: Text(vi="danh sách sơ bộ", en="preliminary list"),
    Total.CANDIDATES: Text(vi="danh sách ứng cử", en="list of candidates"),
    Total.DEPUTIES: Text(vi="số đại biểu", en="deputies"),
    Total.OUTGOING: Text(vi="đại biểu nhiệm kỳ trước", en="outgoing deputies"),
}
STAGES: dict[str, Text] = {
    Stage.FIRST_CONSULTATION: Text(vi="hiệp thương lần thứ nhất", en="first consultation"),
    Stage.ADJUSTMENT: Text(vi="điều chỉnh sau hiệp thương", en="adjustment after consultation"),
    Stage.SECOND_CONSULTATION: Text(vi="hiệp thương lần thứ hai", en="second consultation"),
    Stage.THIRD_CONSULTATION: Text(vi="hiệp thương lần thứ ba", en="third consultation"),
    Stage.OFFICIAL_LIST: Text(vi="danh sách chính thức", en="official list"),
    Stage.PLANNED_COUNCIL: Text(vi="cơ cấu dự kiến", en="planned council"),
    Stage.ELECTED: Text(vi="kết quả bầu cử", en="elected"),
}
_GROUPS = {
    "women": Text(vi="Nữ", en="Women"),
    "non_party": Text(vi="Người ngoài Đảng", en="Not Party members"),
    "ethnic_minority": Text(vi="Người dân tộc thiểu số", en="Ethnic minorities"),
    "religious_people": Text(vi="Người theo tôn giáo", en="Religious people"),
    "re_elected": Text(vi="Đại biểu tái cử", en="Re-elected or standing again"),
    "full_time": Text(vi="Chuyên trách", en="Full-time"),
    "experts": Text(vi="Chuyên gia", en="Experts"),
    "committee_member_heads": Text(vi="Cấp ủy viên chuyên trách", en="Full-time Party committee members"),
}


def group_words(group: str) -> Text:
    """A group of structures in words."""
    age = age_line(group)
    return _GROUPS[group] if age is None else Text(vi=f"Dưới {age} tuổi", en=f"Under {age}")
