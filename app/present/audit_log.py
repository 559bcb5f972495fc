"""The audit log in words: actions, entries, and the result of verifying it."""

from collections.abc import Iterator, Sequence

from cocau.app.audit_log.verification import AuditLogReport
from cocau.app.db.models import AuditLogEntry
from cocau.app.i18n.languages import Lang, say
from cocau.constraints.record import Text

_SENTENCES = {
    ("sign-in", "user"): Text(vi="Đăng nhập", en="Signed in"),
    ("sign-in-code", "user"): Text(
        vi="Đăng nhập bằng mật khẩu và mã xác thực", en="Signed in with a password and a code"
    ),
    ("sign-in-recovery", "user"): Text(
        vi="Đăng nhập bằng mật khẩu và mã dự phòng", en="Signed in with a password and a recovery code"
    ),
    ("sign-in-provider", "user"): Text(
        vi="Đăng nhập bằng tài khoản của cơ quan", en="Signed in with the organisation's account"
    ),
    ("use-recovery-code", "user"): Text(vi="Dùng một mã dự phòng", en="Used a recovery code"),
    ("enrol-second-factor", "user"): Text(vi="Cài lớp xác thực thứ hai", en="Set up a second factor"),
    ("reset-second-factor", "user"): Text(
        vi="Bỏ lớp xác thực thứ hai của người dùng", en="Took away the second factor of a user"
    ),
    ("sign-in-failed", "user"): Text(vi="Đăng nhập không thành công", en="Failed to sign in"),
    ("first-run", "user"): Text(
        vi="Lập người quản trị đầu tiên bằng mã dùng một lần",
        en="Made the first administrator with a one-time code",
    ),
    ("first-run-failed", "user"): Text(
        vi="Nhập sai mã lập người quản trị đầu tiên", en="Entered a wrong code for the first administrator"
    ),
    ("sign-out", "user"): Text(vi="Đăng xuất", en="Signed out"),
    ("set-password", "user"): Text(vi="Đổi mật khẩu của người dùng", en="Changed the password of a user"),
    ("record", "dossier"): Text(vi="Ghi một văn bản vào hồ sơ quy trình", en="Added a record to a dossier"),
    ("attach", "scan"): Text(vi="Đính kèm bản quét vào hồ sơ quy trình", en="Attached a scan to a dossier"),
    ("explain", "proposal"): Text(vi="Hỏi về một phương án", en="Asked about a proposal"),
    ("edit", "proposal"): Text(
        vi="Sửa tên, ghi chú hoặc lưu trữ một phương án", en="Changed name, note or archive of a proposal"
    ),
    ("edit_by_hand", "proposal"): Text(
        vi="Lưu một phương án đã sửa tay", en="Saved a proposal changed by hand"
    ),
    ("approve_outdated", "proposal"): Text(
        vi="Phê duyệt phương án dù dữ liệu đã thay đổi, có ghi lý do",
        en="Approved a proposal although it was out of date, with a reason",
    ),
    ("keep", "proposal"): Text(vi="Giữ một phương án điều chỉnh", en="Kept an adjusted proposal"),
    ("drop", "proposal"): Text(vi="Bỏ một phương án điều chỉnh", en="Dropped an adjusted proposal"),
    ("supersede", "proposal"): Text(
        vi="Thay thế một phương án bằng phương án khác", en="Superseded a proposal by another one"
    ),
    ("withdraw", "proposal"): Text(vi="Rút một phương án", en="Withdrew a proposal"),
    ("restore", "proposal"): Text(
        vi="Xem xét lại một phương án đã rút", en="Took a withdrawn proposal up again"
    ),
    ("withdraw", "programme"): Text(
        vi="Ghi người rút khỏi một chương trình và lập lại phần liên quan",
        en="Noted who withdrew from a programme, and had what that touches planned anew",
    ),
    ("repair", "trail"): Text(
        vi="Xác nhận các chỗ hỏng của nhật ký", en="Acknowledged the breaks of the audit log"
    ),
    ("rotate", "webhook"): Text(
        vi="Thay khóa ký của một webhook", en="Replaced the signing secret of a webhook"
    ),
    ("rotate", "keys"): Text(vi="Thay khóa mã hóa", en="Replaced the encryption keys"),
}
_VERBS = {
    "make": Text(vi="Tạo", en="Made"),
    "edit": Text(vi="Sửa", en="Edited"),
    "erase": Text(vi="Xóa", en="Erased"),
    "archive": Text(vi="Lưu trữ", en="Archived"),
    "restore": Text(vi="Đưa trở lại từ lưu trữ", en="Took back from the archive"),
    "close": Text(vi="Đóng", en="Closed"),
    "reopen": Text(vi="Mở lại", en="Reopened"),
    "cancel": Text(vi="Dừng", en="Stopped"),
    "ask": Text(vi="Yêu cầu", en="Asked for"),
    "approved": Text(vi="Phê duyệt", en="Approved"),
    "returned": Text(vi="Trả lại", en="Returned"),
    "revoke": Text(vi="Thu hồi", en="Revoked"),
    "read": Text(vi="Xem", en="Looked at"),
    "export": Text(vi="Xuất thành tệp", en="Took as a file"),
}
_NOUNS = {
    "user": Text(vi="người dùng", en="a user"),
    "key": Text(vi="khóa API", en="an API key"),
    "webhook": Text(vi="webhook", en="a webhook"),
    "proposal": Text(vi="phương án", en="a proposal"),
    "explanation": Text(vi="câu hỏi về phương án", en="a question about a proposal"),
    "sweep": Text(vi="loạt thử", en="a sweep"),
    "programme": Text(vi="chương trình lập cơ cấu", en="a programme"),
    "study": Text(vi="nghiên cứu nhiều hội đồng", en="a study"),
    "estimate": Text(vi="ước tính khối lượng của một nghiên cứu", en="an estimate of a study"),
    "structure": Text(vi="bản phân bổ cơ cấu", en="a structure plan"),
    "council": Text(vi="hội đồng", en="a council"),
    "pool": Text(vi="danh sách nhân sự", en="a pool of people"),
    "rulebook": Text(vi="bộ quy định riêng", en="a rulebook of one's own"),
    "dossier": Text(vi="hồ sơ quy trình", en="a dossier"),
    "scenario": Text(vi="kịch bản", en="a scenario"),
    "table": Text(vi="bảng phân bổ", en="a table of offers"),
    "office": Text(vi="thông tin cơ quan ra văn bản", en="the settings of an office"),
    "template": Text(vi="mẫu trình bày văn bản", en="a template of papers"),
    "choices": Text(vi="cách đọc tệp danh sách", en="how files of people are read"),
    "results": Text(vi="kết quả bầu cử", en="election results"),
    "term": Text(vi="hồ sơ nhiệm kỳ", en="the record of a term"),
    "scan": Text(vi="bản quét văn bản", en="a scan of a document"),
    "report": Text(vi="báo cáo thực hiện chỉ thị", en="the report on the directive"),
}


