"""Rulebooks as Markdown for readers who do not program, per document and language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from cocau.app.i18n.languages import say
from cocau.app.i18n.procedure_words import CLAUSE_TYPE
from cocau.app.i18n.words import BOUNDS, get_field_label
from cocau.app.present.citations import describe_citations, describe_verification, name_document
from cocau.app.present.law.places import (
    CitedProvision,
    describe_places,
    get_place_key,
    group_by_place,
    list_citations,
    list_provisions,
    list_quotable,
    list_resting,
)
from cocau.app.present.law.rulebook import describe_deadline
from cocau.app.present.law.seat_formulas import get_formula_heads, list_formula_rows
from cocau.app.present.wording import PlainWording, capitalise_first, describe_council_kinds
from cocau.constraints.clauses import ClauseRegister, RegisteredClause
from cocau.constraints.kinds.seats_formula import SeatsFormula
from cocau.constraints.model.council import CouncilKind, CouncilLevel
from cocau.constraints.record import Text
from cocau.constraints.rulebook import CitedSource, NotModelled, Rulebook, SourceKind
from cocau.constraints.rules.rule import Citation, DatedBy, Rule, VerificationMark
from cocau.constraints.rules.steps import ProcedureStep


def format_day(value: date, lang: str) -> str:
    """Format a day: ``23/05/2021``, ``23 May 2021``."""
    return say(lang, f"{value:%d/%m/%Y}", f"{value.day} {value:%B %Y}")


def render_quotes(wording: PlainWording, cites: Iterable[Citation]) -> Iterator[str]:
    """Render each quote once, and how far it was verified."""
    groups: dict[str, list[Citation]] = {}
    for cite in cites:
        if cite.quote:
            whole = next((quote for quote in groups if cite.quote in quote), cite.quote)
            groups.setdefault(whole, []).append(cite)
    for quote, told in groups.items():
        yield f"> “{quote}”\n"
        yield from _render_quote_verification(wording, told)


def _render_quote_verification(wording: PlainWording, cites: Sequence[Citation]) -> Iterator[str]:
    """Render how far a quote was verified, for which councils, and its doubts."""
    say = wording.say
    marks = "; ".join(dict.fromkeys(describe_verification(cite.mark, wording.lang) for cite in cites))
    yield f"*{say('Kiểm chứng', 'Verification')}: {marks}.*\n"
    if all(cite.kinds for cite in cites):
        some = describe_council_kinds(wording, (kind for cite in cites for kind in cite.kinds))
        yield f"*{say('Chỉ nói về', 'It speaks only of')}: {some}.*\n"
    for doubt in dict.fromkeys(wording.plain(cite.doubt) for cite in cites if cite.doubt is not None):
        yield f"*{say('Nội dung cần xác minh', 'Doubt')}: {doubt}*\n"


def render_rule(wording: PlainWording, rule: Rule, source: str) -> Iterator[str]:
    """Render a rule beside its clause in the document `source`."""
    say = wording.say
    yield (
        f"- **{wording.label(rule.strength)}{_describe_uncertainty(wording, rule, source)}.** "
        f"{wording.says(rule)}"
    )
    if wording.book.is_ours(rule) and wording.book.sources[source].kind is not SourceKind.HOUSE:
        yield f"  - **{say('Của chương trình, không phải luật', 'The program’s own, not law')}.**"
    if rule.adjustable:
        bounds = "; ".join(_describe_bound(wording, rule, name) for name in sorted(rule.adjustable))
        name = say(
            "Giới hạn đổi được khi thử phương án khác", "Bounds that may be changed to try another plan"
        )
        yield _render_item(name, bounds)
    yield from _render_foot(wording, rule, source)


def _render_formulas(wording: PlainWording, rule: SeatsFormula) -> Iterator[str]:
    """Render seat formulas as a table within a list."""
    table = [get_formula_heads(wording), ("---",) * len(get_formula_heads(wording))]
    table += list_formula_rows(wording, rule)
    yield ""
    yield from (f"  | {' | '.join(row)} |" for row in table)
    yield ""


def render_step(wording: PlainWording, step: ProcedureStep, source: str) -> Iterator[str]:
    """Render a step of procedure beside its clause."""
    say = wording.say
    name = say("Bước của quy trình", "Step of procedure")
    yield f"- **{name}{_describe_uncertainty(wording, step, source)}.** {wording.plain(step.says)}"
    yield _render_item(say("Ai làm", "Who"), wording.plain(step.actor))
    yield _render_item(say("Thời hạn", "Deadline"), describe_deadline(wording, step))
    yield from _render_steps(wording, say("Chỉ làm sau khi đã xong", "Only after"), step.after)
    yield from _render_steps(wording, say("Phải xong trước", "Must be done before"), step.before)
    if step.content is not None:
        yield _render_item(say("Giấy tờ ghi lại", "What must be on record"), wording.plain(step.content))
    yield from _render_foot(wording, step, source)


def _render_foot(wording: PlainWording, provision: Rule | ProcedureStep, source: str) -> Iterator[str]:
    """Render what rules and steps have in common: scope, clauses, doubts, id.

    How far a seat formula was verified stands in its table, and a deadline's mark beside the deadline.
    """
    say, lang = wording.say, wording.lang
    yield _render_item(say("Áp dụng", "Holds for"), _describe_scope(wording, provision))
    if isinstance(provision, SeatsFormula):
        yield from _render_formulas(wording, provision)
    others = [cite for cite in provision.cites if cite.source != source]
    if others:
        yield _render_item(
            say("Căn cứ khác", "Also rests on"), describe_citations(others, wording.book.sources, lang)
        )
    here = [cite for cite in provision.cites if cite.source == source]
    mark = provision.mark if isinstance(provision, ProcedureStep) else None
    if not isinstance(provision, SeatsFormula):
        untold = [cite for cite in here if not cite.quote and cite.mark is not mark]
        yield from _render_verification(wording, provision, untold)
    if provision.doubt is not None:
        yield _render_doubt(wording, provision.doubt)
    doubtful = [cite for cite in here if isinstance(provision, ProcedureStep) or not cite.quote]
    yield from dict.fromkeys(
        _render_doubt(wording, cite.doubt, cite.kinds) for cite in doubtful if cite.doubt
    )
    yield f"  - <sub>`{provision.id}`</sub>"


def _render_verification(
    wording: PlainWording, provision: Rule | ProcedureStep, cites: Iterable[Citation]
) -> Iterator[str]:
    """Render how far unquoted clauses were verified, by kinds of council where it differs."""
    found: dict[VerificationMark, set[CouncilKind]] = {}
    spoken_of = {kind for kind in CouncilKind if kind.level in provision.levels}
    for cite in cites:
        if wording.book.sources[cite.source].kind is not SourceKind.HOUSE:
            found.setdefault(cite.mark, set()).update(cite.kinds or spoken_of)
    for mark, some in found.items():
        only = "" if some >= spoken_of else f" ({describe_council_kinds(wording, some)})"
        yield _render_item(
            wording.say("Kiểm chứng", "Verification") + only, describe_verification(mark, wording.lang)
        )


def _render_doubt(wording: PlainWording, doubt: Text, council_kinds: Iterable[CouncilKind] = ()) -> str:
    only = describe_council_kinds(wording, council_kinds)
    return _render_item(
        wording.say("Nội dung cần xác minh", "Doubt") + (f" ({only})" if only else ""), wording.plain(doubt)
    )


def _describe_uncertainty(wording: PlainWording, provision: Rule | ProcedureStep, source: str) -> str:
    """Return the warning beside the strength of a rule or step that is unverified."""
    say, marks = wording.say, {cite.mark for cite in provision.cites if cite.source == source}
    if marks == {VerificationMark.UNVERIFIED}:
        return say(
            " (chưa kiểm chứng, không trình bày như luật)", " (unverified, not to be presented as law)"
        )
    if isinstance(provision, ProcedureStep) and provision.mark is VerificationMark.UNVERIFIED:
        return say(" (thời hạn chưa kiểm chứng, không phải luật)", " (its deadline is unverified, not law)")
    if VerificationMark.UNVERIFIED in marks:
        return say(" (trừ phần ghi là chưa kiểm chứng)", " (except what is marked unverified)")
    return ""


def render_repeated(wording: PlainWording, words: str, provision_id: str, council_kinds: str = "") -> str:
    """Render a rule or step again in one line, for the named kinds of council."""
    some = f" ({council_kinds})" if council_kinds else ""
    return f"- {wording.say('Như trên', 'As above')}{some}: {words} <sub>`{provision_id}`</sub>"


def render_left_to_people(wording: PlainWording, entry: NotModelled, where: str) -> Iterator[str]:
    """Render a provision that was read and is left to people."""
    days = ""
    if entry.in_force or entry.until:
        days = f" ({describe_elections(wording, entry.in_force, entry.until)})"
    yield f"- **{where}**{days}: {wording.plain(entry.why)}"
    marks = dict.fromkeys(cite.mark for cite in entry.cites)
    for cite in entry.cites:
        if cite.quote:
            yield f"  - “{cite.quote}”"
        if cite.doubt is not None:
            yield _render_item(wording.say("Nội dung cần xác minh", "Doubt"), wording.plain(cite.doubt))
    yield _render_item(
        wording.say("Kiểm chứng", "Verification"),
        "; ".join(describe_verification(m, wording.lang) for m in marks),
    )


def _render_steps(wording: PlainWording, name: str, ids: Sequence[str]) -> Iterator[str]:
    """Render what the given steps say; a line each where there are several."""
    said = {step.id: wording.plain(step.says).rstrip(".") for step in reversed(wording.book.steps)}
    if len(ids) == 1:
        yield _render_item(name, said.get(ids[0], ids[0]))
    elif ids:
        yield f"  - {name}:"
        yield from (f"    - {said.get(i, i)}" for i in ids)


def _render_item(name: str, words: str) -> str:
    return f"  - {name}: {words}"


def _describe_bound(wording: PlainWording, rule: Rule, name: str) -> str:
    value = getattr(rule, name)
    now = (
        wording.say("chưa đặt", "not set")
        if value is None
        else wording.say(f"đang là {value}", f"now {value}")
    )
    return f"{BOUNDS[name].of(wording.lang)} ({now})"


def _describe_scope(wording: PlainWording, provision: Rule | ProcedureStep) -> str:
    everywhere = wording.say("mọi cấp", "every level")
    some = ", ".join(wording.label(level).lower() for level in provision.levels)
    levels = everywhere if set(provision.levels) == set(CouncilLevel) else some
    days = describe_elections if provision.dated_by is DatedBy.ELECTION else _describe_plan_days
    return f"{levels}; {days(wording, provision.in_force, provision.until)}"


def _describe_plan_days(wording: PlainWording, first: date, until: date | None) -> str:
    """Describe from and until which day of a plan a rule or step holds."""
    since, lang = format_day(first, wording.lang), wording.lang
    if until is None:
        return wording.say(
            f"phương án lập từ {since}, kể cả của HĐND được bầu trước ngày đó",
            f"plans made from {since} on, of councils elected earlier too",
        )
    return wording.say(
        f"phương án lập từ {since} đến trước {format_day(until, lang)}, "
        f"của HĐND được bầu trước {format_day(until, lang)} "
        f"(kể cả bầu trước {since})",
        f"plans made from {since} on and before {format_day(until, lang)}, of councils elected before "
        f"{format_day(until, lang)} (before {since} too)",
    )


def describe_elections(wording: PlainWording, first: date | None, until: date | None) -> str:
    """Describe from and until which election day a rule or step holds."""
    say, lang = wording.say, wording.lang
    since = (
        "" if first is None else say(f" từ {format_day(first, lang)}", f" from {format_day(first, lang)} on")
    )
    joint = " and" if first is not None and until is not None and lang == "en" else ""
    ends = (
        ""
        if until is None
        else say(f" đến trước {format_day(until, lang)}", f"{joint} before {format_day(until, lang)}")
    )
    return f"{say('bầu cử', 'elections')}{since}{ends}"


def render_page_head(wording: PlainWording, key: str) -> Iterator[str]:
    """Render the title, links to other pages, the facts, and the meaning of strengths."""
    say, lang, source = wording.say, wording.lang, wording.book.sources[key]
    other = say("[English]({}.en.md)", "[Tiếng Việt]({}.vi.md)")
    yield f"# {name_document(source, lang)}\n"
    yield f"**{source.title.of(lang)}**\n"
    yield f"{other.format(key)} · [{say('Mọi văn bản', 'All documents')}](README.md)\n"
    if source.kind is SourceKind.HOUSE:
        yield say(
            "> **Đây không phải pháp luật.** Đây là mong muốn của những người làm chương trình, đổi hay "
            "bỏ qua đều được.\n",
            "> **This is not law.** These are wishes of the program's makers; they may be changed or "
            "passed over.\n",
        )
    else:
        yield from _render_facts(wording, source)
    yield say(
        "Trang này do chương trình viết ra từ bộ quy định của nó, không thay cho văn bản. *Tiêu chuẩn*: "
        "ai được ứng cử, không vì cơ cấu mà thay đổi. *Bắt buộc*: mọi phương án phải giữ; không giữ được "
        "thì chương trình trả lời là không có phương án. *Phấn đấu*: giữ được đến đâu hay đến đó, chỗ "
        "không đạt được nói rõ.\n",
        "This page is written by the program from its rulebook and does not replace the text. "
        "*Standard*: who may stand; no structure changes it. *Must*: every plan keeps it; where none "
        "can, the program answers that there is no plan. *Aim*: kept as far as possible; where it is "
        "missed, that is said.\n",
    )


def _render_facts(wording: PlainWording, source: CitedSource) -> Iterator[str]:
    say, lang = wording.say, wording.lang
    unknown = say("không rõ", "not known")
    rows = [
        (say("Số", "Number"), source.number or unknown),
        (say("Nơi ban hành", "Issued by"), source.issuer.of(lang)),
        (say("Ngày ký", "Signed"), format_day(source.dated, lang) if source.dated else unknown),
        (say("Có hiệu lực từ", "In force from"), format_day(source.in_force, lang)),
        (say("Được sửa đổi bởi", "Amended by"), ", ".join(source.amended_by)),
        (say("Đã đọc đến đâu", "How far read"), _describe_reading(wording, source)),
        (say("Nội dung cần xác minh", "Doubt"), wording.plain(source.doubt) if source.doubt else ""),
    ]
    yield "| | |\n|---|---|"
    yield from (f"| {name} | {value} |" for name, value in rows if value)
    yield ""


def _describe_reading(wording: PlainWording, source: CitedSource) -> str:
    if source.verified is None:
        return wording.say(
            "chưa đọc được toàn văn; nội dung lấy từ nguồn khác",
            "the full text was not read; the content comes from other sources",
        )
    on = format_day(source.verified, wording.lang)
    return wording.say(f"trích dẫn được đối chiếu lần cuối ngày {on}", f"quotes last compared on {on}")


PAGES_COMMAND = "cocau rules --pages docs/law"

_INDEX_COLUMNS = (
    "Văn bản · Document",
    "Số · Number",
    "Nơi ban hành · Issued by",
    "Ngày ký; hiệu lực · Signed; in force",
    "Đã đọc đến đâu · How far read",
    "Trang · Page",
)


def render_index(sources: Mapping[str, CitedSource]) -> Iterator[str]:
    """Render the table of all documents with their facts and pages."""
    yield "# Văn bản và quy định · Documents and rules\n"
    yield (
        "Mỗi văn bản có một trang: từng điều khoản mà chương trình dùng, bên cạnh là quy định hoặc bước "
        "của quy trình, rồi đến những điều do cấp có thẩm quyền xem xét. Các trang do chương trình viết ra "
        f"(`{PAGES_COMMAND}`), không sửa bằng tay.\n"
    )
    yield (
        "Each document has a page: every clause that the program uses with the rule or the step beside "
        f"it, then what is left to people. The pages are written by the program (`{PAGES_COMMAND}`) and not "
        "edited by hand.\n"
    )
    yield f"| {' | '.join(_INDEX_COLUMNS)} |"
    yield f"|{'---|' * len(_INDEX_COLUMNS)}"
    for key, source in sources.items():
        yield f"| {' | '.join(_build_index_row(key, source))} |"


def _build_index_row(key: str, source: CitedSource) -> tuple[str, ...]:
    signed = format_day(source.dated, "vi") if source.dated else "?"
    ours = source.kind is SourceKind.HOUSE
    return (
        f"{source.title.vi} · *{source.title.en}*",
        source.number or "—",
        f"{source.issuer.vi} · *{source.issuer.en}*",
        "—" if ours else f"{signed}; {format_day(source.in_force, 'vi')}",
        "**không phải luật** · ***not law***" if ours else _describe_index_reading(source),
        f"[Tiếng Việt]({key}.vi.md) · [English]({key}.en.md)",
    )


def _describe_index_reading(source: CitedSource) -> str:
    if source.verified is None:
        return "chưa đọc toàn văn · *full text not read*"
    vi, en = format_day(source.verified, "vi"), format_day(source.verified, "en")
    return f"đã đối chiếu trích dẫn ngày {vi} · *quotes compared on {en}*"


PAGE_LANGS = ("vi", "en")
GENERATED_MARK = "<!-- cocau:generated -->"
"""The last line of every page: only what ends so is replaced or removed by another run."""


def render_pages(book: Rulebook, registers: Mapping[str, ClauseRegister]) -> dict[str, str]:
    """Render every page by its file name: an index and a page a document and language."""
    keys = list_documents(book, registers)
    found = {"README.md": _join_lines(render_index({key: book.sources[key] for key in keys}))}
    for key in keys:
        for lang in PAGE_LANGS:
            found[f"{key}.{lang}.md"] = _join_lines(
                _render_page(PlainWording(book, lang), key, registers.get(key))
            )
    return found


def list_documents(book: Rulebook, registers: Mapping[str, ClauseRegister]) -> list[str]:
    """List documents: laws first, own wishes last, the older before the younger."""
    cited = {cite.source for one in list_provisions(book) for cite in one.cites} | registers.keys()
    kinds = list(SourceKind)
    return sorted(
        cited, key=lambda key: (kinds.index(book.sources[key].kind), book.sources[key].in_force, key)
    )


def _join_lines(lines: Iterable[str]) -> str:
    text = "\n".join(lines).rstrip()
    return f"{text}\n\n{GENERATED_MARK}\n"


def _render_page(wording: PlainWording, key: str, register: ClauseRegister | None) -> Iterator[str]:
    yield from render_page_head(wording, key)
    rendered: set[str] = set()
    if register is None:
        for place, apart in group_by_place(wording, key).items():
            yield f"## {place}\n"
            for span, here in apart.items():
                if len(apart) > 1:
                    yield f"### {capitalise_first(describe_elections(wording, *span))}\n"
                yield from render_quotes(wording, list_quotable(here))
                yield from _render_entries(wording, key, here, rendered)
                yield ""
    else:
        yield f"{register.note.of(wording.lang)}\n"
        for clause in register.clauses:
            yield from _render_clause(wording, key, clause, rendered)
    yield from _render_provisions_left(
        wording, key, set() if register is None else {clause.id for clause in register.clauses}
    )


def _render_clause(
    wording: PlainWording, key: str, clause: RegisteredClause, rendered: set[str]
) -> Iterator[str]:
    lang = wording.lang
    yield f"## {clause.id}\n"
    yield f"{clause.says.of(lang)} *({'; '.join(CLAUSE_TYPE[kind].of(lang) for kind in clause.types)})*\n"
    here = [(cite, one) for cite, one in list_citations(wording.book, key) if cite.section == clause.id]
    quoted = Citation(source=key, section=clause.id, mark=VerificationMark.V1, quote=clause.quote)
    yield from render_quotes(wording, (quoted, *list_quotable(here)))
    yield from _render_entries(wording, key, here, rendered)
    yield from _render_other_answers(wording, clause)
    for entry in wording.book.not_modelled:
        if any(cite.source == key and cite.section == clause.id for cite in entry.cites):
            yield (
                f"- **{wording.say('Do cấp có thẩm quyền xem xét', 'Left to people')}.** "
                f"{wording.plain(entry.why)}"
            )
    yield ""


def _render_other_answers(wording: PlainWording, clause: RegisteredClause) -> Iterator[str]:
    """Render what answers a clause besides rules and steps."""
    say, lang, answer = wording.say, wording.lang, clause.answer
    if answer.inputs:
        fields = "; ".join(get_field_label(field, lang) for field in answer.inputs)
        yield f"- **{say('Dữ liệu cần nhập', 'What is entered for it')}:** {fields}."
    for report in answer.reports:
        yield f"- **{say('Chương trình in ra', 'Printed by the program')}:** {report.part.of(lang)}."
    if answer.out_of_scope is not None:
        outside = say("Ngoài phạm vi chương trình", "Outside the program")
        yield f"- **{outside}.** {answer.out_of_scope.of(lang)}"


def _render_entries(
    wording: PlainWording, key: str, citations: Sequence[CitedProvision], rendered: set[str]
) -> Iterator[str]:
    """Render each rule and step; those rendered before in a single line."""
    again: dict[str, None] = {}
    for one in list_resting(citations):
        version = f"{one.id} {one.in_force}"
        if version in rendered:
            words = wording.says(one) if isinstance(one, Rule) else wording.plain(one.says)
            only = describe_council_kinds(
                wording, (kind for cite, other in citations if other is one for kind in cite.kinds)
            )
            again[render_repeated(wording, words, one.id, only)] = None
        elif isinstance(one, Rule):
            yield from render_rule(wording, one, key)
        else:
            yield from render_step(wording, one, key)
        rendered.add(version)
    yield from again


def _render_provisions_left(wording: PlainWording, key: str, clauses_shown: set[str]) -> Iterator[str]:
    """Render what is left to people, except what stands beside its clause."""
    entries = [
        entry
        for entry in wording.book.not_modelled
        if any(cite.source == key and cite.section not in clauses_shown for cite in entry.cites)
    ]
    if entries:
        yield f"## {wording.say('Đã đọc, do cấp có thẩm quyền xem xét', 'Read, and left to people')}\n"
    for entry in sorted(entries, key=lambda e: min(get_place_key(c) for c in e.cites if c.source == key)):
        yield from render_left_to_people(wording, entry, describe_places(wording, entry, key))
