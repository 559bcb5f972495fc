"""Words for panels drawn by lot, and for programmes of many councils."""

from cocau.app.i18n.words import WordTable
from cocau.constraints.record import bilingual

FIELDS: dict[str, WordTable] = {
    "PanelAnswer": {
        "version": bilingual("Phiên bản chương trình", "Version of the program"),
        "task": bilingual("Mã băm sha256 của yêu cầu", "sha256 of what was asked"),
        "size": bilingual("Số thành viên của nhóm", "Size of the panel"),
        "seed": bilingual("Chuỗi dùng để rút thăm", "Seed of the lots"),
        "people": bilingual("Số người trong nguồn", "People in the pool"),
        "homes": bilingual(
            "Số hộ có địa chỉ; trống: không xét hộ",
            "Households with an address; null: households are not looked at",
        ),
        "without_address": bilingual("Số người không có địa chỉ", "People without an address"),
        "features": bilingual("Các đặc điểm có định mức", "Features that have quotas"),
        "quotas": bilingual("Các định mức", "The quotas"),
        "pool": bilingual(
            "Số người trong nguồn của từng định mức", "How many people of the pool each quota counts"
        ),
        "status": bilingual(
            "Có nhóm, không thể có hay chưa rõ", "Whether there is a panel, none can exist, or it is open"
        ),
        "panel": bilingual("Nhóm được chọn; trống: không có", "The panel; null: there is none"),
        "conflicts": bilingual("Các định mức không thể cùng đạt", "Bounds that cannot hold together"),
        "conflicts_complete": bilingual("true: không còn mâu thuẫn nào khác", "true: no conflict is missing"),
        "relaxations": bilingual("Các cách đổi định mức ít tốn nhất", "The cheapest ways to move bounds"),
        "recruits": bilingual("Số người ít nhất cần thêm vào nguồn", "The fewest people to add to the pool"),
        "open": bilingual("Các phần chưa kịp trả lời", "Parts that were not finished in time"),
    },
    "Quota": {
        "feature": bilingual("Đặc điểm", "Feature that is counted"),
        "value": bilingual("Giá trị của đặc điểm", "Value of the feature"),
        "min": bilingual("Số người ít nhất", "Fewest people with the value"),
        "max": bilingual("Số người nhiều nhất", "Most people with the value"),
        "min_flex": bilingual("Mức ít nhất có thể hạ xuống đến", "How low the minimum may ever be moved"),
        "max_flex": bilingual(
            "Mức nhiều nhất có thể nâng lên đến; trống: theo yêu cầu chung",
            "How high the maximum may ever be moved; null: as the task says",
        ),
    },
    "Panel": {
        "ids": bilingual("Mã những người trong nhóm", "Codes of the people on the panel"),
        "counts": bilingual(
            "Số người của từng định mức, theo thứ tự", "How many of them each quota counts, in order"
        ),
    },
    "PanelConflict": {
        "reason": bilingual("Loại mâu thuẫn", "Kind of conflict"),
        "barriers": bilingual("Các mức trong mâu thuẫn", "The bounds of the conflict"),
        "size": bilingual(
            "true: bỏ yêu cầu về số thành viên thì hết mâu thuẫn; trống: chưa rõ",
            "true: without the size it would vanish; null: not known",
        ),
        "households": bilingual(
            "true: bỏ yêu cầu mỗi hộ một người thì hết mâu thuẫn; trống: chưa rõ",
            "true: without the household rule it would vanish; null: not known",
        ),
        "irreducible": bilingual(
            "true: bỏ một mức thì phần còn lại có thể đạt",
            "true: without any one of its bounds the rest can hold",
        ),
        "smallest": bilingual(
            "true: không mâu thuẫn nào ít mức hơn", "true: no other conflict has fewer bounds"
        ),
        "confirmed_by": bilingual("Các bộ giải đã cùng xác nhận", "Engines that each found it"),
    },
    "QuotaBarrier": {
        "feature": bilingual("Đặc điểm", "Feature that is counted"),
        "value": bilingual("Giá trị của đặc điểm", "Value of the feature"),
        "side": bilingual("Mức tối thiểu (min) hay tối đa (max)", "Minimum (min) or maximum (max)"),
        "bound": bilingual("Mức đặt ra", "The bound"),
        "pool": bilingual("Số người trong nguồn có giá trị này", "People of the pool who have the value"),
        "reach": bilingual(
            "Gần đạt nhất khi giữ các mức còn lại; trống: chưa rõ",
            "How near a panel comes that keeps the other bounds; null: not known",
        ),
    },
    "QuotaRelaxations": {
        "possible": bilingual(
            "false: không có cách nào trong giới hạn được đổi", "false: there is none within the flex bounds"
        ),
        "cost": bilingual(
            "Tổng chi phí, phân số; trống: chưa rõ", "The cost, as a fraction; null: not known"
        ),
        "proven": bilingual("true: không có cách nào rẻ hơn", "true: nothing cheaper does"),
        "complete": bilingual(
            "true: không còn cách nào khác cùng chi phí", "true: there are no others of this cost"
        ),
        "confirmed_by": bilingual("Các bộ giải đã cùng xác nhận", "Engines that each found it"),
        "found": bilingual("Các cách tìm được", "The ways that were found"),
        "in_the_way": bilingual(
            "Các giới hạn ngăn mọi cách", "A smallest set of flex bounds that forbid all"
        ),
    },
    "QuotaRelaxation": {
        "changes": bilingual("Các mức được đổi cùng nhau", "The bounds that are moved together"),
        "panel": bilingual(
            "Một nhóm đạt các mức mới; trống: chưa kịp rút thăm",
            "A panel within them; null: not drawn in time",
        ),
    },
    "QuotaChange": {
        "feature": bilingual("Đặc điểm", "Feature that is counted"),
        "value": bilingual("Giá trị của đặc điểm", "Value of the feature"),
        "side": bilingual("Mức tối thiểu (min) hay tối đa (max)", "Minimum (min) or maximum (max)"),
        "bound": bilingual("Mức trước", "The bound before"),
        "becomes": bilingual("Mức sau", "The bound after"),
    },
    "PanelRecruits": {
        "number": bilingual(
            "Số người cần thêm; 0: bao nhiêu cũng không đủ", "People to add; 0: no number would do"
        ),
        "needs": bilingual(
            "Những gì họ phải có, chọn cách nào cũng vậy",
            "What they must have, whichever way they are chosen",
        ),
        "example": bilingual(
            "Một nhóm như vậy: giá trị của từng đặc điểm", "One such group: a value for each feature"
        ),
        "complete": bilingual(
            "true: đã chứng minh là ít nhất", "true: it is proven that fewer do not suffice"
        ),
    },
    "RecruitNeed": {
        "feature": bilingual("Đặc điểm", "Feature that is counted"),
        "value": bilingual("Giá trị của đặc điểm", "Value of the feature"),
        "least": bilingual(
            "Số người thêm vào ít nhất phải có giá trị này", "Fewest of the recruits who must have it"
        ),
    },
    "Programme": {
        "name": bilingual("Tên chương trình", "Name of the programme"),
        "entries": bilingual("Các hội đồng của chương trình", "The councils of the programme"),
        "rulebooks": bilingual(
            "Các bộ quy định đầy đủ, theo tên mà yêu cầu dùng",
            "Whole rulebooks, under the names by which requests ask for them",
        ),
    },
    "ProgrammeEntry": {
        "request": bilingual("Yêu cầu lập phương án của hội đồng này", "The request of this council"),
        "dossier": bilingual("Hồ sơ quy trình của hội đồng", "The council's dossier of procedure"),
    },
    "ProgrammeResult": {
        "exactness": bilingual(
            "Phương án chung so với phương án tối ưu chung",
            "How the joint plan compares with the optimal one",
        ),
        "limit": bilingual(
            "Số cấp nhiều nhất một người được ứng cử; trống: không bộ quy định nào đặt",
            "Levels at which one person may stand; null: no rulebook limits them",
        ),
        "tiers": bilingual("Từng thứ tự ưu tiên, cộng mọi hội đồng", "Each tier of all councils"),
        "councils": bilingual("Từng hội đồng trong phương án chung", "Each council in the joint plan"),
        "left": bilingual(
            "Những người vượt giới hạn: cấp được giữ, cấp bị bỏ",
            "People over the limit: the levels kept, and those left",
        ),
        "standings": bilingual("Những người có tên ở nhiều danh sách", "People who are on several lists"),
        "over": bilingual(
            "Những người vượt giới hạn; trống trong mọi kết quả",
            "People over the limit; empty in every result",
        ),
        "planned": bilingual(
            "Số lần lập phương án ngoài một lần cho mỗi hội đồng", "Plans made beyond one for each council"
        ),
        "anew": bilingual(
            "Khi lập lại: mã các hội đồng được lập mới", "In a re-plan: codes of the councils planned anew"
        ),
    },
    "StandingLimit": {
        "levels": bilingual(
            "Số cấp nhiều nhất một người được ứng cử", "Most levels at which one person may stand"
        ),
        "with_national": bilingual(
            "Số cấp nhiều nhất khi có hồ sơ ứng cử Quốc hội",
            "Most levels for a person who has filed for the National Assembly",
        ),
    },
    "ProgrammeTier": {
        "what": bilingual(
            "Điều được cộng: hội đồng không có phương án, loại thay đổi hay thứ tự ưu tiên",
            "What is added up: councils without a slate, a sort of moves, or a priority",
        ),
        "apart": bilingual("Tổng khi lập riêng từng hội đồng", "Sum over the councils planned by themselves"),
        "joint": bilingual("Tổng trong phương án chung", "Sum over the joint plan"),
        "bound": bilingual(
            "Mức mà không phương án chung nào thấp hơn", "The least that any joint plan can have"
        ),
    },
    "CouncilOutcome": {
        "id": bilingual("Mã hội đồng", "Code of the council"),
        "name": bilingual("Tên hội đồng", "Name of the council"),
        "level": bilingual("Cấp của hội đồng", "Level of the council"),
        "fate": bilingual(
            "Kết quả của hội đồng trong chương trình", "What became of the council in the programme"
        ),
        "apart": bilingual("Khi lập riêng", "The council planned by itself"),
        "part": bilingual("Trong phương án chung", "The council as it is in the joint plan"),
    },
    "CouncilPart": {
        "council": bilingual("Mã hội đồng", "Code of the council"),
        "out": bilingual("Mã những người không được dùng ở đây", "Codes of people who may not be used here"),
        "outcome": bilingual("Kết quả lập phương án", "Outcome of planning"),
        "tiers": bilingual("Từng thứ tự ưu tiên và mức đạt được", "Each tier and what it reached"),
        "slate": bilingual("Phương án nhân sự; trống: không có", "The slate; null: there is none"),
        "missed": bilingual("Mã các mục tiêu chưa đạt", "Codes of the aims that are missed"),
        "conflict": bilingual(
            "Các quy định, ấn định không thể cùng đạt", "Rules and pins that cannot hold together"
        ),
        "limit": bilingual(
            "Giới hạn số cấp theo bộ quy định của hội đồng", "The limit of levels in the council's rulebook"
        ),
        "made_of": bilingual("Mã băm của yêu cầu được trả lời", "Digest of the request that it answers"),
    },
    "TierReached": {
        "what": bilingual("Thứ tự ưu tiên, hoặc loại thay đổi", "A priority, or a sort of moves"),
        "value": bilingual(
            "Mức thiếu đạt được, theo đơn vị của bộ lập phương án",
            "Shortfall that was reached, in the planner's units",
        ),
        "bound": bilingual("Mức đã chứng minh không thể thấp hơn", "Value proven impossible to beat"),
    },
    "LimitedPerson": {
        "person": bilingual("Mã người", "Code of the person"),
        "name": bilingual("Họ tên trong danh sách người", "Name as in the pool"),
        "kept": bilingual("Các cấp được giữ", "Levels that are kept"),
        "left": bilingual("Các cấp bị bỏ", "Levels that are left"),
        "councils": bilingual("Mã các hội đồng bị bỏ", "Codes of the councils that are left"),
        "filed": bilingual(
            "Các cơ quan khác đã nộp hồ sơ ứng cử", "Other bodies for which dossiers were filed"
        ),
        "allowed": bilingual("Số cấp được phép", "Levels that are allowed"),
    },
    "LevelStanding": {
        "person": bilingual("Mã người", "Code of the person"),
        "name": bilingual("Họ tên trong danh sách người", "Name as in the pool"),
        "councils": bilingual(
            "Mã các hội đồng có tên người này", "Codes of the councils on whose lists the person is"
        ),
        "levels": bilingual("Các cấp của những danh sách đó", "Levels of these lists"),
        "filed": bilingual("Các cơ quan khác đã nộp hồ sơ ứng cử", "Other bodies that the dossiers name"),
        "allowed": bilingual("Số cấp được phép", "Levels that are allowed"),
        "over": bilingual("Vượt bao nhiêu cấp", "By how many levels it is too many"),
    },
}

