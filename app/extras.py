"""The optional parts of an installation: which of them brings a package that is not there."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cocau.constraints.record import Text

EXTRA_MODULES = {
    "documents": frozenset({"docx", "icalendar", "lxml", "typst", "xlsxwriter"}),
    "frames": frozenset({"fastparquet", "pandas", "polars"}),
    "plots": frozenset({"matplotlib"}),
    "service": frozenset(
        {
            "alembic",
            "anyio",
            "authlib",
            "babel",
            "cryptography",
            "dbos",
            "fastapi",
            "fastapi_offline",
            "fontpkg_be_vietnam_pro",
            "jinja2",
            "joserfc",
            "limits",
            "markupsafe",
            "opentelemetry",
            "packaging",
            "prometheus_client",
            "psycopg",
            "pwdlib",
            "pyotp",
            "python_multipart",
            "segno",
            "standardwebhooks",
            "sqlalchemy",
            "sqlmodel",
            "starlette",
            "structlog",
            "uvicorn",
        }
    ),
}
"""The modules of each extra of pyproject.toml that the sources import."""


def explain_missing_module(error: ModuleNotFoundError) -> "Text | None":
    """Say which extra brings the module, or None if it is of none."""
    module = (error.name or "").partition(".")[0]
    extra = next((name for name, modules in EXTRA_MODULES.items() if module in modules), None)
    if extra is None:
        return None
    from cocau.constraints.record import Text  # slow to import, and rarely needed

    install = f"pip install 'cocau[{extra}]'"
    return Text(
        vi=f"Việc này cần phần chưa được cài đặt (thiếu {module}). Hãy chạy: {install}",
        en=f"This needs a part that is not installed ({module} is missing). Run: {install}",
    )
