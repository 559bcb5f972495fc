"""`cocau user` and `cocau key`: users, their API keys, the keys that encrypt storage."""

import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from cocau.app.audits.signatures import SUFFIX, format_public_key, sign_file
from cocau.app.auth.caller import DEVELOPER, UserName, UserScope
from cocau.app.cli.admin.database import (
    explain_store_errors,
    load_settings,
    open_database,
    open_for_acts,
    print_rows,
)
from cocau.app.cli.inputs import read_stored_proposal
from cocau.app.cli.options import AnswerFormat, FormatOption, LangOption
from cocau.app.cli.output import ExitCode, handle_errors, print_lines, print_note
from cocau.app.db.encryption import generate_key
from cocau.app.db.key_rotation import RotationProgress, rotate_keys
from cocau.app.db.models import ApiKey, User
from cocau.app.db.opening import load_keyring
from cocau.app.files.readers import read_bytes
from cocau.app.files.text import TextError, clean
from cocau.app.i18n.languages import Lang, say, say_help
from cocau.app.permissions import UserRole
from cocau.app.services.access.second_factors import reset_second_factor
from cocau.app.services.acts import begin_act
from cocau.app.services.users import (
    UserChange,
    create_key,
    create_user,
    get_user_by_name,
    list_keys,
    list_users,
    revoke_key,
    set_password,
    update_user,
)
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

user_commands = typer.Typer(no_args_is_help=True)

NameArgument = Annotated[
    str,
    typer.Argument(metavar="TÊN-NGƯỜI-DÙNG", help=say_help("Tên đăng nhập.", "The name to sign in with.")),
]
ScopeArgument = Annotated[
    str,
    typer.Argument(
        metavar="PHẠM-VI",
        help=say_help(
            "Địa phương được thấy, ví dụ ha-tinh/can-loc; '' là tất cả.",
            "The locality they see, for example ha-tinh/can-loc; '' is everything.",
        ),
    ),
]
RoleArgument = Annotated[UserRole, typer.Argument(metavar="VAI-TRÒ", help=say_help("Vai trò.", "The role."))]


@user_commands.command(
    help=say_help(
        ("Thêm người dùng; mật khẩu được hỏi, hoặc đọc từ đầu vào chuẩn, không bao giờ là đối số."),
        ("Add a user; the password is asked for, or read from standard input, and never an argument."),
    )
)
def add(
    name: NameArgument,
    role: Annotated[UserRole, typer.Option("--role", help=say_help("Vai trò.", "The role."))],
    scope: Annotated[
        str,
        typer.Option(
            "--scope",
            metavar="PHẠM-VI",
            help=say_help(
                "Địa phương được thấy, ví dụ ha-tinh/can-loc; '' là tất cả.",
                "The locality they see, for example ha-tinh/can-loc; '' is everything.",
            ),
        ),
    ],
    no_password: Annotated[  # typer makes a flag of it
        bool,
        typer.Option(
            "--no-password",
            help=say_help(
                "Không đặt mật khẩu: chỉ vào bằng khóa API.", "No password: they come in by API keys only."
            ),
        ),
    ] = False,
    lang: LangOption = Lang.VI,
) -> None:
    """Add a user."""
    with handle_errors(lang):
        _check_names(name=name, scope=scope)
        with open_for_acts() as store:
            secret = None if no_password else _read_password(lang)
            made = create_user(store, DEVELOPER, name, role, scope, password=secret)
        print_rows([_build_user_row(made)], as_json=False)