VALUES: dict[str, WordTable] = {
    "BoundSide": {
        "min": bilingual("mức tối thiểu", "minimum"),
        "max": bilingual("mức tối đa", "maximum"),
    },
    "PanelConflictReason": {
        "scarce": bilingual("quá ít người có một giá trị", "too few people with one value"),
        "sum": bilingual(
            "các mức của một đặc điểm không chừa đủ chỗ",
            "the bounds of one feature leave no room for the size",
        ),
        "pool": bilingual("quá ít người hoặc hộ", "too few people or households"),
        "joint": bilingual(
            "các định mức vướng nhau qua những người có trong nguồn", "quotas that clash through the people"
        ),
    },
    "PanelPart": {
        "panel": bilingual("chọn nhóm", "finding a panel"),
        "lots": bilingual("rút thăm", "drawing the lots"),
        "conflicts": bilingual("tìm mâu thuẫn", "finding the conflicts"),
        "relaxations": bilingual("tìm cách đổi định mức", "finding bounds to move"),
        "recruits": bilingual("tìm số người cần thêm", "finding people to add"),
    },
    "PanelStatus": {
        "panel": bilingual("có nhóm", "there is a panel"),
        "infeasible": bilingual("không thể có nhóm", "no panel can exist"),
        "open": bilingual("hết thời gian, chưa rõ", "time ran out, nothing is known"),
    },
    "CouncilFate": {
        "solved": bilingual("lập được phương án", "planned"),
        "conflict": bilingual("các quy định mâu thuẫn", "the rules conflict"),
        "limited": bilingual(
            "giới hạn số cấp làm không còn phương án", "the limit of levels leaves no slate"
        ),
        "out_of_time": bilingual("hết thời gian", "out of time"),
    },
    "ProgrammeExactness": {
        "apart": bilingual(
            "không ai vượt giới hạn: phương án riêng là phương án chung tối ưu",
            "nobody is over the limit: the plans apart are the best joint plan",
        ),
        "searched": bilingual("đã chứng minh tối ưu", "proven the best"),
        "bounded": bilingual("hết số lần lập; xem các mức chặn", "the plans asked for ended; see the bounds"),
        "unproven": bilingual(
            "hết thời gian ở một hội đồng; xem các mức chặn", "time ran out in a council; see the bounds"
        ),
    },
}
