"""Pools of random people, with texts as they stand after cleaning and in which no word means "none"."""

from datetime import date

from hypothesis import strategies as st

from cocau.app.files.tables.cells import normalize_kinh
from cocau.app.files.tables.columns import COLUMNS, NOTHING_WORDS
from cocau.app.files.text import clean, fold
from cocau.constraints.model.people import (
    Bloc,
    CandidacyBar,
    ConfidenceVote,
    Discipline,
    OtherBody,
    PartyRank,
    PeoplesCommitteeRole,
    Person,
    Pool,
    Sanction,
    Sex,
    YearlyGrade,
)

_ANY = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cn", "Co", "Cs", "So"))
# Characters that have a meaning for spreadsheets, CSV or our own lists come up often.
_TRICKY = st.sampled_from("=+-@;,'\"\\#\n\tĐđêộ ")
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)


def texts(field: str) -> st.SearchStrategy[str]:
    column = COLUMNS[field]
    raw = st.text(_ANY | _TRICKY, min_size=1, max_size=20)
    return raw.map(clean).filter(
        lambda t: bool(t) and not column.is_nothing(t) and fold(t) not in NOTHING_WORDS
    )


def maybe(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | strategy


def several(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


PERCENT = st.integers(0, 100)
NAMES = st.text(st.sampled_from("ABCDĐabcdđeêộựỳ '=;-"), min_size=1, max_size=20).map(clean).filter(bool)
POSTS = st.sampled_from(
    ["chair", "vice_chair", "head/legal", "deputy_head/economy-budget", "không có chức này"]
)

PEOPLE = st.builds(
    Person,
    id=IDS,
    name=NAMES,
    born=DAYS,
    sex=st.sampled_from(Sex),
    bloc=st.sampled_from(Bloc),
    ethnicity=texts("ethnicity").map(normalize_kinh),
    religion=maybe(texts("religion")),
    party_member=st.booleans(),
    party_rank=st.none() | st.sampled_from(PartyRank),
    work_place=st.just("") | texts("work_place"),
    introduced_by=maybe(texts("introduced_by")),
    locality=maybe(texts("locality")),
    lives_or_works_here=st.booleans(),
    re_standing=st.booleans(),
    former_posts=several(texts("former_posts")),
    meant_full_time=st.booleans(),
    already_full_time=st.booleans(),
    planned_for=several(POSTS),
    peoples_committee=st.none() | st.sampled_from(PeoplesCommitteeRole),
    expert_in=maybe(texts("expert_in")),
    unmet_standards=several(texts("unmet_standards")),
    bars=st.lists(st.sampled_from(CandidacyBar), max_size=3).map(tuple),
    other_nationality=st.booleans(),
    retires_as_men=st.booleans(),
    age_exception=maybe(texts("age_exception")),
    under_investigation=st.booleans(),
    discipline=st.lists(
        st.builds(Discipline, sanction=st.sampled_from(Sanction), decided=DAYS), max_size=2
    ).map(tuple),
    stands_elsewhere=st.lists(st.sampled_from(OtherBody), max_size=2).map(tuple),
    voter_confidence=st.none() | PERCENT,
    confidence_vote=st.none() | st.builds(ConfidenceVote, held=DAYS, high=PERCENT, some=PERCENT, low=PERCENT),
    yearly_grade=st.none() | st.sampled_from(YearlyGrade),
    preference=st.integers(0, 9),
)

POOLS = st.builds(
    Pool,
    note=st.just("") | texts("former_posts").map(lambda t: t.strip("# ")),
    people=st.lists(PEOPLE, max_size=4, unique_by=lambda p: p.id).map(tuple),
)
