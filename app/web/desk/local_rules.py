"""/councils/{council_id}/rules/local: a locality's own rules, tried before kept.

They stand in one own rulebook about the council, in versions; every plan of the council is made under it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

import yaml
from fastapi import APIRouter, Query
from starlette.responses import Response

from cocau.app.i18n.languages import say
from cocau.app.permissions import Permission
from cocau.app.present.wording import PlaceholderValues, PlainWording, Wording, describe_selector
from cocau.app.services.documents import save_sole_document
from cocau.app.services.errors import Missing, NotReady, Stale
from cocau.app.services.planning.adjustments import parse_proposal
from cocau.app.services.planning.proposal_status import ProposalStatus
from cocau.app.services.planning.proposals import ProposalFilters, get_completed_proposal, list_proposals
from cocau.app.services.rulebooks import (
    RULEBOOKS,
    OwnRulebook,
    choose_council_rulebook,
    choose_rulebook,
    find_local_rules,
    parse_rulebook,
)
from cocau.app.web.deps import ResourceId, require_permission
from cocau.app.web.desk.context import PageContext, PageContextDep, get_council_context
from cocau.app.web.desk.forms import FormValuesDep, clean_field, group_by_field
from cocau.app.web.desk.page_route import PageRoute
from cocau.constraints.documents import parse_yaml
from cocau.constraints.errors import InputError, Problem
from cocau.constraints.kinds.headcount import Headcount
from cocau.constraints.kinds.share import ShareRule
from cocau.constraints.model.selectors import GROUPS, Among, Selector
from cocau.constraints.rulebook import Rulebook, SourceKind
from cocau.constraints.rules.audit_context import AuditContext
from cocau.constraints.rules.rule import Rule, Strength, Verdict, VerificationMark

LOCAL_PREFIX = "dia-phuong-"
"""How the ids of rules begin that were made by the form."""
_LABEL = "Quy định của địa phương"
_PRIORITY = 100  # after the aims of higher documents, before the program's own wishes
_LONGEST_QUOTE, _LONGEST_TEXT = 240, 300
_NUMBER = re.compile(r"\d{1,4}")
_COUNTABLE = [among for among in Among if among is not Among.OUTGOING]
BOUNDS = ("at_least_percent", "at_most_percent", "at_least", "at_most")
_SOURCE_KINDS = (SourceKind.DIRECTIVE, SourceKind.RESOLUTION, SourceKind.GUIDANCE)
_FIELDS = (
    *("group", "also", "among", "bound", "number", "strength", "kind", "document", "issuer", "dated"),
    *("title", "place", "quote"),
)
RuleTexts = dict[str, str]

router = APIRouter(
    prefix="/councils/{council_id}/rules/local", route_class=PageRoute, include_in_schema=False
)


@dataclass(frozen=True)
class RuleTrial:
    """A rule tried on the newest proposal; `counted`: how many, and how many needed."""

    says: str
    verdict: Verdict
    counted: str
    proposal: ProposalStatus | None = None


@dataclass(frozen=True)
class LocalRulePage:
    """What the page of the form shows."""

    texts: RuleTexts
    rule_id: str = ""
    expected: int = 0
    problems: tuple[Problem, ...] = ()
    trial: RuleTrial | None = None
    code: int = 200
    stale: bool = False


@router.get("", dependencies=[require_permission(Permission.EDIT)])
def show_local_rule(
    council_id: ResourceId,
    desk: PageContextDep,
    rule: Annotated[str, Query(max_length=60)] = "",
    like: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Show the form of a new rule, a locality's own, or one like a higher document's."""
    place = get_council_context(desk, council_id)
    book = choose_council_rulebook(desk.store, desk.caller, council_id, place.council.election_day)
    own = find_local_rules(desk.store, desk.caller, council_id)
    version = 0 if own is None else own.version.number
    found = None if book is None else book.by_id.get(rule or like)
    if rule and found is None:
        raise Missing(rule)
    texts = _build_blank() if found is None or book is None else _write_rule(found, book, same=bool(rule))
    return _render(desk, council_id, LocalRulePage(texts, rule, version))


