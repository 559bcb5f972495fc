"""The tables of a slate in an annex: leadership, lists by constituency, composition."""

from collections.abc import Iterable, Iterator, Sequence

from cocau.app.present.annex.disclosure import (
    SENSITIVE_GROUPS,
    AnnexDisclosure,
    ShownCount,
    StageCounts,
    list_all_counts,
    suppress_counts,
)
from cocau.app.present.annex.model import (
    AnnexColumn,
    AnnexParagraph,
    AnnexPiece,
    AnnexRow,
    AnnexTable,
    AnnexValue,
    ColumnAlign,
    Percent,
    RowKind,
    SuppressedCount,
)
from cocau.app.present.annex.text import get_name_key
from cocau.app.present.names import Names
from cocau.app.present.proposal.slate import GroupFigures, GroupShare, list_group_figures
from cocau.app.present.wording import count_noun
from cocau.constraints.model.council import Constituency, CouncilOffice
from cocau.constraints.model.people import Bloc, Person
from cocau.constraints.model.slate import Slate
from cocau.solver.structure_plan import COUNTED_GROUPS

CountAndShare = tuple[AnnexValue, AnnexValue]

_DASHES: CountAndShare = ("—", "—")


def build_composition(names: Names, slate: Slate, disclosure: AnnexDisclosure) -> Iterator[AnnexPiece]:
    """Build the composition table: structures, then blocs, in three stages each."""
    say = names.say
    structures = tuple(list_group_figures(names.council, names.pool, slate, COUNTED_GROUPS))
    blocs = tuple(list_group_figures(names.council, names.pool, slate, map(str, Bloc)))
    rows = (
        _total_row(names, slate),
        AnnexRow(kind=RowKind.GROUP, values=(say("Cơ cấu kết hợp", "Structures"),)),
        *_group_rows(names, structures, _count_structures(structures, disclosure)),
        AnnexRow(kind=RowKind.GROUP, values=(say("Cơ cấu theo khối", "Blocs"),)),
        *_group_rows(names, blocs, _count_blocs(blocs, disclosure)),
    )
    yield AnnexTable(columns=_composition_columns(names), rows=rows)
    prior = names.council.prior_term
    if prior is not None and prior.source:
        yield AnnexParagraph(
            text=say(f"Số liệu nhiệm kỳ trước: {prior.source}", f"Previous term: {prior.source}")
        )
    if _has_suppressed_count(rows):
        yield AnnexParagraph(
            text=say(
                f"* Số liệu không hiển thị: nhỏ hơn {disclosure.least}, "
                "hoặc tất cả hay không ai thuộc nhóm, hoặc "
                "từ đó suy ra được số như vậy.",
                f"* Not shown: under {disclosure.least}, "
                "or all or nobody of a group, or a number from which such "
                "a one could be worked out.",
            )
        )


def _composition_columns(names: Names) -> tuple[AnnexColumn, ...]:
    say = names.say
    stages = (
        ("before", say("Nhiệm kỳ trước", "Previous term")),
        ("listed", say("Danh sách ứng cử", "Official list")),
        ("intended", say("Đại biểu dự kiến", "Intended council")),
    )
    people, percent = say("số người", "people"), say("tỷ lệ", "share")
    return (
        AnnexColumn(key="number", head=say("TT", "No."), width=12, align=ColumnAlign.CENTER),
        AnnexColumn(key="group", head=say("Nhóm", "Group"), width=93),
        *(
            AnnexColumn(key=f"{key}_{part}", head=f"{head}: {words}", width=27, align=ColumnAlign.RIGHT)
            for key, head in stages
            for part, words in (("people", people), ("share", percent))
        ),
    )


def _total_row(names: Names, slate: Slate) -> AnnexRow:
    prior = names.council.prior_term
    totals = (None if prior is None else prior.deputies, len(slate.listed), len(slate.deputies))
    pairs = (part for total in totals for part in ((total, Percent(tenths=1000)) if total else ("—", "—")))
    return AnnexRow(kind=RowKind.SUM, values=("", names.say("Tổng số", "All"), *pairs))


def _group_rows(
    names: Names, groups: Sequence[GroupFigures], numbers: dict[str, StageCounts]
) -> Iterator[AnnexRow]:
    for place, figure in enumerate(groups, start=1):
        shares = (figure.before, figure.listed, figure.intended)
        stages = zip(numbers[figure.group], shares, strict=True)
        values = (value for number, share in stages for value in _count_pair(number, share))
        yield AnnexRow(values=(place, names.label(figure.group), *values))


def _count_structures(
    structures: Sequence[GroupFigures], disclosure: AnnexDisclosure
) -> dict[str, StageCounts]:
    """Count structures; they overlap, so each sensitive one is suppressed by itself."""
    told = list_all_counts(structures)
    if not disclosure.sensitive:
        for figure in structures:
            told |= suppress_counts([figure], disclosure.least) if figure.group in SENSITIVE_GROUPS else {}
    return told


