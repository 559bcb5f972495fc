"""Vietnamese and English words for everything that has a code: enum values, fields, groups, bounds."""

from cocau.constraints.clauses import ClauseType
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
    OtherBody,
    PartyRank,
    PeoplesCommitteeRole,
    Sanction,
    Sex,
    YearlyGrade,
)
from cocau.constraints.procedure.dossier import OpinionPosition
from cocau.constraints.procedure.gates import StepState
from cocau.constraints.published.notice import NoticeStage, NoticeTotal
from cocau.constraints.published.remarks import STAGE_WORDS, TOTAL_WORDS
from cocau.constraints.record import Text
from cocau.constraints.rulebook import SourceKind
from cocau.constraints.rules.rule import DatedBy, Strength, Verdict, VerificationMark
from cocau.constraints.rules.steps import RecordKind
from cocau.solver.explain.elections.bounds import KeptInOutcomes, UnjudgedReason
from cocau.solver.explain.price_report import AimEffect
from cocau.solver.proposal import ProposalOutcome

WordTable = dict[str, Text]


def get_label(value: str, lang: str) -> str:
    """Return the words for an enum value, a field of a person, or a group of people.

    A plain string is read as a field or a group: Level, CouncilKind and Elsewhere share codes that
    only the type of the value can tell apart.

    Raises:
        KeyError: there is no such word.
    """
    return ENUMS.get(type(value), PLAIN)[value].of(lang)


def _text(vi: str, en: str) -> Text:
    return Text(vi=vi, en=en)


# --- people -------------------------------------------------------------------------------------------------

SEX: WordTable = {Sex.FEMALE: _text("Nữ", "Female"), Sex.MALE: _text("Nam", "Male")}

BLOC: WordTable = {
    Bloc.PARTY: _text("Khối Đảng", "Party"),
    Bloc.COUNCIL: _text("Khối HĐND chuyên trách", "Full-time People's Council"),
    Bloc.ADMINISTRATION: _text(
        "Khối cơ quan hành chính nhà nước (UBND)", "State administration (People's Committee)"
    ),
    Bloc.FRONT: _text(
        "Khối Mặt trận và tổ chức chính trị - xã hội", "Fatherland Front and socio-political organisations"
    ),
    Bloc.ARMED_FORCES: _text("Lực lượng vũ trang", "Armed forces"),
    Bloc.JUDICIARY: _text("Tư pháp", "Judiciary"),
    Bloc.PUBLIC_SERVICE: _text("Đơn vị sự nghiệp công lập", "Public service units"),
    Bloc.ECONOMIC: _text("Thành phần kinh tế", "Economic sectors"),
    Bloc.EXPERT: _text("Chuyên gia", "Experts"),
    Bloc.RELIGIOUS: _text("Tôn giáo", "Religious organisations"),
    Bloc.GRASSROOTS: _text("Cơ sở (cấp dưới)", "Grassroots (lower levels)"),
    Bloc.OTHER: _text("Khác", "Other"),
}

PARTY_RANK: WordTable = {
    PartyRank.SECRETARY: _text("Bí thư", "Secretary"),
    PartyRank.STANDING_DEPUTY_SECRETARY: _text("Phó Bí thư Thường trực", "Standing Deputy Secretary"),
    PartyRank.DEPUTY_SECRETARY: _text("Phó Bí thư", "Deputy Secretary"),
    PartyRank.STANDING_COMMITTEE: _text("Ủy viên Ban Thường vụ", "Member of the Standing Committee"),
    PartyRank.COMMITTEE: _text("Ủy viên Ban Chấp hành (cấp ủy viên)", "Member of the Party Committee"),
}

PEOPLES_COMMITTEE: WordTable = {
    PeoplesCommitteeRole.CHAIR: _text("Chủ tịch UBND", "Chair of the People's Committee"),
    PeoplesCommitteeRole.MEMBER: _text(
        "Thành viên UBND (Phó Chủ tịch, Ủy viên)", "Member of the People's Committee (vice-chairs too)"
    ),
}

