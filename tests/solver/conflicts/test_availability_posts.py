"""What is heard of a rule about posts, against every slate there is and against the audit."""

from hypothesis import given
from hypothesis import strategies as st

from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Council, CouncilOffice
from cocau.constraints.model.people import Pool
from cocau.constraints.model.selectors import EVERYONE, Among, Selector
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Verdict
from cocau.solver.conflicts.availability import PostDemandRecorder, record_post_demands
from tests.examples import examples
from tests.solver.support.small_councils import councils, every_slate, people
from tests.solver.test_plan_introductions import _tiny

WHOLE = load_rulebook()
ABOUT_POSTS = (
    "chair-is-secretary",
    "vice-chair-in-standing-committee",
    "vice-chairs-full-time",
    "standing-committee-not-in-peoples-committee",
    "one-chair",
    "one-vice-chair",
)


ONE_BY_ONE = {
    "chair-is-secretary": ("chair",),
    "vice-chairs-full-time": ("vice_chair",),
    "standing-committee-not-in-peoples-committee": ("chair", "vice_chair"),
}
"""Rules that tell of each person and post whether they go together, and of which posts."""


@st.composite
def heard_rules(draw: st.DrawFn) -> tuple[Council, Pool, str]:
    council = draw(councils())
    here = WHOLE.for_council(council).by_id
    return council, draw(people(5, 6)), draw(st.sampled_from([r for r in ABOUT_POSTS if r in here]))


@examples(40)
@given(heard_rules())
def test_nobody_ruled_out_of_a_post_holds_it_where_the_rule_is_kept(case: tuple[Council, Pool, str]) -> None:
    council, pool, name = case
    book = WHOLE.for_council(council)
    barred = book.list_barred(council, pool)
    rule = book.by_id[name]
    hearing = record_post_demands(council, pool, barred, rule)
    excluded, demands = hearing.list_excluded(), [*hearing.list_demands()]
    sizes = {u.id: {1: 2, 2: 3}[u.seats] for u in council.constituencies}
    setting = None
    held_somewhere = set()
    for slate in every_slate(council, pool, sizes, {"chair": 1, "vice_chair": 1}):
        setting = AuditContext(council, pool, slate, barred) if setting is None else setting.with_slate(slate)
        if rule.audit(setting).verdict is Verdict.BROKEN:
            continue
        held = {(i, post) for post, ids in slate.posts.items() for i in ids}
        held_somewhere |= held
        assert not held & excluded
        for demand in demands:
            assert len(held & {*demand.holdings}) >= min(demand.need, 1)
    if held_somewhere:
        posts = ONE_BY_ONE.get(name, ())
        everything = {(p.id, post) for p in pool.people for post in posts}
        assert {(i, post) for i, post in excluded if post in posts} == everything - held_somewhere


def _hearing() -> PostDemandRecorder:
    council, pool = _tiny()
    return PostDemandRecorder(council, pool, frozenset({"p4"}))


def test_a_share_of_a_hundred_percent_rules_out_everybody_else() -> None:
    hearing = _hearing()
    women = hearing.holds("p0", "chair") + hearing.holds("p1", "chair")
    hearing.require(100 * women >= 100 * hearing.held(EVERYONE, "chair"))
    assert hearing.list_excluded() == {(i, "chair") for i in ("p2", "p3", "p4")}
    assert [*hearing.list_demands()] == []


def test_whoever_must_hold_a_post_of_one_keeps_the_others_out() -> None:
    hearing = _hearing()
    hearing.require(hearing.held(EVERYONE, "chair") <= 1)
    hearing.require(hearing.holds("p2", "chair") >= 1)
    assert hearing.list_excluded() == {(i, "chair") for i in ("p0", "p1", "p3", "p4")}
    (demand,) = hearing.list_demands()
    assert (demand.holdings, demand.need) == ((("p2", "chair"),), 1)


def test_a_demand_of_two_weighted_alike_needs_two() -> None:
    hearing = _hearing()
    hearing.require(3 * hearing.held(EVERYONE, "vice_chair") >= 5)
    (demand,) = hearing.list_demands()
    assert demand.need == 2
    assert len(demand.holdings) == 5


def test_what_is_no_post_rules_nobody_out() -> None:
    hearing = _hearing()
    anything = (
        hearing.stands("p0"),
        hearing.combines("p0", CouncilOffice.CHAIR, CouncilOffice.HEAD),
        hearing.away_from_home(),
    )
    for quantity in anything:
        hearing.require(hearing.holds("p0", "chair") + quantity <= 0)
    hearing.impossible()
    assert not hearing.list_excluded()
    assert not hearing.may_stand("p4")
    assert hearing.may_stand("p0")


def test_a_row_that_cannot_hold_rules_nobody_out() -> None:
    hearing = _hearing()
    hearing.require(hearing.holds("p0", "chair") >= 2)
    hearing.require(hearing.holds("p1", "chair") <= -1)
    assert not hearing.list_excluded()


def test_a_description_in_posts_is_told_only_where_nothing_else_is() -> None:
    again = Selector(re_standing=True)
    hearing = _hearing()
    hearing.require(hearing.count(again, Among.CHAIR) >= 0)
    assert hearing.about == (again,)
    hearing.require(hearing.holds("p0", "chair") >= 1)
    assert hearing.about == ()
