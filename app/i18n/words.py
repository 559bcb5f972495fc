"""Words in both languages for what has a code: enum values, fields, groups, bounds."""

from functools import cache, reduce
from importlib import import_module
from operator import or_

from cocau.constraints.checks.remarks import RemarkKind
from cocau.constraints.model.council import (
    CommitteeSort,
    CouncilKind,
    CouncilLevel,
    CouncilOffice,
    GainingBody,
)
from cocau.constraints.model.offers import OrganisationKind
from cocau.constraints.model.people import PERSON_FIELDS
from cocau.constraints.model.person_fields import FieldGroup
from cocau.constraints.model.selectors import Among, Measure
from cocau.constraints.model.traits import (
    Bloc,
    CandidacyBar,
    EducationLevel,
    OtherBody,
    PartyRank,
    PeoplesCommitteeRole,
    PoliticalTheoryLevel,
    Sanction,
    Sex,
    YearlyGrade,
)
from cocau.constraints.record import Text, bilingual
from cocau.constraints.rulebook import SourceKind
from cocau.constraints.rules.rule import DatedBy, Strength, Verdict, VerificationMark
from cocau.solver.proposal import ProposalOutcome

WordTable = dict[str, Text]

_FURTHER = ("answer_words", "procedure_words", "result_words")
"""Modules with more words; importing what they speak of takes long."""


def get_label(value: str, lang: str) -> str:
    """Return the words for an enum value, a field of a person, or a group of people.

    A plain string is read as a field or a group: Level, CouncilKind and Elsewhere share codes that
    only the type of the value can tell apart.

    Raises:
        KeyError: there is no such word.
    """
    return _find_table(type(value))[value].of(lang)


def _find_table(code_type: type) -> WordTable:
    if code_type is str:
        return PLAIN
    return ENUMS[code_type] if code_type in ENUMS else list_word_tables().get(code_type, PLAIN)


@cache
def list_word_tables() -> dict[type, WordTable]:
    """Return the words of all enums, also of those that planning does not speak of."""
    further = (import_module(f"cocau.app.i18n.{name}").ENUMS for name in _FURTHER)
    return reduce(or_, further, ENUMS)


# --- people -------------------------------------------------------------------------------------------------

SEX: WordTable = {Sex.FEMALE: bilingual("Nữ", "Female"), Sex.MALE: bilingual("Nam", "Male")}

BLOC: WordTable = {
    Bloc.PARTY: bilingual("Khối Đảng", "Party"),
    Bloc.COUNCIL: bilingual("Khối HĐND chuyên trách", "Full-time People's Council"),
    Bloc.ADMINISTRATION: bilingual(
        "Khối cơ quan hành chính nhà nước (UBND)", "State administration (People's Committee)"
    ),
    Bloc.FRONT: bilingual(
        "Khối Mặt trận và tổ chức chính trị - xã hội", "Fatherland Front and socio-political organisations"
    ),
    Bloc.ARMED_FORCES: bilingual("Lực lượng vũ trang", "Armed forces"),
    Bloc.JUDICIARY: bilingual("Tư pháp", "Judiciary"),
    Bloc.PUBLIC_SERVICE: bilingual("Đơn vị sự nghiệp công lập", "Public service units"),
    Bloc.ECONOMIC: bilingual("Thành phần kinh tế", "Economic sectors"),
    Bloc.EXPERT: bilingual("Chuyên gia", "Experts"),
    Bloc.RELIGIOUS: bilingual("Tôn giáo", "Religious organisations"),
    Bloc.GRASSROOTS: bilingual("Cơ sở (cấp dưới)", "Grassroots (lower levels)"),
    Bloc.OTHER: bilingual("Khác", "Other"),
}

PARTY_RANK: WordTable = {
    PartyRank.SECRETARY: bilingual("Bí thư", "Secretary"),
    PartyRank.STANDING_DEPUTY_SECRETARY: bilingual("Phó Bí thư Thường trực", "Standing Deputy Secretary"),
    PartyRank.DEPUTY_SECRETARY: bilingual("Phó Bí thư", "Deputy Secretary"),
    PartyRank.STANDING_COMMITTEE: bilingual("Ủy viên Ban Thường vụ", "Member of the Standing Committee"),
    PartyRank.COMMITTEE: bilingual("Ủy viên Ban Chấp hành (cấp ủy viên)", "Member of the Party Committee"),
}

