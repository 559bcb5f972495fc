"""Annexes: a stored proposal in an official form, for whoever may see people."""

import hashlib
from dataclasses import dataclass

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.languages import Lang
from cocau.app.office.proposals import ended
from cocau.app.render.annex.form import Annex
from cocau.app.render.annex.formats import Form, written
from cocau.app.render.annex.whole import annex
from cocau.app.store import Store
from cocau.app.trail.reading_once import Reading, noted
from cocau.constraints.version import VERSION
from cocau.solver.proposal import Proposal


@dataclass(frozen=True)
class File:
    """An annex as a file, and a name for it in the words of its language."""

    content: bytes
    name: str


@dataclass(frozen=True)
class Annexed:
    """An annex that can be written; `tag`: that of the bytes that it will have, known before."""

    tag: str
    _text: str
    _form: Form
    _lang: Lang

    def file(self) -> File:
        """The file. It takes a processor for up to a second or two."""
        found = annex(Proposal.model_validate_json(self._text), self._lang)
        return File(written(found, self._form), f"{_name(found)}.{self._form}")


def annexed(store: Store, caller: Caller, which: str, form: Form, lang: Lang) -> Annexed:
    """The annex of a proposal. Others have the view of it and its numbers, which are made for them.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing, Erased, InputError, NotReady: see `app.office.proposals.result`.
    """
    caller.must(May.SEE_PEOPLE)
    of = ended(store, caller, which)
    noted(store, caller, Reading("proposal", which, action="export"))
    parts = (of.row.proposal_digest, form, lang, VERSION)
    tag = hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
    return Annexed(f'"{tag}"', of.text, form, lang)


def _name(of: Annex) -> str:
    """``Phụ lục - HĐND tỉnh Hà Tĩnh``, without what a name of a file may not hold."""
    name = f"{of.head.label.capitalize()} - {of.head.council}"
    return "".join(" " if letter in '\\/:*?"<>|' else letter for letter in name)[:120].strip(" .")
