"""compile and audit say the same of every slate: written apart, held together here, rule by rule."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from itertools import product

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import (
    CommitteeSort,
    Council,
    CouncilKind,
    CouncilOffice,
    GainingBody,
    TransferRecord,
    ViceChairTransfer,
)
from cocau.constraints.model.people import Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Standard, Verdict
from cocau.solver.model.slate_model import SlateModel
from cocau.solver.proofs.agreement import list_disagreements
from cocau.solver.request import PlanRequest
from tests.examples import examples
from tests.solver.support.small_councils import councils, people

BOOK = load_rulebook()


@st.composite
def settings_of(draw: st.DrawFn) -> tuple[Council, Pool, Slate]:
    """A council and a slate that may break anything a planner's variables can express."""
    council = draw(councils(committees=draw(st.sampled_from([0, 1, 2, 2]))))
    pool = draw(people(4, 9))
    fit = sorted(
        p.id for p in pool.people if p.id not in BOOK.for_council(council).list_barred(council, pool)
    )
    where = {i: draw(st.sampled_from([*(u.id for u in council.constituencies), None])) for i in fit}
    listed = [i for i in fit if where[i] is not None]
    deputies = [i for i in listed if draw(st.booleans())]
    posts = {
        post: tuple(sorted(draw(st.lists(st.sampled_from(deputies), unique=True, max_size=3))))
        if deputies
        else ()
        for post in council.posts
    }
    lists = {u.id: tuple(i for i in listed if where[i] == u.id) for u in council.constituencies}
    return council, pool, Slate(candidates=lists, deputies=tuple(deputies), posts=posts)


Case = tuple[Council, Pool, Slate]
Seen = Counter[tuple[str, Verdict]]


def _agree(book: Rulebook, council: Council, pool: Pool, slate: Slate) -> Seen:
    """Which rules were kept, broken or undecided, after comparing each with what it tells a planner."""
    model = SlateModel(PlanRequest(council=council, pool=pool), book)
    findings = book.audit(council, pool, slate)
    assert list(list_disagreements(model, book, slate, findings)) == []
    return Counter((finding.rule, finding.verdict) for finding in findings)


def _agrees_on_every_slate(book: Rulebook, cases: st.SearchStrategy[Case], rules: Iterable[str]) -> None:
    """These rules have to be kept and to be broken somewhere: else any error in them would pass."""
    seen: Seen = Counter()

    @examples(250, derandomize=True)
    @given(cases)
    def whatever_the_slate(case: Case) -> None:
        seen.update(_agree(book.for_council(case[0]), *case))

    whatever_the_slate()
    wanted = set(product(rules, (Verdict.KEPT, Verdict.BROKEN)))

    def is_all_seen(case: Case) -> bool:
        """Compare what makes a verdict not seen so far: rare ones are looked for by their audits alone."""
        here = book.for_council(case[0])
        context = AuditContext(*case, here.list_barred(*case[:2]))
        rules_left = {rule for rule, _ in wanted - seen.keys()} & here.by_id.keys()
        if any(
            (rule, here.by_id[rule].audit(context).verdict) in wanted - seen.keys() for rule in rules_left
        ):
            seen.update(_agree(here, *case))
        return not wanted - seen.keys()

    with suppress(NoSuchExample):
        find(cases, is_all_seen, settings=RARE)
    assert not wanted - seen.keys(), "no slate is tried that makes these"


RARE = settings(max_examples=5000, derandomize=True, phases=[Phase.generate], database=None)


GIVEN_BY_INPUT = {
    "at-most-five-seats",
    "kinds-of-unit",  # a council of another kind is refused before it is judged
    "seats-by-population",
    "people-per-seat",
    "transfer-needs-records",
    "transfer-of-one-vice-chair",  # of this term only with a transfer: see the term before
    "chair-two-terms",  # nobody has terms here: see the term before
    "single-constituency",  # a planner's variables cannot break these two
    "posts-from-among-deputies",
    "non-party-10-percent-introduced",
    "under-40-15-percent-introduced",
    "fewer-administration-introduced",
}


def test_every_rule_judges_a_slate_as_its_compile_does() -> None:
    rules = [r.id for r in BOOK.rules if not isinstance(r, Standard) and r.id not in GIVEN_BY_INPUT]
    _agrees_on_every_slate(BOOK, settings_of(), rules)


@pytest.mark.parametrize("missing", [1, 3])
@examples(40, derandomize=True)
@given(settings_of())
def test_changed_bounds_are_judged_alike_too(missing: int, case: tuple[Council, Pool, Slate]) -> None:
    council, pool, slate = case
    changes = {
        "surplus-per-constituency": {"missing": missing},
        "list-at-legal-minimum": {"more": missing},
        "women-35-percent": {"at_least_percent": 50},
        "vice-chair-in-standing-committee": {"at_most": 1},
        "one-post-each": {"at_most": 2},
    }
    _agree(BOOK.for_council(council).apply_overrides(changes), council, pool, slate)