PEOPLES_COMMITTEE: WordTable = {
    PeoplesCommitteeRole.CHAIR: bilingual("Chủ tịch UBND", "Chair of the People's Committee"),
    PeoplesCommitteeRole.MEMBER: bilingual(
        "Thành viên UBND (Phó Chủ tịch, Ủy viên)", "Member of the People's Committee (vice-chairs too)"
    ),
}

BAR: WordTable = {
    CandidacyBar.STRIPPED_OR_INCAPACITATED: bilingual(
        "Đang bị tước quyền ứng cử, chấp hành hình phạt tù, hạn chế hoặc mất năng lực hành vi dân sự"
        " (Điều 37 khoản 1)",
        "Stripped of the right to stand, in prison, of limited or no civil capacity (Art. 37(1))",
    ),
    CandidacyBar.INDICTED: bilingual(
        "Đang bị khởi tố bị can (Điều 37 khoản 2)", "Under criminal charges (Art. 37(2))"
    ),
    CandidacyBar.SERVING_SENTENCE: bilingual(
        "Đang chấp hành bản án, quyết định hình sự của Tòa án (Điều 37 khoản 3)",
        "Serving a criminal sentence or decision (Art. 37(3))",
    ),
    CandidacyBar.RECORD_NOT_ERASED: bilingual(
        "Đã chấp hành xong bản án nhưng chưa được xóa án tích (Điều 37 khoản 4)",
        "Sentence served, criminal record not erased (Art. 37(4))",
    ),
    CandidacyBar.ADMINISTRATIVE_MEASURE: bilingual(
        "Đang chấp hành biện pháp xử lý hành chính: cơ sở giáo dục bắt buộc, cơ sở cai nghiện bắt buộc,"
        " giáo dục tại xã, phường (Điều 37 khoản 5)",
        "Under compulsory education, compulsory detoxification or education in the commune (Art. 37(5))",
    ),
}

REMARK: WordTable = {
    RemarkKind.UNDER_INVESTIGATION: bilingual("Đang bị điều tra, xem xét kỷ luật", "Under investigation"),
    RemarkKind.DISCIPLINED: bilingual("Bị kỷ luật, chưa hết thời hạn", "Disciplined within the period"),
    RemarkKind.LOW_CONFIDENCE: bilingual(
        "Tín nhiệm của cử tri không quá 50%", "Voters' confidence not above 50%"
    ),
    RemarkKind.FULL_TIME_WITHOUT_POST: bilingual(
        "Chuyên trách, không giữ chức danh", "Full-time without a post"
    ),
}

ELSEWHERE: WordTable = {
    OtherBody.NATIONAL: bilingual("Quốc hội", "National Assembly"),
    OtherBody.PROVINCE: bilingual("HĐND cấp tỉnh", "Provincial People's Council"),
    OtherBody.DISTRICT: bilingual("HĐND cấp huyện", "District People's Council"),
    OtherBody.COMMUNE: bilingual("HĐND cấp xã", "Commune People's Council"),
}

SANCTION: WordTable = {
    Sanction.REPRIMAND: bilingual("Khiển trách", "Reprimand"),
    Sanction.WARNING: bilingual("Cảnh cáo", "Warning"),
    Sanction.PAY_CUT: bilingual("Hạ bậc lương", "Pay cut"),
    Sanction.DEMOTION: bilingual("Giáng chức", "Demotion"),
    Sanction.DISMISSAL: bilingual("Cách chức", "Dismissal from post"),
}

GRADE: WordTable = {
    YearlyGrade.EXCELLENT: bilingual("Hoàn thành xuất sắc nhiệm vụ", "Excellent"),
    YearlyGrade.GOOD: bilingual("Hoàn thành tốt nhiệm vụ", "Good"),
    YearlyGrade.FAIR: bilingual("Hoàn thành nhiệm vụ", "Fair"),
    YearlyGrade.POOR: bilingual("Không hoàn thành nhiệm vụ", "Poor"),
}