@router.post("", dependencies=[require_permission(Permission.EDIT)])
def post_local_rule(council_id: ResourceId, desk: PageContextDep, form: FormValuesDep) -> Response:
    """Try a rule against the newest proposal, keep it in a new version, or take it out."""
    typed, expected = {name: form.get(name, "") for name in _FIELDS}, form.get("expected", "0")
    sent = LocalRulePage(typed, form.get("rule", "")[:60], int(expected) if expected.isdecimal() else 0)
    own = find_local_rules(desk.store, desk.caller, council_id)
    held = _read_held(own.body if own is not None else None)
    try:
        if form.get("act") == "remove":
            layer, told = _remove_rule(held, sent.rule_id), "removed"
        else:
            layer, told = _put_rule(desk, council_id, held, sent), "saved"
        body = OwnRulebook(yaml=_dump(layer))
        if form.get("act") not in {"save", "remove"}:
            return _render(
                desk, council_id, replace(sent, trial=_try_rule(desk, council_id, body, sent.rule_id))
            )
        save_sole_document(
            desk.store, desk.caller, RULEBOOKS, council_id, body, expected=sent.expected, label=_LABEL
        )
    except InputError as error:
        problems, code = tuple(error.problems), HTTPStatus.UNPROCESSABLE_ENTITY
        return _render(desk, council_id, replace(sent, problems=problems, code=code))
    except Stale as stale:
        again = replace(sent, expected=stale.now, stale=True, code=HTTPStatus.PRECONDITION_FAILED)
        return _render(desk, council_id, again)
    return desk.go(f"/councils/{council_id}/rules?told={told}")


# --- the layer that holds the rules -------------------------------------------------------------------------


def _read_held(own: OwnRulebook | None) -> dict[str, Any]:
    """Read the stored layer; an empty one, where there is none."""
    title = {"vi": _LABEL, "en": "Rules of the locality"}
    found = {} if own is None else parse_yaml(own.yaml, "yaml")
    return {"title": title, "sources": {}, "rules": []} | dict(found)


