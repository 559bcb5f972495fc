"""Judged rules and departures as typed rows, built once for terminal, pages and files."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from cocau.app.i18n.words import BOUNDS
from cocau.app.present.blocks import StyledText, Tone
from cocau.app.present.names import Names
from cocau.app.present.proposal.slate_rows import GroupShare
from cocau.app.present.wording import list_bounds, list_doubts
from cocau.constraints.record import Text
from cocau.constraints.rulebook import Departure
from cocau.constraints.rules.rule import Fact, Finding, Rule, Strength, Verdict


class RuleOutcome(StrEnum):
    """The outcome of a rule. An aim is missed, everything else is broken."""

    BROKEN = "broken"
    MISSED = "missed"
    UNDECIDED = "undecided"
    KEPT = "kept"

    @property
    def mark(self) -> str:
        """Return the mark that stands for the outcome."""
        return _OUTCOME_LOOKS[self][0]

    @property
    def tone(self) -> Tone:
        """Return the tone in which the outcome is shown."""
        return _OUTCOME_LOOKS[self][1]


_OUTCOME_LOOKS = {
    RuleOutcome.BROKEN: ("✗", Tone.BAD, ("vi phạm", "broken")),
    RuleOutcome.MISSED: ("△", Tone.CARE, ("chưa đạt", "missed")),
    RuleOutcome.UNDECIDED: ("?", Tone.CARE, ("chưa rõ", "undecided")),
    RuleOutcome.KEPT: ("✓", Tone.GOOD, ("đạt", "kept")),
}


def get_rule_outcome(rule: Rule, finding: Finding) -> RuleOutcome:
    """Return the outcome of a rule, as people speak of it."""
    match finding.verdict:
        case Verdict.KEPT:
            return RuleOutcome.KEPT
        case Verdict.UNDECIDED:
            return RuleOutcome.UNDECIDED
    return RuleOutcome.MISSED if rule.strength is Strength.AIM else RuleOutcome.BROKEN


FACT_WORDS = {
    "count": ("có {}", "{}"),
    "needed": ("cần {}", "bound {}"),
    "percent": ("mức {}%", "at {}%"),
    "before": ("nhiệm kỳ trước {}", "before {}"),
    "goal": ("mốc {}", "goal {}"),
    "cap": ("tối đa {}", "at most {}"),
    "limit": ("tối đa {}", "at most {}"),
    "seats": ("{} ghế", "{} seats"),
    "deputies": ("{} đại biểu", "{} deputies"),
    "listed": ("{} người ứng cử", "{} candidates"),
    "holders": ("{} người giữ", "{} holders"),
    "holder": ("{}", "{}"),
    "sitting": ("hiện có {}", "{} now"),
    "combined": ("{} người kiêm", "{} combining"),
    "population": ("dân số {}", "population {}"),
    "years": ("từ {} tuổi", "{} years and over"),
    "tied": ("{} người có địa bàn", "{} people with a tie"),
    "widest_percent": ("chênh nhiều nhất {}%", "{}% at the widest"),
    "lowest": ("từ {}", "from {}"),
    "highest": ("đến {}", "to {}"),
    "apart": ("chênh {}", "{} apart"),
    "given": ("đạt {}", "reached {}"),
    "entered": ("đã nhập {}", "entered {}"),
    "above_percent": ("trên {}%", "above {}%"),
}
"""The facts of findings in words."""

_ONE = {"{} seats": "{} seat", "{} deputies": "{} deputy", "{} holders": "{} holder"}
"""English words of a fact that is one."""

_REQUIRED = frozenset({"needed", "goal", "cap", "limit", "above_percent", "years"})
"""Facts of a finding that say what is asked for; the others say what there is."""

_PERCENT = "percent"
"""The share that is asked for; told once, where it is also a bound of the rule."""

_BOUNDS = {
    "at_least": Text(vi="ít nhất {}", en="at least {}"),
    "at_most": Text(vi="nhiều nhất {}", en="at most {}"),
    "at_least_percent": Text(vi="ít nhất {}%", en="at least {}%"),
    "at_most_percent": Text(vi="nhiều nhất {}%", en="at most {}%"),
    "within": Text(vi="chênh không quá {}/100", en="within {}/100"),
    "within_percent": Text(vi="lệch không quá {}%", en="within {}%"),
    "leaders": Text(vi="lãnh đạo: nhiều nhất {}", en="leaders: at most {}"),
    "per_committee": Text(vi="mỗi ban: nhiều nhất {}", en="each committee: at most {}"),
    "more": Text(vi="được thêm {}", en="{} more allowed"),
    "missing": Text(vi="được thiếu {}", en="{} may lack"),
}


@dataclass(frozen=True)
class RuleRow:
    """A judged rule in words."""

    names: Names
    rule: Rule
    finding: Finding

    @property
    def outcome(self) -> RuleOutcome:
        """Return the outcome of the rule."""
        return get_rule_outcome(self.rule, self.finding)

    @property
    def verdict(self) -> StyledText:
        """Return the outcome in a word: kept, broken, missed (an aim) or undecided."""
        mark, tone, words = _OUTCOME_LOOKS[self.outcome]
        return StyledText(f"{mark} {self.names.say(*words)}", tone)

    @property
    def says(self) -> str:
        """Return the rule in words, with its bounds."""
        return self.names.says(self.rule)

    @property
    def clause(self) -> str:
        """Return the clauses of the rule."""
        return self.names.clause(self.rule)

    @property
    def strength(self) -> str:
        """Return how binding the rule is, in a word."""
        return self.names.strength(self.rule)

    @property
    def doubts(self) -> tuple[str, ...]:
        """Return what is uncertain about the rule or its clauses."""
        return tuple(dict.fromkeys(self.names.plain(doubt) for doubt in list_doubts(self.rule)))

    @property
    def is_ours(self) -> bool:
        """Return whether the rule is a wish of the program, not law."""
        return self.names.book.is_ours(self.rule)

    @property
    def is_departed(self) -> bool:
        """Return whether a bound of the rule differs from the rulebook."""
        return any(d.rule == self.rule.id for d in self.names.book.departures)

    @property
    def required(self) -> str:
        """Describe the bounds of the rule, and the numbers they give."""
        said = [self._describe_bound(field, value) for field, value in list_bounds(self.rule).items()]
        facts = dict(self._list_facts())
        said += [facts[fact] for fact in facts if fact in _REQUIRED or (fact == _PERCENT and not said)]
        return "; ".join(said)

    def _describe_bound(self, field: str, value: str) -> str:
        lang = self.names.lang
        if field in _BOUNDS:
            return _BOUNDS[field].of(lang).format(value)
        return f"{BOUNDS[field].of(lang)}: {value}" if field in BOUNDS else f"{field}: {value}"

    @property
    def figures(self) -> str:
        """Describe what a slate has, beside `required`: figures, the breach, or what is missing."""
        asked = _REQUIRED | {_PERCENT}
        said = [words for fact, words in self._list_facts() if fact not in asked]
        return self._exception or self._add_note(
            ", ".join(said) + self._describe_share() if said else self._no_case
        )

    @property
    def actual(self) -> str:
        """Describe what a slate has, by itself: the breach with witnesses, or all figures."""
        if self.finding.missing is None and self.finding.verdict is Verdict.BROKEN:
            who = self.finding.witnesses
            return self._exception + (f" ({self.names.people(who)})" if who else "")
        facts = ", ".join(words for _, words in self._list_facts())
        return self._exception or self._add_note(facts or self._no_case)

    def _add_note(self, words: str) -> str:
        """Add the reading that the verdict rests on, where it needs saying."""
        note = self.finding.note
        return words if note is None else f"{words}. {note.of(self.names.lang)}"

    @property
    def _exception(self) -> str:
        """Return what is missing, or the breach; nothing for a rule that is kept."""
        if self.finding.missing is not None:
            return self.finding.missing.of(self.names.lang)
        if self.finding.verdict is Verdict.BROKEN:
            note = self.finding.note
            breach = self.names.describe_breach(self.rule, self.finding)
            return breach if note is None else f"{breach} {note.of(self.names.lang)}"
        return ""

    @property
    def _no_case(self) -> str:
        return self.names.say("không có trường hợp vi phạm", "no case against it")

    def _list_facts(self) -> Iterator[tuple[str, str]]:
        """Yield the facts of the finding, each with its words."""
        facts = dict(self.finding.facts)
        compared = "before_total" in facts
        for part, whole in (("count", "total"), ("before", "before_total")):
            if part in facts and whole in facts:
                share = self._format_share(facts[part], facts[whole]) if compared else ""
                facts[part] = f"{facts[part]}/{facts.pop(whole)}{share}"
        for name, value in facts.items():
            if name in FACT_WORDS:
                shown = ", ".join(self.names.name_of(piece) for piece in str(value).split(", "))
                vi, en = FACT_WORDS[name]
                yield name, self.names.say(vi, _ONE.get(en, en) if shown == "1" else en).format(shown)

    def _format_share(self, count: Fact, total: Fact) -> str:
        """Format the share in percent in brackets, where both numbers are certain."""
        if not isinstance(count, int) or not isinstance(total, int):
            return ""
        share = GroupShare(count, total).percent(self.names.lang, nothing="")
        return share and f" ({share})"

    def _describe_share(self) -> str:
        """Return the share in percent in brackets, where the rule asks for a share."""
        count, total = self.finding.facts.get("count"), self.finding.facts.get("total")
        if _PERCENT not in self.finding.facts or count is None or total is None:
            return ""
        return self._format_share(count, total)


def list_rules(names: Names, findings: Iterable[Finding]) -> list[RuleRow]:
    """List judged rules in the order of the book: those of documents first, own wishes last."""
    found = {finding.rule: finding for finding in findings}
    judged = (rule for rule in names.book.rules if rule.id in found)
    return [RuleRow(names, rule, found[rule.id]) for rule in sorted(judged, key=names.book.is_ours)]


def count_outcomes(rows: Iterable[RuleRow], *, ours: bool) -> Counter[RuleOutcome]:
    """Count the outcomes of rules of documents, or of the program's wishes."""
    return Counter(row.outcome for row in rows if row.is_ours is ours)