@user_commands.command(
    "list",
    help=say_help(
        "Liệt kê người dùng, mới nhất trước.",
        "List users, newest first.",
    ),
)
def print_users(form: FormatOption = AnswerFormat.TEXT, lang: LangOption = Lang.VI) -> None:
    """Print the users, newest first."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON), open_for_acts() as store:
        print_rows(
            [_build_user_row(u) for u in list_users(store, DEVELOPER, limit=100_000)],
            as_json=form is AnswerFormat.JSON,
        )


@user_commands.command("role", help=say_help("Đổi vai trò của người dùng.", "Change a user's role."))
def set_role(name: NameArgument, role: RoleArgument, lang: LangOption = Lang.VI) -> None:
    """Change the role of a user."""
    with handle_errors(lang):
        _change_user(name, UserChange(role=role))


@user_commands.command(
    "scope",
    help=say_help(
        "Đổi địa phương mà người dùng được thấy.",
        "Change the locality that a user sees.",
    ),
)
def set_scope(name: NameArgument, scope: ScopeArgument, lang: LangOption = Lang.VI) -> None:
    """Change the locality that a user sees."""
    with handle_errors(lang):
        _check_names(scope=scope)
        _change_user(name, UserChange(scope=scope))


@user_commands.command(
    "password",
    help=say_help(
        ("Đặt mật khẩu mới (được hỏi, hoặc đọc từ đầu vào chuẩn); mọi phiên đăng nhập kết thúc."),
        "Set a new password (asked for, or read from standard input); all sessions end.",
    ),
)
def change_password(name: NameArgument, lang: LangOption = Lang.VI) -> None:
    """Set a new password of a user; their sessions end."""
    with handle_errors(lang), open_for_acts() as store:
        user_id = get_user_by_name(store, DEVELOPER, name).id
        set_password(store, DEVELOPER, user_id, _read_password(lang))


@user_commands.command(
    help=say_help(
        "Đóng người dùng: phiên và khóa API của họ không mở được gì nữa.",
        "Close a user: their sessions and API keys open nothing any more.",
    )
)
def close(
    name: NameArgument,
    reopen: Annotated[  # typer makes a flag of it
        bool,
        typer.Option(
            "--reopen",
            help=say_help(
                "Mở lại người dùng đã đóng.",
                "Open a closed user again.",
            ),
        ),
    ] = False,
    lang: LangOption = Lang.VI,
) -> None:
    """Close a user, or open one that was closed."""
    with handle_errors(lang):
        _change_user(name, UserChange(closed=not reopen))


@user_commands.command(
    "second-factor-reset",
    help=say_help(
        "Bỏ lớp xác thực thứ hai của người dùng (mất thiết bị); mọi phiên đăng nhập kết thúc.",
        "Take away a user's second factor (a lost device); all sessions end.",
    ),
)
def reset_factor(name: NameArgument, lang: LangOption = Lang.VI) -> None:
    """Take away the second factor of a user."""
    with handle_errors(lang), open_for_acts() as store:
        reset_second_factor(store, DEVELOPER, get_user_by_name(store, DEVELOPER, name).id)


def _change_user(name: str, change: UserChange) -> None:
    with open_for_acts() as store:
        found = get_user_by_name(store, DEVELOPER, name)
        print_rows(
            [_build_user_row(update_user(store, DEVELOPER, found.id, change, expected=found.version))],
            as_json=False,
        )


def _check_names(name: str | None = None, scope: str | None = None) -> None:
    """Check names and scopes as the service does.

    Raises:
        InputError: what is none.
    """
    problems = []
    given: list[tuple[Any, str | None, str, str, str]] = [
        (
            UserName,
            name,
            "TÊN-NGƯỜI-DÙNG",
            "chữ thường không dấu, số và . _ @ -",
            "small letters, digits and . _ @ -",
        ),
        (UserScope, scope, "--scope", "như ha-tinh/can-loc, hoặc ''", "like ha-tinh/can-loc, or ''"),
    ]
    for kind, value, where, vi, en in given:
        try:
            TypeAdapter(kind).validate_python(value if value is not None else "xx")
        except ValidationError:
            problems.append(Problem("bad_value", (f"{where} {value}",), f"Phải {vi}.", f"Must be {en}."))
    if problems:
        raise InputError(problems)


def _read_password(lang: Lang) -> str:
    """Read a password: asked for twice at a terminal, else a line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(say(lang, "Mật khẩu: ", "Password: "))
    if getpass.getpass(say(lang, "Nhập lại: ", "Again: ")) != first:
        print_note(say(lang, "Hai lần nhập không giống nhau.", "The two are not the same."))
        raise typer.Exit(2)
    return first


def _build_user_row(found: User) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        "role": str(found.role),
        "scope": found.scope or "*",
        "closed_at": None if found.closed_at is None else found.closed_at.isoformat(timespec="seconds"),
    }


key_commands = typer.Typer(no_args_is_help=True)


@key_commands.command(
    help=say_help(
        "Tạo khóa API cho người dùng; khóa chỉ được in ra một lần này.",
        "Make an API key for a user; it is printed this once.",
    )
)
def new(
    name: NameArgument,
    label: Annotated[
        str,
        typer.Option(
            "--label", metavar="NHÃN", help=say_help("Khóa dùng để làm gì.", "What the key is for.")
        ),
    ] = "",
    days: Annotated[
        int,
        typer.Option(
            "--days",
            min=1,
            max=1825,
            help=say_help(
                "Hết hạn sau bấy nhiêu ngày.",
                "It ends after so many days.",
            ),
        ),
    ] = 365,
    lang: LangOption = Lang.VI,
) -> None:
    """Make an API key for a user, and print it this once."""
    with handle_errors(lang), open_for_acts() as store:
        made = create_key(store, DEVELOPER, get_user_by_name(store, DEVELOPER, name).id, label, days)
        print_lines([made.text])
        print_note(
            say(
                lang,
                f"{made.key.id}: khóa không được lưu lại và không xem lại được.",
                f"{made.key.id}: it is not stored and cannot be shown again.",
            )
        )


@key_commands.command(
    "list",
    help=say_help(
        "Liệt kê khóa API của người dùng, mới nhất trước.", "List a user's API keys, newest first."
    ),
)
def print_keys(
    name: NameArgument, form: FormatOption = AnswerFormat.TEXT, lang: LangOption = Lang.VI
) -> None:
    """Print a user's API keys, newest first."""
    with handle_errors(lang, as_json=form is AnswerFormat.JSON), open_for_acts() as store:
        found = list_keys(store, DEVELOPER, get_user_by_name(store, DEVELOPER, name).id, limit=100_000)
        print_rows([_build_key_row(each) for each in found], as_json=form is AnswerFormat.JSON)


