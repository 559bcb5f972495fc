"""Printed names of blocs, in Vietnamese and English, and the blocs that each can mean."""

# ruff: noqa: E501, SIM905  # a register of phrases

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from cocau.app.files.tables.cells import list_spellings
from cocau.app.files.text import TextError, fold, make_printable
from cocau.app.i18n.words import BLOC
from cocau.constraints.model.council import CouncilLevel
from cocau.constraints.model.people import Bloc
from cocau.constraints.record import Text

P, C, A, F = Bloc.PARTY, Bloc.COUNCIL, Bloc.ADMINISTRATION, Bloc.FRONT
M, J, S, E = Bloc.ARMED_FORCES, Bloc.JUDICIARY, Bloc.PUBLIC_SERVICE, Bloc.ECONOMIC
X, R, G, O = Bloc.EXPERT, Bloc.RELIGIOUS, Bloc.GRASSROOTS, Bloc.OTHER  # noqa: E741  # one letter each
_STATE = (A, C, J)
_CENTRAL = (A, J, S, E, O)

# Phrases without diacritics, separated by "|"; of several that fit, the longest is taken first.
PLAIN_PHRASES: dict[tuple[Bloc, ...], str] = {
    (P,): "dang|khoi dang|co quan dang|ban dang|xay dung dang|cap uy|tinh uy|thanh uy|huyen uy|quan uy|thi uy"
    "|dang uy|ban thuong vu tinh uy|ban tuyen giao|ban to chuc tinh uy|ban to chuc huyen uy|uy ban kiem tra"
    "|dang bo|chi bo|to chuc dang|party|party bodies|party agencies|party committee|party committees"
    "|party organisations|party organizations|communist party|cpv",
    (C,): "hdnd|hoi dong nhan dan|thuong truc hdnd|thuong truc hoi dong nhan dan|ban hdnd|cac ban hdnd"
    "|chuyen trach hdnd|hdnd chuyen trach|ban phap che|ban kinh te - ngan sach|ban van hoa - xa hoi|ban kinh te - xa hoi|ban do thi|hoi dong nhan dan chuyen trach|people's council|peoples council"
    "|people's councils|full-time people's council|full-time hdnd",
    (A,): "ubnd|uy ban nhan dan|hanh chinh|hanh chinh nha nuoc|quan ly nha nuoc|co quan quan ly nha nuoc"
    "|cac so|so nganh|so tai chinh|so noi vu|so xay dung|so ke hoach va dau tu|so cong thuong|so nong nghiep|so nong nghiep va phat trien nong thon|giam doc so|so, nganh|so, ban, nganh|so ban nganh|phong ban chuyen mon|co quan chuyen mon"
    "|phong chuyen mon|cac phong|so tu phap|phong tu phap|so y te|so giao duc|so giao duc va dao tao|phong y te"
    "|phong giao duc|phong giao duc va dao tao|so khoa hoc va cong nghe|thanh tra|people's committee"
    "|peoples committee|people's committees|administration|administrative|administrative bodies"
    "|administrative agencies|state administration|state management|state management agencies"
    "|specialised departments|specialized departments|specialised agencies|specialized agencies|departments",
    (
        F,
    ): "mat tran|mttq|mat tran to quoc|mat tran to quoc viet nam|uy ban mttq|uy ban mat tran to quoc|ubmttq"
    "|ubmttqvn|mttqvn|doan the|to chuc chinh tri - xa hoi|to chuc chinh tri-xa hoi|to chuc chinh tri xa hoi"
    "|chinh tri - xa hoi|chinh tri-xa hoi|chinh tri xa hoi|to chuc ct-xh|ct-xh|hoi phu nu"
    "|hoi lien hiep phu nu|hoi nong dan|hoi cuu chien binh|cuu chien binh|doan thanh nien|thanh doan"
    "|tinh doan|huyen doan|cong doan|lien doan lao dong|front|fatherland front|vietnam fatherland front"
    "|socio-political organisations|socio-political organizations|socio-political|sociopolitical"
    "|political-social organisations|political - social organisations|mass organisations"
    "|mass organizations|women's union|farmers' union|farmers' association|veterans' association|veterans"
    "|youth union|trade union|trade unions|labour federation",
    (M,): "luc luong vu trang|llvt|vu trang|quan doi|quan su|cong an|bo doi|bien phong|bo doi bien phong"
    "|quoc phong|an ninh|quoc phong - an ninh|quan doi nhan dan|cong an nhan dan|armed forces|armed force"
    "|army|military|police|public security|border guard|border guards|defence|defense",
    (J,): "tu phap|co quan tu phap|toa an|toa an nhan dan|vien kiem sat|vien kiem sat nhan dan|kiem sat|vks"
    "|tand|vksnd|thi hanh an|judiciary|judicial|judicial bodies|judicial agencies|court|courts|procuracy"
    "|prosecutors|people's court|people's procuracy",
    (S,): "su nghiep|su nghiep cong lap|don vi su nghiep|don vi su nghiep cong lap|don vi su nghiep cong"
    "|truong hoc|cac truong|truong dai hoc|truong pho thong|benh vien|dai hoc|public service|public service units|public services"
    "|public non-business units|schools|hospitals|universities",
    (
        E,
    ): "kinh te|to chuc kinh te|thanh phan kinh te|doanh nghiep|doanh nhan|hop tac xa|htx|san xuat kinh doanh"
    "|san xuat, kinh doanh|kinh doanh|doanh nghiep nha nuoc|hiep hoi doanh nghiep|business|businesses"
    "|enterprise|enterprises|state enterprises|companies|entrepreneurs|cooperatives|co-operatives"
    "|economic|economic sector|economic sectors|economic organisations|economic organizations",
    (X,): "chuyen gia|nha khoa hoc|experts|expert|scientists",
    (
        R,
    ): "ton giao|chuc sac|chuc viec|chuc sac ton giao|dong bao co dao|giao hoi|religion|religious|religions"
    "|clergy|religious dignitaries|religious organisations|religious organizations",
    (G,): "co so|cap duoi|cap co so|thon|ban lang|to dan pho|khu pho|khu dan cu|ap|grassroots|grass-roots"
    "|lower levels|lower level|hamlet|hamlets|villages|village|residential groups",
    (O,): "khac|don vi khac|thanh phan khac|other|others|other units|other sectors",
}
DOUBTFUL_PHRASES: dict[str, tuple[tuple[Bloc, ...], str, str]] = {
    "chinh quyen|khoi chinh quyen|chinh quyen huyen|chinh quyen tinh|chinh quyen xa|government"
    "|district government|provincial government|local government": (
        (A,),
        "'chính quyền' được đọc là UBND và cơ quan chuyên môn; có thể gồm cả HĐND.",
        "'government' is read as the People's Committee and its departments; it may include the council.",
    ),
    "nha nuoc|co quan nha nuoc|khoi nha nuoc|state agencies|state bodies|state organs": (
        _STATE,
        "cơ quan nhà nước có thể là UBND, HĐND hoặc tư pháp.",
        "state bodies may be administration, council or judiciary.",
    ),
    "nganh doc|nganh doc trung uong|co quan nganh doc|co quan trung uong|trung uong"
    "|co quan trung uong dong tren dia ban|centrally-run vertical agencies|vertical agencies|vertical sector"
    "|central agencies|centrally-run agencies|centrally run agencies|centrally-run": (
        _CENTRAL,
        "cơ quan ngành dọc có thể là hành chính (thuế, hải quan), tư pháp, sự nghiệp hay kinh tế.",
        "vertical agencies may be administration (tax, customs), judiciary, public service or economic.",
    ),
    "noi chinh|khoi noi chinh|internal affairs": (
        (J, M, A, P),
        "khối nội chính gồm tư pháp, vũ trang, thanh tra và cơ quan Đảng.",
        "internal affairs are judiciary, armed forces, inspection and Party bodies.",
    ),
    "khu kinh te|khu kinh te trong diem|ban quan ly khu kinh te|khu cong nghiep|ban quan ly khu cong nghiep"
    "|economic zone|key economic zone|economic zones|industrial zone|industrial zones|industrial parks": (
        (A, E),
        "khu kinh tế, khu công nghiệp có thể là ban quản lý (hành chính) hoặc doanh nghiệp.",
        "an economic zone may be its management board (administration) or its enterprises.",
    ),
    "nong dan|nong dan tieu bieu|nong dan san xuat gioi|nong dan san xuat kinh doanh gioi|farmers"
    "|outstanding farmers|exemplary farmers": (
        (E, G, F, O),
        "nông dân không phải một khối: có thể là kinh tế, cơ sở, Hội Nông dân hoặc khác.",
        "farmers are no bloc: economic, grassroots, the Farmers' Union or other.",
    ),
    "huu tri|can bo huu tri|nguoi cao tuoi|hoi nguoi cao tuoi|retired|retirees|elderly": (
        (F, G, O),
        "người nghỉ hưu, cao tuổi có thể tính vào hội, cơ sở hoặc khác.",
        "retired people may be counted with associations, grassroots or other.",
    ),
    "cong nhan|nguoi lao dong|workers|labourers": (
        (E, F, S, O),
        "công nhân có thể thuộc doanh nghiệp, công đoàn, đơn vị sự nghiệp hoặc khác.",
        "workers may be of enterprises, trade unions, public service or other.",
    ),
    "tri thuc|gioi tri thuc|van nghe si|intellectuals|artists": (
        (X, S, F, O),
        "trí thức có thể là chuyên gia, đơn vị sự nghiệp, hội hoặc khác.",
        "intellectuals may be experts, in public service, of an association or other.",
    ),
    "giao vien|bac si|y te|giao duc|van hoa|khoa hoc|giao duc, y te|van hoa - xa hoi|khoa hoc ky thuat|health|education"
    "|culture|science": (
        (S, A, X),
        "ngành này có thể là đơn vị sự nghiệp, sở hoặc phòng, hoặc chuyên gia.",
        "this field may be public service units, departments or experts.",
    ),
    "lien hiep cac hoi khoa hoc va ky thuat|hoi luat gia|hoi chu thap do|hoi van hoc nghe thuat"
    "|to chuc xa hoi|to chuc xa hoi nghe nghiep|to chuc xa hoi - nghe nghiep|cac hoi|hoi nghe nghiep|hoi|xa hoi"
    "|social organisations|social organizations|associations|professional associations": (
        (F, O),
        "tổ chức xã hội có thể tính vào Mặt trận hoặc khác.",
        "social organisations may be counted with the Front or as other.",
    ),
    "ban dan toc": (
        (A, C),
        "Ban Dân tộc có thể là của UBND hoặc của HĐND.",
        "the ethnic affairs board may be the People's Committee's or the council's.",
    ),
    "doan dbqh|doan dai bieu quoc hoi|dai bieu quoc hoi|quoc hoi|national assembly"
    "|national assembly delegation": (
        (C, O),
        "Đoàn đại biểu Quốc hội không phải một khối của HĐND.",
        "the National Assembly delegation is no bloc of the council.",
    ),
    "tu ung cu|nguoi tu ung cu|self-nominated|independent|independents": (
        tuple(Bloc),
        "người tự ứng cử có thể làm việc ở bất cứ khối nào.",
        "people standing on their own behalf may work in any bloc.",
    ),
}
# Taken only where nothing else in the name says more.
WEAK_PHRASES: dict[str, tuple[tuple[Bloc, ...], str, str]] = {
    "chuyen trach|full-time|fulltime|full time": (
        (C,),
        "'chuyên trách' được đọc là đại biểu HĐND chuyên trách; bảng không ghi rõ.",
        "'full-time' is read as full-time for the council; the table does not say so.",
    ),
}
LOWER_LEVEL_PHRASES: dict[CouncilLevel, str] = {
    CouncilLevel.PROVINCE: "xa|phuong|thi tran|dac khu|cap xa|xa phuong|xa, phuong|huyen|quan|thi xa|cap huyen"
    "|commune|communes|commune level|commune-level|ward|wards|townlet|townlets|district|districts"
    "|district level|special zone|special zones",
    CouncilLevel.DISTRICT: "xa|phuong|thi tran|cap xa|xa phuong|xa, phuong|commune|communes|commune level"
    "|commune-level|ward|wards|townlet|townlets",
    CouncilLevel.COMMUNE: "",
}
LOWER_LEVEL_DOUBT = Text(
    vi="tên khối nhắc đến cấp dưới; có thể tính vào khối cơ sở.",
    en="the name speaks of a lower level; it may be counted as grassroots.",
)
SEVERAL_BLOCS_DOUBT = Text(
    vi="tên gộp nhiều khối; không ai chắc chắn thuộc khối nào.",
    en="the name covers several blocs; nobody is in one for certain.",
)
# Words that say neither which bloc nor that there is another.
NEUTRAL_WORDS = frozenset(
    "khoi cac co quan to chuc don vi nganh linh vuc va cua o tai cap tinh thanh pho huyen quan xa phuong lanh dao"
    " dai dien can bo thanh vien doi bieu dia phuong dia ban truc thuoc viet nam nhan dan cong tac vien chuc nguoi"
    " so luong thuong truc van phong ban khac tri the of the and at in for from leaders leader leadership members"
    " member organisations organizations organisation organization agencies agency bodies body units unit sector"
    " sectors bloc block provincial province district districts level city town local its their representatives"
    " representative office offices standing committee committees commune ward officials cadres affiliated under"
    " chu tich pho bi thu truong giam doc dong chi co cau nguon khu vuc specialised specialized thi tran uy doan hoi phong trung tam".split()
)
GROUP_PHRASES = {
    "women": "nu|phu nu|women|female",
    "under_40": "tre|tre tuoi|duoi 40 tuoi|young|youth|under 40",
    "non_party": "ngoai dang|nguoi ngoai dang|non-party|non party",
    "ethnic_minority": "dan toc|dan toc thieu so|ethnic minority|ethnic minorities|ethnic",
    "re_elected": "tai cu|tai ung cu|re-elected|re-standing",
}


