"""Faults of what a request fixes: unknown names, people nobody may pin, pins and numbers that cannot be."""

from collections import Counter
from collections.abc import Iterator

from cocau.constraints.checks import slate_problems
from cocau.constraints.errors import Problem
from cocau.constraints.people import Person
from cocau.constraints.rule import Standard
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.slate import Slate
from cocau.solver.request import Introducing, PlanRequest


def pin_problems(request: PlanRequest, book: Rulebook) -> Iterator[Problem]:
    """Everything wrong with the pins of a request."""
    yield from _unknown(request)
    yield from _against_each_other(request)
    yield from _barred(request, book)
    if request.introducing is not None:
        yield from _introducing(request, request.introducing)
    if request.near is not None:
        yield from _near(request, request.near)
    yield from _gone(request)


def _near(request: PlanRequest, near: Slate) -> Iterator[Problem]:
    """Places, posts and people that mean nothing, and a slate that contradicts itself."""
    for problem in slate_problems(request.council, request.pool, near):
        if problem.code != "unknown_person":
            yield problem.at("near")
    for i in sorted({*near.everybody} - request.pool.by_id.keys() - request.gone.keys()):
        yield Problem(
            "unknown_person",
            f"near: {i}",
            "Không có trong danh sách giới thiệu; người đã rút thì ghi tên ở gone.",
            "Not in the pool; name whoever has left in gone.",
        )
    for i, lists in sorted(Counter(near.listed).items()):
        if lists > 1:
            yield Problem(
                "two_lists", f"near: {i}", "Có tên ở nhiều danh sách.", "Stands on more lists than one."
            )
    for i in sorted({*near.deputies, *near.holders(*near.posts)} - {*near.listed}):
        yield Problem(
            "not_listed",
            f"near: {i}",
            "Là đại biểu dự kiến hoặc giữ chức danh nhưng không có trong danh sách nào.",
            "Meant for the council or a post, but on no list.",
        )


def _gone(request: PlanRequest) -> Iterator[Problem]:
    """People said to have left who have not, or who were not there."""
    before = set() if request.near is None else {*request.near.everybody}
    for i in sorted(request.gone):
        if i in request.pool.by_id or i not in before:
            yield Problem(
                "not_gone",
                f"gone: {i}",
                "Chỉ ghi người có trong phương án trước (near) mà không còn trong danh sách giới thiệu.",
                "Only for people of the slate before (near) who are no longer in the pool.",
            )


def _introducing(request: PlanRequest, asked: Introducing) -> Iterator[Problem]:
    can = Counter(p.introduced_by for p in request.pool.people if p.introduced_by is not None)
    known = ", ".join(sorted(can))
    for name in sorted({*asked.at_least, *asked.at_most}):
        where, low, high = f"introducing: {name}", asked.at_least.get(name, 0), asked.at_most.get(name)
        if name not in can:
            yield Problem(
                "unknown_organisation",
                where,
                f"Không có ai do nơi này giới thiệu; các nơi giới thiệu: {known}.",
                f"It introduces nobody in the pool; those that do: {known}.",
            )
        elif low > can[name]:
            yield Problem(
                "out_of_range",
                where,
                f"Phải giới thiệu ít nhất {low} người, nơi này chỉ có {can[name]} người.",
                f"At least {low} are to be introduced, it has {can[name]} people.",
            )
        elif high is not None and high < low:
            yield Problem(
                "out_of_range",
                where,
                f"Ít nhất {low} nhưng nhiều nhất {high}; số ít nhất không được lớn hơn.",
                f"At least {low} but at most {high}; the first must not be more.",
            )
    if asked.total is not None and asked.total > sum(can.values()):
        yield Problem(
            "out_of_range",
            "introducing.total",
            f"Cần giới thiệu {asked.total} người, tất cả các nơi chỉ có {sum(can.values())} người.",
            f"{asked.total} are to be introduced, all together have {sum(can.values())} people.",
        )


def _unknown(request: PlanRequest) -> Iterator[Problem]:
    known, posts = request.pool.by_id, request.council.posts
    units = [c.id for c in request.council.constituencies]
    for i in dict.fromkeys([*request.pins.wanted, *request.pins.out]):
        if i not in known:
            yield Problem(
                "unknown_person",
                f"pins: {i}",
                "Không có người mang mã này trong danh sách giới thiệu.",
                "Nobody in the pool has this id.",
            )
    for post in request.pins.posts:
        if post not in posts:
            yield Problem(
                "unknown_post",
                f"pins.posts.{post}",
                f"Không có chức danh này; các chức danh: {', '.join(posts)}.",
                f"There is no such post; posts: {', '.join(posts)}.",
            )
    for person, unit in request.pins.constituencies.items():
        if unit not in units:
            yield Problem(
                "unknown_constituency",
                f"pins.constituencies.{person}",
                f"Không có đơn vị bầu cử '{unit}'; các đơn vị: {', '.join(units)}.",
                f"There is no constituency '{unit}'; constituencies: {', '.join(units)}.",
            )


def _against_each_other(request: PlanRequest) -> Iterator[Problem]:
    for i in sorted(set(request.pins.wanted) & set(request.pins.out)):
        yield Problem(
            "contradictory_pins",
            f"pins: {i}",
            "Vừa được giữ lại vừa bị đưa ra; chọn một.",
            "Pinned both in and out; choose one.",
        )


def _barred(request: PlanRequest, book: Rulebook) -> Iterator[Problem]:
    standards = [rule for rule in book.rules if isinstance(rule, Standard)]
    for i in request.pins.wanted:
        person: Person | None = request.pool.by_id.get(i)
        for rule in standards:
            if person is not None and rule.misses(person, request.council):
                yield Problem(
                    "pinned_but_barred",
                    f"pins: {i}",
                    f"Không được ứng cử: {rule.says.vi} ({rule.id})",
                    f"May not stand: {rule.says.en} ({rule.id})",
                )
