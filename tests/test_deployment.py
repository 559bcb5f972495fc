"""Dockerfile, compose.yaml and .env.example against the code: nothing here can run Docker."""

import hashlib
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from cocau.app.cli.main import cocau
from cocau.app.main import create_app
from cocau.app.settings import VARIABLE_PREFIX, Settings
from cocau.constraints.version import VERSION
from tests.app.client import LocalClient
from tests.published_schemas import check_published_schema

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
VARIABLES = {VARIABLE_PREFIX + field.name.upper() for field in fields(Settings)}
OURS = ["migrate", "web", "worker"]
SECRETS = ["COCAU_KEYS", "POSTGRES_PASSWORD"]


def _commands() -> dict[str, Any]:
    commands: dict[str, Any] = typer.main.get_command(cocau).commands  # type: ignore[attr-defined]  # it is a group
    return commands


def _asked() -> list[list[str]]:
    """Every `cocau` command line that is named."""
    in_docker = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert in_docker is not None
    return [yaml.safe_load(in_docker[1]), *(COMPOSE["services"][name]["command"] for name in OURS)]


@pytest.mark.parametrize("asked", _asked(), ids=range(4))
def test_commands_and_their_options_exist(asked: list[str]) -> None:
    program, name, *rest = asked
    assert program == "cocau"
    options = {o for p in _commands()[name].params for o in p.opts}
    assert [word for word in rest if word.startswith("--") and word not in options] == []


def test_every_variable_is_a_setting() -> None:
    named = {name for text in (DOCKERFILE, EXAMPLE, str(COMPOSE)) for name in re.findall(r"COCAU_\w+", text)}
    assert named - VARIABLES == set()
    assert {"COCAU_ENV", "COCAU_DATABASE", "COCAU_KEYS", "COCAU_STATE"} <= named


def test_secrets_have_no_default_anywhere() -> None:
    assert re.findall(r"^(\w+)=(.*)$", EXAMPLE, re.MULTILINE) == [(name, "") for name in reversed(SECRETS)]
    assert "COCAU_KEYS=" not in DOCKERFILE
    assert "COCAU_KEYS" not in COMPOSE["services"]["web"]["environment"]
    passwords = re.findall(
        r"\$\{POSTGRES_PASSWORD([^}]*)\}", (ROOT / "compose.yaml").read_text(encoding="utf-8")
    )
    assert len(passwords) == 2
    assert all(rest.startswith(":?") for rest in passwords), "without it nothing starts"


def test_ignored_where_secrets_are() -> None:
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()[1] == "*"


def test_whatever_is_copied_is_there_and_sent() -> None:
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert f"!{source}" in sent, source


def test_the_image_runs_without_rights_and_in_production() -> None:
    assert re.search(r"^USER (\d+)$", DOCKERFILE, re.MULTILINE), (
        "a number, so that an orchestrator can check it"
    )
    assert "COCAU_ENV=production" in DOCKERFILE
    assert not re.search(r"apt-get|gcc|build-essential", DOCKERFILE)


def test_health_is_asked_for_where_it_is_answered() -> None:
    asked = re.search(r"127\.0\.0\.1:8000(/\w+)'", DOCKERFILE)
    assert asked is not None
    assert asked[1] in create_app(Settings()).openapi()["paths"]


def test_each_service_waits_for_what_it_needs() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"postgres", *OURS}
    assert "healthcheck" in services["postgres"]
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in ("web", "worker"):
        assert services[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
        assert services[name]["environment"]["COCAU_DATABASE"].endswith("@postgres/cocau")
    assert services["web"]["environment"]["COCAU_SOLVES"] == "0"
    volumes = {v.split(":")[0] for s in services.values() for v in s.get("volumes", [])}
    assert volumes == set(COMPOSE["volumes"])


def test_every_image_of_others_can_be_had_by_its_digest() -> None:
    images = {"POSTGRES_IMAGE": COMPOSE["services"]["postgres"]["image"]}
    images["PYTHON_IMAGE"] = COMPOSE["services"]["web"]["build"]["args"]["BASE"]
    for name, image in images.items():
        assert re.fullmatch(rf"\$\{{{name}:-[a-z]+:[\w.-]+\}}", image)
        assert f"#{name}=" in EXAMPLE
    tag = images["PYTHON_IMAGE"].partition(":-")[2].rstrip("}")
    assert f"ARG BASE={tag}\n" in DOCKERFILE
    assert {line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("FROM")} == {"${BASE}"}


PUBLISHED_SCHEMAS = [
    ("compose-spec", "compose.yaml"),
    ("github-actions", "action.yml"),
    ("github-issue-forms", ".github/ISSUE_TEMPLATE/[!c]*.yml"),
    ("github-issue-config", ".github/ISSUE_TEMPLATE/config.yml"),
    ("citation-file-format", "CITATION.cff"),
]


@pytest.mark.parametrize(("schema", "pattern"), PUBLISHED_SCHEMAS)
def test_files_for_other_programs_keep_to_the_schemas_of_these(schema: str, pattern: str) -> None:
    files = sorted(ROOT.glob(pattern))
    assert files
    check_published_schema(schema, *files)


KUBERNETES = ROOT / "deploy" / "kubernetes"


def _list_manifests() -> list[dict[str, Any]]:
    """Every object of the manifests; `tests` cannot ask a cluster."""
    listed = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text(encoding="utf-8"))["resources"]
    assert {path.name for path in KUBERNETES.iterdir()} == {"kustomization.yaml", *listed}
    texts = [(KUBERNETES / name).read_text(encoding="utf-8") for name in listed]
    return [one for text in texts for one in yaml.safe_load_all(text)]


