"""Vietnamese and English words for everything that has a code: enum values, fields of a person, groups."""

from cocau.constraints.clauses import ClauseType
from cocau.constraints.council import CouncilKind, Level, Office, Towards
from cocau.constraints.dated import DatedBy
from cocau.constraints.dossier import Position
from cocau.constraints.gates import State
from cocau.constraints.measure import Measure
from cocau.constraints.notice import Stage, Total
from cocau.constraints.offers import Sort
from cocau.constraints.people import Bar, Bloc, Elsewhere, Grade, PartyRank, PeoplesCommittee, Sanction, Sex
from cocau.constraints.record import Text
from cocau.constraints.rule import Mark, Strength, Verdict
from cocau.constraints.select import Among
from cocau.constraints.sources import SourceKind
from cocau.constraints.steps import RecordKind
from cocau.constraints.table_words import STAGES, TOTALS
from cocau.solver.explain.over_outcomes import Held, Why
from cocau.solver.explain.pricing import Effect
from cocau.solver.proposal import Outcome

Words = dict[str, Text]


def label(value: str, lang: str) -> str:
    """The words for an enum value, a field of a person or a group of composition tables.

    A plain string is read as a field or a group: Level, CouncilKind and Elsewhere share codes that
    only the type of the value can tell apart.

    Raises:
        KeyError: there is no such word.
    """
    return ENUMS.get(type(value), PLAIN)[value].of(lang)


def _of(vi: str, en: str) -> Text:
    return Text(vi=vi, en=en)


# --- people -------------------------------------------------------------------------------------------------

SEX: Words = {Sex.FEMALE: _of("Nữ", "Female"), Sex.MALE: _of("Nam", "Male")}

BLOC: Words = {
    Bloc.PARTY: _of("Khối Đảng", "Party"),
    Bloc.COUNCIL: _of("Khối HĐND chuyên trách", "Full-time People's Council"),
    Bloc.ADMINISTRATION: _of(
        "Khối cơ quan hành chính nhà nước (UBND)", "State administration (People's Committee)"
    ),
    Bloc.FRONT: _of(
        "Khối Mặt trận và tổ chức chính trị - xã hội", "Fatherland Front and socio-political organisations"
    ),
    Bloc.ARMED_FORCES: _of("Lực lượng vũ trang", "Armed forces"),
    Bloc.JUDICIARY: _of("Tư pháp", "Judiciary"),
    Bloc.PUBLIC_SERVICE: _of("Đơn vị sự nghiệp công lập", "Public service units"),
    Bloc.ECONOMIC: _of("Thành phần kinh tế", "Economic sectors"),
    Bloc.EXPERT: _of("Chuyên gia", "Experts"),
    Bloc.RELIGIOUS: _of("Tôn giáo", "Religious organisations"),
    Bloc.GRASSROOTS: _of("Cơ sở (cấp dưới)", "Grassroots (lower levels)"),
    Bloc.OTHER: _of("Khác", "Other"),
}

PARTY_RANK: Words = {
    PartyRank.SECRETARY: _of("Bí thư", "Secretary"),
    PartyRank.STANDING_DEPUTY_SECRETARY: _of("Phó Bí thư Thường trực", "Standing Deputy Secretary"),
    PartyRank.DEPUTY_SECRETARY: _of("Phó Bí thư", "Deputy Secretary"),
    PartyRank.STANDING_COMMITTEE: _of("Ủy viên Ban Thường vụ", "Member of the Standing Committee"),
    PartyRank.COMMITTEE: _of("Ủy viên Ban Chấp hành (cấp ủy viên)", "Member of the Party Committee"),
}

PEOPLES_COMMITTEE: Words = {
    PeoplesCommittee.CHAIR: _of("Chủ tịch UBND", "Chair of the People's Committee"),
    PeoplesCommittee.MEMBER: _of(
        "Thành viên UBND (Phó Chủ tịch, Ủy viên)", "Member of the People's Committee (vice-chairs too)"
    ),
}