_PARTS = re.compile(r"[&,;/+()\[\]–—|-]|\b(?:va|and|cung|hoac|or)\b")


@dataclass(frozen=True)
class BlocReading:
    """The blocs that a printed name can mean; with a doubt unless it is plain."""

    blocs: tuple[Bloc, ...]
    doubt: Text | None = None


UserReadings = dict[str, tuple[Bloc, ...]]
"""Readings that a user gave: folded name to blocs."""


def read_bloc(name: str, level: CouncilLevel | None, readings: UserReadings) -> BlocReading:
    """Read a printed name as the blocs that it can stand for.

    Raises:
        TextError: a name, or a part of it, that is not in the register.
    """
    found = find_bloc(name, level, readings)
    if isinstance(found, str):
        raise _build_unknown_bloc(name, found)
    return found


def find_bloc(name: str, level: CouncilLevel | None, readings: UserReadings) -> BlocReading | str:
    """Find what a printed name stands for, or return the part that is not in the register."""
    folded = normalize_bloc_name(name)
    if folded in readings:
        return BlocReading(readings[folded])
    if folded in _get_labels():
        return BlocReading((Bloc(_get_labels()[folded]),))
    rest, found = _mask_phrases(folded, _get_register())
    rest, weak = _mask_phrases(rest, _get_weak_phrases(level))
    unknown = [part.strip() for part in _PARTS.split(rest) if not _is_understood(part)]
    if unknown or not (found or weak) or any(not entry.blocs for entry in found):
        return unknown[0] if unknown else folded
    below = _BlocEntry((Bloc.GRASSROOTS,), LOWER_LEVEL_DOUBT)
    return _build_reading(
        [*found, *([below] if _BlocEntry((Bloc.GRASSROOTS,)) in weak else [])] if found else weak
    )