BAR: WordTable = {
    CandidacyBar.STRIPPED_OR_INCAPACITATED: _text(
        "Đang bị tước quyền ứng cử, chấp hành hình phạt tù, hạn chế hoặc mất năng lực hành vi dân sự"
        " (Điều 37 khoản 1)",
        "Stripped of the right to stand, in prison, of limited or no civil capacity (Art. 37(1))",
    ),
    CandidacyBar.INDICTED: _text(
        "Đang bị khởi tố bị can (Điều 37 khoản 2)", "Under criminal charges (Art. 37(2))"
    ),
    CandidacyBar.SERVING_SENTENCE: _text(
        "Đang chấp hành bản án, quyết định hình sự của Tòa án (Điều 37 khoản 3)",
        "Serving a criminal sentence or decision (Art. 37(3))",
    ),
    CandidacyBar.RECORD_NOT_ERASED: _text(
        "Đã chấp hành xong bản án nhưng chưa được xóa án tích (Điều 37 khoản 4)",
        "Sentence served, criminal record not erased (Art. 37(4))",
    ),
    CandidacyBar.ADMINISTRATIVE_MEASURE: _text(
        "Đang chấp hành biện pháp xử lý hành chính: cơ sở giáo dục bắt buộc, cơ sở cai nghiện bắt buộc,"
        " giáo dục tại xã, phường (Điều 37 khoản 5)",
        "Under compulsory education, compulsory detoxification or education in the commune (Art. 37(5))",
    ),
}

ELSEWHERE: WordTable = {
    OtherBody.NATIONAL: _text("Quốc hội", "National Assembly"),
    OtherBody.PROVINCE: _text("HĐND cấp tỉnh", "Provincial People's Council"),
    OtherBody.DISTRICT: _text("HĐND cấp huyện", "District People's Council"),
    OtherBody.COMMUNE: _text("HĐND cấp xã", "Commune People's Council"),
}

SANCTION: WordTable = {
    Sanction.REPRIMAND: _text("Khiển trách", "Reprimand"),
    Sanction.WARNING: _text("Cảnh cáo", "Warning"),
    Sanction.PAY_CUT: _text("Hạ bậc lương", "Pay cut"),
    Sanction.DEMOTION: _text("Giáng chức", "Demotion"),
    Sanction.DISMISSAL: _text("Cách chức", "Dismissal from post"),
}

GRADE: WordTable = {
    YearlyGrade.EXCELLENT: _text("Hoàn thành xuất sắc nhiệm vụ", "Excellent"),
    YearlyGrade.GOOD: _text("Hoàn thành tốt nhiệm vụ", "Good"),
    YearlyGrade.FAIR: _text("Hoàn thành nhiệm vụ", "Fair"),
    YearlyGrade.POOR: _text("Không hoàn thành nhiệm vụ", "Poor"),
}

FIELD_GROUP: WordTable = {
    FieldGroup.IDENTITY: _text("Nhân thân", "Person"),
    FieldGroup.WORK: _text("Công tác", "Work"),
    FieldGroup.PARTY: _text("Đảng", "Party"),
    FieldGroup.TERM: _text("Nhiệm kỳ và chức danh", "Term and posts"),
    FieldGroup.STANDARDS: _text("Tiêu chuẩn", "Standards"),
    FieldGroup.ASSESSMENT: _text("Tín nhiệm, đánh giá", "Confidence and grades"),
    FieldGroup.FILE: _text("Trong tệp", "In files"),
}

# --- councils -----------------------------------------------------------------------------------------------

LEVEL: WordTable = {
    CouncilLevel.PROVINCE: _text("Cấp tỉnh", "Province"),
    CouncilLevel.DISTRICT: _text("Cấp huyện", "District"),
    CouncilLevel.COMMUNE: _text("Cấp xã", "Commune"),
}

COUNCIL_KIND: WordTable = {
    CouncilKind.PROVINCE: _text("Tỉnh", "Province"),
    CouncilKind.MOUNTAINOUS_PROVINCE: _text("Tỉnh miền núi, vùng cao", "Mountainous province"),
    CouncilKind.CITY: _text("Thành phố trực thuộc trung ương", "Centrally governed city"),
    CouncilKind.SPECIAL_CITY: _text("Thành phố Hà Nội, Thành phố Hồ Chí Minh", "Hà Nội or Hồ Chí Minh City"),
    CouncilKind.RURAL_DISTRICT: _text("Huyện", "Rural district"),
    CouncilKind.MOUNTAINOUS_DISTRICT: _text(
        "Huyện miền núi, vùng cao, hải đảo", "Mountainous or island rural district"
    ),
    CouncilKind.TOWN: _text("Thị xã", "Town"),
    CouncilKind.PROVINCIAL_CITY: _text("Thành phố thuộc tỉnh", "Provincial city"),
    CouncilKind.URBAN_DISTRICT: _text("Quận", "Urban district"),
    CouncilKind.COMMUNE: _text("Xã", "Commune"),
    CouncilKind.MOUNTAINOUS_COMMUNE: _text("Xã miền núi, vùng cao, hải đảo", "Mountainous or island commune"),
    CouncilKind.WARD: _text("Phường", "Ward"),
    CouncilKind.TOWNLET: _text("Thị trấn", "Townlet"),
    CouncilKind.MOUNTAINOUS_TOWNLET: _text(
        "Thị trấn miền núi, vùng cao, hải đảo", "Mountainous or island townlet"
    ),
    CouncilKind.CITY_WARD: _text("Phường thuộc thành phố", "Ward of a city"),
    CouncilKind.SPECIAL_ZONE: _text("Đặc khu", "Special zone"),
}

