"""An engine that lies: of an optimum, and of a conflict; what it says then is planned with."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cocau.solver.engines.certificate import Certificate
from cocau.solver.engines.relaxation import LinearRelaxation


@contextmanager
def overstating_tiers() -> Iterator[None]:
    """The relaxation says one too many of a tier, and the search takes it for the best there is."""
    honest = LinearRelaxation.minimum

    def worse(self: LinearRelaxation, *asked: object) -> object:
        found = honest(self, *asked)  # type: ignore[arg-type]
        return (found[0] + 1, None) if found is not None and 0 < found[0] < 10 else found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LinearRelaxation, "minimum", worse)
        yield


@contextmanager
def inventing_a_conflict() -> Iterator[None]:
    """The relaxation says that two rules contradict each other, and shows multipliers that nobody adds up."""

    def lie(self: LinearRelaxation, tags: object = (), *_: object) -> Certificate:
        return Certificate({}, frozenset({"seats-filled", "list-at-legal-minimum"}))

    def fails(self: LinearRelaxation, *_: object) -> None:
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LinearRelaxation, "probe", lie)
        patch.setattr(LinearRelaxation, "proof", lie)
        patch.setattr(LinearRelaxation, "minimum", fails)
        patch.setattr(
            "cocau.solver.proposal_builder.describe_conflict", lambda task, program, found, effort: found
        )
        yield
