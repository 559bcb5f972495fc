"""A first allocation table of a council: an organisation for each bloc, wide enough for its lists."""

from collections.abc import Iterator

from cocau.app.words import label
from cocau.constraints.council import Council
from cocau.constraints.kinds.surplus import Surplus
from cocau.constraints.offers import Offers, Organisation, Profile, Sort
from cocau.constraints.people import Bloc, Sex
from cocau.constraints.rulebook import Rulebook

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


def shortest_lists(council: Council, book: Rulebook | None) -> int:
    """How many candidates the lists need by the rules of surplus; the seats, if there are none."""
    needed = [
        sum(rule.needed(unit) for unit in council.constituencies) - rule.missing
        for rule in (book.rules if book is not None else ())
        if isinstance(rule, Surplus)
    ]
    return max(needed, default=council.seats)


def first_table(council: Council, book: Rulebook | None, lang: str) -> Offers:
    """Something to begin with: every number is only there to be changed."""
    each = -(-shortest_lists(council, book) // (2 * len(BLOCS))) + 1
    organisations = tuple(
        Organisation(
            id=bloc.value.replace("_", "-"),
            name=label(bloc, lang),
            sort=Sort.ORGANISATION,
            bloc=bloc,
            profiles=tuple(_profiles(bloc, each)),
        )
        for bloc in BLOCS
    )
    return Offers(organisations=organisations)


def _profiles(bloc: Bloc, each: int) -> Iterator[Profile]:
    party = bloc not in {Bloc.ECONOMIC, Bloc.GRASSROOTS, Bloc.PUBLIC_SERVICE}
    tail = "dang-vien" if party else "ngoai-dang"
    yield Profile(id=f"nam-{tail}", at_most=each, sex=Sex.MALE, party_member=party)
    yield Profile(id=f"nu-{tail}", at_most=each, sex=Sex.FEMALE, party_member=party)
    yield Profile(id=f"nu-tre-{tail}", at_most=1, sex=Sex.FEMALE, under_40=True, party_member=party)
