"""Words for answers to questions about a proposal."""

from cocau.app.i18n.words import WordTable
from cocau.constraints.record import bilingual

FIELDS: dict[str, WordTable] = {
    "QuestionAnswer": {
        "of": bilingual(
            "Phương án được hỏi: phiên bản và mã băm",
            "The proposal that was asked about: versions and digests",
        ),
        "complete": bilingual(
            "true: đã trả lời hết, không còn trường hợp nào khác",
            "true: everything was answered, and there are no others",
        ),
        "outcome": bilingual("Kết quả của phương án được hỏi", "Outcome of the proposal"),
    },
    "ElectionOutcomes": {
        "seats": bilingual("Số đại biểu được bầu", "Number of deputies to be elected"),
        "listed": bilingual("Số người ứng cử", "Number of candidates"),
        "groups": bilingual(
            "Từng nhóm có thể trúng cử bao nhiêu người", "How many of each group may be elected"
        ),
        "posts": bilingual(
            "Từng người giữ chức danh dự kiến nếu không trúng cử",
            "What becomes of each intended holder's posts",
        ),
        "open": bilingual("Mã quy định chưa xét và lý do", "Codes of rules that were not judged, and why"),
        "open_posts": bilingual(
            "Mã những người giữ chức danh chưa kịp xét", "Codes of holders who were not looked at in time"
        ),
        "law": bilingual("Các điều khoản làm căn cứ", "The clauses that the bounds rest on"),
    },
    "ElectionBounds": {
        "filled": bilingual(
            "Số người trúng cử khi bầu đủ số đại biểu", "How many are elected when all seats are filled"
        ),
        "once": bilingual(
            "Số người trúng cử khi không bầu thêm; trống: danh sách quá ít người",
            "How many without an extra vote; null: the list has too few people",
        ),
        "lawful": bilingual(
            "Số người trúng cử trong mọi trường hợp hợp pháp", "How many in every lawful outcome"
        ),
        "expected": bilingual(
            "Trung bình nếu mọi cách trúng cử có khả năng như nhau",
            "Mean if all ways to fill the seats were equally likely",
        ),
    },
    "GroupElectionBounds": {
        "group": bilingual(
            "Tên nhóm; trống: mô tả riêng của một quy định",
            "Name of the group; null: a description that only a rule uses",
        ),
        "who": bilingual("Mô tả những người của nhóm", "Description of the people of the group"),
        "listed": bilingual("Số người của nhóm trong danh sách ứng cử", "Candidates of the group"),
        "intended": bilingual("Số đại biểu dự kiến của nhóm", "Intended deputies of the group"),
        "by_constituency": bilingual("Theo từng đơn vị bầu cử", "The same for each constituency"),
        "rules": bilingual(
            "Các quy định tính nhóm này trong đại biểu", "Rules that count the group among the deputies"
        ),
    },
    "CountInterval": {
        "least": bilingual("Số ít nhất có thể", "The least that is possible"),
        "most": bilingual("Số nhiều nhất có thể", "The most that is possible"),
    },
    "ConstituencyBounds": {
        "constituency": bilingual("Mã đơn vị bầu cử", "Code of the constituency"),
        "seats": bilingual("Số đại biểu được bầu ở đây", "Deputies elected here"),
        "listed": bilingual("Số người ứng cử ở đây", "Candidates here"),
        "described": bilingual("Số người của nhóm trong danh sách", "Candidates here who are of the group"),
    },
    "OutcomeJudgement": {
        "rule": bilingual("Mã quy định", "Code of the rule"),
        "held": bilingual(
            "Đạt trong mọi, một số hay không kết quả nào",
            "Whether it is kept in all outcomes, in some or in none",
        ),
        "least": bilingual("Kết luận khi nhóm có ít người nhất", "Finding where the group has least"),
        "most": bilingual("Kết luận khi nhóm có nhiều người nhất", "Finding where the group has most"),
    },
    "HolderExposure": {
        "holder": bilingual("Mã người giữ chức danh dự kiến", "Code of the intended holder"),
        "posts": bilingual("Các chức danh dự kiến của người đó", "The posts meant for this person"),
        "constituency": bilingual("Mã đơn vị bầu cử", "Code of the constituency"),
        "seats": bilingual("Số đại biểu được bầu ở đó", "Deputies elected there"),
        "listed": bilingual("Số người ứng cử ở đó", "Candidates there"),
        "exposed": bilingual(
            "true: danh sách nhiều hơn số đại biểu nên có thể không trúng cử",
            "true: the list is longer than the seats, so the holder may lose",
        ),
        "fillers": bilingual("Những người có thể thay", "Those who could take over"),
        "barriers": bilingual(
            "Mã quy định và số người mà quy định đó ngăn",
            "Code of a rule and how many people it stands against",
        ),
        "unseated": bilingual(
            "Số người thay được nhưng không là đại biểu dự kiến",
            "How many could take over who are not intended deputies",
        ),
    },
    "PostSuccessor": {
        "person": bilingual("Mã người thay", "Code of the successor"),
        "intended": bilingual("true: là đại biểu dự kiến", "true: an intended deputy"),
        "leaves": bilingual("Các chức danh phải thôi để nhận", "Posts given up for it"),
        "followed_by": bilingual(
            "Mã những người có thể nhận chức danh bỏ lại", "Codes of those who could take the posts given up"
        ),
    },
    "CandidateGaps": {
        "step": bilingual("Mã bước của hướng dẫn", "Code of the step of the guidance"),
        "posted": bilingual("true: danh sách đã niêm yết", "true: the list was posted"),
        "terms": bilingual("Các con số của hướng dẫn", "The numbers of the guidance"),
        "gaps": bilingual("Các đơn vị bầu cử khuyết người ứng cử", "Constituencies that lost candidates"),
    },
    "CandidateGap": {
        "constituency": bilingual("Mã đơn vị bầu cử", "Code of the constituency"),
        "seats": bilingual("Số đại biểu được bầu", "Deputies elected before"),
        "lost": bilingual("Mã những người ứng cử bị khuyết", "Codes of the candidates who were lost"),
        "left": bilingual("Số người ứng cử còn lại", "Candidates who are left"),
        "needed": bilingual("Danh sách phải có ít nhất số người này", "Shortest list that is still allowed"),
        "way": bilingual(
            "Cách xử lý: giữ, bổ sung hoặc bầu ít hơn", "Option: keep, add somebody, or elect fewer"
        ),
        "added": bilingual(
            "Mã những người được bổ sung, nhiều phiếu nhất trước",
            "Codes of those added, the most votes first",
        ),
        "tied": bilingual(
            "Mã những người bằng phiếu với người cuối được bổ sung",
            "Codes of others with as many votes as the last one added",
        ),
        "seats_then": bilingual("Số đại biểu được bầu sau khi xử lý", "Deputies elected after it"),
    },
    "WhyAnswers": {
        "reasons": bilingual(
            "Các câu trả lời, theo thứ tự câu hỏi", "The answers, in the order of the questions"
        ),
    },
    "WhyAnswer": {
        "question": bilingual("Câu hỏi", "The question"),
        "has": bilingual(
            "true: phương án có dành phần này cho người đó", "true: the plan gives the person this part"
        ),
        "answer": bilingual("Vì sao như vậy", "How the question was answered"),
        "standards": bilingual("Mã các tiêu chuẩn không đạt", "Codes of the standards missed"),
        "pins": bilingual("Các ấn định quyết định điều đó", "Pins that decide it"),
        "conflict": bilingual(
            "Điều trái lại mâu thuẫn với những gì", "What the opposite cannot hold together with"
        ),
        "beside": bilingual("Phương án tốt nhất nếu làm trái lại", "The best slate with the opposite"),
        "alike": bilingual(
            "Mã những người không quy định nào phân biệt với người này",
            "Codes of people whom no rule tells apart from this one",
        ),
    },
    "PartQuestion": {
        "person": bilingual("Mã người", "Code of the person"),
        "what": bilingual("Phần được hỏi", "The part that is asked about"),
        "where": bilingual("Chức danh hoặc đơn vị bầu cử được hỏi", "Post or constituency that it is about"),
    },
    "AlternativeSlate": {
        "slate": bilingual("Phương án khác", "The other slate"),
        "tiers": bilingual(
            "Mức thiếu của từng thứ tự ưu tiên, cả hai phương án", "Shortfall of each tier in both slates"
        ),
        "changed": bilingual("Các quy định có kết luận khác", "Rules that are judged otherwise"),
        "moves": bilingual("Thay đổi theo từng người", "Moves, person by person"),
    },
    "TierComparison": {
        "rules": bilingual(
            "Mã các mục tiêu cùng thứ tự, hoặc loại thay đổi",
            "Codes of the aims of the tier, or a sort of moves",
        ),
        "was": bilingual(
            "Mức thiếu trong phương án, theo đơn vị của bộ lập phương án",
            "Shortfall in the plan, in the planner's units",
        ),
        "now": bilingual("Mức thiếu trong phương án khác", "Shortfall in the other slate"),
    },
    "ChangedFinding": {
        "was": bilingual("Kết luận trong phương án", "Finding in the plan"),
        "now": bilingual("Kết luận trong phương án khác", "Finding in the other slate"),
    },
    "Alternatives": {
        "apart": bilingual("Khác nhau ít nhất số người này", "By how many people each differs at least"),
        "within": bilingual(
            "Mã các mục tiêu không phương án nào thiếu nhiều hơn",
            "Codes of aims that no alternative misses by more than the plan",
        ),
        "alternatives": bilingual("Các phương án khác, tốt nhất trước", "The other slates, the best first"),
        "ended": bilingual("Vì sao danh sách dừng", "Why the list ends"),
    },
    "ParetoFront": {
        "aims": bilingual("Mã hai mục tiêu được so sánh", "Codes of the two aims"),
        "kept": bilingual(
            "Các thứ tự ưu tiên cao hơn được giữ nguyên",
            "Tiers of a higher priority that stay at the plan's values",
        ),
        "plan": bilingual("Kết luận của phương án về hai mục tiêu", "What the plan has of both"),
        "points": bilingual(
            "Các điểm mà không phương án nào hơn ở cả hai", "Points that no slate beats in both"
        ),
    },
    "ParetoPoint": {
        "values": bilingual(
            "Mức thiếu của hai mục tiêu, theo đơn vị của bộ lập phương án",
            "Shortfalls of both, in the planner's units",
        ),
        "findings": bilingual("Kết luận về hai mục tiêu, theo số người", "Findings on both, in people"),
        "beside": bilingual("Phương án tại điểm này", "The slate at this point"),
    },
    "GroupRanges": {
        "groups": bilingual("Khoảng có thể của từng nhóm", "The range of each group"),
    },
    "GroupRange": {
        "group": bilingual(
            "Tên nhóm trong bảng cơ cấu, nếu có", "Name of the group in composition tables, if it has one"
        ),
        "who": bilingual("Mô tả những người của nhóm", "Description of the people of the group"),
        "among": bilingual("Tính trong nhóm nào", "The set counted in"),
        "plan": bilingual("Số trong phương án", "Number in the proposal's slate"),
        "before": bilingual("Số của nhiệm kỳ trước", "Number in the previous term"),
        "possible": bilingual(
            "Ít nhất và nhiều nhất theo tiêu chuẩn, bắt buộc và ấn định",
            "Least and most under standards, musts and pins",
        ),
        "at_optimum": bilingual(
            "Ít nhất và nhiều nhất khi mọi mục tiêu đạt tối ưu",
            "Least and most with each tier of aims at its optimum",
        ),
        "bounds": bilingual("Mức mà các quy định đặt cho nhóm", "The bounds that rules set on the group"),
    },
    "RangeEnds": {
        "least": bilingual(
            "Ít nhất có thể; trống: chưa kịp trả lời", "The least possible; null: not answered in time"
        ),
        "most": bilingual(
            "Nhiều nhất có thể; trống: chưa kịp trả lời", "The most possible; null: not answered in time"
        ),
    },
    "GroupBound": {
        "rule": bilingual("Mã quy định", "Code of the rule"),
        "at_least": bilingual("Số người tối thiểu", "Fewest people"),
        "at_most": bilingual("Số người tối đa", "Most people"),
        "size": bilingual("Tổng làm mẫu số của tỷ lệ", "Size of the set that a share is taken of"),
    },
    "RulePrices": {
        "prices": bilingual(
            "Cái giá của từng quy định bắt buộc và ấn định", "The price of each must and pin"
        ),
    },
    "RulePrice": {
        "rule": bilingual("Mã quy định bắt buộc; trống: là ấn định", "Code of the must; null: it is a pin"),
        "pin": bilingual("Ấn định; trống: là quy định", "The pin; null: it is a rule"),
        "effect": bilingual(
            "Không có nó thì mục tiêu không đổi (same), gần hơn (better) hay chưa rõ (open)",
            "Without it the aims are the same, better, or it is open",
        ),
        "tiers": bilingual("Các thứ tự ưu tiên thay đổi", "Tiers that change"),
        "short": bilingual(
            "Mã mục tiêu và còn thiếu bao nhiêu người khi đó",
            "Code of an aim and by how many people it is missed then",
        ),
        "swap": bilingual("Những người phải thay, ít nhất", "The fewest people who have to change for it"),
        "finding": bilingual("Kết luận về chính quy định đó khi đó", "How the rule itself is judged then"),
        "steps": bilingual("Khi đổi mức từng đơn vị một", "Its bounds moved by one"),
    },
    "TierChange": {
        "rules": bilingual(
            "Mã các mục tiêu cùng thứ tự, hoặc loại thay đổi",
            "Codes of the aims of the tier, or a sort of moves",
        ),
        "was": bilingual("Mức thiếu trong phương án", "Shortfall in the plan, in the planner's units"),
        "now": bilingual("Mức thiếu sau thay đổi", "Shortfall after the change"),
    },
    "PeopleSwap": {
        "listed": bilingual("Mã những người nay vào danh sách ứng cử", "Codes of people now on a list"),
        "unlisted": bilingual(
            "Mã những người nay không còn trong danh sách", "Codes of people on no list any more"
        ),
        "joined": bilingual(
            "Mã những người nay là đại biểu dự kiến", "Codes of people now intended deputies"
        ),
        "left": bilingual(
            "Mã những người không còn là đại biểu dự kiến", "Codes of people no longer intended deputies"
        ),
        "posts": bilingual("Các chức danh có người giữ khác", "Posts with other holders"),
    },
    "PriceStep": {
        "field": bilingual("Tên mức được đổi", "Name of the bound"),
        "was": bilingual("Giá trị trước", "Value before"),
        "now": bilingual("Giá trị sau", "Value after"),
        "looser": bilingual("true: mức mới rộng hơn", "true: the new bound is looser"),
        "effect": bilingual("Mục tiêu thay đổi thế nào", "What becomes of the aims"),
        "tiers": bilingual("Các thứ tự ưu tiên thay đổi", "Tiers that change"),
        "conflict": bilingual("Vì sao khi đó không có phương án", "Why nothing is possible then"),
    },
    "ProposalConflicts": {
        "aim": bilingual(
            "Mã mục tiêu, khi hỏi điều gì làm nó không đạt",
            "Code of the aim, where the question is what keeps it from holding",
        ),
        "conflicts": bilingual(
            "Các nhóm quy định, ấn định không thể cùng đạt",
            "Sets of rules and pins that cannot hold together",
        ),
        "limited": bilingual("true: chỉ liệt kê đến số đã yêu cầu", "true: only as many as were asked for"),
    },
}

