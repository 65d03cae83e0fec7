"""Enquiries are kept for two years after they were closed (domain.md 7.11), or as long as ENQUIRY_KEEP_DAYS says."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from core import audit, clock
from people.models import OrgUnit
from policies.models import Enquiry
from policies.services.enquiries.publishing import page_changed


@transaction.atomic
def forget_old() -> int:
    """Delete what was closed too long ago, with log, photo and what stood on its page; returns how many.

    The report is in the audit trail: one line per unit (`policies.enquiries_forgotten`) with the number and the day.
    """
    before = clock.now() - timedelta(days=settings.ENQUIRY_KEEP_DAYS)
    old = Enquiry.objects.filter(closed_at__lt=before)
    counts = dict(old.values_list("unit").annotate(n=Count("pk")).order_by())
    if not counts:
        return 0
    published = list(old.published().select_related("policy", "duty"))
    for photo in old.exclude(photo="").only("photo"):
        transaction.on_commit(partial(photo.photo.storage.delete, photo.photo.name or ""), robust=True)
    old.delete()
    for enquiry in {enquiry.page: enquiry for enquiry in published}.values():
        page_changed(enquiry)
    for unit in OrgUnit.objects.filter(pk__in=counts):
        after = {"number": counts[unit.pk], "closed_before": before.date().isoformat()}
        audit.record("policies.enquiries_forgotten", unit, by=None, after=after, scope=unit.path)
    return sum(counts.values())
