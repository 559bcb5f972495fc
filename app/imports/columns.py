"""The columns of a list of people: one for each field of `Person`, with its cell and what it is for."""

from dataclasses import dataclass
from difflib import get_close_matches

from cocau.app.imports.cells import (
    DAY,
    DISCIPLINE,
    ETHNICITY,
    POSTS,
    TEXT,
    TEXTS,
    VOTE,
    WHOLE,
    YES_NO,
    Cell,
    list_of,
    one_of,
)
from cocau.app.imports.safe_text import fold
from cocau.app.words import FIELDS
from cocau.constraints.people import Bar, Bloc, Elsewhere, Grade, PartyRank, PeoplesCommittee, Person, Sex
from cocau.constraints.record import Text

# "Tôn giáo: không" means none, not a religion of that name; the same for every column that may stay empty.
NOTHING = frozenset({"khong", "khong co", "none", "-", "n/a"})
_ON_OWN_BEHALF = frozenset({"tu ung cu", "nguoi tu ung cu", "self-nominated"})
_NEVER_NOTHING = frozenset({"id", "name", "born", "sex", "bloc", "ethnicity", "work_place", "preference"})

# Other headings in common use. A running number says nothing about a person and is passed over.
_ALSO_CALLED = {
    "họ tên": "name",
    "họ và tên đầy đủ": "name",
    "ngày tháng năm sinh": "born",
    "ngày, tháng, năm sinh": "born",
    "nơi làm việc": "work_place",
    "đơn vị công tác": "work_place",
    "cơ quan, tổ chức giới thiệu": "introduced_by",
    "khối cơ quan": "bloc",
}
_PASSED_OVER = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "#"})


@dataclass(frozen=True)
class Column:
    """One field as a column."""

    field: str
    cell: Cell
    about: Text

    @property
    def required(self) -> bool:
        """Whether a list of people without this column cannot be read. An id can be made."""
        return self.field != "id" and Person.model_fields[self.field].is_required()

    def says_nothing(self, text: str) -> bool:
        """Whether the text means the same as an empty cell."""
        if not text or self.cell is YES_NO or self.field in _NEVER_NOTHING:
            return not text
        word = fold(text)
        return word in NOTHING or (self.field == "introduced_by" and word in _ON_OWN_BEHALF)

    def heading(self, lang: str) -> str:
        """What stands above the column."""
        return FIELDS[self.field].of(lang)


def _column(field: str, cell: Cell, vi: str, en: str) -> Column:
    return Column(field, cell, Text(vi=vi, en=en))


