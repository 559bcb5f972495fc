"""`python -m cocau.app.openapi FILE`: write the description of this version's API to a file."""

import sys
from pathlib import Path

from cocau.app.api.description import written
from cocau.app.main import create_app
from cocau.app.settings import Settings

if __name__ == "__main__":
    Path(sys.argv[1]).write_text(written(create_app(Settings())), encoding="utf-8")
