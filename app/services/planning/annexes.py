"""Annexes: a stored proposal in an official form, for callers who may see people."""

import hashlib
from dataclasses import dataclass

from cocau.app.audit_log.entries import ReadAccess, log_read
from cocau.app.auth.caller import Caller
from cocau.app.db.engine import Store
from cocau.app.i18n.languages import Lang
from cocau.app.permissions import Permission
from cocau.app.present.annex.build import build_annex
from cocau.app.present.annex.formats import AnnexFormat, render_annex
from cocau.app.present.annex.model import Annex
from cocau.app.services.acts import requires
from cocau.app.services.planning.proofs import find_known_proof
from cocau.app.services.planning.proposals import get_completed_proposal
from cocau.constraints.record import compute_digest
from cocau.constraints.version import VERSION
from cocau.solver.proofs.proof import ProposalProof
from cocau.solver.proposal import Proposal


@dataclass(frozen=True)
class AnnexFile:
    """An annex as a file, and a name for it in its language."""

    content: bytes
    name: str


@dataclass(frozen=True)
class PreparedAnnex:
    """An annex that can be rendered; `tag`: the ETag of its bytes, known before."""

    tag: str
    _text: str
    _form: AnnexFormat
    _lang: Lang
    _proof: ProposalProof | None

    def render_file(self) -> AnnexFile:
        """Render the file; this takes a processor for up to a second or two."""
        found = build_annex(Proposal.model_validate_json(self._text), self._lang, proof=self._proof)
        return AnnexFile(render_annex(found, self._form), f"{_build_file_name(found)}.{self._form}")


@requires(Permission.SEE_PEOPLE)
def prepare_annex(
    store: Store, caller: Caller, proposal_id: str, annex_format: AnnexFormat, lang: Lang
) -> PreparedAnnex:
    """Prepare the annex of a proposal for a caller who may see people.

    Raises:
        Forbidden: the role does not allow to see people.
        Missing, Erased, InputError, NotReady: see `get_proposal_text`.
    """
    of = get_completed_proposal(store, caller, proposal_id)
    log_read(store, caller, ReadAccess("proposal", proposal_id, action="export"))
    proof = find_known_proof(store, caller, proposal_id)
    proven = None if proof is None else compute_digest(proof)
    parts = (of.row.proposal_digest, annex_format, lang, VERSION, proven)
    tag = hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
    return PreparedAnnex(f'"{tag}"', of.text, annex_format, lang, proof)


def _build_file_name(annex: Annex) -> str:
    """Build the file name ``Phụ lục - HĐND tỉnh Hà Tĩnh`` without forbidden characters."""
    name = f"{annex.head.label.capitalize()} - {annex.head.council}"
    return "".join(" " if letter in '\\/:*?"<>|' else letter for letter in name)[:120].strip(" .")
