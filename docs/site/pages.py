"""What the site has beside the pages of docs/: those of the root, the user guide, schemas, fonts."""

import posixpath
import re
from collections.abc import Iterator
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from cocau.app.cli.files import SCHEMA_NAMES, SCHEMA_URN, render_schema
from cocau.app.web.help_stages import HELP_STAGES, HelpStage

ROOT = Path(__file__).parents[2]
OF_THE_ROOT = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
}
VIETNAMESE = re.compile(r"guide/.*|desk\.md|.*\.vi\.md")
FONTS = ("BeVietnamPro-Regular.ttf", "BeVietnamPro-SemiBold.ttf")

_FENCE = re.compile(r"(^```.*?^```)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")
_EMPTY_HEADING = re.compile(r"<th([^>]*)></th>")
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of a folder where the navigation has `folder/*`."""
    config.nav = [*_spread(config.nav or [])]
    return config


def _spread(entries: list[Any]) -> Iterator[Any]:
    for entry in entries:
        if isinstance(entry, dict):
            yield {
                title: [*_spread(below)] if isinstance(below, list) else below
                for title, below in entry.items()
            }
        elif entry == "guide/*":
            yield from ({stage.title.vi: f"guide/{stage.key}.md"} for stage in HELP_STAGES)
        elif entry.endswith("/*"):
            pages = (ROOT / "docs" / entry).parent.glob("*.md")
            yield from sorted((f"{entry[:-1]}{page.name}" for page in pages), key=_order)
        else:
            yield entry


def _order(uri: str) -> tuple[bool, str]:
    return not uri.endswith("README.md"), uri


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are not in docs/, with the pictures and fonts that they need."""
    made = [
        *(File.generated(config, uri, abs_src_path=str(ROOT / name)) for name, uri in OF_THE_ROOT.items()),
        *_make_guide(config),
        *_make_schemas(config),
        *(File.generated(config, f"fonts/{name}", abs_src_path=str(_font(name))) for name in FONTS),
    ]
    for file in made:
        files.append(file)
    return files


def _font(name: str) -> Path:
    return Path(str(package_files("fontpkg_be_vietnam_pro") / "files" / name))


def _make_guide(config: MkDocsConfig) -> Iterator[File]:
    for stage in HELP_STAGES:
        picture = ROOT / "app/web/desk/static/help" / f"{stage.key}.jpg"
        yield File.generated(config, f"guide/{stage.key}.md", content=_render_stage(stage))
        yield File.generated(config, f"guide/{picture.name}", abs_src_path=str(picture))


def _render_stage(stage: HelpStage) -> str:
    """Render a stage of the user guide as the desk shows it at /help."""
    steps = "\n".join(f"{number}. {step.vi}" for number, step in enumerate(stage.steps, start=1))
    troubles = "\n".join(f"- {trouble.vi}" for trouble in stage.troubles)
    return f"""# {stage.title.vi}

{stage.purpose.vi}

## Làm theo thứ tự

{steps}

## Khi gặp vướng mắc

{troubles}

![Hình chụp trang: {stage.title.vi}]({stage.key}.jpg)

Hội đồng và người trong hình là hư cấu.
"""


def _make_schemas(config: MkDocsConfig) -> Iterator[File]:
    rows = "\n".join(f"| [{name}](schemas/{name}.json) | `{SCHEMA_URN}{name}` |" for name in SCHEMA_NAMES)
    head = "JSON Schema of every kind of file, as [`cocau schema`](cli.md#cocau-schema) prints it."
    content = f"# Schemas\n\n{head}\n\n| file | `$id` |\n|---|---|\n{rows}\n"
    yield File.generated(config, "schemas.md", content=content)
    for name in SCHEMA_NAMES:
        yield File.generated(config, f"schemas/{name}.json", content=render_schema(name))


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links to where the site has the page; of what it has not (sources), keep the text."""
    names = {uri: name for name, uri in OF_THE_ROOT.items()}
    uri = page.file.src_uri
    here = names.get(uri, f"docs/{uri}")

    def lead(found: re.Match[str]) -> str:
        picture, text, link = found.groups()
        name, hash_mark, anchor = link.partition("#")
        if not name or "://" in link:
            return found[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(here), name))
        shown = OF_THE_ROOT.get(target, target.removeprefix("docs/"))
        if files.get_file_from_path(shown) is None:
            return text if (ROOT / target).exists() else found[0]
        return f"{picture}[{text}]({posixpath.relpath(shown, posixpath.dirname(uri))}{hash_mark}{anchor})"

    parts = _FENCE.split(markdown)
    return "".join(part if part.startswith("```") else _free_pipes(_LINK.sub(lead, part)) for part in parts)


def _free_pipes(text: str) -> str:
    """Take the backslash from bars in code in tables: the site would show it, GitHub needs it."""
    return _CODE.sub(lambda code: code[0].replace(r"\|", "|"), text)


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, **_: object) -> dict[str, Any]:
    """Let a Vietnamese page have Vietnamese words around it, and say so in `lang`."""
    config.theme["language"] = "vi" if VIETNAMESE.fullmatch(page.file.src_uri) else "en"
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Name the dialog of search; a heading without text is a cell like others."""
    name = "Tìm kiếm" if VIETNAMESE.fullmatch(page.file.src_uri) else "Search"
    output = output.replace('role="dialog">', f'role="dialog" aria-label="{name}">', 1)
    return _EMPTY_HEADING.sub(r"<td\1></td>", output)
