"""Faults of a council or a pool that no rule could judge: found all at once, before anything is planned.

`where` is a path into the two records, with ids for numbers: ``council.constituencies[dv01].seats``,
``pool.people[an].born``; several are set apart by commas. `app.imports.located` finds them in the files.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from cocau.constraints.clause_words import clause_of
from cocau.constraints.council import Council
from cocau.constraints.errors import Problem
from cocau.constraints.kinds.seats_per_constituency import SeatsPerConstituency
from cocau.constraints.kinds.transfer_recorded import TransferRecorded
from cocau.constraints.library import fitting
from cocau.constraints.people import Bloc, Pool
from cocau.constraints.pool_checks import pool_problems
from cocau.constraints.record import Text
from cocau.constraints.rule import Strength, Verdict
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.select import GROUPS
from cocau.constraints.setting import Setting
from cocau.constraints.slate import Slate
from cocau.constraints.transfer_checks import transfer_problems, unrecorded


def problems_with(council: Council, pool: Pool, book: Rulebook) -> list[Problem]:
    """Everything wrong with a council and a pool, seen together with the rules in force."""
    return [
        *council_problems(council, book),
        *pool_problems(council, pool, book),
    ]


def council_problems(council: Council, book: Rulebook) -> list[Problem]:
    """Everything wrong with a council alone, seen together with the rules in force."""
    return [
        *term_problems(book, council.election_day, "council.election_day"),
        *_council(council),
        *_by_rule(council, book),
    ]


def own_problems(council: Council) -> list[Problem]:
    """What contradicts itself in a council, whatever the rules say."""
    return list(_council(council))


def slate_problems(council: Council, pool: Pool, slate: Slate) -> list[Problem]:
    """Ids on a slate that mean nothing: no verdict could be given on them."""
    units = [unit.id for unit in council.constituencies]
    known = (
        (
            "unknown_constituency",
            "slate.candidates",
            "đơn vị bầu cử",
            "constituency",
            slate.candidates,
            units,
        ),
        ("unknown_post", "slate.posts", "chức danh", "post", slate.posts, council.posts),
    )
    unmeant = [
        Problem(
            code,
            f"{where}.{i}",
            f"Không có {vi} '{i}'; có: {', '.join(ids)}.",
            f"There is no {en} '{i}'; there are: {', '.join(ids)}.",
        )
        for code, where, vi, en, used, ids in known
        for i in used
        if i not in ids
    ]
    unknown = [
        Problem(
            "unknown_person",
            f"slate: {i}",
            f"Không có ai mang mã '{i}' trong danh sách giới thiệu.",
            f"Nobody in the pool has the id '{i}'.",
        )
        for i in slate.everybody
        if i not in pool.by_id
    ]
    return unmeant + unknown


def term_problems(book: Rulebook, day: date, where: str) -> Iterator[Problem]:
    """An election of another term: the book's silence about it is not a verdict."""
    term = book.term
    if term is not None and not term.first <= day <= term.last:
        fit = ", ".join(fitting(day))
        yield Problem(
            "outside_term",
            where,
            f"'{book.name}' dùng cho các cuộc bầu cử từ {term.first} đến {term.last};"
            f" hội đồng này bầu ngày {day}. Bộ quy định dùng được cho ngày đó: {fit or 'chưa có'}.",
            f"'{book.name}' is for elections between {term.first} and {term.last};"
            f" this council votes on {day}. Rulebooks for that day: {fit or 'none'}.",
        )


