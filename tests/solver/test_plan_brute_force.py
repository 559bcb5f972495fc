"""The planner against every slate there is, on councils small enough to try them all."""

from datetime import date

from hypothesis import given, note
from hypothesis import strategies as st

from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Constituency, Council, CouncilKind, PriorTerm
from cocau.constraints.model.people import Bloc, Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Strength, Verdict
from cocau.solver.plan import plan
from cocau.solver.proposal import ProposalOutcome
from cocau.solver.request import PlanRequest
from cocau.solver.search.lexicographic import get_tiers
from tests.constraints.samples import person
from tests.examples import examples
from tests.solver.support.small_councils import DAY, councils, every_slate, people

FRAME = (
    "seats-filled",
    "surplus-per-constituency",
    "list-at-legal-minimum",
    "deputy-standards",
    "one-post-each",
)
MUSTS = (
    "women-35-percent",
    "chair-is-secretary",
    "vice-chair-in-standing-committee",
    "vice-chairs-full-time",
    "standing-committee-not-in-peoples-committee",
    "peoples-committee-chair-is-deputy",
    "ethnic-minority-candidates",
    "full-time-cap-district",
)
AIMS = (
    "fewer-administration-deputies",
    "more-front-deputies",
    "more-full-time-deputies",
    "women-30-percent-deputies",
    "re-elected-30-percent",
    "under-40-on-list",
    "non-party-on-list",
    "posts-from-reviewed-plan",
    "full-time-in-office",
    "stay-near-reference",
    "department-preference",
    "leaders-spread",
    "women-in-every-constituency",
    "stand-at-home",
)
NUMBERS = ("one-chair", "one-vice-chair", "vice-chairs-province", "some-vice-chair")
WHOLE = load_rulebook()


@st.composite
def cases(draw: st.DrawFn) -> tuple[Council, Pool, list[str]]:
    council = draw(councils())
    needed = sum({1: 2, 2: 3}[unit.seats] for unit in council.constituencies)
    pool = draw(people(needed, needed + 1))
    here = WHOLE.for_council(council).by_id
    musts = draw(st.lists(st.sampled_from(MUSTS), unique=True, max_size=4))
    aims = draw(st.lists(st.sampled_from(AIMS), unique=True, max_size=4))
    return council, pool, [r for r in (*FRAME, *NUMBERS, *musts, *aims) if r in here]


def _slates(council: Council, pool: Pool) -> list[Slate]:
    """Every slate of the frame: minimal lists, filled seats, one chair, one or two vice-chairs."""
    sizes = {u.id: {1: 2, 2: 3}[u.seats] for u in council.constituencies}
    vice = (1, 2) if council.level == "province" else (1,)
    return [
        slate
        for number in vice
        if number + 1 <= council.seats
        for slate in every_slate(council, pool, sizes, {"chair": 1, "vice_chair": number})
    ]


class _Judge:
    """The audits of one council's slates: what people are and who is barred is found out once for all."""

    last: "_Judge | None" = None

    def __init__(self, book: Rulebook, council: Council, pool: Pool) -> None:
        self.case = (book, council, pool)
        nobody = Slate(candidates={}, deputies=())
        self.context = AuditContext(council, pool, nobody, book.list_barred(council, pool))
        self.firm = [rule for rule in book.rules if rule.strength is not Strength.AIM]
        self.tiers = [[book.by_id[i] for i in rules] for rules in get_tiers(book.rules)]

    @classmethod
    def of(cls, *case: object) -> "_Judge":
        """The one of this very case."""
        if cls.last is None or any(a is not b for a, b in zip(cls.last.case, case, strict=True)):
            cls.last = cls(*case)
        return cls.last


def _keeps(book: Rulebook, council: Council, pool: Pool, slate: Slate) -> bool:
    judge = _Judge.of(book, council, pool)
    setting = judge.context.with_slate(slate)
    return all(rule.audit(setting).verdict is not Verdict.BROKEN for rule in judge.firm)


def _missed(book: Rulebook, council: Council, pool: Pool, slate: Slate) -> tuple[int, ...]:
    """By how much each tier is missed, by the audit's own count."""
    judge = _Judge.of(book, council, pool)
    setting = judge.context.with_slate(slate)
    return tuple(sum(rule.audit(setting).short for rule in tier) for tier in judge.tiers)


@examples(40)
@given(cases())
def test_the_plan_is_the_best_slate_there_is_or_there_is_none(case: tuple[Council, Pool, list[str]]) -> None:
    _check_best(WHOLE, *case)


