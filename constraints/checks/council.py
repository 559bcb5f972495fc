"""Checks of a council, its slate and its term, for faults that no rule could judge.

`where` is a path into the two records, with ids for numbers: ``council.constituencies[dv01].seats``,
``pool.people[an].born``; several are set apart by commas. `cocau.app.files.locations` finds them in the
files.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from cocau.constraints.checks.pool import check_pool
from cocau.constraints.errors import GivenValue, ItemId, Loc, Problem
from cocau.constraints.kinds.fewest_residents import FewestResidents
from cocau.constraints.kinds.merger_stated import MergerStated
from cocau.constraints.kinds.seats_per_constituency import SeatsPerConstituency
from cocau.constraints.kinds.transfer_recorded import TransferRecorded
from cocau.constraints.kinds.unit_exists import UnitExists
from cocau.constraints.library import list_fitting_rulebooks
from cocau.constraints.model.council import Council, CouncilKind, CouncilLevel
from cocau.constraints.model.people import Bloc, Pool
from cocau.constraints.model.selectors import GROUPS
from cocau.constraints.model.slate import Slate
from cocau.constraints.record import Text
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Fact, Rule, Strength, Verdict, format_citation

_RECORD_WORDS = {
    "need": ("nhu cầu của địa phương", "the locality's need"),
    "conditions": ("việc có đủ điều kiện", "the conditions being met"),
    "consensus": ("sự đồng thuận cao của cấp ủy", "the high consensus of the Party committee"),
    "approval": (
        "quyết định của Thường trực Tỉnh ủy",
        "the decision of the provincial Party standing board",
    ),
}


def check_transfer(council: Council) -> Iterator[Problem]:
    """Check that a pilot is in a district, and that the days of its records can be."""
    transfer = council.vice_chair_transfer
    if transfer is None:
        return
    if council.level is not CouncilLevel.DISTRICT:
        yield Problem(
            "not_a_district",
            ("council", "vice_chair_transfer"),
            "Chỉ thí điểm điều chỉnh Phó Chủ tịch ở cấp huyện; bỏ mục này đi.",
            "The pilot that moves a vice-chair is for districts only; leave this out.",
        )
    for field, record in transfer.records.items():
        if record is not None and record.on > council.plan_day:
            yield _build_too_late_problem(field, record.on, council)
    if transfer.approval is not None and transfer.consensus is not None:
        approved, agreed = transfer.approval.on, transfer.consensus.on
        if approved < agreed:
            yield Problem(
                "approved_before_consensus",
                ("council", "vice_chair_transfer", "approval", "on"),
                f"Quyết định ngày {approved}, trước khi cấp ủy đồng thuận ngày {agreed}.",
                f"Approved on {approved}, before the consensus of {agreed}.",
            )


def _build_too_late_problem(field: str, on: date, council: Council) -> Problem:
    by = council.plan_day
    where: Loc = ("council", "vice_chair_transfer", field, "on")
    if council.planned_on is not None:
        vi, en = f"Ngày {on} sau ngày lập phương án {by}.", f"{on} is after the day of the plan, {by}."
        return Problem("recorded_after_plan", where, vi, en)
    return Problem(
        "recorded_after_election",
        where,
        f"Ngày {on} sau ngày bầu cử {by}. Nếu phương án lập giữa nhiệm kỳ thì ghi ngày lập vào planned_on.",
        f"{on} is after the election day {by}. If the plan is made in mid-term, enter its day as planned_on.",
    )


def list_missing_records(rule: TransferRecorded, council: Council, clause: Text) -> Iterator[Problem]:
    """List each record that the pilot lacks, at its own place."""
    transfer = council.vice_chair_transfer
    for field in () if transfer is None else transfer.lacking:
        vi, en = _RECORD_WORDS[field]
        yield Problem(
            rule.id,
            ("council", "vice_chair_transfer", field),
            f"Chưa ghi {vi}: cần ai (by), ngày nào (on), nội dung gì (content) [{clause.vi}].",
            f"No record of {en}: it needs who (by), which day (on), what it says (content) [{clause.en}].",
        )


def check_council_and_pool(council: Council, pool: Pool, book: Rulebook) -> list[Problem]:
    """Check a council and a pool together with the rules in force; list every fault."""
    return [
        *check_council(council, book),
        *check_pool(council, pool, book),
    ]


def check_council(council: Council, book: Rulebook) -> list[Problem]:
    """Check a council alone, together with the rules in force; list every fault."""
    return [
        *check_term(book, council.election_day, ("council", "election_day")),
        *_check_consistency(council),
        *_check_rules(council, book),
    ]


def check_council_alone(council: Council) -> list[Problem]:
    """Check a council for contradictions in itself, apart from any rule."""
    return list(_check_consistency(council))


def check_slate(council: Council, pool: Pool, slate: Slate) -> list[Problem]:
    """Check that every id on a slate means something, so that verdicts can be given."""
    units = [unit.id for unit in council.constituencies]
    known = (
        (
            "unknown_constituency",
            ("slate", "candidates"),
            "đơn vị bầu cử",
            "constituency",
            slate.candidates,
            units,
        ),
        ("unknown_post", ("slate", "posts"), "chức danh", "post", slate.posts, council.posts),
    )
    unmeant = [
        Problem(
            code,
            (*where, i),
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
            ("slate", GivenValue(i)),
            f"Không có ai mang mã '{i}' trong danh sách giới thiệu.",
            f"Nobody in the pool has the id '{i}'.",
        )
        for i in slate.everybody
        if i not in pool.by_id
    ]
    return unmeant + unknown


def check_term(book: Rulebook, day: date, where: Loc) -> Iterator[Problem]:
    """Check that an election is of the rulebook's term.

    The book's silence about another term is not a verdict.
    """
    term = book.term
    if term is not None and not term.first <= day <= term.last:
        fit = ", ".join(list_fitting_rulebooks(day))
        vi, en = ("", "") if term.because is None else (f" ({term.because.vi})", f" ({term.because.en})")
        yield Problem(
            "outside_term",
            where,
            f"'{book.name}' dùng cho các cuộc bầu cử từ {term.first} đến {term.last}{vi};"
            f" hội đồng này bầu ngày {day}. Bộ quy định dùng được cho ngày đó: {fit or 'chưa có'}.",
            f"'{book.name}' is for elections between {term.first} and {term.last}{en};"
            f" this council votes on {day}. Rulebooks for that day: {fit or 'none'}.",
        )


def check_unit(
    book: Rulebook, day: date, kind: CouncilKind, population: int | None, part: str
) -> Iterator[Problem]:
    """Check that a unit of this kind and population has a council at all, on an election day."""
    for rule in book.for_kind(kind, day).rules:
        if isinstance(rule, UnitExists | FewestResidents) and rule.excludes(kind, population):
            facts = {"population": population or "—"}
            yield _build_rule_problem(rule, facts, (part, rule.council_field))


def _check_consistency(council: Council) -> Iterator[Problem]:
    units = council.constituencies
    total = sum(u.seats for u in units)
    if total != council.seats:
        yield Problem(
            "seats_sum",
            ("council", "seats"),
            f"Các đơn vị bầu cử cộng lại được {total} đại biểu, hội đồng có {council.seats}.",
            f"The constituencies have {total} seats in all, the council has {council.seats}.",
        )
    named: list[tuple[str, str, Loc]] = [
        *(("constituencies", u.id, ("council", "constituencies", ItemId(u.id))) for u in units),
        *(("committees", c.id, ("council", "committees", ItemId(c.id))) for c in council.committees),
        *(
            ("localities", place, ("council", "constituencies", ItemId(u.id), "localities"))
            for u in units
            for place in u.localities
        ),
    ]
    places: dict[tuple[str, str], list[Loc]] = defaultdict(list)
    for what, i, where in named:
        places[what, i].append(where)
    for (_, i), found in places.items():
        if len(found) > 1:
            yield Problem(
                "duplicate",
                found[0],
                f"'{i}' có {len(found)} lần; phải chỉ có một.",
                f"'{i}' is given {len(found)} times; it must be given once.",
                tuple(found[1:]),
            )
    yield from _check_numbers(council)
    yield from _check_merger(council)
    yield from _check_officers(council)
    yield from check_transfer(council)


def _check_officers(council: Council) -> Iterator[Problem]:
    for office, names in council.officers.items():
        sitting = council.sitting.get(office)
        if sitting is not None and len(names) > sitting:
            yield Problem(
                "more_officers",
                ("council", "officers", str(office)),
                f"Ghi tên {len(names)} người, nhiều hơn số người đang giữ chức danh này ({sitting}).",
                f"Names {len(names)} people, more than hold this office now ({sitting}).",
            )


def _check_merger(council: Council) -> Iterator[Problem]:
    for committee in council.committees:
        if (committee.continues or 0) > (council.merged_from or 1):
            yield Problem(
                "continues_more",
                ("council", "committees", ItemId(committee.id), "continues"),
                f"Ban này được ghi là lập từ {committee.continues} ban trước đây; chỉ có"
                f" {council.merged_from or 1} đơn vị được sắp xếp.",
                f"This committee is said to continue {committee.continues} former ones; only"
                f" {council.merged_from or 1} units were merged.",
            )


def _check_numbers(council: Council) -> Iterator[Problem]:
    prior = council.prior_term
    tables: dict[Loc, tuple[Mapping[str, int], int]] = {("targets",): (council.targets, council.seats)}
    if council.reference is not None:
        tables["reference",] = (council.reference, council.seats)
    if prior is not None:
        tables["prior_term", "counts"] = (prior.counts, prior.deputies)
        tables["prior_term", "introduced_counts"] = (prior.introduced_counts, prior.introduced or 0)
    for path, (table, most) in tables.items():
        yield from _check_table(("council", *path), table, most)


def _check_table(where: Loc, table: Mapping[str, int], most: int) -> Iterator[Problem]:
    groups = [str(b) for b in Bloc] if where[-1] == "reference" else list(GROUPS)
    for group, number in table.items():
        if group not in groups:
            yield Problem(
                "unknown_group",
                (*where, group),
                f"Không có nhóm này; các nhóm: {', '.join(groups)}.",
                f"There is no such group; groups: {', '.join(groups)}.",
            )
        elif not 0 <= number <= most:
            yield Problem(
                "out_of_range",
                (*where, group),
                f"{number} không nằm trong 0..{most}.",
                f"{number} is not between 0 and {most}.",
            )
    blocs = sum(n for group, n in table.items() if group in list(Bloc))
    if blocs > most and where[-1] != "targets":
        yield Problem(
            "blocs_sum",
            where,
            f"Các khối cộng lại được {blocs}, nhiều hơn {most}.",
            f"The blocs sum to {blocs}, more than {most}.",
        )


def _check_rules(council: Council, book: Rulebook) -> Iterator[Problem]:
    """Check the musts about the council alone: no slate could mend what breaks them."""
    empty = AuditContext(council, Pool(people=()), Slate(candidates={}, deputies=()))
    for rule in book.rules:
        if rule.about_council and rule.strength is Strength.MUST:
            finding = rule.audit(empty)
            if finding.verdict is not Verdict.BROKEN:
                continue
            clause = format_citation(rule.cites[0])
            if isinstance(rule, SeatsPerConstituency):
                yield from _list_excess_seats(rule, council, clause)
                continue
            if isinstance(rule, MergerStated):
                yield from (
                    _build_rule_problem(rule, finding.facts, ("council", *place))
                    for place in rule.list_lacking(council)
                )
                continue
            if isinstance(rule, TransferRecorded):
                yield from list_missing_records(rule, council, clause)
                continue
            units: list[Loc] = [
                ("council", "constituencies", ItemId(i)) for i in dict.fromkeys(finding.witnesses)
            ]
            locs = units or [("council", rule.council_field)]
            yield _build_rule_problem(rule, finding.facts, *locs)


def _build_rule_problem(rule: Rule, facts: Mapping[str, Fact], loc: Loc, *also: Loc) -> Problem:
    """Build the problem of a broken rule about the council, with its most exact clause."""
    words = {bound: getattr(rule, bound) for bound in rule.adjustable} | dict(facts)
    clause = format_citation(max(rule.cites, key=lambda cite: bool(cite.kinds)))
    vi, en = (f"{rule.broken.of(lang).format_map(words)} [{clause.of(lang)}]" for lang in ("vi", "en"))
    return Problem(rule.id, loc, vi, en, also)


def _list_excess_seats(rule: SeatsPerConstituency, council: Council, clause: Text) -> Iterator[Problem]:
    for unit in council.constituencies:
        if unit.seats > rule.limit:
            yield Problem(
                rule.id,
                ("council", "constituencies", ItemId(unit.id), "seats"),
                f"{unit.id} bầu {unit.seats} đại biểu; tối đa {rule.limit} [{clause.vi}].",
                f"{unit.id} elects {unit.seats} deputies; at most {rule.limit} [{clause.en}].",
            )
