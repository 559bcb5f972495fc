"""Words for the law's pages and the register: fields of a council, and bounds that may be changed."""

from cocau.app.words import FIELDS, Words
from cocau.constraints.record import Text


def entered(field: str, lang: str) -> str:
    """The words for ``person.<field>`` or ``council.<field>``.

    Raises:
        KeyError: there is no such word.
    """
    owner, _, name = field.partition(".")
    return (FIELDS if owner == "person" else COUNCIL_FIELDS)[name].of(lang)


def _of(vi: str, en: str) -> Text:
    return Text(vi=vi, en=en)


COUNCIL_FIELDS: Words = {
    "lower_units": _of("Số đơn vị hành chính cấp dưới", "Units of the level below"),
    "planned_on": _of("Ngày lập phương án giữa nhiệm kỳ", "Day of a plan made during the term"),
    "prior_term": _of("Số liệu nhiệm kỳ trước", "Figures of the previous term"),
    "targets": _of("Mục tiêu do cơ quan lập phương án đặt", "Targets of the planning body"),
    "secretary_not_chairing": _of(
        "Lý do Bí thư không làm Chủ tịch HĐND", "Reason why the secretary does not chair"
    ),
    "sitting": _of("Số người đang giữ từng chức danh", "How many hold each office now"),
    "vice_chair_transfer": _of(
        "Hồ sơ thí điểm chuyển một Phó Chủ tịch", "Records of the pilot that moves a vice-chair"
    ),
    "seats_decided_by": _of("Quyết định số đại biểu riêng", "Decision that sets the seats apart"),
    "ethnic_minority_candidates": _of(
        "Số người ứng cử dân tộc thiểu số do địa phương xác định", "Ethnic-minority candidates set locally"
    ),
}
"""Those that the register or texts of the rulebooks name."""

SELECTORS: Words = {
    "grade_at_least": _of("xếp loại hằng năm từ một mức trở lên", "a yearly grade of so much or better"),
    "low_confidence_over": _of(
        "quá một tỷ lệ phiếu tín nhiệm thấp", "more than a share of votes of low confidence"
    ),
}
"""Of the words that describe people, those that texts of the rulebooks name."""

BOUNDS: Words = {
    "at_least": _of("số tối thiểu", "lowest number"),
    "at_most": _of("số tối đa", "highest number"),
    "at_least_percent": _of("số phần trăm tối thiểu", "lowest percentage"),
    "at_most_percent": _of("số phần trăm tối đa", "highest percentage"),
    "within": _of("số phần trăm đơn vị được chênh", "hundredths that averages may differ"),
    "within_percent": _of("số phần trăm lệch tối đa", "greatest deviation in percent"),
    "leaders": _of("số Chủ tịch, Phó Chủ tịch chuyên trách tối đa", "most full-time leaders"),
    "per_committee": _of("số người chuyên trách tối đa ở mỗi ban", "most full-time people per committee"),
    "more": _of("số người được thêm trên mức tối thiểu", "people allowed above the minimum"),
    "missing": _of("số người được thiếu so với số dư", "people the surplus may lack"),
}
