"""One rule, one step, one provision left to people, as Markdown for readers who do not program."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from app.law_words import BOUNDS
from app.render.clauses import clauses, verified
from app.render.leaf import Leaf
from app.render.steps import deadline
from constraints.council import Level
from constraints.rule import Citation, Mark, Rule
from constraints.rulebook import NotModelled
from constraints.sources import SourceKind
from constraints.steps import Step


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
        kinds = ", ".join(dict.fromkeys(leaf.label(kind) for cite in cites for kind in cite.kinds))
        yield f"*{say('Chỉ nói về', 'It speaks only of')}: {kinds}.*\n"
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
        yield _item(say("Được đổi khi thử phương án khác", "May be changed to try another plan"), bounds)
    yield from _foot(leaf, one, source)


def step(leaf: Leaf, one: Step, source: str) -> Iterator[str]:
    """A step of procedure beside its clause."""
    say = leaf.say
    name = say("Bước của quy trình", "Step of procedure")
    yield f"- **{name}{_sure(leaf, one, source)}.** {leaf.plain(one.says)}"
    yield _item(say("Ai làm", "Who"), leaf.plain(one.actor))
    yield _item(say("Thời hạn", "Deadline"), deadline(leaf, one))
    if one.after:
        yield _item(say("Chỉ làm sau khi đã xong", "Only after"), _steps(leaf, one.after))
    if one.before:
        yield _item(say("Phải xong trước", "Must be done before"), _steps(leaf, one.before))
    if one.content is not None:
        yield _item(say("Giấy tờ ghi lại", "What must be on record"), leaf.plain(one.content))
    yield from _foot(leaf, one, source)


def _foot(leaf: Leaf, one: Rule | Step, source: str) -> Iterator[str]:
    """What rules and steps have in common: for whom, since when, on what else, what is doubtful, the id."""
    say, lang = leaf.say, leaf.lang
    yield _item(say("Áp dụng", "Holds for"), _holds(leaf, one))
    others = [cite for cite in one.cites if cite.source != source]
    if others:
        yield _item(say("Căn cứ khác", "Also rests on"), clauses(others, leaf.book.sources, lang))
    if one.doubt is not None:
        yield _item(say("Điểm chưa chắc", "Doubt"), leaf.plain(one.doubt))
    bare = (cite for cite in one.cites if cite.source == source and not cite.quote)
    yield from dict.fromkeys(line for cite in bare for line in _unquoted(leaf, cite))
    yield f"  - <sub>`{one.id}`</sub>"


def _unquoted(leaf: Leaf, cite: Citation) -> Iterator[str]:
    """How far a clause was verified that is not quoted, and what is doubtful about it."""
    kinds = ", ".join(leaf.label(kind) for kind in cite.kinds)
    only = f" ({kinds})" if kinds else ""
    if leaf.book.sources[cite.source].kind is not SourceKind.HOUSE:
        yield _item(leaf.say("Kiểm chứng", "Verification") + only, verified(cite.mark, leaf.lang))
    if cite.doubt is not None:
        yield _item(leaf.say("Điểm chưa chắc", "Doubt") + only, leaf.plain(cite.doubt))


def _sure(leaf: Leaf, one: Rule | Step, source: str) -> str:
    """Said beside the strength where no clause of this document was verified at all."""
    marks = {cite.mark for cite in one.cites if cite.source == source}
    unsure = leaf.say(
        " (chưa kiểm chứng, không trình bày như luật)", " (unverified, not to be presented as law)"
    )
    return unsure if marks == {Mark.UNVERIFIED} else ""


def again(leaf: Leaf, words: str, name: str) -> str:
    """A rule or step that is told in full above."""
    return f"- {leaf.say('Như trên', 'As above')}: {words} <sub>`{name}`</sub>"


def left(leaf: Leaf, entry: NotModelled, where: str) -> Iterator[str]:
    """A provision that was read and is left to people."""
    days = ""
    if entry.in_force or entry.until:
        days = f" ({_elections(leaf, entry.in_force, entry.until)})"
    yield f"- **{where}**{days}: {leaf.plain(entry.why)}"
    marks = dict.fromkeys(cite.mark for cite in entry.cites)
    for cite in entry.cites:
        if cite.quote:
            yield f"  - “{cite.quote}”"
        if cite.doubt is not None:
            yield _item(leaf.say("Điểm chưa chắc", "Doubt"), leaf.plain(cite.doubt))
    yield _item(leaf.say("Kiểm chứng", "Verification"), "; ".join(verified(m, leaf.lang) for m in marks))


def _steps(leaf: Leaf, ids: Iterable[str]) -> str:
    """What each of these steps says, in whichever version comes first."""
    said = {step.id: leaf.plain(step.says).rstrip(".") for step in reversed(leaf.book.steps)}
    return " / ".join(said.get(i, i) for i in ids)


def _item(name: str, words: str) -> str:
    return f"  - {name}: {words}"


def _bound(leaf: Leaf, one: Rule, name: str) -> str:
    value = getattr(one, name)
    now = leaf.say("chưa đặt", "not set") if value is None else str(value)
    return f"{BOUNDS[name].of(leaf.lang)} ({now})"


def _holds(leaf: Leaf, one: Rule | Step) -> str:
    everywhere = leaf.say("mọi cấp", "every level")
    some = ", ".join(leaf.label(level).lower() for level in one.levels)
    levels = everywhere if set(one.levels) == set(Level) else some
    return f"{levels}; {_elections(leaf, one.in_force, one.until)}"


def _elections(leaf: Leaf, first: date | None, until: date | None) -> str:
    """From which election day on, and before which."""
    say, lang = leaf.say, leaf.lang
    since = "" if first is None else say(f" từ {day(first, lang)}", f" from {day(first, lang)} on")
    joint = " and" if first is not None and until is not None and lang == "en" else ""
    ends = (
        "" if until is None else say(f" đến trước {day(until, lang)}", f"{joint} before {day(until, lang)}")
    )
    return f"{say('bầu cử', 'elections')}{since}{ends}"
