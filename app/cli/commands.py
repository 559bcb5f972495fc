"""The table of commands, each imported when it is called, and their help in two languages."""

import gc
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand

from cocau.app.cli.output import build_epilog
from cocau.app.files.input_files import ARGUMENTS_IN_ENGLISH
from cocau.app.i18n.languages import Lang, find_english_help, say_help
from cocau.app.questions import QUESTIONS

HelpItem = Any
"""A command or parameter, or what they are shown with: classes private to typer."""


class CommandRow(NamedTuple):
    """Where a command stands, as ``module:function`` below this package, and its help."""

    target: str
    help: str

    def load(self, name: str) -> Any:  # noqa: ANN401  # a command, as typer has it
        """Import the command, or the group of commands."""
        module, _, attribute = self.target.partition(":")
        found = getattr(import_module(f"cocau.app.cli.{module}"), attribute)
        if not gc.isenabled():  # a process that began with this command: what it imported stays
            gc.freeze()
            gc.enable()
        own = typer.Typer(add_completion=False)
        if isinstance(found, typer.Typer):
            own.add_typer(found, name=name, help=self.help)
            return typer.main.get_group(own).commands[name]
        own.command(name, help=self.help)(found)
        return typer.main.get_command(own)


_QUESTION_COMMANDS = {
    name: CommandRow(f"questions:{name}", say_help(*row.command.help))
    for name, row in QUESTIONS.items()
    if row.command is not None
}