EDUCATION_LEVEL: WordTable = {
    EducationLevel.BELOW_UNIVERSITY: bilingual("Dưới đại học", "Below university"),
    EducationLevel.UNIVERSITY: bilingual("Đại học", "University"),
    EducationLevel.POSTGRADUATE: bilingual("Sau đại học", "Postgraduate"),
}

POLITICAL_THEORY: WordTable = {
    PoliticalTheoryLevel.ELEMENTARY: bilingual("Sơ cấp", "Elementary"),
    PoliticalTheoryLevel.INTERMEDIATE: bilingual("Trung cấp", "Intermediate"),
    PoliticalTheoryLevel.ADVANCED: bilingual("Cao cấp", "Advanced"),
    PoliticalTheoryLevel.BACHELOR: bilingual("Cử nhân", "Bachelor"),
}

OTHER_SPELLINGS: dict[str, tuple[str, ...]] = {
    PartyRank.SECRETARY: ("BT",),
    PartyRank.STANDING_DEPUTY_SECRETARY: ("PBT TT", "PBTTT", "Phó Bí thư TT"),
    PartyRank.DEPUTY_SECRETARY: ("PBT",),
    PartyRank.STANDING_COMMITTEE: ("UV BTV", "UVBTV", "BTV", "Ủy viên Thường vụ"),
    PartyRank.COMMITTEE: ("UV BCH", "UVBCH", "BCH", "UVCH"),
    EducationLevel.BELOW_UNIVERSITY: ("Cao đẳng", "Trung cấp", "Sơ cấp"),
    EducationLevel.UNIVERSITY: ("Cử nhân", "Kỹ sư", "ĐH"),
    EducationLevel.POSTGRADUATE: ("Trên đại học", "Thạc sĩ", "Thạc sỹ", "Tiến sĩ", "Tiến sỹ"),
    PoliticalTheoryLevel.ELEMENTARY: ("SC",),
    PoliticalTheoryLevel.INTERMEDIATE: ("TC", "Trung cấp LLCT", "Trung cấp lý luận chính trị"),
    PoliticalTheoryLevel.ADVANCED: ("CC", "Cao cấp LLCT", "Cao cấp lý luận chính trị"),
    PoliticalTheoryLevel.BACHELOR: ("CN", "Cử nhân chính trị"),
}
"""Other ways in which lists write a word."""

FIELD_GROUP: WordTable = {
    FieldGroup.IDENTITY: bilingual("Nhân thân", "Person"),
    FieldGroup.WORK: bilingual("Công tác", "Work"),
    FieldGroup.EDUCATION: bilingual("Trình độ", "Education"),
    FieldGroup.PARTY: bilingual("Đảng", "Party"),
    FieldGroup.TERM: bilingual("Nhiệm kỳ và chức danh", "Term and posts"),
    FieldGroup.STANDARDS: bilingual("Tiêu chuẩn", "Standards"),
    FieldGroup.ASSESSMENT: bilingual("Tín nhiệm, đánh giá", "Confidence and grades"),
    FieldGroup.OTHER: bilingual("Thông tin khác", "Other details"),
    FieldGroup.FILE: bilingual("Trong tệp", "In files"),
}

# --- councils -----------------------------------------------------------------------------------------------

LEVEL: WordTable = {
    CouncilLevel.PROVINCE: bilingual("Cấp tỉnh", "Province"),
    CouncilLevel.DISTRICT: bilingual("Cấp huyện", "District"),
    CouncilLevel.COMMUNE: bilingual("Cấp xã", "Commune"),
}

