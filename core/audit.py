"""The audit trail: `record()` writes one line in the transaction of the act it describes; `seal` chains lines each minute.

Entries are never changed or deleted: PostgreSQL triggers refuse it (core/migrations/0002), `verify` finds it elsewhere.
The chain cannot show that its own end was cut off: keep the last digest that `manage.py verify_audit` prints outside of
the machine, and give it back with `--expect`.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from celery import shared_task
from django.db import models, transaction
from django.db.models import QuerySet

from core.clock import now
from core.leases import hold_lock
from core.models import AuditEntry, AuditSeal
from core.request import current_request_facts

GENESIS = "0" * 64


def line(
    action: str,
    obj: models.Model,
    *,
    by: Any,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    scope: str = "",
) -> AuditEntry:
    """A line, not yet written. Arguments as `record`."""
    facts = current_request_facts()
    return AuditEntry(
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


def record(action: str, obj: models.Model, *, by: Any, **said: Any) -> AuditEntry:
    """Write one line.

    Arguments: `action` a stable verb ("people.role_granted"); `obj` what it was done to; `by` the acting user, or None
    for the system; `before`/`after` JSON-safe values that changed; `reason`; `scope` the path of the unit concerned.
    """
    entry = line(action, obj, by=by, **said)
    entry.save(force_insert=True)
    return entry


def record_all(lines: Iterable[AuditEntry]) -> list[AuditEntry]:
    """Write many lines (of `line`) in one statement."""
    return AuditEntry.objects.bulk_create(lines)


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
    """Chain the lines that have no seal yet, in order of id; returns how many. Safe to run twice and at the same time.

    A line that was numbered early but committed late is sealed by the next run: the chain follows the seals, not the ids.
    """
    with transaction.atomic():
        hold_lock("core.audit.seal")
        last = AuditSeal.objects.order_by("-id").first()
        previous = last.digest if last else GENESIS
        seals = []
        for entry in unsealed().order_by("id")[:limit]:
            previous_here, previous = previous, _digest(previous, entry)
            seals.append(AuditSeal(entry=entry, previous=previous_here, digest=previous, sealed_at=now()))
        AuditSeal.objects.bulk_create(seals)
    return len(seals)


def unsealed() -> QuerySet[AuditEntry]:
    """The lines that wait for their seal."""
    return AuditEntry.objects.filter(seal=None)


def verify(expect: str = "") -> list[str]:
    """Check the whole chain; returns one sentence per break, none when it is whole.

    Arguments: `expect` is a digest noted earlier, which must still be a link of the chain.
    """
    findings, previous, met = [], GENESIS, not expect
    for link, entry in _links():
        if link.previous != previous:
            findings.append(f"seal {link.pk} does not follow the one before it")
        if entry is None:
            findings.append(f"entry {link.entry_id} was deleted after it was sealed")
        elif link.digest != _digest(link.previous, entry):
            findings.append(f"entry {link.entry_id} was changed after it was sealed")
        previous = link.digest
        met = met or link.digest == expect
    if not met:
        findings.append("the expected digest is not in the chain: its end was cut off or it was written anew")
    return findings


def head() -> str:
    """The digest of the last link, worth keeping outside of the machine."""
    last = AuditSeal.objects.order_by("-id").first()
    return last.digest if last else GENESIS


def _links(size: int = 1000) -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    """Every seal in order with its entry, or None where the entry is gone."""
    after = 0
    while links := list(AuditSeal.objects.filter(pk__gt=after).order_by("id")[:size]):
        entries = AuditEntry.objects.in_bulk([link.entry_id for link in links])
        for link in links:
            yield link, entries.get(link.entry_id)
        after = links[-1].pk