def _count_blocs(blocs: Sequence[GroupFigures], disclosure: AnnexDisclosure) -> dict[str, StageCounts]:
    """Count blocs; everybody is in one, so they are suppressed together."""
    return list_all_counts(blocs) if disclosure.sensitive else suppress_counts(blocs, disclosure.least)


def _count_pair(number: ShownCount | None, share: GroupShare | None) -> CountAndShare:
    """Return a count and its share; dashes where the count is not given."""
    if number is None or share is None:
        return _DASHES
    if isinstance(number, SuppressedCount):
        return number, number
    tenths = share.tenths()
    return number, "—" if tenths is None else Percent(tenths=tenths)


def _has_suppressed_count(rows: Iterable[AnnexRow]) -> bool:
    return any(isinstance(value, SuppressedCount) for row in rows for value in row.values)


SENSITIVE_LEADERSHIP_COLUMNS = ("rank", "planned")
"""Columns about the Party, left out for a reader who may not see them."""


def build_leadership(names: Names, slate: Slate, disclosure: AnnexDisclosure) -> Iterator[AnnexPiece]:
    """Build the table of leaders: chair and vice-chairs, then each committee."""
    columns = tuple(
        c
        for c in _leadership_columns(names)
        if disclosure.sensitive or c.key not in SENSITIVE_LEADERSHIP_COLUMNS
    )
    yield AnnexTable(
        columns=columns, rows=tuple(_leadership_rows(names, slate, tuple(c.key for c in columns)))
    )
    reason = names.council.secretary_not_chairing
    if reason and disclosure.sensitive:
        said = names.say("Lý do Bí thư không làm Chủ tịch HĐND", "Why the secretary does not chair")
        yield AnnexParagraph(text=f"{said}: {reason}")


def _leadership_columns(names: Names) -> tuple[AnnexColumn, ...]:
    say, centre = names.say, ColumnAlign.CENTER
    return (
        AnnexColumn(key="number", head=say("TT", "No."), width=10, align=centre),
        AnnexColumn(key="post", head=say("Chức danh", "Post"), width=46),
        AnnexColumn(key="name", head=say("Người dự kiến", "Holder"), width=50),
        AnnexColumn(key="born", head=say("Ngày, tháng, năm sinh", "Date of birth"), width=24, align=centre),
        AnnexColumn(key="sex", head=say("Giới tính", "Sex"), width=15, align=centre),
        AnnexColumn(key="work_place", head=say("Nơi công tác hiện nay", "Present work place"), width=42),
        AnnexColumn(key="rank", head=say("Chức vụ cấp ủy", "Party rank"), width=38),
        AnnexColumn(key="full_time", head=say("Chuyên trách", "Full-time"), width=20, align=centre),
        AnnexColumn(
            key="planned", head=say("Trong quy hoạch", "In the reviewed plan"), width=22, align=centre
        ),
    )


def _leadership_rows(names: Names, slate: Slate, keys: tuple[str, ...]) -> Iterator[AnnexRow]:
    for title, posts in _list_bodies(names):
        yield AnnexRow(kind=RowKind.GROUP, values=(title,))
        place = 0
        for post in posts:
            office = names.label(CouncilOffice(post.partition("/")[0]))
            holders = slate.get_holders(post) or (None,)
            for i in holders:
                place += 1
                known: dict[str, AnnexValue] = {"number": place, "post": office}
                values = known | _holder_fields(names, post, i)
                yield AnnexRow(values=tuple(values.get(key) for key in keys))


def _list_bodies(names: Names) -> Iterator[tuple[str, tuple[str, ...]]]:
    council, say = names.council, names.say
    lead = council.list_posts_of(CouncilOffice.CHAIR, CouncilOffice.VICE_CHAIR)
    yield say("Chủ tịch, Phó Chủ tịch Hội đồng nhân dân", "Chair and vice-chairs of the council"), lead
    for committee in council.committees:
        posts = tuple(
            f"{office}/{committee.id}" for office in (CouncilOffice.HEAD, CouncilOffice.DEPUTY_HEAD)
        )
        yield committee.name or committee.id, posts


def _holder_fields(names: Names, post: str, person_id: str | None) -> dict[str, AnnexValue]:
    if person_id is None:
        return {"name": names.say("(chưa có người dự kiến)", "(nobody)")}
    person = names.pool.by_id.get(person_id)
    return {"name": names.person(person_id)} | ({} if person is None else _leader_fields(names, post, person))


def _leader_fields(names: Names, post: str, person: Person) -> dict[str, AnnexValue]:
    yes, no = names.say("có", "yes"), names.say("không", "no")
    planned = bool({post, post.partition("/")[0]} & set(person.planned_for))
    return {
        "born": f"{person.born:%d/%m/%Y}",
        "sex": names.label(person.sex),
        "work_place": person.work_place or None,
        "rank": "" if person.party_rank is None else names.label(person.party_rank),
        "full_time": yes if person.meant_full_time else no,
        "planned": yes if planned else names.say("chưa có", "no"),
    }


