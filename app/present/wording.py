"""A rulebook in words of one language: rules, selectors, numbers and footnotes."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from cocau.app.i18n.languages import say
from cocau.app.i18n.words import BOUNDS, COUNCIL_FIELDS, FIELDS, SELECTORS, get_label
from cocau.app.present.blocks import Block, Heading, LineBlock, Tone
from cocau.app.present.citations import describe_citations, describe_marks
from cocau.constraints.model.council import CouncilKind, CouncilLevel
from cocau.constraints.model.people import PartyRank, YearlyGrade
from cocau.constraints.model.selectors import EVERYONE, GROUPS, Selector
from cocau.constraints.record import Text
from cocau.constraints.rulebook import Rulebook
from cocau.constraints.rules.rule import Rule


@dataclass(frozen=True)
class Wording:
    """A rulebook, and the language in which it is described.

    `codes`: whether ids stand beside words, for readers who type them into commands.
    """

    book: Rulebook
    lang: str
    codes: bool = field(default=True, kw_only=True)

    def say(self, vi: str, en: str) -> str:
        """Return the words in the language of this wording."""
        return say(self.lang, vi, en)

    def label(self, value: str) -> str:
        """Return an enum value or a group in words."""
        return get_label(value, self.lang)

    def says(self, rule: Rule) -> str:
        """Return a rule in words, with its bounds."""
        return rule.says.of(self.lang).format_map(PlaceholderValues(list_bounds(rule)))

    def clause(self, rule: Rule) -> str:
        """Return the clauses of a rule."""
        return describe_citations(rule.cites, self.book.sources, self.lang, sections=self.codes)

    def plain(self, text: Text) -> str:
        """Return a text of the rulebook; without codes where none are shown."""
        return text.of(self.lang) if self.codes else self.replace_codes(text.of(self.lang))

    def replace_codes(self, text: str) -> str:
        """Replace the codes in a text by words."""
        return _CODE.sub(lambda found: self._words.get(found[0], found[0]), text)

    @cached_property
    def _words(self) -> dict[str, str]:
        """Return the words for each code."""
        known = FIELDS | COUNCIL_FIELDS | SELECTORS | BOUNDS
        words = {code: f"“{text.of(self.lang)}”" for code, text in known.items()}
        said = {step.id: step.says.of(self.lang) for step in self.book.steps}
        said |= {rule.id: self.says(rule) for rule in self.book.rules}
        return words | {i: f"“{sense.rstrip('.')}”" for i, sense in said.items()}

    def strength(self, rule: Rule) -> str:
        """Return how binding a rule is, in a word."""
        return self.label(rule.strength).lower()

    def rule_line(self, rule: Rule, notes: "Footnotes | None" = None, *, strength: bool = True) -> str:
        """Return a rule in a line: its words, clauses, footnotes, strength and id."""
        marks = "" if notes is None else notes.marks(rule)
        return f"{self.says(rule)} — {self.clause(rule)}{marks}{self.tag(rule, strength=strength)}"

    def tag(self, rule: Rule, *, strength: bool = True) -> str:
        """Return what stands in brackets after a rule: its strength and, among codes, its id."""
        parts = [self.strength(rule)] * strength + [rule.id] * self.codes
        return f" [{', '.join(parts)}]" if parts else ""

    def name_rule(self, rule_id: str) -> str:
        """Return how a rule is named within a sentence: by its id, or by its words in quotes."""
        rule = self.book.by_id.get(rule_id)
        return rule_id if self.codes or rule is None else f"“{self.says(rule).rstrip('.')}”"


class PlaceholderValues(dict[str, str]):
    """Values for the placeholders of a text; one without a value becomes an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


def list_bounds(rule: Rule) -> dict[str, str]:
    """Return the adjustable bounds of a rule that are set, by field."""
    fields = sorted(rule.adjustable)  # a set has another order in every process
    return {field: str(getattr(rule, field)) for field in fields if getattr(rule, field) is not None}


def list_doubts(rule: Rule) -> list[Text]:
    """List what is uncertain about a rule or about its clauses."""
    return [text for text in (rule.doubt, *(cite.doubt for cite in rule.cites)) if text is not None]


_LEVEL_WORDS = {
    CouncilLevel.PROVINCE: ("cấp tỉnh", "provincial level"),
    CouncilLevel.DISTRICT: ("cấp huyện", "district level"),
    CouncilLevel.COMMUNE: ("cấp xã", "commune level"),
}

_COMMUNE_KINDS = frozenset({CouncilKind.COMMUNE, CouncilKind.MOUNTAINOUS_COMMUNE})

_TOWNLET_KINDS = frozenset({CouncilKind.TOWNLET, CouncilKind.MOUNTAINOUS_TOWNLET})

