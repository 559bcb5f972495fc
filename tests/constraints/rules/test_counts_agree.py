"""Tables made of people: whatever their numbers make certain is what the audit of the people says."""

from collections import Counter
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Bloc, Person, Pool
from cocau.constraints.model.selectors import GROUPS, Among, Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.published.notice import BlocRow, Notice, NoticeStage, NoticeTotal, PrintedFigure
from cocau.constraints.published.tallies import build_counts
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Verdict
from tests.constraints.samples import rule
from tests.solver.support.small_councils import councils, people

BOOK = load_rulebook()
EXTRA = (
    rule("share", id="few-men", where={"sex": "male"}, among="deputies", at_most_percent=50),
    rule("share", id="under-50", where={"age_under": 50}, among="candidates", at_least_percent=30),
    rule("share", id="under-30", where={"age_under": 30}, among="candidates", at_most_percent=40),
    rule("headcount", id="one-or-two", where={"bloc": "front"}, among="deputies", at_least=1, at_most=2),
    rule(
        "headcount",
        id="women-of-the-party",
        where={"sex": "female", "party_member": True},
        among="candidates",
        at_least=2,
    ),
    rule("full_time_cap", id="one-full-time", leaders=1, per_committee=0),
    rule("trend", id="fewer-front", group="front", direction="fewer", measure="share"),
)
STAGES = {
    Among.CANDIDATES: NoticeStage.OFFICIAL_LIST,
    Among.DEPUTIES: NoticeStage.PLANNED_COUNCIL,
    Among.INTRODUCED: NoticeStage.FIRST_CONSULTATION,
}


@st.composite
def figure(draw: st.DrawFn, number: int, total: int) -> PrintedFigure:
    """A count, its percentage or both, rounded or cut off at some decimal."""
    exact = Decimal(100 * number) / total
    unit = Decimal(1).scaleb(-draw(st.integers(0, 2)))
    printed = exact.quantize(unit, rounding=draw(st.sampled_from([ROUND_HALF_UP, ROUND_DOWN])))
    shows = draw(st.sampled_from(["count", "both", "percent"]))
    return PrintedFigure(
        count=None if shows == "percent" else number, percent=None if shows == "count" else printed
    )


@st.composite
def blocs(draw: st.DrawFn, numbers: dict[Bloc, int], total: int) -> tuple[BlocRow, ...]:
    """Some blocs by themselves, some two together, some not at all."""
    left = draw(st.permutations([bloc for bloc in Bloc if numbers.get(bloc)]))
    rows = []
    while left:
        size = draw(st.sampled_from([1, 1, 2]))
        some, left = left[:size], left[size:]
        if draw(st.integers(0, 3)):
            shown = draw(figure(sum(numbers[b] for b in some), total))
            rows.append(
                BlocRow(name="+".join(some), blocs=tuple(some), count=shown.count, percent=shown.percent)
            )
    return tuple(rows)


def _numbers(everybody: tuple[Person, ...], council: Council, groups: list[str]) -> dict[str, int]:
    day = council.election_day
    return {g: sum(_group(g).matches(p, day) for p in everybody) for g in groups}


def _group(name: str) -> Selector:
    return GROUPS[name] if name in GROUPS else Selector(age_under=int(name[-2:]))


OFFERED = [g for g in GROUPS if g not in list(Bloc)] + ["under_35", "under_45", "under_55"]


