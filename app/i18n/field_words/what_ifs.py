"""Words for what might be otherwise: repairs of conflicts, and scenarios."""

from cocau.app.i18n.words import WordTable
from cocau.constraints.record import bilingual

FIELDS: dict[str, WordTable] = {
    "Repairs": {
        "needed": bilingual(
            "true: có mâu thuẫn cần tháo gỡ, theo những gì đã biết",
            "true: there is a conflict, as far as is known",
        ),
        "repairs": bilingual("Các cách tháo gỡ, rẻ nhất trước", "The ways out, the cheapest first"),
        "open": bilingual(
            "Phần chưa trả lời xong do thời gian hoặc giới hạn", "What time, or a limit, left open"
        ),
    },
    "Repair": {
        "steps": bilingual("Các bước của cách tháo gỡ", "The steps of the repair"),
        "price": bilingual("Những gì phải bỏ", "What it gives up"),
        "proven": bilingual(
            "true: không bớt được phần nào, không mức nhỏ hơn nào đủ",
            "true: no part of it can be spared, and no smaller move suffices",
        ),
        "patch": bilingual(
            "Các mục của yêu cầu sau khi tháo gỡ", "The fields of the request as the repair leaves them"
        ),
        "planned": bilingual(
            "true: phương án tối ưu của yêu cầu đã sửa; false: một phương án bất kỳ",
            "true: the slate is the plan of the patched request; false: any slate",
        ),
        "outcome": bilingual(
            "Kết quả lập phương án của yêu cầu đã sửa", "Outcome of planning the patched request"
        ),
        "departures": bilingual("Các mức đặt khác bộ quy định", "Bounds set apart from the rulebook"),
        "slate": bilingual("Phương án sau khi tháo gỡ", "The slate after the repair"),
        "findings": bilingual(
            "Kết luận về từng quy định trên phương án đó", "Each rule, judged on that slate"
        ),
        "aims": bilingual("Kết quả của từng mục tiêu phấn đấu", "Each aim after planning"),
    },
    "ReleasedPin": {
        "what": bilingual("Bước: bỏ một ấn định", "The step: a pin is released"),
        "pin": bilingual(
            "Ấn định được bỏ, ví dụ in:p001 hoặc chair:p001", "The pin, such as in:p001 or chair:p001"
        ),
    },
    "LoweredAim": {
        "what": bilingual(
            "Bước: trả mục tiêu đã nâng về phấn đấu", "The step: a raised aim becomes an aim again"
        ),
        "rule": bilingual("Mã mục tiêu", "Code of the aim"),
    },
    "RelaxedBound": {
        "what": bilingual("Bước: đổi một mức", "The step: a bound is moved"),
        "rule": bilingual("Mã quy định", "Code of the rule"),
        "field": bilingual("Tên mức được đổi", "Name of the bound"),
        "was": bilingual("Giá trị trước", "Value before"),
        "now": bilingual("Giá trị sau", "Value after"),
        "proven": bilingual(
            "true: không giá trị nào gần hơn là đủ", "true: nothing nearer to the value before suffices"
        ),
        "back": bilingual(
            "true: yêu cầu đã đổi mức này, nay trả về trong mức của bộ quy định",
            "true: the request had moved it, and it goes back towards the rulebook's value",
        ),
    },
    "DroppedRule": {
        "what": bilingual("Bước: không áp dụng một quy định bắt buộc", "The step: a must is not applied"),
        "rule": bilingual("Mã quy định", "Code of the rule"),
        "bounds": bilingual(
            "Các mức của quy định mà không giá trị nào đủ", "Bounds of it of which no value suffices"
        ),
    },
    "RecordedReason": {
        "what": bilingual(
            "Bước: ghi lý do mà quy định cho phép", "The step: a reason that the rule allows is recorded"
        ),
        "rule": bilingual("Mã quy định", "Code of the rule"),
    },
    "RecruitedPeople": {
        "what": bilingual("Bước: giới thiệu thêm người", "The step: more people are introduced"),
        "people": bilingual("Những người cần giới thiệu thêm", "The people to introduce"),
        "proven": bilingual(
            "true: ít người hơn thì không thể có phương án", "true: with fewer people nothing is possible"
        ),
    },
    "RepairWanted": {
        "number": bilingual("Số người", "How many people"),
        "who": bilingual("Mô tả những người cần có", "What they must be like"),
        "unlike": bilingual("Các mô tả mà họ không được có", "What none of them may be like"),
    },
    "RepairPrice": {
        "law_dropped": bilingual("Số quy định của luật không áp dụng", "Rules of law not applied"),
        "law_moved": bilingual("Số mức của luật bị đổi", "Bounds of law moved"),
        "documents_dropped": bilingual(
            "Số quy định của văn bản khác không áp dụng", "Rules of other documents not applied"
        ),
        "documents_moved": bilingual("Số mức của văn bản khác bị đổi", "Bounds of other documents moved"),
        "recruits": bilingual("Số người giới thiệu thêm", "People to introduce"),
        "reasons": bilingual("Số lý do phải ghi", "Reasons to record where a rule allows an exception"),
        "demands": bilingual(
            "Số yêu cầu riêng bị bỏ: ấn định, mục tiêu đã nâng, mức đã đặt",
            "Demands of the request given up: pins, raised aims, bounds",
        ),
        "wishes": bilingual("Số tiêu chí của chương trình bị bỏ", "Wishes of the program itself given up"),
    },
    "RequestPatch": {
        "overrides": bilingual(
            "Các mức đặt khác bộ quy định: mã quy định, tên mức, giá trị",
            "Bounds set apart from the rulebook: rule, bound, value",
        ),
        "raised": bilingual(
            "Mã các mục tiêu còn nâng thành bắt buộc", "Codes of the aims that are still kept as musts"
        ),
        "pins": bilingual("Các ấn định còn lại", "The pins that are left"),
        "introducing": bilingual("Số người được giới thiệu", "How many people are introduced"),
        "recruits": bilingual(
            "Người tượng trưng cho những người cần tìm", "Stand-ins for the people to be found"
        ),
        "dropped": bilingual(
            "Mã các quy định không áp dụng; không yêu cầu nào đặt được điều này",
            "Codes of musts not applied, which no request can ask for",
        ),
        "secretary_not_chairing": bilingual(
            "Chỗ cho lý do Bí thư không làm Chủ tịch HĐND (S2.2)",
            "Stands for the reason why the secretary does not chair (S2.2)",
        ),
    },
    "Scenarios": {
        "scenarios": bilingual(
            "Các tình huống; tên không trùng nhau", "The scenarios; no two have the same name"
        ),
    },
    "PlanChanges": {
        "pool": bilingual("Danh sách người thay cho danh sách cũ", "Pool that replaces the old one"),
        "withdrawn": bilingual("Mã những người rút tên", "Codes of people who no longer stand"),
        "confidence": bilingual(
            "Mã người và tỷ lệ tín nhiệm của cử tri, phần trăm",
            "Code of a person and percent of the voters' confidence",
        ),
        "unmet": bilingual(
            "Mã người và các tiêu chuẩn không đạt", "Code of a person and the standards missed"
        ),
        "overrides": bilingual(
            "Các mức đặt khác bộ quy định: mã quy định, tên mức, giá trị",
            "Bounds set apart from the rulebook: rule, bound, value",
        ),
        "raised": bilingual(
            "Mã các mục tiêu được nâng thành bắt buộc", "Codes of the aims that are kept as musts"
        ),
        "secretary_not_chairing": bilingual(
            "Lý do đã ghi vì sao Bí thư không làm Chủ tịch HĐND (S2.2)",
            "Recorded reason why the secretary does not chair (S2.2)",
        ),
        "seconds": bilingual(
            "Thời gian tính nhiều nhất, giây; để trống: như trước",
            "Longest time to compute, in seconds; empty: as before",
        ),
    },
    "Scenario": {
        "name": bilingual("Tên tình huống, một dòng", "Name of the scenario, one line"),
        "pins": bilingual("Các ấn định thêm vào", "Pins that are added"),
        "without_pins": bilingual(
            "true: bỏ các ấn định của phương án gốc trước", "true: the pins of the base are dropped first"
        ),
        "rulebook": bilingual(
            "Bộ quy định khác; để trống: như phương án gốc", "Another rulebook; empty: that of the base"
        ),
        "election_day": bilingual(
            "Ngày bầu cử khác; để trống: như phương án gốc", "Another election day; empty: that of the base"
        ),
        "stay_near": bilingual(
            "true: ít thay đổi nhất so với phương án gốc", "true: the fewest moves against the base"
        ),
    },
    "ScenarioComparison": {
        "base": bilingual("Phương án gốc", "The base"),
        "columns": bilingual("Mỗi tình huống một cột", "A column for each scenario"),
        "unanswered": bilingual(
            "Tên các tình huống chưa kịp tính", "Names of scenarios that were not begun in time"
        ),
    },
    "ScenarioColumn": {
        "name": bilingual("Tên tình huống", "Name of the scenario"),
        "outcome": bilingual("Kết quả lập phương án", "Outcome of planning it"),
        "rulebook": bilingual("Bộ quy định đã dùng", "Rulebook that was used"),
        "election_day": bilingual("Ngày bầu cử đã dùng", "Election day that was used"),
        "departures": bilingual("Các mức đặt khác bộ quy định", "Bounds set apart from the rulebook"),
        "not_carried": bilingual(
            "Các mức của phương án gốc mà ở đây không có", "What-ifs of the base that are unknown here"
        ),
        "released": bilingual(
            "Mã người được ấn định nay không còn được ứng cử",
            "Codes of pinned people who may not stand any more",
        ),
        "alone": bilingual("Mã quy định chỉ có ở đây", "Codes of rules that do not bind the base"),
        "without": bilingual("Mã quy định chỉ có ở phương án gốc", "Codes of rules that bind the base only"),
        "findings": bilingual("Kết luận về từng quy định", "Each rule, judged on the slate"),
        "aims": bilingual("Kết quả của từng mục tiêu phấn đấu", "Each aim after planning"),
        "moves": bilingual(
            "Thay đổi so với phương án gốc, theo từng người", "Moves against the base, person by person"
        ),
        "conflict": bilingual(
            "Các quy định mâu thuẫn, khi không có phương án", "The rules in conflict, where there is no slate"
        ),
        "slate": bilingual("Phương án nhân sự của tình huống", "The slate of the scenario"),
        "slate_digest": bilingual("Mã băm sha256 của phương án", "sha256 of the slate"),
        "open_tier": bilingual("Các mục tiêu chưa tính xong khi hết thời gian", "Aims at which time ran out"),
    },
}

VALUES: dict[str, WordTable] = {
    "RepairsPart": {
        "ways": bilingual("còn có thể có cách khác", "there may be other ways"),
        "recruits": bilingual(
            "chưa biết hết những người có thể giới thiệu thêm", "not all people to recruit are known"
        ),
        "slates": bilingual("chưa lập xong phương án của một cách", "the plan of a way was not finished"),
        "answers": bilingual(
            "quá nhiều dạng người có thể giới thiệu để kể hết",
            "too many sorts of people would do to tell all",
        ),
    },
}