_KIND_GROUPS: tuple[tuple[frozenset[CouncilKind], tuple[str, str]], ...] = (
    *(
        (frozenset(k for k in CouncilKind if k.level is level), words)
        for level, words in _LEVEL_WORDS.items()
    ),
    (frozenset({CouncilKind.PROVINCE, CouncilKind.MOUNTAINOUS_PROVINCE}), ("mọi tỉnh", "every province")),
    (
        frozenset({CouncilKind.CITY, CouncilKind.SPECIAL_CITY}),
        ("mọi thành phố trực thuộc trung ương", "every centrally governed city"),
    ),
    (
        frozenset({CouncilKind.RURAL_DISTRICT, CouncilKind.MOUNTAINOUS_DISTRICT}),
        ("mọi huyện", "every rural district"),
    ),
    (_COMMUNE_KINDS | _TOWNLET_KINDS, ("xã, thị trấn", "communes and townlets")),
    (_COMMUNE_KINDS, ("mọi xã", "every commune")),
    (_TOWNLET_KINDS, ("mọi thị trấn", "every townlet")),
)
"""The wider before the narrower."""


def describe_council_kinds(wording: Wording, council_kinds: Iterable[CouncilKind]) -> str:
    """Describe kinds of council, those of one sort together, separated by semicolons."""
    left = set(council_kinds)
    words: dict[CouncilKind, str] = {}
    for together, (vi, en) in _KIND_GROUPS:
        if together <= left:
            words[_first_council_kind(together)] = wording.say(vi, en)
            left -= together
    words |= {kind: _label_council_kind(wording, kind) for kind in left}
    return "; ".join(words[kind] for kind in CouncilKind if kind in words)


def _label_council_kind(wording: Wording, kind: CouncilKind) -> str:
    """Return the label of a kind within a sentence; names keep their capital."""
    label = wording.label(kind)
    named = wording.lang == "en" and kind is CouncilKind.SPECIAL_CITY
    return label if named else lower_first(label)


def _first_council_kind(council_kinds: Iterable[CouncilKind]) -> CouncilKind:
    order = list(CouncilKind)
    return min(council_kinds, key=order.index)


_CODE = re.compile(r"(?<![\w/-])[a-z0-9]+(?:[_-][a-z0-9]+)+(?![\w/-])")


_SECTION_CODE = re.compile(r"(?:\b(?:mục|section) )?\bS(\d+)\.\d+\b")
"""Our number of a sentence of the directive: its section is what the paper prints."""


@dataclass(frozen=True)
class PlainWording(Wording):
    """Wording without codes, for readers who do not program."""

    def says(self, rule: Rule) -> str:
        """Return a rule in words, without codes."""
        return self.replace_codes(super().says(rule))

    def plain(self, text: Text) -> str:
        """Return a text of the rulebook without codes."""
        return self._name_sections(self.replace_codes(text.of(self.lang)))

    def _name_sections(self, text: str) -> str:
        """Name a section of a directive as it is printed, where no codes are shown."""
        if self.codes:
            return text
        word = self.say("mục", "section")
        named = _SECTION_CODE.sub(rf"{word} \1", text)
        return re.sub(rf"({word} \d+)(?: (?:và|and) \1\b)+", r"\1", named)

    @cached_property
    def _words(self) -> dict[str, str]:
        """Return the words for each code; those of rules and steps with the id."""
        plain = Wording(self.book, self.lang)
        said = {step.id: step.says.of(self.lang) for step in self.book.steps}
        said |= {rule.id: plain.says(rule) for rule in self.book.rules}
        return plain._words | {  # noqa: SLF001  # of the same class
            i: f"“{sense.rstrip('.')}”" + (f" (`{i}`)" if self.codes else "") for i, sense in said.items()
        }


class Footnotes:
    """Footnotes, each text once, numbered in the order of first use."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._numbers: dict[str, int] = {}
        self._sections = False

    def marks(self, rule: Rule) -> str:
        """Return the numbers of a rule's footnotes, as ``[1, 4]``."""
        self._sections |= self._wording.codes and any(cite.section is not None for cite in rule.cites)
        numbers = [self._number(self._wording.plain(doubt)) for doubt in list_doubts(rule)]
        return f" [{', '.join(map(str, numbers))}]" if numbers else ""

    def blocks(self) -> Iterator[Block]:
        """Render all footnotes in the order of their numbers."""
        say = self._wording.say
        yield Heading(say("Mức độ kiểm chứng và nội dung cần xác minh", "Verification and doubts"))
        yield LineBlock(describe_marks(self._wording.lang), Tone.CARE)
        if self._sections:
            yield LineBlock(
                say(
                    "S2.x, S3.x: số do cocau tự đặt cho từng câu của chỉ thị, không phải số của văn bản.",
                    "S2.x, S3.x: cocau's own numbers of the directive's sentences, not the document's.",
                ),
                Tone.CARE,
            )
        for text, number in self._numbers.items():
            yield LineBlock(text, Tone.QUIET, mark=f"[{number}]")

    def _number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers) + 1)


