"""`cocau user`: who may come in. It acts on the database itself, so it works before anybody can sign in."""

import getpass
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cocau.app.access.roles import Role
from cocau.app.commands.acts import office_opened, told
from cocau.app.commands.options import Format, FormatOption, LangOption
from cocau.app.commands.reporting import note, reported
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

if TYPE_CHECKING:
    from cocau.app.office.users import Change
    from cocau.app.store.tables.users import User

user = typer.Typer(
    name="user", no_args_is_help=True, help="Người dùng của dịch vụ: thêm, liệt kê, đổi vai trò, đóng."
)

NameArgument = Annotated[str, typer.Argument(metavar="TÊN-NGƯỜI-DÙNG", help="Tên đăng nhập.")]
ScopeArgument = Annotated[
    str, typer.Argument(metavar="PHẠM-VI", help="Địa phương được thấy, ví dụ ha-tinh/can-loc; '' là tất cả.")
]
RoleArgument = Annotated[Role, typer.Argument(metavar="VAI-TRÒ", help="Vai trò.")]


@user.command()
def add(
    name: NameArgument,
    role: Annotated[Role, typer.Option("--role", help="Vai trò.")],
    scope: Annotated[
        str,
        typer.Option(
            "--scope",
            metavar="PHẠM-VI",
            help="Địa phương được thấy, ví dụ ha-tinh/can-loc; '' là tất cả.",
        ),
    ],
    no_password: Annotated[  # noqa: FBT002  # typer makes a flag of it
        bool, typer.Option("--no-password", help="Không đặt mật khẩu: chỉ vào bằng khóa API.")
    ] = False,
    lang: LangOption = Lang.VI,
) -> None:
    """Thêm người dùng; mật khẩu được hỏi, hoặc đọc từ đầu vào chuẩn, không bao giờ là đối số."""
    with reported(lang):
        from cocau.app.access.caller import DEVELOPER
        from cocau.app.office.users import make

        _check(name=name, scope=scope)
        with office_opened() as store:
            secret = None if no_password else _password(lang)
            made = make(store, DEVELOPER, name, role, scope, password=secret)
        told([_row(made)], as_json=False)


@user.command("list")
def list_users(form: FormatOption = Format.TEXT, lang: LangOption = Lang.VI) -> None:
    """Liệt kê người dùng, mới nhất trước."""
    with reported(lang, as_json=form is Format.JSON), office_opened() as store:
        from cocau.app.access.caller import DEVELOPER
        from cocau.app.office.users import listed

        told([_row(u) for u in listed(store, DEVELOPER, limit=100_000)], as_json=form is Format.JSON)


@user.command("role")
def set_role(name: NameArgument, role: RoleArgument, lang: LangOption = Lang.VI) -> None:
    """Đổi vai trò của người dùng."""
    with reported(lang):
        from cocau.app.office.users import Change

        _change(name, Change(role=role))


@user.command("scope")
def set_scope(name: NameArgument, scope: ScopeArgument, lang: LangOption = Lang.VI) -> None:
    """Đổi địa phương mà người dùng được thấy."""
    with reported(lang):
        from cocau.app.office.users import Change

        _check(scope=scope)
        _change(name, Change(scope=scope))


@user.command("password")
def change_password(name: NameArgument, lang: LangOption = Lang.VI) -> None:
    """Đặt mật khẩu mới (được hỏi, hoặc đọc từ đầu vào chuẩn); mọi phiên đăng nhập kết thúc."""
    with reported(lang), office_opened() as store:
        from cocau.app.access.caller import DEVELOPER
        from cocau.app.office.users import named, set_password

        which = named(store, DEVELOPER, name).id
        set_password(store, DEVELOPER, which, _password(lang))


@user.command()
def close(
    name: NameArgument,
    reopen: Annotated[  # noqa: FBT002  # typer makes a flag of it
        bool, typer.Option("--reopen", help="Mở lại người dùng đã đóng.")
    ] = False,
    lang: LangOption = Lang.VI,
) -> None:
    """Đóng người dùng: phiên và khóa API của họ không mở được gì nữa."""
    with reported(lang):
        from cocau.app.office.users import Change

        _change(name, Change(closed=not reopen))


def _change(name: str, change: "Change") -> None:
    from cocau.app.access.caller import DEVELOPER
    from cocau.app.office.users import edit, named

    with office_opened() as store:
        found = named(store, DEVELOPER, name)
        told([_row(edit(store, DEVELOPER, found.id, change, expected=found.version))], as_json=False)


def _check(name: str | None = None, scope: str | None = None) -> None:
    """Names and scopes as the service takes them.

    Raises:
        InputError: what is none.
    """
    from pydantic import TypeAdapter, ValidationError

    from cocau.app.access.scope import Reach, UserName

    problems = []
    given: list[tuple[Any, str | None, str, str, str]] = [
        (
            UserName,
            name,
            "TÊN-NGƯỜI-DÙNG",
            "chữ thường không dấu, số và . _ @ -",
            "small letters, digits and . _ @ -",
        ),
        (Reach, scope, "--scope", "như ha-tinh/can-loc, hoặc ''", "like ha-tinh/can-loc, or ''"),
    ]
    for kind, value, where, vi, en in given:
        try:
            TypeAdapter(kind).validate_python(value if value is not None else "xx")
        except ValidationError:
            problems.append(Problem("bad_value", f"{where} {value}", f"Phải {vi}.", f"Must be {en}."))
    if problems:
        raise InputError(problems)


def _password(lang: Lang) -> str:
    """A password: asked for twice at a terminal, else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    english = lang is Lang.EN
    first = getpass.getpass("Password: " if english else "Mật khẩu: ")
    if getpass.getpass("Again: " if english else "Nhập lại: ") != first:
        note("The two are not the same." if english else "Hai lần nhập không giống nhau.")
        raise typer.Exit(2)
    return first


def _row(found: "User") -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        "role": str(found.role),
        "scope": found.scope or "*",
        "closed_at": None if found.closed_at is None else found.closed_at.isoformat(timespec="seconds"),
    }
