"""Help of the command line: Vietnamese stands in the commands, the English for it here."""

# ruff: noqa: E501  # a sentence and its translation

from typing import Any

from cocau.app.cli.output import build_epilog
from cocau.app.files.input_files import ARGUMENTS_IN_ENGLISH
from cocau.app.i18n.languages import Lang
from cocau.app.questions import list_command_words

HelpItem = Any
"""A command or parameter, or what they are shown with: classes private to typer."""

ENGLISH_HELP = (
    ARGUMENTS_IN_ENGLISH
    | dict(list_command_words())
    | {
        "Chương trình: nhiều hội đồng của một tỉnh lập cùng nhau, không ai ở quá số cấp cho phép.": "A programme: many councils of a province planned together, nobody at more levels than allowed.",
        "Lập mọi hội đồng của một chương trình cùng nhau, không ai ở quá số cấp luật cho phép.": "Plan every council of a programme together, nobody at more levels than the law allows.",
        "Điều chỉnh khi có người rút: chỉ lập lại hội đồng có người ấy, các hội đồng khác giữ nguyên.": "After withdrawals: plan the councils with those people anew, and leave the others as they are.",
        "Chấm lại mọi phương án của chương trình và số cấp của mỗi người, không dùng bộ giải.": "Judge every proposal of a programme again, and everybody's levels, without a solver.",
        "In bản ghi cuối thành một dòng, để ghi lại ở nơi khác hoặc in ra giấy.": "Print the head in one line, to be noted elsewhere or printed on paper.",
        "Lý do, nhiều nhất 60 ký tự; được ghi vào nhật ký.": "Why, at most 60 letters; it stands in the audit log.",
        "Xác nhận các chỗ hỏng của nhật ký để ghi tiếp; không xóa, không sửa gì, việc này cũng được ghi lại.": "Acknowledge the breaks of the audit log so that writing goes on; nothing is removed or mended, and this act is on record too.",
        "Tệp đối chứng: mọi bản ghi cuối từng được ghi ra ngoài.": "The witness: every head that was noted outside.",
        "Thư mục (hoặc tệp .zip): councils/, pools/ …": "A folder (or a .zip file of it): councils/, pools/ …",
        "Thư mục do `cocau programme plan --out` ghi.": "A folder that `cocau programme plan --out` has written.",
        "Ghi chương trình, kết quả và mọi phương án vào thư mục này.": "Write the programme, the result and every proposal into this folder.",
        "Lập thêm nhiều nhất bấy nhiêu phương án khi ghép các hội đồng.": "Plan at most so many times more while councils are joined.",
        "Số tiến trình; mặc định mỗi bộ xử lý một.": "Processes; one for each processor by default.",
        "Chỉ rút ở hội đồng này; lặp lại được.": "Only from this council; can be repeated.",
        "CHƯƠNG-TRÌNH": "PROGRAMME",
        "ĐÃ-LẬP": "PLANNED",
        "Số tiến trình web (chỉ với PostgreSQL).": "Web processes (PostgreSQL only).",
        "Đưa lược đồ cơ sở dữ liệu lên bản mà chương trình cần.": "Bring the schema of the database to what this version needs.",
        "Đưa về bản này; base: xóa mọi bảng và dữ liệu.": "Bring it to this revision; base: drop every table with all data.",
        "Chỉ xem, không sửa.": "Only look, change nothing.",
        "BẢN": "REVISION",
        "Sao lưu cơ sở dữ liệu ra một tệp, cả khi dịch vụ đang chạy; khóa COCAU_KEYS không nằm trong đó.": "Back the database up into one file, also while the service runs; COCAU_KEYS are not in it.",
        "Tệp sao lưu (.zip), chưa có.": "The backup (.zip), a file that is not there yet.",
        "Khôi phục bản sao lưu vào cơ sở dữ liệu trống, trọn vẹn hoặc không gì cả; rồi kiểm tra nhật ký.": "Restore a backup into an empty database, whole or not at all; then verify the trail.",
        "Tệp do cocau backup ghi.": "A file that cocau backup wrote.",
        "Người dùng của dịch vụ: thêm, liệt kê, đổi vai trò, đóng.": "Users of the service: add, list, change their roles, close.",
        "Tên đăng nhập.": "The name to sign in with.",
        "TÊN-NGƯỜI-DÙNG": "USER",
        "PHẠM-VI": "SCOPE",
        "VAI-TRÒ": "ROLE",
        "Vai trò.": "The role.",
        "Địa phương được thấy, ví dụ ha-tinh/can-loc; '' là tất cả.": "The locality they see, for example ha-tinh/can-loc; '' is everything.",
        "Không đặt mật khẩu: chỉ vào bằng khóa API.": "No password: they come in by API keys only.",
        "Thêm người dùng; mật khẩu được hỏi, hoặc đọc từ đầu vào chuẩn, không bao giờ là đối số.": "Add a user; the password is asked for, or read from standard input, and never an argument.",
        "Liệt kê người dùng, mới nhất trước.": "List users, newest first.",
        "Đổi vai trò của người dùng.": "Change a user's role.",
        "Đổi địa phương mà người dùng được thấy.": "Change the locality that a user sees.",
        "Đặt mật khẩu mới (được hỏi, hoặc đọc từ đầu vào chuẩn); mọi phiên đăng nhập kết thúc.": "Set a new password (asked for, or read from standard input); all sessions end.",
        "Mở lại người dùng đã đóng.": "Open a closed user again.",
        "Đóng người dùng: phiên và khóa API của họ không mở được gì nữa.": "Close a user: their sessions and API keys open nothing any more.",
        "Khóa API của người dùng; khóa mã hóa dữ liệu lưu trữ và việc thay khóa.": "API keys of users; the keys that seal what is stored, and their rotation.",
        "Khóa dùng để làm gì.": "What the key is for.",
        "NHÃN": "LABEL",
        "MÃ-KHÓA": "KEY-ID",
        "Hết hạn sau bấy nhiêu ngày.": "It ends after so many days.",
        "Tạo khóa API cho người dùng; khóa chỉ được in ra một lần này.": "Make an API key for a user; it is printed this once.",
        "Liệt kê khóa API của người dùng, mới nhất trước.": "List a user's API keys, newest first.",
        "Mã của khóa, như `cocau key list` in ra.": "The key's id, as `cocau key list` prints it.",
        "Thu hồi khóa API: nó không mở được gì nữa.": "Revoke an API key: it opens nothing any more.",
        "In một khóa mã hóa mới cho COCAU_KEYS; không lưu ở đâu.": "Print a new sealing key for COCAU_KEYS; it is kept nowhere.",
        "Mã hóa lại mọi dữ liệu bằng khóa đầu tiên trong COCAU_KEYS; chạy lại được, dịch vụ không cần dừng.": "Seal everything again with the first key of COCAU_KEYS; can be run again, and beside the service.",
        "Xóa dữ liệu về người đã hết hạn lưu; số liệu tổng hợp và nhật ký được giữ lại.": "Erase what is kept about people past its day; aggregates and the trail stay.",
        "Xóa mọi danh sách và phương án đã hết hạn lưu.": "Erase every pool and proposal that is past its day.",
        "Chỉ liệt kê, không xóa.": "Only list them, erase nothing.",
        "Nhật ký: ai đã làm gì với phiên bản nào; kiểm tra có bị can thiệp hay không.": "The trail: who did what to which version; and whether somebody has tampered with it.",
        "Kiểm tra nhật ký: bản ghi nào bị sửa, mất, đổi chỗ, lặp lại; đoạn cuối có bị cắt không.": "Verify the trail: which entries were altered, are missing, moved or doubled; whether its end was cut off.",
        "Mã băm của bản ghi cuối đã ghi lại trước đây.": "The hash of a last entry that was noted before.",
        "MÃ-BĂM": "HASH",
        "Xem nhật ký, mới nhất trước.": "Show the trail, newest first.",
        "Chỉ về đối tượng có mã này.": "Only about the thing of this id.",
        "Từ thời điểm này (UTC).": "From this moment on (UTC).",
        "Nhiều nhất bấy nhiêu bản ghi.": "At most so many entries.",
        "Lập phương án cơ cấu Hội đồng nhân dân theo quy định có căn cứ, và chứng minh phương án đạt.": "Plan the composition of a People's Council under dated, cited rules, and prove that the plan keeps them.",
        "Lập phương án: danh sách ứng cử, đại biểu dự kiến và chức danh, kèm căn cứ của từng quy định.": "Plan a slate: lists, intended deputies and posts, with the clause behind each rule.",
        "Chấm từng quy định, không dùng bộ giải: một phương án đã lưu, hoặc hội đồng + nguồn + phương án.": "Judge every rule, without a solver: a stored proposal, or a council + pool + slate.",
        "Điều chỉnh khi có thay đổi: giữ các quy định, đổi ít người, chức danh và đơn vị bầu cử nhất.": "Plan again after a change: keep the rules, move the fewest people, posts and constituencies.",
        "Văn bản của một phương án đã lưu: biểu cơ cấu, danh sách theo mẫu, nhân sự, tài liệu làm việc.": "Papers of a stored proposal: composition, prescribed lists, posts, the working paper.",
        "Dạng tệp; mặc định theo đuôi của TỆP, hoặc json.": "Format; by the ending of FILE, or json.",
        "Văn bản để ký; không có thì là tài liệu làm việc.": "A paper to be signed; without it, the working paper.",
        "Phương án để so sánh (--paper comparison).": "The proposal to compare with (--paper comparison).",
        "Thông tin cơ quan ban hành, YAML hoặc JSON.": "What the office says of itself, YAML or JSON.",
        "Mẫu Word của cơ quan, thay cho mẫu có sẵn.": "The office's own Word template, in place of the shipped one.",
        "Người trúng cử (--paper form-26).": "Who was elected (--paper form-26).",
        "Lược bỏ Đảng, dân tộc, tôn giáo; ẩn số liệu nhỏ hơn 5 của các nhóm đó.": "Leave out Party, ethnicity and religion, and numbers under 5 of those groups.",
        "Phương án JSON đã lưu.": "A stored proposal, JSON.",
        "Người này rút, không ứng cử nữa.": "This person withdraws.",
        "Tín nhiệm của cử tri với người này (phần trăm).": "The voters' confidence in this person (percent).",
        "Người này chưa đạt một tiêu chuẩn.": "This person misses a standard.",
        "Danh sách giới thiệu mới, thay cho bản cũ.": "A new pool in the place of the old one.",
        "Lý do Bí thư không làm Chủ tịch HĐND.": "Why the Party secretary does not chair.",
        "Lập phương án theo cách thứ này, như `cocau plan`.": "Plan the way out of this number, as `cocau plan` does.",
        "THỨ-TỰ": "NUMBER",
        "Các kịch bản: YAML hoặc JSON.": "The scenarios: YAML or JSON.",
        "Ghi phương án của từng kịch bản vào thư mục này (JSON).": "Write each scenario's proposal into this folder (JSON).",
        "NHÓM": "GROUP",
        "VỊ-TRÍ": "PART",
        "ĐƠN-VỊ": "CONSTITUENCY",
        "QĐ QĐ": "RULE RULE",
        "MÃ=%": "ID=%",
        "MÃ=TIÊU-CHUẨN": "ID=STANDARD",
        "LÝ-DO": "REASON",
        "Phân bổ cơ cấu khi chưa có tên người: mỗi nơi giới thiệu bao nhiêu người, thành phần nào.": "Structure before names: how many people each organisation introduces, of which profiles.",
        "Liệt kê quy định: mức bắt buộc, căn cứ, nội dung, nghi vấn, và những điều để con người quyết định.": "List the rules: strength, clause, words, doubts, and what is left to people.",
        "Chạy các trường hợp kiểm thử của quy định (YAML); dùng được trong CI.": "Run rule fixtures (YAML cases); fit for CI.",
        "In JSON Schema của một loại tệp; không có tên thì liệt kê các loại.": "Print the JSON Schema of a sort of file; without a name, list them.",
        "Tạo mẫu danh sách giới thiệu để điền (XLSX hoặc CSV).": "Write an empty pool to fill in (XLSX or CSV).",
        "Mở dịch vụ HTTP cùng hàng đợi tính toán; tài liệu API ở /docs.": "Start the HTTP service; the API is described at /docs.",
        "Tính các việc của dịch vụ; nhiều tiến trình, nhiều máy chia nhau một cơ sở dữ liệu.": (
            "Compute the jobs of the service; many processes on many machines may share one database."
        ),
        "Số việc tính cùng lúc (hoặc COCAU_SOLVES).": "Jobs at once (or COCAU_SOLVES).",
        "Ngôn ngữ: vi hoặc en (hoặc biến COCAU_LANG).": "Language: vi or en (or the variable COCAU_LANG).",
        "In phiên bản.": "Print the version.",
        "Dạng kết quả; lỗi cũng in theo dạng này.": "Format of the answer; errors take it too.",
        "Bộ quy định: tên, đường dẫn, hoặc nhiều bộ nối bằng +.": "Rulebook: a name, a path, or several joined with +.",
        "Tệp YAML của hội đồng.": "The council, YAML.",
        "Tính số đại biểu theo dân số, chia về đơn vị bầu cử, và số người trong danh sách ứng cử.": "Seats by population, their constituencies, and how long the lists of candidates must be.",
        "Tệp YAML: hội đồng khi chưa có số đại biểu.": "YAML: a council before its seats are known.",
        "Loại đơn vị, ví dụ province, commune.": "Kind of unit, for example province, commune.",
        "Dân số.": "Population.",
        "Số đơn vị hành chính cấp dưới.": "Units of the level below.",
        "Số đại biểu đã được quyết định.": "The number of seats, as decided.",
        "Số đơn vị bầu cử; để trống: ít nhất.": "How many constituencies; without it: the fewest.",
        "Ngày bầu cử.": "Election day.",
        "Ghi tệp hội đồng, YAML hoặc JSON.": "Write the council file, YAML or JSON.",
        "[BẢN-THẢO]": "[DRAFT]",
        "LOẠI": "KIND",
        "SỐ": "NUMBER",
        "Lịch bầu cử của một hội đồng: từng thời hạn, ngày, căn cứ, người làm, mức kiểm chứng.": "The calendar of a council's election: each deadline, its day, clause, actor and how far it was verified.",
        "Dạng kết quả; mặc định text, hoặc theo đuôi TỆP: .ics, .json.": "Format; text, or by the ending of FILE: .ics, .json.",
        "Theo dõi quy trình: bước nào đã làm, đang mở, còn chờ, đã trễ; thiếu văn bản nào, của ai.": "Follow the procedure: which steps are done, open, waiting or late; which record is missing, and whose.",
        "Tệp YAML của hội đồng, hoặc phương án JSON.": "The council, YAML; or a proposal, JSON.",
        "Hồ sơ quy trình: YAML hoặc JSON.": "The dossier of the procedure: YAML or JSON.",
        "Tính đến ngày này; mặc định hôm nay.": "As of this day; today by default.",
        "Danh sách giới thiệu: YAML, CSV hoặc XLSX.": "The introduced people: YAML, CSV or XLSX.",
        "Phân bổ số lượng giới thiệu của từng nơi: YAML hoặc JSON.": "What organisations may introduce: YAML or JSON.",
        "Dạng kết quả; mặc định theo đuôi của TỆP, hoặc text.": "Format; by the ending of FILE, or text.",
        "Đổi một giới hạn (số hoặc none); lặp lại được.": "Change a bound (a number or none); may be repeated.",
        "Nâng một mục tiêu thành bắt buộc.": "Raise an aim to a must.",
        "Người này phải có trong danh sách ứng cử.": "This person must be on a list.",
        "Người này phải là đại biểu dự kiến.": "This person must be an intended deputy.",
        "Người này không có trong danh sách nào.": "This person must be on no list.",
        "Ví dụ chair=p001, head/legal=p007.": "For example chair=p001, head/legal=p007.",
        "Người này ứng cử ở đơn vị bầu cử này.": "This person stands at this constituency.",
        "Thời gian tìm tối đa (0 < giây <= 3600).": "Seconds the search may take (0 < seconds <= 3600).",
        "Dạng kết quả; mặc định text, hoặc json nếu TỆP là .json.": "Format; text, or json if the file is a .json.",
        "Ghi vào tệp này thay cho màn hình.": "Write to this file instead of the screen.",
        "Phương án JSON; hoặc hội đồng, nếu có thêm hai tệp.": "A proposal, JSON; or the council, if two files follow.",
        "Danh sách giới thiệu.": "The introduced people.",
        "Phương án cần chấm, YAML.": "The slate to be judged, YAML.",
        "Chỉ quy định có hiệu lực vào ngày này.": "Only rules in force on this day.",
        "Chỉ quy định của cấp này.": "Only rules of this level.",
        "Từng ý của chỉ thị, cái trả lời ý đó và trường hợp chứng minh.": "Each clause of the directive, what answers it and the cases that prove it.",
        "Viết mỗi văn bản một trang Markdown vào thư mục này.": "Write a Markdown page for each document into this folder.",
        "Tệp hoặc thư mục; để trống: bộ có sẵn.": "Files or folders; none: the shipped cases.",
        "Dạng báo cáo.": "Format of the report.",
        "Dùng bộ quy định này thay cho bộ ghi trong tệp.": "Use this rulebook instead of the one the files name.",
        "Tệp .xlsx hoặc .csv sẽ được tạo.": "The .xlsx or .csv file to be made.",
        "Ghi đè tệp đã có.": "Replace a file that exists.",
        "Địa chỉ lắng nghe.": "Address to listen on.",
        "Cổng.": "Port.",
        "TÊN": "NAME",
        "[TÊN]": "[NAME]",
        "MÃ": "ID",
        "QĐ": "RULE",
        "NGÀY": "DATE",
        "THƯ-MỤC": "FOLDER",
        "QĐ.TRƯỜNG=SỐ": "RULE.FIELD=VALUE",
        "CHỨC-DANH=MÃ": "POST=ID",
        "MÃ=ĐƠN-VỊ": "ID=CONSTITUENCY",
        "[ĐƯỜNG-DẪN]...": "[PATH]...",
        "Kiểm tra bảng cơ cấu đã công bố: cộng không khớp, tỷ lệ sai tổng số, quy định đạt hay chưa.": "Audit published composition tables: sums, percentages of other bases, rules kept or missed.",
        "Bảng cơ cấu đã công bố: YAML, CSV hoặc XLSX.": "Published composition tables: YAML, CSV or XLSX.",
        "Bảng của nhiệm kỳ trước, chỉ để so sánh.": "Tables of the previous term, only to compare with.",
        "Tên khối in trong bảng nghĩa là khối nào.": "What a printed bloc stands for.",
        "TÊN=KHỐI": "NAME=BLOCS",
        "TẬP": "SET",
        "Chọn một nhóm trong hạn mức; nếu không được: vì sao, và mọi cách nới rẻ nhất.": "Choose a panel within quotas; if there is none: why, and every cheapest way out.",
        "Hạn mức từng giá trị của từng đặc điểm: CSV hoặc XLSX.": "Quotas of each value of each feature: CSV or XLSX.",
        "Người đăng ký, mỗi người một dòng: CSV hoặc XLSX.": "The pool, a row for each person: CSV or XLSX.",
        "Số người cần chọn.": "How many people are wanted.",
        "Cột mã người; mặc định id, nationbuilder_id, mã, mã số.": (
            "The column of ids; by default id, nationbuilder_id, mã or mã số."
        ),
        "Cột địa chỉ: mỗi hộ nhiều nhất một người; lặp lại được.": "A column of the address: at most one of each household; repeatable.",
        "Đổi thăm, tức là đổi người được chọn.": "Changes the lots, and so who is drawn.",
        "Số cách nới, số xung đột nhiều nhất.": "The most relaxations, and the most conflicts, that are told.",
        "Mọi xung đột, không chỉ một xung đột nhỏ nhất.": "All conflicts, not one of the smallest alone.",
        "Dạng kết quả; mặc định text, hoặc theo đuôi TỆP: .json, .csv.": "Format; text, or by the ending of FILE: .json, .csv.",
        "CỘT": "COLUMN",
        "CHỮ": "TEXT",
    }
)