COUNCIL_KIND: WordTable = {
    CouncilKind.PROVINCE: bilingual("Tỉnh", "Province"),
    CouncilKind.MOUNTAINOUS_PROVINCE: bilingual("Tỉnh miền núi, vùng cao", "Mountainous province"),
    CouncilKind.CITY: bilingual("Thành phố trực thuộc trung ương", "Centrally governed city"),
    CouncilKind.SPECIAL_CITY: bilingual(
        "Thành phố Hà Nội, Thành phố Hồ Chí Minh", "Hà Nội or Hồ Chí Minh City"
    ),
    CouncilKind.RURAL_DISTRICT: bilingual("Huyện", "Rural district"),
    CouncilKind.MOUNTAINOUS_DISTRICT: bilingual(
        "Huyện miền núi, vùng cao, hải đảo", "Mountainous or island rural district"
    ),
    CouncilKind.TOWN: bilingual("Thị xã", "Town"),
    CouncilKind.PROVINCIAL_CITY: bilingual("Thành phố thuộc tỉnh", "Provincial city"),
    CouncilKind.URBAN_DISTRICT: bilingual("Quận", "Urban district"),
    CouncilKind.COMMUNE: bilingual("Xã", "Commune"),
    CouncilKind.MOUNTAINOUS_COMMUNE: bilingual(
        "Xã miền núi, vùng cao, hải đảo", "Mountainous or island commune"
    ),
    CouncilKind.WARD: bilingual("Phường", "Ward"),
    CouncilKind.TOWNLET: bilingual("Thị trấn", "Townlet"),
    CouncilKind.MOUNTAINOUS_TOWNLET: bilingual(
        "Thị trấn miền núi, vùng cao, hải đảo", "Mountainous or island townlet"
    ),
    CouncilKind.CITY_WARD: bilingual("Phường thuộc thành phố", "Ward of a city"),
    CouncilKind.SPECIAL_ZONE: bilingual("Đặc khu", "Special zone"),
}

SORT: WordTable = {
    OrganisationKind.ORGANISATION: bilingual("Cơ quan, tổ chức, đơn vị", "Organisations"),
    OrganisationKind.LOCALITY: bilingual("Địa phương", "Localities"),
}

OFFICE: WordTable = {
    CouncilOffice.CHAIR: bilingual("Chủ tịch HĐND", "Chair"),
    CouncilOffice.VICE_CHAIR: bilingual("Phó Chủ tịch HĐND", "Vice-chair"),
    CouncilOffice.HEAD: bilingual("Trưởng ban", "Head"),
    CouncilOffice.DEPUTY_HEAD: bilingual("Phó Trưởng ban", "Deputy head"),
}

COMMITTEE_SORT: WordTable = {
    CommitteeSort.ETHNIC: bilingual("Ban Dân tộc", "Ethnic Committee"),
    CommitteeSort.URBAN: bilingual("Ban Đô thị", "Urban Committee"),
}

TOWARDS: WordTable = {
    GainingBody.COUNCIL: bilingual("Chuyển sang HĐND", "To the council"),
    GainingBody.PEOPLES_COMMITTEE: bilingual("Chuyển sang UBND", "To the People's Committee"),
}

# --- rules and their answers --------------------------------------------------------------------------------

AMONG: WordTable = {
    Among.INTRODUCED: bilingual("Người được giới thiệu", "People introduced"),
    Among.CANDIDATES: bilingual("Danh sách chính thức những người ứng cử", "Official list of candidates"),
    Among.DEPUTIES: bilingual("Đại biểu dự kiến", "Intended deputies"),
    Among.OUTGOING: bilingual("Đại biểu nhiệm kỳ trước", "Outgoing deputies"),
    Among.CHAIR: bilingual("Chủ tịch HĐND", "Chair"),
    Among.VICE_CHAIR: bilingual("Phó Chủ tịch HĐND", "Vice-chairs"),
    Among.LEADERS: bilingual("Chủ tịch, Phó Chủ tịch HĐND", "Chair and vice-chairs"),
    Among.HEADS: bilingual("Trưởng ban của HĐND", "Heads of committees"),
    Among.DEPUTY_HEADS: bilingual("Phó Trưởng ban của HĐND", "Deputy heads of committees"),
    Among.COMMITTEE_LEADERS: bilingual(
        "Trưởng ban, Phó Trưởng ban của HĐND", "Heads and deputy heads of committees"
    ),
    Among.STANDING: bilingual("Thường trực HĐND", "Standing Committee of the Council"),
    Among.IN_OFFICE: bilingual("Đại biểu giữ chức danh của HĐND", "Deputies who hold a post"),
    Among.OFFICE_HOLDERS: bilingual("Người giữ chức danh của HĐND", "Holders of the Council's posts"),
}

