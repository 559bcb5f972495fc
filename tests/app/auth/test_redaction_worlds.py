"""What a viewer can put together of a council: everything told, held against every world that looks like it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from cocau.app.auth.redaction import is_open_to_all
from cocau.app.auth.suppression import suppress_counts
from cocau.app.db.engine import Store
from cocau.app.permissions import UserRole
from cocau.constraints.model.people import Bloc, PartyRank, Person
from cocau.constraints.rules.rule import Verdict
from cocau.solver.plan import plan
from cocau.solver.proposal import Proposal
from cocau.solver.request import Pins, PlanRequest
from tests.app.auth import resources
from tests.app.auth.callers import bearer, in_production, key_of, made, served
from tests.app.auth.exact_attacker import KnownGroup, ToldCounts, find_known
from tests.app.web.api import test_routers_permissions as api
from tests.app.web.desk import test_routers_roles as desk
from tests.databases import migrated

HERE = "ha-tinh"
MUCH_HIDDEN = 11
"""Addresses that tell an analyst what viewers are not to know: fewer, and the two worlds hardly differ."""
OWN = {"/v1/keys", "/account"}
"""Pages on the caller's own keys, which are drawn by lot."""
GIVEN = desk.GIVEN | {"layout": "van-ban", "code": "no-such-code", "name": "xa-mau"}


def test_two_tables_suppressed_each_by_itself_give_somebody_away() -> None:
    """Viewers were told them until counts were left out: the attacker does find what there is."""
    first, second = (frozenset(f"p{n}" for n in range(60) if n != gone) for gone in (58, 59))
    non_party = {f"p{n}" for n in (*range(12), 58)}
    told = []
    for listed in (first, second):
        meant = frozenset(sorted(listed)[:36])
        rows = [
            (part, value, len({p for p in people if (p in non_party) is yes}))
            for part, people in (("deputies", meant), ("others", listed - meant))
            for value, yes in (("non_party", True), ("party", False))
        ]
        published = suppress_counts(rows)
        counts = {"deputies": published.cells["deputies"], "candidates": published.values}
        told.append(ToldCounts(listed, len(meant), counts))
    assert KnownGroup(("p58",), "non_party", 1) in find_known(told)
    assert KnownGroup(("p59",), "non_party", 0) in find_known(told)
    assert find_known(told[:1]) == []


def _alter_person(person: Person) -> Person:
    """Another person who stands on the list alike."""
    turned = {name: not value for name in Person.model_fields if type(value := getattr(person, name)) is bool}
    introduced = {} if person.introduced_by is None else {"introduced_by": "Hội khác"}
    if introduced:  # how many are is told to everybody
        turned["self_nominated"] = person.self_nominated
    words = dict.fromkeys(("work_place", "occupation", "specialty", "home_town", "residence"), "Chùa")
    return person.replace_unvalidated(
        **turned,
        **introduced,
        **words,
        ethnicity="Thái" if person.ethnicity == "Kinh" else "Kinh",
        religion=None if person.religion else "Phật giáo",
        bloc=Bloc.OTHER if person.bloc is not Bloc.OTHER else Bloc.PARTY,
        party_rank=None if person.party_rank else PartyRank.COMMITTEE,
    )


_OTHER_VERDICT = {Verdict.KEPT: Verdict.BROKEN, Verdict.BROKEN: Verdict.KEPT, Verdict.UNDECIDED: Verdict.KEPT}


def _alter(proposal: Proposal) -> Proposal:
    """A proposal with the same lists of which all that is withheld is otherwise."""
    request, slate = proposal.request, proposal.slate
    hidden = {rule.id for rule in proposal.rulebook.rules if not is_open_to_all(rule)}
    pool = request.pool.replace_unvalidated(people=tuple(map(_alter_person, request.pool.people)))
    conflict = proposal.conflict
    if conflict is not None:
        other = sorted(hidden - {*conflict.rules})
        count = sum(rule in hidden for rule in conflict.rules)
        rules = (*(rule for rule in conflict.rules if rule not in hidden), *other[:count])
        conflict = conflict.replace_unvalidated(rules=rules, nearest=(), described=(), wanted=())
    if slate is not None:
        rest = [i for i in slate.listed if i not in slate.deputies]
        meant = (*slate.deputies[len(rest) :], *rest)[: len(slate.deputies)]
        posts, turned = {}, iter(meant)
        for post, holders in slate.posts.items():
            posts[post] = tuple(next(turned) for _ in holders)
        slate = slate.replace_unvalidated(deputies=meant, posts=posts)
    return proposal.replace_unvalidated(
        request=request.replace_unvalidated(pool=pool),
        slate=slate,
        conflict=conflict,
        barred={},
        interchangeable=(),
        remarks=(),
        findings=tuple(
            f.replace_unvalidated(verdict=_OTHER_VERDICT[f.verdict], short=f.short + 1, witnesses=())
            if f.rule in hidden
            else f
            for f in proposal.findings
        ),
        aims=tuple(
            a.replace_unvalidated(
                missed=not a.missed if a.rule in hidden else a.missed,
                tier_value=a.tier_value + 3,
                tier_bound=a.tier_bound + 3,
                blocked_by=None,
            )
            for a in proposal.aims
        ),
    )


@pytest.fixture(scope="module")
def pair(request_of_commune: PlanRequest, proposal: Proposal) -> tuple[Proposal, Proposal]:
    """Two proposals of one pool, which differ in one candidate at least."""
    assert proposal.slate is not None
    out = proposal.slate.listed[-1]
    second = plan(request_of_commune.replace_unvalidated(pins=Pins(out=(out,))))
    assert second.slate is not None
    assert set(second.slate.listed) != set(proposal.slate.listed)
    return proposal, second