BAR: Words = {
    Bar.STRIPPED_OR_INCAPACITATED: _of(
        "Đang bị tước quyền ứng cử, chấp hành hình phạt tù, hạn chế hoặc mất năng lực hành vi dân sự"
        " (Điều 37 khoản 1)",
        "Stripped of the right to stand, in prison, of limited or no civil capacity (Art. 37(1))",
    ),
    Bar.INDICTED: _of("Đang bị khởi tố bị can (Điều 37 khoản 2)", "Under criminal charges (Art. 37(2))"),
    Bar.SERVING_SENTENCE: _of(
        "Đang chấp hành bản án, quyết định hình sự của Tòa án (Điều 37 khoản 3)",
        "Serving a criminal sentence or decision (Art. 37(3))",
    ),
    Bar.RECORD_NOT_ERASED: _of(
        "Đã chấp hành xong bản án nhưng chưa được xóa án tích (Điều 37 khoản 4)",
        "Sentence served, criminal record not erased (Art. 37(4))",
    ),
    Bar.ADMINISTRATIVE_MEASURE: _of(
        "Đang chấp hành biện pháp xử lý hành chính: cơ sở giáo dục bắt buộc, cơ sở cai nghiện bắt buộc,"
        " giáo dục tại xã, phường (Điều 37 khoản 5)",
        "Under compulsory education, compulsory detoxification or education in the commune (Art. 37(5))",
    ),
}

ELSEWHERE: Words = {
    Elsewhere.NATIONAL: _of("Quốc hội", "National Assembly"),
    Elsewhere.PROVINCE: _of("HĐND cấp tỉnh", "Provincial People's Council"),
    Elsewhere.DISTRICT: _of("HĐND cấp huyện", "District People's Council"),
    Elsewhere.COMMUNE: _of("HĐND cấp xã", "Commune People's Council"),
}

SANCTION: Words = {
    Sanction.REPRIMAND: _of("Khiển trách", "Reprimand"),
    Sanction.WARNING: _of("Cảnh cáo", "Warning"),
    Sanction.PAY_CUT: _of("Hạ bậc lương", "Pay cut"),
    Sanction.DEMOTION: _of("Giáng chức", "Demotion"),
    Sanction.DISMISSAL: _of("Cách chức", "Dismissal from post"),
}

GRADE: Words = {
    Grade.EXCELLENT: _of("Hoàn thành xuất sắc nhiệm vụ", "Excellent"),
    Grade.GOOD: _of("Hoàn thành tốt nhiệm vụ", "Good"),
    Grade.FAIR: _of("Hoàn thành nhiệm vụ", "Fair"),
    Grade.POOR: _of("Không hoàn thành nhiệm vụ", "Poor"),
}

# --- councils -----------------------------------------------------------------------------------------------

LEVEL: Words = {
    Level.PROVINCE: _of("Cấp tỉnh", "Province"),
    Level.DISTRICT: _of("Cấp huyện", "District"),
    Level.COMMUNE: _of("Cấp xã", "Commune"),
}

COUNCIL_KIND: Words = {
    CouncilKind.PROVINCE: _of("Tỉnh", "Province"),
    CouncilKind.MOUNTAINOUS_PROVINCE: _of("Tỉnh miền núi, vùng cao", "Mountainous province"),
    CouncilKind.CITY: _of("Thành phố trực thuộc trung ương", "Centrally governed city"),
    CouncilKind.SPECIAL_CITY: _of("Thành phố Hà Nội, Thành phố Hồ Chí Minh", "Hà Nội or Hồ Chí Minh City"),
    CouncilKind.RURAL_DISTRICT: _of("Huyện", "Rural district"),
    CouncilKind.MOUNTAINOUS_DISTRICT: _of(
        "Huyện miền núi, vùng cao, hải đảo", "Mountainous or island rural district"
    ),
    CouncilKind.TOWN: _of("Thị xã", "Town"),
    CouncilKind.PROVINCIAL_CITY: _of("Thành phố thuộc tỉnh", "Provincial city"),
    CouncilKind.URBAN_DISTRICT: _of("Quận", "Urban district"),
    CouncilKind.COMMUNE: _of("Xã", "Commune"),
    CouncilKind.MOUNTAINOUS_COMMUNE: _of("Xã miền núi, vùng cao, hải đảo", "Mountainous or island commune"),
    CouncilKind.WARD: _of("Phường", "Ward"),
    CouncilKind.TOWNLET: _of("Thị trấn", "Townlet"),
}