SORT: WordTable = {
    OrganisationKind.ORGANISATION: _text("Cơ quan, tổ chức, đơn vị", "Organisations"),
    OrganisationKind.LOCALITY: _text("Địa phương", "Localities"),
}

OFFICE: WordTable = {
    CouncilOffice.CHAIR: _text("Chủ tịch HĐND", "Chair"),
    CouncilOffice.VICE_CHAIR: _text("Phó Chủ tịch HĐND", "Vice-chair"),
    CouncilOffice.HEAD: _text("Trưởng ban", "Head"),
    CouncilOffice.DEPUTY_HEAD: _text("Phó Trưởng ban", "Deputy head"),
}

COMMITTEE_SORT: WordTable = {
    CommitteeSort.ETHNIC: _text("Ban Dân tộc", "Ethnic Committee"),
    CommitteeSort.URBAN: _text("Ban Đô thị", "Urban Committee"),
}

TOWARDS: WordTable = {
    GainingBody.COUNCIL: _text("Chuyển sang HĐND", "To the council"),
    GainingBody.PEOPLES_COMMITTEE: _text("Chuyển sang UBND", "To the People's Committee"),
}

# --- rules and their answers --------------------------------------------------------------------------------

AMONG: WordTable = {
    Among.INTRODUCED: _text("Người được giới thiệu", "People introduced"),
    Among.CANDIDATES: _text("Danh sách chính thức những người ứng cử", "Official list of candidates"),
    Among.DEPUTIES: _text("Đại biểu dự kiến", "Intended deputies"),
    Among.OUTGOING: _text("Đại biểu nhiệm kỳ trước", "Outgoing deputies"),
    Among.CHAIR: _text("Chủ tịch HĐND", "Chair"),
    Among.VICE_CHAIR: _text("Phó Chủ tịch HĐND", "Vice-chairs"),
    Among.LEADERS: _text("Chủ tịch, Phó Chủ tịch HĐND", "Chair and vice-chairs"),
    Among.HEADS: _text("Trưởng ban của HĐND", "Heads of committees"),
    Among.DEPUTY_HEADS: _text("Phó Trưởng ban của HĐND", "Deputy heads of committees"),
    Among.COMMITTEE_LEADERS: _text(
        "Trưởng ban, Phó Trưởng ban của HĐND", "Heads and deputy heads of committees"
    ),
    Among.STANDING: _text("Thường trực HĐND", "Standing Committee of the Council"),
    Among.OFFICE_HOLDERS: _text("Người giữ chức danh của HĐND", "Holders of the Council's posts"),
}

STRENGTH: WordTable = {
    Strength.STANDARD: _text("Tiêu chuẩn", "Standard"),
    Strength.MUST: _text("Bắt buộc", "Must"),
    Strength.AIM: _text("Phấn đấu", "Aim"),
}

VERDICT: WordTable = {
    Verdict.KEPT: _text("Đạt", "Kept"),
    Verdict.BROKEN: _text("Không đạt", "Broken"),
    Verdict.UNDECIDED: _text("Chưa kết luận được", "Undecided"),
}

OUTCOME: WordTable = {
    ProposalOutcome.SOLVED: _text("Đã lập được phương án", "Planned"),
    ProposalOutcome.CONFLICT: _text(
        "Các quy định mâu thuẫn nhau, không có phương án", "The rules conflict, no plan exists"
    ),
    ProposalOutcome.OUT_OF_TIME: _text("Hết thời gian, chưa kết luận được", "Out of time, nothing is proven"),
}

MARK: WordTable = {
    VerificationMark.V1: _text("Đã đọc nguyên văn", "Read in full text"),
    VerificationMark.V2: _text("Theo nguồn dẫn lại, chưa đối chiếu", "From a secondary source, not compared"),
    VerificationMark.DERIVED: _text("Suy ra từ văn bản", "Derived"),
    VerificationMark.UNVERIFIED: _text("Chưa kiểm chứng", "Unverified"),
}

