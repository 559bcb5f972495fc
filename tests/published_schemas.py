"""The schemas by which other programs judge the files that we write for them."""

import subprocess
import sys
from pathlib import Path


def check_published_schema(schema: str, *files: Path) -> None:
    """Check files against a schema that check-jsonschema brings along."""
    checker = Path(sys.executable).with_name("check-jsonschema")
    command = [str(checker), "--builtin-schema", f"vendor.{schema}", *map(str, files)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
