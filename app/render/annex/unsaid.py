"""A proposal without what would tell a reader more about people than he or she may know."""

from cocau.solver.proposal import Aim, Conflict, Proposal


def unsaid(proposal: Proposal) -> Proposal:
    """The same without who misses which standard, who is like whom, and who there is for a conflict.

    The lists themselves stay: whose Party membership, ethnicity and religion they hold is left out later.
    """
    return proposal.but(
        barred={},
        interchangeable=(),
        differences=(),
        conflict=None if proposal.conflict is None else _bare(proposal.conflict),
        aims=tuple(_unblocked(aim) for aim in proposal.aims),
    )


def _bare(conflict: Conflict) -> Conflict:
    return conflict.but(nearest=(), described=(), wanted=())


def _unblocked(aim: Aim) -> Aim:
    return aim if aim.blocked_by is None else aim.but(blocked_by=_bare(aim.blocked_by))
