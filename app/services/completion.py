"""Completion: what follows the end of a job of a kind; for the queue and the worker."""

from cocau.app.jobs.lifecycle import Completion
from cocau.app.jobs.tasks.batches import SWEEP
from cocau.app.jobs.tasks.plans import PLAN
from cocau.app.jobs.tasks.programmes import JOINT, PROGRAMME
from cocau.app.jobs.tasks.studies import ESTIMATE, STUDY
from cocau.app.services.batches.parts import complete_batch, complete_programme
from cocau.app.services.planning.proposal_status import complete_proposal

COMPLETION: Completion = {
    PLAN.name: complete_proposal,
    SWEEP.name: complete_batch,
    PROGRAMME.name: complete_batch,
    STUDY.name: complete_batch,
    ESTIMATE.name: complete_batch,
    JOINT.name: complete_programme,
}