_PANELS = {"argument": "Đối số", "option": "Tùy chọn"}
_TYPER_WORDS = {
    Lang.VI: {
        "DEFAULT_STRING": "[mặc định: {}]",
        "ENVVAR_STRING": "[biến môi trường: {}]",
        "REQUIRED_LONG_STRING": "[bắt buộc]",
    },
    Lang.EN: {
        "DEFAULT_STRING": "[default: {}]",
        "ENVVAR_STRING": "[env var: {}]",
        "REQUIRED_LONG_STRING": "[required]",
    },
}
"""What typer itself writes beside a parameter: names in `typer.rich_utils`."""


def translate_help(command: HelpItem, lang: Lang) -> HelpItem:
    """Set the help of a command, and of all below it that are loaded, to one language."""
    if lang is Lang.EN:
        _translate_to_english(command)
    else:
        _set_panels(command)
        _set_usage(command)
    _set_typer_words(command, lang)
    below = getattr(command, "commands", None)
    for inner in below.values() if isinstance(below, dict) else ():
        translate_help(inner, lang)
    return command


def list_help_texts(command: HelpItem) -> list[str]:
    """List every help text and metavar of a command and of those below it."""
    own = [command.help, *(text for p in command.params for text in (getattr(p, "help", None), p.metavar))]
    below = [text for inner in getattr(command, "commands", {}).values() for text in list_help_texts(inner)]
    return [text for text in (*own, *below) if text]


