"""Words for plans: requests, slates, proposals, structure plans, proofs."""

from cocau.app.i18n.words import WordTable
from cocau.constraints.record import bilingual

FIELDS: dict[str, WordTable] = {
    "Slate": {
        "candidates": bilingual(
            "Danh sách ứng cử: mã đơn vị bầu cử và mã những người",
            "Lists of candidates: code of the constituency and codes of the people",
        ),
        "deputies": bilingual("Mã các đại biểu dự kiến", "Codes of the intended deputies"),
        "posts": bilingual(
            "Người giữ từng chức danh: chức danh và mã người",
            "Holders of posts: post and codes of the people",
        ),
        "introduced": bilingual(
            "Mã những người được giới thiệu; trống: mọi người trong danh sách",
            "Codes of the people introduced; null: everybody in the pool",
        ),
    },
    "PlanRequest": {
        "council": bilingual("Hội đồng cần lập phương án", "The council to be composed"),
        "pool": bilingual(
            "Danh sách người được giới thiệu", "The people introduced, from whom the plan takes"
        ),
        "rulebook": bilingual(
            "Tên bộ quy định; để trống: theo ngày bầu cử và cấp",
            "Name of the rulebook; empty: by election day and level",
        ),
        "overrides": bilingual(
            "Các mức đặt khác bộ quy định: mã quy định, tên mức, giá trị",
            "Bounds set apart from the rulebook: rule, bound, value",
        ),
        "raised": bilingual(
            "Mã các mục tiêu phấn đấu được nâng thành bắt buộc", "Codes of the aims that are kept as musts"
        ),
        "pins": bilingual("Những gì được ấn định trước", "What is fixed beforehand"),
        "introducing": bilingual(
            "Số người được giới thiệu, khi chưa có tên",
            "How many people are introduced, before there are names",
        ),
        "near": bilingual(
            "Phương án cần giữ gần nhất: ít thay đổi người, chức danh, đơn vị bầu cử nhất",
            "Slate to stay near: the fewest people, posts and constituencies change",
        ),
        "gone": bilingual(
            "Tên những người chỉ còn trong phương án cũ, theo mã",
            "Names, by code, of people who are only in the slate to stay near",
        ),
        "seconds": bilingual("Thời gian tính nhiều nhất, giây", "Longest time to compute, in seconds"),
    },
    "Pins": {
        "candidates": bilingual(
            "Mã những người phải có trong danh sách ứng cử", "Codes of people who must be on a list"
        ),
        "deputies": bilingual(
            "Mã những người phải là đại biểu dự kiến", "Codes of people who must be intended deputies"
        ),
        "out": bilingual(
            "Mã những người không đưa vào danh sách nào", "Codes of people who must be on no list"
        ),
        "posts": bilingual(
            "Chức danh và mã những người phải giữ", "Post and codes of the people who must hold it"
        ),
        "constituencies": bilingual(
            "Mã người và đơn vị bầu cử phải ứng cử", "Code of a person and the constituency to stand at"
        ),
    },
    "Introductions": {
        "total": bilingual(
            "Tổng số người được giới thiệu; để trống: đúng bằng danh sách chính thức",
            "People introduced in all; empty: nobody beyond the official list",
        ),
        "at_least": bilingual(
            "Mã nơi giới thiệu và số người ít nhất",
            "Code of an organisation and the fewest people that it introduces",
        ),
        "at_most": bilingual(
            "Mã nơi giới thiệu và số người nhiều nhất",
            "Code of an organisation and the most people that it introduces",
        ),
    },
    "CanonicalRecord": {
        "format": bilingual("Loại và phiên bản của tệp này", "Kind and version of this file"),
    },
    "Proposal": {
        "outcome": bilingual(
            "Kết quả: lập được, mâu thuẫn, hết thời gian hay đã sửa tay",
            "Outcome: planned, in conflict, out of time, or changed by hand",
        ),
        "departures": bilingual("Các mức đặt khác bộ quy định", "Bounds set apart from the rulebook"),
        "request": bilingual("Yêu cầu đã được trả lời, đầy đủ", "The request that was answered, in full"),
        "barred": bilingual(
            "Mã tiêu chuẩn và mã những người không đạt",
            "Code of each standard and codes of those who miss it",
        ),
        "slate": bilingual("Phương án nhân sự; trống: không có", "The slate; null: there is none"),
        "findings": bilingual("Kết luận về từng quy định", "Each rule, judged on the slate"),
        "aims": bilingual("Kết quả của từng mục tiêu phấn đấu", "Each aim after planning"),
        "moved": bilingual(
            "Số thay đổi so với phương án cần giữ gần", "Moves against the slate to stay near"
        ),
        "differences": bilingual("Các thay đổi đó, theo từng người", "The same moves, person by person"),
        "clashes": bilingual(
            "Những chỗ hai quy định vướng nhau, với mọi phương án",
            "Clashes of two clauses, whatever the slate",
        ),
        "remarks": bilingual(
            "Lưu ý về người trong phương án, không phải kết luận của quy định",
            "Remarks on people of the slate; no rule's verdict",
        ),
        "structures": bilingual(
            "Mã người và các cơ cấu mà người đó kết hợp",
            "Code of each listed person and the structures that the person combines",
        ),
        "conflict": bilingual(
            "Các quy định mâu thuẫn, khi không có phương án", "The rules in conflict, where there is no slate"
        ),
        "open_tier": bilingual("Các mục tiêu chưa tính xong khi hết thời gian", "Aims at which time ran out"),
        "interchangeable": bilingual(
            "Những người có thể đổi chỗ cho nhau mà mọi quy định vẫn vậy",
            "People who may swap places without any rule noticing",
        ),
        "rulebook": bilingual("Bộ quy định đã dùng, đầy đủ", "The rulebook that was used, in full"),
        "provenance": bilingual(
            "Phiên bản và mã băm của dữ liệu đầu vào", "Versions, and digests of the input"
        ),
    },
    "Finding": {
        "rule": bilingual("Mã quy định", "Code of the rule"),
        "verdict": bilingual(
            "Kết luận: đạt, không đạt hoặc chưa kết luận được", "Verdict: kept, broken or undecided"
        ),
        "facts": bilingual("Các số liệu của kết luận", "The numbers of the verdict"),
        "witnesses": bilingual(
            "Mã người hoặc đơn vị bầu cử làm nên kết luận",
            "Codes of people or constituencies that make the verdict so",
        ),
        "short": bilingual(
            "Còn thiếu hoặc thừa bao nhiêu người, đơn vị; 0: đạt",
            "By how many people or units it is missed; 0: it is not",
        ),
        "missing": bilingual("Số liệu còn thiếu để kết luận", "What an undecided rule would need"),
        "note": bilingual("Cách hiểu mà kết luận dựa vào", "The reading that the verdict rests on"),
    },
    "AimResult": {
        "rule": bilingual("Mã mục tiêu phấn đấu", "Code of the aim"),
        "priority": bilingual("Thứ tự ưu tiên; 1 được xét trước", "Priority; 1 comes first"),
        "missed": bilingual("true: chưa đạt", "true: the aim is missed"),
        "tier_value": bilingual(
            "Mức thiếu của mọi mục tiêu cùng thứ tự, theo đơn vị của bộ lập phương án",
            "Shortfall of all aims of this priority together, in the planner's units",
        ),
        "tier_bound": bilingual(
            "Mức thiếu đã chứng minh không thể thấp hơn", "The shortfall that was proven impossible to beat"
        ),
        "blocked_by": bilingual("Điều gì làm cho mục tiêu không đạt được", "What keeps the aim from holding"),
    },
    "RuleConflict": {
        "rules": bilingual(
            "Mã các quy định không thể cùng đạt", "Codes of the rules that cannot hold together"
        ),
        "pins": bilingual("Các ấn định cùng gây mâu thuẫn", "Pins that are part of the conflict"),
        "irreducible": bilingual(
            "true: bỏ một trong số đó thì phần còn lại có thể đạt",
            "true: without any one of them the rest can hold",
        ),
        "smallest": bilingual(
            "true: không có mâu thuẫn nào ít quy định hơn", "true: no other conflict has fewer members"
        ),
        "confirmed_by": bilingual(
            "Các bộ giải đã cùng xác nhận, hoặc certificate: chứng minh chính xác",
            "Engines that each found it, or certificate: an exact proof was checked",
        ),
        "nearest": bilingual(
            "Từng quy định gần đạt đến đâu khi giữ các quy định còn lại",
            "How near each rule comes while the others hold",
        ),
        "described": bilingual("Những người mà các quy định này tính", "The people whom these rules count"),
        "wanted": bilingual(
            "Những người cần cho các chức danh và vì sao không dùng được",
            "People needed for posts, and what keeps them out",
        ),
    },
    "NearestMiss": {
        "rule": bilingual("Mã quy định", "Code of the rule"),
        "finding": bilingual(
            "Kết luận về quy định đó trên phương án gần nhất", "The rule judged on the nearest slate"
        ),
        "slate": bilingual(
            "Phương án giữ mọi quy định còn lại", "The slate, which keeps all the other rules"
        ),
    },
    "DescribedPeople": {
        "who": bilingual("Mô tả những người được tính", "Description of the people counted"),
        "members": bilingual(
            "Các quy định và ấn định tính những người này", "Rules and pins that count these people"
        ),
        "left": bilingual("Mã những người còn dùng được", "Codes of those who are left"),
        "barred": bilingual(
            "Mã tiêu chuẩn và mã những người không đạt",
            "Code of each standard and codes of those who miss it",
        ),
        "out": bilingual(
            "Mã những người bị ấn định không đưa vào danh sách", "Codes of those whom a pin keeps off"
        ),
    },
    "WantedHolders": {
        "posts": bilingual("Các chức danh cần người giữ", "The posts that need holders"),
        "member": bilingual("Quy định hoặc ấn định đòi hỏi điều đó", "The rule or pin that asks for it"),
        "need": bilingual("Số người cần có", "How many people are needed"),
        "people": bilingual("Mã những người có thể xét", "Codes of the people looked at"),
        "excluded": bilingual(
            "Quy định hoặc ấn định và mã những người mà riêng nó loại",
            "Rule or pin and codes of those whom it alone keeps out",
        ),
        "barred": bilingual(
            "Mã tiêu chuẩn và mã những người không đạt",
            "Code of each standard and codes of those who miss it",
        ),
        "left": bilingual("Mã những người không bị gì ngăn cản", "Codes of those whom nothing keeps out"),
    },
    "MoveTotal": {
        "what": bilingual("Loại thay đổi được đếm", "Sort of moves that is counted"),
        "value": bilingual("Số thay đổi", "Number of moves"),
        "bound": bilingual("Số thay đổi đã chứng minh không thể ít hơn", "Number proven impossible to beat"),
    },
    "PersonMove": {
        "person": bilingual("Mã người", "Code of the person"),
        "was": bilingual("Phần trước đây; trống: không có", "The part before; null: none"),
        "now": bilingual("Phần bây giờ; trống: không có", "The part now; null: none"),
        "why": bilingual("Lý do thay đổi", "Why the part has changed"),
        "standards": bilingual(
            "Mã các tiêu chuẩn mà người bị loại không đạt",
            "Codes of the standards that somebody barred misses",
        ),
    },
    "SlatePart": {
        "constituency": bilingual(
            "Mã đơn vị bầu cử; trống: không ứng cử", "Code of the constituency; null: on no list"
        ),
        "deputy": bilingual("true: là đại biểu dự kiến", "true: an intended deputy"),
        "posts": bilingual("Các chức danh được giữ", "Posts held"),
        "introduced": bilingual(
            "true: được giới thiệu, khi chưa có tên", "true: introduced, before there are names"
        ),
    },
    "Clash": {
        "wants": bilingual("Mã quy định đòi hỏi nhiều hơn", "Code of the rule that asks for people"),
        "caps": bilingual("Mã quy định đặt mức tối đa", "Code of the rule that sets the most"),
        "goal": bilingual(
            "Số người ít nhất theo quy định thứ nhất", "Fewest people that the first one asks for"
        ),
        "cap": bilingual(
            "Số người nhiều nhất theo quy định thứ hai", "Most people that the second one allows"
        ),
        "before": bilingual("Số của nhiệm kỳ trước", "Number of the previous term"),
        "uncounted": bilingual(
            "Mã đại biểu chuyên trách không giữ chức danh, không quy định nào tính",
            "Codes of full-time deputies without a post, whom neither clause counts",
        ),
    },
    "PersonRemark": {
        "person": bilingual("Mã người", "Code of the person"),
        "kind": bilingual("Lưu ý về điều gì", "What the remark is about"),
        "sanction": bilingual("Hình thức kỷ luật", "Form of the sanction"),
        "decided": bilingual("Ngày quyết định kỷ luật", "Day of the decision"),
        "until": bilingual(
            "Ngày đầu tiên đã hết thời hạn sau kỷ luật",
            "First day on which the period after the sanction is over",
        ),
        "percent": bilingual(
            "Tỷ lệ tín nhiệm thấp nhất ở hội nghị cử tri",
            "Percent of the voters' meeting with least confidence",
        ),
    },
    "InterchangeablePeople": {
        "people": bilingual("Mã những người có thể đổi chỗ cho nhau", "Codes of people who may swap places"),
    },
    "Provenance": {
        "cocau": bilingual("Phiên bản chương trình", "Version of the program"),
        "engines": bilingual("Tên và phiên bản của các bộ giải", "Names and versions of the engines"),
        "rulebook_digest": bilingual("Mã băm sha256 của bộ quy định", "sha256 of the rulebook"),
        "council_digest": bilingual("Mã băm sha256 của hội đồng", "sha256 of the council"),
        "pool_digest": bilingual("Mã băm sha256 của danh sách người", "sha256 of the pool"),
        "slate_digest": bilingual(
            "Mã băm sha256 của phương án, nếu có", "sha256 of the slate, if there is one"
        ),
        "digest": bilingual(
            "Mã băm sha256 của toàn bộ yêu cầu và trả lời; trống ở tệp cũ",
            "sha256 of all that was asked and answered; null in older files",
        ),
    },
    "StructurePlan": {
        "format": bilingual("Loại và phiên bản của tệp này", "Kind and version of this file"),
        "allocation": bilingual(
            "Phân bổ số người cho từng nơi giới thiệu; trống: không có phương án",
            "How many people each organisation introduces; null: there is no plan",
        ),
        "offers": bilingual("Khả năng giới thiệu đã dùng", "The offers that were used"),
        "proposal": bilingual(
            "Phương án làm cơ sở, với người tượng trưng", "The proposal underneath, of stand-ins for people"
        ),
    },
    "Allocation": {
        "rows": bilingual("Mỗi nơi giới thiệu một dòng", "A row for each organisation"),
        "sorts": bilingual(
            "Tổng theo loại: cơ quan, tổ chức, đơn vị và địa phương",
            "Totals of organisations and of localities",
        ),
        "totals": bilingual("Tổng chung", "Totals of all"),
    },
    "AllocationStages": {
        "introduced": bilingual("Người được giới thiệu", "The people introduced"),
        "listed": bilingual("Người trong danh sách chính thức", "Those on the official list"),
        "intended": bilingual("Đại biểu dự kiến", "Those in the intended council"),
    },
    "AllocationRow": {
        "id": bilingual("Mã nơi giới thiệu", "Code of the organisation"),
        "name": bilingual("Tên nơi giới thiệu", "Name of the organisation"),
        "sort": bilingual(
            "Cơ quan, tổ chức, đơn vị hay địa phương", "Whether it is an organisation or a locality"
        ),
        "bloc": bilingual("Khối của nơi giới thiệu", "Bloc of the organisation"),
        "at_least": bilingual("Số người ít nhất nơi này giới thiệu", "Fewest people that it introduces"),
        "at_most": bilingual(
            "Số người nhiều nhất nơi này giới thiệu được", "Most people that it can introduce"
        ),
        "profiles": bilingual("Mỗi dạng người một dòng", "A row for each profile"),
    },
    "AllocationTally": {
        "people": bilingual("Số người", "Number of people"),
        "counts": bilingual("Số người theo từng nhóm cơ cấu", "How many of them belong to each group"),
    },
    "AllocationProfileRow": {
        "at_most": bilingual("Số người dạng này mà nơi giới thiệu có", "How many such people there are"),
        "id": bilingual("Mã dạng người", "Code of the profile"),
        "name": bilingual(
            "Tên dạng người; tên đã đặt thì giống nhau ở hai thứ tiếng",
            "Profile in words; a given name is the same in both languages",
        ),
    },
    "ProposalProof": {
        "of": bilingual("Mã băm của phương án được chứng minh", "Digest of the proposal that is proven"),
        "claims": bilingual(
            "Các khẳng định, mỗi khẳng định kèm chứng minh", "What is claimed, each with its proof"
        ),
    },
    "ProvenClaim": {
        "nodes": bilingual(
            "Cây chứng minh, nút cha đứng trước; trống: dựa vào bộ giải",
            "The tree that proves it, parents first; empty: it rests on engines",
        ),
        "confirmed_by": bilingual(
            "Các bộ giải đã xác nhận, khi không có cây", "Engines that confirmed it, where there is no tree"
        ),
    },
    "TierClaim": {
        "claim": bilingual(
            "Khẳng định về mức thiếu của một thứ tự ưu tiên", "That the optimum of a tier cannot be beaten"
        ),
        "tier": bilingual(
            "Số thứ tự, từ 1; số thay đổi đứng trước", "Number of the tier, from 1; moves come first"
        ),
        "rules": bilingual("Mã các mục tiêu cùng thứ tự", "Codes of the aims of the tier"),
        "bound": bilingual("Mức mà không phương án nào thấp hơn", "Value that no slate beats"),
    },
    "ProofNode": {
        "variable": bilingual("Biến được chia hai; trống: nút lá", "Variable that is split; null: a leaf"),
        "at": bilingual(
            "Nhánh đầu: biến nhiều nhất bằng số này; nhánh sau: nhiều hơn",
            "The first branch has the variable at most here, the second above",
        ),
        "rows": bilingual(
            "Hệ số của các hàng ở nút lá; dương: cận dưới, âm: cận trên",
            "Multipliers of the rows at a leaf; above zero: lower side, below zero: upper side",
        ),
    },
    "ConflictClaim": {
        "claim": bilingual(
            "Khẳng định các thành phần không thể cùng đạt", "That the members cannot hold together"
        ),
        "aim": bilingual(
            "Mã mục tiêu, khi mâu thuẫn chỉ có nếu đạt mục tiêu đó",
            "Code of an aim, where they clash only while it is met",
        ),
        "members": bilingual("Quy định và ấn định trong mâu thuẫn", "Rules and pins of the conflict"),
        "witnesses": bilingual(
            "Thành phần và một phương án giữ mọi thành phần khác",
            "Member and a slate on which all the others hold",
        ),
    },
    "EngineClaim": {
        "claim": bilingual(
            "Điều được khẳng định: rút thăm, trung bình đều, nhỏ nhất, không bớt được",
            "What is claimed: the lot, an even average, smallest, irreducible",
        ),
        "aim": bilingual("Mã mục tiêu liên quan", "Code of the aim that it is about"),
        "rules": bilingual("Mã các quy định liên quan", "Codes of the rules that it is about"),
        "confirmed_by": bilingual("Các bộ giải đã xác nhận", "Engines that confirmed it"),
    },
    "AnswerProof": {
        "of": bilingual("Mã băm của phương án được hỏi", "Digest of the proposal that was asked about"),
        "answer": bilingual("Mã băm sha256 của JSON câu trả lời", "sha256 of the answer's JSON"),
        "claims": bilingual(
            "Các khẳng định; trống: không điều gì cần chứng minh",
            "What is claimed; empty: nothing has to be proven",
        ),
    },
    "AnswerClaim": {
        "places": bilingual(
            "Các chỗ trong câu trả lời mà khẳng định nói đến", "Places in the answer that the claim is about"
        ),
    },
}

VALUES: dict[str, WordTable] = {
    "MoveReason": {
        "gone": bilingual("không còn trong danh sách người", "no longer in the pool"),
        "barred": bilingual("không đạt tiêu chuẩn", "misses a standard"),
        "left_out": bilingual("các quy định đòi hỏi đưa ra", "left out, as the rules need"),
        "came_in": bilingual("được đưa vào thay", "came in instead"),
        "moved": bilingual("các quy định đòi hỏi chuyển", "moved, as the rules need"),
    },
}