def _council(council: Council) -> Iterator[Problem]:
    units = council.constituencies
    total = sum(u.seats for u in units)
    if total != council.seats:
        yield Problem(
            "seats_sum",
            "council.seats",
            f"Các đơn vị bầu cử cộng lại được {total} đại biểu, hội đồng có {council.seats}.",
            f"The constituencies have {total} seats in all, the council has {council.seats}.",
        )
    named = [
        *(("constituencies", u.id, f"council.constituencies[{u.id}]") for u in units),
        *(("committees", c.id, f"council.committees[{c.id}]") for c in council.committees),
        *(
            ("localities", place, f"council.constituencies[{u.id}].localities")
            for u in units
            for place in u.localities
        ),
    ]
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for what, i, where in named:
        places[what, i].append(where)
    for (_, i), found in places.items():
        if len(found) > 1:
            yield Problem(
                "duplicate",
                ", ".join(dict.fromkeys(found)),
                f"'{i}' có {len(found)} lần; phải chỉ có một.",
                f"'{i}' is given {len(found)} times; it must be given once.",
            )
    yield from _numbers(council)
    yield from transfer_problems(council)


def _numbers(council: Council) -> Iterator[Problem]:
    prior = council.prior_term
    tables: dict[str, tuple[Mapping[str, int], int]] = {"targets": (council.targets, council.seats)}
    if council.reference is not None:
        tables["reference"] = (council.reference, council.seats)
    if prior is not None:
        tables["prior_term.counts"] = (prior.counts, prior.deputies)
        tables["prior_term.introduced_counts"] = (prior.introduced_counts, prior.introduced or 0)
    for name, (table, most) in tables.items():
        yield from _table(f"council.{name}", table, most)


def _table(where: str, table: Mapping[str, int], most: int) -> Iterator[Problem]:
    groups = [str(b) for b in Bloc] if where.endswith("reference") else list(GROUPS)
    for group, number in table.items():
        if group not in groups:
            yield Problem(
                "unknown_group",
                f"{where}.{group}",
                f"Không có nhóm này; các nhóm: {', '.join(groups)}.",
                f"There is no such group; groups: {', '.join(groups)}.",
            )
        elif not 0 <= number <= most:
            yield Problem(
                "out_of_range",
                f"{where}.{group}",
                f"{number} không nằm trong 0..{most}.",
                f"{number} is not between 0 and {most}.",
            )
    blocs = sum(n for group, n in table.items() if group in list(Bloc))
    if blocs > most and not where.endswith("targets"):
        yield Problem(
            "blocs_sum",
            where,
            f"Các khối cộng lại được {blocs}, nhiều hơn {most}.",
            f"The blocs sum to {blocs}, more than {most}.",
        )


def _by_rule(council: Council, book: Rulebook) -> Iterator[Problem]:
    """Musts that speak of the council alone: no slate could mend them, so they are faults of the input."""
    empty = Setting(council, Pool(people=()), Slate(candidates={}, deputies=()))
    for rule in book.rules:
        if rule.about_council and rule.strength is Strength.MUST:
            finding = rule.audit(empty)
            if finding.verdict is not Verdict.BROKEN:
                continue
            clause = clause_of(rule.cites[0])
            if isinstance(rule, SeatsPerConstituency):
                yield from _too_many_seats(rule, council, clause)
                continue
            if isinstance(rule, TransferRecorded):
                yield from unrecorded(rule, council, clause)
                continue
            units = [f"council.constituencies[{i}]" for i in dict.fromkeys(finding.witnesses)]
            words = {bound: getattr(rule, bound) for bound in rule.adjustable} | finding.facts
            texts = (f"{rule.broken.of(lang).format_map(words)} [{clause.of(lang)}]" for lang in ("vi", "en"))
            where = ", ".join(units) or f"council.{rule.council_field}"
            yield Problem(rule.id, where, *texts)


def _too_many_seats(rule: SeatsPerConstituency, council: Council, clause: Text) -> Iterator[Problem]:
    for unit in council.constituencies:
        if unit.seats > rule.limit:
            yield Problem(
                rule.id,
                f"council.constituencies[{unit.id}].seats",
                f"{unit.id} bầu {unit.seats} đại biểu; tối đa {rule.limit} [{clause.vi}].",
                f"{unit.id} elects {unit.seats} deputies; at most {rule.limit} [{clause.en}].",
            )
