"""Columns of a list of people: one for each field of `Person`, with its kind of cell and its purpose."""

from dataclasses import dataclass
from difflib import get_close_matches

from cocau.app.files.tables.cells import (
    DAY,
    DISCIPLINE,
    ETHNICITY,
    POSTS,
    TEXT,
    TEXTS,
    VOTE,
    WHOLE,
    YES_NO,
    CellType,
    list_of,
    one_of,
)
from cocau.app.files.text import fold
from cocau.app.i18n.words import FIELDS
from cocau.constraints.model.people import (
    Bloc,
    CandidacyBar,
    OtherBody,
    PartyRank,
    PeoplesCommitteeRole,
    Person,
    Sex,
    YearlyGrade,
)
from cocau.constraints.record import Text

# "Tôn giáo: không" means none, not a religion of that name; the same for every column that may stay empty.
NOTHING_WORDS = frozenset({"khong", "khong co", "none", "-", "n/a"})
_ON_OWN_BEHALF = frozenset({"tu ung cu", "nguoi tu ung cu", "self-nominated"})
_NEVER_NOTHING = frozenset({"id", "name", "born", "sex", "bloc", "ethnicity", "work_place", "preference"})

# Other headings in common use. A running number says nothing about a person and is passed over.
_OTHER_HEADINGS = {
    "họ tên": "name",
    "họ và tên đầy đủ": "name",
    "ngày tháng năm sinh": "born",
    "ngày, tháng, năm sinh": "born",
    "nơi làm việc": "work_place",
    "đơn vị công tác": "work_place",
    "cơ quan, tổ chức giới thiệu": "introduced_by",
    "khối cơ quan": "bloc",
}
_IGNORED_HEADINGS = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "#"})


@dataclass(frozen=True)
class PersonColumn:
    """A field of a person as a column of a table."""

    field: str
    cell: CellType
    about: Text

    @property
    def required(self) -> bool:
        """Return whether a list of people needs this column; an id can be generated."""
        return self.field != "id" and Person.model_fields[self.field].is_required()

    def is_nothing(self, text: str) -> bool:
        """Return whether the text means the same as an empty cell."""
        if not text or self.cell is YES_NO or self.field in _NEVER_NOTHING:
            return not text
        word = fold(text)
        return word in NOTHING_WORDS or (self.field == "introduced_by" and word in _ON_OWN_BEHALF)

    def heading(self, lang: str) -> str:
        """Return the heading of the column."""
        return FIELDS[self.field].of(lang)


def _build_column(field: str, cell: CellType, vi: str, en: str) -> PersonColumn:
    return PersonColumn(field, cell, Text(vi=vi, en=en))


