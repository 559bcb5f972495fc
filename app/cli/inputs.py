"""Files that commands read, with what is to be told of them."""

from pathlib import Path

from cocau.app.cli.output import print_note
from cocau.app.files.readers import list_pool_remarks, read_pool, read_proposal
from cocau.app.i18n.languages import Lang, say
from cocau.constraints.errors import Problem
from cocau.constraints.model.people import Pool
from cocau.solver.proposal import Proposal

OWN_RULEBOOK = Problem(
    "own_rulebook",
    ("--rulebook",),
    "Phương án đã lưu được chấm theo bộ quy định nằm trong chính nó.",
    "A proposal is judged by the rulebook inside it.",
)


def read_stored_proposal(file: Path) -> Proposal:
    """Read a proposal from its JSON, for a command that takes nothing else.

    Raises:
        InputError: no such file, or no proposal in it.
    """
    return read_proposal(file, _build_no_proposal(str(file)))


def read_proposal_aloud(file: Path, lang: Lang) -> Proposal:
    """Read a stored proposal; print a remark where it differs from what was stored with it.

    Raises:
        InputError: no such file, or no proposal in it.
    """
    from cocau.app.audits.proposals import reaudit  # seldom needed

    proposal = read_stored_proposal(file)
    if reaudit(proposal).differences:
        print_note(
            say(
                lang,
                "Lưu ý: phương án này khác với những gì đã lưu kèm; xem `cocau audit`.",
                "Remark: this proposal differs from what was stored with it; see `cocau audit`.",
            )
        )
    return proposal


def _build_no_proposal(where: str) -> Problem:
    return Problem(
        "no_proposal",
        (where,),
        "Phải là phương án JSON, do `cocau plan` hoặc `cocau replan` ghi bằng -o TỆP.json.",
        "It must be a proposal, JSON, as `cocau plan` or `cocau replan` writes it with -o FILE.json.",
    )


def read_pool_aloud(path: Path, lang: Lang) -> Pool:
    """Read the people in a file, and tell on stderr what their sender should know of it.

    Raises:
        InputError: as `read_pool`.
    """
    pool = read_pool(path)
    for remark in list_pool_remarks(path):
        print_note(f"{remark.where}: {remark.of(lang)}")
    return pool
