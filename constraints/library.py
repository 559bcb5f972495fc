"""Rulebooks loaded by shipped name or by path, several of them joined with ``+``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError, ValidationInfo

from cocau.constraints.documents import YamlLines, list_validation_problems, parse_yaml, read_text
from cocau.constraints.errors import FilePlace, InputError, Problem, RulebookError
from cocau.constraints.record import Record, Text
from cocau.constraints.rulebook import CitedSource, Layer, NotModelled, Rulebook, RulebookTerm
from cocau.constraints.rules.rule import Citation, DatedBy, Rule, VerificationMark
from cocau.constraints.rules.steps import ProcedureStep, check_steps, has_outside_references

SHIPPED = Path(__file__).parent / "rulebooks"
DEFAULT_RULEBOOK = "ha-tinh-2021"

MOST_PROBLEMS = 1_000
"""Of one layer that are told at once."""


class Combination(Record):
    """A named set of layers, in reading order, and the elections they are for."""

    title: Text
    term: RulebookTerm | None = None
    province: Annotated[
        str, Field(description="whose own directive it has, as localities begin; empty: none's")
    ] = ""
    layers: tuple[str, ...]


@dataclass(frozen=True)
class LayerText:
    """A layer as YAML text, and the name under which its problems are reported."""

    name: str
    text: str

    @cached_property
    def layer(self) -> Layer:
        """Parse the layer.

        Raises:
            RulebookError: everything wrong with it, each at its line.
        """
        return _parse_layer(self)

    @cached_property
    def lines(self) -> YamlLines:
        """Return where the parts of the text begin."""
        return YamlLines(self.text)


def _parse_layer(written: LayerText) -> Layer:
    try:
        return Layer.model_validate(parse_yaml(written.text, written.name))
    except InputError as error:
        raise RulebookError(error.problems) from None
    except ValidationError as error:
        raise RulebookError(
            list_validation_problems(error, written.name, written.text, MOST_PROBLEMS, Layer)
        ) from None


@dataclass(frozen=True)
class _ShippedLayerText(LayerText):
    """A shipped layer, whose text is parsed once: these are few, long, and read often."""

    @cached_property
    def layer(self) -> Layer:
        return _parse_shipped_layer(self)


@lru_cache(maxsize=64)
def _parse_shipped_layer(written: _ShippedLayerText) -> Layer:
    return _parse_layer(written)


@dataclass(frozen=True)
class RulebookPart:
    """A part that rulebooks are made of: layers, with a title and term if they have them."""

    layers: tuple[LayerText, ...]
    title: Text | None = None
    term: RulebookTerm | None = None


def list_titles() -> dict[str, Text]:
    """Map every shipped rulebook that a request may name to its title."""
    return {name: c.title for name, c in load_combinations().items()}


def load_combinations() -> dict[str, Combination]:
    """Load the combinations in ``rulebooks/combinations.yaml``."""
    return dict(_parse_combinations(read_text(SHIPPED / "combinations.yaml")))


@lru_cache(maxsize=4)
def _parse_combinations(text: str) -> dict[str, Combination]:
    """Parse the register of combinations; one text is parsed once."""
    return TypeAdapter(dict[str, Combination]).validate_python(parse_yaml(text, "combinations.yaml"))


def list_fitting_rulebooks(day: date, locality: str = "") -> list[str]:
    """List the shipped combinations for an election on this day, the default one first.

    For a locality that is its own province's, or else the nationwide one.
    """
    known, province = load_combinations(), locality.partition("/")[0]
    fit = [n for n, c in known.items() if c.term is None or c.term.first <= day <= c.term.last]
    if not province:
        return sorted(fit, key=lambda name: name != DEFAULT_RULEBOOK)
    return sorted(fit, key=lambda name: [province, "", known[name].province].index(known[name].province))


def choose_rulebook_name(day: date) -> str:
    """Return the shipped rulebook of an election day; where there is none, one to refuse it."""
    return next(iter(list_fitting_rulebooks(day)), DEFAULT_RULEBOOK)


def _choose_unless_given(name: str, info: ValidationInfo) -> str:
    council = info.data.get("council")  # absent if it could not be read; its own problems are told then
    return name or (DEFAULT_RULEBOOK if council is None else choose_rulebook_name(council.election_day))


CouncilRulebookName = Annotated[str, AfterValidator(_choose_unless_given), Field(validate_default=True)]
"""The rulebook of a record; empty: that of the election day of its `council`."""


def load_rulebook(name: str = DEFAULT_RULEBOOK) -> Rulebook:
    """Load a rulebook by name, by path, or several joined with ``+``.

    For example ``ha-tinh-2021+ours.yaml``.

    Raises:
        RulebookError: everything wrong with its layers, at once.
    """
    return join_parts(name, tuple(_find_part(part.strip()) for part in name.split("+")))


def load_layer_text(name: str, text: str) -> Rulebook:
    """Load a rulebook of the one layer in a YAML text.

    Raises:
        RulebookError: everything wrong with it, each at its line.
    """
    return join_parts(name, (RulebookPart((LayerText(name, text),)),))


@lru_cache(maxsize=4)
def join_parts(name: str, parts: tuple[RulebookPart, ...]) -> Rulebook:
    """Join several parts into one rulebook; the same texts are joined once.

    Raises:
        RulebookError: everything wrong with its layers, at once.
    """
    titles = [part.title or layer.layer.title for part in parts for layer in part.layers]
    read = [(written, written.layer, part.term) for part in parts for written in part.layers]
    layers = [layer for _, layer, _ in read]
    sources = _load_sources() | {k: s for layer in layers for k, s in layer.sources.items()}
    problems = [p for written, layer, _ in read for p in _check_citations(written, layer, sources)]
    problems += _check_overlaps(rule for layer in layers for rule in layer.rules)
    steps = tuple(step for layer in layers for step in layer.steps)
    problems += check_steps(steps, _list_shipped_step_ids() if has_outside_references(steps) else ())
    if problems:
        raise RulebookError(problems)
    rules = tuple(r for _, layer, term in read for r in layer.rules if _may_hold_in(term, r))
    left = tuple(n for _, layer, term in read for n in layer.not_modelled if _may_hold_in(term, n))
    steps = tuple(s for _, layer, term in read for s in layer.steps if _may_hold_in(term, s))
    cites = [*(r.cites for r in rules), *(s.cites for s in steps), *(n.cites for n in left)]
    cited = {cite.source for each in cites for cite in each}
    return Rulebook(
        name=name,
        title=_join_titles(titles),
        term=_intersect_terms(part.term for part in parts),
        rules=rules,
        steps=steps,
        not_modelled=left,
        sources={key: sources[key] for key in sorted(cited)},
    )


def _join_titles(titles: Iterable[Text]) -> Text:
    """Join the titles of rulebooks, each once."""
    each = tuple(dict.fromkeys(titles))
    return Text(vi=" + ".join(title.vi for title in each), en=" + ".join(title.en for title in each))


def _may_hold_in(term: RulebookTerm | None, provision: Rule | ProcedureStep | NotModelled) -> bool:
    """Return whether a provision may hold for a council elected in this term.

    What is dated by the plan may begin after the last election of a term: those councils sit on.
    """
    starts, ends = provision.in_force, provision.until
    by_plan = not isinstance(provision, NotModelled) and provision.dated_by is DatedBy.PLAN
    begins = starts is None or by_plan or term is None or starts <= term.last
    return begins and (term is None or ends is None or term.first < ends)


def _intersect_terms(terms: Iterable[RulebookTerm | None]) -> RulebookTerm | None:
    """Return the days common to all of these terms, or None if none is given."""
    given = [term for term in terms if term is not None]
    if not given:
        return None
    return RulebookTerm(
        first=max(term.first for term in given),
        last=min(term.last for term in given),
        because=next((term.because for term in given if term.because is not None), None),
    )


def _find_part(name: str) -> RulebookPart:
    """Find a part by the name of a shipped one, or by the path of a file.

    Raises:
        RulebookError: it is neither, or the file cannot be read.
    """
    shipped = find_shipped_part(name)
    if shipped is not None:
        return shipped
    if Path(name).is_file():
        return RulebookPart((_read_layer(Path(name)),))
    raise build_unknown_rulebook_error(name)


def find_shipped_part(name: str) -> RulebookPart | None:
    """Find the combination or layer of a shipped name; return None if it is neither.

    Raises:
        RulebookError: a shipped file cannot be read.
    """
    known = load_combinations()
    if name in known:
        files = tuple(_read_shipped_layer(layer) for layer in known[name].layers)
        return RulebookPart(files, known[name].title, known[name].term)
    return RulebookPart((_read_shipped_layer(name),)) if name in list_layer_names() else None


def list_layer_names() -> list[str]:
    """List the names of the shipped layers."""
    return sorted(path.stem for path in SHIPPED.glob("*.yaml") if path.stem not in _REGISTERS)


def build_unknown_rulebook_error(name: str) -> RulebookError:
    """Build the error for an unknown rulebook, with the names of those that exist."""
    options = ", ".join([*load_combinations(), *list_layer_names()])
    vi = f"Không có bộ quy định này; các bộ: {options}."
    en = f"There is no such rulebook; rulebooks: {options}."
    return RulebookError([Problem("unknown_rulebook", (name,), vi, en)])


_REGISTERS = ("combinations", "sources")


def _read_layer(path: Path) -> LayerText:
    try:
        return LayerText(str(path), read_text(path))
    except InputError as error:
        raise RulebookError(error.problems) from None


def _read_shipped_layer(name: str) -> LayerText:
    read = _read_layer(SHIPPED / f"{name}.yaml")
    return _ShippedLayerText(read.name, read.text)


def _list_shipped_step_ids() -> frozenset[str]:
    """Return the ids of the steps of every shipped layer.

    A layer read alone may name steps of the others.
    """
    return frozenset(step.id for name in list_layer_names() for step in _read_shipped_layer(name).layer.steps)


def _load_sources() -> dict[str, CitedSource]:
    return dict(_parse_sources(read_text(SHIPPED / "sources.yaml")))


@lru_cache(maxsize=4)
def _parse_sources(text: str) -> dict[str, CitedSource]:
    return TypeAdapter(dict[str, CitedSource]).validate_python(parse_yaml(text, "sources.yaml"))


def _check_citations(written: LayerText, layer: Layer, sources: dict[str, CitedSource]) -> Iterator[Problem]:
    """Check the citations of a layer, and that no rule is older than its documents."""
    sorts: dict[str, tuple[Rule | ProcedureStep | NotModelled, ...]] = {
        "rules": layer.rules,
        "steps": layer.steps,
        "not_modelled": layer.not_modelled,
    }
    each = ((sort, i, item) for sort, items in sorts.items() for i, item in enumerate(items))
    for sort, i, item in each:
        for k, cite in enumerate(item.cites):
            for problem in _check_citation(cite, sources):
                yield _locate_problem(problem, written, (sort, i, "cites", k))
        if not isinstance(item, NotModelled):
            for problem in _check_first_day(item, sources):
                yield _locate_problem(problem, written, (sort, i, "in_force"))


def _check_citation(cite: Citation, sources: dict[str, CitedSource]) -> Iterator[Problem]:
    source = sources.get(cite.source)
    if source is None:
        yield Problem(
            "unknown_source",
            (cite.source,),
            "Không có văn bản này trong sources.yaml; thêm vào đó, hoặc sửa mã.",
            "There is no such document in sources.yaml; add it there, or correct its key.",
        )
        return
    if cite.mark is VerificationMark.V1 and not cite.quote:
        yield Problem(
            "no_quote",
            (cite.source,),
            "Trích dẫn đã đối chiếu (V1) phải có nguyên văn.",
            "A citation marked V1 must carry its quote.",
        )


def _check_first_day(rule: Rule | ProcedureStep, sources: dict[str, CitedSource]) -> Iterator[Problem]:
    """Check that a rule or step is not older than the earliest document it cites.

    Later documents may confirm it.
    """
    days = [sources[cite.source].in_force for cite in rule.cites if cite.source in sources]
    if days and rule.in_force < min(days):
        yield Problem(
            "before_source",
            (rule.id,),
            f"Có hiệu lực từ {rule.in_force}, trước mọi văn bản được trích (sớm nhất {min(days)}).",
            f"In force on {rule.in_force}, before every document it cites (the earliest: {min(days)}).",
        )


def _locate_problem(problem: Problem, written: LayerText, steps: tuple[int | str, ...]) -> Problem:
    """Add file and line to a problem.

    Finding lines costs a second reading, so only problems pay for it.
    """
    return problem.within(FilePlace(written.name, written.lines.find_line(steps)))


def _check_overlaps(rules: Iterable[Rule]) -> Iterator[Problem]:
    """Find versions of one rule that are in force together."""
    last: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda r: (r.id, r.in_force)):
        before = last.get(rule.id)
        if before is not None and before.may_overlap(rule):
            yield Problem(
                "overlap",
                (rule.id,),
                f"Hai phiên bản cùng hiệu lực vào {rule.in_force}; ghi `until` sớm hơn cho bản cũ.",
                f"Two versions are in force on {rule.in_force}; give the older one an earlier `until`.",
            )
        last[rule.id] = rule


def list_layers_in_order() -> tuple[str, ...]:
    """List the shipped layers in the order in which the combinations read them."""
    return tuple(dict.fromkeys(name for known in load_combinations().values() for name in known.layers))


def load_all_layers() -> Rulebook:
    """Load every shipped layer, with all dated versions, as one book.

    It is to be read and listed, not to plan with.
    """
    books = [load_rulebook(name) for name in list_layers_in_order()]
    return Rulebook.model_construct(
        name="+".join(book.name for book in books),
        title=Text(vi="Mọi văn bản đã đưa vào chương trình", en="Every document the program holds"),
        rules=tuple(rule for book in books for rule in book.rules),
        steps=tuple(step for book in books for step in book.steps),
        not_modelled=tuple(left for book in books for left in book.not_modelled),
        sources={key: source for book in books for key, source in book.sources.items()},
    )
