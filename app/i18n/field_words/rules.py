"""Words for rulebooks: rules by kind, citations, steps of procedure."""

from cocau.app.i18n.words import BOUNDS, WordTable
from cocau.constraints.record import bilingual

FIELDS: dict[str, WordTable] = {
    "Dated": {
        "in_force": bilingual("Ngày có hiệu lực", "First day on which the provision is in force"),
        "until": bilingual(
            "Hết hiệu lực từ ngày này; để trống: còn hiệu lực",
            "No longer in force from this day on; empty: still in force",
        ),
        "dated_by": bilingual(
            "Xét hiệu lực theo ngày bầu cử hay theo ngày lập phương án",
            "Whether the election day or the day of the plan decides",
        ),
    },
    "Rule": BOUNDS
    | {
        "id": bilingual(
            "Mã quy định, không dấu, nối bằng gạch ngang",
            "Code of the rule: lower-case letters and digits joined by hyphens",
        ),
        "kind": bilingual(
            "Loại quy định: quyết định các mục khác và cách xét",
            "Kind of rule, which decides its other fields and how it is judged",
        ),
        "strength": bilingual(
            "Mức độ: tiêu chuẩn, bắt buộc hoặc phấn đấu", "Strength: a standard, a must or an aim"
        ),
        "priority": bilingual(
            "Thứ tự ưu tiên của mục tiêu phấn đấu; 1 được xét trước", "Priority of an aim; 1 comes first"
        ),
        "levels": bilingual("Các cấp áp dụng", "Levels of councils that the rule binds"),
        "cites": bilingual("Các điều khoản làm căn cứ", "The clauses that the rule rests on"),
        "says": bilingual("Nội dung quy định", "What the rule asks, as a sentence"),
        "broken": bilingual(
            "Câu báo khi không đạt; chỗ trong ngoặc nhọn được thay bằng số liệu",
            "Sentence shown when it is broken; figures replace what stands in braces",
        ),
        "doubt": bilingual(
            "Điểm chưa chắc chắn và cách hiểu khác", "What is uncertain, with the other reading"
        ),
        "where": bilingual("Những người được tính", "The people who are counted"),
        "among": bilingual(
            "Nhóm để tính: người được giới thiệu, danh sách ứng cử, đại biểu dự kiến, người giữ chức danh",
            "The set counted in: people introduced, candidates, deputies or holders of posts",
        ),
        "office": bilingual("Chức vụ mà quy định nói đến", "The office that the rule is about"),
        "offices": bilingual("Các chức vụ mà quy định nói đến", "The offices that the rule is about"),
        "extra_by_seats": bilingual(
            "Số dư tối thiểu theo số đại biểu của đơn vị bầu cử",
            "Least surplus of candidates by the seats of a constituency",
        ),
        "full_time": bilingual(
            "true: phải là chuyên trách; false: không chuyên trách", "true: full-time; false: not full-time"
        ),
        "full": bilingual(
            "Số người khi chức vụ đủ số lượng theo luật",
            "How many there are where the office is fully manned",
        ),
        "one_fewer_under": bilingual(
            "Chức vụ mà nếu người giữ là chuyên trách thì bớt một người",
            "Office whose full-time holder takes one place away",
        ),
    },
    "BirthLine": {
        "re_standing": bilingual(
            "true: cho người tái cử; false: cho người ứng cử lần đầu",
            "true: for people standing again; false: for the first time",
        ),
        "full_time": bilingual(
            "Chỉ cho người dự kiến chuyên trách (true) hoặc không chuyên trách (false); để trống: cả hai",
            "Only for people meant to be full-time (true) or not (false); empty: both",
        ),
        "blocs": bilingual("Các khối có cán bộ chịu quy định này", "Blocs whose officials it binds"),
        "men_from": bilingual("Nam sinh từ ngày này trở về sau", "Men are born on this day or later"),
        "women_from": bilingual("Nữ sinh từ ngày này trở về sau", "Women are born on this day or later"),
        "as_men_from": bilingual(
            "Nữ nghỉ hưu ở tuổi cao hơn sinh từ ngày này trở về sau",
            "Women who retire later are born on this day or later",
        ),
    },
    "CombinedPosts": {
        "with_office": bilingual(
            "Chức vụ kiêm nhiệm", "The other office, of which one holder has a post as well"
        ),
    },
    "CombinedStructures": {
        "at_most": bilingual(
            "Số cơ cấu nhiều nhất một người kết hợp; để trống: không yêu cầu",
            "Most structures that one person combines; empty: nothing is asked",
        ),
    },
    "DisciplineFree": {
        "months": bilingual(
            "Số tháng phải qua sau mỗi hình thức kỷ luật", "Months that must have passed after each sanction"
        ),
        "counted_on": bilingual(
            "Ngày tính đến: ngày hiệp thương lần thứ hai", "Day counted to: that of the second consultation"
        ),
    },
    "EvenAverage": {
        "of": bilingual(
            "Trung bình của tuổi, mức ưu tiên hay số ứng cử viên trên một đại biểu",
            "Average of the age, the preference, or the candidates per seat",
        ),
    },
    "FewestResidents": {
        "unit": bilingual(
            "Loại đơn vị hành chính mà quy định nói đến", "The kind of unit that the rule is about"
        ),
        "at_least": bilingual(
            "Số dân ít nhất để có HĐND", "Fewest residents with which the unit has a council"
        ),
    },
    "LevelLimit": {
        "levels_allowed": bilingual(
            "Số cấp nhiều nhất được ứng cử", "Most levels at which one person may stand"
        ),
        "with_national": bilingual(
            "Số cấp nhiều nhất khi có hồ sơ ứng cử Quốc hội",
            "Most levels for a person who has filed for the National Assembly",
        ),
    },
    "LocalMinimum": {
        "parameter": bilingual(
            "Mục trong tệp hội đồng ghi số tối thiểu", "Field of the council's file that gives the minimum"
        ),
    },
    "MinimumAge": {
        "years": bilingual("Tuổi tròn tối thiểu vào ngày bầu cử", "Least age in full years on election day"),
    },
    "NoBar": {
        "bars": bilingual("Các trường hợp không được ứng cử", "The bars that keep a person off every list"),
    },
    "PostCeiling": {
        "by_merger": bilingual(
            "Số người nhiều nhất theo số đơn vị được sắp xếp; để trống: theo số đã quyết định cho từng ban",
            "Most holders by how many units were merged; empty: as decided for each committee",
        ),
        "keeps_sitting_until": bilingual(
            "Đơn vị sắp xếp được giữ số người hiện có đến ngày này",
            "Until this day a merged unit may keep those who hold the office",
        ),
    },
    "MergerLimit": {
        "units": bilingual("Sắp xếp từ số đơn vị này", "Merged from so many units"),
        "kinds": bilingual(
            "Các loại đơn vị áp dụng; để trống: mọi loại", "Kinds of unit that it holds for; empty: all"
        ),
        "sort": bilingual("Loại ban áp dụng; để trống: mọi ban", "Committee that it holds for; empty: all"),
        "at_most": bilingual("Số người giữ chức danh nhiều nhất", "Most holders of the post"),
    },
    "PostLimit": {
        "combinable": bilingual(
            "Hai chức vụ mà một người được giữ đồng thời",
            "Two offices of which one person may hold a post each",
        ),
        "at_most": bilingual(
            "Số chức danh nhiều nhất một người được giữ", "Most posts that one person may hold"
        ),
    },
    "PostNumber": {
        "number": bilingual("Số người giữ mỗi chức danh", "Holders of each post of the office"),
        "ceiling": bilingual(
            "true: không được vượt quá; false: phải đúng bằng",
            "true: the number may not be exceeded; false: it is exact",
        ),
    },
    "PostPrecedence": {
        "post": bilingual("Chức danh được ưu tiên bố trí", "The post that is filled by precedence"),
        "order": bilingual(
            "Thứ tự cấp ủy: người ở mức đầu giữ chức danh, không được thì đến mức sau",
            "Party ranks in their order: the first holder who can take the post has it",
        ),
    },
    "SeatsFormula": {
        "formulas": bilingual(
            "Công thức số đại biểu theo từng loại đơn vị", "Formula of the seats for each kind of unit"
        ),
    },
    "SeatFormula": {
        "kind": bilingual("Loại đơn vị hành chính của công thức", "Kind of unit that the formula is for"),
        "bands": bilingual(
            "Các mức dân số và số đại biểu của mỗi mức", "Bands of population with their seats"
        ),
        "steps": bilingual("Số đại biểu tăng thêm trên mức cuối", "Seats added above the last band"),
        "most": bilingual("Số đại biểu nhiều nhất", "Most seats in any case"),
        "mark": bilingual("Mức độ kiểm chứng của dòng này", "How far this row was verified"),
        "large": bilingual(
            "Trường hợp có nhiều đơn vị cấp dưới", "What holds for units with many units below"
        ),
    },
    "SeatBand": {
        "up_to": bilingual(
            "Dân số đến mức này; để trống: mọi dân số",
            "Up to this population; empty: whatever the population",
        ),
        "seats": bilingual("Số đại biểu của mức này", "Seats of the band"),
    },
    "SeatStep": {
        "per": bilingual(
            "Cứ thêm đủ số dân này thì thêm một đại biểu",
            "One more seat for each full number of people like this",
        ),
        "up_to": bilingual(
            "Áp dụng đến mức dân số này; để trống: không giới hạn",
            "Up to this population, where the next step begins; empty: without end",
        ),
    },
    "LargeUnitLimit": {
        "lower_units": bilingual("Từ số đơn vị cấp dưới này", "From so many units of the level below"),
        "most": bilingual(
            "Số đại biểu nhiều nhất mà cơ quan có thẩm quyền được quyết định",
            "Most seats that the competent body may set",
        ),
        "mark": bilingual("Mức độ kiểm chứng của dòng này", "How far this row was verified"),
    },
    "SeatsPerConstituency": {
        "limit": bilingual("Số đại biểu nhiều nhất của một đơn vị bầu cử", "Most seats of a constituency"),
    },
    "ShareRule": {
        "of": bilingual(
            "Tỷ lệ tính trên nhóm này; để trống: trên chính nhóm được tính",
            "The set that the percentage is taken of; empty: the one counted in",
        ),
    },
    "Trend": {
        "group": bilingual("Nhóm người được tính", "The group that is counted"),
        "direction": bilingual(
            "Giảm (fewer) hoặc tăng (more) so với nhiệm kỳ trước", "Fewer or more than in the previous term"
        ),
        "measure": bilingual(
            "So sánh số người (count), tỷ lệ (share) hay cả hai (both)",
            "Compare numbers of people (count), shares of the set (share), or both",
        ),
    },
    "UnitExists": {
        "among": bilingual("Các loại đơn vị hành chính có HĐND", "The kinds of unit that have a council"),
    },
    "VoterConfidence": {
        "above_percent": bilingual(
            "Phải trên số phần trăm này ở hội nghị cử tri", "More than so many percent of the voters' meeting"
        ),
    },
    "Citation": {
        "source": bilingual("Mã văn bản trong danh mục nguồn", "Key of the document among the sources"),
        "article": bilingual("Điều của văn bản", "Article of the document"),
        "clause": bilingual("Khoản", "Clause of the article"),
        "point": bilingual("Điểm", "Point of the clause"),
        "section": bilingual(
            "Mục của Chỉ thị theo danh mục của chương trình, ví dụ S2.13",
            "Number in the program's list of the directive's clauses, such as S2.13",
        ),
        "mark": bilingual("Mức độ kiểm chứng trích dẫn", "How far the citation was verified"),
        "quote": bilingual(
            "Trích nguyên văn, nhiều nhất 240 ký tự", "Quote from the text, at most 240 characters"
        ),
        "doubt": bilingual("Điểm chưa chắc chắn của trích dẫn", "What is uncertain about the citation"),
        "kinds": bilingual(
            "Các loại đơn vị mà điều khoản nói đến; để trống: mọi loại",
            "Kinds of council that the clause speaks of; empty: all",
        ),
    },
    "Layer": {
        "title": bilingual("Tên của lớp quy định", "Title of the layer"),
        "rules": bilingual(
            "Các quy định, theo thứ tự của văn bản", "The rules, in the order of the document"
        ),
        "steps": bilingual("Các bước trong quy trình", "The steps of procedure"),
        "not_modelled": bilingual(
            "Các quy định đã đọc, để con người xem xét", "Provisions that were read and are left to people"
        ),
        "sources": bilingual("Văn bản được trích dẫn, theo mã", "The documents cited, by their keys"),
    },
    "Rulebook": {
        "name": bilingual("Tên bộ quy định", "Name of the rulebook"),
        "title": bilingual("Tên hiển thị của bộ quy định", "Title of the rulebook"),
        "term": bilingual(
            "Các ngày bầu cử mà bộ quy định dùng cho", "Election days that the rulebook is made for"
        ),
        "rules": bilingual(
            "Các quy định có hiệu lực, theo thứ tự văn bản", "The rules in force, in the documents' order"
        ),
        "steps": bilingual("Các bước trong quy trình", "The steps of procedure"),
        "not_modelled": bilingual(
            "Các quy định đã đọc, để con người xem xét", "Provisions that were read and are left to people"
        ),
        "sources": bilingual("Văn bản được trích dẫn, theo mã", "The documents cited, by their keys"),
        "departures": bilingual(
            "Các mức đã đổi khác bộ quy định gốc", "Bounds that were set apart from the rulebook"
        ),
    },
    "RulebookTerm": {
        "first": bilingual("Ngày bầu cử sớm nhất", "First election day"),
        "last": bilingual("Ngày bầu cử muộn nhất", "Last election day"),
        "because": bilingual("Vì sao là những ngày này", "Why it is these days"),
    },
    "Departure": {
        "rule": bilingual("Mã quy định có mức bị đổi", "Code of the rule"),
        "field": bilingual("Tên mức bị đổi", "Name of the bound"),
        "was": bilingual("Mức của bộ quy định; trống: không có", "Value in the rulebook; null: none"),
        "now": bilingual("Mức được đặt; trống: bỏ mức này", "Value that was set; null: none"),
    },
    "NotModelled": {
        "in_force": bilingual(
            "Có hiệu lực từ ngày này; để trống: mọi ngày", "In force from this day on; empty: always"
        ),
        "until": bilingual("Hết hiệu lực từ ngày này", "No longer in force from this day on"),
        "cites": bilingual("Các điều khoản", "The clauses"),
        "why": bilingual("Vì sao không thành quy định để máy xét", "Why no rule was made of it"),
    },
    "CitedSource": {
        "kind": bilingual("Loại văn bản", "Kind of document"),
        "number": bilingual("Số, ký hiệu; trống: không có", "Number of the document; null: none"),
        "title": bilingual("Tên văn bản", "Title of the document"),
        "issuer": bilingual("Cơ quan ban hành", "Body that issued it"),
        "dated": bilingual("Ngày ban hành; trống: không rõ", "Day of issue; null: not known"),
        "in_force": bilingual("Ngày có hiệu lực", "Day from which it is in force"),
        "amended_by": bilingual("Mã các văn bản sửa đổi, bổ sung", "Keys of the documents that amend it"),
        "verified": bilingual(
            "Ngày đối chiếu trích dẫn với nguyên văn; trống: chưa đối chiếu",
            "Day on which the quotes were compared with the text; null: never",
        ),
        "doubt": bilingual("Điểm chưa chắc chắn của văn bản", "What is uncertain about the document"),
    },
    "ProcedureStep": {
        "id": bilingual("Mã bước", "Code of the step"),
        "levels": bilingual("Các cấp có bước này", "Levels of councils that have the step"),
        "cites": bilingual("Các điều khoản làm căn cứ", "The clauses that the step rests on"),
        "says": bilingual("Việc phải làm", "What is to be done"),
        "actor": bilingual("Cơ quan thực hiện", "Who does it"),
        "days_before": bilingual(
            "Chậm nhất bao nhiêu ngày trước ngày bầu cử", "Latest day, counted back from election day"
        ),
        "days_after": bilingual(
            "Chậm nhất bao nhiêu ngày sau ngày bầu cử", "Latest day, counted on from election day"
        ),
        "mark": bilingual("Mức độ kiểm chứng thời hạn", "How far the deadline was verified"),
        "time": bilingual("Giờ trong ngày, dạng HH:MM", "Time of the day, as HH:MM"),
        "sunday": bilingual("Phải là Chủ nhật", "The day must be a Sunday"),
        "after": bilingual(
            "Mã các bước phải xong trước bước này", "Codes of the steps that come before this one"
        ),
        "before": bilingual(
            "Mã các bước chỉ làm sau bước này", "Codes of the steps that come only after this one"
        ),
        "record": bilingual(
            "Hồ sơ chứng minh; để trống: chỉ cần ngày", "What proves it; empty: a date alone"
        ),
        "content": bilingual("Nội dung hồ sơ phải có", "What the record must contain"),
        "repeat": bilingual("Có thể có nhiều hồ sơ", "It may have several records"),
        "contingent": bilingual("Chỉ có khi việc đó phát sinh", "Only where something happens"),
        "gap": bilingual("Được làm gì khi khuyết người ứng cử", "What may be done where a candidate is lost"),
        "appointment": bilingual(
            "Mỗi lần bố trí chức danh một bước, không phải mỗi hội đồng một bước",
            "One for each appointment, not one for the council",
        ),
        "doubt": bilingual("Điểm chưa chắc chắn", "What is uncertain about the step"),
    },
    "CandidateGapTerms": {
        "above_percent": bilingual(
            "Người được bổ sung phải đạt trên số phần trăm này ở hiệp thương lần thứ ba",
            "Whoever is added has more than this percentage of votes at the third consultation",
        ),
        "least_days": bilingual(
            "Còn ít nhất số ngày này đến ngày bầu cử", "Days that must be left before election day"
        ),
        "extra_after_posting": bilingual(
            "Sau niêm yết, danh sách phải nhiều hơn số đại biểu bấy nhiêu người",
            "After posting, a list needs so many people more than the seats",
        ),
    },
}