SOURCE_KIND: WordTable = {
    SourceKind.LAW: _text("Luật", "Law"),
    SourceKind.RESOLUTION: _text("Nghị quyết", "Resolution"),
    SourceKind.GUIDANCE: _text("Hướng dẫn", "Guidance"),
    SourceKind.DIRECTIVE: _text("Chỉ thị", "Directive"),
    SourceKind.HOUSE: _text(
        "Mong muốn của chương trình (không phải luật)", "The program's own wish (not law)"
    ),
}

CLAUSE_TYPE: WordTable = {
    ClauseType.STRUCTURE: _text("Cơ cấu bắt buộc của phương án", "Structure of a slate"),
    ClauseType.DIRECTION: _text("Định hướng, ưu tiên", "Direction or preference"),
    ClauseType.QUALITY: _text("Tiêu chuẩn, chất lượng", "Standards and quality"),
    ClauseType.STEP: _text("Bước của quy trình", "Step of procedure"),
    ClauseType.MONITORING: _text("Theo dõi, báo cáo", "Monitoring and report"),
    ClauseType.OUTSIDE: _text("Ngoài việc lập cơ cấu", "Outside the planning of a composition"),
}

# --- procedure ----------------------------------------------------------------------------------------------

RECORD_KIND: WordTable = {
    RecordKind.OPINION: _text("Văn bản ý kiến", "Opinion"),
    RecordKind.MINUTES: _text("Biên bản", "Minutes"),
    RecordKind.DECISION: _text("Quyết định, nghị quyết", "Decision"),
    RecordKind.PLAN: _text("Bản dự kiến", "Planned structure"),
    RecordKind.LIST: _text("Danh sách", "List"),
    RecordKind.REPORT: _text("Báo cáo, văn bản trả lời", "Report"),
}

POSITION: WordTable = {
    OpinionPosition.FOR: _text("Tán thành", "For"),
    OpinionPosition.AGAINST: _text("Không tán thành", "Against"),
    OpinionPosition.MIXED: _text("Ý kiến khác nhau", "Mixed"),
    OpinionPosition.NONE_STATED: _text("Không ghi tán thành hay không", "Neither for nor against"),
}

STATE: WordTable = {
    StepState.LATE: _text("Đã trễ, chưa có văn bản", "Late, not on record"),
    StepState.OUT_OF_ORDER: _text("Trái trình tự", "Out of order"),
    StepState.OPEN: _text("Làm được ngay", "Open now"),
    StepState.NOT_ARISEN: _text("Chưa phát sinh", "Not arisen yet"),
    StepState.WAITING: _text("Còn chờ bước trước", "Waiting"),
    StepState.DONE_LATE: _text("Đã làm, nhưng trễ", "Done late"),
    StepState.DONE: _text("Đã làm", "Done"),
}

EFFECT: WordTable = {
    AimEffect.SAME: _text("Không đổi", "No change"),
    AimEffect.BETTER: _text("Mục tiêu tốt hơn", "Aims nearer"),
    AimEffect.WORSE: _text("Mục tiêu kém đi", "Aims further off"),
    AimEffect.CONFLICT: _text("Xung đột, không có phương án", "Conflict, no plan exists"),
    AimEffect.OPEN: _text("Chưa rõ", "Open"),
}

DATED_BY: WordTable = {
    DatedBy.ELECTION: _text("Theo ngày bầu cử", "By the election day"),
    DatedBy.PLAN: _text("Theo ngày lập phương án", "By the day of the plan"),
}

HELD: WordTable = {
    KeptInOutcomes.EVERY: _text("mọi kết quả", "every outcome"),
    KeptInOutcomes.SOME: _text("tùy cử tri", "some outcomes"),
    KeptInOutcomes.NONE: _text("không kết quả nào", "no outcome"),
}

WHY_OPEN: WordTable = {
    UnjudgedReason.POSTS: _text(
        "Không xét ở đây vì còn tùy ai giữ chức danh", "Not judged here, as it depends on who holds posts"
    ),
    UnjudgedReason.SEVERAL: _text(
        "Không xét ở đây vì tùy nhiều nhóm, hoặc từng người, cùng lúc",
        "Not judged here, as it depends on several groups, or persons, at once",
    ),
    UnjudgedReason.FIGURES: _text("Không xét được vì thiếu số liệu", "Not judged for want of figures"),
    UnjudgedReason.TIME: _text("Chưa xét kịp", "Not judged in time"),
}

MEASURE: WordTable = {
    Measure.AGE: _text("tuổi", "age"),
    Measure.PREFERENCE: _text("mức ưu tiên của ban tổ chức", "preference"),
    Measure.SIZE: _text("số ứng cử viên trên một đại biểu được bầu", "candidates per seat"),
}

