"""`python -m cocau.app.openapi FILE`: write this version's OpenAPI description."""

import sys
from pathlib import Path

from cocau.app.main import create_app
from cocau.app.settings import Settings
from cocau.app.web.openapi import dump_openapi

if __name__ == "__main__":
    Path(sys.argv[1]).write_text(dump_openapi(create_app(Settings())), encoding="utf-8")
