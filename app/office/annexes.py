"""Annexes: a stored proposal in an official form, for whoever may see so much of it."""

import hashlib
from dataclasses import dataclass

from app.access.caller import Caller
from app.access.roles import May
from app.languages import Lang
from app.office.proposals import ended
from app.render.annex.form import Annex
from app.render.annex.formats import Form, written
from app.render.annex.sight import EVERYTHING, Sight
from app.render.annex.whole import annex
from app.settings import Settings
from app.store import Store
from constraints.version import VERSION
from solver.proposal import Proposal


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
    _sight: Sight
    _form: Form
    _lang: Lang

    def file(self) -> File:
        """The file. It takes a processor for up to a second or two."""
        found = annex(Proposal.model_validate_json(self._text), self._lang, self._sight)
        return File(written(found, self._form), f"{_name(found)}.{self._form}")


def annexed(store: Store, settings: Settings, caller: Caller, which: str, form: Form, lang: Lang) -> Annexed:
    """The annex of a proposal. Who may not see people gets numbers, and small ones of them kept back.

    Raises:
        Forbidden, Missing, Erased, InputError, NotReady: see `app.office.proposals.result`.
    """
    of = ended(store, caller, which)
    sight = sight_of(caller, settings.small_cell)
    parts = (of.row.proposal_digest, form, lang, sight.model_dump_json(), VERSION)
    tag = hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
    return Annexed(f'"{tag}"', of.text, sight, form, lang)


def sight_of(caller: Caller, least: int) -> Sight:
    """What this caller may see of a proposal."""
    if caller.may(May.SEE_PEOPLE):
        return EVERYTHING
    return Sight(names=False, sensitive=False, least=least)


def _name(of: Annex) -> str:
    """``Phụ lục - HĐND tỉnh Hà Tĩnh``, without what a name of a file may not hold."""
    name = f"{of.head.label.capitalize()} - {of.head.council}"
    return "".join(" " if letter in '\\/:*?"<>|' else letter for letter in name)[:120].strip(" .")
