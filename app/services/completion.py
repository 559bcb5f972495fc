"""What each kind of job stores in the transaction that ends it, and what starts then."""

from functools import partial

from cocau.app.db.engine import Store
from cocau.app.jobs.deliveries import enqueue_job_event
from cocau.app.jobs.lifecycle import EVERY_KIND, Completion
from cocau.app.jobs.tasks.answer_proofs import PROVABLE_ANSWERS
from cocau.app.jobs.tasks.batches import SWEEP
from cocau.app.jobs.tasks.plans import PLAN
from cocau.app.jobs.tasks.programmes import JOINT, PROGRAMME
from cocau.app.jobs.tasks.studies import ESTIMATE, STUDY
from cocau.app.jobs.worker import NO_FOLLOW_UPS, FollowUps
from cocau.app.services.batches.parts import complete_batch, complete_programme
from cocau.app.services.planning.proofs import begin_answer_proof, begin_proof
from cocau.app.services.planning.proposal_status import complete_proposal
from cocau.app.settings import ProofRule, Settings

COMPLETION: Completion = {
    PLAN.name: complete_proposal,
    SWEEP.name: complete_batch,
    PROGRAMME.name: complete_batch,
    STUDY.name: complete_batch,
    ESTIMATE.name: complete_batch,
    JOINT.name: complete_programme,
}


def build_completion(settings: Settings) -> Completion:
    """Return what is part of the end of a job of a kind, as the operator has it."""
    return {**COMPLETION, EVERY_KIND: enqueue_job_event} if settings.webhooks else COMPLETION


def build_follow_ups(store: Store, settings: Settings) -> FollowUps:
    """Return what starts once a job of a kind has been answered, by the operator's settings."""
    if settings.proofs is ProofRule.ASKED:
        return NO_FOLLOW_UPS
    answers = dict.fromkeys(PROVABLE_ANSWERS, partial(begin_answer_proof, store, settings))
    return {PLAN.name: partial(begin_proof, store, settings), **answers}
