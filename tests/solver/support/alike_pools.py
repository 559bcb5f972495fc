"""Pools of few kinds: many who are apart in their lots only."""

from random import Random

import numpy as np

from cocau.constraints.model.council import CouncilKind
from cocau.constraints.model.people import Pool
from cocau.fixtures.generators.examples import make_even_council, make_pool
from cocau.solver.request import PlanRequest
from cocau.solver.search.sifting.sieve import Sieve
from cocau.solver.search.sifting.template import LEADING_RANKS

COMMUNE = make_even_council(CouncilKind.COMMUNE, 25, 5, 1)


def many_alike(times: int = 20, seed: int = 2) -> PlanRequest:
    """Fifty people, and twelve ordinary ones of them so many times over."""
    some = make_pool(COMMUNE, 50, seed).people
    ordinary = [p for p in some if p.party_rank not in LEADING_RANKS and not p.planned_for][:12]
    more = (
        p.replace_unvalidated(id=f"{p.id}-{n}", name=f"{p.name} {n}") for n in range(times) for p in ordinary
    )
    return PlanRequest(council=COMMUNE, pool=Pool(people=(*some, *more))).in_order()


def begin_with_few(sieve: Sieve) -> None:
    """So that whom the aims need has to be found by price too."""
    chosen = Random(1).sample(range(len(sieve.classes.people)), 80)
    sieve.take(np.unique(np.concatenate((np.flatnonzero(sieve.classes.apart), np.array(chosen)))))