SORT: Words = {
    Sort.ORGANISATION: _of("Cơ quan, tổ chức, đơn vị", "Organisations"),
    Sort.LOCALITY: _of("Địa phương", "Localities"),
}

OFFICE: Words = {
    Office.CHAIR: _of("Chủ tịch HĐND", "Chair"),
    Office.VICE_CHAIR: _of("Phó Chủ tịch HĐND", "Vice-chair"),
    Office.HEAD: _of("Trưởng ban", "Head"),
    Office.DEPUTY_HEAD: _of("Phó Trưởng ban", "Deputy head"),
}

TOWARDS: Words = {
    Towards.COUNCIL: _of("Chuyển sang HĐND", "To the council"),
    Towards.PEOPLES_COMMITTEE: _of("Chuyển sang UBND", "To the People's Committee"),
}

# --- rules and their answers --------------------------------------------------------------------------------

AMONG: Words = {
    Among.INTRODUCED: _of("Người được giới thiệu", "People introduced"),
    Among.CANDIDATES: _of("Danh sách chính thức những người ứng cử", "Official list of candidates"),
    Among.DEPUTIES: _of("Đại biểu dự kiến", "Intended deputies"),
    Among.OUTGOING: _of("Đại biểu nhiệm kỳ trước", "Outgoing deputies"),
    Among.CHAIR: _of("Chủ tịch HĐND", "Chair"),
    Among.VICE_CHAIR: _of("Phó Chủ tịch HĐND", "Vice-chairs"),
    Among.LEADERS: _of("Chủ tịch, Phó Chủ tịch HĐND", "Chair and vice-chairs"),
    Among.HEADS: _of("Trưởng ban của HĐND", "Heads of committees"),
    Among.DEPUTY_HEADS: _of("Phó Trưởng ban của HĐND", "Deputy heads of committees"),
    Among.COMMITTEE_LEADERS: _of(
        "Trưởng ban, Phó Trưởng ban của HĐND", "Heads and deputy heads of committees"
    ),
    Among.STANDING: _of("Thường trực HĐND", "Standing Committee of the Council"),
    Among.OFFICE_HOLDERS: _of("Người giữ chức danh của HĐND", "Holders of the Council's posts"),
}

STRENGTH: Words = {
    Strength.STANDARD: _of("Tiêu chuẩn", "Standard"),
    Strength.MUST: _of("Bắt buộc", "Must"),
    Strength.AIM: _of("Phấn đấu", "Aim"),
}

VERDICT: Words = {
    Verdict.KEPT: _of("Đạt", "Kept"),
    Verdict.BROKEN: _of("Không đạt", "Broken"),
    Verdict.UNDECIDED: _of("Chưa kết luận được", "Undecided"),
}

OUTCOME: Words = {
    Outcome.SOLVED: _of("Đã lập được phương án", "Planned"),
    Outcome.CONFLICT: _of(
        "Các quy định mâu thuẫn nhau, không có phương án", "The rules conflict, no plan exists"
    ),
    Outcome.OUT_OF_TIME: _of("Hết thời gian, chưa kết luận được", "Out of time, nothing is proven"),
}

MARK: Words = {
    Mark.V1: _of("Đã đọc nguyên văn", "Read in full text"),
    Mark.V2: _of("Theo nguồn dẫn lại, chưa đối chiếu", "From a secondary source, not compared"),
    Mark.DERIVED: _of("Suy ra từ văn bản", "Derived"),
    Mark.UNVERIFIED: _of("Chưa kiểm chứng", "Unverified"),
}

SOURCE_KIND: Words = {
    SourceKind.LAW: _of("Luật", "Law"),
    SourceKind.RESOLUTION: _of("Nghị quyết", "Resolution"),
    SourceKind.GUIDANCE: _of("Hướng dẫn", "Guidance"),
    SourceKind.DIRECTIVE: _of("Chỉ thị", "Directive"),
    SourceKind.HOUSE: _of("Mong muốn của chương trình (không phải luật)", "The program's own wish (not law)"),
}