@key_commands.command(
    help=say_help(
        "Thu hồi khóa API: nó không mở được gì nữa.", "Revoke an API key: it opens nothing any more."
    )
)
def revoke(
    key_id: Annotated[
        str,
        typer.Argument(
            metavar="MÃ-KHÓA",
            help=say_help(
                "Mã của khóa, như `cocau key list` in ra.", "The key's id, as `cocau key list` prints it."
            ),
        ),
    ],
    lang: LangOption = Lang.VI,
) -> None:
    """Revoke an API key."""
    with handle_errors(lang), open_for_acts() as store:
        print_rows([_build_key_row(revoke_key(store, DEVELOPER, key_id))], as_json=False)


@key_commands.command(
    help=say_help(
        "In một khóa mã hóa mới cho COCAU_KEYS; không lưu ở đâu.",
        "Print a new sealing key for COCAU_KEYS; it is kept nowhere.",
    )
)
def seal(lang: LangOption = Lang.VI) -> None:
    """Print a new sealing key."""
    with handle_errors(lang):
        print_lines([generate_key()])


@key_commands.command(
    help=say_help(
        (
            "Mã hóa lại mọi dữ liệu bằng khóa đầu tiên trong COCAU_KEYS; chạy lại được, dịch vụ "
            "không cần dừng."
        ),
        ("Seal everything again with the first key of COCAU_KEYS; can be run again, and beside the service."),
    )
)
def rotate(lang: LangOption = Lang.VI) -> None:
    """Seal everything again with the first key."""
    with handle_errors(lang), open_database(load_settings(), proven=False) as store:
        lost: dict[str, None] = {}
        for progress in rotate_keys(store):
            print_note(_describe_progress(progress, lang))
            lost |= dict.fromkeys(progress.unreadable)
        if lost:  # perhaps by a ring that is not this database's: nothing may be sealed with it
            head = say(lang, "Không khóa nào mở được:", "No key opens:")
            print_note("\n  ".join([head, *lost]))
            raise typer.Exit(ExitCode.FAILED)
        with begin_act(store, DEVELOPER) as act:
            act.log("rotate", "keys", "all")
        print_lines(
            [
                say(
                    lang,
                    "Mọi dữ liệu đã được mã hóa bằng khóa đầu tiên; có thể bỏ các khóa sau.",
                    "Everything is sealed with the first key; the others may go.",
                )
            ]
        )


@key_commands.command(
    help=say_help(
        "In khóa công khai của nơi cài đặt này, để đối chiếu chữ ký trên phương án.",
        "Print the public key of this installation, to compare signatures of proposals with.",
    )
)
def public(lang: LangOption = Lang.VI) -> None:
    """Print the installation's public key."""
    with handle_errors(lang):
        print_lines([format_public_key(_load_signing_key())])


@key_commands.command(
    help=say_help(
        "Ký một tệp phương án: chữ ký nằm ở tệp .sig bên cạnh; `cocau audit` kiểm tra.",
        "Sign the file of a proposal: the signature stands in a .sig beside it; `cocau audit` checks it.",
    )
)
def sign(
    file: Annotated[
        Path, typer.Argument(metavar="TỆP", help=say_help("Phương án JSON.", "A proposal, JSON."))
    ],
    signer: Annotated[
        str,
        typer.Option(
            "--name",
            metavar="TÊN",
            help=say_help("Tên cơ quan ký, ghi trong chữ ký.", "Who signs, told in the signature."),
        ),
    ] = "",
    lang: LangOption = Lang.VI,
) -> None:
    """Sign a proposal's file with the installation's key."""
    with handle_errors(lang):
        read_stored_proposal(file)
        signed = sign_file(_load_signing_key(), read_bytes(file)[0], _clean_signer(signer))
        beside = Path(f"{file}{SUFFIX}")
        beside.write_text(signed.to_json(), encoding="utf-8", newline="\n")
        print_note(str(beside))


def _clean_signer(name: str) -> str:
    try:
        return clean(name)[:300]
    except TextError as error:
        raise InputError([error.to_problem(("--name",))]) from None


def _load_signing_key() -> "Ed25519PrivateKey":
    with explain_store_errors():
        return load_keyring(load_settings()).derive_signing_key()


def _describe_progress(progress: RotationProgress, lang: Lang) -> str:
    return say(
        lang,
        f"{progress.table}: {progress.rows} dòng, {progress.reencrypted} đã mã hóa lại",
        f"{progress.table}: {progress.rows} rows, {progress.reencrypted} sealed again",
    )


def _build_key_row(found: ApiKey) -> dict[str, Any]:
    return {
        "id": found.id,
        "prefix": found.prefix,
        "label": found.label or "-",
        "expires_at": _format_moment(found.expires_at),
        "used_at": _format_moment(found.used_at),
        "revoked_at": _format_moment(found.revoked_at),
    }


def _format_moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
