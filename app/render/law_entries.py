"""One rule, one step, one provision left to people, as Markdown for readers who do not program."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cocau.app.law_words import BOUNDS
from cocau.app.render.clauses import clauses, verified
from cocau.app.render.formulas import heads, rows
from cocau.app.render.kinds import kinds
from cocau.app.render.leaf import Leaf
from cocau.app.render.steps import deadline
from cocau.constraints.council import CouncilKind, Level
from cocau.constraints.dated import DatedBy
from cocau.constraints.kinds.seats_formula import SeatsFormula
from cocau.constraints.record import Text
from cocau.constraints.rule import Citation, Mark, Rule
from cocau.constraints.rulebook import NotModelled
from cocau.constraints.sources import SourceKind
from cocau.constraints.steps import Step


def day(value: date, lang: str) -> str:
    """``23/05/2021``, ``23 May 2021``."""
    return f"{value.day} {value:%B %Y}" if lang == "en" else f"{value:%d/%m/%Y}"


def quotes(leaf: Leaf, cites: Iterable[Citation]) -> Iterator[str]:
    """What the text says and how far it was verified; a part of a quote is not quoted once more."""
    groups: dict[str, list[Citation]] = {}
    for cite in cites:
        if cite.quote:
            whole = next((quote for quote in groups if cite.quote in quote), cite.quote)
            groups.setdefault(whole, []).append(cite)
    for quote, told in groups.items():
        yield f"> “{quote}”\n"
        yield from _verified(leaf, told)


def _verified(leaf: Leaf, cites: Sequence[Citation]) -> Iterator[str]:
    """How far one quote was verified, for which councils it is cited, and what is doubtful about it."""
    say = leaf.say
    marks = "; ".join(dict.fromkeys(verified(cite.mark, leaf.lang) for cite in cites))
    yield f"*{say('Kiểm chứng', 'Verification')}: {marks}.*\n"
    if all(cite.kinds for cite in cites):
        some = kinds(leaf, (kind for cite in cites for kind in cite.kinds))
        yield f"*{say('Chỉ nói về', 'It speaks only of')}: {some}.*\n"
    for doubt in dict.fromkeys(leaf.plain(cite.doubt) for cite in cites if cite.doubt is not None):
        yield f"*{say('Điểm chưa chắc', 'Doubt')}: {doubt}*\n"


def rule(leaf: Leaf, one: Rule, source: str) -> Iterator[str]:
    """A rule beside its clause in the document `source`."""
    say = leaf.say
    yield f"- **{leaf.label(one.strength)}{_sure(leaf, one, source)}.** {leaf.says(one)}"
    if leaf.book.is_ours(one) and leaf.book.sources[source].kind is not SourceKind.HOUSE:
        yield f"  - **{say('Của chương trình, không phải luật', 'The program’s own, not law')}.**"
    if one.adjustable:
        bounds = "; ".join(_bound(leaf, one, name) for name in sorted(one.adjustable))
        name = say(
            "Giới hạn đổi được khi thử phương án khác", "Bounds that may be changed to try another plan"
        )
        yield _item(name, bounds)
    yield from _foot(leaf, one, source)


def _formulas(leaf: Leaf, one: SeatsFormula) -> Iterator[str]:
    """The seat formulas as a table within a list."""
    table = [heads(leaf), ("---",) * len(heads(leaf))]
    table += rows(leaf, one)
    yield ""
    yield from (f"  | {' | '.join(row)} |" for row in table)
    yield ""


def step(leaf: Leaf, one: Step, source: str) -> Iterator[str]:
    """A step of procedure beside its clause."""
    say = leaf.say
    name = say("Bước của quy trình", "Step of procedure")
    yield f"- **{name}{_sure(leaf, one, source)}.** {leaf.plain(one.says)}"
    yield _item(say("Ai làm", "Who"), leaf.plain(one.actor))
    yield _item(say("Thời hạn", "Deadline"), deadline(leaf, one))
    yield from _steps(leaf, say("Chỉ làm sau khi đã xong", "Only after"), one.after)
    yield from _steps(leaf, say("Phải xong trước", "Must be done before"), one.before)
    if one.content is not None:
        yield _item(say("Giấy tờ ghi lại", "What must be on record"), leaf.plain(one.content))
    yield from _foot(leaf, one, source)


def _foot(leaf: Leaf, one: Rule | Step, source: str) -> Iterator[str]:
    """What rules and steps have in common: for whom, since when, on what else, what is doubtful, the id.

    How far a seat formula was verified stands in its table, and a deadline's mark beside the deadline.
    """
    say, lang = leaf.say, leaf.lang
    yield _item(say("Áp dụng", "Holds for"), _holds(leaf, one))
    if isinstance(one, SeatsFormula):
        yield from _formulas(leaf, one)
    others = [cite for cite in one.cites if cite.source != source]
    if others:
        yield _item(say("Căn cứ khác", "Also rests on"), clauses(others, leaf.book.sources, lang))
    here = [cite for cite in one.cites if cite.source == source]
    told = one.mark if isinstance(one, Step) else None
    if not isinstance(one, SeatsFormula):
        untold = [cite for cite in here if not cite.quote and cite.mark is not told]
        yield from _verification(leaf, one, untold)
    if one.doubt is not None:
        yield _doubt(leaf, one.doubt)
    doubtful = [cite for cite in here if isinstance(one, Step) or not cite.quote]
    yield from dict.fromkeys(_doubt(leaf, cite.doubt, cite.kinds) for cite in doubtful if cite.doubt)
    yield f"  - <sub>`{one.id}`</sub>"


def _verification(leaf: Leaf, one: Rule | Step, cites: Iterable[Citation]) -> Iterator[str]:
    """How far the clauses were verified that are not quoted; by kinds of council where it is not the same."""
    found: dict[Mark, set[CouncilKind]] = {}
    spoken_of = {kind for kind in CouncilKind if kind.level in one.levels}
    for cite in cites:
        if leaf.book.sources[cite.source].kind is not SourceKind.HOUSE:
            found.setdefault(cite.mark, set()).update(cite.kinds or spoken_of)
    for mark, some in found.items():
        only = "" if some >= spoken_of else f" ({kinds(leaf, some)})"
        yield _item(leaf.say("Kiểm chứng", "Verification") + only, verified(mark, leaf.lang))


def _doubt(leaf: Leaf, doubt: Text, some: Iterable[CouncilKind] = ()) -> str:
    only = kinds(leaf, some)
    return _item(leaf.say("Điểm chưa chắc", "Doubt") + (f" ({only})" if only else ""), leaf.plain(doubt))


def _sure(leaf: Leaf, one: Rule | Step, source: str) -> str:
    """Said beside the strength where the clauses of this document, or a deadline, were not verified."""
    say, marks = leaf.say, {cite.mark for cite in one.cites if cite.source == source}
    if marks == {Mark.UNVERIFIED}:
        return say(
            " (chưa kiểm chứng, không trình bày như luật)", " (unverified, not to be presented as law)"
        )
    if isinstance(one, Step) and one.mark is Mark.UNVERIFIED:
        return say(" (thời hạn chưa kiểm chứng, không phải luật)", " (its deadline is unverified, not law)")
    if Mark.UNVERIFIED in marks:
        return say(" (trừ phần ghi là chưa kiểm chứng)", " (except what is marked unverified)")
    return ""


def again(leaf: Leaf, words: str, name: str, only: str = "") -> str:
    """A rule or step that is told in full above; here for some kinds of council only, if they are named."""
    some = f" ({only})" if only else ""
    return f"- {leaf.say('Như trên', 'As above')}{some}: {words} <sub>`{name}`</sub>"


def left(leaf: Leaf, entry: NotModelled, where: str) -> Iterator[str]:
    """A provision that was read and is left to people."""
    days = ""
    if entry.in_force or entry.until:
        days = f" ({elections(leaf, entry.in_force, entry.until)})"
    yield f"- **{where}**{days}: {leaf.plain(entry.why)}"
    marks = dict.fromkeys(cite.mark for cite in entry.cites)
    for cite in entry.cites:
        if cite.quote:
            yield f"  - “{cite.quote}”"
        if cite.doubt is not None:
            yield _item(leaf.say("Điểm chưa chắc", "Doubt"), leaf.plain(cite.doubt))
    yield _item(leaf.say("Kiểm chứng", "Verification"), "; ".join(verified(m, leaf.lang) for m in marks))


def _steps(leaf: Leaf, name: str, ids: Sequence[str]) -> Iterator[str]:
    """What each of these steps says, in whichever version comes first; a line each where they are several."""
    said = {step.id: leaf.plain(step.says).rstrip(".") for step in reversed(leaf.book.steps)}
    if len(ids) == 1:
        yield _item(name, said.get(ids[0], ids[0]))
    elif ids:
        yield f"  - {name}:"
        yield from (f"    - {said.get(i, i)}" for i in ids)


def _item(name: str, words: str) -> str:
    return f"  - {name}: {words}"


def _bound(leaf: Leaf, one: Rule, name: str) -> str:
    value = getattr(one, name)
    now = leaf.say("chưa đặt", "not set") if value is None else leaf.say(f"đang là {value}", f"now {value}")
    return f"{BOUNDS[name].of(leaf.lang)} ({now})"


def _holds(leaf: Leaf, one: Rule | Step) -> str:
    everywhere = leaf.say("mọi cấp", "every level")
    some = ", ".join(leaf.label(level).lower() for level in one.levels)
    levels = everywhere if set(one.levels) == set(Level) else some
    days = elections if one.dated_by is DatedBy.ELECTION else _plans
    return f"{levels}; {days(leaf, one.in_force, one.until)}"


def capital(words: str) -> str:
    """The same as the beginning of a line."""
    return f"{words[:1].upper()}{words[1:]}"


def _plans(leaf: Leaf, first: date, until: date | None) -> str:
    """From which day of a plan on; of councils elected before that day too."""
    since, lang = day(first, leaf.lang), leaf.lang
    if until is None:
        return leaf.say(
            f"phương án lập từ {since}, kể cả của HĐND được bầu trước ngày đó",
            f"plans made from {since} on, of councils elected earlier too",
        )
    return leaf.say(
        f"phương án lập từ {since} đến trước {day(until, lang)}, của HĐND được bầu trước {day(until, lang)} "
        f"(kể cả bầu trước {since})",
        f"plans made from {since} on and before {day(until, lang)}, of councils elected before "
        f"{day(until, lang)} (before {since} too)",
    )


def elections(leaf: Leaf, first: date | None, until: date | None) -> str:
    """From which election day on, and before which."""
    say, lang = leaf.say, leaf.lang
    since = "" if first is None else say(f" từ {day(first, lang)}", f" from {day(first, lang)} on")
    joint = " and" if first is not None and until is not None and lang == "en" else ""
    ends = (
        "" if until is None else say(f" đến trước {day(until, lang)}", f"{joint} before {day(until, lang)}")
    )
    return f"{say('bầu cử', 'elections')}{since}{ends}"
