"""One council's page of the report on a directive: its rows, in either language."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from cocau.app.i18n.languages import Lang, say
from cocau.app.i18n.words import get_label
from cocau.app.present.annex.model import AnnexRow, AnnexValue, RowKind
from cocau.app.present.law.clause_verdicts import (
    VERDICT_WORDS,
    WITHHELD,
    ClauseVerdict,
    ConductRemarks,
    JudgedClause,
    ReportedCouncil,
    ReportedElection,
    ReportedPlan,
    clean_codes,
    judge_clause,
    list_clauses,
    name_step,
)
from cocau.app.present.names import describe_officers
from cocau.app.present.proposal.slate_rows import GroupShare
from cocau.app.present.wording import PlainWording
from cocau.constraints.clauses import ClauseRegister
from cocau.constraints.model.selectors import BLOC_GROUPS, STRUCTURE_GROUPS
from cocau.constraints.procedure.gates import GateState, StepState
from cocau.constraints.record import Text

NONE = "-"


@dataclass(frozen=True)
class PageDetail:
    """How much a page tells, so that it stays one page.

    `named`: steps of a state that are named; `listed`: posts, obstacles, vacancies named in a cell;
    `has_group_rows`: a row for each group, not one for all; `is_compact`: four columns, like things joined in
    one row; `has_kept_rows`: a row for each demand that is met, with its words.
    """

    named: int
    listed: int
    has_group_rows: bool = False
    is_compact: bool = True
    has_kept_rows: bool = True


WHOLE = PageDetail(4, 1000, has_group_rows=True, is_compact=False)
PRINTED = (
    PageDetail(2, 14, has_group_rows=True),
    PageDetail(2, 10),
    PageDetail(1, 10),
    PageDetail(1, 7),
    PageDetail(1, 7, has_kept_rows=False),
    PageDetail(0, 3, has_kept_rows=False),
    PageDetail(0, 2, has_kept_rows=False),
)
"""Details of a page that is printed, from the most to the least."""

STATE_ORDER = (
    (StepState.LATE, Text(vi="Quá hạn, chưa có hồ sơ", en="Late, not on record")),
    (StepState.OUT_OF_ORDER, Text(vi="Trái trình tự", en="Out of order")),
    (StepState.DONE_LATE, Text(vi="Xong, trễ hạn", en="Done late")),
    (StepState.DONE, Text(vi="Xong", en="Done")),
    (StepState.OPEN, Text(vi="Chưa làm, làm được ngay", en="Not done, open now")),
    (StepState.WAITING, Text(vi="Chưa làm, còn chờ bước trước", en="Not done, waiting for an earlier step")),
    (StepState.NOT_ARISEN, Text(vi="Chưa phát sinh", en="Not arisen")),
)
_JOINED_STATES = frozenset({StepState.OPEN, StepState.WAITING, StepState.NOT_ARISEN})
_JOINED_VERDICTS = (ClauseVerdict.NOT_HERE, ClauseVerdict.NOT_JUDGED)


@dataclass(frozen=True)
class CouncilPage:
    """The rows of one council, in `lang`, for whoever may see people or not."""

    reported: ReportedCouncil
    register: ClauseRegister
    lang: Lang
    sees_people: bool
    detail: PageDetail = WHOLE

    @cached_property
    def judged(self) -> tuple[JudgedClause, ...]:
        """Return every demand, judged."""
        return tuple(judge_clause(self.reported, one, self.lang) for one in list_clauses(self.register))

    def list_rows(self) -> Iterator[AnnexRow]:
        """Yield the rows of all sections, each under its head."""
        said = self._say
        sections = [
            (
                said("Cơ cấu, thành phần so với nhiệm kỳ trước", "Composition against the previous term"),
                self._list_composition(),
            ),
            (
                said("Từng yêu cầu tại mục 2 của chỉ thị", "Each demand of section 2 of the directive"),
                self._list_clauses(),
            ),
            (said("Các bước phải thực hiện", "Steps to be taken"), self._list_steps()),
        ]
        last = [
            (said("Phê duyệt", "Approval"), self._list_decisions()),
            (
                said(
                    "Kỷ luật, thanh tra, tín nhiệm của cử tri",
                    "Discipline, inspections, confidence of voters",
                ),
                self._list_conduct_rows(),
            ),
            (said("Vướng mắc", "What stands in the way"), self._list_obstacle_rows()),
            (
                said("Kết quả bầu cử và nhiệm kỳ", "Results of the election and the term"),
                self._list_election(),
            ),
        ]
        if self.detail.is_compact:
            joined = said(
                "Phê duyệt; nhân sự; vướng mắc; kết quả bầu cử", "Approval, people, obstacles, election"
            )
            last = [(joined, chain.from_iterable(rows for _, rows in last))]
        for letter, (title, rows) in zip(said("ABCDĐEG", "ABCDEFG"), sections + last, strict=False):
            yield AnnexRow(kind=RowKind.GROUP, values=(f"{letter}. {title}",))
            yield from rows

    def _say(self, vi: str, en: str) -> str:
        return say(self.lang, vi, en)

    def _build(
        self, number: AnnexValue, what: str, before: str = "", now: str = "", verdict: str = ""
    ) -> AnnexRow:
        if self.detail.is_compact:
            both = f"{before} → {now}" if before and now else before or now
            return AnnexRow(values=(number, what, both or NONE, verdict or NONE))
        return AnnexRow(values=(number, what, before or NONE, now or NONE, verdict or NONE))

    def _list_some(self, items: Sequence[str], separator: str = "; ") -> str:
        """Join the first items, sentences by a space; say how many more there are."""
        shown, left = list(items[: self.detail.listed]), len(items) - self.detail.listed
        if left > 0 and separator == " ":
            shown.append(self._say("Còn {} nội dung khác.", "There are {} more.").format(left))
        elif left > 0:
            shown.append(self._say("và {} nội dung khác", "and {} more").format(left))
        return separator.join(shown)

    # --- composition

    def _list_composition(self) -> Iterator[AnnexRow]:
        prior, plan = self.reported.council.prior_term, self.reported.plan
        before = "" if prior is None else str(prior.deputies)
        seats = self._say("{} đại biểu được bầu", "{} to be elected").format(self.reported.council.seats)
        yield self._build(1, self._say("Tổng số đại biểu", "Deputies"), before, seats)
        officers = describe_officers(self.reported.council, self.lang) if self.sees_people else ""
        if officers:
            head = self._say("Người giữ chức danh nhiệm kỳ trước", "Officers of the previous term")
            yield self._build("", head, self._list_some(officers.split("; ")))
        if plan is None or not plan.counts:
            yield self._build(
                "",
                self._say(
                    "Chưa có phương án có danh sách nhân sự để so sánh.",
                    "There is no proposal with a list of people to compare.",
                ),
            )
            return
        groups = [group for group in STRUCTURE_GROUPS if self._is_told(plan, group)]
        number = 1
        if self.detail.has_group_rows:
            for group in groups:
                number += 1
                earlier, later = self._share(plan.counts.get(group), plan.total, group)
                change = self._describe_change(group, plan.counts.get(group))
                yield self._build(number, get_label(group, self.lang), earlier, later, change)
        else:
            number += 1
            head = self._say("Cơ cấu (nhiệm kỳ trước → phương án)", "Structure (previous term → proposal)")
            yield self._build(number, head, "", self._join(plan, groups))
        blocs = [bloc for bloc in BLOC_GROUPS if self._is_told(plan, bloc)]
        head = self._say("Theo khối (nhiệm kỳ trước → phương án)", "By bloc (previous term → proposal)")
        yield self._build(number + 1, head, "", self._join(plan, blocs))

    def _is_told(self, plan: ReportedPlan, group: str) -> bool:
        return bool(self._get_before(group)) or plan.counts.get(group) != 0

    def _get_before(self, group: str) -> int | None:
        prior = self.reported.council.prior_term
        return None if prior is None else prior.counts.get(group)

    def _join(self, plan: ReportedPlan, groups: Iterable[str]) -> str:
        """Join groups before and now in one text, so that a page stays short."""
        parts = ((group, *self._share(plan.counts.get(group), plan.total, group)) for group in groups)
        return "; ".join(f"{get_label(g, self.lang)}: {was or NONE} → {now}" for g, was, now in parts)

    def _share(self, now: int | None, total: int, group: str) -> tuple[str, str]:
        """Return a group's number before and now, with shares."""
        prior, was = self.reported.council.prior_term, self._get_before(group)
        earlier = "" if was is None or prior is None else GroupShare(was, prior.deputies).format(self.lang)
        later = WITHHELD.of(self.lang) if now is None else GroupShare(now, total).format(self.lang)
        return earlier, later

    def _describe_change(self, group: str, now: int | None) -> str:
        """Describe the change in people; nothing where either number is not known."""
        was = self._get_before(group)
        if was is None or now is None:
            return ""
        if was == now:
            return self._say("không đổi", "unchanged")
        return (self._say("tăng {}", "up {}") if now > was else self._say("giảm {}", "down {}")).format(
            abs(now - was)
        )

    # --- demands and steps

    def _list_clauses(self) -> Iterator[AnnexRow]:
        """Yield a row for each demand that was judged; join the others, with their reasons."""
        joined = _JOINED_VERDICTS if self.detail.is_compact else ()
        if not self.detail.has_kept_rows:
            joined = (ClauseVerdict.KEPT, *joined)
        for one in self.judged:
            if one.verdict not in joined:
                number = one.clause.id.removeprefix("S")
                verdict = VERDICT_WORDS[one.verdict].of(self.lang)
                yield self._build(number, one.clause.says.of(self.lang), "", one.figures, verdict)
        for verdict in joined:
            found = [one for one in self.judged if one.verdict is verdict]
            if found:
                yield self._join_clauses(verdict, found)

    def _join_clauses(self, verdict: ClauseVerdict, found: Sequence[JudgedClause]) -> AnnexRow:
        numbers: dict[str, list[str]] = {}
        for one in found:
            numbers.setdefault(one.figures, []).append(one.clause.id.removeprefix("S"))
        told = " ".join(f"{', '.join(ids)}: {figures}" for figures, ids in numbers.items())
        what = self._say("Các yêu cầu khác", "Other demands")
        return self._build("", what, "", told, VERDICT_WORDS[verdict].of(self.lang))

    def _list_steps(self) -> Iterator[AnnexRow]:
        """Yield a row for each state that steps are in, with the first of these and their days."""
        if self.reported.gates is None:
            why = self._say(
                "Bộ quy định đang dùng không có các bước cho hội đồng này.",
                "The rulebook in use has no steps for this council.",
            )
            yield self._build("", why)
            return
        for kind, words in STATE_ORDER:
            states = self._list_states(kind)
            if states and not (self.detail.is_compact and kind in _JOINED_STATES):
                count = self._say("{} bước", "steps: {}").format(len(states))
                yield self._build("", words.of(self.lang), "", self._name_steps(states), count)

        if self.detail.is_compact:
            told = (
                (words.of(self.lang), len(self._list_states(kind)))
                for kind, words in STATE_ORDER
                if kind in _JOINED_STATES
            )
            others = "; ".join(f"{words}: {count}" for words, count in told if count)
            if others:
                yield self._build("", self._say("Các bước còn lại", "Other steps"), "", others)

    def _list_states(self, kind: StepState) -> list[GateState]:
        states = () if self.reported.gates is None else self.reported.gates.states
        return [state for state in states if state.state is kind]

    def _name_steps(self, states: Sequence[GateState]) -> str:
        most = self.detail.named
        if not most:
            return ""
        named = [
            f"{name_step(self.reported, one.step, self.lang)}{self._format_days(one)}"
            for one in states[:most]
        ]
        if len(states) > most:
            named.append(self._say("và {} bước khác", "and {} more").format(len(states) - most))
        return f"{'; '.join(named)}."

    def _format_days(self, state: GateState) -> str:
        """Format the days of a step: when it was recorded, else its last day."""
        held = ", ".join(f"{record.on:%d/%m/%Y}" for record in state.records)
        if held:
            return f" ({held})"
        if state.deadline is None:
            return ""
        return self._say(" (hạn {})", " (due {})").format(f"{state.deadline.day:%d/%m/%Y}")

    # --- decisions, people, obstacles

    def _list_decisions(self) -> Iterator[AnnexRow]:
        plan = self.reported.plan
        if plan is None:
            yield self._build(
                "", self._say("Chưa có phương án để phê duyệt.", "There is no proposal to approve.")
            )
            return
        named = plan.label or self._say("Phương án", "Proposal")
        told = self._say("“{}”, lập ngày {}", "“{}”, made on {}").format(named, f"{plan.made_on:%d/%m/%Y}")
        yield self._build("", self._say("Phương án", "Proposal"), "", told, plan.standing)
        if self.detail.is_compact and plan.decisions:
            decided = self._list_some(plan.decisions[::-1])
            yield self._build("", self._say("Quyết định", "Decisions"), "", decided)
            return
        for number, decision in enumerate(plan.decisions, start=1):
            yield self._build(number, self._say("Quyết định", "Decision"), "", decision)

    def _withhold(self) -> AnnexRow:
        why = self._say(
            "Vai trò của người lập báo cáo không được xem phần này.",
            "The role of whoever made this report may not see this part.",
        )
        return self._build("", why, "", WITHHELD.of(self.lang))

    def _list_conduct_rows(self) -> Iterator[AnnexRow]:
        if not self.sees_people:
            yield self._withhold()
            return
        conduct = None if self.reported.plan is None else self.reported.plan.conduct
        if conduct is None:
            yield self._build("", self._say("Chưa có danh sách nhân sự.", "There is no list of people yet."))
            return
        if self.detail.is_compact:
            told = "; ".join(f"{what.of(self.lang)}: {count}" for what, count in list_conduct(conduct))
            yield self._build("", self._say("Lưu ý về nhân sự (số người)", "Remarks on people"), "", told)
            return
        for number, (what, count) in enumerate(list_conduct(conduct), start=1):
            told = self._say("{} người trong danh sách ứng cử", "on the candidate lists: {}").format(count)
            yield self._build(
                number,
                what.of(self.lang),
                "",
                told if count else self._say("không có", "none"),
                self._say("cần xem xét", "to be considered") if count else "",
            )

    def _list_obstacle_rows(self) -> Iterator[AnnexRow]:
        found = self.list_obstacles()
        what = self._say("Vướng mắc", "Obstacle")
        if self.detail.is_compact and found:
            yield self._build("", what, "", self._list_some(found, " "))
            return
        for number, text in enumerate(found, start=1):
            yield self._build(number, what, "", text)
        if not found:
            yield self._build("", self._say("Không có.", "None."))

    def list_obstacles(self) -> list[str]:
        """List obstacles: no plan, rules in conflict, demands missed, steps late, news."""
        found, plan = [], self.reported.plan
        if plan is None:
            found.append(self._say("Chưa có phương án nhân sự.", "There is no proposal yet."))
        else:
            found += [self._describe_conflict(plan)] if plan.conflict else []
            if not plan.is_current:
                found.append(
                    self._say(
                        "Hồ sơ hội đồng, danh sách hoặc quy định đã thay đổi sau khi lập phương án.",
                        "The council, the list or the rules changed after the proposal was made.",
                    )
                )
        missed = [
            one.clause.id.removeprefix("S") for one in self.judged if one.verdict is ClauseVerdict.MISSED
        ]
        if missed:
            found.append(self._say("Chưa đạt yêu cầu: {}.", "Demands not met: {}.").format(", ".join(missed)))
        for kind, words in STATE_ORDER[:2]:
            number = len(self._list_states(kind))
            if number:
                told = self._say("{}: {} bước (mục C).", "{}: {} steps (section C).")
                found.append(told.format(words.of(self.lang), number))
        return found

    def _describe_conflict(self, plan: ReportedPlan) -> str:
        book = self.reported.book
        known = [book.by_id[i] for i in plan.conflict if i in book.by_id]
        musts = [clean_codes(book, PlainWording(book, self.lang).says(r), self.lang) for r in known]
        if not musts:
            return self._say("Các yêu cầu không thể cùng đạt.", "The demands cannot all be met.")
        head = self._say("Các quy định không thể cùng đạt: {}", "These rules cannot be met together: {}")
        return head.format(" ".join(musts))

    # --- the election

    def _list_election(self) -> Iterator[AnnexRow]:
        """Yield who was elected against the plan and the previous term, posts and vacancies."""
        if not self.sees_people:
            yield self._withhold()
            return
        found, prior = self.reported.election, self.reported.council.prior_term
        if found is None:
            none = self._say("Chưa nhập kết quả bầu cử.", "No results have been entered.")
            yield self._build("", none)
            return
        before = "" if prior is None else str(prior.deputies)
        yield self._build(1, self._say("Người trúng cử", "Elected"), before, self._describe_elected(found))
        intended = self._say("{} người", "{} people").format(found.intended)
        yield self._build(
            2, self._say("Đại biểu dự kiến trúng cử", "Intended deputies elected"), "", intended
        )
        yield from self._list_elected_groups(found)
        if self.detail.has_group_rows:
            for title, holders in found.posts:
                yield self._build("", title, "", holders)
            for vacancy in found.vacancies:
                yield self._build("", vacancy)
            return
        if found.posts:
            held = self._list_some([f"{title}: {holders}" for title, holders in found.posts])
            yield self._build("", self._say("Chức danh", "Posts"), "", held)
        if found.vacancies:
            vacant = self._list_some(found.vacancies, " ")
            yield self._build("", self._say("Khuyết", "Vacancies"), "", vacant)

    def _describe_elected(self, found: ReportedElection) -> str:
        told = self._say("{}/{} đại biểu được bầu", "{} of {} to be elected").format(
            found.elected, self.reported.council.seats
        )
        if not found.unsettled:
            return told
        pending = self._say(
            "{} đơn vị bầu cử chưa có kết quả cuối cùng", "constituencies without a final result: {}"
        )
        return f"{told}; {pending.format(found.unsettled)}"

    def _list_elected_groups(self, found: ReportedElection) -> Iterator[AnnexRow]:
        groups = [g for g in (*STRUCTURE_GROUPS, *BLOC_GROUPS) if self._get_before(g) or found.counts[g]]
        if self.detail.has_group_rows:
            for number, group in enumerate(groups, start=3):
                earlier, later = self._share(found.counts[group], found.elected, group)
                change = self._describe_change(group, found.counts[group])
                yield self._build(number, get_label(group, self.lang), earlier, later, change)
        elif groups:
            told = "; ".join(f"{get_label(g, self.lang)} {found.counts[g]}" for g in groups)
            yield self._build(3, self._say("Cơ cấu đã trúng cử", "Composition of the elected"), "", told)


def list_conduct(conduct: ConductRemarks) -> tuple[tuple[Text, int], ...]:
    """List what is noted of candidates, with how many."""
    return (
        (
            Text(
                vi="Đang bị thanh tra, điều tra hoặc xem xét kỷ luật",
                en="Under inspection, investigation or disciplinary review",
            ),
            conduct.investigated,
        ),
        (Text(vi="Có quyết định kỷ luật ghi trong hồ sơ", en="Disciplined, on record"), conduct.disciplined),
        (
            Text(vi="Được dưới 50% cử tri tín nhiệm", en="Confidence of fewer than 50% of voters"),
            conduct.below_half,
        ),
    )