ENUMS: dict[type, WordTable] = {
    KeptInOutcomes: HELD,
    UnjudgedReason: WHY_OPEN,
    Sex: SEX,
    Bloc: BLOC,
    PartyRank: PARTY_RANK,
    PeoplesCommitteeRole: PEOPLES_COMMITTEE,
    CandidacyBar: BAR,
    OtherBody: ELSEWHERE,
    Sanction: SANCTION,
    YearlyGrade: GRADE,
    FieldGroup: FIELD_GROUP,
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
    AimEffect: EFFECT,
    NoticeStage: STAGE_WORDS,
    NoticeTotal: TOTAL_WORDS,
    RecordKind: RECORD_KIND,
    OpinionPosition: POSITION,
    StepState: STATE,
    ClauseType: CLAUSE_TYPE,
}

# --- plain strings ------------------------------------------------------------------------------------------

FIELDS: WordTable = {name: declared.heading for name, declared in PERSON_FIELDS.items()}

GROUP: WordTable = {
    "women": _text("Phụ nữ", "Women"),
    "under_40": _text("Dưới 40 tuổi", "Under 40"),
    "non_party": _text("Ngoài Đảng", "Not Party members"),
    "ethnic_minority": _text("Dân tộc thiểu số", "Ethnic minorities"),
    "religious_people": _text("Người theo tôn giáo", "Religious people"),
    "re_elected": _text("Tái cử", "Re-elected"),
    "full_time": _text("Hoạt động chuyên trách", "Full-time"),
    "experts": _text("Chuyên gia (mọi khối)", "Experts (of every bloc)"),
    "committee_member_heads": _text(
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


def _bilingual(vi: str, en: str) -> Text:
    return Text(vi=vi, en=en)


COUNCIL_FIELDS: WordTable = {
    "merged_from": _bilingual("Số đơn vị được sắp xếp thành đơn vị này", "Units merged into this one"),
    "lower_units": _bilingual("Số đơn vị hành chính cấp dưới", "Units of the level below"),
    "planned_on": _bilingual("Ngày lập phương án giữa nhiệm kỳ", "Day of a plan made during the term"),
    "prior_term": _bilingual("Số liệu nhiệm kỳ trước", "Figures of the previous term"),
    "targets": _bilingual("Mục tiêu do cơ quan lập phương án đặt", "Targets of the planning body"),
    "secretary_not_chairing": _bilingual(
        "Lý do Bí thư không làm Chủ tịch HĐND", "Reason why the secretary does not chair"
    ),
    "sitting": _bilingual("Số người đang giữ từng chức danh", "How many hold each office now"),
    "vice_chair_transfer": _bilingual(
        "Hồ sơ thí điểm chuyển một Phó Chủ tịch", "Records of the pilot that moves a vice-chair"
    ),
    "seats_decided_by": _bilingual("Quyết định số đại biểu riêng", "Decision that sets the seats apart"),
    "ethnic_minority_candidates": _bilingual(
        "Số người ứng cử dân tộc thiểu số do địa phương xác định", "Ethnic-minority candidates set locally"
    ),
}
"""Those that the register or texts of the rulebooks name."""

SELECTORS: WordTable = {
    "grade_at_least": _bilingual(
        "xếp loại hằng năm từ một mức trở lên", "a yearly grade of so much or better"
    ),
    "low_confidence_over": _bilingual(
        "quá một tỷ lệ phiếu tín nhiệm thấp", "more than a share of votes of low confidence"
    ),
}
"""Of the words that describe people, those that texts of the rulebooks name."""

BOUNDS: WordTable = {
    "at_least": _bilingual("số tối thiểu", "lowest number"),
    "at_most": _bilingual("số tối đa", "highest number"),
    "at_least_percent": _bilingual("số phần trăm tối thiểu", "lowest percentage"),
    "at_most_percent": _bilingual("số phần trăm tối đa", "highest percentage"),
    "within": _bilingual("số phần trăm đơn vị được chênh", "hundredths that averages may differ"),
    "within_percent": _bilingual("số phần trăm lệch tối đa", "greatest deviation in percent"),
    "leaders": _bilingual("số Chủ tịch, Phó Chủ tịch chuyên trách tối đa", "most full-time leaders"),
    "per_committee": _bilingual(
        "số người chuyên trách tối đa ở mỗi ban", "most full-time people per committee"
    ),
    "more": _bilingual("số người được thêm trên mức tối thiểu", "people allowed above the minimum"),
    "missing": _bilingual("số người được thiếu so với số dư", "people the surplus may lack"),
}
