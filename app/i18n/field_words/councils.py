"""Words for what is known before a plan: councils, people, offers."""

from cocau.app.i18n.words import WordTable
from cocau.constraints.model.draft import CouncilDraft
from cocau.constraints.model.offers import Profile
from cocau.constraints.model.people import PERSON_FIELDS
from cocau.constraints.record import bilingual


def _join(heading: str, about: str) -> str:
    return f"{heading}: {about}" if about else heading


_PLACE: WordTable = {
    "id": bilingual("Mã, dùng trong các tệp khác", "Code, used in other files"),
    "name": bilingual("Tên, ghi đúng như trong văn bản", "Name as documents write it"),
    "population": bilingual("Dân số, số người", "Population, in people"),
    "localities": bilingual(
        "Các thôn, xã, huyện có cử tri bầu ở đây", "The units below whose voters vote here"
    ),
}
_COUNCIL: WordTable = {
    "id": _PLACE["id"],
    "name": bilingual("Tên hội đồng", "Name of the council"),
    "kind": bilingual("Loại đơn vị hành chính", "Kind of administrative unit"),
    "election_day": bilingual(
        "Ngày bầu cử; quyết định quy định nào có hiệu lực", "Election day, which decides what rules hold"
    ),
    "planned_on": bilingual(
        "Ngày lập phương án giữa nhiệm kỳ; để trống: ngày bầu cử",
        "Day of a plan made during the term; empty: election day",
    ),
    "seats": bilingual("Số đại biểu được bầu", "Number of deputies"),
    "population": bilingual(
        "Dân số; để trống thì không xét được công thức số đại biểu",
        "Population; without it the seat formula cannot be judged",
    ),
    "lower_units": bilingual("Số đơn vị hành chính cấp dưới", "Units of the level below"),
    "seats_decided_by": bilingual(
        "Quyết định ấn định số đại biểu khác công thức", "Decision that sets the seats apart from the formula"
    ),
    "merged_from": bilingual(
        "Sắp xếp từ bao nhiêu đơn vị năm 2025; 1: không sắp xếp",
        "Units that it was made of in 2025; 1: not merged",
    ),
    "constituencies": bilingual(
        "Các đơn vị bầu cử, số đại biểu của mỗi đơn vị", "Constituencies with their seats"
    ),
    "committees": bilingual("Các ban của HĐND", "Committees of the council"),
    "prior_term": bilingual("Số liệu nhiệm kỳ trước", "Figures of the previous term"),
    "targets": bilingual(
        "Mục tiêu của cơ quan lập phương án: nhóm, số người",
        "Targets of the planning body: people of each group",
    ),
    "reference": bilingual(
        "Cơ cấu đã thống nhất: số đại biểu mỗi khối", "Agreed structure: deputies of each bloc"
    ),
    "ethnic_minority_candidates": bilingual(
        "Số người ứng cử dân tộc thiểu số do địa phương xác định (Điều 9)",
        "Candidates from ethnic minorities set locally (Art. 9)",
    ),
    "secretary_not_chairing": bilingual(
        "Lý do Bí thư không làm Chủ tịch HĐND", "Reason why the secretary does not chair"
    ),
    "sitting": bilingual("Số người đang giữ từng chức danh", "How many hold each office now"),
    "officers": bilingual("Họ tên người đang giữ từng chức danh", "Names of those who hold each office now"),
    "vice_chair_transfer": bilingual(
        "Hồ sơ thí điểm chuyển một Phó Chủ tịch", "Records of the pilot that moves a vice-chair"
    ),
    "note": bilingual("Ghi chú, nguồn số liệu", "Note, sources of the figures"),
}
_PERSON: WordTable = {
    name: bilingual(
        _join(declared.heading.vi, declared.about.vi), _join(declared.heading.en, declared.about.en)
    )
    for name, declared in PERSON_FIELDS.items()
}
FIELDS: dict[str, WordTable] = {
    "Council": _COUNCIL,
    "CouncilDraft": {name: _COUNCIL[name] for name in CouncilDraft.model_fields if name in _COUNCIL}
    | {
        "population": bilingual(
            "Dân số; để trống: tổng các nơi bầu", "Population; empty: the sum of the places"
        ),
        "places": bilingual("Các nơi bầu cử, cả nơi sẽ chia nhỏ", "Places that vote as a whole or in parts"),
        "constituencies": bilingual("Số đơn vị bầu cử muốn có", "How many constituencies are wanted"),
        "seats": bilingual(
            "Số đại biểu, chỉ khi có quyết định riêng", "Number of deputies, only with a decision of its own"
        ),
    },
    "Constituency": _PLACE
    | {"seats": bilingual("Số đại biểu được bầu ở đơn vị này", "Deputies elected by this constituency")},
    "DraftPlace": _PLACE,
    "Committee": {
        "id": _PLACE["id"],
        "name": _PLACE["name"],
        "sort": bilingual("Ban Dân tộc hoặc Ban Đô thị", "The Ethnic or the Urban Committee"),
        "continues": bilingual(
            "Tiếp nối bao nhiêu Ban Dân tộc của các đơn vị được sắp xếp",
            "Ethnic Committees of the merged units that it continues",
        ),
        "deputy_heads": bilingual(
            "Số Phó Trưởng ban mà Thường trực HĐND tỉnh đã quyết định (cấp xã)",
            "Deputy heads that the provincial Standing Committee decided (communes)",
        ),
    },
    "PriorTerm": {
        "deputies": bilingual("Số đại biểu nhiệm kỳ trước", "Deputies of the previous term"),
        "counts": bilingual("Số đại biểu của từng nhóm", "Deputies of each group"),
        "introduced": bilingual("Số người được giới thiệu khi đó", "People introduced then"),
        "introduced_counts": bilingual("Số người được giới thiệu của từng nhóm", "Of them, in each group"),
        "source": bilingual("Nguồn số liệu", "Source of the figures"),
    },
    "Pool": {
        "note": bilingual("Ghi chú, không quy định nào đọc", "Note, which no rule reads"),
        "people": bilingual("Những người được giới thiệu", "The people introduced"),
    },
    "Person": _PERSON,
    "ViceChairTransfer": {
        "towards": bilingual(
            "Cơ quan nhận Phó Chủ tịch: HĐND hoặc UBND",
            "Which body gains the vice-chair: the council or the People's Committee",
        ),
        "need": bilingual(
            "Sự cần thiết: văn bản đã ghi nhận; thiếu thì hồ sơ chưa đủ",
            "Record of the need; without it the file is not complete",
        ),
        "conditions": bilingual(
            "Điều kiện thực hiện: văn bản đã ghi nhận", "Record that the conditions are met"
        ),
        "consensus": bilingual(
            "Sự thống nhất cao của cấp ủy: văn bản đã ghi nhận",
            "Record of the consensus of the Party committee",
        ),
        "approval": bilingual(
            "Ý kiến chấp thuận của Ban Thường vụ Tỉnh ủy: văn bản đã ghi nhận",
            "Record of the approval by the provincial Party standing board",
        ),
    },
    "TransferRecord": {
        "by": bilingual("Cơ quan lập văn bản", "Body that made the record"),
        "on": bilingual("Ngày của văn bản", "Day of the record"),
        "content": bilingual("Nội dung văn bản", "What the record says"),
    },
    "Discipline": {
        "sanction": bilingual("Hình thức kỷ luật", "Form of the sanction"),
        "decided": bilingual("Ngày quyết định kỷ luật", "Day of the decision"),
    },
    "ConfidenceVote": {
        "held": bilingual("Ngày lấy phiếu tín nhiệm", "Day of the vote"),
        "high": bilingual("Tỷ lệ phiếu tín nhiệm cao, phần trăm", "Percent of votes of high confidence"),
        "some": bilingual("Tỷ lệ phiếu tín nhiệm, phần trăm", "Percent of votes of medium confidence"),
        "low": bilingual("Tỷ lệ phiếu tín nhiệm thấp, phần trăm", "Percent of votes of low confidence"),
    },
    "GradeOfYear": {
        "year": bilingual("Năm đánh giá, xếp loại", "Year that is graded"),
        "grade": bilingual("Mức xếp loại của năm đó", "Grade given for that year"),
    },
    "ExtraPersonField": {
        "heading": bilingual("Tên cột trong tệp, ghi như cũ", "Heading of the column in the file, as it was"),
        "text": bilingual("Nội dung của ô", "Text of the cell"),
    },
    "Offers": {
        "note": bilingual("Ghi chú, nguồn số liệu", "Note, sources of the figures"),
        "total": bilingual(
            "Tổng số người được giới thiệu; để trống: đúng bằng số người ứng cử",
            "People introduced in all; empty: exactly as many as the candidates",
        ),
        "organisations": bilingual(
            "Các cơ quan, tổ chức, đơn vị, địa phương được giới thiệu người",
            "The organisations and localities that may introduce people",
        ),
    },
    "Organisation": {
        "id": bilingual(
            "Mã cơ quan, dùng trong các tệp khác", "Code of the organisation, used in other files"
        ),
        "name": bilingual(
            "Tên cơ quan, tổ chức, đơn vị hoặc địa phương", "Name of the organisation or locality"
        ),
        "sort": bilingual(
            "Cơ quan, tổ chức, đơn vị hay địa phương", "Whether it is an organisation or a locality"
        ),
        "bloc": bilingual(
            "Khối của người do nơi này giới thiệu, khi dạng người không ghi khối khác",
            "Bloc of its people where a profile names no other",
        ),
        "locality": bilingual(
            "Nơi gắn bó của người được giới thiệu; để trống: không gắn với nơi nào",
            "Where its people belong; empty: no tie to a locality",
        ),
        "at_least": bilingual("Số người ít nhất phải giới thiệu", "Fewest people that it introduces"),
        "at_most": bilingual(
            "Số người nhiều nhất được giới thiệu; để trống: theo khả năng của các dạng người",
            "Most people that it introduces; empty: as many as its profiles can supply",
        ),
        "profiles": bilingual(
            "Các dạng người mà nơi này có thể giới thiệu", "Profiles of the people whom it can introduce"
        ),
    },
    "Profile": {name: _PERSON[name] for name in Profile.model_fields if name in _PERSON}
    | {
        "id": bilingual(
            "Mã dạng người, riêng trong cơ quan đó", "Code of the profile, unique within its organisation"
        ),
        "name": bilingual(
            "Tên hiển thị; để trống: mô tả bằng các mục khác",
            "Name that is shown; empty: a description made of the other fields",
        ),
        "at_most": bilingual(
            "Số người thuộc dạng này mà nơi giới thiệu có", "How many such people the organisation has"
        ),
        "age": bilingual(
            "Tuổi tròn của người điển hình vào ngày bầu cử",
            "Age in full years of a typical such person on election day",
        ),
        "under_40": bilingual("Dưới 40 tuổi, khi không ghi tuổi cụ thể", "Under 40, where no age is given"),
        "bloc": bilingual(
            "Khối; để trống: khối của cơ quan giới thiệu", "Bloc; empty: that of the organisation"
        ),
        "locality": bilingual(
            "Nơi gắn bó; để trống: nơi của cơ quan giới thiệu",
            "Where the people belong; empty: the locality of the organisation",
        ),
    },
    "Selector": {
        "sex": bilingual("Người có giới tính này", "People of this sex"),
        "bloc": bilingual("Người thuộc khối này", "People of this bloc"),
        "age_under": bilingual(
            "Người chưa đủ số tuổi này vào ngày bầu cử",
            "People younger than this on election day, in full years",
        ),
        "ethnic_minority": bilingual(
            "true: người dân tộc thiểu số; false: người Kinh",
            "true: people of ethnic minorities; false: Kinh",
        ),
        "religious": bilingual(
            "true: người có tôn giáo; false: người không theo tôn giáo",
            "true: people of a religion; false: people of none",
        ),
        "party_member": bilingual(
            "true: đảng viên; false: người ngoài Đảng", "true: Party members; false: people outside the Party"
        ),
        "rank_at_least": bilingual(
            "Người giữ cấp ủy từ mức này trở lên",
            "People of this rank in the Party committee or a higher one",
        ),
        "re_standing": bilingual(
            "true: người tái cử; false: người ứng cử lần đầu",
            "true: people standing again; false: for the first time",
        ),
        "full_time": bilingual(
            "true: dự kiến hoạt động chuyên trách; false: không chuyên trách",
            "true: meant to be full-time; false: not full-time",
        ),
        "expert": bilingual(
            "true: chuyên gia, thuộc khối chuyên gia hoặc có lĩnh vực chuyên môn; false: không phải",
            "true: experts, by bloc or by field; false: others",
        ),
        "peoples_committee": bilingual(
            "Người dự kiến giữ vai trò này ở UBND", "People meant for this role in the People's Committee"
        ),
        "in_peoples_committee": bilingual(
            "true: dự kiến tham gia UBND; false: không tham gia",
            "true: meant for the People's Committee; false: not",
        ),
        "heads_agency": bilingual(
            "true: người đứng đầu cơ quan chuyên môn thuộc UBND; false: không phải",
            "true: heads of an agency under the People's Committee; false: others",
        ),
        "chair_terms_at_least": bilingual(
            "Người đã làm Chủ tịch HĐND liên tục ít nhất số nhiệm kỳ này",
            "People who chaired the council for at least so many consecutive terms",
        ),
        "grade_at_least": bilingual(
            "Người có xếp loại hằng năm từ mức này trở lên; không có xếp loại thì không tính",
            "People of this yearly grade or a better one; nobody without a grade",
        ),
        "low_confidence_over": bilingual(
            "Người có tỷ lệ phiếu tín nhiệm thấp trên số phần trăm này; chưa lấy phiếu thì không tính",
            "People with more than so many percent of low votes; nobody without a vote",
        ),
        "structures_over": bilingual(
            "Người kết hợp nhiều hơn số cơ cấu này", "People who combine more structures than this number"
        ),
    },
    "Text": {
        "vi": bilingual("Tiếng Việt", "In Vietnamese"),
        "en": bilingual("Tiếng Anh", "In English"),
    },
}
