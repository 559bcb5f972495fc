"""The references written from the sources: of commands, of Python, and the gallery."""

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer
from typer.cli import get_docs_for_click

import cocau
from cocau.app.cli import main as command_line
from cocau.app.i18n.languages import Lang

HEAD = "<!-- Written by ./run pages from the help of the commands. -->\n\n"


def render_reference() -> str:
    """Render the help of `cocau` and all its commands as Markdown, in English."""
    command: Any = typer.main.get_command(command_line.cocau)
    command.translate(Lang.EN)
    context = command.context_class(command, info_name="cocau")
    command.epilog = None  # the exit codes: docs/cli.md has them
    _show_whole_help(command)
    pages: str = get_docs_for_click(obj=command, ctx=context, name="cocau")
    return HEAD + pages.strip() + "\n"


def _show_whole_help(command: Any) -> None:  # noqa: ANN401  # a command of typer, or a group of them
    """Let the lists of commands tell all that each is for, not the beginning of it."""
    for below in getattr(command, "commands", {}).values():
        below.short_help = below.help
        _show_whole_help(below)


PYTHON_HEAD = """<!-- Written by ./run pages from the docstrings. -->

# Python

`import cocau` is for notebooks and programs. Functions are named as commands are, and their arguments as
options, with an underscore where Python keeps the word (`in_`, `raise_`, `as_`). A name is imported when it
is used. Frames need pandas or polars (`pip install 'cocau[frames]'`); texts are Vietnamese, and English with
`COCAU_LANG=en`.

A proposal and an answer show themselves in a notebook (`_repr_html_`), print with `to_text()`, are saved with
`to_json()`, become frames with `to_frame()`, and can be pickled. In the examples `proposal` is a plan of
`fixtures/councils/xa-mau.yaml`. `InputError.problems` has every problem with its place.

`cocau.plot` draws them ([gallery](gallery.md)) by matplotlib (`pip install 'cocau[plots]'`), which needs
neither a browser nor JavaScript, as Altair's pictures do. Three notebooks: [from 35% women to the
breaking point](notebooks/women-to-the-limit.ipynb), [a merger of two districts](notebooks/merger.ipynb),
[auditing published tables](notebooks/published-tables.ipynb).
"""

GALLERY_HEAD = """<!-- Written by ./run pages from the docstrings; the pictures by ./run pictures. -->

# Gallery

What `cocau.plot` draws, and the code that draws it. People are made up; `proposal` is a plan of
`fixtures/councils/xa-mau.yaml`. Words are Vietnamese, and English with `lang="en"`. Each function returns
matplotlib's axes: `ax.figure.savefig("plan.svg")` saves them, and `ax=` draws on axes of one's own.
[Every argument](python.md#plotcomposition).
"""
EXECUTORS = """## Executors

A sweep takes any `concurrent.futures.Executor`. Dask's and loky's are run by the tests (a worker of Dask is
killed amid the sweep, and no row is lost); Ray has none of its own, and this one is not run here:

```python
with dask.distributed.Client() as client:
    swept = cocau.sweep(plan, grid, executor=client.get_executor()).run()

swept = cocau.sweep(plan, grid, executor=loky.get_reusable_executor(8)).run()


class RayExecutor(concurrent.futures.Executor):
    def submit(self, work, /, *arguments):
        return ray.remote(work).remote(*arguments).future()
```
"""
_SECTIONS = ("Args:", "Raises:", "Example:")
_OPEN = re.compile(r"^([a-z_A-Z][a-z_A-Z, ]*): (.+)$")


def render_python_reference() -> str:
    """Render the docstrings of the public functions as Markdown."""
    public = {name: getattr(cocau, name) for name in cocau.__all__} | list_plots()
    functions = [one for one in sorted(public.items()) if inspect.isfunction(one[1])]
    parts = [part for one in functions for part in _render_function(*one)]
    return "\n".join([PYTHON_HEAD, *parts, EXECUTORS]).strip() + "\n"


def list_plots() -> dict[str, Callable[..., object]]:
    """List the functions that draw, by the names under which `cocau` has them."""
    return {f"plot.{name}": getattr(cocau.plot, name) for name in cocau.plot.__all__}


def render_gallery() -> str:
    """Render what each plot is, its picture and the code of its example as Markdown."""
    parts = [GALLERY_HEAD]
    for name, draw in list_plots().items():
        says = (inspect.getdoc(draw) or "").partition("\n")[0]
        code = "\n".join(list_example_lines(draw))
        parts.append(f"## {name}\n\n{says}\n\n![{says}](pictures/{name}.png)\n\n```python\n{code}\n```\n")
    return "\n".join(parts)


def list_example_lines(function: Callable[..., object]) -> list[str]:
    """List the lines of code in a function's example."""
    _, _, example = (inspect.getdoc(function) or "").partition("\nExample:\n")
    return [line.strip().removeprefix(">>> ") for line in example.splitlines() if ">>>" in line]


def _render_function(name: str, function: Callable[..., object]) -> Iterator[str]:
    yield f"## {name}\n"
    yield f"```python\n{_format_signature(function)}\n```\n"
    section = ""
    for line in (inspect.getdoc(function) or "").splitlines():
        if line in _SECTIONS:
            section = line
            yield "```python" if line == "Example:" else f"{line.removesuffix(':')}:\n"
        elif section == "Example:" or not section:
            yield line.removeprefix("    ") if section else line
        elif found := _OPEN.match(line.removeprefix("    ")):
            yield f"- `{found[1]}`: {found[2]}"
        else:
            yield line.strip() and f"  {line.strip()}"
    yield "```\n" if section == "Example:" else ""


def _format_signature(function: Callable[..., object]) -> str:
    """Format the head of a function as its source has it, an argument a line."""
    source = ast.parse(inspect.getsource(inspect.unwrap(function))).body[0]
    if not isinstance(source, ast.FunctionDef):
        raise TypeError(f"{function} is no function")
    given = source.args
    plain = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(plain) - len(given.defaults)) + [*given.defaults]
    lines = [_format_argument(*pair) for pair in zip(plain, defaults, strict=True)]
    if given.kwonlyargs:
        lines += [
            "*",
            *(_format_argument(*pair) for pair in zip(given.kwonlyargs, given.kw_defaults, strict=True)),
        ]
    answer = "" if source.returns is None else f" -> {ast.unparse(source.returns).strip(chr(39))}"
    return f"{source.name}(\n" + "".join(f"    {line},\n" for line in lines) + f"){answer}"


def _format_argument(argument: ast.arg, default: ast.expr | None) -> str:
    told = "" if argument.annotation is None else f": {ast.unparse(argument.annotation).strip(chr(39))}"
    value = "" if default is None else f" = {ast.unparse(default)}"
    return f"{argument.arg}{told}{value.replace('NO_BOUNDS', '{}').replace('NO_PINS', '{}')}"


if __name__ == "__main__":
    for written in map(Path, sys.argv[1:]):
        render = {"python.md": render_python_reference, "gallery.md": render_gallery}
        written.write_text(render.get(written.name, render_reference)(), encoding="utf-8")