STRENGTH: WordTable = {
    Strength.STANDARD: bilingual("Tiêu chuẩn", "Standard"),
    Strength.MUST: bilingual("Bắt buộc", "Must"),
    Strength.AIM: bilingual("Phấn đấu", "Aim"),
}

VERDICT: WordTable = {
    Verdict.KEPT: bilingual("Đạt", "Kept"),
    Verdict.BROKEN: bilingual("Không đạt", "Broken"),
    Verdict.UNDECIDED: bilingual("Chưa kết luận được", "Undecided"),
}

OUTCOME: WordTable = {
    ProposalOutcome.SOLVED: bilingual("Đã lập được phương án", "Planned"),
    ProposalOutcome.CONFLICT: bilingual(
        "Các quy định mâu thuẫn nhau, không có phương án", "The rules conflict, no plan exists"
    ),
    ProposalOutcome.OUT_OF_TIME: bilingual(
        "Hết thời gian, chưa kết luận được", "Out of time, nothing is proven"
    ),
    ProposalOutcome.EDITED: bilingual("Đã sửa tay", "Changed by hand"),
}

MARK: WordTable = {
    VerificationMark.V1: bilingual("Đã đọc nguyên văn", "Read in full text"),
    VerificationMark.V2: bilingual(
        "Theo nguồn dẫn lại, chưa đối chiếu", "From a secondary source, not compared"
    ),
    VerificationMark.DERIVED: bilingual("Suy ra từ văn bản", "Derived"),
    VerificationMark.UNVERIFIED: bilingual("Chưa kiểm chứng", "Unverified"),
}

SOURCE_KIND: WordTable = {
    SourceKind.LAW: bilingual("Luật", "Law"),
    SourceKind.RESOLUTION: bilingual("Nghị quyết", "Resolution"),
    SourceKind.GUIDANCE: bilingual("Hướng dẫn", "Guidance"),
    SourceKind.DIRECTIVE: bilingual("Chỉ thị", "Directive"),
    SourceKind.HOUSE: bilingual(
        "Tiêu chí bổ sung (ngoài văn bản)", "An additional criterion (not in any document)"
    ),
}


# --- procedure ----------------------------------------------------------------------------------------------


DATED_BY: WordTable = {
    DatedBy.ELECTION: bilingual("Theo ngày bầu cử", "By the election day"),
    DatedBy.PLAN: bilingual("Theo ngày lập phương án", "By the day of the plan"),
}

MEASURE: WordTable = {
    Measure.AGE: bilingual("tuổi", "age"),
    Measure.PREFERENCE: bilingual("mức ưu tiên của ban tổ chức", "preference"),
    Measure.SIZE: bilingual("số ứng cử viên trên một đại biểu được bầu", "candidates per seat"),
}


ENUMS: dict[type, WordTable] = {
    Sex: SEX,
    Bloc: BLOC,
    PartyRank: PARTY_RANK,
    PeoplesCommitteeRole: PEOPLES_COMMITTEE,
    CandidacyBar: BAR,
    OtherBody: ELSEWHERE,
    Sanction: SANCTION,
    RemarkKind: REMARK,
    YearlyGrade: GRADE,
    FieldGroup: FIELD_GROUP,
    EducationLevel: EDUCATION_LEVEL,
    PoliticalTheoryLevel: POLITICAL_THEORY,
    CouncilLevel: LEVEL,
    CouncilKind: COUNCIL_KIND,
    OrganisationKind: SORT,
    CouncilOffice: OFFICE,
    CommitteeSort: COMMITTEE_SORT,
    GainingBody: TOWARDS,
    Among: AMONG,
    Measure: MEASURE,
    Strength: STRENGTH,
    Verdict: VERDICT,
    ProposalOutcome: OUTCOME,
    VerificationMark: MARK,
    SourceKind: SOURCE_KIND,
    DatedBy: DATED_BY,
}

# --- plain strings ------------------------------------------------------------------------------------------

