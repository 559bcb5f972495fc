"""The register of phrases in printed names of blocs, without diacritics, and the blocs they stand for."""

# ruff: noqa: E501, SIM905  # a register of phrases

from cocau.constraints.council import Level
from cocau.constraints.people import Bloc
from cocau.constraints.record import Text

P, C, A, F = Bloc.PARTY, Bloc.COUNCIL, Bloc.ADMINISTRATION, Bloc.FRONT
M, J, S, E = Bloc.ARMED_FORCES, Bloc.JUDICIARY, Bloc.PUBLIC_SERVICE, Bloc.ECONOMIC
X, R, G, O = Bloc.EXPERT, Bloc.RELIGIOUS, Bloc.GRASSROOTS, Bloc.OTHER  # noqa: E741  # one letter each
_STATE = (A, C, J)
_CENTRAL = (A, J, S, E, O)

# Phrases without diacritics, separated by "|"; of several that fit, the longest is taken first.
PLAIN: dict[tuple[Bloc, ...], str] = {
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
DOUBTFUL: dict[str, tuple[tuple[Bloc, ...], str, str]] = {
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
WEAK: dict[str, tuple[tuple[Bloc, ...], str, str]] = {
    "chuyen trach|full-time|fulltime|full time": (
        (C,),
        "'chuyên trách' được đọc là đại biểu HĐND chuyên trách; bảng không ghi rõ.",
        "'full-time' is read as full-time for the council; the table does not say so.",
    ),
}
BELOW: dict[Level, str] = {
    Level.PROVINCE: "xa|phuong|thi tran|dac khu|cap xa|xa phuong|xa, phuong|huyen|quan|thi xa|cap huyen"
    "|commune|communes|commune level|commune-level|ward|wards|townlet|townlets|district|districts"
    "|district level|special zone|special zones",
    Level.DISTRICT: "xa|phuong|thi tran|cap xa|xa phuong|xa, phuong|commune|communes|commune level"
    "|commune-level|ward|wards|townlet|townlets",
    Level.COMMUNE: "",
}
OF_BELOW = Text(
    vi="tên khối nhắc đến cấp dưới; có thể tính vào khối cơ sở.",
    en="the name speaks of a lower level; it may be counted as grassroots.",
)
SEVERAL = Text(
    vi="tên gộp nhiều khối; không ai chắc chắn thuộc khối nào.",
    en="the name covers several blocs; nobody is in one for certain.",
)
# Words that say neither which bloc nor that there is another.
NEUTRAL = frozenset(
    "khoi cac co quan to chuc don vi nganh linh vuc va cua o tai cap tinh thanh pho huyen quan xa phuong lanh dao"
    " dai dien can bo thanh vien doi bieu dia phuong dia ban truc thuoc viet nam nhan dan cong tac vien chuc nguoi"
    " so luong thuong truc van phong ban khac tri the of the and at in for from leaders leader leadership members"
    " member organisations organizations organisation organization agencies agency bodies body units unit sector"
    " sectors bloc block provincial province district districts level city town local its their representatives"
    " representative office offices standing committee committees commune ward officials cadres affiliated under"
    " chu tich pho bi thu truong giam doc dong chi co cau nguon khu vuc specialised specialized thi tran uy doan hoi phong trung tam".split()
)
GROUPS = {
    "women": "nu|phu nu|women|female",
    "under_40": "tre|tre tuoi|duoi 40 tuoi|young|youth|under 40",
    "non_party": "ngoai dang|nguoi ngoai dang|non-party|non party",
    "ethnic_minority": "dan toc|dan toc thieu so|ethnic minority|ethnic minorities|ethnic",
    "re_elected": "tai cu|tai ung cu|re-elected|re-standing",
}