def read_printed_bloc(name: str, level: CouncilLevel | None, readings: UserReadings) -> BlocReading:
    """Read a printed name as `read_bloc` does; a name not in the register stands for any bloc."""
    try:
        return read_bloc(name, level, readings)
    except TextError as reason:
        return BlocReading((), Text(vi=reason.vi, en=reason.en))


def normalize_bloc_name(name: str) -> str:
    """Return a printed name as it is compared."""
    return fold(name.replace("’", "'"))


def _build_reading(entries: list["_BlocEntry"]) -> BlocReading:
    blocs = {bloc for entry in entries for bloc in entry.blocs}
    texts = dict.fromkeys((e.doubt.vi, e.doubt.en) for e in entries if e.doubt is not None)
    if len(blocs) > 1 and not texts:
        texts = {(SEVERAL_BLOCS_DOUBT.vi, SEVERAL_BLOCS_DOUBT.en): None}
    doubt = Text(vi=" ".join(vi for vi, _ in texts), en=" ".join(en for _, en in texts)) if texts else None
    return BlocReading(tuple(bloc for bloc in Bloc if bloc in blocs), doubt)


@dataclass(frozen=True)
class _BlocEntry:
    blocs: tuple[Bloc, ...]
    doubt: Text | None = None


@cache
def _get_labels() -> dict[str, str]:
    return list_spellings(BLOC)


