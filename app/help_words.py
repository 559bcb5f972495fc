"""The help of the command line: Vietnamese stands in the commands, English here beside it."""

# ruff: noqa: E501  # a sentence and its translation

from typing import Any

from app.exits import epilog
from app.languages import Lang

Shown = Any
"""A command or a parameter, or what they are shown with: classes that typer keeps to itself."""

ENGLISH = {
    "Lập phương án cơ cấu Hội đồng nhân dân theo quy định có căn cứ, và chứng minh phương án đạt.": "Plan the composition of a People's Council under dated, cited rules, and prove that the plan keeps them.",
    "Lập phương án: danh sách ứng cử, đại biểu dự kiến và chức danh, kèm căn cứ của từng quy định.": "Plan a slate: lists, intended deputies and posts, with the clause behind each rule.",
    "Chấm từng quy định, không dùng bộ giải: một phương án đã lưu, hoặc hội đồng + nguồn + phương án.": "Judge every rule, without a solver: a stored proposal, or a council + pool + slate.",
    "Liệt kê quy định: mức bắt buộc, căn cứ, nội dung, nghi vấn, và những điều để con người quyết định.": "List the rules: strength, clause, words, doubts, and what is left to people.",
    "Chạy các trường hợp kiểm thử của quy định (YAML); dùng được trong CI.": "Run rule fixtures (YAML cases); fit for CI.",
    "In JSON Schema của một loại tệp; không có tên thì liệt kê các loại.": "Print the JSON Schema of a sort of file; without a name, list them.",
    "Tạo mẫu danh sách giới thiệu để điền (XLSX hoặc CSV).": "Write an empty pool to fill in (XLSX or CSV).",
    "Mở dịch vụ HTTP; tài liệu API ở /docs.": "Start the HTTP service; the API is described at /docs.",
    "Ngôn ngữ: vi hoặc en (hoặc biến COCAU_LANG).": "Language: vi or en (or the variable COCAU_LANG).",
    "In phiên bản.": "Print the version.",
    "Dạng kết quả; lỗi cũng in theo dạng này.": "Format of the answer; errors take it too.",
    "Bộ quy định: tên, đường dẫn, hoặc nhiều bộ nối bằng +.": "Rulebook: a name, a path, or several joined with +.",
    "Tệp YAML của hội đồng.": "The council, YAML.",
    "Danh sách giới thiệu: YAML, CSV hoặc XLSX.": "The introduced people: YAML, CSV or XLSX.",
    "Đổi một giới hạn (số hoặc none); lặp lại được.": "Change a bound (a number or none); may be repeated.",
    "Nâng một mục tiêu thành bắt buộc.": "Raise an aim to a must.",
    "Người này phải có trong danh sách ứng cử.": "This person must be on a list.",
    "Người này phải dự kiến trúng cử.": "This person must be an intended deputy.",
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
    "Từng ý của chỉ thị và quy định trả lời ý đó.": "Each clause of the directive with the rules that answer it.",
    "Tệp hoặc thư mục; để trống: bộ có sẵn.": "Files or folders; none: the shipped cases.",
    "Dạng báo cáo.": "Format of the report.",
    "Dùng bộ quy định này thay cho bộ ghi trong tệp.": "Use this rulebook instead of the one the files name.",
    "Tệp .xlsx hoặc .csv sẽ được tạo.": "The .xlsx or .csv file to be made.",
    "Ghi đè tệp đã có.": "Replace a file that exists.",
    "Địa chỉ lắng nghe.": "Address to listen on.",
    "Cổng.": "Port.",
    "HỘI-ĐỒNG": "COUNCIL",
    "NGUỒN": "POOL",
    "PHƯƠNG-ÁN": "SLATE",
    "TỆP": "FILE",
    "TÊN": "NAME",
    "[TÊN]": "[NAME]",
    "MÃ": "ID",
    "QĐ": "RULE",
    "NGÀY": "DATE",
    "QĐ.TRƯỜNG=SỐ": "RULE.FIELD=VALUE",
    "CHỨC-DANH=MÃ": "POST=ID",
    "MÃ=ĐƠN-VỊ": "ID=CONSTITUENCY",
    "[ĐƯỜNG-DẪN]...": "[PATH]...",
}

_PANELS = {"argument": "Đối số", "option": "Tùy chọn"}


def spoken(command: Shown, lang: Lang) -> Shown:
    """The command and all below it with their help in one language."""
    if lang is Lang.EN:
        _in_english(command)
    else:
        _panels(command)
    for below in getattr(command, "commands", {}).values():
        spoken(below, lang)
    return command


def texts(command: Shown) -> list[str]:
    """Every help text and metavar of a command and of those below it."""
    own = [command.help, *(text for p in command.params for text in (getattr(p, "help", None), p.metavar))]
    below = [text for inner in getattr(command, "commands", {}).values() for text in texts(inner)]
    return [text for text in (*own, *below) if text]


def _in_english(command: Shown) -> None:
    command.help = ENGLISH.get(command.help, command.help)
    command.epilog = epilog(Lang.EN) if command.epilog else None
    for parameter in command.params:
        parameter.metavar = ENGLISH.get(parameter.metavar, parameter.metavar)
        parameter.help = ENGLISH.get(parameter.help, parameter.help)


def _panels(command: Shown) -> None:
    """Vietnamese names for what typer itself puts on the page."""
    command.rich_help_panel = "Lệnh"
    for parameter in command.params:
        parameter.rich_help_panel = _PANELS[parameter.param_type_name]
    own = command.get_help_option

    def help_option(context: Shown) -> Shown:
        option = own(context)
        option.help, option.rich_help_panel = "In trợ giúp này.", _PANELS["option"]
        return option

    command.get_help_option = help_option
