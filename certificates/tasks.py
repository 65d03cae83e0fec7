"""Background work about certificates."""

from typing import Any

from celery import shared_task
from django.urls import reverse

from certificates.services import KIND, issue_certificate, request_missing_certificates
from core.jobs import JobHandle, job
from courses.models import Completion


@job(KIND)
def issue(handle: JobHandle, completion_id: int) -> dict[str, Any]:
    """Issue the certificate of a completion; nothing when that is gone."""
    if not Completion.objects.filter(pk=completion_id).exists():
        return {}
    certificate = issue_certificate(completion_id=completion_id)
    return {"certificate_id": certificate.pk, "url": reverse("certificates:detail", args=[certificate.pk])}


@shared_task(name="certificates.tasks.request_missing")
def request_missing() -> int:
    """Now and then: certificates whose announcement was lost."""
    return request_missing_certificates()
