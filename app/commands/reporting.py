"""Errors on stderr: every problem with its place, as sentences or as problem+json; never a traceback."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import typer

from cocau.app.commands.writing import ScreenError
from cocau.app.exits import Exit
from cocau.app.languages import Lang
from cocau.constraints.errors import InputError, Problem

T = TypeVar("T")

DEBUG = "COCAU_DEBUG"


@contextmanager
def reported(lang: Lang, *, as_json: bool = False) -> Iterator[None]:
    """Turn every error inside into words on stderr and an exit code."""
    try:
        yield
    except (typer.Exit, BrokenPipeError, KeyboardInterrupt):
        raise
    except InputError as error:
        say_input(error, lang, as_json=as_json)
        raise typer.Exit(Exit.BAD_INPUT) from None
    except ScreenError as error:
        note(error.en if lang is Lang.EN else error.vi)
        raise typer.Exit(Exit.FAILED) from None
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        _say_failure(error, lang, as_json=as_json)
        raise typer.Exit(Exit.FAILED) from None


def attempt(read: Callable[[], T], problems: list[Problem]) -> T | None:
    """What `read` answers, or None with its problems added to the list: all errors are told at once."""
    try:
        return read()
    except InputError as error:
        problems.extend(error.problems)
        return None


def note(words: str) -> None:
    """A remark that is not part of the answer."""
    typer.echo(words, err=True)


def say_input(error: InputError, lang: Lang, *, as_json: bool) -> None:
    """Every problem of an input, on stderr."""
    from cocau.app.problems import of_input

    if as_json:
        _say_json(of_input(error))
        return
    for problem in error.problems:
        sentence = problem.en if lang is Lang.EN else problem.vi
        note(f"{problem.where}: {sentence}" if problem.where else sentence)
    count = len(error.problems)
    note(f"{count} problem(s)." if lang is Lang.EN else f"{count} lỗi trong dữ liệu vào.")


def _say_failure(error: Exception, lang: Lang, *, as_json: bool) -> None:
    from cocau.app.problems import Fault, document

    what = f"{type(error).__name__}: {error}".splitlines()[0]
    if as_json:
        _say_json(document(Fault.FAILURE, what))
        return
    again = " ".join(sys.argv[1:3])
    note(
        f"cocau failed: {what}. For the traceback: {DEBUG}=1 cocau {again} …"
        if lang is Lang.EN
        else f"cocau gặp lỗi: {what}. Xem chi tiết: {DEBUG}=1 cocau {again} …"
    )


def _say_json(body: dict[str, Any]) -> None:
    note(json.dumps(body, ensure_ascii=False, indent=1))