SENSITIVE_LIST_COLUMNS = ("ethnicity", "religion")
"""Columns that are left out for a reader who may not see them."""


def build_lists(names: Names, slate: Slate, disclosure: AnnexDisclosure) -> Iterator[AnnexPiece]:
    """Build the table of candidates by constituency, with blanks for what is unknown."""
    say = names.say
    yield AnnexParagraph(
        text=say(
            "Các cột theo khoản 5 Điều 57, khoản 2 Điều 58 Luật Bầu cử đại biểu Quốc hội và đại biểu Hội "
            "đồng nhân dân; xếp theo vần chữ cái A, B, C… Ô để trống: hồ sơ chưa có số liệu, cơ quan lập phụ "
            "lục điền. Dấu x ở cột cuối: đại biểu dự kiến theo cơ cấu; người trúng cử do cử tri quyết định.",
            "Columns as Art. 57(5) and 58(2) of the election law ask for; in alphabetical order of given "
            "names. Empty cells: not in the pool, to be filled in by the office. x in the last column: "
            "intended deputy; the voters decide who is elected.",
        )
    )
    columns = tuple(
        c for c in _list_columns(names) if disclosure.sensitive or c.key not in SENSITIVE_LIST_COLUMNS
    )
    yield AnnexTable(
        columns=columns, rows=tuple(_candidate_rows(names, slate, tuple(c.key for c in columns)))
    )


def _list_columns(names: Names) -> tuple[AnnexColumn, ...]:
    say, centre = names.say, ColumnAlign.CENTER
    return (
        AnnexColumn(key="number", head=say("TT", "No."), width=9, align=centre),
        AnnexColumn(key="name", head=say("Họ và tên", "Name"), width=36),
        AnnexColumn(key="born", head=say("Ngày, tháng, năm sinh", "Date of birth"), width=20, align=centre),
        AnnexColumn(key="sex", head=say("Giới tính", "Sex"), width=13, align=centre),
        AnnexColumn(key="home_town", head=say("Quê quán", "Home town"), width=22),
        AnnexColumn(key="residence", head=say("Nơi thường trú", "Residence"), width=24),
        AnnexColumn(key="ethnicity", head=say("Dân tộc", "Ethnicity"), width=14, align=centre),
        AnnexColumn(key="religion", head=say("Tôn giáo", "Religion"), width=17, align=centre),
        AnnexColumn(key="education", head=say("Trình độ học vấn", "Education"), width=18),
        AnnexColumn(key="specialty", head=say("Chuyên môn", "Specialty"), width=20),
        AnnexColumn(key="profession", head=say("Nghề nghiệp", "Profession"), width=18),
        AnnexColumn(key="post", head=say("Chức vụ", "Post"), width=18),
        AnnexColumn(key="work_place", head=say("Nơi công tác", "Work place"), width=26),
        AnnexColumn(key="intended", head=say("Dự kiến", "In-tended"), width=12, align=centre),
    )


def _candidate_rows(names: Names, slate: Slate, keys: tuple[str, ...]) -> Iterator[AnnexRow]:
    meant = set(slate.deputies)
    for unit in names.council.constituencies:
        ids = slate.candidates.get(unit.id, ())
        yield AnnexRow(kind=RowKind.GROUP, values=(_describe_constituency(names, unit, len(ids)),))
        for place, i in enumerate(
            sorted(ids, key=lambda i: (get_name_key(_person_name(names, i)), i)), start=1
        ):
            known: dict[str, AnnexValue] = {
                "number": place,
                "name": names.person(i),
                "intended": "x" if i in meant else "",
            }
            values = _candidate_fields(names, names.pool.by_id.get(i)) | known
            yield AnnexRow(values=tuple(values.get(key) for key in keys))


def _person_name(names: Names, person_id: str) -> str:
    person = names.pool.by_id.get(person_id)
    return person_id if person is None else person.name


def _describe_constituency(names: Names, unit: Constituency, listed: int) -> str:
    where = "" if not unit.localities else f" ({', '.join(unit.localities)})"
    name = names.unit(unit.id)
    of = "" if where == f" ({name})" else where
    return names.say(
        f"Đơn vị bầu cử {name} [{unit.id}]{of}: được bầu {unit.seats} đại biểu; {listed} người ứng cử",
        f"Constituency {name} [{unit.id}]{of}: {count_noun(unit.seats, 'seat', 'seats')}; "
        f"{count_noun(listed, 'candidate', 'candidates')}",
    )


def _candidate_fields(names: Names, person: Person | None) -> dict[str, AnnexValue]:
    """Return the fields that the pool holds of a person, without guesses."""
    if person is None:
        return {}
    return {
        "born": f"{person.born:%d/%m/%Y}",
        "sex": names.label(person.sex),
        "ethnicity": person.ethnicity,
        "religion": names.say("Không", "None") if person.religion is None else person.religion,
        "work_place": person.work_place or None,
    }
