"""What users and things are called: what happened is kept by ids, which tell a reader nothing."""

from collections.abc import Iterable

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from cocau.app.access.caller import Caller
from cocau.app.access.roles import May
from cocau.app.access.scope import within
from cocau.app.store import Store
from cocau.app.store.tables import Document, Kind, ProposalRow
from cocau.app.store.tables.users import User


def names(store: Store, caller: Caller, ids: Iterable[str]) -> dict[str, str]:
    """The name of each of these users, as far as there is one; one's own only, if one may not see people.

    The ids stand in what the caller was shown: users of other localities who had a part in it are named.
    """
    wanted = set(ids) if caller.may(May.SEE_PEOPLE) else {caller.id}
    with store.reading() as session:
        found = session.exec(select(User.id, User.name).where(col(User.id).in_(wanted)))
        return dict(found.all())


def labels(store: Store, caller: Caller, ids: Iterable[str]) -> dict[str, str]:
    """The labels of documents and proposals among these ids, as far as the caller may know of them.

    What is about a council and has no label of its own to show, as a dossier, is called after the council.
    """
    caller.must(May.READ)
    wanted = set(ids)
    council = aliased(Document)
    documents = (
        select(Document.id, Document.kind, Document.label, council.label)
        .join(council, col(council.id) == col(Document.about), isouter=True)
        .where(col(Document.id).in_(wanted), within(Document.locality, caller.scope))
    )
    proposals = select(ProposalRow.id, ProposalRow.label).where(
        col(ProposalRow.id).in_(wanted), within(ProposalRow.locality, caller.scope)
    )
    with store.reading() as session:
        found = {
            which: about or label if kind is Kind.DOSSIER else label
            for which, kind, label, about in session.exec(documents)
        }
        return found | dict(session.exec(proposals).all())
