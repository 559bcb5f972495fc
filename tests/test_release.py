"""What would be uploaded: built twice the same, described by an SBOM, under licences that NOTICE names."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cocau.constraints.version import VERSION

ROOT = Path(__file__).parents[1]
PERMISSIVE = ("MIT", "BSD", "Apache", "ISC", "PSF", "Zlib", "0BSD", "CC0", "OFL")
NAMED = {"psycopg", "psycopg-binary", "pathspec", "ParliamentArch", "protobuf"}
"""Packages under other licences, or whose metadata name none: NOTICE tells of each."""

SOURCE = "https://code.example/office/cocau"

pytestmark = pytest.mark.long  # two environments are installed


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "made"
    done = subprocess.run(
        [ROOT / "deploy" / "release", folder, SOURCE],
        env=os.environ | {"PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"cocau {VERSION}" in done.stdout
    return folder / "dist"


def _list_licences(component: dict[str, Any]) -> list[str]:
    listed = component.get("licenses", [])
    licences = [one.get("license", {}) for one in listed]
    names = [one.get("id") or one.get("name") for one in licences]
    return [name for name in (*names, *(one.get("expression") for one in listed)) if name]


def test_wheel_and_source_are_there_and_the_sbom_names_every_package(released: Path) -> None:
    names = [f"cocau-{VERSION}-py3-none-any.whl", f"cocau-{VERSION}.tar.gz", "cocau.cdx.json"]
    assert sorted(path.name for path in released.iterdir()) == sorted(names)
    bill = json.loads((released / "cocau.cdx.json").read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "cocau")
    told = {component["name"].lower() for component in bill["components"]}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    needed = set(re.findall(r"^([a-z0-9-]+)==[^;\n]*\\$", lock, re.MULTILINE))
    assert len(needed) > 50
    assert {re.sub(r"[-_.]+", "-", name) for name in told} >= needed - {"hatchling", "editables"}


def test_links_and_pictures_lead_to_the_source_from_an_index(released: Path) -> None:
    with zipfile.ZipFile(released / f"cocau-{VERSION}-py3-none-any.whl") as wheel:
        metadata = wheel.read(f"cocau-{VERSION}.dist-info/METADATA").decode()
    assert f"Project-URL: Source, {SOURCE}\n" in metadata
    links = re.findall(r"(!?)\[[^\]]*\]\(([^)]*)\)", metadata)
    assert {link.split("/docs/")[0] for picture, link in links if picture} == {f"{SOURCE}/raw/v{VERSION}"}
    assert len(links) > 15
    for _, link in links:
        assert link.startswith(f"{SOURCE}/")
        assert (ROOT / link.removeprefix(f"{SOURCE}/").split("/", 2)[2].partition("#")[0]).exists(), link


def test_every_licence_is_permissive_or_named_in_the_notice(released: Path) -> None:
    bill = json.loads((released / "cocau.cdx.json").read_text(encoding="utf-8"))
    others = {
        component["name"]
        for component in bill["components"]
        if not any(word in name for name in _list_licences(component) for word in PERMISSIVE)
    }
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert {name for name in others if name not in NAMED or name not in notice} == set()