@cache
def _get_register() -> dict[str, _BlocEntry]:
    found = {p: _BlocEntry(blocs) for blocs, phrases in PLAIN_PHRASES.items() for p in phrases.split("|")}
    for phrases, (blocs, vi, en) in DOUBTFUL_PHRASES.items():
        found |= dict.fromkeys(phrases.split("|"), _BlocEntry(blocs, Text(vi=vi, en=en)))
    for label, code in _get_labels().items():
        found.setdefault(label, _BlocEntry((Bloc(code),)))
    for phrases in GROUP_PHRASES.values():  # no blocs: whoever is in them works anywhere
        found |= dict.fromkeys(phrases.split("|"), _BlocEntry(()))
    return _sort_longest_first(found)


@cache
def _get_weak_phrases(level: CouncilLevel | None) -> dict[str, _BlocEntry]:
    found: dict[str, _BlocEntry] = {}
    for phrases, (blocs, vi, en) in WEAK_PHRASES.items():
        found |= dict.fromkeys(phrases.split("|"), _BlocEntry(blocs, Text(vi=vi, en=en)))
    below = "" if level is None else LOWER_LEVEL_PHRASES[level]
    found |= dict.fromkeys(filter(None, below.split("|")), _BlocEntry((Bloc.GRASSROOTS,)))
    return _sort_longest_first(found)