FIELDS: WordTable = {name: declared.heading for name, declared in PERSON_FIELDS.items()}

GROUP: WordTable = {
    "women": bilingual("Phụ nữ", "Women"),
    "under_40": bilingual("Dưới 40 tuổi", "Under 40"),
    "non_party": bilingual("Ngoài Đảng", "Not Party members"),
    "ethnic_minority": bilingual("Dân tộc thiểu số", "Ethnic minorities"),
    "religious_people": bilingual("Người theo tôn giáo", "Religious people"),
    "re_elected": bilingual("Tái cử", "Re-elected"),
    "full_time": bilingual("Hoạt động chuyên trách", "Full-time"),
    "experts": bilingual("Chuyên gia (mọi khối)", "Experts (of every bloc)"),
    "committee_member_heads": bilingual(
        "Cấp ủy viên hoạt động chuyên trách", "Full-time members of the Party Committee"
    ),
    **{str(bloc): text for bloc, text in BLOC.items()},
}

PLAIN: WordTable = FIELDS | GROUP


def get_field_label(field: str, lang: str) -> str:
    """Return the words for ``person.<field>`` or ``council.<field>``.

    Raises:
        KeyError: there is no such word.
    """
    owner, _, name = field.partition(".")
    return (FIELDS if owner == "person" else COUNCIL_FIELDS)[name].of(lang)


COUNCIL_FIELDS: WordTable = {
    "merged_from": bilingual("Số đơn vị được sắp xếp thành đơn vị này", "Units merged into this one"),
    "lower_units": bilingual("Số đơn vị hành chính cấp dưới", "Units of the level below"),
    "planned_on": bilingual("Ngày lập phương án giữa nhiệm kỳ", "Day of a plan made during the term"),
    "prior_term": bilingual("Số liệu nhiệm kỳ trước", "Figures of the previous term"),
    "targets": bilingual("Mục tiêu do cơ quan lập phương án đặt", "Targets of the planning body"),
    "secretary_not_chairing": bilingual(
        "Lý do Bí thư không làm Chủ tịch HĐND", "Reason why the secretary does not chair"
    ),
    "sitting": bilingual("Số người đang giữ từng chức danh", "How many hold each office now"),
    "vice_chair_transfer": bilingual(
        "Hồ sơ thí điểm chuyển một Phó Chủ tịch", "Records of the pilot that moves a vice-chair"
    ),
    "seats_decided_by": bilingual("Quyết định số đại biểu riêng", "Decision that sets the seats apart"),
    "ethnic_minority_candidates": bilingual(
        "Số người ứng cử dân tộc thiểu số do địa phương xác định", "Ethnic-minority candidates set locally"
    ),
}
"""Those that the register or texts of the rulebooks name."""

SELECTORS: WordTable = {
    "grade_at_least": bilingual(
        "xếp loại hằng năm từ một mức trở lên", "a yearly grade of so much or better"
    ),
    "low_confidence_over": bilingual(
        "quá một tỷ lệ phiếu tín nhiệm thấp", "more than a share of votes of low confidence"
    ),
}
"""Of the words that describe people, those that texts of the rulebooks name."""

BOUNDS: WordTable = {
    "at_least": bilingual("số tối thiểu", "lowest number"),
    "at_most": bilingual("số tối đa", "highest number"),
    "at_least_percent": bilingual("số phần trăm tối thiểu", "lowest percentage"),
    "at_most_percent": bilingual("số phần trăm tối đa", "highest percentage"),
    "within": bilingual("số phần trăm đơn vị được chênh", "hundredths that averages may differ"),
    "within_percent": bilingual("số phần trăm lệch tối đa", "greatest deviation in percent"),
    "leaders": bilingual("số Chủ tịch, Phó Chủ tịch chuyên trách tối đa", "most full-time leaders"),
    "per_committee": bilingual(
        "số người chuyên trách tối đa ở mỗi ban", "most full-time people per committee"
    ),
    "more": bilingual("số người được thêm trên mức tối thiểu", "people allowed above the minimum"),
    "missing": bilingual("số người được thiếu so với số dư", "people the surplus may lack"),
}
