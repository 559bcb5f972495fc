"""People introduced to stand, and the pool they form; `traits` has the words for them."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property, partial
from operator import not_
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from cocau.constraints.model.person_fields import (
    ChairTerms,
    FieldDisclosure,
    FieldGroup,
    PersonFieldDeclaration,
    PrintedColumn,
    PrintedTable,
    declare,
)
from cocau.constraints.model.traits import (
    Bloc,
    CandidacyBar,
    ConfidenceVote,
    Discipline,
    EducationLevel,
    ExtraPersonField,
    GradeOfYear,
    OtherBody,
    PartyRank,
    PeoplesCommitteeRole,
    PoliticalTheoryLevel,
    Sanction,
    Sex,
    YearlyGrade,
    derive_older_fields,
)  # fmt: skip
from cocau.constraints.record import LONGEST_NAME, Record, bilingual

__all__ = [
    "PERSON_FIELDS", "Bloc", "CandidacyBar", "ConfidenceVote", "Discipline", "EducationLevel",
    "ExtraPersonField", "GradeOfYear", "OtherBody", "PartyRank", "PeoplesCommitteeRole", "Person",
    "PoliticalTheoryLevel", "Pool", "Sanction", "Sex", "YearlyGrade",
]  # fmt: skip

_Lists = partial(PrintedColumn, PrintedTable.LISTS)
_Leaders = partial(PrintedColumn, PrintedTable.LEADERSHIP)
_declare_identity = partial(declare, FieldGroup.IDENTITY)
_declare_work = partial(declare, FieldGroup.WORK)
_declare_education = partial(declare, FieldGroup.EDUCATION)
_declare_party = partial(declare, FieldGroup.PARTY)
_declare_term = partial(declare, FieldGroup.TERM)
_declare_standards = partial(declare, FieldGroup.STANDARDS)
_declare_assessment = partial(declare, FieldGroup.ASSESSMENT)
_declare_other = partial(declare, FieldGroup.OTHER)
_BIRTH, _NO_MARK = bilingual("Ngày, tháng, năm sinh", "Date of birth"), bilingual("", "")

_OPTIONAL = Field(exclude_if=not_)
"""Without a value, a field that came later is not written: older files keep their bytes."""
OptionalText = Annotated[str, _OPTIONAL]
_EXAMPLE_OFFICE = ("Hội Liên hiệp Phụ nữ huyện (hư cấu)", "Women's Union of a made-up district")


class Person(Record):
    """One introduced person. Every field is read by a rule or shown; none is a score.

    The order of fields is that of columns in files, of the form within a group, and of stored JSON.
    """

    id: Annotated[
        str,
        Field(min_length=1, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$"),
        declare(
            FieldGroup.FILE,
            ("Mã", "Id"),
            (
                "Chữ không dấu, số, '.', '_' và '-'; bỏ trống cả cột thì mã được đặt theo tên và ngày sinh",
                "Plain letters, digits, '.', '_' and '-'; whole column empty: made of name and birth date",
            ),
            example="vi-du-01",
        ),
    ]
    name: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST_NAME),
        _declare_identity(
            ("Họ và tên", "Name"),
            ("Họ, chữ đệm và tên", "Family, middle and given name"),
            FieldDisclosure.LISTED,
            aliases="họ tên|họ và tên đầy đủ|họ, chữ đệm và tên"
            "|họ và tên khai sinh|họ và tên người ứng cử|họ và tên người được giới thiệu",
            printed=(_Lists(0, 36), _Leaders(0, 50, bilingual("Người dự kiến", "Holder"))),
            example="Nguyễn Thị Ví Dụ",
        ),
    ]
    born: Annotated[
        date,
        _declare_identity(
            ("Ngày sinh", "Date of birth"),
            ("Đủ ngày, tháng, năm", "Day, month and year"),
            FieldDisclosure.LISTED,
            criteria=("age_under",),
            aliases="ngày tháng năm sinh|sinh ngày|năm sinh",
            printed=(_Lists(1, 20, _BIRTH, is_centred=True), _Leaders(1, 24, _BIRTH, is_centred=True)),
            example="31/12/1980",
        ),
    ]
    sex: Annotated[
        Sex,
        _declare_identity(
            ("Giới tính", "Sex"),
            ("Như trong danh sách chính thức", "As on the official list"),
            FieldDisclosure.LISTED,
            criteria=("sex",),
            aliases="giới|nam, nữ|gt|phái",
            printed=(_Lists(2, 13, is_centred=True), _Leaders(2, 15, is_centred=True)),
            example=("Nữ", "Female"),
        ),
    ]
    nationality: Annotated[
        OptionalText,
        _declare_identity(
            ("Quốc tịch", "Nationality"),
            ("Như ghi trong sơ yếu lý lịch", "As in the candidate's file"),
            example=("Việt Nam", "Vietnamese"),
        ),
    ] = ""
    bloc: Annotated[
        Bloc,
        _declare_work(
            ("Khối", "Bloc"),
            ("Mỗi người chỉ thuộc một khối", "Each person is in exactly one"),
            criteria=("bloc",),
            aliases="khối cơ quan|thuộc khối|cơ cấu khối|khối công tác",
            example=(
                "Khối Mặt trận và tổ chức chính trị - xã hội",
                "Fatherland Front and socio-political organisations",
            ),
        ),
    ]
    ethnicity: Annotated[
        str,
        _declare_identity(
            ("Dân tộc", "Ethnicity"),
            ("Để trống là Kinh", "Empty: Kinh"),
            FieldDisclosure.SENSITIVE,
            criteria=("ethnic_minority",),
            printed=(_Lists(5, 14, bilingual("Dân tộc", "Ethnic group"), is_centred=True),),
        ),
    ] = "Kinh"
    religion: Annotated[
        str | None,
        _declare_identity(
            ("Tôn giáo", "Religion"),
            ("Để trống là không theo tôn giáo", "Empty: none"),
            FieldDisclosure.SENSITIVE,
            criteria=("religious", "structures_over"),
            printed=(_Lists(6, 17, is_centred=True, empty=bilingual("Không", "None")),),
        ),
    ] = None
    home_town: Annotated[
        OptionalText,
        _declare_identity(
            ("Quê quán", "Home town"),
            ("Xã, phường; tỉnh, thành phố", "Commune or ward; province or city"),
            printed=(_Lists(3, 22),),
            example=("Xã Mẫu (hư cấu)", "A made-up commune"),
        ),
    ] = ""
    residence: Annotated[
        OptionalText,
        _declare_identity(
            ("Nơi ở hiện nay", "Present residence"),
            ("Địa chỉ đầy đủ", "Full address"),
            aliases=("nơi ở", "chỗ ở", "chỗ ở hiện nay", "nơi cư trú", "nơi thường trú"),
            printed=(_Lists(4, 24),),
        ),
    ] = ""
    family_name: Annotated[
        OptionalText,
        _declare_identity(
            ("Họ", "Family name"),
            (
                "Để trống: chữ đầu của họ và tên; dùng khi xếp theo vần",
                "Empty: the first word of the name; used for sorting",
            ),
        ),
    ] = ""
    middle_name: Annotated[
        OptionalText,
        _declare_identity(
            ("Tên đệm", "Middle name"),
            ("Để trống: các chữ giữa của họ và tên", "Empty: the words between"),
            aliases=("chữ đệm",),
        ),
    ] = ""
    given_name: Annotated[
        OptionalText,
        _declare_identity(
            ("Tên", "Given name"),
            ("Để trống: chữ cuối của họ và tên", "Empty: the last word of the name"),
        ),
    ] = ""
    general_education: Annotated[
        OptionalText,
        _declare_education(
            ("Giáo dục phổ thông", "General education"),
            ("Như 12/12 phổ thông", "Such as 12/12"),
            aliases=("trình độ giáo dục phổ thông", "trình độ văn hóa", "trình độ học vấn", "học vấn"),
            printed=(_Lists(7, 18, bilingual("Trình độ học vấn", "Education")),),
            example="12/12",
        ),
    ] = ""
    education_level: Annotated[
        EducationLevel | None,
        _OPTIONAL,
        _declare_education(
            ("Bậc đào tạo", "Level of education"),
            (
                "Để thống kê; chuyên ngành ghi ở cột Chuyên môn, nghiệp vụ",
                "For statistics; the subject has a column of its own",
            ),
            is_counted=True,
            example=("Đại học", "University"),
        ),
    ] = None
    specialty: Annotated[
        OptionalText,
        _declare_education(
            ("Chuyên môn, nghiệp vụ", "Specialty"),
            ("Bằng cấp và chuyên ngành", "Diploma and subject"),
            aliases="chuyên môn|chuyên ngành|trình độ|trình độ chuyên môn|trình độ cm"
            "|trình độ chuyên môn, nghiệp vụ",
            printed=(_Lists(8, 20, bilingual("Chuyên môn", "Specialty")),),
            example=("Đại học Luật", "Bachelor of Laws"),
        ),
    ] = ""
    academic_title: Annotated[
        OptionalText,
        _declare_education(
            ("Học hàm, học vị", "Academic title and degree"),
            ("Như thạc sĩ, phó giáo sư", "Such as master, associate professor"),
            aliases=("học vị", "học hàm"),
        ),
    ] = ""
    political_theory: Annotated[
        PoliticalTheoryLevel | None,
        _OPTIONAL,
        _declare_education(
            ("Lý luận chính trị", "Political theory"),
            ("Để trống là chưa qua đào tạo hoặc chưa ghi", "Empty: none, or not noted"),
            FieldDisclosure.SENSITIVE,
            aliases=("trình độ lý luận chính trị", "trình độ llct", "llct", "lý luận"),
            is_counted=True,
            example=("Cao cấp", "Advanced"),
        ),
    ] = None
    languages: Annotated[
        OptionalText,
        _declare_education(
            ("Ngoại ngữ", "Languages"),
            ("Ngôn ngữ và trình độ; cả tiếng dân tộc thiểu số", "Language and level; minority languages too"),
            aliases=("trình độ ngoại ngữ",),
        ),
    ] = ""
    party_member: Annotated[
        bool,
        _declare_party(
            ("Đảng viên", "Party member"),
            ("Là đảng viên", "Member of the Party"),
            FieldDisclosure.SENSITIVE,
            criteria=("party_member",),
            example=("có", "yes"),
        ),
    ] = False
    joined_party: Annotated[
        date | None,
        _OPTIONAL,
        _declare_party(
            ("Ngày vào Đảng", "Joined the Party"),
            ("Có ngày thì là đảng viên", "Whoever has a day is a member"),
            FieldDisclosure.SENSITIVE,
            aliases=("ngày kết nạp", "ngày vào đảng csvn", "ngày vào đảng (nếu có)"),
        ),
    ] = None
    party_rank: Annotated[
        PartyRank | None,
        _declare_party(
            ("Chức vụ cấp ủy", "Party rank"),
            (
                "Trong cấp ủy cùng cấp với HĐND; chức vụ cao nhất",
                "In the Party committee of the council's own level; the highest",
            ),
            FieldDisclosure.SENSITIVE,
            criteria=("rank_at_least",),
            aliases="cấp ủy|chức vụ đảng|chức vụ trong đảng|chức vụ trong cấp ủy|tham gia cấp ủy|"
            "cấp ủy tham gia",
            printed=(_Leaders(4, 38, key="rank", empty=_NO_MARK),),
            example=("Ủy viên Ban Chấp hành", "Member of the Party Committee"),
        ),
    ] = None
    occupation: Annotated[
        OptionalText,
        _declare_work(
            ("Nghề nghiệp, chức vụ", "Occupation and post"),
            (
                "Nghề đang làm; chức vụ đảng, chính quyền, đoàn thể đang giữ",
                "Present work; posts in Party, state and mass bodies",
            ),
            FieldDisclosure.SENSITIVE,
            aliases="chức vụ, đơn vị công tác|chức vụ, nơi công tác|chức vụ, cơ quan công tác|"
            "chức vụ, đơn vị|chức vụ, cơ quan|chức vụ và đơn vị công tác|chức vụ và nơi công tác|"
            "chức vụ công tác|chức vụ|nghề nghiệp|chức danh|chức vụ hiện nay|"
            "nghề nghiệp, chức vụ hiện nay|chức vụ, đơn vị công tác hiện nay|chức vụ, nơi công tác hiện nay",
            printed=(_Lists(9, 36),),
            example=("Chủ tịch Hội (hư cấu)", "Chair of the Union (made up)"),
        ),
    ] = ""
    work_place: Annotated[
        str,
        _declare_work(
            ("Nơi công tác", "Work place"),
            ("Cơ quan, đơn vị đang công tác", "Where the person works"),
            aliases="nơi làm việc|đơn vị|đơn vị công tác"
            "|cơ quan công tác|cơ quan, đơn vị công tác|nơi công tác hiện nay",
            printed=(
                _Lists(11, 26),
                _Leaders(3, 42, bilingual("Nơi công tác hiện nay", "Present work place")),
            ),
            example=_EXAMPLE_OFFICE,
        ),
    ] = ""
    introduced_by: Annotated[
        str | None,
        Field(description='None: stands on his or her own behalf; "": introduced, but not told by whom'),
        _declare_work(
            ("Nơi giới thiệu", "Introduced by"),
            (
                "Cơ quan, tổ chức, đơn vị giới thiệu; bỏ trống nếu là người tự ứng cử",
                "Who introduces the person; EMPTY MEANS STANDING ON HIS OR HER OWN BEHALF",
            ),
            aliases="cơ quan giới thiệu|đơn vị giới thiệu"
            "|cơ quan, đơn vị giới thiệu|cơ quan, tổ chức giới thiệu|cơ quan, tổ chức, đơn vị giới thiệu",
            example=_EXAMPLE_OFFICE,
        ),
    ] = None
    self_nominated: Annotated[
        bool,
        _OPTIONAL,
        _declare_work(
            ("Tự ứng cử", "Self-nominated"),
            (
                "Khi có cột này; nơi giới thiệu thì để trống",
                "Where a list has this column; nobody introduces the person",
            ),
        ),
    ] = False
    locality: Annotated[
        str | None,
        _declare_work(
            ("Địa bàn gắn bó", "Locality"),
            (
                "Một địa bàn của hội đồng; bỏ trống nếu không gắn với nơi nào",
                "As named in the council's file; empty for no tie",
            ),
            aliases=("địa bàn",),
            example=("Xã Mẫu (hư cấu)", "A made-up commune"),
        ),
    ] = None
    lives_or_works_here: Annotated[
        bool,
        _declare_work(
            ("Cư trú hoặc công tác tại địa phương", "Lives or works here"),
            (
                "Ghi có hoặc không ở mọi dòng, hoặc bỏ trống cả cột (nghĩa là có)",
                "Yes or no in every row, or leave the whole column empty (it means yes)",
            ),
            example=("có", "yes"),
        ),
    ] = True
    deputy_of: Annotated[
        OptionalText,
        _declare_term(
            ("Đại biểu HĐND", "Deputy of"),
            ("Hội đồng và nhiệm kỳ, nếu đã là đại biểu", "Council and term, if a deputy before or now"),
            aliases=(
                "là đại biểu hđnd",
                "đại biểu hđnd (nếu có)",
                "đại biểu hđnd nhiệm kỳ",
                "là đại biểu hđnd (nếu có)",
            ),
        ),
    ] = ""
    re_standing: Annotated[
        bool,
        _declare_term(
            ("Tái cử", "Stands again"),
            ("Đang là đại biểu của HĐND này", "A deputy of this council now"),
            criteria=("re_standing",),
            aliases="tái ứng cử|đại biểu tái cử",
            example=("có", "yes"),
        ),
    ] = False
    former_posts: Annotated[
        tuple[str, ...],
        _declare_term(
            ("Chức vụ đã qua", "Former posts"),
            ("Để người đọc phương án biết", "For the readers of the plan"),
            example=("Phó Chủ tịch Hội (hư cấu)", "Vice-chair of the Union (made up)"),
        ),
    ] = ()
    meant_full_time: Annotated[
        bool,
        _declare_term(
            ("Dự kiến chuyên trách", "Meant to be full-time"),
            ("Dự kiến hoạt động chuyên trách", "Meant to work full-time for the council"),
            criteria=("full_time",),
            aliases="chuyên trách|đại biểu chuyên trách|hoạt động chuyên trách",
            printed=(
                _Leaders(5, 20, bilingual("Chuyên trách", "Full-time"), key="full_time", is_centred=True),
            ),
            example=("có", "yes"),
        ),
    ] = False
    already_full_time: Annotated[
        bool,
        _declare_term(
            ("Đang chuyên trách", "Already full-time"),
            ("Đang hoạt động chuyên trách", "Works full-time for the council now"),
        ),
    ] = False
    planned_for: Annotated[
        tuple[str, ...],
        Field(description="posts in the reviewed cadre plan"),
        _declare_term(
            ("Quy hoạch chức danh", "Planned for posts"),
            ("Chức danh trong quy hoạch đã được rà soát", "Posts in the reviewed cadre plan"),
            FieldDisclosure.SENSITIVE,
            printed=(
                _Leaders(
                    6,
                    22,
                    bilingual("Trong quy hoạch", "In the reviewed plan"),
                    key="planned",
                    is_centred=True,
                ),
            ),
            example="head/legal; deputy_head/legal",
        ),
    ] = ()
    peoples_committee: Annotated[
        PeoplesCommitteeRole | None,
        _declare_term(
            ("Dự kiến tham gia UBND", "Part in the People's Committee"),
            ("Dự kiến trong UBND cùng cấp", "Meant for the People's Committee of the same level"),
            criteria=("peoples_committee", "in_peoples_committee"),
        ),
    ] = None
    chair_terms: ChairTerms = None
    heads_agency: Annotated[
        bool,
        _OPTIONAL,
        _declare_term(
            ("Đứng đầu cơ quan chuyên môn thuộc UBND", "Heads an agency of the People's Committee"),
            (
                "Đang đứng đầu cơ quan chuyên môn thuộc UBND cùng cấp (giám đốc sở, trưởng phòng)",
                "Heads a specialised agency of the People's Committee of the same level",
            ),
            criteria=("heads_agency",),
            example=("không", "no"),
        ),
    ] = False
    expert_in: Annotated[
        str | None,
        _declare_term(
            ("Lĩnh vực chuyên gia", "Expert in"),
            ("Lĩnh vực chuyên môn", "Field"),
            criteria=("expert",),
        ),
    ] = None
    unmet_standards: Annotated[
        tuple[str, ...],
        _declare_standards(
            ("Tiêu chuẩn chưa đạt", "Unmet standards"),
            ("Ai còn tiêu chuẩn chưa đạt thì không vào danh sách", "Whoever misses one is on no list"),
        ),
    ] = ()
    bars: Annotated[
        tuple[CandidacyBar, ...],
        _declare_standards(
            ("Trường hợp không được ứng cử", "Bars to standing"),
            ("Điều 37 Luật Bầu cử", "Art. 37 of the election law"),
        ),
    ] = ()
    other_nationality: Annotated[
        bool,
        _declare_standards(
            ("Có quốc tịch khác", "Other nationality"),
            ("Còn quốc tịch nước khác", "Has another nationality too"),
        ),
    ] = False
    retires_as_men: Annotated[
        bool,
        _declare_standards(
            ("Tuổi nghỉ hưu như nam", "Retires as men"),
            ("Cán bộ nữ nghỉ hưu theo tuổi của nam", "A woman in a post with the men's retirement age"),
        ),
    ] = False
    age_exception: Annotated[
        str | None,
        Field(description="decision of the competent Party level"),
        _declare_standards(
            ("Văn bản cho phép ngoại lệ về tuổi", "Age exception"),
            (
                "Số văn bản của cấp ủy có thẩm quyền; để trống là không có",
                "Decision of the competent Party level; empty: none",
            ),
        ),
    ] = None
    under_investigation: Annotated[
        bool,
        _declare_standards(
            ("Đang bị điều tra, xem xét kỷ luật", "Under investigation"),
            ("Đang bị thanh tra, điều tra, xem xét kỷ luật", "Under inspection or investigation"),
        ),
    ] = False
    discipline: Annotated[
        tuple[Discipline, ...],
        _declare_standards(
            ("Kỷ luật", "Discipline"),
            ("Mọi lần bị kỷ luật", "Every sanction"),
            example=("khiển trách 01/05/2015", "reprimand 01/05/2015"),
        ),
    ] = ()
    stands_elsewhere: Annotated[
        tuple[OtherBody, ...],
        _declare_standards(
            ("Ứng cử nơi khác", "Stands elsewhere"),
            (
                "Nơi khác đã nộp hồ sơ trong cùng nhiệm kỳ",
                "Other bodies for which a dossier was filed this term",
            ),
            example=("HĐND cấp xã", "Commune People's Council"),
        ),
    ] = ()
    voter_confidence: Annotated[
        int | None,
        Field(ge=0, le=100, description="percent, lowest meeting"),
        _declare_assessment(
            ("Tín nhiệm của cử tri (%)", "Voter confidence (%)"),
            ("Phần trăm, hội nghị cử tri thấp nhất", "Percent, the lowest meeting of voters"),
            example="95",
        ),
    ] = None
    confidence_vote: Annotated[
        ConfidenceVote | None,
        _declare_assessment(
            ("Kết quả lấy phiếu tín nhiệm", "Confidence vote"),
            ("Lần lấy phiếu gần nhất", "The latest vote on a post elected by the council"),
            criteria=("low_confidence_over",),
            example="01/12/2019: 60/35/5",
        ),
    ] = None
    yearly_grade: Annotated[
        YearlyGrade | None,
        _declare_assessment(
            ("Xếp loại hằng năm", "Yearly grade"),
            ("Năm gần nhất", "Of the last year"),
            criteria=("grade_at_least",),
            example=("Hoàn thành tốt nhiệm vụ", "Good"),
            is_counted=True,
        ),
    ] = None
    yearly_grades: Annotated[
        tuple[GradeOfYear, ...],
        _OPTIONAL,
        _declare_assessment(
            ("Xếp loại các năm", "Grades of several years"),
            ("Năm gần nhất cũng là xếp loại hằng năm", "The last is the yearly grade too"),
            example=("2019: Hoàn thành nhiệm vụ; 2020: Hoàn thành tốt nhiệm vụ", "2019: Fair; 2020: Good"),
        ),
    ] = ()
    preference: Annotated[
        int,
        Field(ge=0, le=9, description="the department's own; 0 is none"),
        _declare_assessment(
            ("Mức ưu tiên (0-9)", "Preference (0-9)"),
            ("Do cơ quan nhập, từ 0 đến 9; 0 là không ưu tiên", "The department's own, 0 to 9; 0 is none"),
        ),
    ] = 0
    remarks: Annotated[
        OptionalText,
        _declare_other(
            ("Ghi chú", "Remarks"),
            ("Để người đọc danh sách biết", "For the readers of the list"),
            FieldDisclosure.SENSITIVE,
        ),
    ] = ""
    extra: Annotated[
        tuple[ExtraPersonField, ...],
        _OPTIONAL,
        _declare_other(
            ("Thông tin khác", "Other details"),
            ("Cột của tệp không thuộc mục nào ở trên", "Columns of a file that belong to no field above"),
            FieldDisclosure.SENSITIVE,
        ),
    ] = ()

    @model_validator(mode="before")
    @classmethod
    def _derive_older_fields(cls, values: Any) -> Any:  # noqa: ANN401  # as pydantic calls it
        """Derive membership from the day of joining, and the yearly grade from the last one."""
        return derive_older_fields(values) if isinstance(values, dict) else values

    @field_validator("extra")
    @classmethod
    def _order_extra(cls, extra: tuple[ExtraPersonField, ...]) -> tuple[ExtraPersonField, ...]:
        headings = [part.heading for part in extra]
        if len(set(headings)) < len(headings):
            raise ValueError("a heading stands twice")
        return tuple(sorted(extra, key=lambda part: part.heading))

    def age_on(self, day: date) -> int:
        """Return the person's age in full years on `day`."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    @property
    def is_introduced(self) -> bool:
        """Return whether somebody introduces the person, named or not."""
        return self.introduced_by is not None and not self.self_nominated

    @property
    def position(self) -> str:
        """Return somebody's work and place, as people know each other; "" where neither is noted."""
        return ", ".join(filter(None, (self.occupation, self.work_place)))

    def has_rank(self, floor: PartyRank) -> bool:
        """Return whether the person holds `floor` or a higher Party rank at this level."""
        return self.party_rank is not None and self.party_rank.is_at_least(floor)


PERSON_FIELDS: dict[str, PersonFieldDeclaration] = {
    name: next(part for part in field.metadata if isinstance(part, PersonFieldDeclaration))
    for name, field in Person.model_fields.items()
}
"""What is declared of each field of a person, in the order of the record."""


class Pool(Record):
    """The people a planner may choose from, in any order; planning sorts them by id."""

    note: str = ""
    people: tuple[Person, ...]

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        yield "people", len(self.people)

    @cached_property
    def by_id(self) -> dict[str, Person]:
        """Return each person under his or her id."""
        return {person.id: person for person in self.people}

    def get_people(self, ids: Iterable[str]) -> tuple[Person, ...]:
        """Return the people with these ids, in this order; KeyError for an unknown id."""
        return tuple(self.by_id[i] for i in ids)

    def in_order(self) -> "Pool":
        """Return the same pool with people sorted by id: one order for any input order."""
        return self.replace_unvalidated(people=tuple(sorted(self.people, key=lambda p: p.id)))