CLAUSE_TYPE: Words = {
    ClauseType.STRUCTURE: _of("Cơ cấu bắt buộc của phương án", "Structure of a slate"),
    ClauseType.DIRECTION: _of("Định hướng, ưu tiên", "Direction or preference"),
    ClauseType.QUALITY: _of("Tiêu chuẩn, chất lượng", "Standards and quality"),
    ClauseType.STEP: _of("Bước của quy trình", "Step of procedure"),
    ClauseType.MONITORING: _of("Theo dõi, báo cáo", "Monitoring and report"),
    ClauseType.OUTSIDE: _of("Ngoài việc lập cơ cấu", "Outside the planning of a composition"),
}

# --- procedure ----------------------------------------------------------------------------------------------

RECORD_KIND: Words = {
    RecordKind.OPINION: _of("Văn bản ý kiến", "Opinion"),
    RecordKind.MINUTES: _of("Biên bản", "Minutes"),
    RecordKind.DECISION: _of("Quyết định, nghị quyết", "Decision"),
    RecordKind.PLAN: _of("Bản dự kiến", "Planned structure"),
    RecordKind.LIST: _of("Danh sách", "List"),
    RecordKind.REPORT: _of("Báo cáo, văn bản trả lời", "Report"),
}

POSITION: Words = {
    Position.FOR: _of("Tán thành", "For"),
    Position.AGAINST: _of("Không tán thành", "Against"),
    Position.MIXED: _of("Ý kiến khác nhau", "Mixed"),
    Position.NONE_STATED: _of("Không ghi tán thành hay không", "Neither for nor against"),
}

STATE: Words = {
    State.LATE: _of("Đã trễ, chưa có văn bản", "Late, not on record"),
    State.OUT_OF_ORDER: _of("Trái trình tự", "Out of order"),
    State.OPEN: _of("Làm được ngay", "Open now"),
    State.NOT_ARISEN: _of("Chưa phát sinh", "Not arisen yet"),
    State.WAITING: _of("Còn chờ bước trước", "Waiting"),
    State.DONE_LATE: _of("Đã làm, nhưng trễ", "Done late"),
    State.DONE: _of("Đã làm", "Done"),
}

EFFECT: Words = {
    Effect.SAME: _of("Không đổi", "No change"),
    Effect.BETTER: _of("Mục tiêu tốt hơn", "Aims nearer"),
    Effect.WORSE: _of("Mục tiêu kém đi", "Aims further off"),
    Effect.CONFLICT: _of("Xung đột, không có phương án", "Conflict, no plan exists"),
    Effect.OPEN: _of("Chưa rõ", "Open"),
}

DATED_BY: Words = {
    DatedBy.ELECTION: _of("Theo ngày bầu cử", "By the election day"),
    DatedBy.PLAN: _of("Theo ngày lập phương án", "By the day of the plan"),
}

HELD: Words = {
    Held.EVERY: _of("mọi kết quả", "every outcome"),
    Held.SOME: _of("tùy cử tri", "some outcomes"),
    Held.NONE: _of("không kết quả nào", "no outcome"),
}

WHY_OPEN: Words = {
    Why.POSTS: _of(
        "Không xét ở đây vì còn tùy ai giữ chức danh", "Not judged here, as it depends on who holds posts"
    ),
    Why.SEVERAL: _of(
        "Không xét ở đây vì tùy nhiều nhóm, hoặc từng người, cùng lúc",
        "Not judged here, as it depends on several groups, or persons, at once",
    ),
    Why.FIGURES: _of("Không xét được vì thiếu số liệu", "Not judged for want of figures"),
    Why.TIME: _of("Chưa xét kịp", "Not judged in time"),
}

MEASURE: Words = {
    Measure.AGE: _of("tuổi", "age"),
    Measure.PREFERENCE: _of("mức ưu tiên của ban tổ chức", "preference"),
    Measure.SIZE: _of("số ứng cử viên trên một đại biểu được bầu", "candidates per seat"),
}

