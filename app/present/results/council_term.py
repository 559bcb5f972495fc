"""A council's term as blocks: posts beside the plan, vacancies, votes of confidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cocau.app.audits.elections import JudgedElection
from cocau.app.i18n.result_words import get_member_label
from cocau.app.i18n.words import get_label
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
from cocau.app.present.citations import describe_place
from cocau.app.present.names import Names
from cocau.app.present.proposal.slate_rows import GroupShare
from cocau.app.present.results.election import ElectionView, render_rule_changes
from cocau.constraints.results.provisions import ResultProvision, get_provision
from cocau.constraints.results.term import MEMBER, ByElectionNeed, CouncilTerm, VacancyVerdict
from cocau.constraints.rules.rule import Finding


@dataclass(frozen=True)
class TermView:
    """A term to be shown: its election, its record, and the day looked at."""

    election: ElectionView
    term: CouncilTerm
    on: date

    @classmethod
    def of(cls, election: JudgedElection, term: CouncilTerm, on: date, lang: str) -> "TermView":
        """Return the view of a term in a language."""
        return cls(ElectionView.of(election, lang), term, on)

    @property
    def names(self) -> Names:
        """Return the names of people, posts and places."""
        return self.election.names


def name_term_post(names: Names, post: str) -> str:
    """Return a post of the term in words; membership of a committee too."""
    office, _, committee = post.partition("/")
    if office != MEMBER:
        return names.post(post)
    known = {one.id: names.committee(one) for one in names.council.committees}
    return f"{get_member_label(names.lang)} · {known.get(committee, committee)}"


def render_term(view: TermView, vacancies: VacancyVerdict) -> Iterator[Block]:
    """Render a term whole, for a terminal."""
    say = view.names.say
    yield Heading(say(f"Nhiệm kỳ: {view.names.council.name}", f"Term: {view.names.council.name}"), level=1)
    yield Heading(say("Chức danh", "Posts"))
    yield from render_posts(view)
    yield Heading(say("Khuyết đại biểu", "Vacancies"))
    yield from render_vacancies(view, vacancies)
    yield Heading(say("Phiếu tín nhiệm", "Votes of confidence"))
    yield from render_ballots(view)


def render_posts(view: TermView) -> Iterator[Block]:
    """Render each post: who was intended, and who holds it now, since when."""
    names, say = view.names, view.names.say
    holders = view.term.list_holders(view.on)
    rows: list[tuple[BlockCell, ...]] = []
    for post in names.council.posts:
        held = [one for one in holders if one.post == post]
        planned = set(view.election.slate.get_holders(post))
        intended = ", ".join(map(names.person, sorted(planned, key=names.get_order))) or "—"
        told = (f"{names.person(one.person)} ({_format_day(one.since)})" for one in held)
        now: BlockCell = ", ".join(told) or StyledText("—", Tone.CARE)
        same = {one.person for one in held} == planned
        mark = say("như phương án", "as planned") if same else say("khác phương án", "not as planned")
        tone = Tone.GOOD if same else Tone.CARE
        rows.append((name_term_post(names, post), intended, now, StyledText(mark if held else "", tone)))
    columns = (
        BlockColumn(say("Chức danh", "Post"), share=2),
        BlockColumn(say("Phương án", "Plan"), share=2),
        BlockColumn(say("Đang giữ (từ ngày)", "Holds it (since)"), share=2),
        BlockColumn(say("So với phương án", "Against the plan")),
    )
    yield TableBlock(columns, tuple(rows))
    members = [one for one in holders if one.post.startswith(f"{MEMBER}/")]
    for post in dict.fromkeys(one.post for one in members):
        people = sorted((one.person for one in members if one.post == post), key=names.get_order)
        yield LineBlock(f"{name_term_post(names, post)}: {', '.join(map(names.person, people))}.")


def _format_day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def render_post_rules(
    view: TermView, planned: tuple[Finding, ...], found: tuple[Finding, ...]
) -> Iterator[Block]:
    """Render the rules whose verdict is another with those who hold the posts now."""
    names = view.names
    held = {one.post for one in view.term.list_holders(view.on)}
    if any(post not in held for post in names.council.posts if view.election.slate.get_holders(post)):
        told = names.say(
            "Ghi đủ người giữ các chức danh để đối chiếu với quy định.",
            "Enter the holders of all posts to have them judged by the rules.",
        )
        yield LineBlock(told, Tone.QUIET)
        return
    yield from render_rule_changes(view.election, planned, found, names.say("Hiện nay", "Now"))


def render_vacancies(view: TermView, verdict: VacancyVerdict) -> Iterator[Block]:
    """Render how many seats are vacant, and whether a by-election may be held."""
    names, say, lang = view.names, view.names.say, view.names.lang
    yield LineBlock(
        say(
            f"Khuyết {verdict.vacant}/{verdict.elected} đại biểu được bầu ở đầu nhiệm kỳ.",
            f"Vacant: {verdict.vacant} of the {verdict.elected} deputies elected at the start of the term.",
        ),
        Tone.STRONG,
    )
    left = (
        ""
        if verdict.ends_on is None or verdict.months_left is None
        else say(
            f" Nhiệm kỳ đến {_format_day(verdict.ends_on)}, còn {verdict.months_left} tháng.",
            f" The term ends on {_format_day(verdict.ends_on)}, {verdict.months_left} months left.",
        )
    )
    rests_on = (
        ResultProvision.BY_ELECTION
        if verdict.need is ByElectionNeed.TOO_LATE
        else ResultProvision.BY_ELECTION_THIRD
    )
    cited = describe_place(get_provision(rests_on, names.council.election_day).cite, lang)
    tone = Tone.CARE if verdict.need is ByElectionNeed.MAY_BE_HELD else Tone.PLAIN
    yield LineBlock(f"{get_label(verdict.need, lang)} ({cited}).{left}", tone)


def render_ballots(view: TermView) -> Iterator[Block]:
    """Render the votes of confidence as they were counted; no text gives them a weight here."""
    names, say = view.names, view.names.say
    columns = (
        BlockColumn(say("Ngày", "Day"), narrow=True),
        BlockColumn(say("Người được lấy phiếu", "Of whom"), share=2),
        BlockColumn(say("Tín nhiệm cao", "High"), right=True),
        BlockColumn(say("Tín nhiệm", "Medium"), right=True),
        BlockColumn(say("Tín nhiệm thấp", "Low"), right=True),
    )
    rows: list[tuple[BlockCell, ...]] = []
    for one in sorted(view.term.confidence_votes, key=lambda vote: vote.on, reverse=True):
        shares = (GroupShare(n, one.ballots).format(names.lang) for n in (one.high, one.medium, one.low))
        rows.append((_format_day(one.on), names.person(one.person), *shares))
    if rows:
        yield TableBlock(columns, tuple(rows))