COMMANDS = {
    "seats": CommandRow(
        "seats:seats",
        say_help(
            ("Tính số đại biểu theo dân số, chia về đơn vị bầu cử, và số người trong danh sách ứng cử."),
            ("Seats by population, their constituencies, and how long the lists of candidates must be."),
        ),
    ),
    "plan": CommandRow(
        "plan:plan",
        say_help(
            ("Lập phương án: danh sách ứng cử, đại biểu dự kiến và chức danh, kèm căn cứ của từng quy định."),
            "Plan a slate: lists, intended deputies and posts, with the clause behind each rule.",
        ),
    ),
    "structure": CommandRow(
        "structure:structure",
        say_help(
            ("Phân bổ cơ cấu khi chưa có tên người: mỗi nơi giới thiệu bao nhiêu người, thành phần nào."),
            ("Structure before names: how many people each organisation introduces, of which profiles."),
        ),
    ),
    "sweep": CommandRow(
        "batches.sweep:sweep",
        say_help(
            "Lập phương án ở mọi mức của các giới hạn, từng phần trên nhiều máy, ghi thành tệp Parquet.",
            "Plan at every value of some bounds, in parts on many machines, as a Parquet file.",
        ),
    ),
    "study": CommandRow(
        "batches.study:study",
        say_help(
            "Lập phương án cho mọi hội đồng theo mọi kịch bản, từng phần trên nhiều máy, ghi tệp Parquet.",
            "Plan many councils under every scenario, in parts on many machines, as a Parquet file.",
        ),
    ),
    "replan": CommandRow(
        "plan:replan",
        say_help(
            ("Điều chỉnh khi có thay đổi: giữ các quy định, đổi ít người, chức danh và đơn vị bầu cử nhất."),
            ("Plan again after a change: keep the rules, move the fewest people, posts and constituencies."),
        ),
    ),
    **_QUESTION_COMMANDS,
    "audit": CommandRow(
        "proposals.audits:audit",
        say_help(
            (
                "Chấm từng quy định, không dùng bộ giải: một phương án đã lưu, hoặc hội đồng + nguồn "
                "+ phương án."
            ),
            "Judge every rule, without a solver: a stored proposal, or a council + pool + slate.",
        ),
    ),
    "proof": CommandRow(
        "proposals.proofs:proof",
        say_help(
            "Phương án hoặc trả lời được chứng minh thế nào; ghi chứng minh để người khác kiểm tra độc lập.",
            "How a proposal or an answer to a question is proven; files that others check without us.",
        ),
    ),
    "export": CommandRow(
        "proposals.exports:export",
        say_help(
            (
                "Văn bản của một phương án đã lưu: biểu cơ cấu, danh sách theo mẫu, nhân sự, tài "
                "liệu làm việc."
            ),
            ("Papers of a stored proposal: composition, prescribed lists, posts, the working paper."),
        ),
    ),
    "table": CommandRow(
        "tables:table",
        say_help(
            ("Kiểm tra bảng cơ cấu đã công bố: cộng không khớp, tỷ lệ sai tổng số, quy định đạt hay chưa."),
            ("Audit published composition tables: sums, percentages of other bases, rules kept or missed."),
        ),
    ),
    "results": CommandRow(
        "tables:results",
        say_help(
            "Xác định người trúng cử từ kết quả kiểm phiếu theo luật, và so với phương án.",
            "Tell who is elected by counted results and the law, beside the plan.",
        ),
    ),
    "term": CommandRow(
        "tables:term",
        say_help(
            "Nhiệm kỳ sau bầu cử: ai giữ chức danh nào, khuyết đại biểu, phiếu tín nhiệm vào một ngày.",
            "The term after an election: who holds which post, vacancies, confidence votes on a day.",
        ),
    ),
    "calendar": CommandRow(
        "procedure:calendar",
        say_help(
            ("Lịch bầu cử của một hội đồng: từng thời hạn, ngày, căn cứ, người làm, mức kiểm chứng."),
            (
                "The calendar of a council's election: each deadline, its day, clause, actor and how "
                "far it was verified."
            ),
        ),
    ),
    "gates": CommandRow(
        "procedure:gates",
        say_help(
            ("Theo dõi quy trình: bước nào đã làm, đang mở, còn chờ, đã trễ; thiếu văn bản nào, của ai."),
            (
                "Follow the procedure: which steps are done, open, waiting or late; which record is "
                "missing, and whose."
            ),
        ),
    ),
    "rules": CommandRow(
        "rules:rules",
        say_help(
            (
                "Liệt kê quy định: mức bắt buộc, căn cứ, nội dung, nghi vấn, và những điều để con "
                "người quyết định."
            ),
            "List the rules: strength, clause, words, doubts, and what is left to people.",
        ),
    ),
    "test": CommandRow(
        "rules:test",
        say_help(
            "Chạy các trường hợp kiểm thử của quy định (YAML); dùng được trong CI.",
            "Run rule fixtures (YAML cases); fit for CI.",
        ),
    ),
    "schema": CommandRow(
        "files:schema",
        say_help(
            "In JSON Schema của một loại tệp; không có tên thì liệt kê các loại.",
            "Print the JSON Schema of a sort of file; without a name, list them.",
        ),
    ),
    "template": CommandRow(
        "files:template",
        say_help(
            "Tạo mẫu danh sách giới thiệu để điền (XLSX, CSV hoặc YAML).",
            "Write an empty pool to fill in (XLSX, CSV or YAML).",
        ),
    ),
    "init": CommandRow(
        "files:init",
        say_help(
            "Tạo kho quy định riêng: lớp quy định, trường hợp kiểm thử, hook, CI, cấu hình trình soạn thảo.",
            "Write a repository for your own rules: layer, cases, hook, workflow, editor settings.",
        ),
    ),
    "panel": CommandRow(
        "panel:panel",
        say_help(
            "Chọn một nhóm trong hạn mức; nếu không được: vì sao, và mọi cách nới rẻ nhất.",
            "Choose a panel within quotas; if there is none: why, and every cheapest way out.",
        ),
    ),
    "doctor": CommandRow(
        "admin.doctor:doctor",
        say_help(
            "Kiểm tra cài đặt: gói phần mềm, cấu hình, khóa, cơ sở dữ liệu; không thay đổi gì.",
            "Look at the installation: packages, settings, keys, database; nothing is changed.",
        ),
    ),
    "serve": CommandRow(
        "admin.service:serve",
        say_help(
            "Mở dịch vụ HTTP cùng hàng đợi tính toán; tài liệu API ở /docs.",
            "Start the HTTP service; the API is described at /docs.",
        ),
    ),
    "migrate": CommandRow(
        "admin.database:migrate",
        say_help(
            "Đưa lược đồ cơ sở dữ liệu lên bản mà chương trình cần.",
            "Bring the schema of the database to what this version needs.",
        ),
    ),
    "backup": CommandRow(
        "admin.database:backup",
        say_help(
            (
                "Sao lưu cơ sở dữ liệu ra một tệp, cả khi dịch vụ đang chạy; khóa COCAU_KEYS không "
                "nằm trong đó."
            ),
            ("Back the database up into one file, also while the service runs; COCAU_KEYS are not in it."),
        ),
    ),
    "restore": CommandRow(
        "admin.database:restore",
        say_help(
            (
                "Khôi phục bản sao lưu vào cơ sở dữ liệu trống, trọn vẹn hoặc không gì cả; rồi kiểm "
                "tra nhật ký."
            ),
            "Restore a backup into an empty database, whole or not at all; then verify the trail.",
        ),
    ),
    "erase": CommandRow(
        "admin.database:erase",
        say_help(
            "Xóa dữ liệu về người đã hết hạn lưu; số liệu tổng hợp và nhật ký được giữ lại.",
            "Erase what is kept about people past its day; aggregates and the trail stay.",
        ),
    ),
    "worker": CommandRow(
        "admin.service:worker",
        say_help(
            "Tính các việc của dịch vụ; nhiều tiến trình, nhiều máy chia nhau một cơ sở dữ liệu.",
            ("Compute the jobs of the service; many processes on many machines may share one database."),
        ),
    ),
    "programme": CommandRow(
        "batches.programme:programme_commands",
        say_help(
            ("Chương trình: nhiều hội đồng của một tỉnh lập cùng nhau, không ai ở quá số cấp cho phép."),
            (
                "A programme: many councils of a province planned together, nobody at more levels "
                "than allowed."
            ),
        ),
    ),
    "trail": CommandRow(
        "admin.audit_log:trail_commands",
        say_help(
            "Nhật ký: ai đã làm gì với phiên bản nào; kiểm tra có bị can thiệp hay không.",
            "The trail: who did what to which version; and whether somebody has tampered with it.",
        ),
    ),
    "user": CommandRow(
        "admin.users:user_commands",
        say_help(
            "Người dùng của dịch vụ: thêm, liệt kê, đổi vai trò, đóng.",
            "Users of the service: add, list, change their roles, close.",
        ),
    ),
    "key": CommandRow(
        "admin.users:key_commands",
        say_help(
            "Khóa API của người dùng; khóa mã hóa dữ liệu lưu trữ và việc thay khóa.",
            "API keys of users; the keys that seal what is stored, and their rotation.",
        ),
    ),
}


