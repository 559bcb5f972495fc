"""Repairs: within the pool, nothing cheaper than the first one ends the conflict.

Each tag that may be given up has a switch; its rows hold unless it is on. A rule whose bounds
move has a second one, for being dropped: until then its rows hold with the loosest bounds.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cocau.constraints.rules.quantity import Quantity
from cocau.solver.explain.repairs.movable_bounds import get_loosest, list_movable_bounds
from cocau.solver.explain.repairs.relaxables import (
    LOSS_FIELDS,
    RULEBOOK_PREFIX,
    LossKind,
    Relaxables,
    get_dropped_loss,
)
from cocau.solver.model.program import STRUCTURAL, NamedRow, Program
from cocau.solver.model.variable_names import list_variable_names
from cocau.solver.proofs.answers.impossibility import AskedPlan, Impossibility, ProgramVariables

if TYPE_CHECKING:
    from cocau.solver.explain.repairs.repair import Repairs

BEFORE_RECRUITS = LossKind.DOCUMENT_MOVED
"""The last sort of loss that is dearer than recruiting."""


def list_cheaper_repairs(asked: AskedPlan, answer: "Repairs") -> Iterator[Impossibility]:
    """List, sort by sort, that no repair gives up less than the first one.

    That recruiting saves nothing rests on engines. A search that was cut short says nothing.
    """
    if not answer.repairs or "ways" in answer.open:
        return
    price, elastic = answer.repairs[0].price, ElasticProgram(asked)
    counted = [(loss, getattr(price, LOSS_FIELDS[loss])) for loss in LossKind]
    dear = [(loss, number) for loss, number in counted if loss <= BEFORE_RECRUITS]
    yield from elastic.list_levels(dear if price.recruits else counted)
    if price.recruits:
        yield elastic.build_level("recruits", dear[:-1], BEFORE_RECRUITS, dear[-1][1] + 1)


@dataclass(frozen=True)
class ElasticProgram:
    """A request's musts and pins, of which any may be given up, and what is lost then."""

    asked: AskedPlan

    @cached_property
    def givable(self) -> Relaxables:
        """Return the rules, pins and bounds that a repair may give up."""
        return Relaxables(self.asked)

    @cached_property
    def variables(self) -> ProgramVariables:
        """Return the names of the variables: those of the model, then the switches."""
        return ProgramVariables(
            lambda: [
                *list_variable_names(self.asked.model),
                *(f"given_up[{tag}]" for tag in self._switches),
                *(f"dropped[{tag}]" for tag in self._drops),
            ]
        )

    @cached_property
    def _switches(self) -> Mapping[str, int]:
        """Return the switch of each tag."""
        first = len(self.givable.program.lower)
        return {tag: first + i for i, tag in enumerate(self.givable.losses)}

    @cached_property
    def _drops(self) -> Mapping[str, int]:
        """Return the switch for dropping each rule whose bounds move."""
        moving = [tag for tag, loss in self.givable.losses.items() if get_dropped_loss(loss) is not loss]
        first = len(self.givable.program.lower) + len(self._switches)
        return {tag: first + i for i, tag in enumerate(moving)}

    @property
    def switches(self) -> Collection[int]:
        """Return all switches."""
        return (*self._switches.values(), *self._drops.values())

    @cached_property
    def program(self) -> Program:
        """Return the program in which each row holds unless a switch is on."""
        strict, many = self.givable.program, len(self.switches)
        wide = Program([*strict.lower, *[0] * many], [*strict.upper, *[1] * many])
        for row in strict.rows:
            wide.rows += [row] if row.tag == STRUCTURAL else _soften(strict, row, self._list_own(row.tag))
        for tag, dropped in self._drops.items():
            wide.rows.append(NamedRow(tag, {dropped: 1, self._switches[tag]: -1}, None, 0))
            for row in self._build_loosest(tag):
                wide.rows += _soften(strict, row, [dropped])
        return wide

    def _list_own(self, tag: str) -> list[int]:
        """List the switches that free a tag's rows; whoever drops the rule needs no reason."""
        own = [self._switches[tag]]
        return [*own, self._switches[RULEBOOK_PREFIX + tag]] if self.givable.is_excusable(tag) else own

    def _build_loosest(self, tag: str) -> list[NamedRow]:
        """Build the rows of a rule with every bound at its loosest."""
        rule = self.givable.get_rule(tag)
        loosest = {field: get_loosest(field) for field in list_movable_bounds(rule)}
        return self.asked.model.build_rows(rule.replace_unvalidated(**loosest))

    def count(self, loss: LossKind) -> Quantity:
        """Count what is given up of one sort."""
        given = {self._switches[tag]: 1 for tag, of in self.givable.losses.items() if of is loss}
        spared = {self._drops[tag]: -1 for tag in self._drops if self.givable.losses[tag] is loss}
        dropped = {
            switch: 1
            for tag, switch in self._drops.items()
            if get_dropped_loss(self.givable.losses[tag]) is loss
        }
        return Quantity(given | spared | dropped)

    def list_levels(self, price: list[tuple[LossKind, int]]) -> Iterator[Impossibility]:
        """List for each sort that no less of it is given up, the dearer ones held."""
        for i, (loss, number) in enumerate(price):
            if number:
                yield self.build_level(LOSS_FIELDS[loss], price[:i], loss, number)

    def build_level(
        self, field: str, before: list[tuple[LossKind, int]], loss: LossKind, bound: int
    ) -> Impossibility:
        """Build that no less than `bound` of one sort is given up, those before held."""
        return Impossibility(
            place=("repairs", 0, "price", field),
            alike=f"price {field}",
            variables=self.variables,
            part=self.program,
            held=[(self.count(dearer), number) for dearer, number in before],
            objective=self.count(loss),
            bound=bound,
            split_first=self.switches,
        )


def _soften(program: Program, row: NamedRow, switches: Collection[int]) -> Iterator[NamedRow]:
    """Yield both sides of a row, each freed by any of these switches."""
    if row.low is not None and (more := row.low - _get_end(program, row, 1)) > 0:
        yield NamedRow(row.tag, row.terms | dict.fromkeys(switches, more), row.low, None)
    if row.high is not None and (more := -row.high - _get_end(program, row, -1)) > 0:
        yield NamedRow(row.tag, row.terms | dict.fromkeys(switches, -more), None, row.high)


def _get_end(program: Program, row: NamedRow, sign: int) -> int:
    """Return the least of a row's sum times `sign` by the bounds of its variables."""
    lower, upper = program.lower, program.upper
    return sum(sign * c * (lower[v] if sign * c > 0 else upper[v]) for v, c in row.terms.items())