PRIORITY = "priority"
"""The field that departs where an aim is raised to a must."""


@dataclass(frozen=True)
class DepartureRow:
    """A bound that differs from the rulebook; `rule`: None for one that the rulebook lacks."""

    names: Names
    departure: Departure
    rule: Rule | None

    @property
    def is_raised(self) -> bool:
        """Return whether an aim was raised to a must."""
        return self.departure.field == PRIORITY and self.departure.now is None

    @property
    def says(self) -> str:
        """Return the rule in words with its id."""
        mark = f"[{self.departure.rule}]"
        return mark if self.rule is None else f"{self.names.says(self.rule)} {mark}"

    @property
    def bound(self) -> str:
        """Return the changed bound in words."""
        field = self.departure.field
        return BOUNDS[field].of(self.names.lang) if field in BOUNDS else field

    @property
    def change(self) -> str:
        """Return the bound before and now."""
        was, now = self.get_values(self.names.say("không", "none"))
        return f"{was} → {now}"

    def get_values(self, none: str) -> tuple[int | str, int | str]:
        """Return the bound before and now; `none` stands for no bound."""
        was, now = self.departure.was, self.departure.now
        return none if was is None else was, none if now is None else now


def list_departures(names: Names, departures: Iterable[Departure]) -> list[DepartureRow]:
    """List every bound that differs from the rulebook."""
    return [DepartureRow(names, departure, names.book.by_id.get(departure.rule)) for departure in departures]
