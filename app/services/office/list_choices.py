"""What was chosen for the lists of a council, remembered for the next file."""

from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentKind
from cocau.app.files.lists.choices import NO_CHOICES, ListChoices
from cocau.app.permissions import Permission
from cocau.app.services.documents import (
    DocumentType,
    create_document,
    list_documents,
    read_document,
    revise_document,
)

LIST_CHOICES = DocumentType(
    DocumentKind.CHOICES,
    ListChoices,
    read_permission=Permission.SEE_PEOPLE,
    size=lambda one: len(one.columns) + sum(map(len, one.values.values())),
)


def find_list_choices(store: Store, caller: Caller, council_id: str) -> ListChoices:
    """Return what was chosen for earlier lists of a council.

    Raises:
        Forbidden, Missing, Erased: as `read_document`.
    """
    found = list_documents(store, caller, LIST_CHOICES, about=council_id, limit=1)
    return read_document(store, caller, LIST_CHOICES, found[0].id).body if found else NO_CHOICES


def remember_list_choices(store: Store, caller: Caller, council_id: str, choices: ListChoices) -> None:
    """Remember choices on top of earlier ones; nothing happens if they are known.

    Raises:
        Forbidden, Missing, Erased, Stale: as `revise_document`.
    """
    found = list_documents(store, caller, LIST_CHOICES, about=council_id, limit=1)
    if not found:
        if choices != NO_CHOICES:
            create_document(store, caller, LIST_CHOICES, choices, label="list", about=council_id)
        return
    before = read_document(store, caller, LIST_CHOICES, found[0].id).body
    if (after := before.merge(choices)) != before:
        revise_document(store, caller, LIST_CHOICES, found[0].id, after, expected=found[0].version)