def _translate_to_english(command: HelpItem) -> None:
    command.help = ENGLISH_HELP.get(command.help, command.help)
    command.epilog = build_epilog(Lang.EN) if command.epilog else None
    for parameter in command.params:
        parameter.metavar = ENGLISH_HELP.get(parameter.metavar, parameter.metavar)
        parameter.help = ENGLISH_HELP.get(parameter.help, parameter.help)


def _set_panels(command: HelpItem) -> None:
    """Set Vietnamese names for what typer itself puts on the page."""
    command.rich_help_panel = "Lệnh"
    for parameter in command.params:
        parameter.rich_help_panel = _PANELS[parameter.param_type_name]
    own = command.get_help_option

    def help_option(context: HelpItem) -> HelpItem:
        option = own(context)
        option.help, option.rich_help_panel = "In trợ giúp này.", _PANELS["option"]
        return option

    command.get_help_option = help_option


def _set_usage(command: HelpItem) -> None:
    """Set the line of usage: ``Cách dùng: cocau plan [TÙY-CHỌN] …``."""
    command.options_metavar = "[TÙY-CHỌN]"
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = "LỆNH [ĐỐI-SỐ]..."

    def format_usage(context: HelpItem, formatter: HelpItem) -> None:
        pieces = " ".join(command.collect_usage_pieces(context))
        formatter.write_usage(context.command_path, pieces, prefix="Cách dùng: ")

    command.format_usage = format_usage


def _set_typer_words(command: HelpItem, lang: Lang) -> None:
    own = command.format_help

    def format_help(context: HelpItem, formatter: HelpItem) -> None:
        from typer import rich_utils  # slow to import; only help needs it

        for name, words in _TYPER_WORDS[lang].items():
            setattr(rich_utils, name, words)
        own(context, formatter)

    command.format_help = format_help
