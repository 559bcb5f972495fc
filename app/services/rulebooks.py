"""Rulebooks by name: shipped, own in versions (``rbk_…``, ``rbk_…@2``), joined by ``+``."""

import re
from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import Field, StringConstraints

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentKind
from cocau.app.jobs.calls import call_in_child
from cocau.app.permissions import Permission
from cocau.app.services.acts import requires
from cocau.app.services.documents import (
    DocumentChange,
    DocumentType,
    StoredVersion,
    choose_locality,
    find_sole_document,
    read_document,
)
from cocau.app.services.errors import Erased, Missing
from cocau.constraints.errors import Problem, RulebookError
from cocau.constraints.library import (
    LayerText,
    RulebookPart,
    build_unknown_rulebook_error,
    choose_rulebook_name,
    find_shipped_part,
    join_parts,
    list_fitting_rulebooks,
    list_titles,
    load_layer_text,
    load_rulebook,
)
from cocau.constraints.record import Record, Text
from cocau.constraints.rulebook import Rulebook

MAX_LENGTH = 300_000
"""Characters of a layer; the longest that is shipped has a quarter of that."""

MAX_PARTS = 20
_OWN = re.compile(r"(rbk_[0-9a-z]{26})(?:@([1-9][0-9]{0,8}))?")

RulebookYaml = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=MAX_LENGTH)]


class OwnRulebook(Record):
    """A layer as its author wrote it: kept as text, to the letter, comments and all."""

    yaml: RulebookYaml = Field(
        description="a layer: title, sources, rules, steps, not_modelled; every rule cited"
    )


@lru_cache(maxsize=16)
def parse_rulebook(own: OwnRulebook) -> Rulebook:
    """Parse an own rulebook, as strictly as a file: rules need clauses, clauses documents.

    Raises:
        RulebookError: everything wrong with it, each at its line.
    """
    return load_layer_text("yaml", own.yaml)


def _check_rulebook(change: DocumentChange[OwnRulebook]) -> tuple[Problem, ...]:
    call_in_child(load_layer_text, "yaml", change.body.yaml)  # what is read within limits can be read again
    return ()


RULEBOOKS = DocumentType(
    DocumentKind.RULEBOOK,
    OwnRulebook,
    check=_check_rulebook,
    size=lambda own: len(parse_rulebook(own).rules),
)


@requires(Permission.READ)
def resolve_rulebook(store: Store, caller: Caller, name: str) -> Rulebook:
    """Load the rulebook of a name, which then says the versions of its own parts.

    Raises:
        Forbidden: the role does not allow to read any.
        RulebookError: a name that means nothing here (nothing of this machine is read), or parts that do
            not go together.
    """
    if len(parts := [part.strip() for part in name.split("+")]) > MAX_PARTS:
        raise RulebookError([_TOO_MANY])
    if not any(_OWN.fullmatch(part) for part in parts):
        return _load_shipped("+".join(parts))
    found = [_get_part(store, caller, part) for part in parts]
    return join_parts("+".join(called for called, _ in found), tuple(part for _, part in found))


def find_own_version(name: str) -> tuple[str, int] | None:
    """Find the first own part with a version in the name of a rulebook: its id and version."""
    found = (_OWN.fullmatch(part.strip()) for part in name.split("+"))
    return next(((own[1], int(own[2])) for own in found if own is not None and own[2]), None)


def drop_own_versions(name: str) -> str:
    """Return a rulebook's name without versions of its own parts: the newest then."""
    parts = [part.strip() for part in name.split("+")]
    return "+".join(part if (own := _OWN.fullmatch(part)) is None else own[1] for part in parts)


def choose_rulebook(store: Store, caller: Caller, name: str | None, day: date) -> Rulebook | None:
    """Load the rulebook named, or the shipped one for elections on a day, if any.

    Raises:
        Forbidden, RulebookError: as `resolve_rulebook`.
    """
    chosen = name or next(iter(list_fitting_rulebooks(day)), None)
    return None if chosen is None else resolve_rulebook(store, caller, chosen)


def resolve_rulebook_for(store: Store, caller: Caller, name: str | None, day: date) -> Rulebook:
    """Load the rulebook named, or that of an election day; one that refuses a day of no term.

    Raises:
        Forbidden, RulebookError: as `resolve_rulebook`.
    """
    return resolve_rulebook(store, caller, name or choose_rulebook_name(day))


def choose_council_rulebook(  # whose, for when, and which
    store: Store,
    caller: Caller,
    council_id: str,
    day: date,
    name: str | None = None,
    *,
    shipped: str = "",
) -> Rulebook | None:
    """Load the rulebook named, or that of day and place with the council's local rules.

    `shipped`: the one to take in place of that of day and place.

    Raises:
        Forbidden, RulebookError: as `resolve_rulebook`.
        Missing, Erased: the council is not there.
    """
    if name is not None:
        return choose_rulebook(store, caller, name, day)
    fitting = list_rulebook_choices(store, caller, council_id, day)
    chosen = shipped or next(iter(fitting), "")
    book = resolve_rulebook(store, caller, require_shipped(chosen)) if chosen else None
    own = find_local_rules(store, caller, council_id)
    if book is None or own is None or not parse_rulebook(own.body).rules:
        return book
    return resolve_rulebook(store, caller, f"{book.name}+{own.document.id}@{own.version.number}")


def list_rulebook_choices(store: Store, caller: Caller, council_id: str, day: date) -> dict[str, Text]:
    """List the shipped rulebooks for a council with their titles, that of its place first.

    Raises:
        Missing, Erased: the council is not there.
    """
    with store.reading() as session:
        locality = choose_locality(session, caller, None, council_id)
    titles = list_titles()
    return {name: titles[name] for name in list_fitting_rulebooks(day, locality)}


def find_local_rules(store: Store, caller: Caller, council_id: str) -> StoredVersion[OwnRulebook] | None:
    """Find the newest rules that a locality adds for a council; None if there are none.

    Raises:
        Forbidden, Missing, Erased: as `find_sole_document`.
    """
    return find_sole_document(store, caller, RULEBOOKS, council_id)


def require_shipped(name: str) -> str:
    """Return the name if it names shipped rulebooks only.

    A request must not make us read files of this machine.

    Raises:
        RulebookError: anything else.
    """
    for part in name.split("+"):
        if find_shipped_part(part.strip()) is None:
            raise build_unknown_rulebook_error(part)
    return name


@lru_cache(maxsize=64)
def _load_shipped(name: str) -> Rulebook:
    """Load a shipped rulebook once; reading and checking it takes a tenth of a second."""
    return load_rulebook(require_shipped(name))


def _get_part(store: Store, caller: Caller, name: str) -> tuple[str, RulebookPart]:
    """Return a part, and its name with the version that was taken."""
    own = _OWN.fullmatch(name)
    if own is None:
        part = find_shipped_part(name)
        if part is None:
            raise build_unknown_rulebook_error(name)
        return name, part
    try:
        held = read_document(store, caller, RULEBOOKS, own[1], None if own[2] is None else int(own[2]))
    except (Missing, Erased):
        raise build_unknown_rulebook_error(name) from None
    called = f"{own[1]}@{held.version.number}"
    return called, RulebookPart((LayerText(called, held.body.yaml),))


_TOO_MANY = Problem(
    "too_many_parts",
    ("rulebook",),
    f"Nhiều nhất {MAX_PARTS} bộ ghép với nhau.",
    f"At most {MAX_PARTS} rulebooks are joined.",
)
