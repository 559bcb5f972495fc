"""Allocation tables before there are names: bodies' offers about a council, in versions."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from cocau.app.audits.tables import AuditedTables, audit_tables
from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.db.models import DocumentKind
from cocau.app.files.notices.reader import SentFile, read_sent_notices
from cocau.app.files.readers import read_offers
from cocau.app.files.tables.blocs import UserReadings
from cocau.app.i18n.words import get_label
from cocau.app.jobs.calls import call_in_child
from cocau.app.permissions import Permission
from cocau.app.services.acts import requires
from cocau.app.services.councils import COUNCILS
from cocau.app.services.documents import DocumentChange, DocumentType, read_document
from cocau.app.services.rulebooks import choose_council_rulebook, resolve_rulebook
from cocau.constraints.checks.offers import check_offers, check_offers_alone
from cocau.constraints.errors import Problem
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.model.council import Council
from cocau.constraints.model.offers import Offers, Organisation, OrganisationKind, Profile
from cocau.constraints.model.people import Bloc, Sex
from cocau.constraints.rulebook import Rulebook
from cocau.fixtures.run import SHIPPED

BLOCS = (
    Bloc.PARTY,
    Bloc.COUNCIL,
    Bloc.ADMINISTRATION,
    Bloc.FRONT,
    Bloc.ARMED_FORCES,
    Bloc.PUBLIC_SERVICE,
    Bloc.ECONOMIC,
    Bloc.GRASSROOTS,
)


def count_list_places(council: Council, book: Rulebook | None) -> int:
    """Count the candidates that the rules of surplus need; the seats where none apply."""
    needed = [
        sum(rule.needed(unit) for unit in council.constituencies) - rule.missing
        for rule in (book.rules if book is not None else ())
        if isinstance(rule, Surplus)
    ]
    return max(needed, default=council.seats)


def build_first_table(council: Council, book: Rulebook | None, lang: str) -> Offers:
    """Build an allocation table to begin with; every number in it may be changed."""
    each = -(-count_list_places(council, book) // (2 * len(BLOCS))) + 1
    organisations = tuple(
        Organisation(
            id=bloc.value.replace("_", "-"),
            name=get_label(bloc, lang),
            sort=OrganisationKind.ORGANISATION,
            bloc=bloc,
            profiles=tuple(_build_profiles(bloc, each)),
        )
        for bloc in BLOCS
    )
    return Offers(organisations=organisations)


def _build_profiles(bloc: Bloc, number: int) -> Iterator[Profile]:
    party = bloc not in {Bloc.ECONOMIC, Bloc.GRASSROOTS, Bloc.PUBLIC_SERVICE}
    tail = "dang-vien" if party else "ngoai-dang"
    yield Profile(id=f"nam-{tail}", at_most=number, sex=Sex.MALE, party_member=party)
    yield Profile(id=f"nu-{tail}", at_most=number, sex=Sex.FEMALE, party_member=party)
    yield Profile(id=f"nu-tre-{tail}", at_most=1, sex=Sex.FEMALE, under_40=True, party_member=party)


def _check_offers(change: DocumentChange[Offers]) -> Iterable[Problem]:
    """Check offers under the rulebook of the council's day, or alone where it has none."""
    council_id = change.get_subject()
    council = read_document(change.store, change.caller, COUNCILS, council_id).body
    day, named = council.election_day, change.rulebook
    book = choose_council_rulebook(change.store, change.caller, council_id, day, named)
    if book is None:
        return check_offers_alone(change.body)
    return check_offers(council, change.body, book.for_council(council))


ALLOCATION_TABLES = DocumentType(
    DocumentKind.TABLE,
    Offers,
    check=_check_offers,
    size=lambda offers: len(offers.organisations),
    read_permission=Permission.SEE_PEOPLE,  # a profile of one is a person: "secretary, male, 48"
)

MAX_TABLES = 100
"""Published tables of one request: each is compared with all others of its council."""


@requires(Permission.ASK)
def audit_published_tables(
    store: Store,
    caller: Caller,
    sent: Sequence[SentFile],
    *,
    before: Sequence[SentFile] = (),
    readings: UserReadings | None = None,
    rulebook: str | None = None,
) -> AuditedTables:
    """Audit published tables against themselves and the rules; store nothing.

    Raises:
        Forbidden: the role does not allow it.
        InputError: a table that cannot be read, each problem with its place; no such rulebook.
    """
    notices, past = call_in_child(read_sent_notices, sent, before, readings or {}, MAX_TABLES)
    return audit_tables(notices, past, rulebook, partial(resolve_rulebook, store, caller))


def get_table_rules(store: Store, caller: Caller, council_id: str, council: Council) -> Rulebook | None:
    """Return the rules that check a council's allocation table; None if its day has none.

    Raises:
        Forbidden: the role does not allow it.
    """
    book = choose_council_rulebook(store, caller, council_id, council.election_day)
    return None if book is None else book.for_council(council)


def get_example_offers(council: Council) -> Offers | None:
    """Return the shipped example offers for a council; None if there are none."""
    path = SHIPPED / "offers" / f"{council.id}.yaml"
    return read_offers(path) if path.is_file() else None