def _sort_longest_first(register: dict[str, _BlocEntry]) -> dict[str, _BlocEntry]:
    return dict(sorted(register.items(), key=lambda known: len(known[0]), reverse=True))


def _mask_phrases(text: str, register: dict[str, _BlocEntry]) -> tuple[str, list[_BlocEntry]]:
    """Mask every known phrase of a text, in their order, and return what they mean."""
    found: list[_BlocEntry] = []
    for phrase, entry in register.items():
        if phrase in text:
            text, times = re.subn(rf"(?<![\w']){re.escape(phrase)}(?![\w'])", "\0", text)
            found += [entry] if times else []
    return text, found


def _is_understood(part: str) -> bool:
    """Return whether a part of a name has a known phrase, or only neutral words."""
    if "\0" in part:
        return True
    return all(word in NEUTRAL_WORDS or word.isdigit() for word in re.findall(r"[\w']+", part))


def _build_unknown_bloc(name: str, part: str) -> TextError:
    near = _list_near_blocs(part)
    group = next((g for g, phrases in GROUP_PHRASES.items() if _has_any_phrase(name, phrases)), None)
    vi = f" Gần nhất: {', '.join(BLOC[bloc].vi for bloc in near)}." if near else ""
    en = f" The nearest: {', '.join(BLOC[bloc].en for bloc in near)}." if near else ""
    vi += " Nếu là cơ cấu kết hợp thì ghi ở cột riêng." if group else ""
    en += " If it is a structure, it belongs in a column of its own." if group else ""
    return TextError(
        "unknown_bloc",
        f"Không rõ khối '{make_printable(name)}': vẫn cộng vào tổng, nhưng có thể là khối nào cũng được.{vi}"
        f" Nêu nghĩa bằng --bloc '{make_printable(name)}=administration+economic' hoặc cột bloc_code.",
        f"There is no known bloc '{make_printable(name)}': it is counted in every sum, and may be any bloc.{en}"
        f" Say what it means by --bloc '{make_printable(name)}=administration+economic' or a column bloc_code.",
    )


_NEAR = 0.72
"""How alike two words must be for one to be suggested for the other."""


def _list_near_blocs(part: str) -> list[Bloc]:
    """List blocs with phrases spelt like a part of a name, the nearest first; often none."""
    found: dict[Bloc, float] = {}
    plain = {p: entry for p, entry in _get_register().items() if len(entry.blocs) == 1}
    for phrase in get_close_matches(part, plain, n=3, cutoff=_NEAR):
        found.setdefault(plain[phrase].blocs[0], 1)
    return [*found]


def _has_any_phrase(name: str, phrases: str) -> bool:
    return bool(
        _mask_phrases(normalize_bloc_name(name), dict.fromkeys(phrases.split("|"), _BlocEntry(())))[1]
    )


def read_bloc_codes(text: str) -> tuple[Bloc, ...]:
    """Read blocs by their codes: ``administration+economic``.

    Raises:
        TextError: something that is no code.
    """
    codes = [fold(code).replace(" ", "_") for code in re.split(r"[+,;]", text)]
    if wrong := [code for code in codes if code not in list(Bloc)]:
        known = ", ".join(Bloc)
        raise TextError(
            "bloc_code",
            f"'{make_printable(wrong[0])}' không phải mã khối; các mã: {known}.",
            f"'{make_printable(wrong[0])}' is not a code of a bloc; codes: {known}.",
        )
    return tuple(bloc for bloc in Bloc if bloc in codes)
