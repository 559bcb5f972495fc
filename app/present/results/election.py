"""A counted election as blocks: verdict, votes, the elected beside the plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cocau.app.audits.elections import JudgedElection
from cocau.app.i18n.result_words import FIGURE_WORDS
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
from cocau.app.present.proposal.rule_rows import RuleRow, get_rule_outcome
from cocau.app.present.proposal.slate_rows import GroupShare, list_composition
from cocau.app.present.wording import PlainWording, count_noun, format_number
from cocau.constraints.model.slate import Slate
from cocau.constraints.results.counts import COUNT_FIELDS, ElectionResults, VoteRound, list_counts_of
from cocau.constraints.results.provisions import LAW, DatedProvision, ResultProvision, get_provision
from cocau.constraints.results.verdicts import (
    CandidateOutcome,
    ConstituencyVerdict,
    CountVerdict,
    ElectionVerdict,
    NextVote,
)
from cocau.constraints.rules.rule import Finding, Verdict


@dataclass(frozen=True)
class ElectionView:
    """An election to be shown: names, the plan's slate, the counts and their verdict.

    `elected`: the slate with the elected in place of the intended deputies.
    """

    names: Names
    slate: Slate
    results: ElectionResults
    verdict: ElectionVerdict
    elected: Slate

    @classmethod
    def of(cls, election: JudgedElection, lang: str) -> "ElectionView":
        """Return the view of a judged election in a language."""
        lists = election.lists
        names = Names.of(lists.proposal, lang)
        return cls(names, lists.slate, election.results, election.verdict, election.elected_slate)

    @property
    def waiting(self) -> frozenset[str]:
        """Return the candidates of constituencies that are not settled."""
        units = {one.constituency for one in self.verdict.open}
        stood = {i for unit, ids in self.slate.candidates.items() if unit in units for i in ids}
        return frozenset(stood - set(self.verdict.elected))


def describe_election(view: ElectionView) -> tuple[str, Tone]:
    """Describe an election in a sentence, with its tone."""
    names, verdict = view.names, view.verdict
    elected, seats = len(verdict.elected), names.council.seats
    told = names.say(
        f"{elected}/{seats} đại biểu trúng cử",
        f"{elected} of {count_noun(seats, 'deputy', 'deputies')} elected",
    )
    waiting = [one for one in verdict.open if one.next is NextVote.COUNT]
    acts = len(verdict.open) - len(waiting)
    parts = [told]
    if waiting:
        parts.append(
            names.say(
                f"{len(waiting)} đơn vị bầu cử chưa nhập kết quả",
                f"{count_noun(len(waiting), 'constituency', 'constituencies')} without a count",
            )
        )
    if acts:
        parts.append(
            names.say(
                f"{acts} đơn vị bầu cử còn việc phải làm",
                f"{count_noun(acts, 'constituency', 'constituencies')} still to be settled",
            )
        )
    tone = Tone.BAD if acts else Tone.CARE if waiting else Tone.GOOD
    return f"{'; '.join(parts)}.", tone


def render_constituencies(view: ElectionView) -> Iterator[Block]:
    """Render every constituency: voters, ballots, how many were elected, what must follow."""
    names = view.names
    say, lang = names.say, names.lang
    columns = (
        BlockColumn(say("Đơn vị bầu cử", "Constituency"), share=2),
        BlockColumn(say("Cử tri", "Voters"), right=True),
        BlockColumn(say("Đã bỏ phiếu", "Took part"), right=True),
        BlockColumn(say("Phiếu hợp lệ", "Valid ballots"), right=True),
        BlockColumn(say("Được bầu", "Seats"), right=True),
        BlockColumn(say("Trúng cử", "Elected"), right=True),
        BlockColumn(say("Kết quả", "Outcome"), share=3),
    )
    rows: list[tuple[BlockCell, ...]] = []
    sums = dict.fromkeys(COUNT_FIELDS, 0)
    for one in view.verdict.constituencies:
        counts = list_counts_of(view.results, one.constituency)
        figures: tuple[BlockCell, ...] = ("—", "—", "—")
        if counts:
            first = counts[0]
            sums = {name: number + getattr(first, name) for name, number in sums.items()}
            figures = _cells_of(first.listed_voters, first.took_part, first.valid, lang)
        elected = str(len(one.elected)) if counts else "—"
        rows.append(
            (names.unit(one.constituency), *figures, str(one.seats), elected, _describe_next(names, one))
        )
    whole = _cells_of(sums["listed_voters"], sums["took_part"], sums["valid"], lang)
    total = (say("Tổng số", "All"), *whole, str(names.council.seats), str(len(view.verdict.elected)), "")
    rows.append(tuple(StyledText(str(cell), Tone.STRONG) for cell in total))
    yield TableBlock(columns, tuple(rows))


def _cells_of(listed: int, took_part: int, valid: int, lang: str) -> tuple[str, str, str]:
    turnout = f"{format_number(took_part, lang)} ({GroupShare(took_part, listed).percent(lang)})"
    return format_number(listed, lang), turnout, format_number(valid, lang)


_NEXT_PROVISIONS = {
    NextVote.EXTRA: (ResultProvision.EXTRA_VOTE, ResultProvision.EXTRA_DAY),
    NextVote.REPEAT: (ResultProvision.REPEAT_VOTE, ResultProvision.REPEAT_DAY),
    NextVote.DECISION: (ResultProvision.OLDER,),
}


def _describe_next(names: Names, one: ConstituencyVerdict) -> BlockCell:
    """Describe what must follow, until which day, by which article."""
    say, lang = names.say, names.lang
    told = get_label(one.next, lang)
    if one.next is NextVote.COUNT:
        return StyledText(told, Tone.QUIET)
    if one.next is NextVote.NOTHING:
        late = any(count.late for count in one.counts)
        parts = [told]
        if one.vacant:
            parts.append(
                say(
                    f"thiếu {one.vacant} đại biểu, không bầu thêm",
                    f"{count_noun(one.vacant, 'seat', 'seats')} left vacant, no extra vote",
                )
            )
        if late:
            parts.append(say("lần bầu sau quá thời hạn", "the later vote was after the last day"))
        return StyledText("; ".join(parts), Tone.CARE if one.vacant or late else Tone.GOOD)
    cited = ", ".join(
        describe_place(get_provision(provision, names.council.election_day).cite, lang)
        for provision in _NEXT_PROVISIONS[one.next]
    )
    until = (
        ""
        if one.last_day is None
        else say(f", chậm nhất ngày {one.last_day:%d/%m/%Y}", f", by {one.last_day}")
    )
    return StyledText(f"{told}{until} ({cited})", Tone.BAD)


def render_votes(view: ElectionView, one: ConstituencyVerdict) -> Iterator[Block]:
    """Render the votes of one constituency, round by round, the most first."""
    say, lang = view.names.say, view.names.lang
    for count, verdict in zip(list_counts_of(view.results, one.constituency), one.counts, strict=True):
        if len(one.counts) > 1 or count.round is not VoteRound.FIRST:
            day = "" if count.held_on is None else f", {count.held_on:%d/%m/%Y}"
            yield LineBlock(f"{get_label(count.round, lang)}{day}", Tone.STRONG)
        figures = (
            f"{FIGURE_WORDS[name].of(lang)}: {format_number(getattr(count, name), lang)}"
            for name in COUNT_FIELDS
        )
        yield LineBlock("; ".join(figures) + ".", Tone.QUIET)
        if count.annulled_by is not None:
            yield LineBlock(
                say(f"Kết quả bị hủy bỏ: {count.annulled_by}.", f"Result annulled: {count.annulled_by}."),
                Tone.BAD,
            )
        if verdict.more_ballots_than_voters:
            yield LineBlock(
                say(
                    "Số phiếu thu vào nhiều hơn số cử tri đã tham gia bỏ phiếu: đối chiếu lại với biên bản.",
                    "More ballots were collected than voters took part: compare with the minutes.",
                ),
                Tone.CARE,
            )
        yield _build_candidate_table(view, verdict, count.valid)


def _build_candidate_table(view: ElectionView, verdict: CountVerdict, valid_ballots: int) -> TableBlock:
    names = view.names
    say, lang = names.say, names.lang
    intended = frozenset(view.slate.deputies)
    columns = (
        BlockColumn(say("Người ứng cử", "Candidate"), share=2),
        BlockColumn(say("Số phiếu", "Votes"), right=True),
        BlockColumn(say("Tỷ lệ phiếu hợp lệ", "Of valid ballots"), right=True),
        BlockColumn(say("Kết quả", "Outcome"), share=2),
    )
    rows: list[tuple[BlockCell, ...]] = [
        (
            names.person(given.person)
            + (say(" (dự kiến)", " (intended)") if given.person in intended else ""),
            format_number(given.votes, lang),
            GroupShare(given.votes, valid_ballots).percent(lang),
            StyledText(get_label(given.outcome, lang), _OUTCOME_TONES.get(given.outcome, Tone.PLAIN)),
        )
        for given in verdict.candidates
    ]
    return TableBlock(columns, tuple(rows))


_OUTCOME_TONES = {
    CandidateOutcome.ELECTED: Tone.GOOD,
    CandidateOutcome.ELECTED_AS_OLDER: Tone.GOOD,
    CandidateOutcome.EQUAL: Tone.BAD,
}

# --- beside the plan ----------------------------------------------------------------------------------------


def render_intended(view: ElectionView) -> Iterator[Block]:
    """Render who of the intended deputies was elected, who was not, and who else was."""
    names, slate = view.names, view.slate
    say = names.say
    elected = frozenset(view.verdict.elected)
    won = [i for i in slate.deputies if i in elected]
    missing = sorted((i for i in slate.deputies if i not in elected), key=names.get_order)
    lost = [i for i in missing if i not in view.waiting]
    waiting = [i for i in missing if i in view.waiting]
    others = sorted(elected - set(slate.deputies), key=names.get_order)
    yield LineBlock(
        say(
            f"Đại biểu dự kiến trúng cử: {len(won)}/{len(slate.deputies)}.",
            f"Intended deputies elected: {len(won)} of {len(slate.deputies)}.",
        ),
        Tone.STRONG,
    )
    for ids, vi, en in (
        (lost, "Dự kiến nhưng không trúng cử", "Intended, not elected"),
        (waiting, "Dự kiến, chưa xác định kết quả", "Intended, not settled yet"),
        (others, "Trúng cử ngoài dự kiến", "Elected, not intended"),
    ):
        if ids:
            told = ", ".join(
                f"{names.person(i)} ({names.unit(slate.get_constituency(i) or '')})" for i in ids
            )
            yield LineBlock(f"{say(vi, en)} ({len(ids)}): {told}.")


def list_exposed_posts(view: ElectionView) -> list[tuple[str, tuple[str, ...]]]:
    """List the posts whose intended holders were not elected, with those who were not."""
    left = {*view.verdict.elected, *view.waiting}
    found = (
        (post, tuple(i for i in view.slate.get_holders(post) if i not in left))
        for post in view.names.council.posts
    )
    return [(post, gone) for post, gone in found if gone]


def render_exposed_posts(view: ElectionView) -> Iterator[Block]:
    """Render the posts whose intended holders were not elected."""
    names, say = view.names, view.names.say
    exposed = list_exposed_posts(view)
    waiting = [i for post in names.council.posts for i in view.slate.get_holders(post) if i in view.waiting]
    if waiting:
        yield LineBlock(
            say(
                f"{len(waiting)} người dự kiến giữ chức danh chưa có kết quả.",
                f"{len(waiting)} of those intended for a post have no result yet.",
            ),
            Tone.QUIET,
        )
    elif not exposed:
        yield LineBlock(
            say(
                "Mọi người dự kiến giữ chức danh đều trúng cử.", "Everybody intended for a post was elected."
            ),
            Tone.GOOD,
        )
    if not exposed:
        return
    rows: list[tuple[BlockCell, ...]] = [
        (names.post(post), ", ".join(map(names.person, gone)), str(len(view.elected.get_holders(post))))
        for post, gone in exposed
    ]
    columns = (
        BlockColumn(say("Chức danh", "Post"), share=2),
        BlockColumn(say("Người dự kiến không trúng cử", "Intended, not elected"), share=2),
        BlockColumn(say("Người dự kiến còn lại", "Intended holders left"), right=True),
    )
    yield TableBlock(columns, tuple(rows))


def render_compositions(view: ElectionView) -> Iterator[Block]:
    """Render each group in the previous term, in the plan and among the elected."""
    names = view.names
    say, lang = names.say, names.lang
    prior = names.council.prior_term
    columns = (
        BlockColumn(say("Nhóm", "Group"), share=2),
        BlockColumn(say("Nhiệm kỳ trước", "Previous term"), right=True),
        BlockColumn(say("Phương án", "Plan"), right=True),
        BlockColumn(say("Trúng cử", "Elected"), right=True),
        BlockColumn(say("So với phương án", "Against the plan"), right=True),
    )
    totals = (
        say("Tổng số", "All"),
        "—" if prior is None else str(prior.deputies),
        str(len(view.slate.deputies)),
        str(len(view.elected.deputies)),
        "",
    )
    rows: list[tuple[BlockCell, ...]] = [tuple(StyledText(cell, Tone.STRONG) for cell in totals)]
    plan, now = (list_composition(names, one) for one in (view.slate, view.elected))
    for before, after in zip(plan, now, strict=True):
        planned, got = before.intended.count or 0, after.intended.count or 0
        if not (planned or got or (before.before and before.before.count)):
            continue
        change = f"{got - planned:+}".replace("-", "−") if got != planned else "—"
        was = "—" if before.before is None else before.before.format(lang)
        rows.append(
            (
                names.label(before.group),
                was,
                before.intended.format(lang),
                after.intended.format(lang),
                change,
            )
        )
    yield TableBlock(columns, tuple(rows))


def render_rule_changes(
    view: ElectionView, planned: Sequence[Finding], found: Sequence[Finding], head: str = ""
) -> Iterator[Block]:
    """Render the rules whose verdict is another now than it was for the plan.

    `head`: the head of the column of now.
    """
    names, say = view.names, view.names.say
    wording = PlainWording(names.book, names.lang)
    before = {finding.rule: finding for finding in planned}
    rows: list[tuple[BlockCell, ...]] = []
    for finding in found:
        rule, was = names.book.by_id[finding.rule], before.get(finding.rule)
        if was is None or was.verdict is finding.verdict or finding.verdict is Verdict.UNDECIDED:
            continue
        outcomes = tuple(get_rule_outcome(rule, one) for one in (was, finding))
        rows.append(
            (
                wording.says(rule).replace("`", ""),
                StyledText(_name_outcome(names, outcomes[0].value), outcomes[0].tone),
                StyledText(_name_outcome(names, outcomes[1].value), outcomes[1].tone),
                RuleRow(names, rule, finding).figures,
            )
        )
    if not rows:
        yield LineBlock(
            say(
                "Không quy định nào đổi kết luận so với phương án.",
                "No rule has another verdict than it had for the plan.",
            )
        )
        return
    columns = (
        BlockColumn(say("Quy định", "Rule"), share=4),
        BlockColumn(say("Phương án", "Plan"), narrow=True),
        BlockColumn(head or say("Trúng cử", "Elected"), narrow=True),
        BlockColumn(say("Số liệu", "Figures"), share=2),
    )
    yield TableBlock(columns, tuple(rows))


_OUTCOMES = {
    "broken": ("không đạt", "not met"),
    "missed": ("chưa đạt", "not met"),
    "undecided": ("chưa rõ", "open"),
    "kept": ("đạt", "met"),
}


def _name_outcome(names: Names, outcome: str) -> str:
    return names.say(*_OUTCOMES[outcome])


# --- the law ------------------------------------------------------------------------------------------------

_ALWAYS = (
    ResultProvision.TURNOUT,
    ResultProvision.MAJORITY,
    ResultProvision.MOST_VOTES,
    ResultProvision.OLDER,
    ResultProvision.EXTRA_VOTE,
    ResultProvision.EXTRA_DAY,
    ResultProvision.EXTRA_ONCE,
    ResultProvision.REPEAT_VOTE,
    ResultProvision.REPEAT_DAY,
    ResultProvision.REPEAT_STANDS,
    ResultProvision.ANNULLED,
)


def render_provisions(names: Names, provisions: Sequence[ResultProvision] = _ALWAYS) -> Iterator[Block]:
    """Render the provisions that results are judged by, each with its place and its words."""
    for provision in provisions:
        found: DatedProvision = get_provision(provision, names.council.election_day)
        law = names.say(
            "Luật Bầu cử" if found.cite.source == LAW else "Luật Tổ chức chính quyền địa phương năm 2025",
            "Election Law" if found.cite.source == LAW else "Law on Local Government of 2025",
        )
        yield LineBlock(f"{describe_place(found.cite, names.lang)} {law}: “{found.cite.quote}”", Tone.QUIET)


def render_election(view: ElectionView) -> Iterator[Block]:
    """Render a counted election whole, for a terminal."""
    names = view.names
    yield Heading(
        names.say(f"Kết quả bầu cử: {names.council.name}", f"Results: {names.council.name}"), level=1
    )
    told, tone = describe_election(view)
    yield LineBlock(told, tone)
    yield from render_constituencies(view)
    for one in view.verdict.constituencies:
        if one.counts:
            yield Heading(names.unit(one.constituency))
            yield from render_votes(view, one)
    yield Heading(names.say("So với phương án", "Beside the plan"))
    yield from render_intended(view)
    yield from render_exposed_posts(view)
    yield from render_compositions(view)
    yield Heading(names.say("Căn cứ", "Provisions"))
    yield from render_provisions(names)