COLUMNS: dict[str, PersonColumn] = {
    c.field: c
    for c in (
        _build_column(
            "id",
            TEXT,
            "Chữ không dấu, số, '.', '_' và '-'; bỏ trống cả cột thì mã được đặt theo tên và ngày sinh",
            "Plain letters, digits, '.', '_' and '-'; whole column empty: made of name and birth date",
        ),
        _build_column("name", TEXT, "Họ, chữ đệm và tên", "Family, middle and given name"),
        _build_column("born", DAY, "Đủ ngày, tháng, năm", "Day, month and year"),
        _build_column("sex", one_of(Sex), "Như trong danh sách chính thức", "As on the official list"),
        _build_column("bloc", one_of(Bloc), "Mỗi người thuộc đúng một khối", "Each person is in exactly one"),
        _build_column("ethnicity", ETHNICITY, "Để trống là Kinh", "Empty: Kinh"),
        _build_column("religion", TEXT, "Để trống là không theo tôn giáo", "Empty: none"),
        _build_column("party_member", YES_NO, "Là đảng viên", "Member of the Party"),
        _build_column(
            "party_rank",
            one_of(PartyRank),
            "Trong cấp ủy cùng cấp với HĐND; chức vụ cao nhất",
            "In the Party committee of the council's own level; the highest",
        ),
        _build_column("work_place", TEXT, "Cơ quan, đơn vị đang công tác", "Where the person works"),
        _build_column(
            "introduced_by",
            TEXT,
            "Cơ quan, tổ chức, đơn vị giới thiệu; ĐỂ TRỐNG NGHĨA LÀ TỰ ỨNG CỬ",
            "Who introduces the person; EMPTY MEANS STANDING ON HIS OR HER OWN BEHALF",
        ),
        _build_column(
            "locality",
            TEXT,
            "Đúng tên trong tệp HĐND; để trống nếu không gắn với nơi nào",
            "As named in the council's file; empty for no tie",
        ),
        _build_column(
            "lives_or_works_here",
            YES_NO,
            "Ghi có hoặc không ở mọi dòng, hoặc bỏ trống cả cột (nghĩa là có)",
            "Yes or no in every row, or leave the whole column empty (it means yes)",
        ),
        _build_column("re_standing", YES_NO, "Đang là đại biểu của HĐND này", "A deputy of this council now"),
        _build_column("former_posts", TEXTS, "Để người đọc phương án biết", "For the readers of the plan"),
        _build_column(
            "meant_full_time",
            YES_NO,
            "Dự kiến hoạt động chuyên trách",
            "Meant to work full-time for the council",
        ),
        _build_column(
            "already_full_time", YES_NO, "Đang hoạt động chuyên trách", "Works full-time for the council now"
        ),
        _build_column(
            "planned_for",
            POSTS,
            "Chức danh trong quy hoạch đã được rà soát",
            "Posts in the reviewed cadre plan",
        ),
        _build_column(
            "peoples_committee",
            one_of(PeoplesCommitteeRole),
            "Dự kiến trong UBND cùng cấp",
            "Meant for the People's Committee of the same level",
        ),
        _build_column("expert_in", TEXT, "Lĩnh vực chuyên môn", "Field"),
        _build_column(
            "unmet_standards",
            TEXTS,
            "Ai còn tiêu chuẩn chưa đạt thì không vào danh sách",
            "Whoever misses one is on no list",
        ),
        _build_column(
            "bars", list_of(one_of(CandidacyBar)), "Điều 37 Luật Bầu cử", "Art. 37 of the election law"
        ),
        _build_column("other_nationality", YES_NO, "Còn quốc tịch nước khác", "Has another nationality too"),
        _build_column(
            "retires_as_men",
            YES_NO,
            "Cán bộ nữ nghỉ hưu theo tuổi của nam",
            "A woman in a post with the men's retirement age",
        ),
        _build_column(
            "age_exception",
            TEXT,
            "Số văn bản của cấp ủy có thẩm quyền; để trống là không có",
            "Decision of the competent Party level; empty: none",
        ),
        _build_column(
            "under_investigation",
            YES_NO,
            "Đang bị thanh tra, điều tra, xem xét kỷ luật",
            "Under inspection or investigation",
        ),
        _build_column("discipline", DISCIPLINE, "Mọi lần bị kỷ luật", "Every sanction"),
        _build_column(
            "stands_elsewhere",
            list_of(one_of(OtherBody)),
            "Nơi khác đã nộp hồ sơ trong cùng nhiệm kỳ",
            "Other bodies for which a dossier was filed this term",
        ),
        _build_column(
            "voter_confidence",
            WHOLE,
            "Phần trăm, hội nghị cử tri thấp nhất",
            "Percent, the lowest meeting of voters",
        ),
        _build_column(
            "confidence_vote",
            VOTE,
            "Lần lấy phiếu gần nhất",
            "The latest vote on a post elected by the council",
        ),
        _build_column("yearly_grade", one_of(YearlyGrade), "Năm gần nhất", "Of the last year"),
        _build_column(
            "preference",
            WHOLE,
            "Do cơ quan nhập, từ 0 đến 9; 0 là không ưu tiên",
            "The department's own, 0 to 9; 0 is none",
        ),
    )
}


def _normalize_heading(heading: str) -> str:
    return fold(heading).strip(" *:.")


_FIELD_OF = {
    **{_normalize_heading(name): field for name, field in _OTHER_HEADINGS.items()},
    **{
        _normalize_heading(text.partition(" (")[0]): field
        for field, t in FIELDS.items()
        for text in (t.vi, t.en)
    },
    **{_normalize_heading(text): field for field, t in FIELDS.items() for text in (field, t.vi, t.en)},
}


def find_person_field(heading: str) -> str | None:
    """Return the field that a heading means, in either language or by its code."""
    return _FIELD_OF.get(_normalize_heading(heading))


def is_ignored_heading(heading: str) -> bool:
    """Return whether a column of this heading is left unread."""
    return _normalize_heading(heading) in _IGNORED_HEADINGS


def suggest_heading(heading: str) -> Text:
    """Return the heading that was probably meant."""
    found = get_close_matches(_normalize_heading(heading)[:60], _FIELD_OF, n=1, cutoff=0)
    return FIELDS[_FIELD_OF[found[0]]]
