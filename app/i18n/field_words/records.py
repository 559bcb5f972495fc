"""Words for records: dossiers of procedure, a council's term, published tables."""

from cocau.app.i18n.words import WordTable
from cocau.constraints.record import bilingual

FIELDS: dict[str, WordTable] = {
    "Dossier": {
        "council": bilingual("Mã hội đồng", "Code of the council"),
        "records": bilingual("Hồ sơ của các bước, theo ngày", "Records of the steps, in the order of days"),
        "appointments": bilingual("Các trường hợp bố trí chức danh", "People appointed, or to be appointed"),
        "note": bilingual("Ghi chú, không quy định nào đọc", "Note, which no rule reads"),
    },
    "Opinion": {
        "by": bilingual("Cơ quan cho ý kiến", "Body that gave the opinion"),
        "on": bilingual("Ngày cho ý kiến", "Day of the opinion"),
        "content": bilingual("Nội dung ý kiến", "What the opinion says"),
        "position": bilingual("Ý kiến thống nhất hay không", "Whether the body agrees"),
        "document": bilingual("Số văn bản", "Number of the paper"),
    },
    "StepRecord": {
        "step": bilingual("Mã bước trong quy trình", "Code of the step of procedure"),
        "by": bilingual("Cơ quan thực hiện", "Body that took the step"),
        "on": bilingual("Ngày thực hiện", "Day on which the step was taken"),
        "content": bilingual("Nội dung hồ sơ", "What the record says"),
        "position": bilingual("Kết quả: thống nhất hay không", "Whether the body agrees"),
        "document": bilingual("Số văn bản", "Number of the paper"),
    },
    "Appointment": {
        "person": bilingual("Họ tên hoặc mã người được bố trí", "Name or code of the person"),
        "post": bilingual("Chức danh được bố trí", "Post that the person is appointed to"),
        "on": bilingual(
            "Ngày bố trí; để trống: chưa bố trí", "Day of the appointment; empty: not yet appointed"
        ),
        "opinion": bilingual("Ý kiến đã xin trước khi bố trí", "Opinion that was asked for first"),
    },
    "CouncilTerm": {
        "council": bilingual("Mã hội đồng", "Code of the council"),
        "first_session": bilingual("Ngày kỳ họp thứ nhất", "Day of the first session"),
        "ends_on": bilingual(
            "Ngày hết nhiệm kỳ: khi hội đồng khóa sau họp", "Last day: when the next council sits"
        ),
        "posts": bilingual("Thời gian giữ từng chức danh", "Who held which post, and when"),
        "departures": bilingual("Các đại biểu thôi nhiệm vụ", "Deputies who left"),
        "by_elections": bilingual("Các cuộc bầu cử bổ sung", "By-elections held"),
        "confidence_votes": bilingual("Các lần lấy phiếu tín nhiệm", "Votes of confidence"),
        "grades": bilingual("Xếp loại hằng năm của đại biểu", "Yearly grades of deputies"),
        "note": bilingual("Ghi chú, không quy định nào đọc", "Note, which no rule reads"),
    },
    "PostTenure": {
        "person": bilingual("Họ tên hoặc mã người giữ chức danh", "Name or code of the holder"),
        "post": bilingual("Chức danh của HĐND", "Post of the council"),
        "since": bilingual("Giữ chức danh từ ngày", "First day in the post"),
        "until": bilingual(
            "Thôi giữ từ ngày này; để trống: còn giữ",
            "Day from which the post is no longer held; empty: still held",
        ),
        "document": bilingual("Số nghị quyết, quyết định", "Number of the decision"),
    },
    "DeputyDeparture": {
        "person": bilingual("Họ tên hoặc mã đại biểu", "Name or code of the deputy"),
        "on": bilingual("Ngày thôi nhiệm vụ đại biểu", "Day on which the deputy left"),
        "reason": bilingual("Lý do thôi nhiệm vụ", "Why the deputy left"),
        "document": bilingual("Số nghị quyết, quyết định", "Number of the decision"),
    },
    "ByElection": {
        "on": bilingual("Ngày bầu cử bổ sung", "Day of the by-election"),
        "constituency": bilingual("Mã đơn vị bầu cử", "Code of the constituency"),
        "elected": bilingual("Họ tên những người trúng cử", "Names of those elected"),
    },
    "TermConfidenceVote": {
        "person": bilingual("Họ tên hoặc mã người được lấy phiếu", "Name or code of the person"),
        "on": bilingual("Ngày lấy phiếu", "Day of the vote"),
        "high": bilingual("Số phiếu tín nhiệm cao", "Ballots of high confidence"),
        "medium": bilingual("Số phiếu tín nhiệm", "Ballots of medium confidence"),
        "low": bilingual("Số phiếu tín nhiệm thấp", "Ballots of low confidence"),
    },
    "TermGrade": {
        "person": bilingual("Họ tên hoặc mã đại biểu", "Name or code of the deputy"),
        "year": bilingual("Năm xếp loại", "Year that is graded"),
        "grade": bilingual("Mức xếp loại", "Grade of that year"),
    },
    "Notice": {
        "locality": bilingual("Địa phương ghi trên bảng", "Locality that the table is about"),
        "level": bilingual("Cấp của hội đồng", "Level of the council"),
        "kind": bilingual("Loại đơn vị hành chính", "Kind of administrative unit"),
        "term": bilingual("Nhiệm kỳ, ví dụ 2021-2026", "Term, such as 2021-2026"),
        "election_day": bilingual("Ngày bầu cử ghi trên bảng", "Election day of the table"),
        "stage": bilingual(
            "Bảng thuộc bước nào của quy trình", "Stage of procedure that the table belongs to"
        ),
        "dated": bilingual("Ngày của bảng", "Day of the table"),
        "several": bilingual(
            "true: số liệu cộng của nhiều hội đồng", "true: figures of several councils, added up"
        ),
        "sums": bilingual("Các địa phương được cộng vào bảng", "Localities that the table is added up from"),
        "base": bilingual(
            "Bảng tính trên người được giới thiệu, người ứng cử hay đại biểu",
            "Whether it counts people introduced, candidates or deputies",
        ),
        "base_total": bilingual(
            "Tổng làm mẫu số; để trống: tổng cùng tên hoặc số đại biểu",
            "Total that percentages are taken of; empty: the total of that name, or the seats",
        ),
        "total_percent": bilingual(
            "Tỷ lệ in cạnh tổng của các khối", "Percentage printed beside the total of the blocs"
        ),
        "seats": bilingual("Số đại biểu được bầu", "Number of deputies to be elected"),
        "constituencies": bilingual("Số đơn vị bầu cử", "Number of constituencies"),
        "partition": bilingual(
            "Số đơn vị bầu cử theo số đại biểu, như đã công bố",
            "How many constituencies elect how many deputies, as published",
        ),
        "partition_status": bilingual(
            "Bảng nói gì về nguồn của số đơn vị bầu cử", "What the table says of where these sizes come from"
        ),
        "stated_minimum": bilingual(
            "Số người ứng cử tối thiểu ghi trên bảng", "Fewest candidates that the table names"
        ),
        "committees": bilingual("Số ban của HĐND", "Number of committees"),
        "ethnic_minority_candidates": bilingual(
            "Số người ứng cử dân tộc thiểu số do địa phương xác định (Điều 9)",
            "Ethnic-minority candidates set locally (Art. 9)",
        ),
        "self_nominated": bilingual("Số người tự ứng cử", "People who nominated themselves"),
        "totals": bilingual("Các tổng số in trên bảng", "Totals that the table prints"),
        "blocs": bilingual("Các dòng theo khối", "Rows of blocs"),
        "structures": bilingual("Số lượng, tỷ lệ theo cơ cấu", "Numbers and percentages of structures"),
        "structure_sums": bilingual(
            "Số cộng từ các dòng của khối theo cơ cấu", "What the rows of the blocs add up to, by structure"
        ),
        "apart": bilingual("Các nhóm in lẫn giữa các khối", "Groups printed among the blocs"),
        "funnel": bilingual(
            "Quá trình hình thành danh sách: giới thiệu, rút, không đạt tín nhiệm",
            "How the list came about: introduced, withdrawn, without confidence",
        ),
        "unread": bilingual("Các cột không nhận ra", "Columns that were not recognised"),
        "source": bilingual("Nguồn của bảng", "Where the table was taken from"),
        "note": bilingual("Ghi chú, không quy định nào đọc", "Note, which no rule reads"),
    },
    "ConstituencySize": {
        "constituencies": bilingual("Số đơn vị bầu cử cỡ này", "How many constituencies are of this size"),
        "seats": bilingual("Số đại biểu mỗi đơn vị được bầu", "Deputies that each of them elects"),
    },
    "PrintedFigure": {
        "count": bilingual("Số lượng in trên bảng", "Number as printed"),
        "percent": bilingual(
            "Tỷ lệ in trên bảng, giữ số chữ số thập phân", "Percentage as printed, with its decimals"
        ),
        "of": bilingual(
            "Tổng mà tỷ lệ tính trên đó, khi bảng ghi rõ",
            "Total that the percentage is taken of, where the table says it",
        ),
    },
    "BlocRow": {
        "name": bilingual("Tên khối in trên bảng", "Name of the bloc as printed"),
        "blocs": bilingual(
            "Các khối có thể hiểu; để trống: đọc từ tên", "Blocs that it may mean; empty: read from the name"
        ),
        "doubt": bilingual("Vì sao tên khối chưa rõ", "Why the name is not plain"),
        "part_of": bilingual(
            "Tên dòng phía trên mà dòng này là một phần", "Name of the row above that this one is part of"
        ),
    },
    "ApartRow": {
        "name": bilingual("Tên nhóm in trên bảng", "Name of the group as printed"),
        "group": bilingual("Nhóm cơ cấu tương ứng", "Structure that it means"),
        "count": bilingual("Số lượng in trên bảng", "Number as printed"),
        "reading": bilingual(
            "Tổng của các khối cho thấy nhóm được tính thế nào",
            "How the sum of the blocs says that the group is counted",
        ),
    },
    "Funnel": {
        "introduced": bilingual("Số người được giới thiệu", "People introduced"),
        "withdrew": bilingual("Số người rút", "People who withdrew"),
        "below_confidence": bilingual(
            "Số người không đạt tín nhiệm", "People without the voters' confidence"
        ),
        "result": bilingual("Số người còn lại ghi trên bảng", "How many are left, as the notice says"),
    },
    "UnreadColumn": {
        "heading": bilingual(
            "Tiêu đề cột như đã in, hoặc vị trí của cột", "Heading as printed, or which column it is"
        ),
        "nearest": bilingual(
            "Tiêu đề gần giống nhất mà chương trình đọc được", "The nearest heading that can be read"
        ),
    },
}