VALUES: dict[str, WordTable] = {
    "GapWay": {
        "keep": bilingual("giữ danh sách", "keep the list"),
        "add": bilingual("bổ sung người", "add somebody"),
        "cut": bilingual("bầu ít đại biểu hơn", "elect fewer"),
    },
    "PlanPart": {
        "in": bilingual("có trong danh sách ứng cử", "on a list"),
        "deputy": bilingual("là đại biểu dự kiến", "an intended deputy"),
        "post": bilingual("giữ một chức danh", "holds a post"),
        "at": bilingual("ứng cử ở một đơn vị bầu cử", "stands at a constituency"),
    },
    "WhyAnswerKind": {
        "barred": bilingual("không đạt tiêu chuẩn", "a standard bars it"),
        "pinned": bilingual("được ấn định", "a pin decides it"),
        "conflict": bilingual("điều trái lại gây mâu thuẫn", "the opposite is in conflict"),
        "costs": bilingual("điều trái lại làm mục tiêu xa hơn", "the opposite costs an aim"),
        "free": bilingual("điều trái lại cũng được như vậy", "the opposite would be as good"),
        "open": bilingual("chưa kịp trả lời", "not answered in time"),
    },
    "AlternativesEnd": {
        "number": bilingual("đủ số đã yêu cầu", "as many as were asked for"),
        "no_other": bilingual("không còn phương án nào khác", "no other exists"),
        "time": bilingual("hết thời gian", "time ran out"),
    },
}
