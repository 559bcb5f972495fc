"""Words for prices, lawful outcomes and steps by hand, in both languages."""

from cocau.app.i18n.words import WordTable
from cocau.constraints.model.slate_steps import SlateAct
from cocau.constraints.record import bilingual
from cocau.solver.explain.elections.bounds import KeptInOutcomes, UnjudgedReason
from cocau.solver.explain.price_report import AimEffect

SLATE_ACT: WordTable = {
    SlateAct.MOVE: bilingual("Chuyển đơn vị bầu cử", "Moved"),
    SlateAct.SWAP: bilingual("Đổi chỗ", "Swapped"),
    SlateAct.OUT: bilingual("Đưa ra khỏi danh sách", "Taken off the lists"),
    SlateAct.INTEND: bilingual("Dự kiến làm đại biểu", "Made an intended deputy"),
    SlateAct.UNINTEND: bilingual("Thôi dự kiến làm đại biểu", "No longer an intended deputy"),
    SlateAct.APPOINT: bilingual("Giao chức danh", "Given a post"),
    SlateAct.RELIEVE: bilingual("Thôi chức danh", "Relieved of a post"),
    SlateAct.LOCK: bilingual("Khóa", "Locked"),
    SlateAct.UNLOCK: bilingual("Mở khóa", "Unlocked"),
    SlateAct.ADOPT: bilingual("Nhận một danh sách khác", "Another slate adopted"),
}

EFFECT: WordTable = {
    AimEffect.SAME: bilingual("Không đổi", "No change"),
    AimEffect.BETTER: bilingual("Mục tiêu tốt hơn", "Aims nearer"),
    AimEffect.WORSE: bilingual("Mục tiêu kém đi", "Aims further off"),
    AimEffect.CONFLICT: bilingual("Xung đột, không có phương án", "Conflict, no plan exists"),
    AimEffect.OPEN: bilingual("Chưa rõ", "Open"),
}

HELD: WordTable = {
    KeptInOutcomes.EVERY: bilingual("mọi kết quả", "every outcome"),
    KeptInOutcomes.SOME: bilingual("tùy cử tri", "some outcomes"),
    KeptInOutcomes.NONE: bilingual("không kết quả nào", "no outcome"),
}

WHY_OPEN: WordTable = {
    UnjudgedReason.POSTS: bilingual(
        "Không xét ở đây vì còn tùy ai giữ chức danh", "Not judged here, as it depends on who holds posts"
    ),
    UnjudgedReason.SEVERAL: bilingual(
        "Không xét ở đây vì tùy nhiều nhóm, hoặc từng người, cùng lúc",
        "Not judged here, as it depends on several groups, or persons, at once",
    ),
    UnjudgedReason.FIGURES: bilingual("Không xét được vì thiếu số liệu", "Not judged for want of figures"),
    UnjudgedReason.TIME: bilingual("Chưa xét kịp", "Not judged in time"),
}

ENUMS: dict[type, WordTable] = {
    SlateAct: SLATE_ACT,
    AimEffect: EFFECT,
    KeptInOutcomes: HELD,
    UnjudgedReason: WHY_OPEN,
}