class _PlainDumper(yaml.SafeDumper):
    """YAML without references, which no layer may have."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # the base class's signature
        return True


def _dump(layer: Mapping[str, Any]) -> str:
    text: str = yaml.dump(layer, Dumper=_PlainDumper, allow_unicode=True, sort_keys=False, width=110)
    return text


def _remove_rule(layer: Mapping[str, Any], rule_id: str) -> dict[str, Any]:
    rules = [rule for rule in layer["rules"] if rule["id"] != rule_id]
    cited = {cite["source"] for rule in rules for cite in rule["cites"]}
    return {**layer, "rules": rules, "sources": {k: s for k, s in layer["sources"].items() if k in cited}}


def _put_rule(
    desk: PageContext, council_id: str, layer: Mapping[str, Any], sent: LocalRulePage
) -> dict[str, Any]:
    """Return the layer with the typed rule in it.

    Raises:
        InputError: everything that was typed wrongly, each at its field.
    """
    day = get_council_context(desk, council_id).council.election_day
    rules = [rule["id"] for rule in layer["rules"]]
    rule_id = sent.rule_id or _get_free_id(rules)
    source, rule = _read_rule(sent.texts, rule_id, day)
    kept = list(layer["rules"])
    if sent.rule_id and sent.rule_id in rules:
        kept[rules.index(sent.rule_id)] = rule
    else:
        kept.append(rule)
    return {**layer, "rules": kept, "sources": {**layer["sources"], rule_id: source}}


def _get_free_id(taken: list[str]) -> str:
    last = max(
        (int(i.removeprefix(LOCAL_PREFIX)) for i in taken if i[len(LOCAL_PREFIX) :].isdecimal()), default=0
    )
    return f"{LOCAL_PREFIX}{last + 1}"


# --- a rule as texts, and back ------------------------------------------------------------------------------


def _build_blank() -> RuleTexts:
    defaults = {
        "among": Among.CANDIDATES,
        "bound": BOUNDS[0],
        "strength": Strength.MUST,
        "kind": SourceKind.DIRECTIVE,
    }
    return dict.fromkeys(_FIELDS, "") | {name: str(value) for name, value in defaults.items()}


def _write_rule(rule: Rule, book: Rulebook, *, same: bool) -> RuleTexts:
    """Write a rule into the form; of another document (`same` is false) without its source."""
    if not isinstance(rule, ShareRule | Headcount) or (groups := _find_groups(rule.where)) is None:
        raise Missing(rule.id)
    bound = next(name for name in BOUNDS if getattr(rule, name, None) is not None)
    texts = _build_blank() | {
        "group": groups[0],
        "also": groups[1],
        "among": str(rule.among),
        "bound": bound,
        "number": str(getattr(rule, bound)),
        "strength": str(rule.strength),
    }
    if not same:
        return texts
    cite = rule.cites[0]
    source = book.sources[cite.source]
    return texts | {
        "kind": str(source.kind),
        "document": source.number or "",
        "issuer": source.issuer.vi,
        "dated": "" if source.dated is None else source.dated.isoformat(),
        "title": source.title.vi,
        "place": cite.section or "",
        "quote": cite.quote,
    }


def _find_groups(where: Selector) -> tuple[str, str] | None:
    """Return one or two named groups that describe the same people; None: not sayable."""
    for first, one in GROUPS.items():
        if one == where:
            return first, ""
        for second, other in GROUPS.items():
            if first < second and _join_groups(first, second) == where and other != one:
                return first, second
    return None


def _join_groups(first: str, second: str) -> Selector | None:
    """Return the people who are of both groups; None: the groups exclude each other."""
    one = {name: getattr(GROUPS[first], name) for name in GROUPS[first].model_fields_set}
    other = (
        {name: getattr(GROUPS[second], name) for name in GROUPS[second].model_fields_set} if second else {}
    )
    clash = any(name in one and one[name] != value for name, value in other.items())
    return None if clash else Selector(**(one | other))


def can_be_local(rule: Rule) -> bool:
    """Return whether the form can say a rule, so that a locality may set its own bound."""
    return isinstance(rule, ShareRule | Headcount) and _find_groups(rule.where) is not None


def _read_rule(texts: RuleTexts, rule_id: str, day: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read the source and the rule that were typed, as they stand in a layer.

    Raises:
        InputError: everything typed wrongly.
    """
    problems: list[Problem] = []

    def wrong(field: str, vi: str, en: str) -> None:
        problems.append(Problem("missing", (field,), vi, en))

    text = {name: clean_field(texts[name], name, problems)[:_LONGEST_TEXT] for name in _FIELDS}
    where = _read_groups(text["group"], text["also"], problems)
    most = 100 if text["bound"].endswith("percent") else 1000
    number = int(text["number"]) if _NUMBER.fullmatch(text["number"]) else -1
    if not 0 <= number <= most:
        wrong("number", f"Ghi số nguyên từ 0 đến {most}.", f"Enter a whole number from 0 to {most}.")
    needed = {
        "issuer": ("Ghi cơ quan ban hành văn bản.", "Enter who issued the document."),
        "title": ("Ghi tên hoặc trích yếu của văn bản.", "Enter the title of the document."),
        "quote": ("Chép nguyên văn câu quy định trong văn bản.", "Copy the sentence of the document."),
    }
    for field, (vi, en) in needed.items():
        if not text[field]:
            wrong(field, vi, en)
    if len(text["quote"]) > _LONGEST_QUOTE:
        wrong("quote", f"Nhiều nhất {_LONGEST_QUOTE} ký tự.", f"At most {_LONGEST_QUOTE} characters.")
    dated = _read_day(text["dated"], problems)
    if problems or where is None:
        raise InputError(problems)
    return _build_source(text, dated, day), _build_rule(text, rule_id, where, number, day)


def _build_source(text: RuleTexts, dated: date | None, day: date) -> dict[str, Any]:
    title, issuer = text["title"], text["issuer"]
    return {
        "kind": text["kind"] if text["kind"] in _SOURCE_KINDS else str(SourceKind.DIRECTIVE),
        "number": text["document"] or None,
        "title": {"vi": title, "en": title},
        "issuer": {"vi": issuer, "en": issuer},
        "dated": dated,
        "in_force": min(dated or day, day),
        "verified": None,
    }


def _read_groups(first: str, second: str, problems: list[Problem]) -> Selector | None:
    """Return who is counted; None, and a problem, if that cannot be."""
    if first not in GROUPS:
        vi, en = "Chọn nhóm người được tính.", "Choose the group that is counted."
        problems.append(Problem("missing", ("group",), vi, en))
        return None
    where = _join_groups(first, second if second in GROUPS else "")
    if where is None:
        vi, en = "Hai nhóm này loại trừ nhau.", "These two groups exclude each other."
        problems.append(Problem("missing", ("also",), vi, en))
    return where


