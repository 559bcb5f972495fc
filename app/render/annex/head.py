"""The head of an annex: state and motto, blanks for the office, title, council and what it is about."""

from cocau.app.render.annex.form import Head
from cocau.app.render.numbers import counted, number
from cocau.app.render.sheet import Sheet
from cocau.constraints.record import Text
from cocau.solver.proposal import Outcome, Proposal

_TITLES = {
    Outcome.SOLVED: Text(
        vi="PHƯƠNG ÁN CƠ CẤU, DANH SÁCH ỨNG CỬ VÀ NHÂN SỰ DỰ KIẾN",
        en="PLANNED COMPOSITION, LISTS OF CANDIDATES AND LEADERSHIP",
    ),
    Outcome.CONFLICT: Text(
        vi="KẾT QUẢ LẬP PHƯƠNG ÁN CƠ CẤU: CÁC QUY ĐỊNH KHÔNG THỂ CÙNG ĐẠT",
        en="OUTCOME OF PLANNING: THE RULES CANNOT HOLD TOGETHER",
    ),
}
_UNFINISHED = Text(
    vi="PHƯƠNG ÁN CƠ CẤU CHƯA HOÀN TẤT (HẾT THỜI GIAN HOẶC ĐÃ DỪNG)",
    en="UNFINISHED PLAN (OUT OF TIME OR STOPPED)",
)


def head(sheet: Sheet, proposal: Proposal) -> Head:
    """The form of administrative documents (Decree 30/2020); what the office has to fill in is dotted.

    The notes of the files say what is made up in them.
    """
    say = sheet.say
    dots = "…" * 8
    return Head(
        issuer=(dots * 2, say(f"Số: {dots}", f"No.: {dots}")),
        state=(
            say("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM"),
            say("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness"),
        ),
        place=say(f"{dots}, ngày …… tháng …… năm ………", f"{dots}, day …… month …… year ………"),
        label=say("PHỤ LỤC", "ANNEX"),
        title=_TITLES.get(proposal.outcome, _UNFINISHED).of(sheet.lang),
        council=sheet.council.name,
        attached=say(
            f"(Kèm theo {dots} số …………… ngày …… tháng …… năm ……… của {dots})",
            f"(Attached to {dots} No. …………… of day …… month …… year ……… of {dots})",
        ),
        facts=tuple(fact for fact in (*_facts(sheet), sheet.council.note, sheet.pool.note) if fact),
    )


def _facts(sheet: Sheet) -> tuple[str, ...]:
    """Election day, size, rulebook."""
    council, say = sheet.council, sheet.say
    units, made = len(council.constituencies), council.planned_on
    return (
        say(f"Ngày bầu cử: {council.election_day:%d/%m/%Y}.", f"Election day: {council.election_day}."),
        "" if made is None else say(f"Phương án lập ngày {made:%d/%m/%Y}.", f"Planned on {made}."),
        say(
            f"Số đại biểu: {council.seats}; số đơn vị bầu cử: {units}; "
            f"số người được giới thiệu: {number(len(sheet.pool.people), 'vi')}.",
            f"{counted(council.seats, 'seat', 'seats')}; {counted(units, 'constituency', 'constituencies')}; "
            f"{counted(len(sheet.pool.people), 'person', 'people')} introduced.",
        ),
        say(f"Bộ quy định: {sheet.book.title.vi}.", f"Rulebook: {sheet.book.title.en}."),
    )
