"""Words for files of cases, by which rules are tested."""

from cocau.app.i18n.words import WordTable
from cocau.constraints.record import bilingual

FIELDS: dict[str, WordTable] = {
    "CaseFile": {
        "rulebook": bilingual("Tên bộ quy định của các ca trong tệp", "Name of the rulebook of these cases"),
        "audits": bilingual(
            "Các ca xét một phương án cho sẵn", "Slates written by hand, judged without a solver"
        ),
        "plans": bilingual("Các ca lập phương án rồi xét", "Pools, planned and then audited"),
        "gates": bilingual(
            "Các ca về quy trình của một hội đồng", "Dossiers, and where the procedure stands"
        ),
    },
    "BaseCase": {
        "name": bilingual("Một câu đúng khi ca đạt", "A sentence that is true when the case passes"),
        "council": bilingual("Tên tệp hội đồng", "Name of the council's file"),
        "pool": bilingual("Tên tệp danh sách người", "Name of the pool's file"),
        "council_with": bilingual(
            "Các mục của hội đồng được thay", "Fields of the council that are replaced"
        ),
        "people": bilingual(
            "Mã người và các mục được thay; mã mới thì thêm người",
            "Code of a person and fields replaced; a new code adds somebody",
        ),
        "without": bilingual("Mã những người bỏ khỏi danh sách", "Codes of people taken out of the pool"),
        "rules": bilingual(
            "Chỉ xét các quy định này; để trống: cả bộ", "Only these rules; empty: the whole rulebook"
        ),
        "overrides": bilingual(
            "Các mức đặt khác bộ quy định: mã quy định, tên mức, giá trị",
            "Bounds set apart from the rulebook: rule, bound, value",
        ),
        "todo": bilingual(
            "Vì sao ca này chưa đạt được; có thì không tính là lỗi",
            "Why the case cannot pass yet; with it, it is no failure",
        ),
    },
    "AuditCase": {
        "slate": bilingual("Phương án được xét", "The slate that is judged"),
        "expect": bilingual("Kết quả mong đợi", "What the audit must find"),
    },
    "ExpectAudit": {
        "broken": bilingual("Đúng các quy định không đạt", "Exactly the rules that are broken"),
        "undecided": bilingual(
            "Đúng các quy định chưa kết luận được", "Exactly the rules that are undecided"
        ),
        "facts": bilingual(
            "Mã quy định và các số liệu phải có", "Code of a rule and the numbers that it must give"
        ),
        "witnesses": bilingual(
            "Mã quy định và mã những người, đơn vị làm nên kết luận",
            "Code of a rule and the codes that make its verdict so",
        ),
    },
    "PlanCase": {
        "raised": bilingual("Mã các mục tiêu nâng thành bắt buộc", "Codes of aims that are kept as musts"),
        "pins": bilingual("Những gì được ấn định trước", "What is fixed beforehand"),
        "expect": bilingual("Kết quả mong đợi", "How the plan must end"),
    },
    "ExpectPlan": {
        "outcome": bilingual("Lập được, mâu thuẫn hay bị từ chối", "Planned, in conflict, or refused"),
        "broken": bilingual(
            "Đúng các quy định không đạt; để trống: không xét",
            "Exactly the rules that are broken; empty: not looked at",
        ),
        "undecided": bilingual(
            "Đúng các quy định chưa kết luận được; để trống: không xét",
            "Exactly the rules that are undecided; empty: not looked at",
        ),
        "facts": bilingual(
            "Mã quy định và các số liệu phải có", "Code of a rule and the numbers that it must give"
        ),
        "posts": bilingual(
            "Chức danh và mã những người phải giữ", "Post and codes of the people who must hold it"
        ),
        "lists": bilingual(
            "Đơn vị bầu cử và số người ứng cử", "Constituency and how many people are on its list"
        ),
        "on_list": bilingual(
            "Đơn vị bầu cử và mã những người phải có trong danh sách",
            "Constituency and codes of the people who must be on its list",
        ),
        "deputies": bilingual(
            "Mã những người phải là đại biểu dự kiến", "Codes of people who must be among the deputies"
        ),
        "not_listed": bilingual(
            "Mã những người không được có trong danh sách nào", "Codes of people who must be on no list"
        ),
        "conflict": bilingual("Đúng các quy định trong mâu thuẫn", "Exactly the rules of the conflict"),
        "pins": bilingual("Đúng các ấn định trong mâu thuẫn", "Exactly the pins of the conflict"),
        "blocked": bilingual(
            "Mã mục tiêu và đúng những gì làm nó không đạt",
            "Code of an aim and exactly what keeps it from holding",
        ),
        "refused": bilingual(
            "Tên lỗi hoặc mã vấn đề khi bị từ chối",
            "Name of the error, or code of the problem, with which it is refused",
        ),
    },
    "GateCase": {
        "name": bilingual("Một câu đúng khi ca đạt", "A sentence that is true when the case passes"),
        "council": bilingual("Tên tệp hội đồng", "Name of the council's file"),
        "council_with": bilingual(
            "Các mục của hội đồng được thay", "Fields of the council that are replaced"
        ),
        "dossier": bilingual(
            "Hồ sơ: các bước đã làm, các trường hợp bố trí chức danh", "The dossier: records and appointments"
        ),
        "on": bilingual("Ngày xét quy trình", "Day on which the procedure is looked at"),
        "steps": bilingual(
            "Các bước được xét thêm ngoài các bước nêu trong expect",
            "Steps looked at besides those named in expect",
        ),
        "expect": bilingual("Kết quả mong đợi", "Where the steps must stand"),
        "todo": bilingual(
            "Vì sao ca này chưa đạt được; có thì không tính là lỗi",
            "Why the case cannot pass yet; with it, it is no failure",
        ),
    },
    "ExpectGates": {
        "late": bilingual("Các bước quá hạn", "Steps that are late"),
        "out_of_order": bilingual("Các bước làm sai thứ tự", "Steps done out of order"),
        "open": bilingual("Các bước đang mở", "Steps that may be done now"),
        "not_arisen": bilingual("Các bước chưa phát sinh", "Steps whose occasion has not arisen"),
        "waiting": bilingual("Các bước chờ bước khác", "Steps that wait for others"),
        "done_late": bilingual("Các bước làm xong sau hạn", "Steps done after their deadline"),
        "done": bilingual("Các bước đã làm xong", "Steps that are done"),
        "lacking": bilingual(
            "Mã bước và những gì hồ sơ còn thiếu", "Code of a step and what its record lacks"
        ),
        "deadlines": bilingual("Mã bước và ngày hết hạn", "Code of a step and its deadline"),
        "days_late": bilingual(
            "Mã bước và số ngày quá hạn", "Code of a step and the days after its deadline"
        ),
        "overtaken_by": bilingual(
            "Mã bước và những bước đã làm trước nó", "Code of a step and what came first"
        ),
        "appointments": bilingual(
            "Mã người và tình trạng bố trí chức danh", "Code of a person and where the appointment stands"
        ),
        "sunday": bilingual("true: ngày bầu cử là Chủ nhật", "true: election day is a Sunday"),
        "refused": bilingual(
            "Mã vấn đề khi hồ sơ bị từ chối", "Code of the problem with which the dossier is refused"
        ),
    },
}

VALUES: dict[str, WordTable] = {
    "ExpectedOutcome": {
        "planned": bilingual("lập được phương án", "a plan is made"),
        "conflict": bilingual("các quy định mâu thuẫn", "the rules conflict"),
        "refused": bilingual("yêu cầu bị từ chối", "the request is refused"),
    },
}
