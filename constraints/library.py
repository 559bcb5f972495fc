"""Loading rulebooks: shipped layers and combinations by name, a user's own by path, joined with ``+``."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from cocau.constraints.dated import DatedBy
from cocau.constraints.documents import Lines, parse, problems_of, read_text
from cocau.constraints.errors import InputError, Problem, RulebookError
from cocau.constraints.record import Record, Text
from cocau.constraints.rule import Citation, Mark, Rule
from cocau.constraints.rulebook import Layer, NotModelled, Rulebook, Term
from cocau.constraints.sources import Source
from cocau.constraints.step_checks import named_outside, step_problems
from cocau.constraints.steps import Step

SHIPPED = Path(__file__).parent / "rulebooks"
DEFAULT = "ha-tinh-2021"

MOST_PROBLEMS = 1_000
"""Of one layer that are told at once."""


class Combination(Record):
    """A named set of layers, in the order in which they are read, and the elections they are for."""

    title: Text
    term: Term | None = None
    layers: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """A layer as it is written: its YAML, and the name under which its problems are told."""

    name: str
    text: str

    @cached_property
    def layer(self) -> Layer:
        """What it says.

        Raises:
            RulebookError: everything wrong with it, each at its line.
        """
        return _layer(self)

    @cached_property
    def lines(self) -> Lines:
        """Where its parts begin."""
        return Lines(self.text)


def _layer(written: Written) -> Layer:
    try:
        return Layer.model_validate(parse(written.text, written.name))
    except InputError as error:
        raise RulebookError(error.problems) from None
    except ValidationError as error:
        raise RulebookError(problems_of(error, written.name, written.text, MOST_PROBLEMS)) from None


@dataclass(frozen=True)
class _Shipped(Written):
    """A layer of ours: few, long, and asked for with every rulebook, so that one text is read once."""

    @cached_property
    def layer(self) -> Layer:
        return _shipped_layer(self)


@lru_cache(maxsize=64)
def _shipped_layer(written: _Shipped) -> Layer:
    return _layer(written)


@dataclass(frozen=True)
class Part:
    """What a rulebook is joined of: layers, under one title and for one term if they have them together."""

    layers: tuple[Written, ...]
    title: Text | None = None
    term: Term | None = None


def names() -> dict[str, Text]:
    """Every shipped rulebook a request may name, with its title."""
    return {name: c.title for name, c in combinations().items()}


def combinations() -> dict[str, Combination]:
    """The combinations in ``rulebooks/combinations.yaml``."""
    return dict(_combinations(read_text(SHIPPED / "combinations.yaml")))


@lru_cache(maxsize=4)
def _combinations(text: str) -> dict[str, Combination]:
    """What the register says; read once, like the layers and the sources."""
    return TypeAdapter(dict[str, Combination]).validate_python(parse(text, "combinations.yaml"))


def fitting(day: date) -> list[str]:
    """The shipped combinations that are for an election on this day, the default one first."""
    fit = [n for n, c in combinations().items() if c.term is None or c.term.first <= day <= c.term.last]
    return sorted(fit, key=lambda name: name != DEFAULT)


def load(name: str = DEFAULT) -> Rulebook:
    """A rulebook by name, by path, or several joined with ``+`` (``ha-tinh-2021+ours.yaml``).

    Raises:
        RulebookError: everything wrong with its layers, at once.
    """
    return joined(name, [_part(part.strip()) for part in name.split("+")])


def joined(name: str, parts: Sequence[Part]) -> Rulebook:
    """One rulebook of several parts.

    Raises:
        RulebookError: everything wrong with its layers, at once.
    """
    titles = [part.title or layer.layer.title for part in parts for layer in part.layers]
    read = [(written, written.layer, part.term) for part in parts for written in part.layers]
    layers = [layer for _, layer, _ in read]
    sources = _sources() | {k: s for layer in layers for k, s in layer.sources.items()}
    problems = [p for written, layer, _ in read for p in _cited(written, layer, sources)]
    problems += _overlapping(rule for layer in layers for rule in layer.rules)
    steps = tuple(step for layer in layers for step in layer.steps)
    problems += step_problems(steps, _steps_elsewhere() if named_outside(steps) else ())
    if problems:
        raise RulebookError(problems)
    rules = tuple(r for _, layer, term in read for r in layer.rules if _of(term, r))
    left = tuple(n for _, layer, term in read for n in layer.not_modelled if _of(term, n))
    steps = tuple(s for _, layer, term in read for s in layer.steps if _of(term, s))
    cites = [*(r.cites for r in rules), *(s.cites for s in steps), *(n.cites for n in left)]
    cited = {cite.source for each in cites for cite in each}
    return Rulebook(
        name=name,
        title=_joined(titles),
        term=_common_term(part.term for part in parts),
        rules=rules,
        steps=steps,
        not_modelled=left,
        sources={key: sources[key] for key in sorted(cited)},
    )


def _joined(titles: Iterable[Text]) -> Text:
    """The titles of joined rulebooks, each once."""
    each = tuple(dict.fromkeys(titles))
    return Text(vi=" + ".join(title.vi for title in each), en=" + ".join(title.en for title in each))


def _of(term: Term | None, provision: Rule | Step | NotModelled) -> bool:
    """Whether a provision may hold for a council elected in the term of the combination that brings it.

    What is dated by the plan may begin after the last election of a term: those councils sit on.
    """
    starts, ends = provision.in_force, provision.until
    by_plan = not isinstance(provision, NotModelled) and provision.dated_by is DatedBy.PLAN
    begins = starts is None or by_plan or term is None or starts <= term.last
    return begins and (term is None or ends is None or term.first < ends)


def _common_term(terms: Iterable[Term | None]) -> Term | None:
    """The days that all of these are for; None where none of them says."""
    given = [term for term in terms if term is not None]
    if not given:
        return None
    return Term(first=max(term.first for term in given), last=min(term.last for term in given))


def _part(name: str) -> Part:
    """A part by the name of a shipped one, or by the path of a file.

    Raises:
        RulebookError: it is neither, or the file cannot be read.
    """
    shipped = shipped_part(name)
    if shipped is not None:
        return shipped
    if Path(name).is_file():
        return Part((_file(Path(name)),))
    raise unknown(name)


def shipped_part(name: str) -> Part | None:
    """What a shipped name stands for: a combination or a layer; None if it is neither.

    Raises:
        RulebookError: a shipped file cannot be read.
    """
    known = combinations()
    if name in known:
        files = tuple(_shipped(layer) for layer in known[name].layers)
        return Part(files, known[name].title, known[name].term)
    return Part((_shipped(name),)) if name in layer_names() else None


def layer_names() -> list[str]:
    """The shipped layers, by name."""
    return sorted(path.stem for path in SHIPPED.glob("*.yaml") if path.stem not in _REGISTERS)


def unknown(name: str) -> RulebookError:
    """That there is no such rulebook, and which there are."""
    options = ", ".join([*combinations(), *layer_names()])
    vi = f"Không có bộ quy định này; các bộ: {options}."
    en = f"There is no such rulebook; rulebooks: {options}."
    return RulebookError([Problem("unknown_rulebook", name, vi, en)])


_REGISTERS = ("combinations", "sources")


def _file(path: Path) -> Written:
    try:
        return Written(str(path), read_text(path))
    except InputError as error:
        raise RulebookError(error.problems) from None


def _shipped(name: str) -> Written:
    read = _file(SHIPPED / f"{name}.yaml")
    return _Shipped(read.name, read.text)


def _steps_elsewhere() -> frozenset[str]:
    """Every step of every shipped layer: a layer read alone may name steps of the others."""
    return frozenset(step.id for name in layer_names() for step in _shipped(name).layer.steps)


def _sources() -> dict[str, Source]:
    return dict(_sources_in(read_text(SHIPPED / "sources.yaml")))


@lru_cache(maxsize=4)
def _sources_in(text: str) -> dict[str, Source]:
    return TypeAdapter(dict[str, Source]).validate_python(parse(text, "sources.yaml"))


def _cited(written: Written, layer: Layer, sources: dict[str, Source]) -> Iterator[Problem]:
    """Citations that name no document or quote nothing though read, and rules older than their documents."""
    sorts: dict[str, tuple[Rule | Step | NotModelled, ...]] = {
        "rules": layer.rules,
        "steps": layer.steps,
        "not_modelled": layer.not_modelled,
    }
    each = ((sort, i, item) for sort, items in sorts.items() for i, item in enumerate(items))
    for sort, i, item in each:
        for k, cite in enumerate(item.cites):
            for problem in _wrong(cite, sources):
                yield _placed(problem, written, (sort, i, "cites", k))
        if not isinstance(item, NotModelled):
            for problem in _too_early(item, sources):
                yield _placed(problem, written, (sort, i, "in_force"))


def _wrong(cite: Citation, sources: dict[str, Source]) -> Iterator[Problem]:
    source = sources.get(cite.source)
    if source is None:
        yield Problem(
            "unknown_source",
            cite.source,
            "Không có văn bản này trong sources.",
            "There is no such document in sources.",
        )
        return
    if cite.mark is Mark.V1 and not cite.quote:
        yield Problem(
            "no_quote",
            cite.source,
            "Trích dẫn đã đối chiếu (V1) phải có nguyên văn.",
            "A citation marked V1 must carry its quote.",
        )


def _too_early(rule: Rule | Step, sources: dict[str, Source]) -> Iterator[Problem]:
    """A rule or step older than the earliest document it cites; later ones may confirm it."""
    days = [sources[cite.source].in_force for cite in rule.cites if cite.source in sources]
    if days and rule.in_force < min(days):
        yield Problem(
            "before_source",
            rule.id,
            f"Có hiệu lực từ {rule.in_force}, trước mọi văn bản được trích (sớm nhất {min(days)}).",
            f"In force on {rule.in_force}, before every document it cites (the earliest: {min(days)}).",
        )


def _placed(problem: Problem, written: Written, steps: tuple[int | str, ...]) -> Problem:
    """The problem with its file and line; finding lines costs a second reading, so only now."""
    where = f"{written.name}:{written.lines.of(steps)}: {problem.where}"
    return Problem(problem.code, where, problem.vi, problem.en)


def _overlapping(rules: Iterable[Rule]) -> Iterator[Problem]:
    """Two versions of one rule in force together."""
    last: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda r: (r.id, r.in_force)):
        before = last.get(rule.id)
        if before is not None and before.may_overlap(rule):
            yield Problem(
                "overlap",
                rule.id,
                f"Hai phiên bản cùng hiệu lực vào {rule.in_force}.",
                f"Two versions are in force on {rule.in_force}.",
            )
        last[rule.id] = rule