def describe_action(entry: AuditLogEntry, lang: Lang) -> str:
    """Describe an audit log entry in words; unknown actions by their codes."""
    whole, verb, noun = (
        _SENTENCES.get((entry.action, entry.kind)),
        _VERBS.get(entry.action),
        _NOUNS.get(entry.kind),
    )
    if whole is not None:
        return whole.of(lang)
    if verb is None or noun is None:
        return f"{entry.action} {entry.kind}"
    return f"{verb.of(lang)} {noun.of(lang)}"


def render_verification(report: AuditLogReport, lang: Lang) -> Iterator[str]:
    """Render the result of verifying the audit log as lines of text."""
    if report.whole:
        yield (
            say(
                lang,
                f"NHẬT KÝ NGUYÊN VẸN: {report.entries} bản ghi.",
                f"THE TRAIL IS WHOLE: {report.entries} entries.",
            )
        )
    else:
        yield (
            say(
                lang,
                f"NHẬT KÝ ĐÃ BỊ CAN THIỆP: {report.count} chỗ, đã đọc {report.entries} bản ghi.",
                f"THE TRAIL IS BROKEN: {report.count} break(s), {report.entries} entries read.",
            )
        )
        yield from (f"  • {found.text.of(lang)}" for found in report.breaks)
        if rest := report.count - len(report.breaks):
            yield say(lang, f"  … và {rest} chỗ nữa.", f"  … and {rest} more.")
    if report.uncovered:
        yield say(
            lang,
            f"Chưa được đối chiếu: {report.uncovered} mục do bản cũ ghi; {report.covered} mục đã đối chiếu.",
            f"Not covered: {report.uncovered} things that an older version recorded; {report.covered} are.",
        )
    for repair in report.repairs:
        moment = repair.at.isoformat(timespec="seconds")
        yield (
            say(
                lang,
                f"Đã xác nhận tại bản ghi {repair.seq} ({moment}, {repair.actor}): {repair.count} chỗ hỏng "
                f"trước đó. Lý do: {repair.reason}",
                f"Repaired by entry {repair.seq} ({moment}, {repair.actor}): {repair.count} break(s) before "
                f"it were acknowledged. Reason: {repair.reason}",
            )
        )
    yield f"{say(lang, 'Bản ghi cuối', 'Last entry')}: {report.last}  {report.head}"


def render_repair(report: AuditLogReport, lang: Lang) -> Iterator[str]:
    """Render what a repair acknowledged as lines of text."""
    if report.whole:
        yield (
            say(
                lang,
                "Nhật ký nguyên vẹn: không có gì phải xác nhận.",
                "The trail is whole: there is nothing to repair.",
            )
        )
        return
    yield from render_verification(report, lang)
    yield (
        say(
            lang,
            "Các chỗ trên đã được xác nhận và vẫn xem lại được; nhật ký được ghi tiếp.",
            "All of this is acknowledged now and stays to be seen; writing goes on.",
        )
    )


def render_entries(entries: Sequence[AuditLogEntry], lang: Lang) -> Iterator[str]:
    """Render audit log entries as text, one line each."""
    for entry in entries:
        version = "" if entry.version is None else f" v{entry.version}"
        moment = entry.at.isoformat(timespec="seconds")
        yield f"{entry.seq:>6}  {moment}  {entry.actor}  {entry.action} {entry.kind} {entry.subject}{version}"
    if not entries:
        yield say(lang, "Không có bản ghi nào.", "No entries.")