COLUMNS: dict[str, Column] = {
    c.field: c
    for c in (
        _column(
            "id",
            TEXT,
            "Chữ không dấu, số, '.', '_' và '-'; bỏ trống cả cột thì mã được đặt theo tên và ngày sinh",
            "Plain letters, digits, '.', '_' and '-'; whole column empty: made of name and birth date",
        ),
        _column("name", TEXT, "Họ, chữ đệm và tên", "Family, middle and given name"),
        _column("born", DAY, "Đủ ngày, tháng, năm", "Day, month and year"),
        _column("sex", one_of(Sex), "Như trong danh sách chính thức", "As on the official list"),
        _column("bloc", one_of(Bloc), "Mỗi người thuộc đúng một khối", "Each person is in exactly one"),
        _column("ethnicity", ETHNICITY, "Để trống là Kinh", "Empty: Kinh"),
        _column("religion", TEXT, "Để trống là không theo tôn giáo", "Empty: none"),
        _column("party_member", YES_NO, "Là đảng viên", "Member of the Party"),
        _column(
            "party_rank",
            one_of(PartyRank),
            "Trong cấp ủy cùng cấp với HĐND; chức vụ cao nhất",
            "In the Party committee of the council's own level; the highest",
        ),
        _column("work_place", TEXT, "Cơ quan, đơn vị đang công tác", "Where the person works"),
        _column(
            "introduced_by",
            TEXT,
            "Cơ quan, tổ chức, đơn vị giới thiệu; ĐỂ TRỐNG NGHĨA LÀ TỰ ỨNG CỬ",
            "Who introduces the person; EMPTY MEANS STANDING ON HIS OR HER OWN BEHALF",
        ),
        _column(
            "locality",
            TEXT,
            "Đúng tên trong tệp HĐND; để trống nếu không gắn với nơi nào",
            "As named in the council's file; empty for no tie",
        ),
        _column(
            "lives_or_works_here",
            YES_NO,
            "Ghi có hoặc không ở mọi dòng, hoặc bỏ trống cả cột (nghĩa là có)",
            "Yes or no in every row, or leave the whole column empty (it means yes)",
        ),
        _column("re_standing", YES_NO, "Đang là đại biểu của HĐND này", "A deputy of this council now"),
        _column("former_posts", TEXTS, "Để người đọc phương án biết", "For the readers of the plan"),
        _column(
            "meant_full_time",
            YES_NO,
            "Dự kiến hoạt động chuyên trách",
            "Meant to work full-time for the council",
        ),
        _column(
            "already_full_time", YES_NO, "Đang hoạt động chuyên trách", "Works full-time for the council now"
        ),
        _column(
            "planned_for",
            POSTS,
            "Chức danh trong quy hoạch đã được rà soát",
            "Posts in the reviewed cadre plan",
        ),
        _column(
            "peoples_committee",
            one_of(PeoplesCommittee),
            "Dự kiến trong UBND cùng cấp",
            "Meant for the People's Committee of the same level",
        ),
        _column("expert_in", TEXT, "Lĩnh vực chuyên môn", "Field"),
        _column(
            "unmet_standards",
            TEXTS,
            "Ai còn tiêu chuẩn chưa đạt thì không vào danh sách",
            "Whoever misses one is on no list",
        ),
        _column("bars", list_of(one_of(Bar)), "Điều 37 Luật Bầu cử", "Art. 37 of the election law"),
        _column("other_nationality", YES_NO, "Còn quốc tịch nước khác", "Has another nationality too"),
        _column(
            "retires_as_men",
            YES_NO,
            "Cán bộ nữ nghỉ hưu theo tuổi của nam",
            "A woman in a post with the men's retirement age",
        ),
        _column(
            "age_exception",
            TEXT,
            "Số văn bản của cấp ủy có thẩm quyền; để trống là không có",
            "Decision of the competent Party level; empty: none",
        ),
        _column(
            "under_investigation",
            YES_NO,
            "Đang bị thanh tra, điều tra, xem xét kỷ luật",
            "Under inspection or investigation",
        ),
        _column("discipline", DISCIPLINE, "Mọi lần bị kỷ luật", "Every sanction"),
        _column(
            "stands_elsewhere",
            list_of(one_of(Elsewhere)),
            "Nơi khác đã nộp hồ sơ trong cùng nhiệm kỳ",
            "Other bodies for which a dossier was filed this term",
        ),
        _column(
            "voter_confidence",
            WHOLE,
            "Phần trăm, hội nghị cử tri thấp nhất",
            "Percent, the lowest meeting of voters",
        ),
        _column(
            "confidence_vote",
            VOTE,
            "Lần lấy phiếu gần nhất",
            "The latest vote on a post elected by the council",
        ),
        _column("yearly_grade", one_of(Grade), "Năm gần nhất", "Of the last year"),
        _column(
            "preference",
            WHOLE,
            "Do cơ quan nhập, từ 0 đến 9; 0 là không ưu tiên",
            "The department's own, 0 to 9; 0 is none",
        ),
    )
}


def _key(heading: str) -> str:
    return fold(heading).strip(" *:.")


_FIELD_OF = {
    **{_key(name): field for name, field in _ALSO_CALLED.items()},
    **{_key(text.partition(" (")[0]): field for field, t in FIELDS.items() for text in (t.vi, t.en)},
    **{_key(text): field for field, t in FIELDS.items() for text in (field, t.vi, t.en)},
}


def field_of(heading: str) -> str | None:
    """The field that a heading means, in either language or by its code; None if there is none."""
    return _FIELD_OF.get(_key(heading))


def is_passed_over(heading: str) -> bool:
    """Whether a column of this heading is left unread."""
    return _key(heading) in _PASSED_OVER


def nearest(heading: str) -> Text:
    """The heading that somebody probably meant."""
    found = get_close_matches(_key(heading)[:60], _FIELD_OF, n=1, cutoff=0)
    return FIELDS[_FIELD_OF[found[0]]]