def format_number(value: int, lang: str) -> str:
    """Format a whole number: ``1.288.866``, in English ``1,288,866``."""
    grouped = f"{value:,}"
    return grouped if lang == "en" else grouped.replace(",", ".")


def format_tenths(value: Fraction, lang: str) -> str:
    """Format a number with one decimal, rounded half up: ``20,2``, in English ``20.2``."""
    whole, tenth = divmod(round_half_up(10 * value), 10)
    return f"{whole}{say(lang, ',', '.')}{tenth}"


def round_half_up(value: Fraction) -> int:
    """Round to the nearest whole number, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def capitalise_first(words: str) -> str:
    """Return words with a capital, as for the beginning of a sentence."""
    return f"{words[:1].upper()}{words[1:]}"


def lower_first(words: str) -> str:
    """Return words without a capital, as within a sentence."""
    return f"{words[:1].lower()}{words[1:]}"


def count_noun(value: int, singular: str, plural: str) -> str:
    """Return a number with its English noun: ``1 case``, ``2 cases``."""
    return f"{value:,} {singular if value == 1 else plural}"


FieldWording = Callable[[Wording, Any], str]

_YES_NO_WORDS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "ethnic_minority": (("dân tộc thiểu số", "of an ethnic minority"), ("dân tộc Kinh", "Kinh")),
    "religious": (("có tôn giáo", "religious"), ("không tôn giáo", "of no religion")),
    "party_member": (("đảng viên", "Party member"), ("ngoài Đảng", "not a Party member")),
    "re_standing": (("tái cử", "standing again"), ("ứng cử lần đầu", "standing for the first time")),
    "full_time": (("hoạt động chuyên trách", "full-time"), ("không chuyên trách", "not full-time")),
    "expert": (("chuyên gia", "expert"), ("không là chuyên gia", "no expert")),
    "in_peoples_committee": (
        ("dự kiến tham gia UBND", "meant for the People's Committee"),
        ("không tham gia UBND", "not meant for the People's Committee"),
    ),
    "heads_agency": (
        ("đứng đầu cơ quan chuyên môn thuộc UBND", "head of an agency of the People's Committee"),
        ("không đứng đầu cơ quan chuyên môn thuộc UBND", "not head of an agency of the People's Committee"),
    ),
}


def describe_selector(wording: Wording, selector: Selector) -> str:
    """Describe the people that a selector counts: ``nữ, dưới 40 tuổi``."""
    if selector == EVERYONE:
        return wording.say("tất cả", "everybody")
    group = next((name for name, known in GROUPS.items() if known == selector), None)
    if group is not None:
        return _lower_label(wording.label(group))
    given = ((name, getattr(selector, name)) for name in Selector.model_fields)
    return ", ".join(_describe_field(wording, name, value) for name, value in given if value is not None)


def _describe_field(wording: Wording, name: str, value: Any) -> str:  # noqa: ANN401  # what a field holds
    if name in _YES_NO_WORDS:
        return wording.say(*_YES_NO_WORDS[name][0 if value else 1])
    return _FIELD_WORDINGS[name](wording, value)


def _describe_rank(wording: Wording, rank: PartyRank) -> str:
    label = wording.label(rank)
    return wording.say(f"từ {label} trở lên", f"{label} or higher")


def _describe_grade(wording: Wording, grade: YearlyGrade) -> str:
    label = wording.label(grade)
    return wording.say(f"xếp loại từ '{label}' trở lên", f"graded '{label}' or better")


def _lower_label(label: str) -> str:
    """Return a label within a sentence; names and short forms keep their capitals."""
    return label if label[1:2].isupper() else lower_first(label)


_FIELD_WORDINGS: dict[str, FieldWording] = {
    "sex": lambda w, v: _lower_label(w.label(v)),
    "bloc": lambda w, v: _lower_label(w.label(v)),
    "age_under": lambda w, v: w.say(f"dưới {v} tuổi", f"under {v}"),
    "rank_at_least": _describe_rank,
    "peoples_committee": lambda w, v: w.label(v),
    "chair_terms_at_least": lambda w, v: w.say(
        f"đã làm Chủ tịch HĐND {v} nhiệm kỳ liên tục", f"Chair for {v} consecutive terms"
    ),
    "grade_at_least": _describe_grade,
    "low_confidence_over": lambda w, v: w.say(f"trên {v}% phiếu tín nhiệm thấp", f"over {v}% low votes"),
    "structures_over": lambda w, v: w.say(f"kết hợp trên {v} cơ cấu", f"combining over {v} structures"),
}