class LazyCommands(Mapping[str, Any]):
    """The commands by name, each imported when it is first asked for."""

    def __init__(self) -> None:
        self.lang: Lang | None = None
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401  # a command, as typer has it
        if name not in self._loaded:
            command = COMMANDS[name].load(name)
            self._loaded[name] = command if self.lang is None else translate_help(command, self.lang)
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)

    def list_unloaded(self) -> dict[str, Any]:
        """List the commands with their help alone: nothing is imported."""
        commands = {name: TyperCommand(name, help=row.help) for name, row in COMMANDS.items()}
        return {name: translate_help(c, self.lang or Lang.VI) for name, c in commands.items()}


# --- help ---------------------------------------------------------------------------------------------------

METAVARS = ARGUMENTS_IN_ENGLISH | {
    "CHƯƠNG-TRÌNH": "PROGRAMME",
    "ĐÃ-LẬP": "PLANNED",
    "BẢN": "REVISION",
    "TÊN-NGƯỜI-DÙNG": "USER",
    "PHẠM-VI": "SCOPE",
    "VAI-TRÒ": "ROLE",
    "NHÃN": "LABEL",
    "MÃ-KHÓA": "KEY-ID",
    "MÃ-BĂM": "HASH",
    "THỨ-TỰ": "NUMBER",
    "NHÓM": "GROUP",
    "VỊ-TRÍ": "PART",
    "ĐƠN-VỊ": "CONSTITUENCY",
    "QĐ QĐ": "RULE RULE",
    "MÃ=%": "ID=%",
    "MÃ=TỶ-LỆ": "ID=PERCENT",
    "MÃ=TIÊU-CHUẨN": "ID=STANDARD",
    "LÝ-DO": "REASON",
    "[BẢN-THẢO]": "[DRAFT]",
    "LOẠI": "KIND",
    "SỐ": "NUMBER",
    "TÊN": "NAME",
    "[TÊN]": "[NAME]",
    "MÃ": "ID",
    "QĐ": "RULE",
    "NGÀY": "DATE",
    "KHÓA": "KEY",
    "THƯ-MỤC": "FOLDER",
    "QĐ.TRƯỜNG=SỐ": "RULE.FIELD=VALUE",
    "QĐ.TRƯỜNG=CÁC-SỐ": "RULE.FIELD=VALUES",
    "PHẦN/SỐ-PHẦN": "PART/PARTS",
    "CHỨC-DANH=MÃ": "POST=ID",
    "MÃ=ĐƠN-VỊ": "ID=CONSTITUENCY",
    "[ĐƯỜNG-DẪN]...": "[PATH]...",
    "TÊN=KHỐI": "NAME=BLOCS",
    "TẬP": "SET",
    "CỘT": "COLUMN",
    "CHỮ": "TEXT",
    "ĐỊA-CHỈ": "URL",
}
"""Names of arguments and of values of options, Vietnamese and English."""

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
    command.help = find_english_help(command.help)
    command.epilog = build_epilog(Lang.EN) if command.epilog else None
    for parameter in command.params:
        parameter.metavar = METAVARS.get(parameter.metavar, parameter.metavar)
        parameter.help = find_english_help(parameter.help)


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