RECORD = TransferRecord(by="Huyện ủy", on=date(2019, 1, 1), content="đồng ý")
WHOLE = dict.fromkeys(("need", "conditions", "consensus", "approval"), RECORD)


@st.composite
def earlier(draw: st.DrawFn) -> tuple[Council, Pool, Slate]:
    """The same in the term before: who sits now, and a pilot transfer, may be given; a post may be crowded."""
    council, pool, slate = draw(settings_of())
    sitting = draw(st.sampled_from([{}, *({CouncilOffice.VICE_CHAIR: n} for n in range(4))]))
    transfer = draw(st.sampled_from([None, *(ViceChairTransfer(towards=t, **WHOLE) for t in GainingBody)]))
    days = {"election_day": date(2016, 5, 22), "planned_on": date(2019, 6, 2)}
    changed = {**days, "sitting": sitting, "vice_chair_transfer": transfer}
    served = draw(st.sampled_from([None, 1, 2]))
    pool = pool.replace_unvalidated(
        people=tuple(p.replace_unvalidated(chair_terms=served) for p in pool.people)
    )
    often = [post for post in council.posts if post.startswith(("vice_chair", "deputy_head"))]
    crowded = draw(st.sampled_from([None, *often]))
    slate = slate if crowded is None else slate.replace_unvalidated(deputies=slate.listed)
    posts = slate.posts | ({} if crowded is None else {crowded: tuple(sorted(slate.deputies))})
    return council.replace_unvalidated(**changed), pool, slate.replace_unvalidated(posts=posts)


def test_the_rules_of_the_term_before_are_judged_alike_too() -> None:
    rules = (
        "no-vice-chairs-added",
        "vice-chair-heads-committee",
        "transfer-of-one-vice-chair",
        "two-vice-chairs-2016",
        "full-vice-chairs-2016",
        "two-deputy-heads-2016",
        "one-post-each-district-2016",
        "chair-two-terms",
    )
    _agrees_on_every_slate(load_rulebook("ha-tinh-2016"), earlier(), rules)


@st.composite
def later(draw: st.DrawFn) -> tuple[Council, Pool, Slate]:
    """The same in 2026: kinds of unit of that law, what was merged, what was decided, who heads an agency."""
    council, pool, slate = draw(settings_of())
    sorts = draw(st.sampled_from([(None, None), (CommitteeSort.ETHNIC, CommitteeSort.URBAN)]))
    continues, decided = draw(st.sampled_from([1, 2])), draw(st.sampled_from([None, 1, 2]))
    committees = tuple(
        c.replace_unvalidated(sort=sort, continues=continues, deputy_heads=decided)
        for c, sort in zip(council.committees, sorts, strict=False)
    )
    sitting = draw(st.sampled_from([{}, {CouncilOffice.VICE_CHAIR: 4, CouncilOffice.DEPUTY_HEAD: 7}]))
    council = council.replace_unvalidated(
        kind=draw(st.sampled_from(LATER_KINDS)),
        election_day=date(2026, 3, 15),
        merged_from=draw(st.sampled_from([1, 2, 3])),
        committees=committees,
        sitting=sitting,
    )
    heading = draw(st.sampled_from([None, *(p.id for p in pool.people)]))
    pool = pool.replace_unvalidated(
        people=tuple(p.replace_unvalidated(heads_agency=p.id == heading) for p in pool.people)
    )
    often = [post for post in council.posts if post.startswith(("vice_chair", "deputy_head"))]
    crowded = draw(st.sampled_from([None, *often]))
    slate = slate if crowded is None else slate.replace_unvalidated(deputies=slate.listed)
    posts = slate.posts | ({} if crowded is None else {crowded: tuple(sorted(slate.deputies))})
    return council, pool, slate.replace_unvalidated(posts=posts)


LATER_KINDS = [
    CouncilKind.PROVINCE,
    CouncilKind.CITY,
    CouncilKind.SPECIAL_CITY,
    CouncilKind.MOUNTAINOUS_COMMUNE,
    CouncilKind.CITY_WARD,
    CouncilKind.SPECIAL_ZONE,
]


def test_the_rules_of_2026_are_judged_alike_too() -> None:
    rules = (
        "vice-chairs-at-most-province",
        "deputy-heads-at-most-province",
        "deputy-heads-as-decided-commune",
        "one-vice-chair",
        "some-vice-chair",
        "committee-leaders-head-no-agency",
        "standing-committee-not-in-peoples-committee",
        "one-head-per-committee",
        "one-post-each",
        "women-35-percent",
        "more-surplus-at-consultation-3",
    )
    _agrees_on_every_slate(load_rulebook("national-2026"), later(), rules)