@contextmanager
def _serve_world(
    folder: Path, proposals: list[Proposal]
) -> Iterator[tuple[TestClient, Store, dict[str, list[str]]]]:
    """A service with these proposals of one council and one pool, which has two versions."""
    with migrated(folder) as store, served(store, in_production(folder, solves=0)) as client:
        yield client, store, resources.store_proposals(store, HERE, proposals)


def _list_paths(ids: dict[str, list[str]]) -> Iterator[tuple[str, bool]]:
    """Every address that is read with these ids, of the API and of the desk."""
    for routes, of_desk in ((api.ROUTES, False), (desk.ROUTES, True)):
        for (method, path), row in routes.items():
            named = [name for name in re.findall(r"\{(\w+)\}", path) if name not in GIVEN]
            if method == "GET" and path not in OWN and all(name in ids for name in named) and len(named) < 2:
                for one in ids[named[0]] if named else [""]:
                    given = GIVEN | dict.fromkeys(named, one)
                    yield path.format_map(given) + row.query, of_desk


_ID = re.compile(r"\b[a-z]{3}_[0-9a-z]{26}\b")
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?|\d\d:\d\d(:\d\d)?((, | ngày )?\d\d/\d\d/\d{4})?|[\d,.]+ (giây|s)\b"
)


def _read_each(
    client: TestClient, headers: dict[str, str], ids: dict[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """Read address after address; ids by the order in which they came, moments left out."""
    order = {one: f"{name}-{number}" for name, ones in ids.items() for number, one in enumerate(ones)}
    for path, of_desk in _list_paths(ids):
        sent = headers | (desk.SAME if of_desk else {})
        answer = client.get(path, headers=sent, follow_redirects=False)
        assert answer.status_code != 500, path
        kept = {name: answer.headers.get(name) for name in ("etag", "location", "content-length")}
        text = f"{answer.status_code} {kept['etag']} {kept['location']} {resources.read_all_texts(answer.content)}"
        text = _MOMENT.sub("-", _ID.sub(lambda m: order.get(m[0], "id"), text))
        yield _ID.sub(lambda m: order.get(m[0], "id"), path), text


@pytest.fixture(scope="module")
def worlds(
    pair: tuple[Proposal, Proposal], conflict: Proposal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[tuple[TestClient, Store, dict[str, list[str]]]]]:
    """Two services that differ only in what viewers are not to know."""
    assert conflict.conflict is not None
    hidden = sorted(rule.id for rule in conflict.rulebook.rules if not is_open_to_all(rule))
    core = conflict.conflict.replace_unvalidated(rules=(*conflict.conflict.rules, hidden[0]))
    one = [pair[0], conflict.replace_unvalidated(conflict=core), pair[1]]
    with (
        _serve_world(tmp_path_factory.mktemp("one"), one) as first,
        _serve_world(tmp_path_factory.mktemp("other"), [_alter(each) for each in one]) as second,
    ):
        yield [first, second]


def _list_differences(first: str, second: str) -> Iterator[str]:
    """List where two texts differ, a little of each."""
    for kind, start, end, other, until in SequenceMatcher(None, first.split(), second.split()).get_opcodes():
        if kind != "equal":
            yield f"{first.split()[start:end]} / {second.split()[other:until]}"[:300]


def _name_caller(store: Store, role: UserRole) -> dict[str, str]:
    """Headers of a user who is called the same in each world."""
    return {"Authorization": f"Bearer {key_of(store, made(store, role, HERE, name=f'ban-{role}'))}"}


def test_a_viewer_reads_the_same_whoever_is_what(
    worlds: list[tuple[TestClient, Store, dict[str, list[str]]]],
) -> None:
    """Then nothing that they can put together tells of anybody: more than an exact attacker could find."""
    first, second = (
        dict(_read_each(client, _name_caller(store, UserRole.VIEWER), ids)) for client, store, ids in worlds
    )
    assert first.keys() == second.keys()
    differing = [path for path in first if first[path] != second[path]]
    assert {path: list(_list_differences(first[path], second[path])) for path in differing} == {}
    assert sum(text.startswith("200") for text in first.values()) > 40
    read = (_read_each(client, _name_caller(store, UserRole.ANALYST), ids) for client, store, ids in worlds)
    told = (one for one, other in zip(*read, strict=True) if one != other)
    assert len(list(islice(told, MUCH_HIDDEN))) == MUCH_HIDDEN


def _find_counts(tree: Any) -> Iterator[dict[str, dict[str, int | None]]]:
    """Find every table of counts by stage and group in an answer."""
    for name, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        if name == "counts" and isinstance(value, dict):
            yield value
        elif isinstance(value, dict | list):
            yield from _find_counts(value)


def test_an_exact_attacker_learns_of_nobody(
    worlds: list[tuple[TestClient, Store, dict[str, list[str]]]],
) -> None:
    """Of what cannot be counted on the lists anyway."""
    client, store, ids = worlds[0]
    headers, told = bearer(store, UserRole.VIEWER, HERE), []
    for which in ids["proposal_id"]:
        shown = client.get(f"/v1/proposals/{which}/proposal", headers=headers).json()
        listed = frozenset(f"{p['name']} {p['born']}" for unit in shown["lists"] for p in unit["candidates"])
        for path in ("/proposal", "/aggregate", ""):
            answer = client.get(f"/v1/proposals/{which}{path}", headers=headers).json()
            told += [ToldCounts(listed, shown["deputies"], counts) for counts in _find_counts(answer)]
    assert told
    open_groups = {"women", "under_40", "total"}
    assert [known for known in find_known(told) if known.group not in open_groups] == []
