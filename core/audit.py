"""The audit trail: `record()` writes one line in the transaction of the act it describes; `seal` chains lines each minute.

Entries are never changed or deleted: PostgreSQL triggers refuse it (core/migrations/0002), `verify` finds it elsewhere.
"""

import hashlib
import json
from typing import Any

from celery import shared_task
from django.db import models, transaction

from core.clock import now
from core.models import AuditEntry, AuditSeal
from core.request import current_request_facts

GENESIS = "0" * 64


def record(
    action: str,
    obj: models.Model,
    *,
    by: Any,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    scope: str = "",
) -> AuditEntry:
    """Write one line.

    Arguments: `action` a stable verb ("people.role_granted"); `obj` what it was done to; `by` the acting user, or None
    for the system; `before`/`after` JSON-safe values that changed; `scope` the path of the unit concerned.
    """
    facts = current_request_facts()
    return AuditEntry.objects.create(
        actor=by,
        actor_label=by.get_username() if by else "system",
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:255],
        before=before or {},
        after=after or {},
        reason=reason[:500],
        scope=scope,
        address=facts.address,
        request_id=facts.request_id,
    )


def _digest(previous: str, entry: AuditEntry) -> str:
    line = json.dumps(
        [
            previous,
            entry.pk,
            entry.at.isoformat(),
            entry.actor_id,
            entry.actor_label,
            entry.action,
            entry.object_type,
            entry.object_id,
            entry.object_label,
            entry.before,
            entry.after,
            entry.reason,
            entry.scope,
            entry.address,
            entry.request_id,
        ],
        ensure_ascii=False,
        sort_keys=True,
    )
    return hashlib.sha256(line.encode()).hexdigest()


@shared_task(name="core.audit.seal")
def seal(limit: int = 2000) -> int:
    """Chain the lines that have no seal yet, in order of id; returns how many. Safe to run twice."""
    with transaction.atomic():
        last = AuditSeal.objects.select_for_update().order_by("-id").first()
        previous = last.digest if last else GENESIS
        seals = []
        for entry in AuditEntry.objects.filter(seal=None).order_by("id")[:limit]:
            previous_here, previous = previous, _digest(previous, entry)
            seals.append(AuditSeal(entry=entry, previous=previous_here, digest=previous, sealed_at=now()))
        AuditSeal.objects.bulk_create(seals)
    return len(seals)


def verify() -> list[str]:
    """Check the whole chain; returns one sentence per break, none when it is whole."""
    findings, previous = [], GENESIS
    for link in AuditSeal.objects.select_related("entry").order_by("id").iterator():
        if link.previous != previous:
            findings.append(f"seal {link.pk} does not follow the one before it")
        if link.digest != _digest(link.previous, link.entry):
            findings.append(f"entry {link.entry_id} was changed after it was sealed")
        previous = link.digest
    return findings