@st.composite
def notices(draw: st.DrawFn, council: Council, setting: AuditContext, base: Among) -> Notice | None:
    everybody = setting.get_members(base)
    if not everybody:
        return None
    groups = draw(st.lists(st.sampled_from(OFFERED), unique=True))
    numbers = _numbers(everybody, council, groups)
    if base is Among.DEPUTIES and "full_time" in numbers:  # a table prints those whom the law knows: by post
        numbers["full_time"] = len(setting.list_matching(Among.IN_OFFICE, GROUPS["full_time"]))
    return Notice(
        locality=council.name,
        level=council.level,
        term="2021-2026",
        stage=STAGES[base],
        base=base,
        base_total=len(everybody),
        seats=council.seats,
        constituencies=draw(st.sampled_from([None, len(council.constituencies)])),
        committees=draw(st.sampled_from([None, len(council.committees)])),
        ethnic_minority_candidates=council.ethnic_minority_candidates,
        totals={NoticeTotal.CANDIDATES: len(setting.slate.listed)} if draw(st.booleans()) else {},
        structures={g: draw(figure(n, len(everybody))) for g, n in numbers.items()},
        blocs=draw(blocs(Counter(p.bloc for p in everybody), len(everybody))),
    )


def _before(council: Council) -> list[Notice]:
    prior = council.prior_term
    if prior is None:
        return []
    tables = [
        (Among.DEPUTIES, NoticeStage.ELECTED, prior.deputies, prior.counts),
        (Among.INTRODUCED, NoticeStage.FIRST_CONSULTATION, prior.introduced or 1, prior.introduced_counts),
    ]
    return [
        Notice(
            locality=council.name,
            level=council.level,
            term="2016-2021",
            stage=stage,
            base=base,
            base_total=total,
            structures={g: PrintedFigure(count=n) for g, n in numbers.items() if g not in list(Bloc)},
            blocs=tuple(
                BlocRow(name=g, blocs=(Bloc(g),), count=n) for g, n in numbers.items() if g in list(Bloc)
            ),
        )
        for base, stage, total, numbers in tables
    ]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Council, AuditContext, Notice | None]:
    council = draw(councils(committees=draw(st.sampled_from([0, 1, 2]))))
    pool: Pool = draw(people(4, 9))
    units = [u.id for u in council.constituencies]
    where = {p.id: draw(st.sampled_from([*units, units[0], None])) for p in pool.people}
    listed = [i for i, unit in where.items() if unit is not None]
    lists = {u: tuple(i for i in listed if where[i] == u) for u in units}
    deputies = tuple(i for i in listed if draw(st.booleans()))
    posts: dict[str, tuple[str, ...]] = {}
    for i in deputies:
        if (post := draw(st.sampled_from([None, *council.posts, *council.posts]))) is not None:
            posts[post] = (*posts.get(post, ()), i)
    setting = AuditContext(council, pool, Slate(candidates=lists, deputies=deputies, posts=posts))
    base = draw(st.sampled_from([Among.CANDIDATES, Among.DEPUTIES, Among.INTRODUCED]))
    return council, setting, draw(notices(council, setting, base))


def test_numbers_never_contradict_the_people_they_were_made_of() -> None:
    """Verdicts of every sort are certain, of every kind of rule that numbers can judge: else it is worth little."""
    certain: set[str] = set()

    @settings(max_examples=300, derandomize=True)
    @given(cases())
    def whatever_the_tables(case: tuple[Council, AuditContext, Notice | None]) -> None:
        certain.update(_certain(*case))

    whatever_the_tables()
    assert certain >= {
        "women-35-percent",
        "women-30-percent-deputies",
        "non-party-10-percent-introduced",
        "ethnic-minority-candidates",
        "surplus-per-constituency",
        "fewer-administration-deputies",
        "fewer-administration-introduced",
        "more-full-time-deputies",
        *(each.id for each in EXTRA),
    }


def _certain(council: Council, setting: AuditContext, notice: Notice | None) -> set[str]:
    """Rules of which the numbers make a verdict certain, after comparing it with that of the people."""
    certain: set[str] = set()
    if notice is None:
        return certain
    known = build_counts(notice, _before(council))
    for each in (*BOOK.for_council(council).rules, *EXTRA):
        found, audited = each.audit_counts(known), each.audit(setting)
        if found.verdict is Verdict.UNDECIDED:
            continue
        certain.add(each.id)
        if audited.verdict is not Verdict.UNDECIDED:
            assert found.verdict is audited.verdict, (each.id, found, audited)
            assert found.short <= audited.short, each.id
    return certain
