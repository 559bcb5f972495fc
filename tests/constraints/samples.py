"""Small things to judge, written with few words: a council of five seats, people, slates, rules."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from cocau.constraints.documents import parse_yaml, read_text
from cocau.constraints.model.council import Council
from cocau.constraints.model.people import Person, Pool
from cocau.constraints.model.slate import Slate
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Finding, Rule, Standard, Verdict
from tests.constraints.cast_ballot import CastBallot

FIXTURES = Path(__file__).parents[2] / "fixtures"
WORDS = {"vi": "lời", "en": "words"}
CITE = {"source": "law", "article": 1, "mark": "D"}


def council(**fields: object) -> Council:
    """A commune with 3 + 2 seats and two committees."""
    plain = {
        "id": "xa",
        "name": "HĐND xã",
        "kind": "commune",
        "election_day": "2021-05-23",
        "seats": 5,
        "constituencies": [
            {"id": "a", "seats": 3, "localities": ["Bắc"]},
            {"id": "b", "seats": 2, "localities": ["Nam"]},
        ],
        "committees": [{"id": "legal"}, {"id": "social"}],
    }
    return Council.model_validate(plain | fields)


def person(i: str = "an", **fields: object) -> Person:
    """A man of forty-one, of no bloc in particular, whom an organisation introduced."""
    plain = {
        "id": i,
        "name": i,
        "born": "1980-01-01",
        "sex": "male",
        "bloc": "other",
        "introduced_by": "MTTQ",
    }
    return Person.model_validate(plain | fields)


def pool(*people: Person) -> Pool:
    return Pool(people=people)


def people(ids: str, **fields: object) -> tuple[Person, ...]:
    """Several people alike: ``people("an binh")``."""
    return tuple(person(i, **fields) for i in ids.split())


def slate(
    lists: Mapping[str, str] | None = None, deputies: str = "", posts: Mapping[str, str] | None = None
) -> Slate:
    """``slate({"a": "an binh"}, "an", {"chair": "an"})``."""
    return Slate(
        candidates={unit: tuple(ids.split()) for unit, ids in (lists or {}).items()},
        deputies=tuple(deputies.split()),
        posts={post: tuple(ids.split()) for post, ids in (posts or {}).items()},
    )


NOBODY = slate()


def setting(
    everybody: Sequence[Person], named: Slate = NOBODY, barred: str = "", **fields: object
) -> AuditContext:
    """A slate over these people in the small council, some of whose fields are other."""
    return AuditContext(council(**fields), pool(*everybody), named, frozenset(barred.split()))


def rule(kind: str, **fields: object) -> Rule:
    """A rule of this kind: a standard where the kind is one, an aim where a priority is given, else a must."""
    cls = Rule.registry[kind]
    strength = "standard" if issubclass(cls, Standard) else "aim" if "priority" in fields else "must"
    plain = {
        "id": "r",
        "kind": kind,
        "strength": strength,
        "in_force": "2020-01-01",
        "cites": [CITE],
        "says": WORDS,
        "broken": WORDS,
    }
    return cls.model_validate(plain | fields)


SOURCE = {
    "kind": "law",
    "number": "1",
    "title": WORDS,
    "issuer": WORDS,
    "dated": None,
    "in_force": "2015-01-01",
    "verified": None,
}


def book(*rules: Rule, **fields: object) -> Rulebook:
    """A rulebook of these rules, all citing one law."""
    plain: dict[str, object] = {"name": "sách", "title": WORDS, "rules": [], "sources": {"law": SOURCE}}
    return Rulebook.model_validate(plain | fields).replace_unvalidated(rules=rules)


Judged = tuple[str, int, tuple[str, ...]]


def judged(finding: Finding) -> Judged:
    """Verdict, shortfall and witnesses: what a table of verdicts has."""
    return str(finding.verdict), finding.short, finding.witnesses


def audited(judge: Rule, case: AuditContext) -> Finding:
    """The rule's finding, after comparing it with what the rule tells a planner about the same slate."""
    finding = judge.audit(case)
    ballot = CastBallot(case)
    judge.compile(ballot)
    if finding.verdict is Verdict.UNDECIDED:
        assert not ballot.asked
    else:
        assert ballot.keeps is (finding.verdict is Verdict.KEPT)
    assert finding.verdict is Verdict.UNDECIDED or finding.facts.keys() <= judge.facts
    return finding


@cache
def shipped_council(name: str) -> Council:
    path = FIXTURES / "councils" / f"{name}.yaml"
    return Council.model_validate(parse_yaml(read_text(path), path.name))


@cache
def shipped_pool(name: str) -> Pool:
    path = FIXTURES / "pools" / f"{name}.yaml"
    return Pool.model_validate(parse_yaml(read_text(path), path.name))


def unfit(standard: Rule, someone: Person) -> bool:
    """Whether a standard keeps somebody off the list: by its audit, and by what it tells a planner."""
    finding = audited(standard, setting([someone], slate({"a": someone.id})))
    assert finding.facts == {"unfit": finding.short}
    assert finding.witnesses == (someone.id,) * finding.short
    return finding.verdict is Verdict.BROKEN