def _read_day(typed: str, problems: list[Problem]) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        vi, en = "phải là ngày có thật, dạng 2026-03-15.", "must be a real day, like 2026-03-15."
        problems.append(Problem("bad_day", ("dated",), vi, en))
        return None


def _build_rule(
    text: Mapping[str, str], rule_id: str, where: Selector, number: int, day: date
) -> dict[str, Any]:
    bound = text["bound"] if text["bound"] in BOUNDS else BOUNDS[0]
    among = next((one for one in _COUNTABLE if one == text["among"]), Among.CANDIDATES)
    aim = text["strength"] == Strength.AIM
    cite = {"source": rule_id, "mark": str(VerificationMark.V1), "quote": text["quote"]}
    if text["place"]:
        cite["section"] = text["place"]
    vi, en = (_word_rule(where, among, bound, lang) for lang in ("vi", "en"))
    return {
        "id": rule_id,
        "kind": "share" if bound.endswith("percent") else "headcount",
        "strength": str(Strength.AIM if aim else Strength.MUST),
        **({"priority": _PRIORITY} if aim else {}),
        "in_force": day,
        "among": str(among),
        "where": where.model_dump(mode="json", exclude_unset=True),
        bound: number,
        "cites": [cite],
        "says": {"vi": vi[0], "en": en[0]},
        "broken": {"vi": vi[1], "en": en[1]},
    }


def _word_rule(where: Selector, among: Among, bound: str, lang: str) -> tuple[str, str]:
    """Return what a rule says, and where it is broken, with places for its numbers."""
    empty = Wording(Rulebook(name="", title={"vi": "", "en": ""}, rules=(), sources={}), lang)  # type: ignore[arg-type]
    who, people = describe_selector(empty, where), empty.label(among)
    percent = "%" if bound.endswith("percent") else ""
    limits = {"at_least": ("ít nhất", "at least"), "at_most": ("không quá", "at most")}
    least = say(lang, *limits[bound.removesuffix("_percent")])
    limit = f"{least} {{{bound}}}{percent or say(lang, ' người', '')}"
    rule = say(lang, f"{people}: {who} {limit}.", f"{people}: {who}, {limit}.")
    broken = say(
        lang,
        f"{people}: có {{count}}/{{total}} {who}; yêu cầu {limit}.",
        f"{people}: {who}, {{count}} of {{total}}; {limit}.",
    )
    return rule, broken


# --- trying it ----------------------------------------------------------------------------------------------


def _try_rule(desk: PageContext, council_id: str, body: OwnRulebook, rule_id: str) -> RuleTrial:
    """Judge the typed rule on the newest proposal that has a slate, without a solver.

    Raises:
        RulebookError: the rule does not go together with the others.
    """
    layer = parse_rulebook(body)
    day = get_council_context(desk, council_id).council.election_day
    base = choose_rulebook(desk.store, desk.caller, None, day)
    rule = layer.by_id[rule_id] if rule_id in layer.by_id else layer.rules[-1]
    says = PlainWording(layer, desk.lang).says(rule)
    for status in list_proposals(desk.store, desk.caller, ProposalFilters(council=council_id), limit=10):
        try:
            proposal = parse_proposal(get_completed_proposal(desk.store, desk.caller, status.id).text)
        except (NotReady, InputError):
            continue
        if proposal.slate is None:
            continue
        request = proposal.request
        barred = (
            frozenset()
            if base is None
            else base.for_council(request.council).list_barred(request.council, request.pool)
        )
        finding = rule.audit(AuditContext(request.council, request.pool, proposal.slate, barred))
        bounds = {name: getattr(rule, name, None) for name in BOUNDS}
        counted = rule.broken.of(desk.lang).format_map(
            PlaceholderValues({k: str(v) for k, v in (finding.facts | bounds).items()})
        )
        return RuleTrial(says, finding.verdict, counted, status)
    return RuleTrial(says, Verdict.UNDECIDED, "")


def _render(desk: PageContext, council_id: str, shown: LocalRulePage) -> Response:
    return desk.page(
        "local_rule.html",
        code=shown.code,
        place=get_council_context(desk, council_id),
        shown=shown,
        texts=shown.texts,
        wrong=group_by_field(shown.problems, _FIELDS),
        groups=list(GROUPS),
        amongs=_COUNTABLE,
        bounds=BOUNDS,
        strengths=(Strength.MUST, Strength.AIM),
        kinds=_SOURCE_KINDS,
    )
