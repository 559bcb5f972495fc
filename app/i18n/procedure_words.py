"""Words for records, steps, clauses and published tables, in both languages."""

from cocau.app.i18n.words import WordTable
from cocau.constraints.clauses import ClauseType
from cocau.constraints.procedure.dossier import OpinionPosition
from cocau.constraints.procedure.gates import StepState
from cocau.constraints.published.notice import ApartRowReading, NoticeStage, NoticeTotal
from cocau.constraints.published.remarks import STAGE_WORDS, TOTAL_WORDS
from cocau.constraints.record import bilingual
from cocau.constraints.rules.steps import RecordKind

RECORD_KIND: WordTable = {
    RecordKind.OPINION: bilingual("Văn bản ý kiến", "Opinion"),
    RecordKind.MINUTES: bilingual("Biên bản", "Minutes"),
    RecordKind.DECISION: bilingual("Quyết định, nghị quyết", "Decision"),
    RecordKind.PLAN: bilingual("Bản dự kiến", "Planned structure"),
    RecordKind.LIST: bilingual("Danh sách", "List"),
    RecordKind.REPORT: bilingual("Báo cáo, văn bản trả lời", "Report"),
}

POSITION: WordTable = {
    OpinionPosition.FOR: bilingual("Tán thành", "For"),
    OpinionPosition.AGAINST: bilingual("Không tán thành", "Against"),
    OpinionPosition.MIXED: bilingual("Ý kiến khác nhau", "Mixed"),
    OpinionPosition.NONE_STATED: bilingual("Không ghi tán thành hay không", "Neither for nor against"),
}

STATE: WordTable = {
    StepState.LATE: bilingual("Quá hạn, chưa có văn bản", "Late, not on record"),
    StepState.OUT_OF_ORDER: bilingual("Trái trình tự", "Out of order"),
    StepState.OPEN: bilingual("Làm được ngay", "Open now"),
    StepState.NOT_ARISEN: bilingual("Chưa phát sinh", "Not arisen yet"),
    StepState.WAITING: bilingual("Còn chờ bước trước", "Waiting"),
    StepState.DONE_LATE: bilingual("Đã làm, nhưng trễ", "Done late"),
    StepState.DONE: bilingual("Đã làm", "Done"),
}

CLAUSE_TYPE: WordTable = {
    ClauseType.STRUCTURE: bilingual("Cơ cấu bắt buộc của phương án", "Structure of a slate"),
    ClauseType.DIRECTION: bilingual("Định hướng, ưu tiên", "Direction or preference"),
    ClauseType.QUALITY: bilingual("Tiêu chuẩn, chất lượng", "Standards and quality"),
    ClauseType.STEP: bilingual("Bước của quy trình", "Step of procedure"),
    ClauseType.MONITORING: bilingual("Theo dõi, báo cáo", "Monitoring and report"),
    ClauseType.OUTSIDE: bilingual("Ngoài việc lập cơ cấu", "Outside the planning of a composition"),
}

APART: WordTable = {
    ApartRowReading.WITHIN: bilingual("tính lồng trong các khối", "within the blocs"),
    ApartRowReading.OWN: bilingual("một khối riêng", "a bloc of its own"),
    ApartRowReading.UNCLEAR: bilingual("không rõ", "unclear"),
}

ENUMS: dict[type, WordTable] = {
    ApartRowReading: APART,
    NoticeStage: STAGE_WORDS,
    NoticeTotal: TOTAL_WORDS,
    RecordKind: RECORD_KIND,
    OpinionPosition: POSITION,
    StepState: STATE,
    ClauseType: CLAUSE_TYPE,
}