LATER = load_rulebook("national-2026")
LATER_MUSTS = (
    "women-35-percent",
    "standing-committee-not-in-peoples-committee",
    "ethnic-minority-candidates",
    "vice-chairs-at-most-province",
)
LATER_AIMS = (
    "women-30-percent-deputies-2026",
    "re-elected-30-percent-2026",
    "non-party-10-percent-list",
    "under-40-15-percent-list",
    "more-surplus-at-consultation-3",
    "stay-near-reference",
    "stand-at-home",
)


@st.composite
def later_cases(draw: st.DrawFn) -> tuple[Council, Pool, list[str]]:
    """The same for 2026, in units of its own: a merged province, a city, a ward of a city, a special zone."""
    kinds = (CouncilKind.PROVINCE, CouncilKind.CITY, CouncilKind.CITY_WARD, CouncilKind.SPECIAL_ZONE)
    council = draw(councils()).replace_unvalidated(
        kind=draw(st.sampled_from(kinds)),
        election_day=date(2026, 3, 15),
        merged_from=draw(st.sampled_from([1, 2])),
    )
    needed = sum({1: 2, 2: 3}[unit.seats] for unit in council.constituencies)
    pool = draw(people(needed, needed + 1))
    here = LATER.for_council(council).by_id
    musts = draw(st.lists(st.sampled_from(LATER_MUSTS), unique=True, max_size=3))
    aims = draw(st.lists(st.sampled_from(LATER_AIMS), unique=True, max_size=4))
    return council, pool, [r for r in (*FRAME, *NUMBERS, *musts, *aims) if r in here]


@examples(25)
@given(later_cases())
def test_the_plan_of_2026_is_the_best_slate_there_is_or_there_is_none(
    case: tuple[Council, Pool, list[str]],
) -> None:
    _check_best(LATER, *case)


def _check_best(whole: Rulebook, council: Council, pool: Pool, rules: list[str]) -> None:
    book = whole.select_rules(rules)
    here = book.for_council(council)
    keeping = [s for s in _slates(council, pool) if _keeps(here, council, pool, s)]
    proposal = plan(PlanRequest(council=council, pool=pool), book)
    note(proposal.outcome)
    if not keeping:
        assert proposal.outcome is ProposalOutcome.CONFLICT
        assert proposal.conflict is not None
        assert _impossible(here, council, pool, proposal.conflict.rules)
        return
    assert proposal.outcome is ProposalOutcome.SOLVED
    assert proposal.slate is not None
    best = min(_missed(here, council, pool, s) for s in keeping)
    assert _missed(here, council, pool, proposal.slate) == best


def _impossible(book: Rulebook, council: Council, pool: Pool, conflict: tuple[str, ...]) -> bool:
    """Whether no slate of the frame keeps the rules of a conflict (how small it is: test_conflict.py)."""
    frame = [r.id for r in book.rules if r.id in (*FRAME, *NUMBERS)]
    part = book.select_rules([*frame, *conflict])
    return not any(_keeps(part, council, pool, s) for s in _slates(council, pool))


def test_a_council_that_shrinks_leaves_nobodys_bloc_to_chance() -> None:
    """Of 40 before 8, 12 and 20: of 3 seats 0.6, 0.9 and 1.5, so one each; unscaled every slate were as near."""
    blocs = (Bloc.ADMINISTRATION, Bloc.FRONT, Bloc.ECONOMIC)
    council = Council(
        id="thu",
        name="Hội đồng thử (hư cấu)",
        kind=CouncilKind.RURAL_DISTRICT,
        election_day=DAY,
        seats=3,
        seats_decided_by="thử",
        constituencies=(Constituency(id="dv1", seats=2), Constituency(id="dv2", seats=1)),
        prior_term=PriorTerm(deputies=40, counts=dict(zip(map(str, blocs), (8, 12, 20), strict=True))),
    )
    pool = Pool(people=tuple(person(f"{bloc}{n}", bloc=bloc) for bloc in blocs for n in range(2)))
    book = WHOLE.select_rules([*FRAME, *(i for i in NUMBERS if i in WHOLE.by_id), "stay-near-reference"])
    here = book.for_council(council)
    slates = _slates(council, pool)
    best = min(_missed(here, council, pool, slate) for slate in slates)
    proposal = plan(PlanRequest(council=council, pool=pool), book)
    assert proposal.slate is not None
    found = {
        tuple(sum(i.startswith(bloc) for i in slate.deputies) for bloc in blocs)
        for slate in (*slates, proposal.slate)
        if _missed(here, council, pool, slate) == best
    }
    assert (best, found) == ((0,), {(1, 1, 1)})
    assert _missed(here, council, pool, proposal.slate) == best