def test_kubernetes_runs_what_compose_runs_and_scales_on_a_metric_that_is_told(tmp_path: Path) -> None:
    objects = _list_manifests()
    served = [one for one in objects if "template" in one.get("spec", {})]
    pods = {one["metadata"]["name"]: one["spec"]["template"]["spec"] for one in served}
    assert set(pods) == set(OURS)
    for name, pod in pods.items():
        (container,) = pod["containers"]
        assert container["command"] == COMPOSE["services"][name]["command"]
        assert {one["name"] for one in container.get("env", ())} <= VARIABLES
        assert container["envFrom"] == [{"secretRef": {"name": "cocau"}}]
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert pod["securityContext"]["runAsNonRoot"] is True
    (scaler,) = [one for one in objects if one["kind"] == "HorizontalPodAutoscaler"]
    metric = scaler["spec"]["metrics"][0]["external"]["metric"]["name"]
    probes = [
        probe["httpGet"]["path"] for name, probe in pods["web"]["containers"][0].items() if "Probe" in name
    ]
    with LocalClient(create_app(Settings(state=tmp_path))) as client:
        assert [client.get(path).status_code for path in probes] == [200] * 3
        told = client.get("/metrics").text
    assert f"{metric} 0.0" in told
    assert "cocau_queue_oldest_seconds 0.0" in told
    assert scaler["spec"]["scaleTargetRef"]["name"] == "worker"


def test_two_settings_and_the_volume_are_all_that_the_head_asks_for() -> None:
    head = DOCKERFILE.partition("ARG BASE")[0]
    assert re.findall(r"-e (\w+)", head) == ["COCAU_KEYS", "COCAU_DATABASE"]
    assert set(re.findall(r"COCAU_\w+", head)) <= VARIABLES
    assert "-v cocau:/var/lib/cocau" in head


def test_the_image_is_labelled_and_holds_nothing_that_builds() -> None:
    assert f"org.opencontainers.image.version={VERSION}" in DOCKERFILE
    assert "uninstall --yes --quiet hatchling editables pip" in DOCKERFILE
    assert len(re.findall(r"^FROM \$\{BASE\}", DOCKERFILE, re.MULTILINE)) == 2, "both stages on one digest"


def test_policies_name_the_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == VERSION
    supported = re.findall(
        r"^\| (\d+\.\d+)\.x \| yes", (ROOT / "SECURITY.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert supported == [VERSION.rpartition(".")[0]]
    for form in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"):
        assert yaml.safe_load(form.read_text(encoding="utf-8"))


VENDOR = ROOT / "app" / "web" / "desk" / "static" / "vendor"


def test_files_of_others_are_those_that_were_pinned_and_each_has_its_licence() -> None:
    lines = (VENDOR / "SHA512SUMS").read_text(encoding="utf-8").splitlines()
    pinned = {name: digest for digest, name in (line.split() for line in lines)}
    kept = {path.name: hashlib.sha512(path.read_bytes()).hexdigest() for path in VENDOR.iterdir()}
    kept.pop("SHA512SUMS")
    assert kept == pinned
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    for name in {name.partition(".")[0] for name in kept if "LICENSE" not in name}:
        assert f"{name}-LICENSE.txt" in kept
        assert name in notice.lower()


@pytest.mark.long  # from outside
@pytest.mark.skipif(shutil.which("npm") is None, reason="needs npm")
def test_files_of_others_are_what_their_makers_released(tmp_path: Path) -> None:
    subprocess.run([ROOT / "deploy" / "vendor", tmp_path], check=True)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        p.name: p.read_bytes() for p in VENDOR.iterdir() if p.name != "SHA512SUMS"
    }
