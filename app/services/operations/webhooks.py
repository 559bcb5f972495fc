"""Webhooks: addresses that administrators have told of ended jobs in their locality."""

from dataclasses import dataclass

from pydantic import HttpUrl
from sqlmodel import Session, col, select

from cocau.app.audit_log.records import check_record
from cocau.app.auth.caller import Caller, build_scope_condition
from cocau.app.db.clock import new_id, now
from cocau.app.db.encryption import Keyring
from cocau.app.db.engine import Store, limit_newest
from cocau.app.db.models import WebhookRow
from cocau.app.db.seals import open_column, seal_column
from cocau.app.jobs.deliveries import WebhookTarget, generate_webhook_secret
from cocau.app.jobs.job_events import JobEventType
from cocau.app.permissions import Permission
from cocau.app.services.acts import begin_act, begin_read, requires
from cocau.app.services.computations import Services
from cocau.app.services.errors import Erased, Missing, Stale
from cocau.app.settings import Settings
from cocau.constraints.errors import InputError, Problem


@dataclass(frozen=True)
class StoredWebhook:
    """A webhook with what is sealed of it."""

    row: WebhookRow
    target: WebhookTarget


@dataclass(frozen=True)
class WebhookChange:
    """What is said of a webhook; None leaves a field as it is. No `events`: all."""

    url: str | None = None
    label: str | None = None
    events: tuple[JobEventType, ...] | None = None


@requires(Permission.ADMINISTER)
def create_webhook(office: Services, caller: Caller, scope: str, given: WebhookChange) -> StoredWebhook:
    """Create a webhook that is told of the ended jobs in `scope`.

    Raises:
        Forbidden: the role does not allow it.
        Missing: the scope is not the caller's.
        InputError: the operator did not allow the address.
    """
    if not caller.can_see(scope):
        raise Missing(scope or "locality")
    url = _check_url(office.settings, given.url or "")
    target = WebhookTarget(url=url, secret=generate_webhook_secret())
    row = WebhookRow(
        id=new_id("whk"), scope=scope, label=given.label or "", events=list(given.events or ()), made_at=now()
    )
    with begin_act(office.store, caller) as act:
        seal_column(act.ring, row, "target", target.model_dump_json())
        act.session.add(row)
        act.session.flush()
        act.log("make", "webhook", row.id, version=row.version)
    return StoredWebhook(row, target)


def list_webhooks(
    store: Store, caller: Caller, *, after: str | None = None, limit: int = 50
) -> list[StoredWebhook]:
    """List the webhooks of the caller's locality, newest first.

    Raises:
        Forbidden: the role does not allow it.
    """
    chosen = select(WebhookRow).where(
        col(WebhookRow.erased_at).is_(None), build_scope_condition(WebhookRow.scope, caller.scope)
    )
    with begin_read(store, caller, Permission.ADMINISTER) as session:
        rows = session.exec(limit_newest(chosen, WebhookRow.id, after, limit))
        return [StoredWebhook(row, _open_target(store.ring, row)) for row in rows]


def get_webhook(store: Store, caller: Caller, webhook_id: str) -> StoredWebhook:
    """Return a webhook.

    Raises:
        Forbidden: the role does not allow it.
        Missing: there is none in the caller's locality.
        Erased: it was erased.
    """
    with begin_read(store, caller, Permission.ADMINISTER) as session:
        row = _get_row(session, caller, webhook_id)
        return StoredWebhook(row, _open_target(store.ring, row))


@requires(Permission.ADMINISTER)
def update_webhook(
    office: Services, caller: Caller, webhook_id: str, change: WebhookChange, *, expected: int
) -> StoredWebhook:
    """Change where a webhook goes, what it is told, or its label.

    Raises:
        Forbidden, Missing, Erased: as `get_webhook`.
        Stale: somebody was faster.
        InputError: the operator did not allow the address.
    """
    url = None if change.url is None else _check_url(office.settings, change.url)
    with begin_act(office.store, caller) as act:
        row = _get_row(act.session, caller, webhook_id, lock=True)
        if row.version != expected:
            raise Stale(webhook_id, row.version)
        target = _open_target(act.ring, row)
        target = target if url is None else target.replace_unvalidated(url=url)
        row.label = row.label if change.label is None else change.label
        row.events = row.events if change.events is None else [*change.events]
        row.version += 1
        seal_column(act.ring, row, "target", target.model_dump_json())
        act.log("edit", "webhook", webhook_id, version=row.version)
    return StoredWebhook(row, target)


def rotate_webhook_secret(store: Store, caller: Caller, webhook_id: str) -> StoredWebhook:
    """Give a webhook a new secret; for a day its messages are signed with the former one too.

    Raises:
        Forbidden, Missing, Erased: as `get_webhook`.
    """
    with begin_act(store, caller, Permission.ADMINISTER) as act:
        row = _get_row(act.session, caller, webhook_id, lock=True)
        target = _open_target(act.ring, row).rotate()
        row.version += 1
        seal_column(act.ring, row, "target", target.model_dump_json())
        act.log("rotate", "webhook", webhook_id, version=row.version)
    return StoredWebhook(row, target)


def erase_webhook(store: Store, caller: Caller, webhook_id: str) -> None:
    """Erase a webhook: its address and secrets are gone, and nothing is sent there any more.

    Raises:
        Forbidden, Missing, Erased: as `get_webhook`.
    """
    with begin_act(store, caller, Permission.ADMINISTER) as act:
        row = _get_row(act.session, caller, webhook_id, lock=True)
        row.erased_at = now()
        row.version += 1
        seal_column(act.ring, row, "target", None)
        act.log("erase", "webhook", webhook_id, version=row.version)


def _get_row(session: Session, caller: Caller, webhook_id: str, *, lock: bool = False) -> WebhookRow:
    row = session.get(WebhookRow, webhook_id, with_for_update=lock or None)
    if row is None or not caller.can_see(row.scope):
        raise Missing(webhook_id)
    if lock:
        check_record(session, "webhook", webhook_id)
    if row.erased_at is not None:
        raise Erased(webhook_id)
    return row


def _open_target(ring: Keyring, row: WebhookRow) -> WebhookTarget:
    return WebhookTarget.model_validate_json(open_column(ring, row, "target"))


def _check_url(settings: Settings, url: str) -> str:
    """Return an address as it is asked, if the operator allowed it.

    Raises:
        InputError: the operator did not.
    """
    if settings.allows_webhook(url):
        return str(HttpUrl(url)).partition("#")[0]
    allowed = ", ".join(settings.list_webhook_origins())
    vi, en = "Người vận hành chưa cho phép địa chỉ nào", "The operator has allowed no address"
    if allowed:
        vi, en = f"Chỉ được gửi đến: {allowed}", f"Messages may go to: {allowed}"
    problem = Problem("webhook_not_allowed", ("url",), f"{vi} (COCAU_WEBHOOKS).", f"{en} (COCAU_WEBHOOKS).")
    raise InputError([problem])
