"""Tiny made-up councils and pools for hypothesis, small enough to try every slate."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations, permutations, product

from hypothesis import strategies as st

from cocau.constraints.model.council import Committee, Constituency, Council, CouncilKind, PriorTerm
from cocau.constraints.model.people import Bloc, PartyRank, PeoplesCommitteeRole, Person, Pool, Sex
from cocau.constraints.model.slate import Slate

DAY = date(2021, 5, 23)
RANKS = [None, PartyRank.STANDING_COMMITTEE, PartyRank.COMMITTEE, PartyRank.DEPUTY_SECRETARY]


@st.composite
def people(draw: st.DrawFn, least: int, most: int) -> Pool:
    """A pool; now and then a secretary, a standing deputy, a chair of the People's Committee."""
    size = draw(st.integers(least, most))
    out = [draw(_person(f"p{i}")) for i in range(size)]
    for rank in (PartyRank.SECRETARY, PartyRank.STANDING_DEPUTY_SECRETARY):
        if draw(st.booleans()):
            i = draw(st.integers(0, size - 1))
            out[i] = out[i].replace_unvalidated(party_rank=rank, party_member=True)
    if draw(st.booleans()):
        i = draw(st.integers(0, size - 1))
        out[i] = out[i].replace_unvalidated(peoples_committee=PeoplesCommitteeRole.CHAIR)
    return Pool(people=tuple(out))


@st.composite
def _person(draw: st.DrawFn, person: str) -> Person:
    rank = draw(st.sampled_from(RANKS))
    return Person(
        id=person,
        name=f"Người {person}",
        born=draw(
            st.sampled_from([date(1966, 1, 31), date(1975, 1, 1), date(1981, 5, 23), date(1990, 1, 1)])
        ),
        sex=draw(st.sampled_from(Sex)),
        bloc=draw(st.sampled_from([Bloc.ADMINISTRATION, Bloc.FRONT, Bloc.ECONOMIC])),
        party_member=rank is not None or draw(st.booleans()),
        party_rank=rank,
        introduced_by=draw(st.sampled_from(["Mặt trận", None])),
        locality=draw(st.sampled_from([None, "Xã A", "Xã B"])),
        re_standing=draw(st.booleans()),
        meant_full_time=draw(st.sampled_from([True, True, False])),
        expert_in=draw(st.sampled_from([None, "y tế"])),
        planned_for=draw(st.sampled_from([(), ("chair",), ("vice_chair", "head")])),
        unmet_standards=draw(st.sampled_from([(), (), (), ("sức khỏe",)])),
        preference=draw(st.sampled_from([0, 0, 3])),
    )


@st.composite
def councils(draw: st.DrawFn, *, committees: int = 0) -> Council:
    """A council of two constituencies (two seats and one, or one and one)."""
    seats = draw(st.sampled_from([(1, 1), (2, 1)])) if not committees else (2, 2)
    kind = draw(st.sampled_from([CouncilKind.PROVINCE, CouncilKind.RURAL_DISTRICT, CouncilKind.COMMUNE]))
    prior = draw(st.sampled_from([True, True, False]))
    return Council(
        id="thu",
        name="Hội đồng thử (hư cấu)",
        kind=kind,
        election_day=DAY,
        seats=sum(seats),
        seats_decided_by="thử",
        constituencies=(
            Constituency(id="dv1", seats=seats[0], population=1000, localities=("Xã A",)),
            Constituency(id="dv2", seats=seats[1], population=900, localities=("Xã B",)),
        ),
        committees=tuple(Committee(id=f"c{i}") for i in range(committees)),
        prior_term=PriorTerm(
            deputies=6,
            counts={
                g: draw(st.sampled_from([0, 0, 1, 2]))
                for g in (
                    "administration",
                    "front",
                    "full_time",
                    "economic",
                    "experts",
                    "committee_member_heads",
                )
            },
            introduced=8,
            introduced_counts={"administration": draw(st.integers(0, 8))},
        )
        if prior
        else None,
        ethnic_minority_candidates=draw(st.sampled_from([None, 0, 1])),
        secretary_not_chairing=draw(st.sampled_from([None, "nghỉ chế độ"])),
    )


def every_slate(
    council: Council, pool: Pool, sizes: dict[str, int], posts: dict[str, int]
) -> Iterator[Slate]:
    """Every slate with these list sizes in which the seats are filled and `posts` have so many holders."""
    one, two = council.constituencies
    ids = [p.id for p in pool.people]
    for first in combinations(ids, sizes[one.id]):
        rest = [i for i in ids if i not in first]
        for second in combinations(rest, sizes[two.id]):
            chosen = product(combinations(first, one.seats), combinations(second, two.seats))
            for deputies in (a + b for a, b in chosen):
                for held in _held(deputies, posts):
                    yield Slate(
                        candidates={one.id: first, two.id: second},
                        deputies=tuple(sorted(deputies)),
                        posts=held,
                    )


def _held(deputies: tuple[str, ...], posts: dict[str, int]) -> Iterator[dict[str, tuple[str, ...]]]:
    places = [post for post, number in posts.items() for _ in range(number)]
    seen = set()
    for holders in permutations(deputies, len(places)):
        by_post: dict[str, list[str]] = {post: [] for post in posts}
        for post, holder in zip(places, holders, strict=True):
            by_post[post].append(holder)
        held = {post: tuple(sorted(i)) for post, i in by_post.items()}
        key = tuple(held.items())
        if key not in seen:
            seen.add(key)
            yield held
