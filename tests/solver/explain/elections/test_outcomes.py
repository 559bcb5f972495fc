"""What the voters may still decide, against every outcome there is of tiny ballots."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocau.constraints.errors import InputError
from cocau.constraints.library import load_rulebook
from cocau.constraints.model.council import Constituency, Council, CouncilOffice
from cocau.constraints.model.people import PartyRank, Pool
from cocau.constraints.model.selectors import GROUPS, Selector
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Rule, Strength, Verdict
from cocau.solver.explain.elections.bounds import (
    CountInterval,
    KeptInOutcomes,
    UnjudgedReason,
    record_deputy_use,
)
from cocau.solver.explain.elections.outcomes import ElectionOutcomes, compute_outcomes
from cocau.solver.explain.elections.vacancies import HolderExposure, PostSuccessor
from cocau.solver.proposal import Proposal, ProposalOutcome, Provenance
from cocau.solver.request import PlanRequest
from cocau.solver.time_budget import TimeBudget
from tests.constraints.samples import rule, shipped_council, shipped_pool
from tests.examples import examples
from tests.solver.model.test_slate_model_agreement import settings_of

FLOOR = "women-in-every-outcome"
WHOLE = load_rulebook("ha-tinh-2021+cocau-every-outcome").apply_overrides({FLOOR: {"at_least_percent": 34}})
OVER_DEPUTIES = (
    "women-30-percent-deputies",
    "re-elected-30-percent",
    "fewer-administration-deputies",
    "more-front-deputies",
    "peoples-committee-chair-is-deputy",
)
ABOUT_POSTS = (
    "posts-from-among-deputies",
    "one-post-each",
    "one-chair",
    "one-vice-chair",
    "vice-chairs-province",
    "chair-is-secretary",
    "vice-chair-in-standing-committee",
    "vice-chairs-full-time",
    "standing-committee-not-in-peoples-committee",
    "full-time-cap-district",
    "full-time-cap-province",
)
MADE = Provenance(cocau="0", engines={}, rulebook_digest="", council_digest="", pool_digest="")
THOROUGH = examples(60, derandomize=True)


def _stored(council: Council, pool: Pool, slate: Slate, book: Rulebook) -> Proposal:
    return Proposal(
        outcome=ProposalOutcome.SOLVED,
        request=PlanRequest(council=council, pool=pool),
        slate=slate,
        rulebook=book,
        provenance=MADE,
    )


def _asked(council: Council, pool: Pool, slate: Slate, book: Rulebook) -> ElectionOutcomes:
    return compute_outcomes(_stored(council, pool, slate, book), effort=TimeBudget(60))


def _elected(slate: Slate, unit: Constituency, least: int) -> list[tuple[str, ...]]:
    """Every set that a constituency may elect, of at least so many people and at most its seats."""
    listed = slate.candidates[unit.id]
    sizes = range(least, min(unit.seats, len(listed)) + 1)
    return [way for size in sizes for way in combinations(listed, size)]


def _filled(slate: Slate, unit: Constituency) -> int:
    return min(unit.seats, len(slate.candidates[unit.id]))


def _counts(pool: Pool, council: Council, who: Selector, ways: list[tuple[str, ...]]) -> list[int]:
    day = council.election_day
    return [sum(who.matches(pool.by_id[i], day) for i in way) for way in ways]


# --- groups -------------------------------------------------------------------------------------------------


@THOROUGH
@given(settings_of())
def test_bounds_and_mean_of_each_group_are_those_of_every_outcome(case: tuple[Council, Pool, Slate]) -> None:
    council, pool, slate = case
    answer = _asked(council, pool, slate, WHOLE.for_council(council))
    assert [g.group for g in answer.groups][: len(GROUPS)] == list(GROUPS)
    for group in answer.groups:
        units = council.constituencies
        for unit, here in zip(units, group.by_constituency, strict=True):
            full = _counts(pool, council, group.who, _elected(slate, unit, _filled(slate, unit)))
            some = _counts(pool, council, group.who, _elected(slate, unit, 0))
            assert (here.filled.least, here.filled.most) == (min(full), max(full))
            assert (here.lawful.least, here.lawful.most) == (min(some), max(some))
            assert here.expected == Fraction(sum(full), len(full))
            enough = next(t for t in range(unit.seats + 1) if Fraction(t, unit.seats) >= Fraction(2, 3))
            once = _counts(pool, council, group.who, _elected(slate, unit, enough))
            assert here.once == (CountInterval(least=min(once), most=max(once)) if once else None)
        assert group.listed == sum(
            group.who.matches(pool.by_id[i], council.election_day) for i in slate.listed
        )
    whole = next(g for g in answer.groups if g.group == "women")
    totals = [
        sum(_counts(pool, council, whole.who, [tuple(i for way in ways for i in way)]))
        for ways in product(*(_elected(slate, u, _filled(slate, u)) for u in council.constituencies))
    ]
    assert (whole.filled.least, whole.filled.most) == (min(totals), max(totals))
    assert whole.expected == Fraction(sum(totals), len(totals))


@THOROUGH
@given(settings_of(), st.lists(st.sampled_from([*OVER_DEPUTIES, FLOOR]), unique=True))
def test_rules_are_kept_always_sometimes_or_never_as_in_every_outcome(
    case: tuple[Council, Pool, Slate], rules: list[str]
) -> None:
    council, pool, slate = case
    here = WHOLE.for_council(council)
    book = here.select_rules([r for r in rules if r in here.by_id])
    answer = _asked(council, pool, slate, book)
    told = {each.rule: each.held for group in answer.groups for each in group.rules}
    ways = [_elected(slate, u, _filled(slate, u)) for u in council.constituencies]
    councils = [tuple(i for way in chosen for i in way) for chosen in product(*ways)]
    for each in book.rules:
        verdicts = {_verdict(each, council, pool, slate, elected) for elected in councils}
        if verdicts == {Verdict.UNDECIDED}:
            assert answer.open[each.id] is UnjudgedReason.FIGURES
        else:
            assert told[each.id] is _held(verdicts)
    assert len(told) + len(answer.open) == len(book.rules)


def _verdict(one: Rule, council: Council, pool: Pool, slate: Slate, elected: tuple[str, ...]) -> Verdict:
    if one.id == FLOOR:
        women = sum(GROUPS["women"].matches(pool.by_id[i], council.election_day) for i in elected)
        return Verdict.KEPT if 100 * women >= 34 * council.seats else Verdict.BROKEN
    return one.audit(
        AuditContext(council, pool, slate.replace_unvalidated(deputies=elected, posts={}))
    ).verdict


def _held(verdicts: set[Verdict]) -> KeptInOutcomes:
    if verdicts == {Verdict.KEPT}:
        return KeptInOutcomes.EVERY
    return KeptInOutcomes.NONE if verdicts == {Verdict.BROKEN} else KeptInOutcomes.SOME


def test_rules_over_several_groups_or_posts_are_said_to_be_open() -> None:
    council, pool = shipped_council("xa-nho"), shipped_pool("xa-nho")
    pool = pool.replace_unvalidated(
        people=tuple(p.replace_unvalidated(preference=3) if p.id == "hoa" else p for p in pool.people)
    )
    slate = Slate(candidates={"dv1": ("an", "cuong"), "dv2": ("hoa",)}, deputies=("an",))
    book = WHOLE.for_council(council).select_rules(
        ["stay-near-reference", "department-preference", "full-time-cap-commune", FLOOR]
    )
    answer = _asked(council, pool, slate, book)
    assert answer.open == {
        "stay-near-reference": UnjudgedReason.SEVERAL,
        "department-preference": UnjudgedReason.SEVERAL,
        "full-time-cap-commune": UnjudgedReason.POSTS,
    }
    assert answer.complete
    women = compute_outcomes(_stored(council, pool, slate, book), ["women"], effort=TimeBudget(60))
    assert [g.group for g in women.groups] == ["women"]
    assert women.open == {}
    province = shipped_council("tinh-nho")
    answer = _asked(
        province,
        shipped_pool("tinh-nho"),
        Slate(candidates={"dv1": ("an",), "dv2": (), "dv3": ()}, deputies=("an",)),
        WHOLE.for_council(province).select_rules(["full-time-cap-province", "more-full-time-deputies"]),
    )
    assert answer.open == {"more-full-time-deputies": UnjudgedReason.POSTS}


@pytest.mark.parametrize(
    ("percent", "held"), [(20, KeptInOutcomes.EVERY), (21, KeptInOutcomes.SOME), (41, KeptInOutcomes.NONE)]
)
def test_a_floor_is_reached_always_sometimes_or_never(percent: int, held: KeptInOutcomes) -> None:
    """One of the two women on a list of three for two seats is sure; there are five seats."""
    council, pool = shipped_council("xa-nho"), shipped_pool("xa-nho")
    lists = {"dv1": ("an", "cuong", "giang", "khanh"), "dv2": ("hoa", "lan", "phuc")}
    slate = Slate(candidates=lists, deputies=("an", "cuong", "giang", "hoa", "lan"))
    book = WHOLE.select_rules([FLOOR]).apply_overrides({FLOOR: {"at_least_percent": percent}})
    women = _asked(council, pool, slate, book).groups[0]
    assert (women.filled, women.expected) == (CountInterval(least=1, most=2), Fraction(4, 3))
    assert [each.held for each in women.rules] == [held]


# --- posts --------------------------------------------------------------------------------------------------


@st.composite
def with_posts(draw: st.DrawFn) -> tuple[Council, Pool, Slate, list[str]]:
    """A slate with holders of posts, and a few musts about posts."""
    council, pool, slate = draw(settings_of())
    here = WHOLE.for_council(council).by_id
    some = draw(st.lists(st.sampled_from([r for r in ABOUT_POSTS if r in here]), unique=True, max_size=3))
    if len(slate.deputies) > 1 and draw(
        st.booleans()
    ):  # as plans are: one each, so that somebody has to move
        holders = draw(st.permutations(slate.deputies))
        posts = dict.fromkeys(council.posts, ()) | {"chair": holders[:1], "vice_chair": holders[1:2]}
        slate = slate.replace_unvalidated(posts={post: tuple(ids) for post, ids in posts.items()})
        some = ["one-post-each", *some]
    return council, pool, slate, [*some, "posts-from-among-deputies"]


@pytest.mark.long
def test_whoever_could_take_over_is_told_and_nobody_else() -> None:
    """A generator without posts that somebody and that nobody could take would let errors in them pass."""
    seen: Counter[str] = Counter()

    @settings(THOROUGH, max_examples=300)
    @given(with_posts())
    def whatever_the_slate(case: tuple[Council, Pool, Slate, list[str]]) -> None:
        seen.update(_told(*case))

    whatever_the_slate()
    asked = ("taken", "moved", "nobody", "unseated", "exposed", "elected")
    assert {what: seen[what] > 10 for what in asked} == dict.fromkeys(asked, True)


def _told(council: Council, pool: Pool, slate: Slate, rules: list[str]) -> Counter[str]:
    """What there was among the holders of this slate, after comparing each with what is found by hand."""
    seen: Counter[str] = Counter()
    book = WHOLE.for_council(council).select_rules(rules)
    answer = _asked(council, pool, slate, book)
    holders = {i for ids in slate.posts.values() for i in ids}
    assert {each.holder for each in answer.posts} == holders
    for each in answer.posts:
        assert each.posts == tuple(p for p in council.posts if each.holder in slate.posts[p])
        unit = next(u for u in council.constituencies if each.holder in slate.candidates[u.id])
        assert each.exposed is (len(slate.candidates[unit.id]) > unit.seats)
        assert list(each.fillers) == _by_hand(council, pool, slate, book, each)
        assert each.barriers.keys() <= {one.id for one in book.rules}
        moved = any(filler.leaves for filler in each.fillers)
        elected = any(not filler.intended for filler in each.fillers)
        seen.update(taken=bool(each.fillers), moved=moved, elected=elected, nobody=not each.fillers)
        seen.update(unseated=each.unseated > 0, exposed=each.exposed)
    return seen


def _by_hand(
    council: Council, pool: Pool, slate: Slate, book: Rulebook, each: HolderExposure
) -> list[PostSuccessor]:
    found = []
    for i in sorted(slate.listed):
        if i == each.holder:
            continue
        own = tuple(p for p, ids in slate.posts.items() if i in ids)
        intended = i in slate.deputies
        if _possible(council, pool, slate, book, each, dict.fromkeys(each.posts, i), i):
            found.append(PostSuccessor(person=i, intended=intended))
        elif own and not set(own) & set(each.posts):
            moves = dict.fromkeys(each.posts, i)
            free = [j for j in sorted(slate.listed) if not any(j in ids for ids in slate.posts.values())]
            followed = tuple(
                j
                for j in free
                if _possible(council, pool, slate, book, each, moves | dict.fromkeys(own, j), j)
            )
            if followed:
                found.append(PostSuccessor(person=i, intended=True, leaves=own, followed_by=followed))
    return found


def _possible(
    council: Council,
    pool: Pool,
    slate: Slate,
    book: Rulebook,
    each: HolderExposure,
    moves: dict[str, str],
    needed: str,
) -> bool:
    """Whether some council without the holder keeps every must, with these people in these posts."""
    gone = {each.holder, *moves.values()}
    posts = {
        p: tuple(sorted({moves[p], *(set(ids) - gone)})) if p in moves else ids
        for p, ids in slate.posts.items()
    }
    barred = book.list_barred(council, pool) | {each.holder}
    for elected in _councils(council, slate, each.holder, needed):
        setting = AuditContext(
            council, pool, slate.replace_unvalidated(deputies=elected, posts=posts), barred
        )
        judged = (one.audit(setting) for one in book.rules if one.strength is not Strength.AIM)
        if all(finding.verdict is not Verdict.BROKEN for finding in judged):
            return True
    return False


def _councils(council: Council, slate: Slate, holder: str, needed: str) -> Iterator[tuple[str, ...]]:
    """Every council that differs least from the plan, has `needed` and all other holders, and not this one."""
    others = {i for ids in slate.posts.values() for i in ids} - {holder}
    planned = set(slate.deputies)
    ways = []
    for unit in council.constituencies:
        listed = [i for i in slate.candidates[unit.id] if i != holder]
        before = len(planned & set(slate.candidates[unit.id]))
        sizes = {min(before, len(listed))}
        if needed in listed and needed not in planned and before < unit.seats:
            sizes.add(min(before + 1, len(listed)))
        ways.append([way for size in sizes for way in combinations(listed, size)])
    at_home = next(set(ids) for ids in slate.candidates.values() if holder in ids)
    most = 1 if needed in planned or needed in at_home else 2
    for chosen in product(*ways):
        elected = {i for way in chosen for i in way}
        if needed in elected and others <= elected and len(elected - planned) <= most:
            yield tuple(sorted(elected))


def test_the_standing_deputy_may_chair_where_the_secretary_is_not_elected() -> None:
    council, pool = shipped_council("xa-nho"), shipped_pool("xa-nho")
    slate = Slate(
        candidates={"dv1": ("an", "binh", "dung", "giang", "khanh"), "dv2": ("cuong", "hoa", "phuc")},
        deputies=("an", "binh", "cuong", "dung", "hoa"),
        posts={"chair": ("an",), "vice_chair": ("cuong",)},
    )
    book = WHOLE.for_council(council).select_rules(["chair-is-secretary", "one-post-each"])
    chair, vice = _asked(council, pool, slate, book).posts
    assert (chair.holder, [f.person for f in chair.fillers]) == ("an", ["binh"])
    assert chair.barriers == {"chair-is-secretary": 6, "one-post-each": 1}
    assert (vice.holder, [f.person for f in vice.fillers]) == (
        "cuong",
        ["binh", "dung", "giang", "hoa", "khanh", "phuc"],
    )
    below = pool.replace_unvalidated(
        people=tuple(
            p.replace_unvalidated(party_rank=PartyRank.COMMITTEE) if p.id == "binh" else p
            for p in pool.people
        )
    )
    nobody = _asked(council, below, slate, book).posts[0]
    assert nobody.fillers == ()
    assert nobody.barriers["chair-is-secretary"] == 7


@pytest.mark.parametrize(
    ("second", "fillers", "barriers"),
    [
        (("hoa", "lan", "phuc"), ["lan", "phuc"], {"all-in-office": 5}),
        (("hoa", "lan"), ["lan"], {"all-in-office": 5}),
    ],
)
def test_a_rule_that_sees_the_council_is_judged_with_whoever_of_the_list_lets_it_be_kept(
    second: tuple[str, ...], fillers: list[str], barriers: dict[str, int]
) -> None:
    """Lan is full-time and has no post: she has to chair, or whoever is elected in her place."""
    council, pool = shipped_council("xa-nho"), shipped_pool("xa-nho")
    slate = Slate(
        candidates={"dv1": ("an", "cuong", "dung", "giang", "khanh"), "dv2": second},
        deputies=("an", "dung", "giang", "hoa", "lan"),
        posts={"chair": ("an",)},
    )
    full_time = rule("full_time_in_office", id="all-in-office")
    (chair,) = _asked(
        council, pool, slate, WHOLE.select_rules([FLOOR]).replace_unvalidated(rules=(full_time,))
    ).posts
    assert [f.person for f in chair.fillers] == fillers
    assert chair.barriers == barriers
    assert chair.unseated == 0


def test_who_combines_two_offices_is_asked_about_posts() -> None:
    council = shipped_council("tinh-nho").replace_unvalidated(sitting={CouncilOffice.VICE_CHAIR: 2})
    made = rule("combined_posts", office="vice_chair", with_office="head", full=2)
    assert record_deputy_use(council, shipped_pool("tinh-nho"), made).posts


# --- what cannot be answered --------------------------------------------------------------------------------


def test_all_that_is_wrong_is_told_at_once() -> None:
    council, pool = shipped_council("xa-nho"), shipped_pool("xa-nho")
    slate = Slate(
        candidates={"dv1": ("an", "hoa"), "dv2": ("hoa",), "dv9": ("lan",)},
        deputies=("an", "nobody"),
        posts={"chair": ("cuong",)},
    )
    with pytest.raises(InputError) as caught:
        compute_outcomes(_stored(council, pool, slate, WHOLE), ["womens"], effort=TimeBudget(60))
    codes = [p.code for p in caught.value.problems]
    assert sorted(codes) == [
        "not_listed",
        "not_listed",
        "two_lists",
        "unknown_constituency",
        "unknown_group",
        "unknown_person",
    ]
    assert caught.value.problems[0].en.startswith("There is no such group; groups, the nearest first: women,")


def test_without_a_slate_there_is_nothing_to_vote_on() -> None:
    council, pool = shipped_council("xa-nho"), shipped_pool("xa-nho")
    proposal = _stored(council, pool, Slate(candidates={}, deputies=()), WHOLE).replace_unvalidated(
        slate=None
    )
    with pytest.raises(InputError) as caught:
        compute_outcomes(proposal, ["x"], effort=TimeBudget(60))
    assert [p.code for p in caught.value.problems] == ["not_listed", "unknown_group"]


def test_what_time_did_not_allow_is_named_and_the_bounds_are_there_all_the_same() -> None:
    council, pool = shipped_council("xa-nho"), shipped_pool("xa-nho")
    slate = Slate(
        candidates={"dv1": ("an", "binh", "dung", "giang", "khanh"), "dv2": ("cuong", "hoa", "phuc")},
        deputies=("an", "binh", "cuong", "dung", "hoa"),
        posts={"chair": ("an",), "vice_chair": ("cuong",)},
    )
    book = WHOLE.for_council(council).select_rules([*OVER_DEPUTIES[:1], "one-post-each"])
    answer = compute_outcomes(_stored(council, pool, slate, book), effort=TimeBudget(0))
    assert answer.open == {"women-30-percent-deputies": UnjudgedReason.TIME}
    assert answer.open_posts == ("an", "cuong")
    assert not answer.complete
    women = answer.groups[0]
    assert (women.filled.least, women.filled.most) == (0, 3)
    assert women.expected == Fraction(3 * 2, 5) + Fraction(2 * 1, 3)


def test_the_clauses_are_those_that_the_rulebook_cites() -> None:
    council, pool = shipped_council("xa-nho"), shipped_pool("xa-nho")
    slate = Slate(candidates={"dv1": ("an",), "dv2": ("hoa",)}, deputies=("an",))
    answer = _asked(council, pool, slate, WHOLE.for_council(council))
    assert [(c.article, c.clause) for c in answer.law] == [(78, 2), (78, 3), (79, 2), (79, 3), (89, 2)]
    bare = WHOLE.for_council(council).replace_unvalidated(not_modelled=())
    assert _asked(council, pool, slate, bare).law == ()


def test_an_answer_reads_back_from_its_json_and_holds_no_float() -> None:
    council, pool = shipped_council("xa-nho"), shipped_pool("xa-nho")
    slate = Slate(candidates={"dv1": ("an", "binh", "dung"), "dv2": ("hoa",)}, deputies=("an",))
    answer = _asked(council, pool, slate, WHOLE.for_council(council))
    assert ElectionOutcomes.model_validate_json(answer.to_json()) == answer
    assert '"expected": "3"' in answer.to_json()


def test_every_set_of_people_can_be_what_the_voters_elect() -> None:
    """All ballots alike elect just the people they name (Art. 78(2), 78(3)); nobody, if votes are even."""
    for listed, seats in ((2, 1), (5, 3), (8, 5)):
        sets = [way for size in range(seats + 1) for way in combinations(range(listed), size)]
        for wanted in sets:
            ballots = [set(wanted)] * 3 if wanted else [{i} for i in range(listed)]
            votes = {i: sum(i in ballot for ballot in ballots) for i in range(listed)}
            over_half = [i for i in votes if 2 * votes[i] > len(ballots)]
            assert sorted(over_half, key=lambda i: -votes[i])[:seats] == list(wanted)
