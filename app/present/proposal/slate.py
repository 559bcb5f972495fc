"""A slate in words: leadership, lists by constituency, and the composition in numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cocau.app.present.blocks import (
    Block,
    BlockCell,
    BlockColumn,
    Heading,
    LineBlock,
    StyledText,
    TableBlock,
    Tone,
)
from cocau.app.present.names import Names
from cocau.app.present.wording import count_noun
from cocau.constraints.model.council import Constituency, Council, CouncilOffice, PriorTerm
from cocau.constraints.model.people import Bloc, Person, Pool
from cocau.constraints.model.selectors import GROUPS
from cocau.constraints.model.slate import Slate

COMPOSITION_GROUPS = ("women", "under_40", "non_party", "ethnic_minority", "re_elected", "full_time", *Bloc)


@dataclass(frozen=True)
class GroupShare:
    """A count of a total; `count` is None where nobody gave the number."""

    count: int | None
    total: int

    def tenths(self) -> int | None:
        """Return tenths of a percent, rounded half up."""
        return (
            None
            if self.count is None or not self.total
            else (2000 * self.count + self.total) // (2 * self.total)
        )


@dataclass(frozen=True)
class GroupFigures:
    """The shares of one group: previous term, lists, intended council."""

    group: str
    before: GroupShare | None
    listed: GroupShare
    intended: GroupShare


def list_group_figures(
    council: Council, pool: Pool, slate: Slate, groups: Iterable[str] = COMPOSITION_GROUPS
) -> Iterator[GroupFigures]:
    """Yield the shares of each group; people unknown to the pool are left out."""
    for group in groups:
        yield GroupFigures(
            group,
            _prior_share(council.prior_term, group),
            _count_share(council, pool, slate.listed, group),
            _count_share(council, pool, slate.deputies, group),
        )


def _prior_share(prior: PriorTerm | None, group: str) -> GroupShare | None:
    return None if prior is None else GroupShare(prior.counts.get(group), prior.deputies)


def _count_share(council: Council, pool: Pool, ids: Iterable[str], group: str) -> GroupShare:
    people = [pool.by_id[i] for i in ids if i in pool.by_id]
    who = GROUPS[group]
    return GroupShare(sum(who.matches(p, council.election_day) for p in people), len(people))


def render_leadership(names: Names, slate: Slate) -> Iterator[Block]:
    """Render each post with its holders, their rank, full-time work and place in the plan."""
    say = names.say
    yield Heading(say("Dự kiến nhân sự lãnh đạo", "Leadership"))
    columns = (
        BlockColumn(say("Chức danh", "Post"), share=3),
        BlockColumn(say("Người dự kiến", "Holder"), share=3),
        BlockColumn(say("Cấp ủy", "Party rank"), share=3),
        BlockColumn(say("Chuyên trách", "Full-time"), narrow=True),
        BlockColumn(say("Quy hoạch", "In the plan"), narrow=True),
    )
    rows = [row for post in _order_posts(names) for row in _holder_rows(names, slate, post)]
    yield TableBlock(columns, tuple(rows))


def _order_posts(names: Names) -> tuple[str, ...]:
    council = names.council
    pairs = (
        f"{o}/{c.id}" for c in council.committees for o in (CouncilOffice.HEAD, CouncilOffice.DEPUTY_HEAD)
    )
    return (*council.list_posts_of(CouncilOffice.CHAIR, CouncilOffice.VICE_CHAIR), *pairs)


def _holder_rows(names: Names, slate: Slate, post: str) -> Iterator[tuple[BlockCell, ...]]:
    title = names.post(post)
    holders = slate.get_holders(post)
    if not holders:
        yield (title, StyledText("—", Tone.QUIET), "", "", "")
    for i in holders:
        person = names.pool.by_id.get(i)
        if person is not None:
            rank = "" if person.party_rank is None else names.label(person.party_rank)
            full_time = names.say("có", "yes") if person.meant_full_time else names.say("không", "no")
            yield (
                title,
                StyledText(names.person(i), Tone.STRONG),
                rank,
                full_time,
                _planned_cell(names, person, post),
            )


def _planned_cell(names: Names, person: Person, post: str) -> BlockCell:
    if {post, post.partition("/")[0]} & set(person.planned_for):
        return names.say("có", "yes")
    return StyledText(names.say("chưa có", "no"), Tone.CARE)


def render_lists(names: Names, slate: Slate) -> Iterator[Block]:
    """Render the lists by constituency, intended deputies first with a mark."""
    say = names.say
    yield Heading(say("Danh sách ứng cử theo đơn vị bầu cử", "Lists by constituency"))
    yield LineBlock(
        say(
            "● đại biểu dự kiến, ○ ứng cử. Người trúng cử do cử tri quyết định.",
            "● intended deputy, ○ candidate. The voters decide who is elected.",
        ),
        Tone.QUIET,
    )
    for unit in names.council.constituencies:
        ids = slate.candidates.get(unit.id, ())
        meant = set(slate.deputies)
        yield LineBlock("")
        yield LineBlock(_describe_constituency(names, unit, ids), Tone.STRONG)
        ordered = sorted(ids, key=lambda i: (i not in meant, i))
        yield TableBlock(
            _list_columns(names), tuple(_candidate_row(names, unit, i, i in meant) for i in ordered)
        )


def _describe_constituency(names: Names, unit: Constituency, ids: tuple[str, ...]) -> str:
    return names.say(
        f"{unit.id} · {names.unit(unit.id)}: bầu {unit.seats} đại biểu, {len(ids)} người ứng cử",
        f"{unit.id} · {names.unit(unit.id)}: {count_noun(unit.seats, 'seat', 'seats')}, "
        f"{count_noun(len(ids), 'candidate', 'candidates')}",
    )


def _list_columns(names: Names) -> tuple[BlockColumn, ...]:
    say = names.say
    return (
        BlockColumn("", narrow=True),
        BlockColumn(say("Mã", "Id"), narrow=True),
        BlockColumn(say("Họ và tên", "Name"), share=3),
        BlockColumn(say("Năm sinh", "Born"), narrow=True),
        BlockColumn(say("Giới tính", "Sex"), narrow=True),
        BlockColumn(say("Khối", "Bloc"), share=3),
        BlockColumn(say("Gắn với địa bàn", "Tie"), share=3),
    )


def _candidate_row(
    names: Names,
    unit: Constituency,
    person_id: str,
    is_intended: bool,  # noqa: FBT001  # a fact of the row
) -> tuple[BlockCell, ...]:
    mark = StyledText("●", Tone.GOOD) if is_intended else "○"
    name: BlockCell = (
        StyledText(names.person(person_id), Tone.STRONG) if is_intended else names.person(person_id)
    )
    person = names.pool.by_id.get(person_id)
    if person is None:
        return (mark, person_id, name, "", "", "", "")
    return (
        mark,
        person_id,
        name,
        str(person.born.year),
        names.label(person.sex),
        names.label(person.bloc),
        _tie_cell(person, unit),
    )


def _tie_cell(person: Person, unit: Constituency) -> BlockCell:
    """Return where a person belongs; quiet where that is not this constituency."""
    if person.locality is None:
        return StyledText("—", Tone.QUIET)
    return (
        person.locality
        if person.locality in unit.localities
        else StyledText(f"({person.locality})", Tone.QUIET)
    )


def render_composition(names: Names, slate: Slate) -> Iterator[Block]:
    """Render each group in the previous term, on the lists, in the intended council."""
    say = names.say
    yield Heading(say("Cơ cấu", "Composition"))
    columns = (
        BlockColumn(say("Nhóm", "Group"), share=2),
        BlockColumn(say("Nhiệm kỳ trước", "Previous term"), right=True, share=1),
        BlockColumn(say("Danh sách ứng cử", "Candidate list"), right=True, share=1),
        BlockColumn(say("Đại biểu dự kiến", "Intended council"), right=True, share=1),
    )
    prior = names.council.prior_term
    whole = (
        say("Tổng số", "All"),
        "—" if prior is None else str(prior.deputies),
        str(len(slate.listed)),
        str(len(slate.deputies)),
    )
    rows = (
        (
            names.label(f.group),
            _format_share(names, f.before),
            _format_share(names, f.listed),
            _format_share(names, f.intended),
        )
        for f in list_group_figures(names.council, names.pool, slate)
    )
    yield TableBlock(columns, (tuple(StyledText(cell, Tone.STRONG) for cell in whole), *rows))


def _format_share(names: Names, share: GroupShare | None) -> str:
    tenths = None if share is None else share.tenths()
    if share is None or tenths is None:
        return "—"
    whole, tenth = divmod(tenths, 10)
    return f"{share.count} ({whole}{names.say(',', '.')}{tenth}%)"