ENUMS: dict[type, Words] = {
    Held: HELD,
    Why: WHY_OPEN,
    Sex: SEX,
    Bloc: BLOC,
    PartyRank: PARTY_RANK,
    PeoplesCommittee: PEOPLES_COMMITTEE,
    Bar: BAR,
    Elsewhere: ELSEWHERE,
    Sanction: SANCTION,
    Grade: GRADE,
    Level: LEVEL,
    CouncilKind: COUNCIL_KIND,
    Sort: SORT,
    Office: OFFICE,
    Towards: TOWARDS,
    Among: AMONG,
    Measure: MEASURE,
    Strength: STRENGTH,
    Verdict: VERDICT,
    Outcome: OUTCOME,
    Mark: MARK,
    SourceKind: SOURCE_KIND,
    DatedBy: DATED_BY,
    Effect: EFFECT,
    Stage: STAGES,
    Total: TOTALS,
    RecordKind: RECORD_KIND,
    Position: POSITION,
    State: STATE,
    ClauseType: CLAUSE_TYPE,
}

# --- plain strings ------------------------------------------------------------------------------------------

FIELDS: Words = {
    "id": _of("Mã", "Id"),
    "name": _of("Họ và tên", "Name"),
    "born": _of("Ngày sinh", "Date of birth"),
    "sex": _of("Giới tính", "Sex"),
    "bloc": _of("Khối", "Bloc"),
    "ethnicity": _of("Dân tộc", "Ethnicity"),
    "religion": _of("Tôn giáo", "Religion"),
    "party_member": _of("Đảng viên", "Party member"),
    "party_rank": _of("Chức vụ cấp ủy", "Party rank"),
    "work_place": _of("Nơi công tác", "Work place"),
    "introduced_by": _of("Nơi giới thiệu", "Introduced by"),
    "locality": _of("Địa bàn gắn bó", "Locality"),
    "lives_or_works_here": _of("Cư trú hoặc công tác tại địa phương", "Lives or works here"),
    "re_standing": _of("Tái cử", "Stands again"),
    "former_posts": _of("Chức vụ đã qua", "Former posts"),
    "meant_full_time": _of("Dự kiến chuyên trách", "Meant to be full-time"),
    "already_full_time": _of("Đang chuyên trách", "Already full-time"),
    "planned_for": _of("Quy hoạch chức danh", "Planned for posts"),
    "peoples_committee": _of("Dự kiến tham gia UBND", "Part in the People's Committee"),
    "expert_in": _of("Lĩnh vực chuyên gia", "Expert in"),
    "unmet_standards": _of("Tiêu chuẩn chưa đạt", "Unmet standards"),
    "bars": _of("Trường hợp không được ứng cử", "Bars to standing"),
    "other_nationality": _of("Có quốc tịch khác", "Other nationality"),
    "retires_as_men": _of("Tuổi nghỉ hưu như nam", "Retires as men"),
    "age_exception": _of("Văn bản cho phép ngoại lệ về tuổi", "Age exception"),
    "under_investigation": _of("Đang bị điều tra, xem xét kỷ luật", "Under investigation"),
    "discipline": _of("Kỷ luật", "Discipline"),
    "stands_elsewhere": _of("Ứng cử nơi khác", "Stands elsewhere"),
    "voter_confidence": _of("Tín nhiệm của cử tri (%)", "Voter confidence (%)"),
    "confidence_vote": _of("Kết quả lấy phiếu tín nhiệm", "Confidence vote"),
    "yearly_grade": _of("Xếp loại hằng năm", "Yearly grade"),
    "preference": _of("Mức ưu tiên (0-9)", "Preference (0-9)"),
}

GROUP: Words = {
    "women": _of("Phụ nữ", "Women"),
    "under_40": _of("Dưới 40 tuổi", "Under 40"),
    "non_party": _of("Ngoài Đảng", "Not Party members"),
    "ethnic_minority": _of("Dân tộc thiểu số", "Ethnic minorities"),
    "religious_people": _of("Người theo tôn giáo", "Religious people"),
    "re_elected": _of("Tái cử", "Re-elected"),
    "full_time": _of("Hoạt động chuyên trách", "Full-time"),
    "experts": _of("Chuyên gia (mọi khối)", "Experts (of every bloc)"),
    "committee_member_heads": _of(
        "Cấp ủy viên hoạt động chuyên trách", "Full-time members of the Party Committee"
    ),
    **{str(bloc): text for bloc, text in BLOC.items()},
}

PLAIN: Words = FIELDS | GROUP
